//! The households of one snapshot, or of several as if they were one.

use super::holding::{Holding, UnitKey};
use super::tally::{Figures, Split, Tally, tally};
use crate::snapshot::{Manifest, Reason, SnapshotError, unknown_unit};
use crate::tables::MeasureSet;
use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use vuonlen_domain::Text;
use vuonlen_law::facts::{CodePositions, Schema};

/// Assessed households that can be counted, from an index or from Parquet.
///
/// Every figure is a sum of whole numbers over communes, so that provinces merged are the country
/// bit for bit, and an index gives what its snapshot gives.
#[derive(Debug)]
pub struct Households {
    parts: Vec<Part>,
    schema: Arc<Schema>,
    codes: Arc<dyn CodePositions>,
    /// Measures counted ahead, by commune.
    ahead: Option<(MeasureSet, Tally)>,
}

struct Part {
    holding: Box<dyn Holding>,
    communes: Arc<BTreeSet<UnitKey>>,
    manifest: Manifest,
    file: String,
}

impl fmt::Debug for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Part").field(&self.file).finish()
    }
}

impl Households {
    pub(crate) fn new(
        holding: Box<dyn Holding>,
        schema: Arc<Schema>,
        codes: Arc<dyn CodePositions>,
        communes: Arc<BTreeSet<UnitKey>>,
        manifest: &Manifest,
        file: String,
    ) -> Self {
        let part = Part {
            holding,
            communes,
            manifest: manifest.clone(),
            file,
        };
        Self {
            parts: vec![part],
            schema,
            codes,
            ahead: None,
        }
    }

    /// Several as one: a country from its provinces.
    ///
    /// # Errors
    /// [`Reason::NotMergeable`] for snapshots of different days or standards, or one given twice.
    pub fn merged(self, others: impl IntoIterator<Item = Self>) -> Result<Self, SnapshotError> {
        let mut all = self;
        all.ahead = None;
        for other in others {
            for part in other.parts {
                all.check_fits(&part)?;
                all.parts.push(part);
            }
        }
        Ok(all)
    }

    /// The facts of the households.
    #[must_use]
    pub const fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// The code lists of the facts.
    #[must_use]
    pub const fn codes(&self) -> &Arc<dyn CodePositions> {
        &self.codes
    }

    /// What the snapshots say of themselves.
    pub fn manifests(&self) -> impl Iterator<Item = &Manifest> {
        self.parts.iter().map(|part| &part.manifest)
    }

    /// How many households.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.manifests()
            .map(|manifest| manifest.households.rows)
            .sum()
    }

    /// Counts all of `sets` in one pass over each snapshot, so that plans whose measures these are
    /// need none of their own: tables, indices and targets together read the data once.
    ///
    /// # Errors
    /// [`SnapshotError`] when they cannot be read, or a formula has no form in bits.
    pub fn count_ahead(
        &mut self,
        sets: &[&MeasureSet],
        threads: NonZeroUsize,
    ) -> Result<(), SnapshotError> {
        self.ahead = None;
        let mut all = MeasureSet::new();
        for set in sets {
            all.add_all(set);
        }
        let tally = self.tally(&all, Split::None, threads)?;
        self.ahead = Some((all, tally));
        Ok(())
    }

    /// The measures out of those counted ahead; none when one of them was not.
    fn counted_ahead(&self, measures: &MeasureSet) -> Option<Tally> {
        let (counted, tally) = self.ahead.as_ref()?;
        let places = counted.places_of(measures)?;
        let picked = |values: &[i64]| -> Vec<i64> {
            let picked = places.iter().filter_map(|place| values.get(*place));
            picked.copied().collect()
        };
        let values = tally.values.iter().map(|(key, figures)| {
            let figures = Figures {
                values: picked(&figures.values),
                undecided: picked(&figures.undecided),
            };
            (key.clone(), figures)
        });
        Some(Tally {
            values: values.collect(),
        })
    }

    /// Every measure by commune and `split`, in one pass over each snapshot.
    pub(crate) fn tally(
        &self,
        measures: &MeasureSet,
        split: Split,
        threads: NonZeroUsize,
    ) -> Result<Tally, SnapshotError> {
        if split == Split::None
            && let Some(tally) = self.counted_ahead(measures)
        {
            return Ok(tally);
        }
        let mut all = Tally::default();
        for part in &self.parts {
            let in_file = |mut error: SnapshotError| {
                if error.file.is_empty() {
                    error.file.clone_from(&part.file);
                }
                error
            };
            let counted = tally(
                part.holding.as_ref(),
                &self.schema,
                measures,
                split,
                threads,
            )
            .map_err(in_file)?;
            let mut units = counted.values.keys().map(|(unit, _)| unit);
            if let Some(unit) = units.find(|unit| !part.communes.contains(unit)) {
                return Err(unknown_unit(unit, &part.manifest, part.file.clone()));
            }
            all.merge(counted).map_err(in_file)?;
        }
        Ok(all)
    }

    fn check_fits(&self, other: &Part) -> Result<(), SnapshotError> {
        let refuse = |vi: String, en: String| {
            let why = Text { vi, en };
            Err(SnapshotError {
                file: other.file.clone(),
                reason: Reason::NotMergeable { why },
            })
        };
        let theirs = &other.manifest;
        for part in &self.parts {
            let (mine, file) = (&part.manifest, &part.file);
            if mine.households.sha256 == theirs.households.sha256 {
                return refuse(
                    format!("cùng số liệu với {file}; hãy bỏ một trong hai"),
                    format!("the same data as {file}; leave one of them out"),
                );
            }
            if (mine.subject.on, &mine.subject.standard)
                != (theirs.subject.on, &theirs.subject.standard)
            {
                return refuse(
                    format!("khác ngày hoặc khác chuẩn nghèo với {file}"),
                    format!("of another day or another poverty standard than {file}"),
                );
            }
        }
        Ok(())
    }
}
