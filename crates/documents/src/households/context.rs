//! What every reader of households needs to know.

use chrono::NaiveDate;
use std::sync::Arc;
use vuonlen_domain::UnitCode;
use vuonlen_law::facts::Schema;
use vuonlen_law::law::Law;

/// The law whose words are recognised, the day it is asked about, and what the caller knows.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// Facts, codes and units.
    pub law: &'a Law,
    /// Day of the review: units and codes are those in force on it.
    pub on: NaiveDate,
    /// Commune of households that name none.
    pub unit: Option<UnitCode>,
}

impl<'a> Context<'a> {
    /// A context that knows no commune beforehand.
    #[must_use]
    pub const fn new(law: &'a Law, on: NaiveDate) -> Self {
        Self {
            law,
            on,
            unit: None,
        }
    }

    /// Facts asked of a household.
    pub(super) fn household_facts(&self) -> Option<&'a Arc<Schema>> {
        self.law.facts.scope("household")
    }

    /// Facts asked of a member.
    pub(super) fn member_facts(&self) -> Option<&'a Arc<Schema>> {
        self.law.facts.scope("member")
    }
}
