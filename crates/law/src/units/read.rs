//! Reads `law/units/units.csv` and refuses what is wrong in it.

use super::{Unit, UnitKind, code_key, table};
use crate::files::LawFile;
use crate::findings::Finding;
use crate::validity::Validity;
use chrono::NaiveDate;
use csv::StringRecord;
use std::sync::Arc;
use vuonlen_domain::UnitCode;
use vuonlen_domain::unit::UnitLevel;

const HEADER: [&str; 8] = [
    "code",
    "name",
    "kind",
    "parent",
    "from",
    "until",
    "latitude",
    "longitude",
];

/// The units of the file with the byte offset of each one's line.
pub(super) fn read(
    file: &LawFile,
    kinds: &[Arc<UnitKind>],
    findings: &mut Vec<Finding>,
) -> (Vec<Unit>, Vec<usize>) {
    let mut units: Vec<Unit> = Vec::new();
    let mut offsets = Vec::new();
    let mut dates = Dates::default();
    table::rows(file, &HEADER, findings, |record, offset, findings| {
        let unit = parse(record, kinds, &mut dates);
        let problem = match &unit {
            Ok(unit) => check_order(units.last(), unit),
            Err(problem) => Some(problem.clone()),
        };
        if let Some((vi, en)) = problem {
            findings.push(Finding::at(&file.path, &file.text, offset, vi, en));
        }
        if let Ok(unit) = unit {
            units.push(unit);
            offsets.push(offset);
        }
    });
    (units, offsets)
}

type Problem = (String, String);

fn parse(
    record: &StringRecord,
    kinds: &[Arc<UnitKind>],
    dates: &mut Dates,
) -> Result<Unit, Problem> {
    let code = unit_code(&record[0])?;
    let name = &record[1];
    let kind = kinds.iter().find(|kind| kind.code == record[2]);
    let Some(kind) = kind else {
        let kind = &record[2];
        return Err((
            format!("không có loại “{kind}” trong units.toml"),
            format!("no kind “{kind}” in units.toml"),
        ));
    };
    if !kind.levels.contains(&code.level()) {
        return Err((
            format!("mã {code} không thể là loại “{}”", kind.code),
            format!("code {code} cannot be of kind “{}”", kind.code),
        ));
    }
    if !begins_with_kind(name, &kind.label.vi) {
        return Err((
            format!("tên “{name}” phải bắt đầu bằng loại đơn vị, viết hoa chữ đầu"),
            format!("name “{name}” must begin with its kind, first letter in upper case"),
        ));
    }
    let parent = Some(&record[3])
        .filter(|text| !text.is_empty())
        .map(unit_code)
        .transpose()?;
    if parent.is_none() != (code.level() == UnitLevel::Province) {
        return Err((
            "tỉnh không có đơn vị cấp trên; đơn vị khác phải có".into(),
            "a province has no parent; every other unit needs one".into(),
        ));
    }
    let validity = Validity {
        from: dates.read(&record[4])?,
        until: Some(&record[5])
            .filter(|text| !text.is_empty())
            .map(|text| dates.read(text))
            .transpose()?,
    };
    if validity.is_empty() {
        return Err((
            "until phải sau from; until là ngày đầu không còn hiệu lực".into(),
            "until must be after from; it is the first day no longer in force".into(),
        ));
    }
    Ok(Unit {
        name: name.to_owned(),
        kind: Arc::clone(kind),
        parent,
        validity,
        position: position(&record[6], &record[7])?,
        code,
    })
}

/// Rows are sorted by code and first day, and no day belongs to two rows of a code.
fn check_order(before: Option<&Unit>, unit: &Unit) -> Option<Problem> {
    let before = before?;
    let keys = [before, unit].map(|unit| code_key(unit.code.as_str()));
    if keys[0] > keys[1] {
        let code = &unit.code;
        return Some((
            format!("mã {code} đứng sai thứ tự; xếp theo mã rồi theo from"),
            format!("code {code} is out of order; sort by code, then by from"),
        ));
    }
    (keys[0] == keys[1] && !before.validity.ends_before(&unit.validity)).then(|| {
        let code = &unit.code;
        (
            format!("mã {code} có hai dòng trùng ngày hiệu lực"),
            format!("code {code} has two rows that are in force on the same day"),
        )
    })
}

fn unit_code(text: &str) -> Result<UnitCode, Problem> {
    UnitCode::parse(text).map_err(|error| {
        (
            format!("“{text}” không phải mã đơn vị: 2 chữ số cho tỉnh, 3 cho huyện, 5 cho xã"),
            error.to_string(),
        )
    })
}

fn begins_with_kind(name: &str, label: &str) -> bool {
    let mut letters = label.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let mut rest = name.chars();
    first
        .chain(letters)
        .all(|letter| rest.next() == Some(letter))
        && rest.next() == Some(' ')
}

fn position(latitude: &str, longitude: &str) -> Result<Option<(f64, f64)>, Problem> {
    if latitude.is_empty() && longitude.is_empty() {
        return Ok(None);
    }
    let within = |text: &str, most: f64| {
        let degrees: f64 = text.parse().ok()?;
        (-most..=most).contains(&degrees).then_some(degrees)
    };
    match (within(latitude, 90.0), within(longitude, 180.0)) {
        (Some(latitude), Some(longitude)) => Ok(Some((latitude, longitude))),
        _ => Err((
            format!("tọa độ “{latitude}, {longitude}” không phải độ thập phân"),
            format!("position “{latitude}, {longitude}” is not in decimal degrees"),
        )),
    }
}

/// The table has thousands of rows and a handful of dates.
#[derive(Default)]
struct Dates(Vec<(String, NaiveDate)>);

impl Dates {
    fn read(&mut self, text: &str) -> Result<NaiveDate, Problem> {
        if let Some((_, date)) = self.0.iter().find(|(known, _)| known == text) {
            return Ok(*date);
        }
        let date: NaiveDate = text.parse().map_err(|_| {
            (
                format!("“{text}” không phải ngày dạng 2025-07-01"),
                format!("“{text}” is not a date like 2025-07-01"),
            )
        })?;
        self.0.push((text.to_owned(), date));
        Ok(date)
    }
}
