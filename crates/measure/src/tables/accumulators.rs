//! The figures under way: every measure for every unit.

use super::measures::MeasureId;
use super::units::{UnitId, UnitTree};
use std::collections::BTreeMap;

/// A whole number per unit and measure, unit by unit, so that threads can take ranges of units;
/// and how many rows could not be decided, kept only where there are any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accumulators {
    measures: usize,
    values: Vec<i64>,
    undecided: BTreeMap<(UnitId, MeasureId), u64>,
}

impl Accumulators {
    /// Zeros for `units` units (see [`UnitTree::len`]) and `measures` measures.
    #[must_use]
    pub fn new(units: usize, measures: usize) -> Self {
        Self {
            measures,
            values: vec![0; units.saturating_mul(measures)],
            undecided: BTreeMap::new(),
        }
    }

    /// Makes room for units added to the tree in the meantime.
    pub fn grow(&mut self, units: usize) {
        let length = units.saturating_mul(self.measures);
        if length > self.values.len() {
            self.values.resize(length, 0);
        }
    }

    /// How many measures each unit has.
    #[must_use]
    pub const fn measures(&self) -> usize {
        self.measures
    }

    /// How many units there is room for.
    #[must_use]
    pub fn units(&self) -> usize {
        self.values.len().checked_div(self.measures).unwrap_or(0)
    }

    /// All measures of `unit`, by [`MeasureId`]; empty when there is no such unit.
    #[must_use]
    pub fn unit(&self, unit: UnitId) -> &[i64] {
        let start = unit.index().saturating_mul(self.measures);
        self.values
            .get(start..start.saturating_add(self.measures))
            .unwrap_or_default()
    }

    /// One measure of `unit`; zero when there is no such unit.
    #[must_use]
    pub fn value(&self, unit: UnitId, measure: MeasureId) -> i64 {
        self.unit(unit).get(measure.0).copied().unwrap_or(0)
    }

    /// Adds to one measure of `unit`; nothing when there is no such unit. Sums beyond 64 bits stay
    /// at the largest number.
    pub fn add(&mut self, unit: UnitId, measure: MeasureId, amount: i64) {
        let place = unit.index().saturating_mul(self.measures) + measure.0;
        if measure.0 < self.measures
            && let Some(value) = self.values.get_mut(place)
        {
            *value = value.saturating_add(amount);
        }
    }

    /// The figures of all units, `measures` of them a unit, for back ends that fill ranges of
    /// units in parallel (`chunks_mut`, `split_at_mut`).
    pub fn values_mut(&mut self) -> &mut [i64] {
        &mut self.values
    }

    /// Notes rows that a measure could not be decided for, as something it reads is not known.
    pub fn note_undecided(&mut self, unit: UnitId, measure: MeasureId, rows: u64) {
        if rows > 0 {
            *self.undecided.entry((unit, measure)).or_default() += rows;
        }
    }

    /// Rows of `unit` that a measure could not be decided for.
    #[must_use]
    pub fn undecided(&self, unit: UnitId, measure: MeasureId) -> u64 {
        self.undecided.get(&(unit, measure)).copied().unwrap_or(0)
    }

    /// Adds the figures of other households over the same tree and measures.
    pub fn merge(&mut self, other: &Self) {
        if other.values.len() > self.values.len() {
            self.values.resize(other.values.len(), 0);
        }
        for (value, more) in self.values.iter_mut().zip(&other.values) {
            *value = value.saturating_add(*more);
        }
        for (key, rows) in &other.undecided {
            *self.undecided.entry(*key).or_default() += rows;
        }
    }

    /// The same with every unit's figures added to the units it is part of.
    #[must_use]
    pub fn rolled_up(&self, tree: &UnitTree) -> Self {
        let mut totals = self.clone();
        totals.grow(tree.len());
        for (id, unit) in tree.iter().rev() {
            let Some(parent) = unit.parent else { continue };
            let (before, from) = totals.values.split_at_mut(id.index() * self.measures);
            let start = parent.index() * self.measures;
            for (total, part) in before[start..].iter_mut().zip(&from[..self.measures]) {
                *total = total.saturating_add(*part);
            }
        }
        for ((unit, measure), rows) in &self.undecided {
            let mut above = tree.unit(*unit).and_then(|unit| unit.parent);
            while let Some(parent) = above {
                totals.note_undecided(parent, *measure, *rows);
                above = tree.unit(parent).and_then(|unit| unit.parent);
            }
        }
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vuonlen_domain::Text;

    #[test]
    fn parts_add_up_to_every_unit_above_them() {
        let mut tree = UnitTree::new("VN", Text::new("Cả nước", "Country"));
        let son_la = tree.part(UnitTree::ROOT, "14", Text::default(), 0);
        let lao_cai = tree.part(UnitTree::ROOT, "15", Text::default(), 0);
        let quynh_nhai = tree.part(son_la, "03703", Text::default(), 0);
        let muong_gion = tree.part(son_la, "03694", Text::default(), 0);
        assert_eq!(tree.part(son_la, "03703", Text::default(), 0), quynh_nhai);

        let (first, second) = (MeasureId(0), MeasureId(1));
        let mut counted = Accumulators::new(3, 2);
        counted.grow(tree.len());
        counted.add(quynh_nhai, first, 7);
        counted.add(muong_gion, first, 4);
        counted.add(lao_cai, second, 5);
        counted.add(UnitId(99), first, 1);
        counted.note_undecided(quynh_nhai, second, 2);
        let mut more = Accumulators::new(tree.len(), 2);
        more.add(lao_cai, first, 1);
        more.note_undecided(lao_cai, second, 1);
        counted.merge(&more);

        let totals = counted.rolled_up(&tree);
        assert_eq!(totals.unit(son_la), [11, 0]);
        assert_eq!(totals.unit(UnitTree::ROOT), [12, 5]);
        assert_eq!(totals.undecided(son_la, second), 2);
        assert_eq!(totals.undecided(UnitTree::ROOT, second), 3);
        assert_eq!(totals.unit(UnitId(99)), [] as [i64; 0]);
    }
}
