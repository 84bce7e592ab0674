//! What is written and posted in a village.

use super::{commune, day, grounds, number, words};
use crate::official::{
    Delegation, ListedHousehold, MeetingMinutes, MeetingResult, Outcome, Participant, Period,
    Posting, Signer,
};
use chrono::NaiveTime;
use vuonlen_domain::Class;

/// Head, persons, class before, points A and B, outcome, how many agreed.
type Row = (&'static str, u32, Option<Class>, i64, i64, Outcome, u32);

const ROWS: [Row; 9] = [
    (
        "Lò Văn Tính",
        5,
        Some(Class::NearPoor),
        118,
        40,
        Outcome::Poor,
        52,
    ),
    (
        "Quàng Thị Ươi",
        2,
        Some(Class::Poor),
        96,
        50,
        Outcome::Poor,
        56,
    ),
    (
        "Hoàng Văn Hặc",
        4,
        Some(Class::Poor),
        151,
        20,
        Outcome::EscapedPoor,
        49,
    ),
    (
        "Lừ Thị Pâng",
        6,
        Some(Class::Poor),
        134,
        20,
        Outcome::NearPoor,
        55,
    ),
    ("Giàng A Chứ", 7, None, 122, 60, Outcome::Poor, 51),
    ("Cà Văn Phiu", 3, None, 165, 10, Outcome::NotPoor, 53),
    (
        "Tòng Thị Thoa",
        4,
        Some(Class::NearPoor),
        158,
        0,
        Outcome::EscapedNearPoor,
        54,
    ),
    (
        "Điêu Văn Ơn",
        5,
        Some(Class::NearPoor),
        139,
        20,
        Outcome::NearPoor,
        21,
    ),
    ("Mè Thị Diên", 2, None, 142, 30, Outcome::NotPoor, 44),
];

impl MeetingMinutes {
    /// A meeting that accepts all results but one.
    #[must_use]
    pub fn sample() -> Self {
        let attendees = 56;
        let result = |(head, persons, previous, a, b, outcome, agree): Row| MeetingResult {
            head: head.to_owned(),
            persons,
            previous,
            score_a: Some(a),
            score_b: Some(b),
            outcome,
            agree,
            disagree: attendees - agree,
            accepted: agree > 28,
        };
        Self {
            commune: "xã Quỳnh Nhai".to_owned(),
            village: "bản Phiêng Nèn".to_owned(),
            date: day(11, 5),
            begins: NaiveTime::from_hms_opt(19, 30, 0),
            ends: NaiveTime::from_hms_opt(21, 45, 0),
            held_at: "nhà văn hóa bản Phiêng Nèn".to_owned(),
            period: Period::Year(2026),
            chair: person("Lường Văn Biên", "Trưởng bản"),
            secretary: person("Cầm Thị Nhung", "rà soát viên"),
            delegations: vec![
                Delegation {
                    body: "Đại diện Ban Chỉ đạo rà soát cấp xã".to_owned(),
                    people: vec![person("Lò Thị Ánh", "Phó Chủ tịch Ủy ban nhân dân xã")],
                },
                Delegation {
                    body: "Đại diện Ủy ban Mặt trận Tổ quốc Việt Nam cấp xã (giám sát)".to_owned(),
                    people: vec![person("Ngần Văn Kiểm", "Phó Chủ tịch")],
                },
                Delegation {
                    body: "Đại diện chi bộ, các đoàn thể".to_owned(),
                    people: vec![
                        person("Điêu Văn Panh", "Bí thư Chi bộ"),
                        person("Quàng Thị Muôn", "Chi hội trưởng Phụ nữ"),
                    ],
                },
                Delegation {
                    body: "Rà soát viên".to_owned(),
                    people: vec![person("Cầm Thị Nhung", ""), person("Tòng Văn Chỉnh", "")],
                },
            ],
            households_listed: 9,
            households_present: Some(8),
            attendees,
            required_percent: Some(50),
            results: ROWS.map(result).into(),
            opinions: words(&[
                "Ông Bạc Văn Hiêng: đề nghị xem lại diện tích ruộng của hộ ông Điêu Văn Ơn.",
                "Bà Mè Thị Lả: nhất trí với kết quả đối với các hộ còn lại.",
            ]),
            supervision: Some(
                "cuộc họp được tổ chức công khai, dân chủ, đúng thành phần.".to_owned(),
            ),
            representatives: words(&["Bạc Văn Hiêng", "Mè Thị Lả", "Lò Văn Khặn"]),
            copies: words(&[
                "01 bản lưu tại bản",
                "01 bản gửi Ban Chỉ đạo rà soát cấp xã",
            ]),
        }
    }
}

impl Posting {
    /// The results of one village.
    #[must_use]
    pub fn sample() -> Self {
        let listed = |(head, persons, _, _, _, outcome, _): Row| ListedHousehold {
            head: head.to_owned(),
            village: "bản Phiêng Nèn".to_owned(),
            outcome,
            persons,
        };
        Self {
            commune: commune(),
            number: number(41, "TB-UBND"),
            date: Some(day(11, 10)),
            village: Some("bản Phiêng Nèn".to_owned()),
            period: Period::Year(2026),
            grounds: grounds()[3..].to_vec(),
            households: ROWS.map(listed).into(),
            from: day(11, 11),
            to: day(11, 13),
            working_days: Some(3),
            places: words(&[
                "nhà văn hóa bản Phiêng Nèn",
                "trụ sở Ủy ban nhân dân xã Quỳnh Nhai",
            ]),
            objections_to: "Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo xã Quỳnh Nhai".to_owned(),
            telephone: Some("0212 000 0000".to_owned()),
            recipients: words(&[
                "Ủy ban Mặt trận Tổ quốc Việt Nam xã",
                "Trưởng bản Phiêng Nèn (niêm yết, thông báo trên loa)",
                "Lưu: VT, KT",
            ]),
            signer: Signer::deputy(Some("Lò Thị Ánh".to_owned())).on_behalf_of("Ủy ban nhân dân"),
        }
    }
}

fn person(name: &str, office: &str) -> Participant {
    Participant {
        name: name.to_owned(),
        office: office.to_owned(),
    }
}
