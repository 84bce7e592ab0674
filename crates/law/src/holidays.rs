//! Which days offices work, year by year.

use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use crate::status::Status;
use crate::validity::toml_date;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;
use vuonlen_domain::review::WorkingDays;

/// The content of `law/holidays.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    /// Days that are worked on.
    pub working: WorkingDays,
    /// Years whose holidays are in the file; in others only weekends are free.
    pub years: BTreeSet<i32>,
    /// How sure we are.
    pub status: Status,
}

impl Default for Holidays {
    fn default() -> Self {
        Self {
            working: WorkingDays::weekends_only(),
            years: BTreeSet::new(),
            status: Status::Unverified,
        }
    }
}

impl Holidays {
    /// Reads `law/holidays.toml`; faults become `findings`.
    pub fn load(file: &LawFile, findings: &mut Vec<Finding>) -> Self {
        let content = match parse_toml::<HolidaysFile>(file) {
            Ok(content) => content,
            Err(finding) => {
                findings.push(finding);
                return Self::default();
            }
        };
        let mut years = BTreeSet::new();
        let (mut free, mut worked) = (BTreeSet::new(), BTreeSet::new());
        for entry in content.year {
            let offset = entry.year.span().start;
            let year = entry.year.into_inner();
            let mut fault = |vi: String, en: String| {
                findings.push(Finding::at(&file.path, &file.text, offset, vi, en));
            };
            if !years.insert(year) {
                fault(
                    format!("năm {year} được ghi hai lần; gộp lại làm một"),
                    format!("the year {year} stands twice; make it one"),
                );
            }
            for (days, known, weekend) in [
                (entry.free, &mut free, false),
                (entry.worked, &mut worked, true),
            ] {
                for Day(day) in days {
                    let is_free_anyway = day.weekday().num_days_from_monday() > 4;
                    let fits = day.year() == year && is_free_anyway == weekend;
                    if !(fits && known.insert(day)) {
                        fault(
                            format!(
                                "ngày {day} của năm {year}: phải là một ngày của năm ấy, chỉ ghi một lần; `free` là ngày trong tuần, `worked` là thứ Bảy hoặc Chủ nhật"
                            ),
                            format!(
                                "the day {day} of {year}: must be a day of that year, named once; `free` a weekday, `worked` a Saturday or Sunday"
                            ),
                        );
                    }
                }
            }
        }
        Self {
            working: WorkingDays::new(free, worked),
            years,
            status: content.status,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidaysFile {
    #[expect(dead_code, reason = "sources are checked for every file alike")]
    source: String,
    status: Status,
    year: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    year: Spanned<i32>,
    free: Vec<Day>,
    #[serde(default)]
    worked: Vec<Day>,
}

#[derive(Deserialize)]
struct Day(#[serde(with = "toml_date")] NaiveDate);

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> (Holidays, Vec<Finding>) {
        let file = LawFile {
            path: "holidays.toml".to_owned(),
            text: text.to_owned(),
        };
        let mut findings = Vec::new();
        let loaded = Holidays::load(&file, &mut findings);
        (loaded, findings)
    }

    #[test]
    fn holidays_are_left_out_and_exchanged_days_are_worked() {
        let (known, findings) = load(
            "source = \"x#y\"\nstatus = \"unverified\"\n[[year]]\nyear = 2024\n\
             free = [2024-04-29, 2024-04-30]\nworked = [2024-05-04]\n",
        );
        assert!(findings.is_empty());
        let day = |month, day| NaiveDate::from_ymd_opt(2024, month, day).unwrap();
        assert!(!known.working.is_working(day(4, 29)));
        assert!(known.working.is_working(day(5, 4)));
        assert_eq!(known.working.last_day(day(4, 26), 1, true), day(5, 1));
        assert_eq!(known.years, BTreeSet::from([2024]));
    }

    #[test]
    fn a_day_that_cannot_be_is_named_with_its_line() {
        for wrong in [
            "free = [2025-04-29]",
            "free = [2024-05-04]",
            "free = []\nworked = [2024-04-29]",
            "free = [2024-04-29, 2024-04-29]",
        ] {
            let (_, findings) = load(&format!(
                "source = \"x#y\"\nstatus = \"unverified\"\n[[year]]\nyear = 2024\n{wrong}\n"
            ));
            assert_eq!(findings.len(), 1, "{wrong}");
            assert_eq!(findings[0].line, 4);
        }
    }
}
