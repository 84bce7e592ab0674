//! Why a question cannot be asked.

use vuonlen_domain::Text;
use vuonlen_law::expr::FormulaError;

/// What is wrong with a question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A formula with faults in it.
    #[error("`{text}`: {}", faults(errors, |fault| &fault.en))]
    Formula {
        /// The formula.
        text: String,
        /// Everything wrong in it, each at its offset.
        errors: Vec<FormulaError>,
    },
    /// No fact of this name.
    #[error("households have no fact `{0}`")]
    UnknownFact(String),
    /// A fact that does not divide households into groups.
    #[error(
        "`{0}` is a number: divide by a yes-or-no, a code or a set, or ask for a range in the condition"
    )]
    NotDividing(String),
    /// Villages and a fact at once.
    #[error("villages cannot be divided by a fact as well: put it in the condition")]
    VillagesDivided,
}

impl QueryError {
    /// What is wrong and what to do, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let vi = match self {
            Self::Formula { text, errors } => {
                format!("`{text}`: {}", faults(errors, |fault| &fault.vi))
            }
            Self::UnknownFact(name) => format!("hộ không có thông tin `{name}`"),
            Self::NotDividing(name) => format!(
                "`{name}` là số: chỉ phân tổ theo đúng/sai, mã hoặc tập mã; với số hãy đặt khoảng trong điều kiện"
            ),
            Self::VillagesDivided => {
                "không thể vừa chia theo thôn vừa phân tổ; hãy đặt phân tổ vào điều kiện".to_owned()
            }
        };
        Text::new(vi, self.to_string())
    }
}

fn faults(errors: &[FormulaError], language: impl Fn(&Text) -> &String) -> String {
    let faults: Vec<String> = errors
        .iter()
        .map(|error| format!("{} ({})", language(&error.message), error.offset))
        .collect();
    faults.join("; ")
}
