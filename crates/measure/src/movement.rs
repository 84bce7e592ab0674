//! Movements between two reviews: who was in which class, who is now, and who fell back.
//!
//! The matrix counts households by class before and class now; the relapse rate is the households
//! poor or near-poor again out of all that are poor or near-poor. What a movement is called, and
//! when it is a relapse, is law (`law/transitions.toml`); this room only counts.

use crate::index::tally::{Figures, Split};
use crate::index::{Households, UnitKey};
use crate::query::QueryError;
use crate::snapshot::{SnapshotError, all_codes};
use crate::tables::{MeasureId, MeasureSet};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use vuonlen_domain::Ratio;
use vuonlen_law::expr::{Formula, Scope, compile};
use vuonlen_law::facts::{CodePositions, Type};

/// Households that fell back into one of the two classes.
const RELAPSED: &str = r#"transition in ["re_poor", "re_near_poor"]"#;
/// Households in one of the two classes.
const LISTED: &str = r#"class in ["poor", "near_poor"]"#;

/// What is counted to tell movements.
#[derive(Debug, Clone)]
pub struct MovementPlan {
    measures: MeasureSet,
    classes: Vec<String>,
    /// By class before and now.
    cells: Vec<Vec<MeasureId>>,
    relapsed: MeasureId,
    listed: MeasureId,
}

/// Movements in a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Households by class before (outer) and now (inner), in the order of
    /// [`MovementPlan::classes`].
    pub matrix: Vec<Vec<i64>>,
    /// Households poor or near-poor again.
    pub relapsed: i64,
    /// Households poor or near-poor.
    pub listed: i64,
    /// Households of which a class, before or now, or the movement is not known.
    pub undecided: i64,
}

/// Movements of a country, its provinces and its communes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movements {
    /// All together.
    pub total: Movement,
    /// By code of the province.
    pub provinces: BTreeMap<String, Movement>,
    /// By commune.
    pub communes: BTreeMap<UnitKey, Movement>,
}

impl MovementPlan {
    /// Prepares to count movements over the facts of `scope`.
    ///
    /// # Errors
    /// [`QueryError`] when the law no longer has the facts or codes that tell a relapse.
    pub fn new(scope: &Scope, codes: &dyn CodePositions) -> Result<Self, QueryError> {
        let formula = |text: &str| -> Result<Formula, QueryError> {
            compile(text, scope, &Type::Bool).map_err(|errors| QueryError::Formula {
                text: text.to_owned(),
                errors,
            })
        };
        let classes = all_codes("classes_or_none", codes);
        let mut measures = MeasureSet::new();
        let mut count = |text: &str| -> Result<MeasureId, QueryError> {
            Ok(measures.add(Some(&formula(text)?), None))
        };
        let mut row = |before: &String| -> Result<Vec<MeasureId>, QueryError> {
            let both = |now| format!(r#"previous_class == "{before}" && class == "{now}""#);
            classes.iter().map(|now| count(&both(now))).collect()
        };
        let cells = classes.iter().map(&mut row).collect::<Result<_, _>>()?;
        Ok(Self {
            relapsed: count(RELAPSED)?,
            listed: count(LISTED)?,
            measures,
            classes,
            cells,
        })
    }

    /// Codes of the classes, in the order of a matrix's rows and columns.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Counts the movements of `households`.
    ///
    /// # Errors
    /// [`SnapshotError`] when they cannot be read.
    pub fn count(
        &self,
        households: &Households,
        threads: NonZeroUsize,
    ) -> Result<Movements, SnapshotError> {
        let tally = households.tally(&self.measures, Split::None, threads)?;
        let none = self.movement(&Figures::default());
        let mut movements = Movements {
            total: none.clone(),
            provinces: BTreeMap::new(),
            communes: BTreeMap::new(),
        };
        for ((unit, _), figures) in tally.values {
            let movement = self.movement(&figures);
            movements.total.add(&movement);
            let province = movements.provinces.entry(unit.province.clone());
            province.or_insert_with(|| none.clone()).add(&movement);
            movements.communes.insert(unit, movement);
        }
        Ok(movements)
    }

    fn movement(&self, figures: &Figures) -> Movement {
        let figure = |id: &MeasureId| figures.values.get(id.0).copied().unwrap_or(0);
        let row = |row: &Vec<MeasureId>| row.iter().map(figure).collect();
        Movement {
            matrix: self.cells.iter().map(row).collect(),
            relapsed: figure(&self.relapsed),
            listed: figure(&self.listed),
            undecided: figures.undecided.iter().copied().max().unwrap_or(0),
        }
    }
}

impl Movement {
    /// Households poor or near-poor again, out of all that are poor or near-poor.
    #[must_use]
    pub fn relapse_rate(&self) -> Ratio {
        Ratio::new(self.relapsed, self.listed)
    }

    fn add(&mut self, other: &Self) {
        let cells = self.matrix.iter_mut().flatten();
        for (mine, theirs) in cells.zip(other.matrix.iter().flatten()) {
            *mine = mine.saturating_add(*theirs);
        }
        self.relapsed = self.relapsed.saturating_add(other.relapsed);
        self.listed = self.listed.saturating_add(other.listed);
        self.undecided = self.undecided.saturating_add(other.undecided);
    }
}
