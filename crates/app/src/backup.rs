//! Backups: everything a database and the files beside it hold, in one sealed file; and the same
//! brought back, checked, or carried straight into another database.
//!
//! A backup is made while people work: one reading transaction sees one moment, and files are
//! copied after it (a file is written before the row that names it, so none is missing). It is
//! the same whichever engine it comes from. `docs/formats/backup.md` describes the bytes. This
//! room does not know SQL, and not where or when backups are kept.

mod archive;
mod bring_back;
mod files;
mod key;
mod make;
mod retention;
mod seal;
mod transfer;

pub use archive::{Header, Summary, TableSummary};
pub use bring_back::{restore, verify};
pub use key::BackupKey;
pub use make::{Made, Source, record, write_file};
pub use retention::{file_name, is_due, outdated};
pub use transfer::transfer;

use crate::Error;
use std::io;
use std::path::Path;
use vuonlen_documents::disk;

/// How far the work is.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// Table or file under way.
    pub what: &'a str,
    /// Rows or files done.
    pub done: u64,
    /// Of how many, where that is known.
    pub total: Option<u64>,
}

/// Told how far the work is, from time to time.
pub type Watch<'a> = &'a mut dyn FnMut(Progress<'_>);

/// Rows between two reports of progress.
const STEP: u64 = 1_000;

/// A file or folder the system refused.
fn refused(path: &Path, error: &io::Error) -> Error {
    let (reason, path) = (disk::reason(error), path.display());
    Error::state(
        "file_refused",
        format!(
            "{path}: {}. Kiểm tra đường dẫn, quyền và chỗ trống.",
            reason.vi
        ),
        format!(
            "{path}: {}. Check the path, permissions and free space.",
            reason.en
        ),
    )
}

/// A backup that does not read as one.
fn unreadable() -> Error {
    Error::state(
        "backup_unreadable",
        "Bản sao lưu bị cắt ngắn hoặc đã bị thay đổi sau khi ghi. Dùng bản sao lưu khác; chưa có gì được khôi phục.",
        "The backup was cut short or changed after it was written. Use another one; nothing was restored.",
    )
}
