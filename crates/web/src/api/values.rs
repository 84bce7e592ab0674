//! Values that several operations answer with.

use super::problem;
use crate::failure::{Answer, Failure};
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vuonlen_app::registry::Workbook;
use vuonlen_domain::Text;

/// The media type of a workbook.
pub(super) const WORKBOOK: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A text in Vietnamese and English.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Bilingual {
    /// Vietnamese.
    pub(super) vi: String,
    /// English.
    pub(super) en: String,
}

impl From<&Text> for Bilingual {
    fn from(text: &Text) -> Self {
        Self {
            vi: text.vi.clone(),
            en: text.en.clone(),
        }
    }
}

/// A code with what it is called.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    /// The code.
    pub(super) code: String,
    /// What it is called.
    pub(super) name: String,
}

/// A code with its label in both languages.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Labelled {
    /// The code.
    pub(super) code: String,
    /// What it is called.
    pub(super) label: Bilingual,
}

/// A class of the law.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClassName {
    Poor,
    NearPoor,
    AverageLiving,
    NotPoor,
}

/// How sure we are of a legal fact, from surest to least sure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Sureness {
    /// Read in the instrument itself.
    Verified,
    /// Read in something that repeats the instrument.
    SecondHand,
    /// General knowledge that an official must confirm.
    Unverified,
    /// Invented for a demonstration; never law.
    Illustrative,
}

/// What a save came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    /// Province it is kept under.
    pub(super) province: String,
    /// The household.
    pub(super) household_id: Uuid,
    /// Its version now.
    pub(super) version: i64,
    /// Members who are registered in another household too; the other commune has been told.
    pub(super) duplicates: Vec<SavedDuplicate>,
}

/// A member who is registered elsewhere too.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SavedDuplicate {
    /// The member.
    pub(super) person_id: Uuid,
    /// Whether the identity numbers agree; otherwise name and date of birth do.
    pub(super) by_identity: bool,
    /// Commune where the person is too.
    pub(super) commune: String,
}

/// Something that was recorded.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Recorded {
    /// When.
    pub(super) at: DateTime<Utc>,
}

/// JSON with status 200.
pub(super) fn ok<T: Serialize>(value: &T) -> Answer {
    Ok(Json(value).into_response())
}

/// JSON about what was added, with where it is found.
pub(super) fn created<T: Serialize>(value: &T, path: &str) -> Answer {
    let headers = [(header::LOCATION, path.to_owned())];
    Ok((StatusCode::CREATED, headers, Json(value)).into_response())
}

/// A workbook.
pub(super) fn workbook(book: Workbook) -> Answer {
    let name = format!("attachment; filename=\"{}\"", book.file_name);
    let headers = [
        (header::CONTENT_TYPE, WORKBOOK.to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, book.bytes).into_response())
}

/// Refuses a number outside of `range`.
pub(super) fn within(
    name: &str,
    number: i64,
    range: std::ops::RangeInclusive<i64>,
) -> Result<(), Failure> {
    if range.contains(&number) {
        return Ok(());
    }
    let (vi, en) = (&crate::words::VI.api, &crate::words::EN.api);
    let text = Text::new(
        vi.out_of_range(range.start(), range.end()),
        en.out_of_range(range.start(), range.end()),
    );
    Err(problem::field(name, text))
}
