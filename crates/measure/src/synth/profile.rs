//! What a synthetic country looks like: `country.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The whole profile.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    #[serde(rename = "region")]
    pub(super) regions: Vec<Region>,
    pub(super) spread: Spread,
    pub(super) communes: Communes,
    pub(super) before: Before,
    pub(super) events: Events,
    pub(super) deprivations: DeprivationShares,
    /// By group: of the poor, and of all others.
    pub(super) groups: BTreeMap<String, [f64; 2]>,
}

/// One region of the country.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Region {
    pub(super) code: String,
    pub(super) households: f64,
    pub(super) poor: f64,
    pub(super) near_poor: f64,
    pub(super) average_living: f64,
    /// What a village is called in a rural and in an urban commune.
    pub(super) villages: [String; 2],
    /// Shares of households with one person, two, ….
    pub(super) size: Vec<f64>,
    /// Weights of ethnic groups by code.
    pub(super) groups: BTreeMap<String, f64>,
    /// Ethnic groups that are local (indigenous) there.
    pub(super) local: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spread {
    pub(super) urban: f64,
    pub(super) rural: f64,
    pub(super) minority: f64,
    pub(super) majority: f64,
    pub(super) communes: f64,
    pub(super) most: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Communes {
    pub(super) ward: f64,
    pub(super) size: f64,
    pub(super) largest_group: f64,
    pub(super) households_per_village: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Before {
    pub(super) poor: [f64; 4],
    pub(super) near_poor: [f64; 4],
    pub(super) neither_per_poor: f64,
    pub(super) neither_per_near_poor: f64,
    pub(super) ever_poor: f64,
    pub(super) ever_near_poor: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Events {
    pub(super) moved_in: f64,
    pub(super) split: f64,
    pub(super) moved_out: f64,
    pub(super) merged: f64,
    pub(super) died: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeprivationShares {
    pub(super) poor_more: Vec<f64>,
    pub(super) near_poor: Vec<f64>,
    pub(super) neither: Vec<f64>,
    pub(super) weights: BTreeMap<String, f64>,
}

impl Profile {
    /// The profile that comes with the program.
    pub(super) fn shipped() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("country.toml"))
    }

    /// The region with this code.
    pub(super) fn region(&self, code: &str) -> Option<usize> {
        self.regions.iter().position(|region| region.code == code)
    }
}
