//! Ids that stood in the file before, as hashes: eight bytes a household.

use super::draft::Draft;
use super::problem;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Ids met so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    ids: HashSet<u64>,
}

impl Seen {
    /// Rejects a household whose id stood in the file before.
    pub(super) fn check(&mut self, draft: &mut Draft) {
        let Some(id) = draft.id() else { return };
        if !self.ids.insert(hash(&id)) {
            let problem = problem::duplicate_id(id).at(draft.place().clone());
            draft.report(problem);
        }
    }
}

/// A hash that is the same on every machine and in every run.
pub(super) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
