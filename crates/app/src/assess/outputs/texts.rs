//! Words of the files: heads, banners, rows of problems.

use crate::forms::Headings;
use vuonlen_documents::report::csv::CsvValue;
use vuonlen_documents::report::{Banner, Content, Report, ReportCell, ReportColumn, ReportRow};
use vuonlen_domain::Class;
use vuonlen_law::assess::{Assessment, Problem};

pub(super) const CSV_HEAD: [&str; 14] = [
    "id",
    "unit",
    "village",
    "area",
    "standard",
    "class",
    "class_label",
    "income_band",
    "score_a",
    "score_b",
    "deprivations",
    "transition",
    "route",
    "status",
];

pub(super) fn csv_row(assessment: &Assessment) -> [CsvValue; 14] {
    let deprivations: Vec<&str> = assessment.deprivations.iter().collect();
    [
        assessment.id.as_str().into(),
        assessment.unit.as_str().into(),
        assessment.village.as_deref().unwrap_or_default().into(),
        assessment.area.code().into(),
        assessment.standard.as_ref().into(),
        assessment.class.map_or("", Class::code).into(),
        class_label(assessment.class).into(),
        assessment.income_band.map_or("", Class::code).into(),
        assessment.score_a.into(),
        assessment.score_b.into(),
        deprivations.join(" ").as_str().into(),
        assessment.transition.as_deref().unwrap_or_default().into(),
        assessment.route.map_or("", |route| route.code()).into(),
        assessment.status.code().into(),
    ]
}

/// The class in the words of certificates and lists.
pub(super) const fn class_label(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::Poor) => "Hộ nghèo",
        Some(Class::NearPoor) => "Hộ cận nghèo",
        Some(Class::AverageLiving) => "Hộ có mức sống trung bình",
        Some(Class::NotPoor) => "Hộ không nghèo",
        None => "Đã rời địa bàn",
    }
}

pub(super) fn problem_page(headings: &Headings) -> Report {
    let column = |label: &str, width: f64| ReportColumn::new(label, Content::Text).wide(width);
    Report {
        title: vec!["Danh sách dòng bị loại hoặc cần xem lại".to_owned()],
        subtitle: vec![headings.day.clone()],
        banner: headings.notice().map(|text| Banner { text }),
        columns: vec![
            column("Tệp", 22.0),
            column("Trang tính", 14.0),
            ReportColumn::new("Dòng", Content::Centred).wide(8.0),
            ReportColumn::new("Cột", Content::Centred).wide(12.0),
            column("Mã hộ", 16.0),
            column("Mức độ", 13.0),
            column("Có gì chưa đúng", 44.0),
            column("Vì sao", 44.0),
            column("Việc cần làm", 44.0),
            column("In English: what, why, what to do", 60.0),
            column("Mã lỗi", 22.0),
        ],
        ..Report::default()
    }
}

pub(super) fn problem_row(problem: &Problem) -> ReportRow {
    let place = &problem.place;
    let optional = |text: &Option<String>| text.as_deref().unwrap_or_default().into();
    let english = format!(
        "{} {} {}",
        problem.what.en, problem.why.en, problem.advice.en
    );
    ReportRow {
        cells: vec![
            optional(&place.file),
            optional(&place.sheet),
            place
                .row
                .map_or(ReportCell::Empty, |row| ReportCell::Whole(i64::from(row))),
            optional(&place.column),
            optional(&problem.household),
            problem.severity.label().vi.as_str().into(),
            problem.what.vi.as_str().into(),
            problem.why.vi.as_str().into(),
            problem.advice.vi.as_str().into(),
            english.as_str().into(),
            problem.code.into(),
        ],
        ..ReportRow::default()
    }
}

/// The only row of a list of problems without any.
pub(super) fn no_problems() -> ReportRow {
    said_in_a_row(
        "Không có dòng nào bị loại hoặc cần xem lại.",
        "No row was rejected or needs a second look.",
    )
}

/// Below the last problem that is listed.
pub(super) fn too_many_problems() -> ReportRow {
    said_in_a_row(
        "Còn nữa nhưng trang tính đã đầy; sửa những lỗi trên rồi chạy lại. Tổng số theo từng mã lỗi có trong summary.json.",
        "There are more, but the sheet is full; correct these and run again. summary.json counts all of them by code.",
    )
}

fn said_in_a_row(vi: &str, en: &str) -> ReportRow {
    let mut cells = vec![ReportCell::Empty; 6];
    cells.push(vi.into());
    cells.extend([ReportCell::Empty, ReportCell::Empty]);
    cells.push(en.into());
    ReportRow {
        cells,
        ..ReportRow::default()
    }
}
