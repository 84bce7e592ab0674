//! Snapshots taken together as one population.

use chrono::NaiveDate;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use vuonlen_documents::report::WriteError;
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_law::findings::Findings;
use vuonlen_law::law::{Law, NoStandard};
use vuonlen_measure::index::Households;
use vuonlen_measure::indices::IndicesError;
use vuonlen_measure::poverty::PovertyError;
use vuonlen_measure::query::QueryError;
use vuonlen_measure::snapshot::{Manifest, Snapshot, SnapshotError};
use vuonlen_measure::tables::TableError;

/// Households of one or several snapshots.
#[derive(Debug)]
pub struct Opened {
    /// The households.
    pub households: Households,
    /// Day the review stands for.
    pub on: NaiveDate,
    /// Whether any of them are synthetic.
    pub synthetic: bool,
    /// Id of the standard they were assessed under.
    pub standard: String,
}

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// No snapshot was named.
    #[error("no snapshot was named")]
    NoInput,
    /// A snapshot cannot be used.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A question is wrong.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The tables cannot be counted.
    #[error(transparent)]
    Tables(#[from] TableError),
    /// Indices cannot be measured.
    #[error(transparent)]
    Indices(#[from] IndicesError),
    /// A survey or a comparison cannot be measured.
    #[error(transparent)]
    Poverty(#[from] PovertyError),
    /// No measure of this name, or none for registers on the day.
    #[error("no measure {}", asked.as_deref().unwrap_or("for the day"))]
    NoMeasure {
        /// The one asked for.
        asked: Option<String>,
        /// The day of the register.
        on: NaiveDate,
        /// Those of `law/measures/`.
        known: Vec<String>,
    },
    /// A unit that the households do not come from.
    #[error("no households of the unit {code}")]
    UnitNotThere {
        /// Its code.
        code: String,
    },
    /// An earlier survey without the years between the two.
    #[error("the years between two surveys are not given")]
    NoYears,
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// No standard holds on the day.
    #[error(transparent)]
    NoStandard(#[from] NoStandard),
    /// The tables do not fit the standard.
    #[error("{0}")]
    Law(#[from] Findings),
    /// A workbook cannot be written.
    #[error(transparent)]
    Workbook(#[from] WriteError),
    /// A file cannot be written.
    #[error("{path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl MeasureError {
    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NoInput => Text::new(
                "Cho biết ít nhất một thư mục dữ liệu đã chốt (--input).",
                "Name at least one folder of a snapshot (--input).",
            ),
            Self::Snapshot(error) => error.text(),
            Self::Query(error) => error.text(),
            Self::Indices(error) => error.text(),
            Self::Poverty(error) => error.text(),
            Self::NoMeasure { asked, on, known } => {
                let (day, known) = (written(*on), known.join(", "));
                match asked {
                    Some(id) => Text::new(
                        format!("Không có thước đo “{id}” trong law/measures. Có: {known}"),
                        format!("There is no measure “{id}” in law/measures. There are: {known}"),
                    ),
                    None => Text::new(
                        format!(
                            "Không có thước đo cho sổ hộ ngày {day}. Chọn bằng --measure: {known}"
                        ),
                        format!(
                            "No measure of registers holds on {day}. Choose by --measure: {known}"
                        ),
                    ),
                }
            }
            Self::UnitNotThere { code } => Text::new(
                format!("Dữ liệu không có đơn vị “{code}” (mã tỉnh hoặc xã ngày rà soát)."),
                format!(
                    "The data has no unit “{code}” (code of a province or commune on the day)."
                ),
            ),
            Self::NoYears => Text::new(
                "Cho biết hai cuộc điều tra cách nhau bao nhiêu năm (--years).",
                "Say how many years lie between the two surveys (--years).",
            ),
            Self::Read { path, source } => {
                let path = path.display();
                Text::new(
                    format!("Không đọc được {path}: {source}. Kiểm tra đường dẫn và quyền đọc."),
                    format!("{path} cannot be read: {source}. Check the path and its permissions."),
                )
            }
            Self::NoStandard(error) => error.text(),
            Self::Workbook(error) => error.text(),
            Self::Tables(_) | Self::Law(_) => Text::new(
                format!("Chưa lập được bảng: {self}. Chạy “vuonlen law check”."),
                format!("The tables cannot be drawn up: {self}. Run “vuonlen law check”."),
            ),
            Self::Write { path, source } => {
                let path = path.display();
                Text::new(
                    format!(
                        "Không ghi được {path}: {source}. Kiểm tra quyền ghi và dung lượng đĩa."
                    ),
                    format!(
                        "{path} cannot be written: {source}. Check permissions and disk space."
                    ),
                )
            }
        }
    }
}

/// Opens snapshots as one population; an index that is missing or stale is built anew unless
/// `unindexed` asks for the Parquet files themselves.
///
/// # Errors
/// [`MeasureError`] when a snapshot cannot be used or they do not belong together.
pub fn open(
    law: &Law,
    inputs: &[PathBuf],
    unindexed: bool,
    program: &str,
    threads: NonZeroUsize,
) -> Result<Opened, MeasureError> {
    let one = |folder: &Path| -> Result<(Households, Manifest), MeasureError> {
        let snapshot = Snapshot::open(folder, law)?;
        let households = if unindexed {
            snapshot.unindexed()?
        } else {
            snapshot.indexed_or_rebuilt(program, threads)?
        };
        Ok((households, snapshot.manifest().clone()))
    };
    let (first, rest) = inputs.split_first().ok_or(MeasureError::NoInput)?;
    let (households, manifest) = one(first)?;
    let mut synthetic = manifest.subject.synthetic;
    let mut others = Vec::new();
    for folder in rest {
        let (households, manifest) = one(folder)?;
        synthetic |= manifest.subject.synthetic;
        others.push(households);
    }
    Ok(Opened {
        households: households.merged(others)?,
        on: manifest.subject.on,
        synthetic,
        standard: manifest.subject.standard,
    })
}
