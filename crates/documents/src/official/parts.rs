//! What several documents have in common: who issues, number, signature, households in a list.

use super::wording::count;
use serde::{Deserialize, Serialize};
use vuonlen_domain::Class;

/// The commune whose people's committee issues a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commune {
    /// `xã Quỳnh Nhai`, as within a sentence.
    pub name: String,
    /// `tỉnh Sơn La`.
    pub province: String,
    /// The place in the line of place and day: `Quỳnh Nhai`.
    pub place: String,
}

/// Number and symbol of a document: `05/QĐ-UBND`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentNumber {
    /// The number in the register of outgoing documents; absent on a draft.
    pub number: Option<u32>,
    /// What stands behind the stroke: `QĐ-UBND`.
    pub symbol: String,
}

/// Who signs, and for whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Powers and rank, a line each: `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`.
    pub rank: Vec<String>,
    /// What is asked of the signer: `Ký, ghi rõ họ tên`.
    pub note: Option<String>,
    /// Full name, without academic title.
    pub name: Option<String>,
}

/// What a review came to for a household, as lists and decisions name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Hộ nghèo.
    Poor,
    /// Hộ cận nghèo.
    NearPoor,
    /// Hộ thoát nghèo.
    EscapedPoor,
    /// Hộ thoát cận nghèo.
    EscapedNearPoor,
    /// Hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp, diêm nghiệp có mức sống trung bình.
    AverageLiving,
    /// Hộ không nghèo.
    NotPoor,
}

/// When a review took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// The yearly review.
    Year(i32),
    /// A monthly review.
    Month {
        /// The year.
        year: i32,
        /// 1 to 12.
        month: u32,
    },
}

/// All that may be said of a household in public: nothing here can hold more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedHousehold {
    /// Full name of the head.
    pub head: String,
    /// `bản Phiêng Nèn`.
    pub village: String,
    /// What the review came to.
    pub outcome: Outcome,
    /// Members.
    pub persons: u32,
}

/// Sex as forms ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

impl Commune {
    /// `Ủy ban nhân dân xã Quỳnh Nhai`.
    #[must_use]
    pub fn committee(&self) -> String {
        format!("Ủy ban nhân dân {}", self.name)
    }

    /// `Chủ tịch Ủy ban nhân dân xã Quỳnh Nhai`.
    #[must_use]
    pub fn chairman(&self) -> String {
        format!("Chủ tịch {}", self.committee())
    }
}

impl DocumentNumber {
    /// A number that is not given yet.
    #[must_use]
    pub fn draft(symbol: impl Into<String>) -> Self {
        Self {
            number: None,
            symbol: symbol.into(),
        }
    }

    /// `05/QĐ-UBND`; dots while the number is not given.
    #[must_use]
    pub fn text(&self) -> String {
        match self.number {
            Some(number) => format!("{number:02}/{}", self.symbol),
            None => format!("……/{}", self.symbol),
        }
    }

    /// `Số: 05/QĐ-UBND`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("Số: {}", self.text())
    }
}

impl Signer {
    /// The chairman himself.
    #[must_use]
    pub fn chairman(name: Option<String>) -> Self {
        Self {
            rank: vec!["Chủ tịch".to_owned()],
            note: None,
            name,
        }
    }

    /// A deputy in the chairman's place.
    #[must_use]
    pub fn deputy(name: Option<String>) -> Self {
        Self {
            rank: vec!["KT. Chủ tịch".to_owned(), "Phó Chủ tịch".to_owned()],
            note: None,
            name,
        }
    }

    /// Somebody who signs a form for himself.
    #[must_use]
    pub fn person(rank: impl Into<String>, name: Option<String>) -> Self {
        Self {
            rank: vec![rank.into()],
            note: Some("Ký, ghi rõ họ tên".to_owned()),
            name,
        }
    }

    /// The same signature on behalf of the whole committee.
    #[must_use]
    pub fn on_behalf_of(mut self, body: &str) -> Self {
        self.rank.insert(0, format!("TM. {body}"));
        self
    }
}

impl Outcome {
    /// All outcomes, in the order in which lists stand.
    pub const ALL: [Self; 6] = [
        Self::Poor,
        Self::NearPoor,
        Self::EscapedPoor,
        Self::EscapedNearPoor,
        Self::AverageLiving,
        Self::NotPoor,
    ];

    /// `hộ nghèo`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Poor => "hộ nghèo",
            Self::NearPoor => "hộ cận nghèo",
            Self::EscapedPoor => "hộ thoát nghèo",
            Self::EscapedNearPoor => "hộ thoát cận nghèo",
            Self::AverageLiving => {
                "hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp, diêm nghiệp có mức sống trung bình"
            }
            Self::NotPoor => "hộ không nghèo",
        }
    }

    /// `Hộ nghèo`, short enough for a cell.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Poor => "Hộ nghèo",
            Self::NearPoor => "Hộ cận nghèo",
            Self::EscapedPoor => "Hộ thoát nghèo",
            Self::EscapedNearPoor => "Hộ thoát cận nghèo",
            Self::AverageLiving => "Hộ có mức sống trung bình",
            Self::NotPoor => "Hộ không nghèo",
        }
    }
}

impl From<Class> for Outcome {
    fn from(class: Class) -> Self {
        match class {
            Class::Poor => Self::Poor,
            Class::NearPoor => Self::NearPoor,
            Class::AverageLiving => Self::AverageLiving,
            Class::NotPoor => Self::NotPoor,
        }
    }
}

impl Period {
    /// `năm 2026`, `tháng 3 năm 2026`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Year(year) => format!("năm {year}"),
            Self::Month { year, month } => {
                let month = if month < 3 {
                    format!("0{month}")
                } else {
                    month.to_string()
                };
                format!("tháng {month} năm {year}")
            }
        }
    }
}

impl Sex {
    /// `Nam`, `Nữ`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Male => "Nam",
            Self::Female => "Nữ",
        }
    }
}

/// `hộ nghèo, hộ cận nghèo`: the outcomes that occur, in the order of lists.
pub(super) fn names(outcomes: impl Fn(Outcome) -> bool) -> String {
    let names: Vec<&str> = (Outcome::ALL.into_iter())
        .filter(|outcome| outcomes(*outcome))
        .map(Outcome::name)
        .collect();
    names.join(", ")
}

/// `45 hộ, 210 nhân khẩu`.
pub(super) fn households_and_persons(persons: impl Iterator<Item = u32>) -> String {
    let (households, persons) = persons.fold((0, 0), |(households, all), persons| {
        (households + 1, all + u64::from(persons))
    });
    format!("{} hộ, {} nhân khẩu", count(households), count(persons))
}
