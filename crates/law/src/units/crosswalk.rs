//! Who became whom on the day of the reform.

use super::{Unit, code_key, table};
use crate::files::LawFile;
use crate::findings::Finding;
use chrono::NaiveDate;

/// How much of the old unit went to the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Extent {
    /// All of it.
    Whole,
    /// A part: a household's new unit cannot be told from its old code; ask per village.
    Part,
}

/// A move between an old and a new unit, seen from one side: `unit` is the other side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move<'a> {
    /// The successor, or the predecessor.
    pub unit: &'a Unit,
    /// How much of the old unit moved.
    pub extent: Extent,
    /// Whether the new unit is the one to propose for the old unit's people.
    pub is_default: bool,
}

/// The rows of `crosswalk.csv`, and the districts that became communes, by old code.
#[derive(Debug)]
pub(super) struct Crosswalk {
    pub(super) effective: NaiveDate,
    /// Sorted by old key, the default first.
    by_old: Vec<Row>,
    /// Sorted by new key, then as in `by_old`.
    by_new: Vec<Row>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Index of the unit that ended on the day before `effective`.
    pub(super) old: u32,
    /// Index of the unit that began on `effective`.
    pub(super) new: u32,
    pub(super) extent: Extent,
    pub(super) is_default: bool,
}

impl Crosswalk {
    pub(super) fn new(effective: NaiveDate, mut by_old: Vec<Row>) -> Self {
        by_old.sort_by_key(|row| (row.old, !row.is_default));
        let mut by_new = by_old.clone();
        by_new.sort_by_key(|row| row.new);
        Self {
            effective,
            by_old,
            by_new,
        }
    }

    pub(super) fn successors<'a>(&self, units: &'a [Unit], old: u64) -> Vec<Move<'a>> {
        let start = self
            .by_old
            .partition_point(|row| key_at(units, row.old) < Some(old));
        self.by_old[start..]
            .iter()
            .take_while(|row| key_at(units, row.old) == Some(old))
            .map(|row| row.seen(units, row.new))
            .collect()
    }

    pub(super) fn predecessors<'a>(&self, units: &'a [Unit], new: u64) -> Vec<Move<'a>> {
        let start = self
            .by_new
            .partition_point(|row| key_at(units, row.new) < Some(new));
        self.by_new[start..]
            .iter()
            .take_while(|row| key_at(units, row.new) == Some(new))
            .map(|row| row.seen(units, row.old))
            .collect()
    }
}

impl Row {
    fn seen<'a>(&self, units: &'a [Unit], other: u32) -> Move<'a> {
        Move {
            unit: &units[other as usize],
            extent: self.extent,
            is_default: self.is_default,
        }
    }
}

fn key_at(units: &[Unit], index: u32) -> Option<u64> {
    code_key(units[index as usize].code.as_str())
}

/// Reads the rows. `old` and `new` find the unit that ended or began with the reform.
pub(super) fn read(
    file: &LawFile,
    old: impl Fn(&str) -> Option<u32>,
    new: impl Fn(&str) -> Option<u32>,
    findings: &mut Vec<Finding>,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut group = Group::default();
    let header = ["old", "new", "extent", "default"];
    table::rows(file, &header, findings, |record, offset, findings| {
        let mut report = |at: usize, vi: String, en: String| {
            findings.push(Finding::at(&file.path, &file.text, at, vi, en));
        };
        let (Some(old), Some(new)) = (old(&record[0]), new(&record[1])) else {
            let (old, new) = (&record[0], &record[1]);
            report(
                offset,
                format!("{old} phải là xã kết thúc và {new} là xã bắt đầu vào ngày sắp xếp"),
                format!(
                    "{old} must be a commune that ends and {new} one that begins with the reform"
                ),
            );
            return;
        };
        let (extent, is_default) = match (&record[2], &record[3]) {
            ("whole", "true") => (Extent::Whole, true),
            ("part", "true") => (Extent::Part, true),
            ("part", "false") => (Extent::Part, false),
            _ => {
                report(
                    offset,
                    "extent là whole hoặc part, default là true hoặc false; whole luôn là true"
                        .into(),
                    "extent is whole or part, default is true or false; whole is always true"
                        .into(),
                );
                return;
            }
        };
        let row = Row {
            old,
            new,
            extent,
            is_default,
        };
        if let Some(before) = rows.last() {
            if (before.old, before.new) >= (row.old, row.new) {
                report(
                    offset,
                    "dòng đứng sai thứ tự hoặc lặp lại; xếp theo old rồi theo new".into(),
                    "the row is out of order or doubled; sort by old, then by new".into(),
                );
            }
            if before.old != row.old {
                group.check(&mut report);
                group = Group::default();
            }
        }
        group.add(&row, offset);
        rows.push(row);
    });
    group.check(&mut |at, vi, en| findings.push(Finding::at(&file.path, &file.text, at, vi, en)));
    rows
}

/// The rows of one old commune so far.
#[derive(Default)]
struct Group {
    offset: usize,
    rows: usize,
    wholes: usize,
    defaults: usize,
}

impl Group {
    fn add(&mut self, row: &Row, offset: usize) {
        if self.rows == 0 {
            self.offset = offset;
        }
        self.rows += 1;
        self.wholes += usize::from(row.extent == Extent::Whole);
        self.defaults += usize::from(row.is_default);
    }

    fn check(&self, report: &mut impl FnMut(usize, String, String)) {
        if self.rows > 0 && self.defaults != 1 {
            report(
                self.offset,
                "mỗi xã cũ phải có đúng một dòng default = true".into(),
                "every old commune needs exactly one row with default = true".into(),
            );
        }
        let divided_whole = self.wholes > 0 && self.rows > 1;
        let lone_part = self.wholes == 0 && self.rows == 1;
        if divided_whole || lone_part {
            report(
                self.offset,
                "xã cũ có một dòng thì là whole, có nhiều dòng thì đều là part".into(),
                "an old commune with one row is whole, with several rows each is part".into(),
            );
        }
    }
}
