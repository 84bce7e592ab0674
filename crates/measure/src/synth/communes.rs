//! Which communes there are, how many households each has, and how poor it is.

use super::SynthError;
use super::profile::{Profile, Region};
use super::random::Random;
use chrono::NaiveDate;
use vuonlen_domain::Area;
use vuonlen_domain::unit::UnitLevel;
use vuonlen_law::law::Law;
use vuonlen_law::units::{Unit, region_of};

/// One commune of a synthetic country.
#[derive(Debug, Clone)]
pub(super) struct Commune {
    pub(super) province: String,
    pub(super) code: String,
    /// Index in the profile.
    pub(super) region: usize,
    pub(super) area: Area,
    pub(super) households: u64,
    /// Share of its households that are poor.
    pub(super) poor: f64,
    pub(super) near_poor: f64,
    /// Code of its largest ethnic group.
    pub(super) largest_group: String,
}

/// Before households and poverty are shared out.
struct Draft {
    commune: Commune,
    weight: f64,
    factor: f64,
}

/// All communes of `provinces` (none given: of the country) on a day, by province and code, with
/// `households` shared out among them.
pub(super) fn communes(
    law: &Law,
    profile: &Profile,
    on: NaiveDate,
    provinces: &[String],
    households: u64,
    seed: u64,
) -> Result<Vec<Commune>, SynthError> {
    let mut drafts: Vec<Draft> = Vec::new();
    for unit in law.units.at_level(UnitLevel::Commune, on) {
        let code = unit.code.as_str();
        let Some(province) = law.units.province_of(code, on) else {
            continue;
        };
        let province = province.code.to_string();
        if provinces.is_empty() || provinces.contains(&province) {
            let region = region(law, profile, unit, on);
            drafts.push(draft(profile, unit, province, region, seed));
        }
    }
    drafts.sort_by(|a, b| {
        (&a.commune.province, &a.commune.code).cmp(&(&b.commune.province, &b.commune.code))
    });
    if let Some(unknown) = provinces.iter().find(|wanted| {
        !drafts
            .iter()
            .any(|draft| draft.commune.province == **wanted)
    }) {
        return Err(SynthError::UnknownProvince {
            code: unknown.clone(),
            on,
        });
    }
    spread_evenly_by_region(profile, &mut drafts);
    share_out(&mut drafts, households);
    set_shares(profile, &mut drafts);
    Ok(drafts.into_iter().map(|draft| draft.commune).collect())
}

/// The region a commune is drawn from; where parts of a commune came from several, the first.
fn region(law: &Law, profile: &Profile, unit: &Unit, on: NaiveDate) -> usize {
    law.codes
        .list("regions")
        .and_then(|regions| region_of(&law.units, regions, unit.code.as_str(), on))
        .and_then(|region| profile.region(&region.code))
        .unwrap_or(0)
}

fn draft(profile: &Profile, unit: &Unit, province: String, region: usize, seed: u64) -> Draft {
    let mut random = Random::new(seed, &format!("commune {}", unit.code));
    let area = unit
        .kind
        .area
        .as_ref()
        .map_or(Area::Rural, |default| default.area);
    let (spread, communes) = (&profile.spread, &profile.communes);
    let groups = &profile.regions[region].groups;
    let weights: Vec<f64> = groups.values().copied().collect();
    let largest = groups
        .keys()
        .nth(random.pick(&weights))
        .cloned()
        .unwrap_or_default();
    let is_largest_of_country = weights.iter().all(|weight| {
        groups
            .get(&largest)
            .is_some_and(|largest| weight <= largest)
    });
    let (by_area, size) = match area {
        Area::Urban => (spread.urban, communes.ward),
        Area::Rural => (spread.rural, 1.0),
    };
    let by_group = if is_largest_of_country {
        spread.majority
    } else {
        spread.minority
    };
    let factor = by_area * by_group * random.around_one(spread.communes);
    Draft {
        weight: size * random.around_one(communes.size),
        factor,
        commune: Commune {
            province,
            code: unit.code.to_string(),
            region,
            area,
            households: 0,
            poor: 0.0,
            near_poor: 0.0,
            largest_group: largest,
        },
    }
}

/// Makes the weights of each region add up to its households.
fn spread_evenly_by_region(profile: &Profile, drafts: &mut [Draft]) {
    for (index, region) in profile.regions.iter().enumerate() {
        let of_region = |draft: &&mut Draft| draft.commune.region == index;
        let total: f64 = drafts
            .iter_mut()
            .filter(of_region)
            .map(|draft| draft.weight)
            .sum();
        for draft in drafts.iter_mut().filter(of_region) {
            draft.weight *= region.households / total;
        }
    }
}

/// Shares households out by weight, the remainders to the largest fractions.
fn share_out(drafts: &mut [Draft], households: u64) {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a country has fewer than 2^53 households"
    )]
    let all = households as f64;
    let total: f64 = drafts.iter().map(|draft| draft.weight).sum();
    let mut fractions: Vec<(usize, f64)> = Vec::new();
    let mut given = 0;
    for (index, draft) in drafts.iter_mut().enumerate() {
        let exact = all * draft.weight / total;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "rounded down"
        )]
        let whole = exact as u64;
        draft.commune.households = whole;
        given += whole;
        fractions.push((index, exact - exact.floor()));
    }
    fractions.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut left = households.saturating_sub(given);
    for (index, _) in fractions.iter().cycle() {
        if left == 0 {
            break;
        }
        drafts[*index].commune.households += 1;
        left -= 1;
    }
}

/// Sets every commune's shares so that those of its region are the profile's.
fn set_shares(profile: &Profile, drafts: &mut [Draft]) {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a commune has fewer than 2^53 households"
    )]
    let households = |draft: &Draft| draft.commune.households as f64;
    for (index, region) in profile.regions.iter().enumerate() {
        let of_region = |draft: &&Draft| draft.commune.region == index;
        let all: f64 = drafts.iter().filter(of_region).map(households).sum();
        let factors = drafts.iter().filter(of_region);
        let mean = factors
            .map(|draft| draft.factor * households(draft))
            .sum::<f64>()
            / all;
        for draft in drafts
            .iter_mut()
            .filter(|draft| draft.commune.region == index)
        {
            let factor = if mean > 0.0 { draft.factor / mean } else { 1.0 };
            set_share(profile, region, factor, &mut draft.commune);
        }
    }
}

fn set_share(profile: &Profile, region: &Region, factor: f64, commune: &mut Commune) {
    let both = (region.poor + region.near_poor) * factor;
    let factor = factor * (profile.spread.most / both).min(1.0);
    commune.poor = region.poor * factor;
    commune.near_poor = region.near_poor * factor;
}
