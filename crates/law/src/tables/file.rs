//! A table as its file writes it, and what can be checked in it alone.

use super::edition::{Field, Kind, Line, LineKind};
use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use crate::formula_text::FormulaText;
use crate::status::Status;
use serde::Deserialize;
use toml::Spanned;
use vuonlen_domain::Text;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableFile {
    pub(super) id: Spanned<String>,
    pub(super) title: Text,
    pub(super) kind: Kind,
    pub(super) source: String,
    pub(super) status: Status,
    pub(super) note: Option<Text>,
    #[serde(rename = "where")]
    pub(super) filter: Option<FormulaText>,
    #[serde(default, rename = "line")]
    pub(super) lines: Vec<Line>,
    #[serde(rename = "column")]
    pub(super) columns: Vec<Spanned<ColumnEntry>>,
    #[serde(default, rename = "invariant")]
    pub(super) invariants: Vec<InvariantEntry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnEntry {
    pub(super) id: String,
    pub(super) number: Option<String>,
    pub(super) each: Option<String>,
    pub(super) label: Option<Text>,
    #[serde(default)]
    pub(super) head: Heads,
    pub(super) count: Option<FormulaText>,
    pub(super) persons: Option<FormulaText>,
    pub(super) sum: Option<FormulaText>,
    pub(super) ratio: Option<RatioEntry>,
    pub(super) field: Option<Field>,
    pub(super) mark: Option<FormulaText>,
}

/// The merged heads above a column, outermost first, in both languages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heads {
    pub(super) vi: Vec<String>,
    pub(super) en: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RatioEntry {
    pub(super) part: FormulaText,
    pub(super) whole: FormulaText,
    #[serde(default)]
    pub(super) percent: bool,
    #[serde(default)]
    pub(super) decimals: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InvariantEntry {
    pub(super) text: Text,
    pub(super) check: FormulaText,
    #[serde(default)]
    pub(super) lines: Lines,
    /// Standards it holds under; absent: all.
    pub(super) standards: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Lines {
    #[default]
    All,
    Household,
    Person,
}

/// Decimals beyond these do not fit an exact number and no form asks for them.
const MOST_DECIMALS: u32 = 6;

impl Lines {
    pub(super) const fn line(self) -> Option<LineKind> {
        match self {
            Self::All => None,
            Self::Household => Some(LineKind::Household),
            Self::Person => Some(LineKind::Person),
        }
    }
}

impl TableFile {
    /// Whether each unit has a line of persons beside the line of households.
    pub(super) fn has_person_line(&self) -> bool {
        self.lines.iter().any(|line| line.id == LineKind::Person)
    }
}

pub(super) fn read(file: &LawFile) -> Result<TableFile, Finding> {
    parse_toml(file)
}

/// What is wrong in the form of a table, before any formula or reference is looked at.
pub(super) fn check(file: &LawFile, table: &TableFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut report = |offset: usize, vi: String, en: String| {
        findings.push(Finding::at(&file.path, &file.text, offset, vi, en));
    };
    let id = table.id.get_ref();
    if file.path != format!("tables/{id}.toml") {
        report(
            table.id.span().start,
            format!("bảng `{id}` phải nằm ở tệp tables/{id}.toml"),
            format!("table `{id}` belongs in the file tables/{id}.toml"),
        );
    }
    if !is_name(id) {
        report(
            table.id.span().start,
            format!("`{id}` không đặt tên bảng được: chữ cái đầu, sau đó là chữ, số, _"),
            format!("`{id}` cannot name a table: a letter, then letters, digits or _"),
        );
    }
    let start = table.id.span().start;
    let two_of_a_kind = matches!(table.lines.as_slice(), [first, second] if first.id == second.id);
    if table.lines.len() > 2 || two_of_a_kind {
        report(
            start,
            "mỗi đơn vị có nhiều nhất một dòng hộ và một dòng nhân khẩu".to_owned(),
            "a unit has at most one line of households and one of persons".to_owned(),
        );
    }
    if (table.kind == Kind::List) != table.filter.is_some() {
        report(
            start,
            "danh sách phải có `where`; bảng tổng hợp thì không".to_owned(),
            "a list needs `where`; a summary has none".to_owned(),
        );
    }
    if table.kind == Kind::List && !(table.lines.is_empty() && table.invariants.is_empty()) {
        report(
            start,
            "danh sách không có `line` và `invariant`".to_owned(),
            "a list has no `line` and no `invariant`".to_owned(),
        );
    }
    for (position, column) in table.columns.iter().enumerate() {
        let offset = column.span().start;
        let entry = column.get_ref();
        let earlier = &table.columns[..position];
        if earlier.iter().any(|other| other.get_ref().id == entry.id) {
            report(
                offset,
                format!("cột `{}` đã có ở trên", entry.id),
                format!("column `{}` stands twice", entry.id),
            );
        }
        for (vi, en) in column_faults(table, entry) {
            report(offset, vi.to_owned(), en.to_owned());
        }
    }
    findings
}

fn column_faults(table: &TableFile, column: &ColumnEntry) -> Vec<(&'static str, &'static str)> {
    let mut faults = Vec::new();
    let mut fault_if = |wrong: bool, vi: &'static str, en: &'static str| {
        if wrong {
            faults.push((vi, en));
        }
    };
    let counts = [
        column.count.is_some(),
        column.sum.is_some(),
        column.ratio.is_some(),
    ];
    let prints = [column.field.is_some(), column.mark.is_some()];
    let set = |flags: &[bool]| flags.iter().filter(|flag| **flag).count();
    let fits = match table.kind {
        Kind::Summary => set(&counts) == 1 && set(&prints) == 0,
        Kind::List => set(&prints) == 1 && set(&counts) == 0,
    };
    fault_if(
        !fits,
        "cột của bảng tổng hợp có đúng một trong count, sum, ratio; cột của danh sách có đúng một trong field, mark",
        "a column of a summary has exactly one of count, sum, ratio; one of a list exactly one of field, mark",
    );
    fault_if(
        !is_name(&column.id) || matches!(column.id.as_str(), "sum" | "params"),
        "mã cột không dùng được: chữ cái đầu, sau đó là chữ, số, _; không phải sum, params",
        "the column's id cannot be used: a letter, then letters, digits or _; not sum, not params",
    );
    fault_if(
        column.persons.is_some()
            && !(table.has_person_line() && (column.count.is_some() || column.sum.is_some())),
        "`persons` chỉ đi với count hoặc sum của bảng có dòng nhân khẩu",
        "`persons` goes with count or sum in a table with a line of persons only",
    );
    fault_if(
        column.sum.is_some() && column.persons.is_none() && table.has_person_line(),
        "cột sum của bảng có dòng nhân khẩu phải ghi `persons`",
        "a sum in a table with a line of persons must say `persons`",
    );
    fault_if(
        column.label.is_none() && column.each.is_none(),
        "cột phải có label.vi và label.en",
        "the column needs label.vi and label.en",
    );
    fault_if(
        column.head.vi.len() != column.head.en.len(),
        "head.vi và head.en phải có cùng số tầng",
        "head.vi and head.en must have the same number of levels",
    );
    fault_if(
        column
            .ratio
            .as_ref()
            .is_some_and(|r| r.decimals > MOST_DECIMALS),
        "số chữ số thập phân quá nhiều: nhiều nhất 6",
        "too many decimals: 6 at most",
    );
    fault_if(
        column.each.is_some() && column.number.is_some(),
        "cột có each được đánh số tự động; bỏ `number`",
        "columns of an each are numbered by themselves; leave out `number`",
    );
    faults
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
