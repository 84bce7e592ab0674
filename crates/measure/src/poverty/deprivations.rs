//! Rows of deprivations as bit masks.

use super::error::{PovertyError, Reason};
use super::{MAX_INDICATORS, Weights};

/// The deprivation matrix g⁰ (AF 2011, "Notation"), one mask a row: bit `j` set means deprived in
/// indicator `j`, counted from the lowest bit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deprivations {
    indicators: usize,
    masks: Vec<u64>,
    observed: Option<Vec<u64>>,
}

impl Deprivations {
    /// Fully observed rows.
    ///
    /// # Errors
    /// More than 64 indicators, or a bit set beyond the last indicator.
    pub fn new(indicators: usize, masks: Vec<u64>) -> Result<Self, PovertyError> {
        let every = every_indicator(indicators)?;
        if masks.iter().any(|mask| mask & !every != 0) {
            return Err(beyond_last(indicators));
        }
        Ok(Self {
            indicators,
            masks,
            observed: None,
        })
    }

    /// Rows of which only the indicators set in `observed` are known; the others are left out of
    /// the row's score and its weights stretched to one (the treatment `reweight`).
    ///
    /// # Errors
    /// As [`Self::new`]; also columns of different length, or a deprivation in an indicator that
    /// was not observed.
    pub fn partly_observed(
        indicators: usize,
        masks: Vec<u64>,
        observed: Vec<u64>,
    ) -> Result<Self, PovertyError> {
        let every = every_indicator(indicators)?;
        if masks.len() != observed.len() {
            return Err(Reason::ShapeMismatch {
                what: format!("{} / {}", masks.len(), observed.len()),
            }
            .into());
        }
        let fits = |(mask, known): (&u64, &u64)| mask & !known == 0 && known & !every == 0;
        if !masks.iter().zip(&observed).all(fits) {
            return Err(beyond_last(indicators));
        }
        Ok(Self {
            indicators,
            masks,
            observed: Some(observed),
        })
    }

    /// From one column of booleans per indicator.
    ///
    /// # Errors
    /// More than 64 columns, or columns of different length.
    pub fn from_columns(columns: &[&[bool]]) -> Result<Self, PovertyError> {
        every_indicator(columns.len())?;
        let rows = columns.first().map_or(0, |column| column.len());
        let mut masks = vec![0; rows];
        for (indicator, column) in columns.iter().enumerate() {
            if column.len() != rows {
                return Err(Reason::ShapeMismatch {
                    what: format!("{} / {rows}", column.len()),
                }
                .into());
            }
            for (mask, deprived) in masks.iter_mut().zip(*column) {
                *mask |= u64::from(*deprived) << indicator;
            }
        }
        Self::new(columns.len(), masks)
    }

    /// How many indicators.
    #[must_use]
    pub const fn indicators(&self) -> usize {
        self.indicators
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.masks.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.masks.is_empty()
    }

    /// The masks in row order.
    #[must_use]
    pub fn masks(&self) -> &[u64] {
        &self.masks
    }

    /// Which indicators of each row are known; absent when all are.
    #[must_use]
    pub fn observed(&self) -> Option<&[u64]> {
        self.observed.as_deref()
    }

    /// Refuses weights for another number of indicators.
    pub(super) fn check_fits(&self, weights: &Weights) -> Result<(), PovertyError> {
        if self.indicators == weights.count() {
            return Ok(());
        }
        Err(Reason::ShapeMismatch {
            what: format!("{} / {}", self.indicators, weights.count()),
        }
        .into())
    }
}

/// The mask with every indicator set.
pub(super) fn every_indicator(indicators: usize) -> Result<u64, PovertyError> {
    match indicators {
        0 => Err(Reason::NoIndicators.into()),
        MAX_INDICATORS => Ok(u64::MAX),
        1..MAX_INDICATORS => Ok((1 << indicators) - 1),
        count => Err(Reason::TooManyIndicators { count }.into()),
    }
}

fn beyond_last(indicators: usize) -> PovertyError {
    Reason::ShapeMismatch {
        what: format!("bit > {indicators}"),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_masks() {
        let deprivations =
            Deprivations::from_columns(&[&[true, false], &[false, false], &[true, true]]).unwrap();
        assert_eq!(deprivations.masks(), [0b101, 0b100]);
        assert!(Deprivations::from_columns(&[&[true], &[]]).is_err());
    }

    #[test]
    fn a_bit_without_an_indicator_is_refused() {
        assert!(Deprivations::new(3, vec![0b1000]).is_err());
        assert!(Deprivations::new(65, vec![]).is_err());
        assert!(Deprivations::new(64, vec![u64::MAX]).is_ok());
        assert!(Deprivations::partly_observed(2, vec![0b11], vec![0b01]).is_err());
        assert!(Deprivations::partly_observed(2, vec![0b01], vec![0b01, 0b11]).is_err());
    }
}
