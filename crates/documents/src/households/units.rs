//! The commune a household lives in, from a code or from names, on the day of the review.

mod wording;

use super::context::Context;
use std::collections::HashMap;
use vuonlen_domain::UnitCode;
use vuonlen_domain::text::key::search_key;
use vuonlen_domain::unit::UnitLevel;
use vuonlen_law::assess::Problem;
use vuonlen_law::units::Unit;

/// The unit, or why there is none.
type Found = Result<UnitCode, Box<Problem>>;

/// What a row says of its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct WrittenUnit {
    pub(super) code: Option<String>,
    pub(super) commune: Option<String>,
    pub(super) district: Option<String>,
    pub(super) province: Option<String>,
    /// A whole address, smallest place first.
    pub(super) address: Option<String>,
}

/// Units found, remembered: a file names few.
#[derive(Debug, Default)]
pub(super) struct UnitReader {
    known: HashMap<WrittenUnit, Found>,
}

impl UnitReader {
    /// The commune that `written` names on the day of the review.
    pub(super) fn find(&mut self, context: &Context<'_>, written: &WrittenUnit) -> Found {
        if let Some(found) = self.known.get(written) {
            return found.clone();
        }
        let found = find(context, written);
        // A file with more places than the country has communes repeats none.
        if self.known.len() < 16_384 {
            self.known.insert(written.clone(), found.clone());
        }
        found
    }
}

impl UnitReader {
    /// The one commune that a list's titles name: “UBND XÃ QUỲNH NHAI”, “Tỉnh Sơn La”.
    pub(super) fn in_titles(
        &mut self,
        context: &Context<'_>,
        titles: &[String],
    ) -> Option<UnitCode> {
        let keys: Vec<String> = titles.iter().map(|title| search_key(title)).collect();
        let province = keys
            .iter()
            .find_map(|key| named(key, &["tinh ", "thanh pho "]));
        let mut found = keys
            .iter()
            .filter_map(|key| named(key, &KINDS[..4]))
            .filter_map(|commune| {
                let written = WrittenUnit {
                    commune: Some(commune),
                    province: province.clone(),
                    ..WrittenUnit::default()
                };
                self.find(context, &written).ok()
            });
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }
}

/// The name behind one of `kinds` in a title, with its kind.
fn named(key: &str, kinds: &[&str]) -> Option<String> {
    let (start, kind) = kinds
        .iter()
        .filter_map(|kind| {
            let start = key.find(kind)?;
            let begins_word = start == 0 || key[..start].ends_with([' ', ',', ':', '-']);
            begins_word.then_some((start, kind))
        })
        .min()?;
    let rest = key[start + kind.len()..].trim_start_matches([':', ' ']);
    let end = KINDS
        .iter()
        .filter_map(|kind| rest.find(&format!(" {kind}")))
        .chain(rest.find([',', ';', ':', '(', '-', '–', '.']))
        .min()
        .unwrap_or(rest.len());
    let name = rest[..end].trim();
    (!name.is_empty()).then(|| format!("{kind}{name}"))
}

fn find(context: &Context<'_>, written: &WrittenUnit) -> Found {
    if let Some(code) = &written.code {
        return by_code(context, code);
    }
    if let Some(commune) = &written.commune {
        let above = [&written.district, &written.province];
        return by_name(context, commune, &above.map(Option::as_deref));
    }
    if let Some(address) = &written.address {
        return by_address(context, address);
    }
    context
        .unit
        .clone()
        .ok_or_else(|| Box::new(wording::no_unit()))
}

/// A spreadsheet that took the code for a number lost its leading zeros.
fn by_code(context: &Context<'_>, written: &str) -> Found {
    let digits = written.trim();
    let padded = match digits.len() {
        1 | 4 if digits.bytes().all(|byte| byte.is_ascii_digit()) => format!("0{digits}"),
        _ => digits.to_owned(),
    };
    let code = UnitCode::parse(&padded).map_err(|_| Box::new(wording::not_a_code(written)))?;
    match context.law.units.unit(code.as_str(), context.on) {
        Some(_) if code.level() == UnitLevel::Commune => Ok(code),
        Some(unit) => Err(Box::new(wording::not_a_commune(unit))),
        None => Err(Box::new(wording::unknown_code(context, &code))),
    }
}

fn by_name(context: &Context<'_>, commune: &str, above: &[Option<&str>]) -> Found {
    let named: Vec<&Unit> = communes_called(context, commune, context.on)
        .into_iter()
        .filter(|unit| {
            let names: Vec<String> = context
                .law
                .units
                .ancestors(unit.code.as_str(), context.on)
                .flat_map(|unit| [search_key(&unit.name), search_key(unit.bare_name())])
                .collect();
            // A district that is gone since the reform says nothing against a commune.
            let province = above.last().copied().flatten().map(search_key);
            province.is_none_or(|wanted| {
                names.contains(&without_kind(&wanted)) || names.contains(&wanted)
            })
        })
        .collect();
    match named.as_slice() {
        [unit] => Ok(unit.code.clone()),
        [] => Err(Box::new(wording::unknown_name(context, commune))),
        several => Err(Box::new(wording::ambiguous(context, commune, several))),
    }
}

/// The communes of `day` with exactly this name, with or without its kind.
fn communes_called<'a>(context: &Context<'a>, name: &str, day: chrono::NaiveDate) -> Vec<&'a Unit> {
    let wanted = search_key(name);
    let is_called = |unit: &&Unit| {
        unit.code.level() == UnitLevel::Commune
            && (search_key(&unit.name) == wanted || search_key(unit.bare_name()) == wanted)
    };
    let mut found: Vec<&Unit> = context
        .law
        .units
        .search(name, day)
        .into_iter()
        .filter(is_called)
        .collect();
    // With the kind written, another kind of the same name is another unit.
    if found.iter().any(|unit| search_key(&unit.name) == wanted) {
        found.retain(|unit| search_key(&unit.name) == wanted);
    }
    found
}

/// `Bản Bon, xã Quỳnh Nhai, tỉnh Sơn La`: the part that is a commune, below the last part.
fn by_address(context: &Context<'_>, address: &str) -> Found {
    let parts: Vec<&str> = address.split([',', ';', '-', '–']).map(str::trim).collect();
    let province = parts.last().filter(|_| parts.len() > 1).copied();
    let mut problem = None;
    for part in parts.iter().rev().skip(usize::from(parts.len() > 1)) {
        match by_name(context, part, &[None, province]) {
            Ok(code) => return Ok(code),
            Err(reason) if has_kind(part) => problem = Some(reason),
            Err(_) => {}
        }
    }
    match &context.unit {
        Some(unit) => Ok(unit.clone()),
        None => Err(problem.unwrap_or_else(|| Box::new(wording::no_unit()))),
    }
}

const KINDS: [&str; 9] = [
    "xa ",
    "phuong ",
    "thi tran ",
    "dac khu ",
    "tinh ",
    "thanh pho ",
    "huyen ",
    "quan ",
    "thi xa ",
];

fn has_kind(name: &str) -> bool {
    let key = search_key(name);
    KINDS[..4].iter().any(|kind| key.starts_with(kind))
}

fn without_kind(key: &str) -> String {
    KINDS
        .iter()
        .chain(&["tp ", "tp. ", "tinh "])
        .find_map(|kind| key.strip_prefix(kind))
        .unwrap_or(key)
        .to_owned()
}
