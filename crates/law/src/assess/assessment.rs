//! What an assessment says of one household.

use super::Problem;
use crate::facts::Record;
use crate::standards::Route;
use crate::status::Status;
use serde::{Serialize, Serializer};
use std::fmt;
use std::sync::Arc;
use vuonlen_domain::{Area, Class, UnitCode};

/// One household under one standard, on the day of its review.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// The household's id in its source.
    pub id: String,
    /// Its unit.
    pub unit: UnitCode,
    /// Its village, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
    /// Area it was reviewed in.
    pub area: Area,
    /// Id of the standard; with an overlay, of the national standard it raises.
    pub standard: Arc<str>,
    /// The overlay, where a province's higher standard was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<Arc<str>>,
    /// Its class; `None` when the household has left (moved out, merged, died).
    pub class: Option<Class>,
    /// The class whose income rule holds, whoever the class is for; `None` where the income is
    /// not known or not enough to tell.
    pub income_band: Option<Class>,
    /// Which way the class was decided; `None` when the household has left.
    #[serde(serialize_with = "route_code")]
    pub route: Option<Route>,
    /// Monthly income per person in đồng, where known.
    pub income_per_person: Option<i64>,
    /// Score A, stated or computed.
    pub score_a: Option<i64>,
    /// Score B, from the deprivations or, where those are not all known, stated.
    pub score_b: Option<i64>,
    /// Indicators the household is known to be deprived in.
    pub deprivations: Codes,
    /// Indicators not known either way; they did not matter for the class.
    #[serde(skip_serializing_if = "Codes::is_empty")]
    pub undecided: Codes,
    /// Movement since the review before; `None` where the class before is not known.
    pub transition: Option<Arc<str>>,
    /// The least sure value behind class, scores and deprivations.
    pub status: Status,
    /// The least sure value behind the movement.
    #[serde(skip)]
    pub transition_status: Option<Status>,
    /// The assessed facts, by index in the schema `assessed`: what tables and queries read.
    #[serde(skip)]
    pub facts: Record,
    /// What a person should look at; none of it is [`super::Severity::Rejected`].
    #[serde(skip)]
    pub problems: Vec<Problem>,
}

impl Assessment {
    /// How many indicators it is deprived in; `None` while some are not known.
    #[must_use]
    pub fn deprivation_count(&self) -> Option<usize> {
        self.undecided.is_empty().then(|| self.deprivations.len())
    }

    /// Leaves the class and nothing of what it was decided by, for those who may know no more:
    /// figures are not known then, and no deprivation is known either way.
    pub fn keep_class_only(&mut self) {
        self.income_band = None;
        self.route = None;
        self.income_per_person = None;
        self.score_a = None;
        self.score_b = None;
        self.deprivations.mask = 0;
        self.undecided.mask = (1 << self.undecided.list.len()) - 1;
        self.facts.fill(None);
        self.problems.clear();
    }
}

/// Some codes of a short list, in the order of the list.
#[derive(Clone)]
pub struct Codes {
    mask: u64,
    list: Arc<[Arc<str>]>,
}

impl Codes {
    pub(super) const fn new(mask: u64, list: Arc<[Arc<str>]>) -> Self {
        Self { mask, list }
    }

    /// The codes, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.list
            .iter()
            .enumerate()
            .filter(|(position, _)| self.mask >> position & 1 == 1)
            .map(|(_, code)| code.as_ref())
    }

    /// Whether `code` is one of them.
    #[must_use]
    pub fn contains(&self, code: &str) -> bool {
        self.iter().any(|known| known == code)
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.mask.count_ones() as usize
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.mask == 0
    }
}

impl PartialEq for Codes {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Codes {}

impl fmt::Debug for Codes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Codes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[expect(clippy::ref_option, reason = "serde hands the field over by reference")]
fn route_code<S: Serializer>(route: &Option<Route>, serializer: S) -> Result<S::Ok, S::Error> {
    route.map(Route::code).serialize(serializer)
}
