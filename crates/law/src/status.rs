//! How sure we are of a legal fact, and where it comes from.

use serde::{Deserialize, Serialize};

/// How sure we are of a value. Ordered from surest to least sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Read in the instrument itself or in its official wording.
    Verified,
    /// Read in something that repeats the instrument: a newspaper, a form seen in the field.
    SecondHand,
    /// General knowledge that an official must confirm before it is relied on.
    Unverified,
    /// Invented for a demonstration; never law.
    Illustrative,
}

impl Status {
    /// The code used in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::SecondHand => "second-hand",
            Self::Unverified => "unverified",
            Self::Illustrative => "illustrative",
        }
    }

    /// The less sure of two: a result is only as sure as the weakest value it used.
    #[must_use]
    pub fn weakest(self, other: Self) -> Self {
        self.max(other)
    }

    /// Label in Vietnamese and English.
    #[must_use]
    pub fn label(self) -> vuonlen_domain::Text {
        let (vi, en) = match self {
            Self::Verified => ("đã đối chiếu văn bản", "verified"),
            Self::SecondHand => ("theo nguồn gián tiếp", "second-hand"),
            Self::Unverified => ("chưa kiểm chứng", "unverified"),
            Self::Illustrative => (
                "số liệu minh họa, không phải quy định",
                "illustrative, not law",
            ),
        };
        vuonlen_domain::Text::new(vi, en)
    }
}

/// Where a value comes from and how sure we are of it: the two keys every legal value carries.
///
/// `source` is `instrument-id#place`, the instrument standing in `law/instruments.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Provenance {
    /// `nd07-2021#3.1.a`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}
