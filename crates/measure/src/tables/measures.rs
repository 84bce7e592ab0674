//! What is counted: every distinct count and sum that some column needs, each once.

use vuonlen_law::expr::Formula;

/// One figure kept for every unit.
///
/// | predicate | value | is |
/// |---|---|---|
/// | some | none | how many rows the predicate is true for |
/// | none | some | the value summed over all rows |
/// | some | some | the value summed over the rows the predicate is true for |
/// | none | none | how many rows |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Measure {
    /// A boolean formula; rows where it is false or not known are left out.
    pub predicate: Option<FormulaId>,
    /// A whole-number formula.
    pub value: Option<FormulaId>,
}

/// A formula by its place in a [`MeasureSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormulaId(pub usize);

/// A measure by its place in a [`MeasureSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeasureId(pub usize);

/// Distinct measures over distinct formulas: what one pass over the households has to fill.
#[derive(Debug, Clone, Default)]
pub struct MeasureSet {
    formulas: Vec<Formula>,
    measures: Vec<Measure>,
}

impl MeasureSet {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The measure of these formulas; one with an equal plan is reused.
    pub fn add(&mut self, predicate: Option<&Formula>, value: Option<&Formula>) -> MeasureId {
        let measure = Measure {
            predicate: predicate.map(|formula| self.formula(formula)),
            value: value.map(|formula| self.formula(formula)),
        };
        let known = self.measures.iter().position(|other| *other == measure);
        MeasureId(known.unwrap_or_else(|| {
            self.measures.push(measure);
            self.measures.len() - 1
        }))
    }

    /// Every measure of another set.
    pub fn add_all(&mut self, other: &Self) {
        for measure in &other.measures {
            let of = |id: Option<FormulaId>| id.and_then(|id| other.formulas.get(id.0));
            self.add(of(measure.predicate), of(measure.value));
        }
    }

    /// Where each measure of `other` stands in this set; `None` when one is not in it.
    pub(crate) fn places_of(&self, other: &Self) -> Option<Vec<usize>> {
        // Each formula is looked up once, however many measures it is in.
        let same = |formula: &Formula| {
            let mine = self.formulas.iter();
            mine.zip(0..)
                .find(|(mine, _)| mine.plan() == formula.plan())
                .map(|(_, place)| FormulaId(place))
        };
        let formulas: Option<Vec<FormulaId>> = other.formulas.iter().map(same).collect();
        let formulas = formulas?;
        let of = |id: Option<FormulaId>| id.and_then(|id| formulas.get(id.0).copied());
        let places = other.measures.iter().map(|measure| {
            let mine = Measure {
                predicate: of(measure.predicate),
                value: of(measure.value),
            };
            self.measures.iter().position(|known| *known == mine)
        });
        places.collect()
    }

    /// The distinct formulas, by [`FormulaId`].
    #[must_use]
    pub fn formulas(&self) -> &[Formula] {
        &self.formulas
    }

    /// The distinct measures, by [`MeasureId`].
    #[must_use]
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    fn formula(&mut self, formula: &Formula) -> FormulaId {
        let known = self
            .formulas
            .iter()
            .position(|other| other.plan() == formula.plan());
        FormulaId(known.unwrap_or_else(|| {
            self.formulas.push(formula.clone());
            self.formulas.len() - 1
        }))
    }
}
