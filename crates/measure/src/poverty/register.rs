//! Measures of a register from its sums alone: whole numbers, merged exactly.

use super::error::{PovertyError, Reason};
use super::report::{GroupMeasures, GroupedMeasures, Measures, Report};
use super::structure::Structure;
use super::totals::{Sum, Totals};
use super::{Estimate, Weights};
use vuonlen_domain::Text;

/// The sums of households (or of the people in them) that every measure is a ratio of.
///
/// Sums of provinces add up to the country's without rounding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterSums {
    /// Households the sums rest on.
    pub rows: u64,
    /// Households, or people.
    pub population: u64,
    /// Those that are poor.
    pub poor: u64,
    /// Those deprived in each indicator, in the order of the measure.
    pub deprived: Vec<u64>,
    /// Those poor and deprived in each indicator.
    pub censored: Vec<u64>,
}

/// A register divided into groups: id and name of the division, and the sums of each value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterDivision {
    /// Id, such as `area`.
    pub by: String,
    /// Its name.
    pub label: Text,
    /// Value and sums of each group, in the order they are reported.
    pub groups: Vec<(String, RegisterSums)>,
}

impl RegisterSums {
    /// Sums of nobody, for this many indicators.
    #[must_use]
    pub fn zero(indicators: usize) -> Self {
        Self {
            deprived: vec![0; indicators],
            censored: vec![0; indicators],
            ..Self::default()
        }
    }

    /// Adds the sums of other households.
    pub fn add(&mut self, other: &Self) {
        let add = |mine: &mut u64, theirs: u64| *mine = mine.saturating_add(theirs);
        add(&mut self.rows, other.rows);
        add(&mut self.population, other.population);
        add(&mut self.poor, other.poor);
        for (mine, theirs) in [
            (&mut self.deprived, &other.deprived),
            (&mut self.censored, &other.censored),
        ] {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                add(mine, *theirs);
            }
        }
    }

    /// Exact sums, each rounded once to floating point.
    fn totals(&self, weights: &Weights) -> Result<Totals, PovertyError> {
        let indicators = weights.count();
        if (self.deprived.len(), self.censored.len()) != (indicators, indicators) {
            return Err(Reason::ShapeMismatch {
                what: format!("{} / {indicators}", self.deprived.len()),
            }
            .into());
        }
        let mut totals = Totals::zero(indicators);
        totals.set(Sum::Population, rounded(self.population.into()));
        totals.set(Sum::Poor, rounded(self.poor.into()));
        let mut score = 0_u128;
        for (j, units) in weights.units().iter().enumerate() {
            let contribution = u128::from(self.censored[j]) * u128::from(*units);
            score += contribution;
            totals.set(Sum::Observed(j), rounded(self.population.into()));
            totals.set(Sum::Deprived(j), rounded(self.deprived[j].into()));
            totals.set(Sum::Censored(j), rounded(self.censored[j].into()));
            totals.set(Sum::Contribution(j), rounded(contribution));
        }
        totals.set(Sum::Score, rounded(score));
        Ok(totals)
    }
}

/// Measures a register from its sums. `dropped` households were left out because an indicator is
/// not known of them.
///
/// Everybody is counted, so no figure has a standard error.
///
/// # Errors
/// [`Reason::NoPopulation`] when nobody was counted, [`Reason::ShapeMismatch`] for sums of another
/// number of indicators.
pub fn measure_sums(
    structure: &Structure,
    total: &RegisterSums,
    divisions: &[RegisterDivision],
    dropped: u64,
) -> Result<Report, PovertyError> {
    let measure = |sums: &RegisterSums| -> Result<_, PovertyError> {
        let totals = sums.totals(structure.weights())?;
        let measures = Measures::from_totals(
            structure,
            structure.weights(),
            sums.rows,
            &totals,
            None,
            |_, value| Estimate::exact(value),
        );
        Ok((totals, measures))
    };
    let (whole, total_measures) = measure(total)?;
    let divisions = divisions
        .iter()
        .map(|division| {
            let mut in_groups = 0_u64;
            let groups = division
                .groups
                .iter()
                .map(|(value, sums)| {
                    let (totals, measures) = measure(sums)?;
                    in_groups = in_groups.saturating_add(sums.rows);
                    Ok(GroupMeasures::of_whole(value, &totals, &whole, measures))
                })
                .collect::<Result<_, PovertyError>>()?;
            Ok(GroupedMeasures {
                by: division.by.clone(),
                label: division.label.clone(),
                rows_without_group: total.rows.saturating_sub(in_groups),
                groups,
            })
        })
        .collect::<Result<_, PovertyError>>()?;
    Ok(Report {
        measure: structure.id.clone(),
        title: structure.title.clone(),
        unit: structure.unit,
        cutoff: structure.cutoff(),
        rows_read: total.rows.saturating_add(dropped),
        rows_dropped: dropped,
        design: None,
        total: total_measures.ok_or(Reason::NoPopulation)?,
        divisions,
    })
}

/// The nearest floating-point number.
#[expect(
    clippy::cast_precision_loss,
    reason = "the one rounding of an exact sum"
)]
const fn rounded(sum: u128) -> f64 {
    sum as f64
}
