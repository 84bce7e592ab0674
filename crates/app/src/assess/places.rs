//! Where households stand in the administrative tree, for tables.

use chrono::NaiveDate;
use std::collections::HashMap;
use vuonlen_domain::{Text, UnitCode};
use vuonlen_law::units::Units;
use vuonlen_measure::tables::{UnitId, UnitTree};

/// The country and, below it, the provinces, (until 30 June 2025) districts, communes and
/// villages met so far.
pub(super) struct Places<'a> {
    units: &'a Units,
    on: NaiveDate,
    tree: UnitTree,
    /// Found again without walking the tree for each household.
    villages: HashMap<(UnitCode, String), UnitId>,
    communes: HashMap<UnitCode, UnitId>,
}

impl<'a> Places<'a> {
    pub(super) fn new(units: &'a Units, on: NaiveDate) -> Self {
        Self {
            units,
            on,
            tree: UnitTree::new("VN", Text::new("Cả nước", "Whole country")),
            villages: HashMap::new(),
            communes: HashMap::new(),
        }
    }

    pub(super) const fn tree(&self) -> &UnitTree {
        &self.tree
    }

    /// The village of a household; a unit of its own for those whose village is not known.
    pub(super) fn village(&mut self, unit: &UnitCode, village: Option<&str>) -> UnitId {
        let name = village.unwrap_or_default();
        if let Some(known) = self.villages.get(&(unit.clone(), name.to_owned())) {
            return *known;
        }
        let commune = self.commune(unit);
        let id = if name.is_empty() {
            let label = Text::new("Chưa rõ thôn, bản", "Village not stated");
            self.tree.part(commune, "", label, u32::MAX)
        } else {
            // Villages stand in the order in which the file has them.
            let position = u32::try_from(self.villages.len()).unwrap_or(u32::MAX);
            self.tree
                .part(commune, name, Text::new(name, name), position)
        };
        self.villages.insert((unit.clone(), name.to_owned()), id);
        id
    }

    fn commune(&mut self, unit: &UnitCode) -> UnitId {
        if let Some(known) = self.communes.get(unit) {
            return *known;
        }
        let code = unit.as_str();
        let above: Vec<_> = self.units.ancestors(code, self.on).collect();
        let own = self.units.unit(code, self.on);
        let mut parent = UnitTree::ROOT;
        for part in above.into_iter().rev().chain(own) {
            let label = Text::new(&part.name, &part.name);
            parent = self.tree.part(parent, part.code.to_string(), label, 0);
        }
        self.communes.insert(unit.clone(), parent);
        parent
    }

    /// The narrowest unit that holds every household: what the tables are drawn up for.
    pub(super) fn scope(&self) -> UnitId {
        let mut scope = UnitTree::ROOT;
        while let [only] = self.parts(scope).as_slice() {
            // A commune with a single village is still reported as a commune.
            if self.parts(*only).is_empty() {
                break;
            }
            scope = *only;
        }
        scope
    }

    fn parts(&self, of: UnitId) -> Vec<UnitId> {
        let parts = self.tree.iter().filter(|(_, unit)| unit.parent == Some(of));
        parts.map(|(id, _)| id).collect()
    }
}
