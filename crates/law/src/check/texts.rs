//! What must hold in every file, whatever it is about: sources, dates, and that somebody reads it.

use super::report::Report;
use crate::files::LawFile;
use crate::findings::Finding;
use crate::instruments::Instruments;
use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Folders and files of `law/` that a loader reads.
const KNOWN: [&str; 18] = [
    "cases/",
    "codes/",
    "entitlements/",
    "facts/",
    "groups.toml",
    "holidays.toml",
    "instruments.toml",
    "instruments/",
    "measures/",
    "names/",
    "procedures/",
    "questionnaires/",
    "solutions.toml",
    "standards/",
    "tables/",
    "targets/",
    "transitions.toml",
    "units/",
];

pub(super) fn check(report: &mut Report<'_>) {
    let mut findings = Vec::new();
    for file in report.files().under("") {
        if !KNOWN.iter().any(|known| file.path.starts_with(known)) {
            findings.push(Finding::at(
                &file.path,
                "",
                0,
                "không phần nào đọc tệp này; chuyển vào đúng thư mục của law/",
                "nothing reads this file; move it to its folder of law/",
            ));
        }
    }
    // A register that does not load is a finding of its own, made when the law is loaded.
    let instruments = Instruments::load(report.files()).ok();
    for (file, located) in report.located() {
        // The register has no sources, and worked cases decide nothing.
        if file.path.starts_with("instruments") || file.path.starts_with("cases/") {
            continue;
        }
        let mut walk = Walk {
            file,
            instruments: instruments.as_ref(),
            findings: &mut findings,
        };
        walk.table(located.root(), 0);
    }
    for finding in findings {
        report.push(finding);
    }
}

struct Walk<'a> {
    file: &'a LawFile,
    instruments: Option<&'a Instruments>,
    findings: &'a mut Vec<Finding>,
}

impl Walk<'_> {
    fn table(&mut self, table: &DeTable<'_>, offset: usize) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            if let Some(stem) = name.strip_suffix("source") {
                self.source(value);
                self.paired(table, name, &format!("{stem}status"), key.span().start);
            } else if let Some(stem) = name.strip_suffix("status")
                // A code's own fields (`maximum_status`) share the code's source.
                && (stem.is_empty() || !self.file.path.starts_with("codes/"))
            {
                self.paired(table, name, &format!("{stem}source"), key.span().start);
            }
            match value.get_ref() {
                DeValue::Table(inner) => self.table(inner, value.span().start),
                DeValue::Array(items) => self.array(items),
                _ => {}
            }
        }
        if let (Some(from), Some(until)) = (date(table, "from"), date(table, "until"))
            && until <= from
        {
            self.report(
                offset,
                format!("until ({until}) không sau from ({from}); sửa một trong hai ngày"),
                format!("until ({until}) is not after from ({from}); correct one of them"),
            );
        }
    }

    /// Tables of one array that carry `from` stand in order of time, each day once for each area.
    fn array(&mut self, items: &[Spanned<DeValue<'_>>]) {
        let mut before: Option<(&DeTable<'_>, NaiveDate)> = None;
        let mut seen: Vec<(NaiveDate, Option<&str>)> = Vec::new();
        for item in items {
            let DeValue::Table(table) = item.get_ref() else {
                continue;
            };
            let offset = item.span().start;
            self.table(table, offset);
            let Some(from) = date(table, "from") else {
                continue;
            };
            if let Some((_, last)) = before
                && from < last
            {
                self.report(
                    offset,
                    format!("ngày {from} đứng sau ngày {last}; xếp theo thứ tự thời gian"),
                    format!("{from} stands behind {last}; put them in order of time"),
                );
            }
            if let Some(until) = before.and_then(|(table, _)| date(table, "until"))
                && from < until
            {
                self.report(
                    offset,
                    format!("bắt đầu {from} khi mục trước chưa hết ({until})"),
                    format!("begins on {from}, before the entry above ends ({until})"),
                );
            }
            let day = (from, text(table, "area"));
            if seen.contains(&day) {
                self.report(
                    offset,
                    format!("ngày {from} đã có một giá trị; giữ một"),
                    format!("{from} already has a value; keep one"),
                );
            }
            seen.push(day);
            before = Some((table, from));
        }
    }

    fn source(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::String(source) = value.get_ref() else {
            return;
        };
        if let Some(instruments) = self.instruments {
            let finding = instruments.check_source(self.file, value.span().start, source);
            self.findings.extend(finding);
        }
    }

    fn paired(&mut self, table: &DeTable<'_>, name: &str, other: &str, offset: usize) {
        if !table.iter().any(|(key, _)| key.get_ref() == other) {
            self.report(
                offset,
                format!("có {name} mà thiếu {other}; mỗi giá trị pháp lý có cả hai"),
                format!("{name} without {other}; a legal value carries both"),
            );
        }
    }

    fn report(&mut self, offset: usize, vi: String, en: String) {
        let finding = Finding::at(&self.file.path, &self.file.text, offset, vi, en);
        self.findings.push(finding);
    }
}

fn value<'t, 'a>(table: &'t DeTable<'a>, name: &str) -> Option<&'t DeValue<'a>> {
    table
        .iter()
        .find(|(key, _)| key.get_ref() == name)
        .map(|(_, value)| value.get_ref())
}

fn text<'t>(table: &'t DeTable<'_>, name: &str) -> Option<&'t str> {
    value(table, name)?.as_str()
}

fn date(table: &DeTable<'_>, name: &str) -> Option<NaiveDate> {
    let date = value(table, name)?.as_datetime()?.date?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}
