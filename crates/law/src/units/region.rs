//! The region of the points table a commune belongs to.

use super::Units;
use crate::codes::{Code, CodeList, CodeVersion, FieldValue};
use chrono::NaiveDate;

/// The code of `regions` whose column a rural household of `unit` is scored in on `date`.
///
/// Where a province joins parts of several regions, a commune keeps the region of the province
/// its people belonged to on the day before the reform (`law/codes/regions.toml` says why); the
/// parts that came from elsewhere do not count.
/// `None` for an unknown unit, and for one whose parts came from different regions.
#[must_use]
pub fn region_of<'a>(
    units: &Units,
    regions: &'a CodeList,
    unit: &str,
    date: NaiveDate,
) -> Option<&'a Code> {
    let province = units.province_of(unit, date)?;
    let now = regions.as_of(date)?;
    if let Some(region) = listing(now, province.code.as_str()) {
        return Some(region);
    }
    let day_before = units.reform_day().pred_opt()?;
    let before = regions.as_of(day_before)?;
    let mut predecessors = units.predecessors(unit);
    if predecessors.iter().any(|from| from.is_default) {
        predecessors.retain(|from| from.is_default);
    }
    let mut found = None;
    for predecessor in predecessors {
        let old = units.province_of(predecessor.unit.code.as_str(), day_before)?;
        let region = listing(before, old.code.as_str())?;
        if found.is_some_and(|known: &Code| known.code != region.code) {
            return None;
        }
        found = Some(region);
    }
    now.find(&found?.code)
}

fn listing<'a>(regions: &'a CodeVersion, province: &str) -> Option<&'a Code> {
    regions.codes.iter().find(|region| {
        matches!(region.value("provinces"), Some(FieldValue::List(codes)) if codes.iter().any(|code| code == province))
    })
}
