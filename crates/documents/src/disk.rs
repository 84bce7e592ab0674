//! What the operating system refused, in words for people.

use std::io::{Error, ErrorKind};
use vuonlen_domain::Text;

/// Why the system refused, as the end of a sentence; the system's own words where it has no
/// common reason.
#[must_use]
pub fn reason(error: &Error) -> Text {
    let (vi, en) = match error.kind() {
        ErrorKind::NotFound => (
            "không có tệp hoặc thư mục này",
            "there is no such file or folder",
        ),
        ErrorKind::PermissionDenied => ("không có quyền", "permission is missing"),
        ErrorKind::IsADirectory => (
            "đây là thư mục, không phải tệp",
            "it is a folder, not a file",
        ),
        ErrorKind::NotADirectory => (
            "đây là tệp, không phải thư mục",
            "it is a file, not a folder",
        ),
        ErrorKind::AlreadyExists => (
            "đã có tệp trùng tên",
            "a file of this name is there already",
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ("đĩa đã đầy", "the disk is full"),
        ErrorKind::ReadOnlyFilesystem => ("ổ đĩa chỉ cho đọc", "the disk is read-only"),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => (
            "tệp đang mở ở chương trình khác",
            "another program has it open",
        ),
        ErrorKind::InvalidFilename => ("tên tệp không hợp lệ", "the file name is not allowed"),
        _ => return in_system_words(error),
    };
    Text::new(vi, en)
}

fn in_system_words(error: &Error) -> Text {
    /// Windows: the file is open in a program that shares it with nobody, as Excel does.
    const SHARING_VIOLATION: i32 = 32;
    if cfg!(windows) && error.raw_os_error() == Some(SHARING_VIOLATION) {
        return Text::new(
            "tệp đang mở ở chương trình khác",
            "another program has it open",
        );
    }
    Text::new(error.to_string(), error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_reasons_are_told_in_words_and_others_as_the_system_tells_them() {
        let missing = std::fs::read("không/có/tệp").unwrap_err();
        assert_eq!(reason(&missing).vi, "không có tệp hoặc thư mục này");
        let folder = std::fs::read(env!("CARGO_MANIFEST_DIR")).unwrap_err();
        assert_eq!(reason(&folder).en, "it is a folder, not a file");
        let odd = reason(&Error::other("the tape is torn"));
        assert_eq!(
            (odd.vi.as_str(), odd.en.as_str()),
            ("the tape is torn", "the tape is torn")
        );
    }
}
