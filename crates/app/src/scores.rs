//! Loading an official score table from a workbook, with who loaded it and from which bytes.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::path::Path;
use vuonlen_documents::read::{FileError, Input};
use vuonlen_documents::scores;
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_law::assess::Problem;
use vuonlen_law::formula_text::FormulaText;
use vuonlen_law::law::Law;
use vuonlen_law::scores::{ScoreGroup, ScoreItem, ScoreTable};
use vuonlen_law::status::Status;

/// Most faults printed at once.
const SHOWN: usize = 20;

/// A score table ready to be laid over the program's own law files.
#[derive(Debug)]
pub struct LoadedScores {
    /// Path under `law/`.
    pub path: String,
    /// Content of the file.
    pub toml: String,
    /// Items loaded.
    pub items: usize,
    /// SHA-256 of the workbook, in hexadecimal.
    pub sha256: String,
}

/// Why a score table cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ScoresError {
    /// No standard or no empty table waits for this one.
    #[error("no score table of the standard “{0}” is to be loaded")]
    NotAwaited(String),
    /// The file cannot be read.
    #[error("{0}")]
    File(#[from] FileError),
    /// Rows are wrong; nothing was loaded.
    #[error("{} rows are wrong", .0.len())]
    Rows(Vec<Problem>),
    /// The bytes of the file cannot be read.
    #[error(transparent)]
    Bytes(#[from] std::io::Error),
    /// The table cannot be written as TOML.
    #[error(transparent)]
    Toml(#[from] toml::ser::Error),
}

impl ScoresError {
    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NotAwaited(standard) => Text::new(
                format!(
                    "Không có bảng điểm nào của chuẩn “{standard}” cần nạp. Xem các chuẩn: vuonlen law show standard."
                ),
                format!(
                    "No score table of the standard “{standard}” is to be loaded. See the standards: vuonlen law show standard."
                ),
            ),
            Self::File(error) => {
                let (what, advice) = (error.what(), error.advice());
                Text::new(
                    format!("{} {}", what.vi, advice.vi),
                    format!("{} {}", what.en, advice.en),
                )
            }
            Self::Rows(problems) => {
                let shown = problems
                    .iter()
                    .take(SHOWN)
                    .map(|problem| format!("{problem}\n"));
                let more = match problems.len().saturating_sub(SHOWN) {
                    0 => String::new(),
                    more => format!("… và {more} lỗi nữa / and {more} more"),
                };
                let lines = shown.collect::<String>() + &more;
                Text::new(
                    format!("Chưa nạp gì; sửa các dòng sau rồi nạp lại:\n{lines}"),
                    "Nothing was loaded; correct these rows and load again.",
                )
            }
            Self::Bytes(error) => Text::new(
                format!("Không đọc được tệp: {error}."),
                format!("The file cannot be read: {error}."),
            ),
            Self::Toml(error) => Text::new(
                format!("Không ghi được bảng điểm: {error}."),
                format!("The score table cannot be written: {error}."),
            ),
        }
    }
}

/// Reads the official score table of a standard from a workbook.
///
/// # Errors
/// [`ScoresError`]; a single wrong row keeps the whole table out.
pub fn load(
    law: &Law,
    file: &Path,
    standard: &str,
    by: &str,
    on: NaiveDate,
) -> Result<LoadedScores, ScoresError> {
    let awaited = law
        .score_tables
        .iter()
        .find(|table| table.standard == standard && table.annex.is_some())
        .ok_or_else(|| ScoresError::NotAwaited(standard.to_owned()))?;
    let input = Input::from_path(file);
    let read = scores::read(law, &input, on)?;
    if !read.problems.is_empty() {
        return Err(ScoresError::Rows(read.problems));
    }
    let digest = Sha256::digest(std::fs::read(file)?);
    let sha256: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let source = awaited.annex.clone().unwrap_or_default();
    let (name, day) = (input.name(), written(on));
    let items = read.rows.len();
    let mut table = ScoreTable {
        complete: true,
        title: Text::new(
            format!("Bảng điểm A chính thức, {by} nạp ngày {day}"),
            format!("Official score table A, loaded by {by} on {day}"),
        ),
        note: Some(Text::new(
            format!(
                "Nạp từ tệp {name} (SHA-256 {sha256}). Người nạp chịu trách nhiệm đối chiếu với phụ lục."
            ),
            format!(
                "Loaded from the file {name} (SHA-256 {sha256}). Whoever loaded it answers for its agreement with the annex."
            ),
        )),
        groups: Vec::new(),
        ..awaited.clone()
    };
    for row in read.rows {
        let item = ScoreItem::new(
            (row.item, row.label),
            FormulaText::new(row.when),
            row.points,
            source.clone(),
            Status::Verified,
        );
        let skip = row.skip_when.map(FormulaText::new);
        match table.groups.iter_mut().find(|group| group.id == row.group) {
            Some(group) => group.items.push(item),
            None => {
                let mut group = ScoreGroup::new(row.group, row.group_label, row.pick, skip);
                group.items.push(item);
                table.groups.push(group);
            }
        }
    }
    Ok(LoadedScores {
        path: awaited.file.clone(),
        toml: table.to_toml()?,
        items,
        sha256,
    })
}
