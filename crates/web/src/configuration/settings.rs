//! The settings.

use std::fmt::Write as _;

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Section and name: `server.listen`.
    pub key: &'static str,
    /// Its value when nothing is said; says its type too.
    pub default: Value,
    /// What it is, in Vietnamese.
    pub vi: &'static str,
    /// What it is, in English.
    pub en: &'static str,
}

/// A value by type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text; empty for none.
    Text(&'static str),
    /// A whole number, not negative.
    Number(u64),
    /// Yes or no.
    Yes(bool),
}

impl Setting {
    /// The environment variable that overrides it.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("VUONLEN_{}", self.key.replace('.', "_").to_uppercase())
    }

    fn written(&self) -> String {
        match self.default {
            Value::Text(text) => format!("\"{text}\""),
            Value::Number(number) => number.to_string(),
            Value::Yes(yes) => yes.to_string(),
        }
    }
}

macro_rules! settings {
    ($($key:literal = $kind:ident($default:expr), $vi:literal, $en:literal;)*) => {
        /// Every setting, section by section.
        pub const SETTINGS: &[Setting] = &[$(Setting {
            key: $key,
            default: Value::$kind($default),
            vi: $vi,
            en: $en,
        },)*];
    };
}

settings! {
    "server.listen" = Text("127.0.0.1:8080"), "Địa chỉ và cổng phục vụ.", "Where to listen.";
    "server.data" = Text("data"), "Thư mục tệp đi kèm cơ sở dữ liệu.", "Folder of files beside the database.";
    "server.https" = Yes(false), "Người dùng vào bằng HTTPS qua máy chủ trung gian: cookie chỉ gửi qua HTTPS.", "People come by HTTPS through a proxy: cookies are marked Secure.";
    "server.behind_proxy" = Yes(false), "Có máy chủ trung gian phía trước: lấy địa chỉ người dùng từ X-Forwarded-For.", "A proxy stands before the program: its X-Forwarded-For names the caller.";
    "server.public_address" = Text(""), "Địa chỉ người dân vào, ví dụ https://giamngheo.vi-du.vn: in trong mã QR và đường dẫn mời; để trống thì lấy từ yêu cầu.", "Where people reach the pages, such as https://giamngheo.vi-du.vn: printed in QR codes and invitations; empty takes it from the request.";
    "database.address" = Text(""), "Cơ sở dữ liệu: sqlite://ĐƯỜNG-DẪN hoặc postgres://NGƯỜI@MÁY/TÊN.", "The database: sqlite://PATH or postgres://USER@HOST/NAME.";
    "database.statement_seconds" = Number(30), "Câu lệnh chạy lâu hơn bị dừng; 0 là không giới hạn.", "A statement that runs longer is stopped; 0 for no limit.";
    "tls.certificate" = Text(""), "Tệp chứng thư PEM, để chương trình tự phục vụ HTTPS; thay tệp là dùng ngay.", "Certificate as PEM, for the program to speak HTTPS itself; a renewed file is used at once.";
    "tls.key" = Text(""), "Tệp khóa riêng PEM của chứng thư.", "Private key of the certificate, as PEM.";
    "openid.issuer" = Text(""), "Nhà cung cấp đăng nhập OpenID Connect: địa chỉ issuer, https:// (hoặc http:// trên chính máy này); để trống là không dùng.", "OpenID Connect provider: its issuer identifier, https:// (or http:// on this machine); empty for none.";
    "openid.client_id" = Text(""), "Tên hệ thống này đã đăng ký ở nhà cung cấp; địa chỉ quay về: ĐỊA-CHỈ-CÔNG-KHAI/sign-in/openid/back.", "Under which name this system is registered there, with the redirect address PUBLIC-ADDRESS/sign-in/openid/back.";
    "openid.client_secret" = Text(""), "Khóa chung với nhà cung cấp; nên để trong tệp.", "Secret shared with the provider; better kept in a file.";
    "openid.client_secret_file" = Text(""), "Tệp chứa khóa đó, thay cho client_secret.", "File with that secret, in place of client_secret.";
    "openid.label_vi" = Text(""), "Chữ trên nút, tiếng Việt.", "What the button says, in Vietnamese.";
    "openid.label_en" = Text(""), "Chữ trên nút, tiếng Anh.", "What the button says, in English.";
    "openid.ca_file" = Text(""), "Tệp chứng thư gốc PEM tin thêm, cho nhà cung cấp nội bộ.", "Certificates (PEM) believed besides the public ones, for a provider within an agency.";
    "privacy.keys_file" = Text(""), "Tệp khóa mã hóa số định danh, sức khỏe, điện thoại (vuonlen keys new); để ở nơi khác với bản sao lưu.", "Key file that encrypts identity numbers, health and phone numbers (vuonlen keys new); keep it apart from backups.";
    "privacy.encryption" = Text("on"), "on: không có tệp khóa thì không phục vụ; off: chấp nhận để dữ liệu không mã hóa.", "on: nothing is served without a key file; off: data may stand unencrypted.";
    "privacy.request_days" = Number(10), "Số ngày phải trả lời yêu cầu của chủ thể dữ liệu, do đơn vị đặt, không phải thời hạn luật định; 0 là không đặt hạn.", "Days in which a request about one’s own data is to be answered: the unit’s choice, not a period of the law; 0 for none.";
    "privacy.breach_hours" = Number(72), "Số giờ phải thông báo vi phạm dữ liệu kể từ khi phát hiện; 72 lấy từ nguồn thứ cấp, chưa đối chiếu văn bản.", "Hours in which a breach is to be told to the authority; 72 comes from second-hand sources, not checked against the law.";
    "retention.sessions_days" = Number(30), "Giữ phiên đăng nhập đã hết hạn bao nhiêu ngày (vuonlen privacy expire); 0 là không xóa.", "Days an ended session is kept (vuonlen privacy expire); 0 for good.";
    "retention.invitations_days" = Number(90), "Giữ lời mời đã hết hạn bao nhiêu ngày; 0 là không xóa.", "Days an expired invitation is kept; 0 for good.";
    "retention.tokens_days" = Number(0), "Giữ mã truy cập đã hết hạn, đã thu hồi bao nhiêu ngày; 0 là không xóa.", "Days an ended token is kept; 0 for good.";
    "retention.sign_in_days" = Number(30), "Giữ số lần đăng nhập sai theo địa chỉ bao nhiêu ngày; 0 là không xóa.", "Days failed sign-ins of an address are kept; 0 for good.";
    "retention.forms_days" = Number(30), "Giữ dấu biểu mẫu đã gửi bao nhiêu ngày; 0 là không xóa.", "Days the mark of a form that was sent is kept; 0 for good.";
    "retention.notices_days" = Number(0), "Giữ thông báo trùng lặp đã xử lý bao nhiêu ngày; 0 là không xóa.", "Days a settled notice of a duplicate is kept; 0 for good.";
    "retention.imports_days" = Number(0), "Giữ danh sách đã kiểm tra mà không nhập bao nhiêu ngày; 0 là không xóa.", "Days a list that was checked and never taken in is kept; 0 for good.";
    "log.level" = Text("info"), "Mức nhật ký chạy: error, warn, info, debug.", "How much is logged: error, warn, info, debug.";
    "log.format" = Text("text"), "Dạng nhật ký chạy: text hoặc json.", "Form of the log: text or json.";
    "metrics.listen" = Text(""), "Địa chỉ riêng cho /metrics (Prometheus); để trống là không mở.", "Own address for /metrics (Prometheus); empty for none.";
    "limits.connections" = Number(1024), "Số kết nối mở cùng lúc.", "Connections open at once.";
    "limits.connections_per_address" = Number(128), "Trong đó, từ một địa chỉ; 0 là không giới hạn (đặt 0 khi có máy chủ trung gian).", "Of these, from one address; 0 for no limit (use 0 behind a proxy).";
    "limits.requests" = Number(64), "Số trang đang xử lý cùng lúc; vượt quá thì trả 503 ngay.", "Pages being made at once; beyond it 503 is answered at once.";
    "limits.uploads" = Number(4), "Số tệp đang nhận cùng lúc; vượt quá thì trả 503 ngay.", "Files being received at once; beyond it 503 is answered at once.";
    "limits.public_per_minute" = Number(240), "Số trang mỗi phút cho một địa chỉ chưa đăng nhập; 0 là không giới hạn.", "Pages a minute for an address that has not signed in; 0 for no limit.";
    "limits.header_seconds" = Number(10), "Thời gian chờ phần đầu yêu cầu.", "A client must have sent its headers within this time.";
    "limits.body_seconds" = Number(20), "Thời gian chờ nhận xong biểu mẫu.", "A form must have arrived within this time.";
    "limits.write_seconds" = Number(20), "Thời gian chờ người dùng nhận từng phần câu trả lời.", "A client must take each part of an answer within this time.";
    "limits.answer_seconds" = Number(30), "Trang xử lý lâu hơn bị dừng.", "A page that takes longer is stopped.";
    "backup.folder" = Text(""), "Thư mục sao lưu định kỳ; để trống là không sao lưu.", "Folder of scheduled backups; empty for none.";
    "backup.key_file" = Text(""), "Tệp khóa niêm phong bản sao lưu (vuonlen backup new-key).", "Key file backups are sealed with (vuonlen backup new-key).";
    "backup.every_hours" = Number(24), "Bao nhiêu giờ sao lưu một lần.", "Hours from one backup to the next.";
    "backup.keep" = Number(14), "Giữ bao nhiêu bản mới nhất.", "How many of the newest are kept.";
}

/// The whole file with every setting at its default, commented.
#[must_use]
pub fn as_file() -> String {
    let mut text = String::from(
        "# Cấu hình của Vươn Lên. Dòng có # là giá trị mặc định; bỏ # để đổi.\n\
         # Configuration of Vươn Lên. Lines with # are the defaults; remove it to change one.\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        let (own, name) = setting.key.split_once('.').unwrap_or(("", setting.key));
        if own != section {
            section = own;
            let _ = write!(text, "\n[{own}]\n");
        }
        let (vi, en, value) = (setting.vi, setting.en, setting.written());
        let _ = write!(text, "# {vi}\n# {en}\n# {name} = {value}\n");
    }
    text
}

/// The settings as a table in Markdown.
#[must_use]
pub fn as_table() -> String {
    let mut text = String::from(
        "| khóa / key | mặc định / default | biến môi trường / environment | ý nghĩa / meaning |\n\
         |---|---|---|---|\n",
    );
    for setting in SETTINGS {
        let (key, variable, value) = (setting.key, setting.variable(), setting.written());
        let (vi, en) = (setting.vi, setting.en);
        let _ = writeln!(text, "| `{key}` | `{value}` | `{variable}` | {vi} / {en} |");
    }
    text
}
