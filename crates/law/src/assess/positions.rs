//! Where the facts that an assessment sets or reads by name stand in their schemas.

use crate::facts::{Schema, Value};
use std::sync::Arc;

/// A struct with the position of each named fact; none where the law data has no such fact, so
/// that no formula can read it either.
macro_rules! positions {
    ($(#[$doc:meta])* $name:ident { $($fact:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(super) struct $name {
            pub(super) schema: Arc<Schema>,
            $(pub(super) $fact: Option<usize>,)*
        }

        impl $name {
            pub(super) fn new(schema: &Arc<Schema>) -> Self {
                Self {
                    $($fact: schema.index(stringify!($fact)),)*
                    schema: Arc::clone(schema),
                }
            }
        }
    };
}

positions! {
    /// Facts of the survey, scope `household`.
    HouseholdFacts {
        area, region, size, income_per_person, farm_household, causes, needs,
    }
}

positions! {
    /// Facts of the survey, scope `member`.
    MemberFacts { age, birth_year, relation, ethnicity }
}

positions! {
    /// Facts that rules of a class read.
    ClassFacts {
        area, income_per_person, score_a, score_b, deprivation_count, farm_household,
    }
}

positions! {
    /// Facts that rules of a movement read.
    TransitionFacts { class, previous_class, ever_poor, ever_near_poor, event }
}

positions! {
    /// Facts of an assessed household.
    AssessedFacts {
        present, area, size, previous_size, class, previous_class, ever_poor, ever_near_poor,
        transition, income_per_person, farm_household, score_a, score_b, deprivation_count,
        deprivations, causes, needs, groups, ethnicity,
    }
}

/// Where a household's fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HouseholdSource {
    /// Its own area, or its unit's.
    Area,
    /// The region of its unit, unless answered.
    Region,
    /// Its listed members, else as stated.
    Size,
    /// As stated, else answered.
    Income,
    /// The answer.
    Answer,
}

/// Where a member's fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemberSource {
    /// The birth date, else as answered.
    Age,
    /// The birth date, else as answered.
    BirthYear,
    /// The answer, or that the member is taken as the head.
    Relation,
    /// The answer.
    Answer,
}

impl HouseholdFacts {
    /// By index of the fact.
    pub(super) fn sources(&self) -> Vec<HouseholdSource> {
        let mut sources = vec![HouseholdSource::Answer; self.schema.len()];
        for (index, source) in [
            (self.area, HouseholdSource::Area),
            (self.region, HouseholdSource::Region),
            (self.size, HouseholdSource::Size),
            (self.income_per_person, HouseholdSource::Income),
        ] {
            if let Some(index) = index {
                sources[index] = source;
            }
        }
        sources
    }
}

impl MemberFacts {
    /// By index of the fact.
    pub(super) fn sources(&self) -> Vec<MemberSource> {
        let mut sources = vec![MemberSource::Answer; self.schema.len()];
        for (index, source) in [
            (self.age, MemberSource::Age),
            (self.birth_year, MemberSource::BirthYear),
            (self.relation, MemberSource::Relation),
        ] {
            if let Some(index) = index {
                sources[index] = source;
            }
        }
        sources
    }
}

/// Sets the fact at `index`, where there is such a fact.
pub(super) fn set(record: &mut [Option<Value>], index: Option<usize>, value: Option<Value>) {
    if let Some(cell) = index.and_then(|index| record.get_mut(index)) {
        *cell = value;
    }
}
