//! Indices as sheets: the measures, their indicators, and what changed.

use super::{Indices, Names};
use crate::demo::synthetic_notice;
use crate::forms::Headings;
use crate::measure::open::MeasureError;
use chrono::NaiveDate;
use std::path::Path;
use vuonlen_documents::report::{
    Banner, Book, Content, Report as Page, ReportCell, ReportColumn, ReportRow, RowKind,
};
use vuonlen_domain::Decimal;
use vuonlen_measure::poverty::{Change, Changes, Estimate, Measures, Report, Unit};

/// Decimals of percentages, and of figures between 0 and 1.
const PERCENT: u32 = 2;
const SHARE: u32 = 4;
/// The day a workbook of a survey is dated: the same input gives the same bytes.
const UNDATED: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a day of the calendar");

pub(super) fn write(indices: &Indices, names: &Names<'_>, path: &Path) -> Result<(), MeasureError> {
    let mut book = Book::new(indices.on.unwrap_or(UNDATED));
    book.add_report("Chỉ số", &measures(indices, names))?;
    book.add_report("Theo chỉ tiêu", &indicators(indices, names))?;
    if let Some(comparison) = &indices.comparison {
        book.add_report("Thay đổi", &changes(indices, names, comparison))?;
        if !comparison.divisions.is_empty() {
            book.add_report("Phân rã", &effects(indices, names, comparison))?;
        }
    }
    Ok(book.save(path)?)
}

fn page(indices: &Indices, columns: Vec<ReportColumn>, rows: Vec<ReportRow>) -> Page {
    let notice = indices.synthetic.then(synthetic_notice);
    let (day, banner) = match indices.on {
        Some(on) => {
            let headings = Headings::new(on, notice.as_ref());
            (Some(headings.day.clone()), headings.banner(indices.status))
        }
        None => {
            let headings = Headings::new(UNDATED, notice.as_ref());
            (None, headings.banner(indices.status))
        }
    };
    let report = &indices.report;
    let unit = match report.unit {
        Unit::Household => "hộ",
        Unit::Person => "người",
    };
    let mut notes = vec![
        format!(
            "Ngưỡng k = {}. Phương pháp Alkire–Foster (2011). Chỉ số này không phải là xếp loại hộ nghèo.",
            report.cutoff.share()
        ),
        format!(
            "{} dòng số liệu; bỏ {} dòng vì thiếu chỉ số.",
            report.rows_read, report.rows_dropped
        ),
    ];
    match report.design {
        Some(design) => notes.push(format!(
            "Sai số chuẩn tính theo thiết kế mẫu: {} tầng, {} cụm; khoảng tin cậy {} %.",
            design.strata,
            design.clusters,
            (design.inference.level * 1000.0).round() / 10.0
        )),
        None => notes.push(
            "Không có sai số chọn mẫu: đếm toàn bộ, hoặc không khai thiết kế mẫu.".to_owned(),
        ),
    }
    Page {
        title: vec![report.title.vi.clone()],
        subtitle: day.into_iter().collect(),
        banner: banner.map(|text| Banner { text }),
        unit_label: Some(format!("Đơn vị tính: {unit}, %")),
        columns,
        rows,
        notes,
        ..Page::default()
    }
}

/// Everybody, then every group: name of the division, name of the group, measures, and the
/// group's shares.
fn everybody<'a>(report: &'a Report, names: &Names<'_>) -> Vec<Line<'a>> {
    let whole = Line {
        kind: RowKind::Total,
        division: "Tổng số".to_owned(),
        group: String::new(),
        measures: &report.total,
        shares: [None; 3],
    };
    let groups = report.divisions.iter().flat_map(|division| {
        division.groups.iter().filter_map(|group| {
            Some(Line {
                kind: RowKind::Plain,
                division: division.label.vi.clone(),
                group: names.of(&division.by, &group.value),
                measures: group.measures.as_ref()?,
                shares: [
                    Some(group.population_share),
                    group.poor_share,
                    group.contribution_share,
                ],
            })
        })
    });
    std::iter::once(whole).chain(groups).collect()
}

struct Line<'a> {
    kind: RowKind,
    division: String,
    group: String,
    measures: &'a Measures,
    shares: [Option<f64>; 3],
}

fn measures(indices: &Indices, names: &Names<'_>) -> Page {
    let report = &indices.report;
    let sampled = report.design.is_some();
    let mut columns = leading();
    columns.extend([
        ReportColumn::new("Số dòng", Content::Whole),
        ReportColumn::new("Dân số (có quyền số)", Content::Decimal(0)),
    ]);
    columns.extend(estimated(
        "H: tỷ lệ nghèo đa chiều (%)",
        percent_content(),
        sampled,
    ));
    columns.extend(estimated(
        "A: cường độ nghèo (%)",
        percent_content(),
        sampled,
    ));
    columns.extend(estimated("M0 = H × A", share_content(), sampled));
    columns.extend(
        ["dân số", "số nghèo", "M0"]
            .map(|of| under("Tỷ trọng trong cả (%)", of, percent_content())),
    );
    let rows = everybody(report, names).into_iter().map(|line| {
        let one = line.measures;
        let mut cells = vec![
            line.division.as_str().into(),
            line.group.as_str().into(),
            ReportCell::Whole(i64::try_from(one.rows).unwrap_or(i64::MAX)),
            rounded(Some(one.population), 0),
        ];
        cells.extend(estimate(Some(one.headcount), 100.0, PERCENT, sampled));
        cells.extend(estimate(one.intensity, 100.0, PERCENT, sampled));
        cells.extend(estimate(Some(one.adjusted_headcount), 1.0, SHARE, sampled));
        cells.extend(line.shares.map(percent));
        ReportRow {
            kind: line.kind,
            cells,
        }
    });
    let rows = rows.collect();
    page(indices, columns, rows)
}

fn indicators(indices: &Indices, names: &Names<'_>) -> Page {
    let report = &indices.report;
    let sampled = report.design.is_some();
    let mut columns = leading();
    columns.extend([
        ReportColumn::new("Chỉ số", Content::Text).wide(30.0),
        ReportColumn::new("Quyền số", Content::Centred),
    ]);
    columns.extend(estimated("Tỷ lệ thiếu hụt (%)", percent_content(), sampled));
    columns.extend(estimated(
        "Vừa nghèo vừa thiếu hụt (%)",
        percent_content(),
        sampled,
    ));
    columns.extend(estimated("Đóng góp vào M0", share_content(), sampled));
    columns.extend(estimated(
        "Tỷ trọng đóng góp (%)",
        percent_content(),
        sampled,
    ));
    let rows = everybody(report, names).into_iter().flat_map(|line| {
        let Line {
            kind,
            division,
            group,
            measures,
            ..
        } = line;
        let indicators = measures.indicators.iter().map(move |one| {
            let weight = one.weight.to_string();
            let mut cells = vec![
                division.as_str().into(),
                group.as_str().into(),
                one.label.vi.as_str().into(),
                weight.as_str().into(),
            ];
            cells.extend(estimate(one.uncensored, 100.0, PERCENT, sampled));
            cells.extend(estimate(one.censored, 100.0, PERCENT, sampled));
            cells.extend(estimate(Some(one.contribution), 1.0, SHARE, sampled));
            cells.extend(estimate(one.contribution_share, 100.0, PERCENT, sampled));
            ReportRow { kind, cells }
        });
        indicators.collect::<Vec<_>>()
    });
    let rows = rows.collect();
    page(indices, columns, rows)
}

fn changes(
    indices: &Indices,
    names: &Names<'_>,
    comparison: &vuonlen_measure::poverty::Comparison,
) -> Page {
    let mut columns = leading();
    columns.extend([
        ReportColumn::new("Chỉ số", Content::Text).wide(24.0),
        ReportColumn::new("Trước", share_content()),
        ReportColumn::new("Nay", share_content()),
        ReportColumn::new("Thay đổi", share_content()),
        ReportColumn::new("Sai số chuẩn", share_content()),
        under("Khoảng tin cậy", "từ", share_content()),
        under("Khoảng tin cậy", "đến", share_content()),
        ReportColumn::new("Mỗi năm", share_content()),
        ReportColumn::new("Tương đối (%)", percent_content()),
        ReportColumn::new("Tương đối mỗi năm (%)", percent_content()),
    ]);
    let mut rows = change_rows(RowKind::Total, "Tổng số", "", &comparison.total);
    for division in &comparison.divisions {
        for group in &division.groups {
            let name = names.of(&division.by, &group.value);
            rows.extend(change_rows(
                RowKind::Plain,
                &division.label.vi,
                &name,
                &group.changes,
            ));
        }
    }
    page(indices, columns, rows)
}

fn change_rows(kind: RowKind, division: &str, group: &str, changes: &Changes) -> Vec<ReportRow> {
    let row = |name: &str, change: &Change| {
        let of = |value: f64| rounded(Some(value), SHARE);
        let [low, high] = match change.absolute.interval {
            Some([low, high]) => [Some(low), Some(high)],
            None => [None, None],
        };
        let relative = |estimate: Option<Estimate>| percent(estimate.map(|one| one.value));
        ReportRow {
            kind,
            cells: vec![
                division.into(),
                group.into(),
                name.into(),
                of(change.earlier),
                of(change.later),
                of(change.absolute.value),
                rounded(change.absolute.standard_error, SHARE),
                rounded(low, SHARE),
                rounded(high, SHARE),
                of(change.annual_absolute.value),
                relative(change.relative),
                relative(change.annual_relative),
            ],
        }
    };
    let part = |name: &str, effect: f64| ReportRow {
        kind,
        cells: vec![
            division.into(),
            group.into(),
            name.into(),
            ReportCell::Empty,
            ReportCell::Empty,
            rounded(Some(effect), SHARE),
        ],
    };
    let mut rows = vec![row("H", &changes.headcount)];
    rows.extend(changes.intensity.as_ref().map(|change| row("A", change)));
    rows.push(row("M0", &changes.adjusted_headcount));
    rows.push(part("M0: do số người nghèo", changes.components.incidence));
    rows.push(part("M0: do cường độ", changes.components.intensity));
    for indicator in &changes.indicators {
        rows.push(row(
            &format!("M0: {}", indicator.id),
            &indicator.contribution,
        ));
    }
    rows
}

fn effects(
    indices: &Indices,
    names: &Names<'_>,
    comparison: &vuonlen_measure::poverty::Comparison,
) -> Page {
    let mut columns = leading();
    columns.extend([
        ReportColumn::new("Trong nhóm", share_content()),
        ReportColumn::new("Giữa các nhóm", share_content()),
    ]);
    let mut rows = Vec::new();
    for division in &comparison.divisions {
        let effects = &division.effects;
        let of = |value: f64| rounded(Some(value), SHARE);
        rows.push(ReportRow {
            kind: RowKind::Part,
            cells: vec![
                division.label.vi.as_str().into(),
                "Thay đổi của M0".into(),
                of(effects.within),
                of(effects.between),
            ],
        });
        rows.extend(effects.groups.iter().map(|group| {
            let name = names.of(&division.by, &group.value);
            ReportRow {
                kind: RowKind::Plain,
                cells: vec![
                    division.label.vi.as_str().into(),
                    name.as_str().into(),
                    of(group.within),
                    of(group.between),
                ],
            }
        }));
    }
    page(indices, columns, rows)
}

fn leading() -> Vec<ReportColumn> {
    vec![
        ReportColumn::new("Chia theo", Content::Text).wide(22.0),
        ReportColumn::new("Nhóm", Content::Text).wide(28.0),
    ]
}

fn under(head: &str, label: &str, content: Content) -> ReportColumn {
    ReportColumn {
        heads: vec![head.to_owned()],
        ..ReportColumn::new(label, content)
    }
}

/// One column, or with a sample four: the figure, its error and its interval.
fn estimated(label: &str, content: Content, sampled: bool) -> Vec<ReportColumn> {
    if !sampled {
        return vec![ReportColumn::new(label, content)];
    }
    let parts = ["Giá trị", "Sai số chuẩn", "Từ", "Đến"];
    parts.map(|part| under(label, part, content)).to_vec()
}

fn estimate(
    estimate: Option<Estimate>,
    factor: f64,
    decimals: u32,
    sampled: bool,
) -> Vec<ReportCell> {
    let of = |value: Option<f64>| rounded(value.map(|value| value * factor), decimals);
    let value = of(estimate.map(|one| one.value));
    if !sampled {
        return vec![value];
    }
    let interval = estimate.and_then(|one| one.interval);
    vec![
        value,
        of(estimate.and_then(|one| one.standard_error)),
        of(interval.map(|[low, _]| low)),
        of(interval.map(|[_, high]| high)),
    ]
}

const fn percent_content() -> Content {
    Content::Decimal(PERCENT as u8)
}

const fn share_content() -> Content {
    Content::Decimal(SHARE as u8)
}

fn percent(share: Option<f64>) -> ReportCell {
    rounded(share.map(|share| share * 100.0), PERCENT)
}

fn rounded(value: Option<f64>, decimals: u32) -> ReportCell {
    let Some(value) = value.filter(|value| value.is_finite()) else {
        return ReportCell::Empty;
    };
    let scale = f64::from(10_u32.pow(decimals));
    ReportCell::Decimal(Decimal {
        digits: (value * scale).round() as i64,
        decimals,
    })
}
