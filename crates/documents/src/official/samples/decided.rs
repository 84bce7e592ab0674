//! What the chairman decides, and the answers he gives.

use super::{chairman, commune, day, grounds, number, words};
use crate::official::{
    DecidedHousehold, Decision, DecisionList, DecisionPurpose, Outcome, Period, RecheckNotice,
    RecheckedHousehold, Refusal, Signer,
};

const HEADS: [&str; 10] = [
    "Lò Văn Tính",
    "Quàng Thị Ươi",
    "Hoàng Văn Hặc",
    "Lừ Thị Pâng",
    "Giàng A Chứ",
    "Cà Văn Phiu",
    "Tòng Thị Thoa",
    "Điêu Văn Ơn",
    "Mè Thị Diên",
    "Bạc Cầm Ọi",
];

const VILLAGES: [&str; 4] = ["bản Phiêng Nèn", "bản Pắc Ma", "bản Nậm Uôn", "xóm 5"];

impl Decision {
    /// The decision of a year, with four lists.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            commune: commune(),
            number: number(5, "QĐ-UBND"),
            date: Some(day(12, 8)),
            period: Period::Year(2026),
            purpose: DecisionPurpose::Recognition,
            grounds: grounds(),
            proposer: Some("Trưởng phòng Kinh tế".to_owned()),
            lists: vec![
                list(Outcome::Poor, 46, None),
                list(Outcome::NearPoor, 31, None),
                list(Outcome::EscapedPoor, 8, Some("Thành hộ cận nghèo")),
                list(Outcome::EscapedNearPoor, 5, None),
            ],
            in_force: None,
            executors: words(&[
                "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã",
                "Trưởng phòng Kinh tế",
                "Trưởng các bản, xóm",
                "các cơ quan, đơn vị có liên quan",
            ]),
            recipients: words(&[
                "Như Điều 4",
                "Thường trực Đảng ủy, Hội đồng nhân dân xã",
                "Ủy ban Mặt trận Tổ quốc Việt Nam xã",
                "Sở Nông nghiệp và Môi trường",
                "Lưu: VT, KT",
            ]),
            signer: chairman(),
        }
    }

    /// The decision on households of average living standard.
    #[must_use]
    pub fn sample_average_living() -> Self {
        Self {
            number: number(112, "QĐ-UBND"),
            date: Some(day(3, 27)),
            period: Period::Month {
                year: 2026,
                month: 3,
            },
            lists: vec![list(Outcome::AverageLiving, 3, None)],
            recipients: words(&["Như Điều 3", "Lưu: VT, KT"]),
            signer: Signer::deputy(Some("Lò Thị Ánh".to_owned())),
            ..Self::sample()
        }
    }
}

fn list(outcome: Outcome, count: usize, note: Option<&str>) -> DecisionList {
    let household = |index: usize| DecidedHousehold {
        head: HEADS[(index * 7 + count) % HEADS.len()].to_owned(),
        village: VILLAGES[index * VILLAGES.len() / count].to_owned(),
        persons: u32::try_from(index * 5 % 6).unwrap_or_default() + 1,
        note: note.filter(|_| index.is_multiple_of(3)).map(str::to_owned),
    };
    DecisionList {
        outcome,
        households: (0..count).map(household).collect(),
    }
}

impl Refusal {
    /// A request to be recognised as poor, refused for two reasons.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            commune: commune(),
            number: number(318, "UBND-KT"),
            date: Some(day(10, 29)),
            head: "Cà Văn Phiu".to_owned(),
            residence: "bản Nậm Uôn, xã Quỳnh Nhai".to_owned(),
            requested: "hộ nghèo".to_owned(),
            requested_on: Some(day(10, 2)),
            grounds: grounds()[1..3].to_vec(),
            reasons: words(&[
                "Điểm A của hộ là 165 điểm, cao hơn mức áp dụng đối với khu vực nông thôn.",
                "Cuộc họp dân bản Nậm Uôn ngày 18 tháng 10 năm 2026 thống nhất kết quả rà soát: hộ không thuộc diện hộ nghèo, hộ cận nghèo.",
            ]),
            complaints_to: "Trung tâm Phục vụ hành chính công xã Quỳnh Nhai".to_owned(),
            recipients: words(&["Trưởng bản Nậm Uôn", "Lưu: VT, KT"]),
            signer: Signer::deputy(Some("Lò Thị Ánh".to_owned())).on_behalf_of("Ủy ban nhân dân"),
        }
    }
}

impl RecheckNotice {
    /// The notice of a re-check of three households.
    #[must_use]
    pub fn sample() -> Self {
        let household = |head: &str, persons, before, after| RecheckedHousehold {
            head: head.to_owned(),
            village: "bản Phiêng Nèn".to_owned(),
            persons,
            before,
            after,
        };
        Self {
            commune: commune(),
            number: number(47, "TB-UBND"),
            date: Some(day(11, 27)),
            period: Period::Year(2026),
            grounds: grounds()[3..].to_vec(),
            rechecked_on: day(11, 25),
            rechecked_by: "Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo xã Quỳnh Nhai".to_owned(),
            households: vec![
                household("Lò Văn Tính", 5, Outcome::NearPoor, Outcome::Poor),
                household(
                    "Hoàng Văn Hặc",
                    4,
                    Outcome::EscapedPoor,
                    Outcome::EscapedPoor,
                ),
                household("Mè Thị Diên", 2, Outcome::NotPoor, Outcome::NearPoor),
            ],
            posted: Some((day(11, 30), day(12, 2))),
            recipients: words(&[
                "Các hộ gia đình có tên",
                "Trưởng bản Phiêng Nèn (niêm yết)",
                "Ủy ban Mặt trận Tổ quốc Việt Nam xã",
                "Lưu: VT, KT",
            ]),
            signer: Signer::deputy(Some("Lò Thị Ánh".to_owned())).on_behalf_of("Ủy ban nhân dân"),
        }
    }
}
