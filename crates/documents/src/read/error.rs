//! Why a whole file cannot be read, each reason with a name and a way out.

use std::fmt;
use vuonlen_domain::Text;
use vuonlen_law::assess::{Place, Problem};

/// A file that cannot be read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// Name of the file, without its folder.
    pub file: String,
    /// What is wrong with it.
    pub problem: FileProblem,
}

/// What can be wrong with a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    /// The system refuses to open or read it; why.
    Unreadable(Text),
    /// It has no content.
    Empty,
    /// A workbook of Excel 97–2003 (`.xls`).
    Excel97,
    /// A workbook that opens only with a password.
    PasswordProtected,
    /// A binary workbook (`.xlsb`).
    ExcelBinary,
    /// A workbook or document of LibreOffice (`.ods`, `.odt`).
    OpenDocument,
    /// Some other known kind of file, named.
    OtherKind(&'static str),
    /// A web page saved under the name of a workbook.
    WebPage,
    /// A workbook cut off or damaged; what the reader stumbled over.
    Damaged(String),
    /// It unpacks to far more than any list holds.
    UnpacksTooLarge,
    /// A sheet has more rows with content than are read.
    TooManyRows {
        /// The sheet.
        sheet: String,
    },
    /// Neither text nor any known kind of file.
    UnknownKind,
    /// Text in an encoding that could not be told with confidence.
    UnknownEncoding,
    /// UTF-8 text with a broken character.
    BrokenUtf8 {
        /// Line, counted from 1.
        line: u64,
    },
    /// One JSON array instead of one object per line.
    JsonArray,
    /// A line longer than is read.
    LineTooLong {
        /// Line, counted from 1.
        line: u64,
    },
    /// No sheet or head row holds the columns looked for, which are named.
    NoTable {
        /// What was looked for, in Vietnamese.
        looked_for: Text,
    },
}

impl FileProblem {
    pub(super) fn unreadable(error: &std::io::Error) -> Self {
        Self::Unreadable(crate::disk::reason(error))
    }
}

impl FileError {
    /// Stable name of the problem.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.problem {
            FileProblem::Unreadable(_) => "file_unreadable",
            FileProblem::Empty => "file_empty",
            FileProblem::Excel97 => "file_excel_97",
            FileProblem::PasswordProtected => "file_password_protected",
            FileProblem::ExcelBinary => "file_excel_binary",
            FileProblem::OpenDocument => "file_open_document",
            FileProblem::OtherKind(_) => "file_other_kind",
            FileProblem::WebPage => "file_web_page",
            FileProblem::Damaged(_) => "file_damaged",
            FileProblem::UnpacksTooLarge => "file_unpacks_too_large",
            FileProblem::TooManyRows { .. } => "file_too_many_rows",
            FileProblem::UnknownKind => "file_unknown_kind",
            FileProblem::UnknownEncoding => "file_unknown_encoding",
            FileProblem::BrokenUtf8 { .. } => "file_broken_utf8",
            FileProblem::JsonArray => "file_json_array",
            FileProblem::LineTooLong { .. } => "file_line_too_long",
            FileProblem::NoTable { .. } => "file_no_table",
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn what(&self) -> Text {
        let file = &self.file;
        match &self.problem {
            FileProblem::Unreadable(reason) => Text::new(
                format!("Không mở được tệp {file}: {}.", reason.vi),
                format!("The file {file} cannot be opened: {}.", reason.en),
            ),
            FileProblem::Damaged(part) => Text::new(
                format!("Tệp {file} bị cắt cụt hoặc hỏng ({part})."),
                format!("The file {file} is cut off or damaged ({part})."),
            ),
            FileProblem::OtherKind(kind) => Text::new(
                format!("Tệp {file} là {kind}, không phải bảng tính."),
                format!("The file {file} is {kind}, not a workbook."),
            ),
            FileProblem::TooManyRows { sheet } => Text::new(
                format!("Trang “{sheet}” của tệp {file} có quá nhiều dòng."),
                format!("The sheet “{sheet}” of {file} has too many rows."),
            ),
            FileProblem::BrokenUtf8 { line } => Text::new(
                format!("Dòng {line} của tệp {file} có ký tự UTF-8 hỏng."),
                format!("Line {line} of {file} holds a broken UTF-8 character."),
            ),
            FileProblem::LineTooLong { line } => Text::new(
                format!("Dòng {line} của tệp {file} quá dài."),
                format!("Line {line} of {file} is too long."),
            ),
            FileProblem::NoTable { looked_for } => Text::new(
                format!("Tệp {file} không có bảng nào gồm {}.", looked_for.vi),
                format!("The file {file} has no table with {}.", looked_for.en),
            ),
            other => {
                let (vi, en) = plain_what(other);
                Text::new(
                    format!("Tệp {file} {vi}."),
                    format!("The file {file} {en}."),
                )
            }
        }
    }

    /// Why it cannot be read.
    #[must_use]
    pub fn why(&self) -> Text {
        let (vi, en) = why(&self.problem);
        Text::new(vi, en)
    }

    /// What to do next.
    #[must_use]
    pub fn advice(&self) -> Text {
        let (vi, en) = advice(&self.problem);
        Text::new(vi, en)
    }

    /// The same as a problem of the list of problems.
    #[must_use]
    pub fn to_problem(&self) -> Problem {
        Problem::rejected(self.code(), self.what(), self.why(), self.advice()).at(Place {
            file: Some(self.file.clone()),
            ..Place::default()
        })
    }
}

fn plain_what(problem: &FileProblem) -> (&'static str, &'static str) {
    match problem {
        FileProblem::Empty => ("rỗng", "is empty"),
        FileProblem::Excel97 => (
            "là sổ tính Excel 97–2003 (.xls)",
            "is an Excel 97–2003 workbook (.xls)",
        ),
        FileProblem::PasswordProtected => ("có đặt mật khẩu mở", "opens only with a password"),
        FileProblem::ExcelBinary => (
            "là sổ tính nhị phân (.xlsb)",
            "is a binary workbook (.xlsb)",
        ),
        FileProblem::OpenDocument => (
            "là tệp của LibreOffice (.ods, .odt)",
            "is a LibreOffice file (.ods, .odt)",
        ),
        FileProblem::WebPage => (
            "là trang web (HTML), dù tên tệp giống sổ tính",
            "is a web page (HTML), whatever its name says",
        ),
        FileProblem::UnpacksTooLarge => {
            ("giải nén ra lớn bất thường", "unpacks to an unusual size")
        }
        FileProblem::UnknownEncoding => (
            "dùng bảng mã chữ không nhận ra được",
            "is in an encoding that cannot be told",
        ),
        FileProblem::JsonArray => ("là một mảng JSON", "is one JSON array"),
        _ => (
            "không phải loại tệp đọc được",
            "is not a kind of file that can be read",
        ),
    }
}

fn why(problem: &FileProblem) -> (&'static str, &'static str) {
    match problem {
        FileProblem::Unreadable(_) => (
            "Chưa đọc được gì từ tệp này.",
            "Nothing of it has been read.",
        ),
        FileProblem::Empty => ("Không có gì để đọc.", "There is nothing to read."),
        FileProblem::Excel97 | FileProblem::ExcelBinary | FileProblem::OpenDocument => (
            "Chỉ đọc được sổ tính dạng .xlsx.",
            "Only workbooks in the .xlsx format are read.",
        ),
        FileProblem::PasswordProtected => (
            "Nội dung tệp đã mã hóa nên không đọc được.",
            "Its content is encrypted and cannot be read.",
        ),
        FileProblem::OtherKind(_) | FileProblem::UnknownKind | FileProblem::WebPage => (
            "Chỉ đọc được .xlsx, CSV và JSON Lines.",
            "Only .xlsx, CSV and JSON Lines are read.",
        ),
        FileProblem::Damaged(_) => (
            "Thường do sao chép hoặc tải về chưa xong.",
            "Usually a copy or a download that did not finish.",
        ),
        FileProblem::UnpacksTooLarge => (
            "Tệp nhỏ mà giải nén ra rất lớn có thể làm treo máy, nên bị từ chối.",
            "A small file that unpacks to a huge one can stop the machine, so it is refused.",
        ),
        FileProblem::TooManyRows { .. } => (
            "Mỗi trang chỉ đọc tối đa 750.000 dòng có dữ liệu để giữ bộ nhớ.",
            "A sheet is read up to 750,000 rows with content, to keep memory bounded.",
        ),
        FileProblem::UnknownEncoding => (
            "Chữ tiếng Việt có thể bị đọc sai, nên không đọc đoán.",
            "Vietnamese names might be read wrongly, so nothing is guessed.",
        ),
        FileProblem::BrokenUtf8 { .. } => (
            "Một phần tệp bị hỏng hoặc lẫn bảng mã khác.",
            "Part of it is damaged or in another encoding.",
        ),
        FileProblem::JsonArray => (
            "JSON Lines viết mỗi hộ trên một dòng để đọc dần, không tốn bộ nhớ.",
            "JSON Lines has one household per line, so that it is read bit by bit.",
        ),
        FileProblem::LineTooLong { .. } => (
            "Một hộ không thể dài như vậy; tệp có thể thiếu dấu xuống dòng.",
            "No household is that long; line breaks are probably missing.",
        ),
        FileProblem::NoTable { .. } => (
            "Cột được nhận theo tên ở dòng tiêu đề.",
            "Columns are recognised by their names in the head row.",
        ),
    }
}

fn advice(problem: &FileProblem) -> (&'static str, &'static str) {
    match problem {
        FileProblem::Unreadable(_) => (
            "Kiểm tra thư mục và tên tệp (đặt trong ngoặc kép nếu có dấu cách), quyền đọc, và đóng tệp nếu đang mở ở chương trình khác.",
            "Check folder and name (in quotes where there are spaces) and permissions, and close the file in other programs.",
        ),
        FileProblem::Empty => ("Kiểm tra lại tệp đã chọn.", "Check the file you chose."),
        FileProblem::Excel97 | FileProblem::ExcelBinary | FileProblem::OpenDocument => (
            "Mở tệp, chọn Lưu thành (Save As) và lưu lại dạng .xlsx.",
            "Open it, choose Save As and save it as .xlsx.",
        ),
        FileProblem::PasswordProtected => (
            "Mở bằng Excel, vào Tệp → Thông tin → Bảo vệ sổ làm việc, bỏ mật khẩu mở rồi lưu lại dạng .xlsx.",
            "Open it in Excel, remove the password under File → Info → Protect Workbook, and save it as .xlsx.",
        ),
        FileProblem::WebPage => (
            "Mở bằng Excel rồi lưu lại dạng .xlsx.",
            "Open it in Excel and save it as .xlsx.",
        ),
        FileProblem::Damaged(_) => (
            "Sao chép lại từ bản gốc; nếu Excel mở được thì lưu lại thành tệp mới.",
            "Copy it again from the original; if Excel opens it, save it as a new file.",
        ),
        FileProblem::UnpacksTooLarge => (
            "Nếu tệp là thật, mở bằng Excel, xóa dòng và cột trống thừa, rồi lưu lại.",
            "If the file is genuine, open it in Excel, delete surplus empty rows and columns, and save it.",
        ),
        FileProblem::TooManyRows { .. } => (
            "Tách tệp theo xã rồi đọc từng tệp.",
            "Split it by commune and read each file.",
        ),
        FileProblem::UnknownEncoding | FileProblem::BrokenUtf8 { .. } => (
            "Mở bằng Excel rồi lưu dạng “CSV UTF-8” hoặc .xlsx.",
            "Open it in Excel and save it as “CSV UTF-8” or .xlsx.",
        ),
        FileProblem::JsonArray => (
            "Ghi mỗi hộ thành một đối tượng trên một dòng (ví dụ: jq -c '.[]' tệp.json).",
            "Write one object per line (for example: jq -c '.[]' file.json).",
        ),
        FileProblem::LineTooLong { .. } => (
            "Kiểm tra dấu xuống dòng giữa các hộ.",
            "Check the line breaks between households.",
        ),
        FileProblem::OtherKind(_) | FileProblem::UnknownKind => (
            "Chọn đúng tệp danh sách, hoặc lưu lại dạng .xlsx.",
            "Choose the list itself, or save it as .xlsx.",
        ),
        FileProblem::NoTable { .. } => (
            "Kiểm tra dòng tiêu đề, hoặc tạo tệp mẫu bằng lệnh “vuonlen template survey”.",
            "Check the head row, or write a fresh form with “vuonlen template survey”.",
        ),
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, why, advice) = (self.what(), self.why(), self.advice());
        write!(
            formatter,
            "{} {} {} / {} {} {}",
            what.vi, why.vi, advice.vi, what.en, why.en, advice.en
        )
    }
}

impl std::error::Error for FileError {}
