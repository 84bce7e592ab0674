//! What stands on the page of a report.

use vuonlen_domain::Decimal;

/// One table on its page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Who issues it and the national heading; absent on working tables.
    pub issuer: Option<Issuer>,
    /// The form it follows, top right: `Mẫu R1`.
    pub form: Option<String>,
    /// Its title, a line each; printed in capitals.
    pub title: Vec<String>,
    /// What it is about: unit, period, day. A line each.
    pub subtitle: Vec<String>,
    /// A warning that must not be overlooked.
    pub banner: Option<Banner>,
    /// `Đơn vị tính: hộ, người`.
    pub unit_label: Option<String>,
    /// Its columns, left to right.
    pub columns: Vec<ReportColumn>,
    /// Its rows; empty for a list whose rows follow one by one.
    pub rows: Vec<ReportRow>,
    /// Remarks below the table.
    pub notes: Vec<String>,
    /// Who signs, left to right.
    pub signatures: Vec<Signature>,
}

/// The two blocks at the head of an official document (Nghị định 30/2020/NĐ-CP, Annex I).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issuer {
    /// The body above, such as `UBND TỈNH SƠN LA`.
    pub above: Option<String>,
    /// The body that issues.
    pub body: String,
    /// `Quỳnh Nhai, ngày 20 tháng 11 năm 2026`.
    pub place_and_date: Option<String>,
}

/// A warning across the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// What it says.
    pub text: String,
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// `NGƯỜI LẬP BIỂU`.
    pub title: String,
    /// `(Ký, ghi rõ họ tên)`.
    pub note: String,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportColumn {
    /// Merged heads above it, outermost first.
    pub heads: Vec<String>,
    /// Its own head.
    pub label: String,
    /// What stands in the row of column numbers: `A`, `1`, `4=3/1`.
    pub number: Option<String>,
    /// Width in characters; absent: by its content.
    pub width: Option<f64>,
    /// What its cells hold.
    pub content: Content,
}

/// What the cells of a column hold: how they stand and how figures are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Content {
    /// Text, from the left.
    #[default]
    Text,
    /// Short text or a mark, in the middle.
    Centred,
    /// Whole numbers, thousands apart.
    Whole,
    /// Numbers with so many decimals.
    Decimal(u8),
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReportRow {
    /// How it stands out.
    pub kind: RowKind,
    /// Its cells, one a column; missing ones are empty.
    pub cells: Vec<ReportCell>,
}

/// How a row stands out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKind {
    /// Not at all.
    #[default]
    Plain,
    /// Bold: a part of the whole, such as a district, or the head of a household.
    Part,
    /// Bold on grey: the whole.
    Total,
}

/// One cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum ReportCell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A count.
    Whole(i64),
    /// A number as it is printed.
    Decimal(Decimal),
    /// The cell above reaches down to here.
    Above,
}

impl ReportColumn {
    /// A column under no merged head.
    #[must_use]
    pub fn new(label: impl Into<String>, content: Content) -> Self {
        Self {
            heads: Vec::new(),
            label: label.into(),
            number: None,
            width: None,
            content,
        }
    }

    /// The same column, this wide.
    #[must_use]
    pub const fn wide(mut self, width: f64) -> Self {
        self.width = Some(width);
        self
    }
}

impl From<&str> for ReportCell {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text.to_owned())
        }
    }
}

impl From<i64> for ReportCell {
    fn from(count: i64) -> Self {
        Self::Whole(count)
    }
}

impl From<Option<Decimal>> for ReportCell {
    fn from(number: Option<Decimal>) -> Self {
        number.map_or(Self::Empty, Self::Decimal)
    }
}
