//! What is asked for, and why it may not be possible.

use chrono::NaiveDate;
use std::path::PathBuf;
use vuonlen_documents::disk;
use vuonlen_documents::households::Progress;
use vuonlen_documents::read::FileError;
use vuonlen_documents::report::WriteError;
use vuonlen_domain::Text;
use vuonlen_law::assess::AssessorError;
use vuonlen_law::findings::Findings;
use vuonlen_law::law::NoStandard;
use vuonlen_measure::tables::TableError;

/// Households to assess, and how.
#[derive(Debug, Clone)]
pub struct AssessRequest {
    /// Files of households: survey workbooks, official lists, CSV or JSON Lines.
    pub inputs: Vec<PathBuf>,
    /// Day of the review.
    pub on: NaiveDate,
    /// Ids of the standards; empty: the one in force on the day. The first decides the tables.
    pub standards: Vec<String>,
    /// Score table for score A from answers.
    pub score_table: Option<String>,
    /// Overlay of a province's higher standard.
    pub overlay: Option<String>,
    /// Folder the results are written to; made when it does not exist.
    pub out: PathBuf,
    /// What every document says besides its status: that the data are synthetic, say.
    pub notice: Option<Text>,
}

/// How far the work is.
#[derive(Debug, Clone)]
pub enum Step {
    /// Reading a file.
    Reading {
        /// Its name.
        file: String,
        /// How far it is read.
        progress: Progress,
        /// Households met so far, over all files.
        households: usize,
    },
    /// Writing the tables.
    Tables,
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// No standard holds on the day.
    #[error(transparent)]
    NoStandard(#[from] NoStandard),
    /// A standard, overlay or score table cannot be used.
    #[error(transparent)]
    Assessor(#[from] AssessorError),
    /// One file is named twice: its households would be counted twice.
    #[error("{} is named twice", .0.display())]
    SameFileTwice(PathBuf),
    /// A file cannot be read.
    #[error("{0}")]
    File(#[from] FileError),
    /// The tables cannot be drawn up.
    #[error(transparent)]
    Tables(#[from] TableError),
    /// The law data has no facts of assessed households.
    #[error("law/facts defines no facts of assessed households")]
    NoFacts,
    /// A table of the law data does not fit the standard.
    #[error("{0}")]
    Law(#[from] Findings),
    /// A result cannot be written.
    #[error("{path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A workbook cannot be written.
    #[error("{path}: {source}")]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What the writer says.
        source: WriteError,
    },
}

impl AssessError {
    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NoStandard(none) => none.text(),
            Self::Assessor(error) => error.text(),
            Self::File(error) => {
                let (what, why, advice) = (error.what(), error.why(), error.advice());
                Text::new(
                    format!("{} {} {}", what.vi, why.vi, advice.vi),
                    format!("{} {} {}", what.en, why.en, advice.en),
                )
            }
            Self::SameFileTwice(path) => {
                let path = path.display();
                Text::new(
                    format!(
                        "Tệp {path} được ghi hai lần nên các hộ trong đó sẽ bị tính hai lần. Bỏ bớt một lần rồi chạy lại."
                    ),
                    format!(
                        "The file {path} is named twice, so that its households would be counted twice. Name it once and run again."
                    ),
                )
            }
            Self::NoFacts => Text::new(
                "Dữ liệu luật thiếu dữ kiện về hộ đã xét (law/facts). Chạy “vuonlen law check”.",
                "The law data has no facts of assessed households (law/facts). Run “vuonlen law check”.",
            ),
            Self::Law(findings) => Text::new(
                format!("Bảng tổng hợp không khớp với chuẩn:\n{findings}Chạy “vuonlen law check”."),
                "The tables do not fit the standard. Run “vuonlen law check”.",
            ),
            Self::Tables(error) => Text::new(
                format!("Chưa lập được bảng tổng hợp: {error}. Chạy “vuonlen law check”."),
                format!("The tables cannot be drawn up: {error}. Run “vuonlen law check”."),
            ),
            Self::Write { path, source } => {
                let (path, reason) = (path.display(), disk::reason(source));
                Text::new(
                    format!(
                        "Không ghi được {path}: {}. Đóng tệp nếu đang mở trong Excel, kiểm tra quyền ghi và dung lượng đĩa, rồi chạy lại.",
                        reason.vi
                    ),
                    format!(
                        "{path} cannot be written: {}. Close the file if Excel has it open, check permissions and disk space, and run again.",
                        reason.en
                    ),
                )
            }
            Self::Workbook { path, source } => {
                let (path, text) = (path.display(), source.text());
                Text::new(
                    format!("{path}: {}", text.vi),
                    format!("{path}: {}", text.en),
                )
            }
        }
    }
}
