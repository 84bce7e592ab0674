//! The columns of both sheets, from the questionnaire.

use crate::households::context::Context;
use crate::households::field::{Catalogue, Entry, Field, HouseholdField as H, MemberField as M};
use vuonlen_domain::Text;
use vuonlen_law::codes::Code;
use vuonlen_law::facts::Type;
use vuonlen_law::questionnaires::{Of, Question, Questionnaire};

/// One column of the form.
#[derive(Debug, Clone)]
pub(super) struct SurveyColumn {
    pub(super) field: Field,
    pub(super) key: String,
    /// Heading of the section.
    pub(super) section: String,
    /// The question, with a star where it must be answered.
    pub(super) question: String,
    /// One of several choices.
    pub(super) choice: Option<String>,
    /// What helps to answer.
    pub(super) help: String,
    pub(super) entry: Entered,
}

/// What is entered in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entered {
    /// Free text.
    Text,
    /// Digits that must keep their zeros.
    Digits,
    /// A date or a year.
    Date,
    /// A whole number.
    Whole,
    /// A number.
    Decimal,
    /// A cross or nothing.
    Cross,
    /// One of these words.
    OneOf { name: String, words: Vec<String> },
}

/// What the form asks beside its questions: number, commune, and results known beforehand.
const BEFORE: [(&str, &str, &str); 2] = [
    (
        "id",
        "Số hộ *",
        "Mỗi hộ một số, không trùng nhau. Ghi số này ở trang “Thành viên” cho từng người.",
    ),
    ("head_name", "Họ và tên chủ hộ *", ""),
];

const PLACE: (&str, &str, &str) = (
    "unit",
    "Mã xã",
    "Để trống thì lấy xã ghi ở dòng tiêu đề của trang này.",
);

const AFTER: [(&str, &str, &str); 7] = [
    (
        "size",
        "Số nhân khẩu (nếu chưa kê khai thành viên)",
        "Kê khai đủ ở trang “Thành viên” thì để trống.",
    ),
    (
        "score_a",
        "Điểm A (nếu đã chấm)",
        "Tổng điểm phiếu B1. Có điểm thì không cần thu nhập.",
    ),
    (
        "score_b",
        "Điểm B (nếu đã chấm)",
        "Tổng điểm phiếu B2. Để trống thì tính từ các câu trả lời.",
    ),
    (
        "previous_class",
        "Phân loại năm trước",
        "N: hộ nghèo; CN: hộ cận nghèo; để trống nếu không rõ.",
    ),
    ("previous_size", "Số nhân khẩu năm trước", ""),
    (
        "history",
        "Các năm trước đó",
        "Ghi năm và phân loại, ví dụ 2023: N; 2024: CN. Dùng để nhận ra tái nghèo.",
    ),
    (
        "event",
        "Biến động của hộ",
        "Chuyển đến, chuyển đi, tách hộ, nhập hộ, chết.",
    ),
];

/// The questionnaire of the standard in force, or the latest there is.
pub(super) fn questionnaire<'a>(context: &Context<'a>) -> Option<&'a Questionnaire> {
    let law = context.law;
    let standard = law.standard_on(context.on).ok();
    standard
        .and_then(|standard| law.questionnaire_of(&standard.id))
        .or_else(|| law.questionnaires.last())
}

/// Columns of the sheet of households.
pub(super) fn of_households(
    context: &Context<'_>,
    catalogue: &Catalogue,
    form: &Questionnaire,
) -> Vec<SurveyColumn> {
    let mut columns = Vec::new();
    let fixed = |(key, label, help): (&str, &str, &str), section: &str| {
        let entry = catalogue.by_key(key)?;
        Some(SurveyColumn {
            field: entry.field,
            key: entry.key.clone(),
            section: section.to_owned(),
            question: label.to_owned(),
            choice: None,
            help: help.to_owned(),
            entry: entered(context, catalogue, entry),
        })
    };
    let household = "Thông tin về hộ";
    columns.extend(
        BEFORE
            .into_iter()
            .filter_map(|column| fixed(column, household)),
    );
    columns.extend(fixed(PLACE, household));
    columns.extend(questions(
        context,
        catalogue,
        form,
        Of::Household,
        &["head_name"],
    ));
    columns.extend(
        AFTER
            .into_iter()
            .filter_map(|column| fixed(column, "Kết quả đã có")),
    );
    columns
}

/// Columns of the sheet of members.
pub(super) fn of_members(
    context: &Context<'_>,
    catalogue: &Catalogue,
    form: &Questionnaire,
) -> Vec<SurveyColumn> {
    let numbers = [
        ("id", "Số hộ *", "Số của hộ ở trang “Hộ”."),
        (
            "member.id",
            "Số thứ tự trong hộ",
            "Đánh số từ 1, chủ hộ trước.",
        ),
    ];
    let mut columns: Vec<SurveyColumn> = numbers
        .into_iter()
        .filter_map(|(key, label, help)| {
            let entry = catalogue.by_key(key)?;
            Some(SurveyColumn {
                field: entry.field,
                key: entry.key.clone(),
                section: "Thành viên của hộ".to_owned(),
                question: label.to_owned(),
                choice: None,
                help: help.to_owned(),
                entry: entered(context, catalogue, entry),
            })
        })
        .collect();
    columns.extend(questions(context, catalogue, form, Of::Member, &[]));
    columns
}

fn questions(
    context: &Context<'_>,
    catalogue: &Catalogue,
    form: &Questionnaire,
    of: Of,
    without: &[&str],
) -> Vec<SurveyColumn> {
    let sections = form.sections.iter().filter(|section| section.scope == of);
    sections
        .flat_map(|section| {
            section
                .questions
                .iter()
                .map(move |question| (&section.label, question))
        })
        .filter(|(_, question)| !without.contains(&question.name()))
        .flat_map(|(section, question)| question_columns(context, catalogue, of, section, question))
        .collect()
}

fn question_columns(
    context: &Context<'_>,
    catalogue: &Catalogue,
    of: Of,
    section: &Text,
    question: &Question,
) -> Vec<SurveyColumn> {
    let scope = if of == Of::Member { "member." } else { "" };
    let Some(entry) = catalogue.by_key(&format!("{scope}{}", question.name())) else {
        return Vec::new();
    };
    let star = if question.required { " *" } else { "" };
    let column = |entry: &Entry, choice: Option<String>, entered: Entered| SurveyColumn {
        field: entry.field,
        key: entry.key.clone(),
        section: section.vi.clone(),
        question: format!("{}{star}", with_unit(context, entry, &question.label.vi)),
        choice,
        help: question
            .help
            .as_ref()
            .map(|help| help.vi.clone())
            .unwrap_or_default(),
        entry: entered,
    };
    let Some(list) = several(context, entry) else {
        return vec![column(entry, None, entered(context, catalogue, entry))];
    };
    let mut columns = Vec::new();
    if let Some(none) = catalogue.by_key(&format!("{}.none", entry.key)) {
        columns.push(column(none, Some("Không có".to_owned()), Entered::Cross));
    }
    for code in codes(context, &list) {
        if let Some(choice) = catalogue.by_key(&format!("{}.{}", entry.key, code.code)) {
            columns.push(column(choice, Some(code.label.vi.clone()), Entered::Cross));
        }
    }
    columns
}

/// The list of which several codes may be chosen.
fn several(context: &Context<'_>, entry: &Entry) -> Option<String> {
    if let Field::Household(H::List(list)) = entry.field {
        return Some(list.codes().to_owned());
    }
    match fact(context, entry.field)?.kind {
        Type::Set(ref list) => Some(list.to_string()),
        _ => None,
    }
}

fn entered(context: &Context<'_>, catalogue: &Catalogue, entry: &Entry) -> Entered {
    let one_of = |list: &str| Entered::OneOf {
        name: format!("dm_{list}"),
        words: codes(context, list)
            .map(|code| code.label.vi.clone())
            .collect(),
    };
    match entry.field {
        Field::Household(H::Id | H::Unit) | Field::Member(M::Identity | M::Id) => Entered::Digits,
        Field::Household(H::Area) => one_of("areas"),
        Field::Household(H::PreviousClass | H::StatedClass) => one_of("classes_or_none"),
        Field::Household(H::Event) => one_of("household_events"),
        Field::Household(H::Size | H::PreviousSize | H::Income | H::ScoreA | H::ScoreB) => {
            Entered::Whole
        }
        Field::Member(M::Birth) => Entered::Date,
        other => match fact(context, other).map(|fact| &fact.kind) {
            Some(Type::Bool) => Entered::OneOf {
                name: "dm_co_khong".to_owned(),
                words: vec!["Có".to_owned(), "Không".to_owned()],
            },
            Some(Type::Int) => Entered::Whole,
            Some(Type::Decimal) => Entered::Decimal,
            Some(Type::Code(list)) => one_of(list),
            Some(Type::Set(_)) | None => {
                debug_assert!(catalogue.by_key(&entry.key).is_some());
                Entered::Text
            }
        },
    }
}

fn with_unit(context: &Context<'_>, entry: &Entry, label: &str) -> String {
    let unit = match entry.field {
        Field::Household(H::Income) => Some("đồng"),
        other => match fact(context, other).and_then(|fact| fact.unit.as_deref()) {
            Some("m2") => Some("m²"),
            Some("kWh/month") => Some("kWh/tháng"),
            _ => None,
        },
    };
    unit.map_or_else(|| label.to_owned(), |unit| format!("{label} ({unit})"))
}

fn fact<'a>(context: &Context<'a>, field: Field) -> Option<&'a vuonlen_law::facts::Fact> {
    match field {
        Field::Household(H::Answer(index)) => context.household_facts()?.fact(index),
        Field::Member(M::Answer(index)) => context.member_facts()?.fact(index),
        _ => None,
    }
}

/// The codes of a list on the day of the review; of one without a version that day, the latest.
pub(super) fn codes<'a>(context: &Context<'a>, list: &str) -> impl Iterator<Item = &'a Code> {
    let list = context.law.codes.list(list);
    let version = list.and_then(|list| list.as_of(context.on).or_else(|| list.versions().last()));
    version.into_iter().flat_map(|version| &version.codes)
}
