//! What can be wrong with a snapshot or its index, and what to do about it.

use crate::index::NotIndexable;
use std::fmt;
use std::path::Path;
use vuonlen_domain::Text;

/// A fault in a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SnapshotError {
    /// The file or folder, as the caller named it.
    pub file: String,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The operating system does not let it be read.
    NotReadable { why: String },
    /// The operating system does not let it be written.
    NotWritable { why: String },
    /// There is no manifest where a snapshot should be.
    NoManifest,
    /// The manifest is not JSON of the documented form.
    ManifestForm { why: String },
    /// Written by a later program in a form this one does not know.
    Newer { found: u64, known: u64 },
    /// Ends too early, or is not Parquet at all.
    NotParquet { why: String },
    /// Other rows, bytes or hash than the manifest says.
    NotAsManifest {
        what: &'static str,
        expected: String,
        found: String,
    },
    /// A column that every snapshot has is not there.
    MissingColumn { column: String },
    /// A column is of another type.
    WrongColumnType {
        column: String,
        expected: String,
        found: String,
    },
    /// A code that the law's list does not have.
    UnknownCode {
        column: String,
        code: String,
        list: String,
    },
    /// A set with a bit beyond the codes the manifest names.
    UnknownBit { column: String, bit: u32 },
    /// A row without a province or a commune.
    NoUnit { row: u64 },
    /// A unit that does not exist on the day of the snapshot.
    UnknownUnit { code: String, on: String },
    /// A row handed to the writer out of order.
    NotSorted { row: u64 },
    /// What the file says of its own columns is not true.
    WrongStatistics { column: String },
    /// Not an index file.
    NotAnIndex,
    /// The index belongs to another snapshot, or to an earlier state of this one.
    IndexOfAnother,
    /// The index was built with other facts or code lists than the law now has.
    IndexOfOtherCodes { what: String },
    /// A part of the index is not what was written.
    IndexDamaged { what: String },
    /// A formula that cannot be computed in bits.
    Formula { source: String, why: NotIndexable },
    /// A sum beyond 64 bits.
    Overflow,
    /// Two snapshots that cannot be merged.
    NotMergeable { why: Text },
}

impl SnapshotError {
    /// A fault in the file at `path`.
    pub(crate) fn at(path: &Path, reason: Reason) -> Self {
        Self {
            file: path.display().to_string(),
            reason,
        }
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(path: &Path, why: &dyn fmt::Display) -> Self {
        let why = why.to_string();
        Self::at(path, Reason::NotReadable { why })
    }

    /// A file that cannot be written.
    pub(crate) fn unwritable(path: &Path, why: &dyn fmt::Display) -> Self {
        let why = why.to_string();
        Self::at(path, Reason::NotWritable { why })
    }

    /// Whether building the index anew from the snapshot helps.
    #[must_use]
    pub const fn asks_for_a_new_index(&self) -> bool {
        matches!(
            self.reason,
            Reason::NotAnIndex
                | Reason::IndexOfAnother
                | Reason::IndexOfOtherCodes { .. }
                | Reason::IndexDamaged { .. }
        )
    }

    /// What is wrong, where and what to do next, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let what = self.reason.text();
        Text::new(
            format!("{}: {}", self.file, what.vi),
            format!("{}: {}", self.file, what.en),
        )
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        write!(formatter, "{} / {}", text.vi, text.en)
    }
}

/// What to do about an index that is not this snapshot's.
const REBUILD: (&str, &str) = (
    "hãy tạo lại bằng `vuonlen snapshot index`",
    "build it anew with `vuonlen snapshot index`",
);

impl Reason {
    /// What is wrong and what to do next, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let text = |vi: String, en: String| Text { vi, en };
        match self {
            Self::NotReadable { why } => text(
                format!("không đọc được: {why}; kiểm tra đường dẫn và quyền đọc"),
                format!("cannot be read: {why}; check the path and its permissions"),
            ),
            Self::NotWritable { why } => text(
                format!("không ghi được: {why}; kiểm tra quyền ghi và dung lượng đĩa"),
                format!("cannot be written: {why}; check permissions and space on the disk"),
            ),
            Self::NoManifest => Text::new(
                "không có tệp manifest.json; hãy chỉ đến thư mục của một bản chụp số liệu",
                "there is no manifest.json; name the folder of a snapshot",
            ),
            Self::ManifestForm { why } => text(
                format!("manifest.json không đúng cấu trúc: {why}"),
                format!("manifest.json is not of the documented form: {why}"),
            ),
            Self::Newer { found, known } => text(
                format!(
                    "được ghi theo phiên bản {found}, chương trình này chỉ biết đến phiên bản {known}; hãy dùng chương trình mới hơn"
                ),
                format!(
                    "was written in version {found}, this program knows versions up to {known}; use a newer program"
                ),
            ),
            Self::NotParquet { why } => text(
                format!(
                    "không phải tệp Parquet trọn vẹn ({why}); có thể bị cắt cụt khi sao chép, hãy chép lại từ bản gốc"
                ),
                format!(
                    "is not a whole Parquet file ({why}); it may have been cut short, copy it again from the original"
                ),
            ),
            Self::NotAsManifest {
                what,
                expected,
                found,
            } => text(
                format!(
                    "{what}: manifest.json ghi {expected}, tệp có {found}; tệp đã bị sửa hoặc thuộc bản chụp khác"
                ),
                format!(
                    "{what}: manifest.json says {expected}, the file has {found}; it was changed or belongs to another snapshot"
                ),
            ),
            Self::MissingColumn { column } => text(
                format!("thiếu cột `{column}`; xem docs/formats/snapshot.md"),
                format!("column `{column}` is missing; see docs/formats/snapshot.md"),
            ),
            Self::WrongColumnType {
                column,
                expected,
                found,
            } => text(
                format!("cột `{column}` có kiểu {found}, phải là {expected}"),
                format!("column `{column}` is of type {found}, not {expected}"),
            ),
            Self::UnknownCode { column, code, list } => text(
                format!(
                    "cột `{column}`: mã `{code}` không có trong danh mục `{list}`; sửa dữ liệu hoặc bổ sung danh mục"
                ),
                format!(
                    "column `{column}`: code `{code}` is not in the list `{list}`; correct the data or add the code"
                ),
            ),
            Self::UnknownBit { column, bit } => text(
                format!("cột `{column}`: bit {bit} không ứng với mã nào trong manifest.json"),
                format!("column `{column}`: bit {bit} stands for no code of manifest.json"),
            ),
            Self::NoUnit { row } => text(
                format!("dòng {row} không có mã tỉnh hoặc mã xã"),
                format!("row {row} has no province or no commune"),
            ),
            Self::UnknownUnit { code, on } => text(
                format!(
                    "đơn vị `{code}` không tồn tại vào ngày {on}; kiểm tra mã và ngày của bản chụp"
                ),
                format!(
                    "there is no unit `{code}` on {on}; check the code and the day of the snapshot"
                ),
            ),
            Self::NotSorted { row } => text(
                format!(
                    "dòng {row} đứng trước dòng trên nó theo thứ tự tỉnh, xã, thôn; hãy sắp xếp trước khi ghi"
                ),
                format!(
                    "row {row} comes before the one above it by province, commune, village; sort before writing"
                ),
            ),
            Self::WrongStatistics { column } => text(
                format!(
                    "cột `{column}` có giá trị ngoài phạm vi mà chính tệp đã ghi; tệp do phần mềm khác ghi sai, hãy ghi lại"
                ),
                format!(
                    "column `{column}` holds values outside the range the file itself states; write the file again"
                ),
            ),
            Self::NotAnIndex => text(
                format!("không phải tệp chỉ mục; {}", REBUILD.0),
                format!("is not an index; {}", REBUILD.1),
            ),
            Self::IndexOfAnother => text(
                format!("chỉ mục không thuộc bản chụp này; {}", REBUILD.0),
                format!("the index is not of this snapshot; {}", REBUILD.1),
            ),
            Self::IndexOfOtherCodes { what } => text(
                format!(
                    "chỉ mục được tạo với danh mục khác (`{what}`); {}",
                    REBUILD.0
                ),
                format!(
                    "the index was built with other codes (`{what}`); {}",
                    REBUILD.1
                ),
            ),
            Self::IndexDamaged { what } => text(
                format!("chỉ mục bị hỏng ({what}); {}", REBUILD.0),
                format!("the index is damaged ({what}); {}", REBUILD.1),
            ),
            Self::Formula { source, why } => {
                let why = why.text();
                text(
                    format!("công thức `{source}`: {}", why.vi),
                    format!("formula `{source}`: {}", why.en),
                )
            }
            Self::Overflow => Text::new(
                "một tổng vượt quá 64 bit; kiểm tra lại công thức",
                "a sum is beyond 64 bits; check the formula",
            ),
            Self::NotMergeable { why } => text(
                format!("không gộp được: {}", why.vi),
                format!("cannot be merged: {}", why.en),
            ),
        }
    }
}
