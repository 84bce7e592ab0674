//! The commune a household lives in, from a code or from names, on the day of the review.

use super::context::Context;
use super::suggest;
use std::collections::HashMap;
use vuonlen_domain::text::key::search_key;
use vuonlen_domain::unit::UnitLevel;
use vuonlen_domain::{Text, UnitCode, date};
use vuonlen_law::assess::Problem;
use vuonlen_law::units::{Extent, Unit};

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
    known: HashMap<WrittenUnit, Result<UnitCode, Box<Problem>>>,
}

impl UnitReader {
    /// The commune that `written` names on the day of the review.
    pub(super) fn find(
        &mut self,
        context: &Context<'_>,
        written: &WrittenUnit,
    ) -> Result<UnitCode, Box<Problem>> {
        if let Some(found) = self.known.get(written) {
            return found.clone();
        }
        let found = find(context, written).map_err(Box::new);
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

fn find(context: &Context<'_>, written: &WrittenUnit) -> Result<UnitCode, Problem> {
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
    context.unit.clone().ok_or_else(no_unit)
}

/// A spreadsheet that took the code for a number lost its leading zeros.
fn by_code(context: &Context<'_>, written: &str) -> Result<UnitCode, Problem> {
    let digits = written.trim();
    let padded = match digits.len() {
        1 | 4 if digits.bytes().all(|byte| byte.is_ascii_digit()) => format!("0{digits}"),
        _ => digits.to_owned(),
    };
    let code = UnitCode::parse(&padded).map_err(|_| not_a_code(written))?;
    match context.law.units.unit(code.as_str(), context.on) {
        Some(_) if code.level() == UnitLevel::Commune => Ok(code),
        Some(unit) => Err(not_a_commune(unit)),
        None => Err(unknown_code(context, &code)),
    }
}

fn by_name(
    context: &Context<'_>,
    commune: &str,
    above: &[Option<&str>],
) -> Result<UnitCode, Problem> {
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
        [] => Err(unknown_name(context, commune)),
        several => Err(ambiguous(context, commune, several)),
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
fn by_address(context: &Context<'_>, address: &str) -> Result<UnitCode, Problem> {
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
        None => Err(problem.unwrap_or_else(no_unit)),
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

fn no_unit() -> Problem {
    Problem::rejected(
        "unit_missing",
        Text::new(
            "Không ghi xã, phường của hộ.",
            "The household's commune is not given.",
        ),
        Text::new(
            "Chuẩn nghèo và khu vực phụ thuộc đơn vị hành chính.",
            "Standard and area depend on the unit.",
        ),
        Text::new(
            "Ghi mã xã ở cột “Mã xã”, hoặc chọn xã khi đọc tệp.",
            "Fill in the commune's code, or choose the commune when reading the file.",
        ),
    )
}

fn not_a_code(written: &str) -> Problem {
    Problem::rejected(
        "unit_not_a_code",
        Text::new(
            format!("Mã đơn vị “{written}” không đúng dạng."),
            format!("“{written}” is not a unit code."),
        ),
        Text::new("Mã xã có 5 chữ số.", "A commune's code has 5 digits."),
        Text::new(
            "Ghi mã 5 chữ số và định dạng ô là văn bản.",
            "Write the 5 digits and format the cell as text.",
        ),
    )
}

fn not_a_commune(unit: &Unit) -> Problem {
    let (code, name) = (&unit.code, &unit.name);
    Problem::rejected(
        "unit_not_a_commune",
        Text::new(
            format!("Mã {code} là {name}, không phải xã, phường."),
            format!("The code {code} is {name}, not a commune."),
        ),
        Text::new(
            "Hộ được rà soát ở cấp xã.",
            "Households are reviewed in communes.",
        ),
        Text::new("Ghi mã xã 5 chữ số.", "Write the commune's 5-digit code."),
    )
}

fn unknown_code(context: &Context<'_>, code: &UnitCode) -> Problem {
    let former = context.law.units.versions(code.as_str()).last();
    let name = former.map_or_else(String::new, |unit| format!(" ({})", unit.name));
    let day = date::written(context.on);
    unknown(
        context,
        Text::new(
            format!("Mã đơn vị {code}{name} không có hiệu lực ngày {day}."),
            format!("The unit {code}{name} does not exist on {day}."),
        ),
        code.as_str(),
    )
}

fn unknown_name(context: &Context<'_>, name: &str) -> Problem {
    let day = date::written(context.on);
    let what = Text::new(
        format!("Không có “{name}” trong danh mục đơn vị ngày {day}."),
        format!("There is no “{name}” among the units of {day}."),
    );
    let before = context.law.units.reform_day().pred_opt();
    let former = before.map(|day| communes_called(context, name, day));
    match former.as_deref() {
        Some([unit]) => unknown(context, what, unit.code.as_str()),
        _ => {
            let mut problem = unknown(context, what, "");
            let communes = context.law.units.at_level(UnitLevel::Commune, context.on);
            if let Some(near) = suggest::nearest(name, communes.map(Unit::bare_name)) {
                problem.advice.vi.push_str(&format!(" Có phải “{near}”?"));
                problem
                    .advice
                    .en
                    .push_str(&format!(" Did you mean “{near}”?"));
            }
            problem
        }
    }
}

/// With what became of the unit on the day of the reform.
fn unknown(context: &Context<'_>, what: Text, former: &str) -> Problem {
    let moves = context.law.units.successors(former);
    let names: Vec<String> = moves
        .iter()
        .take(3)
        .map(|successor| format!("{} {}", successor.unit.code, successor.unit.name))
        .collect();
    let divided = moves
        .iter()
        .any(|successor| successor.extent == Extent::Part);
    let advice = if names.is_empty() {
        Text::new(
            "Kiểm tra mã, tên và ngày rà soát.",
            "Check code, name and the day of the review.",
        )
    } else if divided {
        let names = names.join("; ");
        Text::new(
            format!("Đơn vị cũ đã chia: {names}. Hỏi thôn của hộ để chọn."),
            format!("The former unit was divided: {names}. Choose by the household's village."),
        )
    } else {
        let names = names.join("; ");
        Text::new(
            format!("Dùng đơn vị mới: {names}."),
            format!("Use the successor: {names}."),
        )
    };
    Problem::rejected(
        "unit_unknown",
        what,
        Text::new(
            "Chuẩn nghèo và khu vực phụ thuộc đơn vị hành chính.",
            "Standard and area depend on the unit.",
        ),
        advice,
    )
}

fn ambiguous(context: &Context<'_>, name: &str, several: &[&Unit]) -> Problem {
    let names: Vec<String> = several
        .iter()
        .take(3)
        .filter_map(|unit| {
            let path = context.law.units.path(unit.code.as_str(), context.on)?;
            Some(format!("{} {path}", unit.code))
        })
        .collect();
    let names = names.join("; ");
    let count = several.len();
    Problem::rejected(
        "unit_ambiguous",
        Text::new(
            format!("Có {count} đơn vị tên “{name}”."),
            format!("{count} units are called “{name}”."),
        ),
        Text::new(
            "Không biết là đơn vị nào.",
            "It is not clear which is meant.",
        ),
        Text::new(
            format!("Ghi thêm tỉnh hoặc mã xã, ví dụ: {names}."),
            format!("Add the province or the code, such as: {names}."),
        ),
    )
}
