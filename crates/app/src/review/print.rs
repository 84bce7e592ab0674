//! Papers of a review as files: the typed data of this room in the forms of `documents`.
//!
//! A paper is drawn from what is kept, never from what a page shows. Taking one out that names
//! people is audited. DOCX is for editing, PDF for signing.

mod answers;
mod certificates;
mod decision;
mod meeting;
mod posting;
mod tables;

pub use posting::PostingSheet;
pub use tables::TableFormat;

use super::permit::Permit;
use super::result::ReviewResult;
use super::round_at::RoundAt;
use crate::{Context, Error};
use serde_json::json;
use uuid::Uuid;
use vuonlen_documents::official::wording::ground;
use vuonlen_documents::official::{Commune, DocumentNumber, Outcome, Paper, Period};
use vuonlen_documents::{docx, pdf};
use vuonlen_domain::review::RoundKind;
use vuonlen_store::Tx;

/// A format of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperFormat {
    /// For editing.
    Docx,
    /// For signing.
    Pdf,
}

/// How a paper is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Print {
    /// Its format.
    pub format: PaperFormat,
    /// The households are invented: every page says so.
    pub synthetic: bool,
}

/// A file to be downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperFile {
    /// What to call it.
    pub file_name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

impl PaperFormat {
    /// Reads `docx` or `pdf`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "docx" => Some(Self::Docx),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
        }
    }
}

/// What every page of a paper about invented households says.
const SYNTHETIC: &str = "Dữ liệu mô phỏng; không có giá trị pháp lý";

/// Draws a paper. Laying it out takes long enough to hold up other requests of the same thread.
pub(crate) async fn draw(paper: Paper, name: String, print: Print) -> Result<PaperFile, Error> {
    let paper = if print.synthetic {
        paper.remarked(SYNTHETIC)
    } else {
        paper
    };
    let bytes = tokio::task::spawn_blocking(move || match print.format {
        PaperFormat::Docx => docx::write(&paper).map_err(Error::internal),
        PaperFormat::Pdf => pdf::write(&paper).map_err(Error::internal),
    });
    Ok(PaperFile {
        file_name: format!("{name}.{}", print.format.extension()),
        media_type: print.format.media_type(),
        bytes: bytes.await.map_err(Error::internal)??,
    })
}

impl Permit<'_> {
    /// Keeps that a paper which names people was taken out.
    async fn record_paper(
        &self,
        tx: &mut Tx,
        subject: (&'static str, Uuid),
        paper: &str,
    ) -> Result<(), Error> {
        self.record(tx, subject, json!({ "paper": paper }), "")
            .await
    }
}

impl Context {
    /// The commune as papers name it.
    fn commune_on_paper(&self, code: &str) -> Commune {
        let today = self.today();
        let units = &self.law.units;
        let name = |code: &str| units.unit(code, today).map(|unit| unit.name_in_text());
        let unit = units.unit(code, today);
        Commune {
            name: name(code).unwrap_or_else(|| code.to_owned()),
            province: (units.province_of(code, today))
                .map(|unit| unit.name_in_text())
                .unwrap_or_default(),
            place: unit.map_or_else(|| code.to_owned(), |unit| unit.bare_name().to_owned()),
        }
    }

    /// Instruments as a paper cites them, each once.
    fn grounds<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let mut grounds: Vec<String> = Vec::new();
        for id in ids {
            let Some(instrument) = self.law.instruments.get(id) else {
                continue;
            };
            let text = ground(instrument);
            if !grounds.contains(&text) {
                grounds.push(text);
            }
        }
        grounds
    }
}

impl RoundAt<'_> {
    /// When it took place, as papers say it.
    fn period(&self) -> Period {
        let year = self.year();
        match self.kind {
            RoundKind::Annual => Period::Year(year),
            RoundKind::Monthly | RoundKind::AverageLiving => Period::Month {
                year,
                month: chrono::Datelike::month(&self.row.reviewed_on),
            },
        }
    }

    /// The steering committee objections go to.
    fn committee(&self, commune: &Commune) -> String {
        format!(
            "Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo {}",
            commune.name
        )
    }
}

impl From<ReviewResult> for Outcome {
    fn from(result: ReviewResult) -> Self {
        match result {
            ReviewResult::Poor => Self::Poor,
            ReviewResult::NearPoor => Self::NearPoor,
            ReviewResult::AverageLiving => Self::AverageLiving,
            ReviewResult::EscapedPoor => Self::EscapedPoor,
            ReviewResult::EscapedNearPoor => Self::EscapedNearPoor,
            ReviewResult::NotListed => Self::NotPoor,
        }
    }
}

/// A village's name as it stands within a sentence: `bản Bung`.
fn in_sentence(village: &str) -> String {
    let mut letters = village.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// A count of persons as papers print it.
fn persons(size: i64) -> u32 {
    u32::try_from(size).unwrap_or_default()
}

/// `128/QĐ-UBND` as number and symbol; one in another form is the symbol alone.
fn document_number(text: &str, symbol: &str) -> DocumentNumber {
    match text.split_once('/') {
        Some((number, symbol)) if number.trim().parse::<u32>().is_ok() => DocumentNumber {
            number: number.trim().parse().ok(),
            symbol: symbol.to_owned(),
        },
        _ => DocumentNumber {
            number: text.trim().parse().ok(),
            symbol: symbol.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_documents_are_taken_apart() {
        assert_eq!(
            document_number("128/QĐ-UBND", "QĐ-UBND").text(),
            "128/QĐ-UBND"
        );
        assert_eq!(
            document_number("005/GCN-HN.HCN", "x").text(),
            "05/GCN-HN.HCN"
        );
        assert_eq!(document_number("7", "QĐ-UBND").text(), "07/QĐ-UBND");
        assert_eq!(in_sentence("Bản Bung"), "bản Bung");
    }
}
