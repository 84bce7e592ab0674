//! A sample of every document, of made-up households of Quỳnh Nhai: for tests and for the page
//! that shows what the documents look like. No such household exists.

mod decided;
mod household;
mod village;

use super::{Certificate, Commune, Decision, DocumentNumber, ExitRequest, MeetingMinutes, Paper};
use super::{Posting, RecheckNotice, Refusal, ReviewRequest, Signer};
use chrono::NaiveDate;

/// Printed at the foot of every page of a sample.
pub const REMARK: &str = "Dữ liệu mô phỏng để minh họa; không có giá trị pháp lý";

/// Every document with a name fit for a file.
#[must_use]
pub fn all() -> Vec<(&'static str, Paper)> {
    let posting = Posting::sample();
    let papers = [
        ("decision", Decision::sample().paper()),
        (
            "decision-average-living",
            Decision::sample_average_living().paper(),
        ),
        ("certificate", Certificate::sample().paper()),
        ("minutes", MeetingMinutes::sample().paper()),
        ("posting-list", posting.list()),
        ("posting-notice", posting.notice()),
        ("review-request", ReviewRequest::sample().paper()),
        ("review-request-blank", ReviewRequest::default().paper()),
        ("exit-request", ExitRequest::sample().paper()),
        ("exit-request-blank", ExitRequest::default().paper()),
        ("refusal", Refusal::sample().paper()),
        ("recheck", RecheckNotice::sample().paper()),
    ];
    papers
        .into_iter()
        .map(|(name, paper)| (name, paper.remarked(REMARK)))
        .collect()
}

fn commune() -> Commune {
    Commune {
        name: "xã Quỳnh Nhai".to_owned(),
        province: "tỉnh Sơn La".to_owned(),
        place: "Quỳnh Nhai".to_owned(),
    }
}

fn number(number: u32, symbol: &str) -> DocumentNumber {
    DocumentNumber {
        number: Some(number),
        symbol: symbol.to_owned(),
    }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

fn chairman() -> Signer {
    Signer::chairman(Some("Điêu Chính Tới".to_owned()))
}

fn words(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// Grounds as the register of instruments words them.
fn grounds() -> Vec<String> {
    words(&[
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
        "Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ về chuẩn nghèo đa chiều giai đoạn 2021-2025",
        "Căn cứ Nghị định số 351/2025/NĐ-CP ngày 30 tháng 12 năm 2025 của Chính phủ về chuẩn nghèo đa chiều quốc gia giai đoạn 2026-2030",
        "Căn cứ Quyết định số 24/2021/QĐ-TTg ngày 16 tháng 7 năm 2021 của Thủ tướng Chính phủ về quy trình rà soát hộ nghèo, hộ cận nghèo hằng năm và quy trình xác định hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp, diêm nghiệp có mức sống trung bình giai đoạn 2022-2025",
    ])
}
