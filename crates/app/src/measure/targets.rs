//! Targets of `law/targets/` held against a register.

use super::open::{MeasureError, Opened};
use super::tables::unwritten;
use crate::demo::synthetic_notice;
use crate::forms::Headings;
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use vuonlen_documents::report::csv::{CsvValue, CsvWriter};
use vuonlen_documents::report::{
    Banner, Book, Content, Report, ReportCell, ReportColumn, ReportRow, RowKind,
};
use vuonlen_domain::date::written;
use vuonlen_domain::unit::UnitLevel;
use vuonlen_domain::{Decimal, Text};
use vuonlen_law::law::Law;
use vuonlen_law::status::Status;
use vuonlen_law::targets::{Goal, Indicator, Target};
use vuonlen_measure::index::UnitKey;
use vuonlen_measure::targets::{
    Earlier, Evidence, IndicatorCounts, IndicatorPlan, IndicatorValue, NoVerdict, fall_a_year,
    reached, years_between,
};

/// Every target that holds on the day, in order of file.
#[derive(Debug)]
pub struct TargetsOutcome {
    /// The day of the register.
    pub on: NaiveDate,
    /// Whether any of the households are synthetic.
    pub synthetic: bool,
    /// A line for each target.
    pub lines: Vec<TargetLine>,
}

/// One target and how it stands.
#[derive(Debug)]
pub struct TargetLine {
    /// Its id.
    pub id: String,
    /// What is to be reached.
    pub label: Text,
    /// The goal in words.
    pub goal: Text,
    /// The day by which it is to be reached.
    pub due: Option<NaiveDate>,
    /// Names of its units on the day.
    pub units: Vec<String>,
    /// What it is set on, and the figure; absent when the data has none of its communes.
    pub indicator: Text,
    /// The figure now.
    pub value: Option<IndicatorValue>,
    /// The figure before.
    pub earlier: Option<IndicatorValue>,
    /// Percentage points a year it fell.
    pub fall: Option<Decimal>,
    /// Decimals of a share.
    pub decimals: u32,
    /// How it stands.
    pub verdict: Verdict,
    /// Communes of its units on the day, and how many of them are in the data.
    pub communes: (usize, usize),
    /// `instrument-id#place`.
    pub source: String,
    /// How sure target and indicator are.
    pub status: Status,
}

/// How a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Reached.
    Reached,
    /// Not reached, and there is time.
    NotYet,
    /// Not reached, and the day has come.
    Missed,
    /// Not all communes of its units are in the data.
    Incomplete,
    /// Something else is missing.
    Unknown(NoVerdict),
}

/// Holds every target that is in force on the day against the register; a fall is told from the
/// earlier one.
///
/// # Errors
/// [`MeasureError`] when the households cannot be read.
pub fn targets(
    law: &Law,
    now: &Opened,
    earlier: Option<&Opened>,
    threads: NonZeroUsize,
) -> Result<TargetsOutcome, MeasureError> {
    let plan = IndicatorPlan::new(&law.targets.indicators);
    let count = |opened: &Opened| -> Result<Register, MeasureError> {
        Ok(Register {
            counts: plan.count(&opened.households, threads)?,
            on: opened.on,
        })
    };
    let current = count(now)?;
    let before = earlier.map(count).transpose()?;
    let holding = law.targets.targets.iter();
    let holding = holding.filter(|target| target.period.contains(now.on));
    let lines = holding
        .filter_map(|target| line(law, target, &current, before.as_ref()))
        .collect();
    Ok(TargetsOutcome {
        on: now.on,
        synthetic: now.synthetic || earlier.is_some_and(|earlier| earlier.synthetic),
        lines,
    })
}

struct Register {
    counts: IndicatorCounts,
    on: NaiveDate,
}

impl Register {
    fn value(&self, law: &Law, index: usize, units: &[String]) -> Option<IndicatorValue> {
        self.counts
            .over(index, |unit| self.within(law, unit, units))
    }

    fn within(&self, law: &Law, unit: &UnitKey, units: &[String]) -> bool {
        units
            .iter()
            .any(|code| law.units.is_within(&unit.commune, code, self.on))
    }

    /// Communes of `units` on the day, and how many of them have households here.
    fn coverage(&self, law: &Law, units: &[String]) -> (usize, usize) {
        let here: BTreeSet<&str> = self
            .counts
            .communes()
            .map(|unit| unit.commune.as_str())
            .collect();
        let communes = law.units.at_level(UnitLevel::Commune, self.on);
        let theirs = communes.filter(|commune| {
            let code = commune.code.as_str();
            units
                .iter()
                .any(|unit| law.units.is_within(code, unit, self.on))
        });
        theirs.fold((0, 0), |(all, found), commune| {
            (
                all + 1,
                found + usize::from(here.contains(commune.code.as_str())),
            )
        })
    }

    /// The whole country's value, when every commune of the country is here.
    fn country(&self, law: &Law, index: usize) -> Option<IndicatorValue> {
        let provinces: Vec<String> = law
            .units
            .at_level(UnitLevel::Province, self.on)
            .map(|province| province.code.to_string())
            .collect();
        let here: BTreeSet<&str> = self
            .counts
            .communes()
            .map(|unit| unit.province.as_str())
            .collect();
        let whole = provinces.iter().all(|code| here.contains(code.as_str()));
        whole.then(|| self.counts.over(index, |_| true)).flatten()
    }
}

fn line(
    law: &Law,
    target: &Target,
    now: &Register,
    before: Option<&Register>,
) -> Option<TargetLine> {
    let goal = target.goal()?;
    let of = |indicator: &&Indicator| indicator.id == target.indicator;
    let index = law.targets.indicators.iter().position(|one| of(&one))?;
    let indicator = law.targets.indicators.get(index)?;
    let value = now.value(law, index, &target.units);
    let earlier = before.and_then(|before| {
        Some(Earlier {
            value: before.value(law, index, &target.units)?,
            years: years_between(before.on, now.on),
        })
    });
    let communes = now.coverage(law, &target.units);
    let verdict = match value {
        None => Verdict::Incomplete,
        Some(_) if communes.1 < communes.0 => Verdict::Incomplete,
        Some(value) => {
            let evidence = Evidence {
                now: value,
                earlier,
                country: match goal {
                    Goal::BelowCountry => now.country(law, index),
                    _ => None,
                },
            };
            let over = target.due.is_none_or(|due| due <= now.on);
            match reached(goal, &evidence) {
                Ok(true) => Verdict::Reached,
                Ok(false) if over => Verdict::Missed,
                Ok(false) => Verdict::NotYet,
                Err(why) => Verdict::Unknown(why),
            }
        }
    };
    let units = target.units.iter();
    let units = units.filter_map(|code| law.units.unit(code, now.on));
    Some(TargetLine {
        id: target.id.clone(),
        label: target.label.clone(),
        goal: goal.text(indicator.whole.is_some()),
        due: target.due,
        units: units.map(|unit| unit.name.clone()).collect(),
        indicator: indicator.label.clone(),
        value,
        earlier: earlier.map(|earlier| earlier.value),
        fall: value
            .zip(earlier)
            .and_then(|(now, earlier)| fall_a_year(now, &earlier, indicator.decimals)),
        decimals: indicator.decimals,
        verdict,
        communes,
        source: target.source.clone(),
        status: target.status.weakest(indicator.status),
    })
}

impl Verdict {
    /// What to tell a person.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Reached => Text::new("đạt", "reached"),
            Self::NotYet => Text::new("chưa đạt, còn thời hạn", "not yet"),
            Self::Missed => Text::new("không đạt", "not reached"),
            Self::Incomplete => Text::new(
                "dữ liệu thiếu xã của chỉ tiêu; nhập đủ các xã",
                "communes of the target are missing; give the data of all of them",
            ),
            Self::Unknown(NoVerdict::NobodyCounted) => {
                Text::new("không có hộ nào để tính", "nobody to divide by")
            }
            Self::Unknown(NoVerdict::NoEarlier) => Text::new(
                "cần số liệu kỳ trước (--earlier)",
                "needs the data of an earlier review (--earlier)",
            ),
            Self::Unknown(NoVerdict::NotTheCountry) => {
                Text::new("cần số liệu cả nước", "needs the data of the whole country")
            }
            Self::Unknown(NoVerdict::TooLarge) => Text::new(
                "số quá lớn, không so sánh chính xác được",
                "the numbers are too large to be compared exactly",
            ),
        }
    }

    /// The code in JSON and CSV.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NotYet => "not_yet",
            Self::Missed => "missed",
            Self::Incomplete => "incomplete",
            Self::Unknown(NoVerdict::NobodyCounted) => "nobody_counted",
            Self::Unknown(NoVerdict::NoEarlier) => "no_earlier_data",
            Self::Unknown(NoVerdict::NotTheCountry) => "not_the_whole_country",
            Self::Unknown(NoVerdict::TooLarge) => "too_large",
        }
    }
}

impl TargetLine {
    /// `3,21 %` or `14`; empty when there is none.
    #[must_use]
    pub fn printed(&self, value: Option<IndicatorValue>) -> String {
        let Some(value) = value else {
            return String::new();
        };
        match (value.whole, value.share()) {
            (None, _) => vuonlen_domain::decimal::group_thousands(value.part),
            (_, Some(share)) => share
                .percent(self.decimals)
                .map(|percent| format!("{percent} %"))
                .unwrap_or_default(),
            _ => String::new(),
        }
    }
}

impl TargetsOutcome {
    /// Everything as JSON: figures as whole numbers.
    #[must_use]
    pub fn json(&self) -> String {
        let value = |value: Option<IndicatorValue>| {
            value.map(|value| {
                json!({
                    "part": value.part,
                    "whole": value.whole,
                    "undecided": value.undecided,
                })
            })
        };
        let lines = self.lines.iter().map(|line| {
            json!({
                "id": line.id,
                "label": line.label,
                "goal": line.goal,
                "due": line.due,
                "units": line.units,
                "indicator": line.indicator,
                "value": value(line.value),
                "earlier": value(line.earlier),
                "falls_by": line.fall.map(Decimal::to_f64),
                "verdict": line.verdict.code(),
                "communes": line.communes.0,
                "communes_in_data": line.communes.1,
                "source": line.source,
                "status": line.status,
            })
        });
        json!({
            "on": self.on,
            "synthetic": self.synthetic,
            "targets": lines.collect::<Vec<Value>>(),
        })
        .to_string()
    }
}

/// Writes `targets.xlsx`, `targets.csv` and `targets.json` to the folder `out`.
///
/// # Errors
/// [`MeasureError`] when a file cannot be written.
pub fn write_targets(outcome: &TargetsOutcome, out: &Path) -> Result<Vec<PathBuf>, MeasureError> {
    std::fs::create_dir_all(out).map_err(|source| unwritten(out, source))?;
    let workbook = out.join("targets.xlsx");
    let mut book = Book::new(outcome.on);
    book.add_report("Chỉ tiêu", &page(outcome))?;
    book.save(&workbook)?;
    let table = out.join("targets.csv");
    write_csv(outcome, &table).map_err(|source| unwritten(&table, source))?;
    let json = out.join("targets.json");
    std::fs::write(&json, outcome.json()).map_err(|source| unwritten(&json, source))?;
    Ok(vec![workbook, table, json])
}

fn page(outcome: &TargetsOutcome) -> Report {
    let notice = outcome.synthetic.then(synthetic_notice);
    let headings = Headings::new(outcome.on, notice.as_ref());
    let weakest = outcome.lines.iter().map(|line| line.status);
    let banner = headings.banner(weakest.fold(Status::Verified, Status::weakest));
    let rows = outcome.lines.iter().zip(1_i64..).map(|(line, number)| {
        let undecided = line.value.map_or(0, |value| value.undecided);
        let texts = [
            line.label.vi.clone(),
            line.units.join(", "),
            line.indicator.vi.clone(),
            line.goal.vi.clone(),
            line.due.map(written).unwrap_or_default(),
            line.printed(line.earlier),
            line.printed(line.value),
        ];
        let mut cells = vec![ReportCell::Whole(number)];
        cells.extend(texts.iter().map(|text| text.as_str().into()));
        cells.push(line.fall.into());
        cells.push(ReportCell::Whole(undecided));
        cells.push(line.verdict.text().vi.as_str().into());
        cells.push(line.source.as_str().into());
        ReportRow {
            kind: RowKind::Plain,
            cells,
        }
    });
    Report {
        title: vec!["Tiến độ các chỉ tiêu giảm nghèo".to_owned()],
        subtitle: vec![headings.day],
        banner: banner.map(|text| Banner { text }),
        columns: vec![
            ReportColumn::new("TT", Content::Centred).wide(5.0),
            ReportColumn::new("Chỉ tiêu", Content::Text).wide(36.0),
            ReportColumn::new("Đơn vị", Content::Text).wide(24.0),
            ReportColumn::new("Tính theo", Content::Text).wide(26.0),
            ReportColumn::new("Yêu cầu", Content::Text).wide(20.0),
            ReportColumn::new("Hạn", Content::Centred).wide(11.0),
            ReportColumn::new("Kỳ trước", Content::Centred).wide(10.0),
            ReportColumn::new("Kỳ này", Content::Centred).wide(10.0),
            ReportColumn::new("Giảm mỗi năm (điểm %)", Content::Decimal(2)),
            ReportColumn::new("Số hộ chưa rõ", Content::Whole),
            ReportColumn::new("Kết quả", Content::Text).wide(20.0),
            ReportColumn::new("Nguồn", Content::Text).wide(22.0),
        ],
        rows: rows.collect(),
        notes: vec![
            "Chỉ gồm các chỉ tiêu tính được từ sổ hộ đã rà soát; nguồn là văn bản đặt ra chỉ tiêu."
                .to_owned(),
        ],
        ..Report::default()
    }
}

fn write_csv(outcome: &TargetsOutcome, path: &Path) -> std::io::Result<()> {
    let head = [
        "target",
        "label",
        "goal",
        "due",
        "part",
        "whole",
        "undecided",
        "earlier_part",
        "earlier_whole",
        "falls_by",
        "verdict",
        "communes",
        "communes_in_data",
        "source",
        "status",
    ];
    let mut csv = CsvWriter::new(BufWriter::new(File::create(path)?), &head)?;
    for line in &outcome.lines {
        let due = line.due.map(|due| due.to_string()).unwrap_or_default();
        let whole = |count: usize| CsvValue::from(i64::try_from(count).ok());
        csv.row(&[
            line.id.as_str().into(),
            line.label.vi.as_str().into(),
            line.goal.vi.as_str().into(),
            due.as_str().into(),
            line.value.map(|value| value.part).into(),
            line.value.and_then(|value| value.whole).into(),
            line.value.map(|value| value.undecided).into(),
            line.earlier.map(|value| value.part).into(),
            line.earlier.and_then(|value| value.whole).into(),
            line.fall
                .map_or(CsvValue::Empty, |fall| CsvValue::Real(fall.to_f64())),
            line.verdict.code().into(),
            whole(line.communes.0),
            whole(line.communes.1),
            line.source.as_str().into(),
            line.status.code().into(),
        ])?;
    }
    csv.finish().map(|_| ())
}
