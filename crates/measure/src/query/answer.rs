//! Rows of whole numbers.

use super::{Level, Query};
use crate::index::tally::{Figures, Split, Tally};
use crate::tables::MeasureId;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use vuonlen_domain::Ratio;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// A row for each unit and value, those without any household left out.
    pub rows: Vec<AnswerRow>,
    /// All households together.
    pub total: AnswerRow,
}

/// One figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerRow {
    /// Code of the province; none in a total.
    pub province: Option<String>,
    /// Code of the commune.
    pub commune: Option<String>,
    /// Name of the village; none where it is not known.
    pub village: Option<String>,
    /// Value of the fact divided by; none where it is absent (of a set: empty).
    pub value: Option<String>,
    /// Households, or the sum.
    pub figure: i64,
    /// Of a share, out of how many.
    pub whole: Option<i64>,
    /// Households that could not be decided, as something asked about is not known of them.
    pub undecided: i64,
}

type Key = (Option<String>, Option<String>, Option<String>, usize);

impl AnswerRow {
    /// The share, exact; none of a count or a sum.
    #[must_use]
    pub fn share(&self) -> Option<Ratio> {
        self.whole.map(|whole| Ratio::new(self.figure, whole))
    }

    fn add(&mut self, other: &Self) {
        self.figure = self.figure.saturating_add(other.figure);
        self.whole = match (self.whole, other.whole) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
        self.undecided = self.undecided.saturating_add(other.undecided);
    }

    /// Which is the larger: by share where that is asked for, else by figure.
    fn compared(&self, other: &Self) -> Ordering {
        let times = |a: i64, b: Option<i64>| i128::from(a) * i128::from(b.unwrap_or(1));
        times(self.figure, other.whole).cmp(&times(other.figure, self.whole))
    }

    fn is_empty(&self) -> bool {
        self.figure == 0 && self.whole.unwrap_or(0) == 0 && self.undecided == 0
    }
}

impl Answer {
    pub(super) fn new(query: &Query, tally: &Tally) -> Self {
        let mut rows: BTreeMap<Key, AnswerRow> = BTreeMap::new();
        let mut total = AnswerRow::default();
        for ((unit, village), figures) in &tally.values {
            let name = |at: Level, name: &str| (query.level >= at).then(|| name.to_owned());
            for value in 0..query.groups() {
                let mut found = query.row(figures, value);
                if value == 0 {
                    // The first group is everything, and not a value where a fact divides.
                    total.add(&found);
                }
                if found.is_empty() || (query.is_divided() && value == 0) {
                    continue;
                }
                found.province = name(Level::Province, &unit.province);
                found.commune = name(Level::Commune, &unit.commune);
                found.village.clone_from(village);
                found.value = query.value_of(value);
                let key = (
                    found.province.clone(),
                    found.commune.clone(),
                    found.village.clone(),
                    value,
                );
                match rows.get_mut(&key) {
                    Some(row) => row.add(&found),
                    None => {
                        rows.insert(key, found);
                    }
                }
            }
        }
        let mut rows: Vec<AnswerRow> = rows.into_values().collect();
        if let Some(top) = query.top {
            // Stable: rows that are equal stay in order of unit.
            rows.sort_by(|a, b| b.compared(a));
            rows.truncate(top);
        }
        Self { rows, total }
    }
}

impl Query {
    const fn is_divided(&self) -> bool {
        matches!(self.split, Split::Fact(..))
    }

    /// How many groups the figures of a unit have.
    const fn groups(&self) -> usize {
        match self.split {
            // Everything, each value, and those in which the fact is absent.
            Split::Fact(_, values) => values + 2,
            Split::None | Split::Village => 1,
        }
    }

    fn value_of(&self, group: usize) -> Option<String> {
        self.codes.get(group.checked_sub(1)?).cloned()
    }

    fn row(&self, figures: &Figures, group: usize) -> AnswerRow {
        let measures = self.measures.measures().len();
        let figure = |figures: &[i64], measure: MeasureId| {
            figures
                .get(group * measures + measure.0)
                .copied()
                .unwrap_or(0)
        };
        let both = [Some(self.value), self.whole].into_iter().flatten();
        AnswerRow {
            figure: figure(&figures.values, self.value),
            whole: self.whole.map(|whole| figure(&figures.values, whole)),
            undecided: both
                .map(|measure| figure(&figures.undecided, measure))
                .max()
                .unwrap_or(0),
            ..AnswerRow::default()
        }
    }
}
