//! Finding a unit by its name as people type it.

use super::Unit;
use chrono::NaiveDate;
use vuonlen_domain::text::key::{search_key, tone_key};

/// The search key of every unit's name, in order of the units.
pub(super) fn keys(units: &[Unit]) -> Vec<String> {
    units.iter().map(|unit| search_key(&unit.name)).collect()
}

/// The units of `date` that match `text`, the best first.
pub(super) fn search<'a>(
    units: &'a [Unit],
    keys: &[String],
    text: &str,
    date: NaiveDate,
) -> Vec<&'a Unit> {
    let wanted = search_key(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let toned = tone_key(text);
    let mut found: Vec<(Match, &Unit)> = units
        .iter()
        .zip(keys)
        .filter(|(unit, _)| unit.validity.contains(date))
        .filter_map(|(unit, key)| Some((rank(unit, key, &wanted, &toned)?, unit)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, unit)| unit).collect()
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// The name with its marks, or the code.
    Exact,
    Whole,
    Beginning,
    Within,
}

fn rank(unit: &Unit, key: &str, wanted: &str, toned: &str) -> Option<Match> {
    // A kind's label has as many characters with marks as without.
    let bare = key
        .char_indices()
        .nth(unit.kind.label.vi.chars().count() + 1)
        .map_or("", |(start, _)| &key[start..]);
    if unit.code.as_str() == wanted {
        Some(Match::Exact)
    } else if key == wanted || bare == wanted {
        let names = [&*unit.name, unit.bare_name()];
        let exact = names.iter().any(|name| tone_key(name) == toned);
        Some(if exact { Match::Exact } else { Match::Whole })
    } else if key.starts_with(wanted) || bare.starts_with(wanted) {
        Some(Match::Beginning)
    } else {
        key.contains(wanted).then_some(Match::Within)
    }
}
