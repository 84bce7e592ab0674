//! How a use case says that it could not be done.

use std::fmt;
use vuonlen_domain::Text;
use vuonlen_store::StoreError;
use vuonlen_store::sealed::SealError;

/// A failure with a stable code and a text for the person it concerns.
///
/// What happened inside (`source`) is for the log; it never reaches a page.
#[derive(Debug)]
pub struct Error {
    /// What kind of failure.
    pub kind: ErrorKind,
    /// Stable name: `round_has_open_objections`.
    pub code: &'static str,
    /// What, why and what to do next.
    pub text: Text,
    /// The fields of a form that are wrong.
    pub fields: Vec<FieldError>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What kind of failure; decides the HTTP status and the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// It does not exist, or the actor may not know that it does.
    NotFound,
    /// The actor may not do this anywhere.
    Denied,
    /// Somebody else changed it since it was read.
    Conflict,
    /// What was entered is wrong.
    Invalid,
    /// It cannot be done in the present state.
    State,
    /// Not the person's fault.
    Internal,
}

/// One field of a form that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field in the form.
    pub field: String,
    /// What is wrong and what is expected.
    pub text: Text,
}

impl Error {
    /// A failure with its text.
    #[must_use]
    pub const fn new(kind: ErrorKind, code: &'static str, text: Text) -> Self {
        Self {
            kind,
            code,
            text,
            fields: Vec::new(),
            source: None,
        }
    }

    /// It does not exist here.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            ErrorKind::NotFound,
            "not_found",
            Text::new(
                "Không tìm thấy, hoặc không thuộc địa bàn của bạn. Kiểm tra đường dẫn hoặc quay lại danh sách.",
                "Not found, or not in your area. Check the address or go back to the list.",
            ),
        )
    }

    /// The actor's roles do not include this.
    #[must_use]
    pub fn denied() -> Self {
        Self::new(
            ErrorKind::Denied,
            "denied",
            Text::new(
                "Vai trò của bạn không được làm việc này. Liên hệ quản trị hệ thống nếu cần.",
                "Your role may not do this. Ask the administrator if you need it.",
            ),
        )
    }

    /// It cannot be done in the present state.
    #[must_use]
    pub fn state(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(ErrorKind::State, code, Text::new(vi, en))
    }

    /// Fields of a form are wrong.
    #[must_use]
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        Self {
            fields,
            ..Self::new(
                ErrorKind::Invalid,
                "invalid",
                Text::new(
                    "Một số ô chưa đúng. Sửa các ô được đánh dấu rồi gửi lại; những gì đã nhập vẫn còn.",
                    "Some fields are not right. Correct the marked ones and send again; what you entered is kept.",
                ),
            )
        }
    }

    /// One field of a form is wrong.
    #[must_use]
    pub fn field(field: impl Into<String>, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError {
            field: field.into(),
            text: Text::new(vi, en),
        }])
    }

    /// Somebody else changed it meanwhile.
    #[must_use]
    pub fn conflict() -> Self {
        Self::new(
            ErrorKind::Conflict,
            "changed_meanwhile",
            Text::new(
                "Người khác vừa thay đổi thông tin này. Xem bản mới, so với phần bạn nhập, rồi lưu lại.",
                "Somebody else has just changed this. Look at the new version, compare it with what you entered, and save again.",
            ),
        )
    }

    /// Something inside failed; the cause goes to the log.
    #[must_use]
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            source: Some(source.into()),
            ..Self::new(
                ErrorKind::Internal,
                "internal",
                Text::new(
                    "Hệ thống chưa làm được việc này. Chưa có gì bị thay đổi; thử lại sau ít phút hoặc báo quản trị.",
                    "The system could not do this. Nothing was changed; try again in a few minutes or tell the administrator.",
                ),
            )
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale(_) => Self {
                source: Some(Box::new(error)),
                ..Self::conflict()
            },
            StoreError::Sealed(ref cause) => {
                let text = sealed_text(cause);
                Self {
                    source: Some(Box::new(error)),
                    ..Self::new(ErrorKind::Internal, "sealed", text)
                }
            }
            other => Self::internal(other),
        }
    }
}

/// What to do about a value that cannot be sealed or opened.
fn sealed_text(cause: &SealError) -> Text {
    let why = cause.to_string();
    match cause {
        SealError::Tampered { table, column } => Text::new(
            format!(
                "{table}.{column}: một giá trị đã mã hóa bị sửa, hoặc bị chép từ hàng khác sang. Giữ nguyên cơ sở dữ liệu, so với bản sao lưu, báo người quản trị."
            ),
            format!("{why}. Keep the database as it is, compare a backup, tell the administrator."),
        ),
        SealError::Off => Text::new(
            "Cơ sở dữ liệu chưa được mã hóa nên không có khóa để đổi. Tạo tệp khóa bằng “vuonlen keys new TỆP” rồi thêm --keys TỆP.",
            "The database is not encrypted, so there is no key to change. Make a key file by “vuonlen keys new FILE” and add --keys FILE.",
        ),
        _ => Text::new(
            format!(
                "Không mở được dữ liệu đã mã hóa: {why}. Kiểm tra tệp khóa (keys_file trong phần [privacy], hoặc --keys)."
            ),
            format!(
                "Encrypted data cannot be opened: {why}. Check the key file (keys_file under [privacy], or --keys)."
            ),
        ),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.text.en)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
