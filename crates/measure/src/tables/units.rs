//! The units that figures are broken down by, as a tree: country, province, commune, village, or
//! any other grouping (regions, areas, ethnic groups).

use std::collections::BTreeMap;
use vuonlen_domain::Text;

/// A unit by its place in a [`UnitTree`]; what rows of households are keyed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub u32);

/// One unit of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its code (`03703`), unique among the units of its parent.
    pub code: String,
    /// Its name.
    pub label: Text,
    /// Where it stands among its siblings; equal positions are ordered by code.
    pub position: u32,
    /// The unit it is part of; none for the root.
    pub parent: Option<UnitId>,
}

/// A tree of units. A unit always stands behind its parent, so that a single pass from the end
/// adds everything up.
#[derive(Debug, Clone)]
pub struct UnitTree {
    units: Vec<Unit>,
    by_code: BTreeMap<(UnitId, String), UnitId>,
}

impl UnitId {
    /// As an index into vectors by unit.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl UnitTree {
    /// The root of every tree: the unit that all others are part of.
    pub const ROOT: UnitId = UnitId(0);

    /// A tree of the root alone.
    #[must_use]
    pub fn new(code: impl Into<String>, label: Text) -> Self {
        Self {
            units: vec![Unit {
                code: code.into(),
                label,
                position: 0,
                parent: None,
            }],
            by_code: BTreeMap::new(),
        }
    }

    /// The part of `parent` with this code; added with `label` when it is not there yet.
    ///
    /// Children stand in order of `position`, then code. Rows belong to units without parts: give
    /// households whose village is not known a unit of their own.
    pub fn part(
        &mut self,
        parent: UnitId,
        code: impl Into<String>,
        label: Text,
        position: u32,
    ) -> UnitId {
        let code = code.into();
        if let Some(known) = self.by_code.get(&(parent, code.clone())) {
            return *known;
        }
        // A tree of 2³² units would be over 200 GB; the last id stands for all beyond.
        let id = UnitId(u32::try_from(self.units.len()).unwrap_or(u32::MAX));
        self.units.push(Unit {
            code: code.clone(),
            label,
            position,
            parent: Some(parent),
        });
        self.by_code.insert((parent, code), id);
        id
    }

    /// How many units, the root among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Never: a tree has its root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The unit at `id`.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(id.index())
    }

    /// The part of `parent` with this code.
    #[must_use]
    pub fn find(&self, parent: UnitId, code: &str) -> Option<UnitId> {
        self.by_code.get(&(parent, code.to_owned())).copied()
    }

    /// All units with their parents, parents first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (UnitId, &Unit)> {
        let last = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        (0..last).map(UnitId).zip(&self.units)
    }

    /// The parts of every unit, each list in the order it is printed.
    pub(super) fn parts(&self) -> Vec<Vec<UnitId>> {
        let mut parts = vec![Vec::new(); self.units.len()];
        for (id, unit) in self.iter() {
            if let Some(siblings) = unit.parent.and_then(|parent| parts.get_mut(parent.index())) {
                siblings.push(id);
            }
        }
        for siblings in &mut parts {
            siblings.sort_by(|left: &UnitId, right: &UnitId| {
                let key = |id: &UnitId| {
                    let unit = &self.units[id.index()];
                    (unit.position, &unit.code)
                };
                key(left).cmp(&key(right))
            });
        }
        parts
    }
}
