//! What can be wrong with facts: in their definition, and in columns of them.

use vuonlen_domain::Text;

/// Why a list of facts is not a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// Two facts with one name.
    #[error("fact `{0}` stands twice in its scope")]
    Duplicate(String),
    /// A name that formulas could not write or that means something else in them.
    #[error("`{0}` cannot name a fact: lower case letters, digits and `_`, no reserved word")]
    Name(String),
    /// A fact and the code list it names, which does not exist.
    #[error("fact `{0}` takes codes of `{1}`, which is no code list of law/codes")]
    UnknownList(String, String),
    /// A fact that is a set over this list, which is longer than a 64-bit mask.
    #[error("fact `{0}` is a set over `{1}`, which has more than 64 codes")]
    TooManyCodes(String, String),
}

impl SchemaError {
    /// The message in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let vi = match self {
            Self::Duplicate(fact) => format!("dữ kiện `{fact}` có hai lần trong phạm vi của nó"),
            Self::Name(fact) => format!(
                "`{fact}` không dùng làm tên dữ kiện được: chỉ chữ thường không dấu, chữ số và `_`, không trùng từ dành riêng"
            ),
            Self::UnknownList(fact, list) => {
                format!("dữ kiện `{fact}` lấy mã của `{list}`, law/codes không có danh mục ấy")
            }
            Self::TooManyCodes(fact, list) => {
                format!("dữ kiện `{fact}` là tập mã của `{list}`, danh mục ấy có quá 64 mã")
            }
        };
        Text::new(vi, self.to_string())
    }
}

/// Why columns or values do not make a batch: a defect of the code that builds it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// More or fewer columns than the schema has facts.
    #[error("{given} columns for the {expected} facts of scope `{scope}`")]
    ColumnCount {
        /// Scope of the schema.
        scope: String,
        /// Facts in the schema.
        expected: usize,
        /// Columns given.
        given: usize,
    },
    /// A column or value of another type than its fact.
    #[error("fact `{fact}` is of type {expected}, its column or value is not")]
    WrongType {
        /// The fact.
        fact: String,
        /// Its type.
        expected: String,
    },
    /// A column longer or shorter than the batch.
    #[error("the column of fact `{fact}` has {given} rows, the batch has {expected}")]
    RowCount {
        /// The fact.
        fact: String,
        /// Rows of the batch.
        expected: usize,
        /// Rows of the column.
        given: usize,
    },
    /// Offsets of members that do not fit the households.
    #[error("the member offsets cover {given} households, the batch has {expected}")]
    Offsets {
        /// Households of the batch.
        expected: usize,
        /// Households the offsets cover.
        given: usize,
    },
    /// Members given to a batch that has none, or more than 2³¹ of them.
    #[error("members do not fit this batch: it was started without a member schema or is full")]
    Members,
}
