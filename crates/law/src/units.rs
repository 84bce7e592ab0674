//! Administrative units: a code and a date name a province, district or commune.
//!
//! The tree is dated: 63 provinces with districts until 30 June 2025, 34 provinces without from
//! 1 July 2025, a crosswalk between. A code alone names nothing, for codes were reused.
//! Households and villages are not this room's business.

mod commune;
mod crosswalk;
mod kinds;
mod load;
mod read;
mod region;
mod search;
mod table;
#[cfg(test)]
mod tests;

pub use commune::NoCommune;
pub use crosswalk::{Extent, Move};
pub use kinds::{DefaultArea, UnitKind};
pub use region::region_of;

use crate::status::Provenance;
use crate::validity::Validity;
use chrono::NaiveDate;
use crosswalk::Crosswalk;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use vuonlen_domain::unit::UnitLevel;
use vuonlen_domain::{Area, Text, UnitCode};

/// Every unit of `law/units/units.csv` through all its versions, and the crosswalk.
#[derive(Debug)]
pub struct Units {
    /// Sorted by code, then by first day.
    units: Vec<Unit>,
    /// The code of each unit as a number, for fast lookups.
    keys: Vec<u64>,
    kinds: Vec<Arc<UnitKind>>,
    tables: BTreeMap<String, Table>,
    crosswalk: Crosswalk,
    by_parent: OnceLock<Vec<u32>>,
    search_keys: OnceLock<Vec<String>>,
}

/// Where a table of `law/units/` comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its source and how sure it is.
    pub provenance: Provenance,
    /// What a reader must know of it.
    pub note: Option<Text>,
}

/// A unit as it was between two dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The State's code.
    pub code: UnitCode,
    /// Its name with its kind: `Xã Quỳnh Nhai`.
    pub name: String,
    /// What kind of unit it is.
    pub kind: Arc<UnitKind>,
    /// The unit it belongs to; absent for a province.
    pub parent: Option<UnitCode>,
    /// When this name, kind, parent and territory held.
    pub validity: Validity,
    /// Approximate centre, latitude and longitude in degrees; good for a dot on a map.
    pub position: Option<(f64, f64)>,
}

impl Units {
    /// The unit that `code` named on `date`.
    #[must_use]
    pub fn unit(&self, code: &str, date: NaiveDate) -> Option<&Unit> {
        self.index_of(code_key(code)?, date)
            .map(|index| &self.units[index])
    }

    /// Every version of `code`, oldest first.
    #[must_use]
    pub fn versions(&self, code: &str) -> &[Unit] {
        code_key(code).map_or(&[], |key| &self.units[self.range_of(key)])
    }

    /// Every unit of every time, by code and first day.
    #[must_use]
    pub fn all(&self) -> &[Unit] {
        &self.units
    }

    /// The units of a level on `date`, by code.
    pub fn at_level(&self, level: UnitLevel, date: NaiveDate) -> impl Iterator<Item = &Unit> {
        self.units
            .iter()
            .filter(move |unit| unit.code.level() == level && unit.validity.contains(date))
    }

    /// The units directly under `code` on `date`, by code: of a province its districts until
    /// 30 June 2025, its communes after.
    pub fn children<'a>(
        &'a self,
        code: &'a str,
        date: NaiveDate,
    ) -> impl Iterator<Item = &'a Unit> {
        let by_parent = self.by_parent();
        let parent = |index: &u32| {
            self.units[*index as usize]
                .parent
                .as_ref()
                .map(UnitCode::as_str)
        };
        let start = by_parent.partition_point(|index| parent(index) < Some(code));
        by_parent[start..]
            .iter()
            .take_while(move |index| parent(index) == Some(code))
            .map(|index| &self.units[*index as usize])
            .filter(move |unit| unit.validity.contains(date))
    }

    /// The units above `code` on `date`, nearest first.
    pub fn ancestors<'a>(
        &'a self,
        code: &str,
        date: NaiveDate,
    ) -> impl Iterator<Item = &'a Unit> + use<'a> {
        let above = move |unit: &Unit| self.unit(unit.parent.as_ref()?.as_str(), date);
        std::iter::successors(self.unit(code, date).and_then(above), move |unit| {
            above(unit)
        })
    }

    /// The province `code` belongs to on `date`; a province is its own.
    #[must_use]
    pub fn province_of(&self, code: &str, date: NaiveDate) -> Option<&Unit> {
        let unit = self.unit(code, date)?;
        Some(self.ancestors(code, date).last().unwrap_or(unit))
    }

    /// Whether `code` is `area` or lies below it on `date`; false where either is unknown.
    #[must_use]
    pub fn is_within(&self, code: &str, area: &str, date: NaiveDate) -> bool {
        self.unit(code, date).is_some_and(|unit| {
            unit.code.as_str() == area
                || self
                    .ancestors(code, date)
                    .any(|above| above.code.as_str() == area)
        })
    }

    /// The area a household in `code` is reviewed in unless its own review says otherwise; `None`
    /// for provinces and districts.
    #[must_use]
    pub fn default_area(&self, code: &str, date: NaiveDate) -> Option<Area> {
        let unit = self.unit(code, date)?;
        unit.kind.area.as_ref().map(|default| default.area)
    }

    /// `xã Quỳnh Nhai, tỉnh Sơn La`: the unit and everything above it.
    #[must_use]
    pub fn path(&self, code: &str, date: NaiveDate) -> Option<String> {
        let mut path = self.unit(code, date)?.name_in_text();
        for above in self.ancestors(code, date) {
            path.push_str(", ");
            path.push_str(&above.name_in_text());
        }
        Some(path)
    }

    /// First day of the reform the crosswalk describes.
    #[must_use]
    pub fn reform_day(&self) -> NaiveDate {
        self.crosswalk.effective
    }

    /// Where the people of a unit that ended with the reform went; the default first. Empty for
    /// a code that did not end then.
    #[must_use]
    pub fn successors(&self, old: &str) -> Vec<Move<'_>> {
        code_key(old).map_or_else(Vec::new, |key| self.crosswalk.successors(&self.units, key))
    }

    /// The units whose people, all or a part, make up a unit that began with the reform.
    #[must_use]
    pub fn predecessors(&self, new: &str) -> Vec<Move<'_>> {
        code_key(new).map_or_else(Vec::new, |key| {
            self.crosswalk.predecessors(&self.units, key)
        })
    }

    /// Units of `date` whose name holds `text`, accents and case left aside: first names that
    /// are the text with its accents, then without, then beginnings, then the rest, each by code.
    #[must_use]
    pub fn search(&self, text: &str, date: NaiveDate) -> Vec<&Unit> {
        let keys = self.search_keys.get_or_init(|| search::keys(&self.units));
        search::search(&self.units, keys, text, date)
    }

    /// The kinds of units, in the order of `units.toml`.
    pub fn kinds(&self) -> impl Iterator<Item = &UnitKind> {
        self.kinds.iter().map(AsRef::as_ref)
    }

    /// Where the tables come from: `units`, `crosswalk`, `changes_2026`.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.tables
            .iter()
            .map(|(name, table)| (name.as_str(), table))
    }

    fn by_parent(&self) -> &[u32] {
        self.by_parent.get_or_init(|| {
            let count = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
            let mut order: Vec<u32> = (0..count).collect();
            // Stable: children of one parent stay in order of code and first day.
            order.sort_by_key(|index| {
                let parent = self.units[*index as usize].parent.as_ref();
                parent.and_then(|code| code_key(code.as_str()))
            });
            order
        })
    }

    fn range_of(&self, key: u64) -> std::ops::Range<usize> {
        let start = self.keys.partition_point(|known| *known < key);
        let count = self.keys[start..]
            .iter()
            .take_while(|known| **known == key)
            .count();
        start..start + count
    }

    fn index_of(&self, key: u64, date: NaiveDate) -> Option<usize> {
        self.range_of(key)
            .find(|index| self.units[*index].validity.contains(date))
    }
}

impl Unit {
    /// Its name without its kind: `Quỳnh Nhai`.
    #[must_use]
    pub fn bare_name(&self) -> &str {
        self.name
            .get(self.kind.label.vi.len()..)
            .map_or(&*self.name, str::trim_start)
    }

    /// Its name as it stands within a sentence: `xã Quỳnh Nhai`.
    #[must_use]
    pub fn name_in_text(&self) -> String {
        format!("{} {}", self.kind.label.vi, self.bare_name())
    }
}

/// A code as a number that orders like the code; `None` for what cannot be a code.
fn code_key(code: &str) -> Option<u64> {
    let bytes = code.as_bytes();
    if !matches!(bytes.len(), 2 | 3 | 5) {
        return None;
    }
    let mut padded = [0; 8];
    padded[..bytes.len()].copy_from_slice(bytes);
    Some(u64::from_be_bytes(padded))
}
