//! Puts the tables of `law/units/` together and checks them against each other.

use super::crosswalk::{Crosswalk, Extent, Row};
use super::kinds::{Description, WithoutPredecessor};
use super::{Unit, Units, code_key, crosswalk, kinds, read};
use crate::files::{LawFile, LawFiles};
use crate::findings::{Finding, Findings};
use crate::instruments::Instruments;
use chrono::NaiveDate;
use std::sync::OnceLock;
use vuonlen_domain::unit::UnitLevel;

impl Units {
    /// Reads the units and the crosswalk.
    ///
    /// # Errors
    /// Everything wrong in the files: unknown kinds, parents and codes, rows out of order or
    /// overlapping, communes that the crosswalk leaves out, unknown sources.
    pub fn load(files: &LawFiles, instruments: &Instruments) -> Result<Self, Findings> {
        let mut findings = Vec::new();
        let units = load(files, instruments, &mut findings);
        findings.sort();
        match units {
            Some(units) if findings.is_empty() => Ok(units),
            _ => Err(Findings(findings)),
        }
    }
}

fn load(files: &LawFiles, instruments: &Instruments, findings: &mut Vec<Finding>) -> Option<Units> {
    let [described, listed, crossed] =
        ["units/units.toml", "units/units.csv", "units/crosswalk.csv"]
            .map(|path| find(files, path, findings));
    let (described, listed, crossed) = (described?, listed?, crossed?);
    let description = kinds::read(described, instruments, findings)?;
    let (units, offsets) = read::read(listed, &description.kinds, findings);
    let Description {
        kinds,
        tables,
        effective,
        without_predecessor,
    } = description;
    let mut units = Units {
        keys: units
            .iter()
            .map(|unit| code_key(unit.code.as_str()).unwrap_or_default())
            .collect(),
        units,
        kinds,
        tables,
        crosswalk: Crosswalk::new(effective, Vec::new()),
        by_parent: OnceLock::new(),
        search_keys: OnceLock::new(),
    };
    check_parents(&units, listed, &offsets, findings);
    let ending = |code: &str| units.ending_with(code, effective);
    let beginning = |code: &str| units.beginning_with(code, effective);
    let mut rows = crosswalk::read(crossed, ending, beginning, findings);
    for entry in &without_predecessor {
        rows.extend(former_district(
            &units, entry, effective, described, findings,
        ));
    }
    check_coverage(&units, &rows, effective, listed, &offsets, findings);
    units.crosswalk = Crosswalk::new(effective, rows);
    Some(units)
}

fn find<'a>(files: &'a LawFiles, path: &str, findings: &mut Vec<Finding>) -> Option<&'a LawFile> {
    let file = files.file(path);
    if file.is_none() {
        findings.push(Finding::at(
            path,
            "",
            0,
            "thiếu tệp này; lấy lại từ bộ dữ liệu pháp luật",
            "this file is missing; restore it from the law data set",
        ));
    }
    file
}

impl Units {
    fn ending_with(&self, code: &str, reform: NaiveDate) -> Option<u32> {
        let index = self
            .range_of(code_key(code)?)
            .find(|index| self.units[*index].validity.until == Some(reform))?;
        u32::try_from(index).ok()
    }

    fn beginning_with(&self, code: &str, reform: NaiveDate) -> Option<u32> {
        let index = self
            .range_of(code_key(code)?)
            .find(|index| self.units[*index].validity.from == reform)?;
        u32::try_from(index).ok()
    }

    /// Whether rows of `parent` cover every day of `unit` without a gap.
    fn covers(&self, parent: u64, unit: &Unit) -> bool {
        let mut day = unit.validity.from;
        for index in self.range_of(parent) {
            let validity = self.units[index].validity;
            if validity.contains(day) {
                match validity.until {
                    None => return true,
                    Some(until) if unit.validity.until.is_some_and(|end| end <= until) => {
                        return true;
                    }
                    Some(until) => day = until,
                }
            }
        }
        false
    }
}

fn check_parents(units: &Units, file: &LawFile, offsets: &[usize], findings: &mut Vec<Finding>) {
    for (unit, offset) in units.units.iter().zip(offsets) {
        let Some(parent) = &unit.parent else {
            continue;
        };
        let above = parent.level() < unit.code.level();
        let known = code_key(parent.as_str()).is_some_and(|key| units.covers(key, unit));
        if !(above && known) {
            findings.push(Finding::at(
                &file.path,
                &file.text,
                *offset,
                format!(
                    "đơn vị cấp trên {parent} của {} không có suốt thời gian này",
                    unit.code
                ),
                format!(
                    "parent {parent} of {} does not stand for all of this time",
                    unit.code
                ),
            ));
        }
    }
}

/// A commune that was a district without communes.
fn former_district(
    units: &Units,
    entry: &WithoutPredecessor,
    effective: NaiveDate,
    file: &LawFile,
    findings: &mut Vec<Finding>,
) -> Option<Row> {
    let old = units.ending_with(&entry.district, effective);
    let new = units.beginning_with(entry.code.get_ref(), effective);
    if let (Some(old), Some(new)) = (old, new) {
        return Some(Row {
            old,
            new,
            extent: Extent::Whole,
            is_default: true,
        });
    }
    let (code, district) = (entry.code.get_ref(), &entry.district);
    findings.push(Finding::at(
        &file.path,
        &file.text,
        entry.code.span().start,
        format!("{district} phải là huyện kết thúc và {code} là xã bắt đầu vào ngày sắp xếp"),
        format!("{district} must be a district that ends and {code} a commune that begins with the reform"),
    ));
    None
}

/// Every commune that ended with the reform has a successor, every one that began a predecessor.
fn check_coverage(
    units: &Units,
    rows: &[Row],
    effective: NaiveDate,
    file: &LawFile,
    offsets: &[usize],
    findings: &mut Vec<Finding>,
) {
    let mut linked = vec![false; units.units.len()];
    for row in rows {
        linked[row.old as usize] = true;
        linked[row.new as usize] = true;
    }
    for ((unit, offset), linked) in units.units.iter().zip(offsets).zip(linked) {
        let ended = unit.validity.until == Some(effective);
        let began = unit.validity.from == effective;
        if !linked && (ended || began) && unit.code.level() == UnitLevel::Commune {
            findings.push(Finding::at(
                &file.path,
                &file.text,
                *offset,
                format!(
                    "xã {} không có trong crosswalk.csv hoặc without_predecessor",
                    unit.code
                ),
                format!(
                    "commune {} is in neither crosswalk.csv nor without_predecessor",
                    unit.code
                ),
            ));
        }
    }
}
