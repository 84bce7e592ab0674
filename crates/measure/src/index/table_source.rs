//! Statutory tables counted from households.

use super::holding::UnitKey;
use super::households::Households;
use super::tally::{Figures, Split};
use crate::tables::{
    Accumulators, MeasureId, MeasureSet, TableError, TableSource, UnitId, UnitTree,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use vuonlen_domain::Text;
use vuonlen_domain::unit::UnitLevel;
use vuonlen_law::units::Units;

/// Counts tables over [`Households`] for the country, its provinces, their communes and, if
/// asked, their villages.
#[derive(Debug)]
pub struct HouseholdTables<'a> {
    households: &'a Households,
    threads: NonZeroUsize,
    by_village: bool,
    tree: UnitTree,
    communes: BTreeMap<UnitKey, UnitId>,
}

impl<'a> HouseholdTables<'a> {
    /// Tables over `households`, with every commune there is in their provinces on that day.
    #[must_use]
    pub fn new(
        households: &'a Households,
        units: &Units,
        on: NaiveDate,
        by_village: bool,
        threads: NonZeroUsize,
    ) -> Self {
        let mut tree = UnitTree::new("VN", Text::new("Cả nước", "Country"));
        let mut communes = BTreeMap::new();
        let wanted: Vec<&String> = households.manifests().flat_map(|m| &m.provinces).collect();
        let name = |name: &str| Text::new(name, name);
        for commune in units.at_level(UnitLevel::Commune, on) {
            let code = commune.code.as_str();
            let Some(province) = units.province_of(code, on) else {
                continue;
            };
            if !wanted
                .iter()
                .any(|wanted| *wanted == province.code.as_str())
            {
                continue;
            }
            let above = tree.part(
                UnitTree::ROOT,
                province.code.as_str(),
                name(&province.name),
                0,
            );
            let unit = tree.part(above, code, name(&commune.name), 0);
            let key = UnitKey {
                province: province.code.to_string(),
                commune: code.to_owned(),
            };
            communes.insert(key, unit);
        }
        Self {
            households,
            threads,
            by_village,
            tree,
            communes,
        }
    }

    /// The units. Villages are in it once the tables have been counted.
    #[must_use]
    pub const fn tree(&self) -> &UnitTree {
        &self.tree
    }

    /// The province with this code.
    #[must_use]
    pub fn province(&self, code: &str) -> Option<UnitId> {
        self.tree.find(UnitTree::ROOT, code)
    }

    fn unit(&mut self, key: &UnitKey, village: Option<&str>) -> Option<UnitId> {
        let commune = *self.communes.get(key)?;
        if !self.by_village {
            return Some(commune);
        }
        let (code, label, position) = match village {
            Some(name) => (name, Text::new(name, name), 0),
            None => ("", Text::new("Chưa rõ thôn", "Village not known"), 1),
        };
        Some(self.tree.part(commune, code, label, position))
    }
}

impl TableSource for HouseholdTables<'_> {
    fn accumulate(
        &mut self,
        measures: &MeasureSet,
        into: &mut Accumulators,
    ) -> Result<(), TableError> {
        let split = if self.by_village {
            Split::Village
        } else {
            Split::None
        };
        let tally = self
            .households
            .tally(measures, split, self.threads)
            .map_err(|error| TableError::Read(Box::new(error)))?;
        for ((key, village), figures) in &tally.values {
            // Every unit was found among those of the day before.
            if let Some(unit) = self.unit(key, village.as_deref()) {
                into.grow(self.tree.len());
                add(unit, figures, into);
            }
        }
        Ok(())
    }
}

fn add(unit: UnitId, figures: &Figures, into: &mut Accumulators) {
    for (measure, value) in figures.values.iter().enumerate() {
        into.add(unit, MeasureId(measure), *value);
    }
    for (measure, rows) in figures.undecided.iter().enumerate() {
        into.note_undecided(unit, MeasureId(measure), u64::try_from(*rows).unwrap_or(0));
    }
}
