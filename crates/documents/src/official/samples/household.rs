//! What one household holds and writes.

use super::{chairman, commune, day, grounds, number, words};
use crate::official::{
    Applicant, Certificate, CertifiedMember, CertifiedYear, ExitRequest, Holder, Purpose,
    RequestMember, ReviewRequest, Sex,
};
use chrono::NaiveDate;
use vuonlen_domain::Class;

/// Name, relation, sex, year of birth.
const MEMBERS: [(&str, &str, Sex, i32); 5] = [
    ("Lò Văn Tính", "Chủ hộ", Sex::Male, 1984),
    ("Quàng Thị Hoài", "Vợ", Sex::Female, 1986),
    ("Lò Thị Thỏa", "Con", Sex::Female, 2009),
    ("Lò Đức Thành", "Con", Sex::Male, 2014),
    ("Lò Thị Bươi", "Mẹ", Sex::Female, 1951),
];

impl Certificate {
    /// The certificate of a poor household of five.
    #[must_use]
    pub fn sample() -> Self {
        let member = |(name, relation, sex, year): (&str, &str, Sex, i32)| CertifiedMember {
            name: name.to_owned(),
            ethnicity: "Thái".to_owned(),
            relation: relation.to_owned(),
            sex,
            birth_year: Some(year),
            note: None,
        };
        let year = |year, class, deprived: &[usize]| CertifiedYear {
            year,
            class,
            deprived: (0..12).map(|index| deprived.contains(&index)).collect(),
        };
        Self {
            commune: commune(),
            number: number(46, Self::SYMBOL),
            date: Some(day(12, 10)),
            grounds: grounds()[..3].to_vec(),
            head: Holder {
                name: "Lò Văn Tính".to_owned(),
                ethnicity: "Thái".to_owned(),
                identity: Some("014084000000".to_owned()),
                identity_issued: NaiveDate::from_ymd_opt(2021, 8, 5),
                residence: "bản Phiêng Nèn, xã Quỳnh Nhai, tỉnh Sơn La".to_owned(),
            },
            members: MEMBERS.into_iter().map(member).collect(),
            indicators: words(&[
                "Việc làm",
                "Người phụ thuộc",
                "Dinh dưỡng",
                "Bảo hiểm y tế",
                "Giáo dục người lớn",
                "Trẻ em đi học",
                "Chất lượng nhà",
                "Diện tích nhà",
                "Nguồn nước",
                "Nhà tiêu",
                "Dịch vụ viễn thông",
                "Phương tiện thông tin",
            ]),
            years: vec![
                year(2025, Some(Class::NearPoor), &[0, 9]),
                year(2026, Some(Class::Poor), &[0, 1, 6, 9]),
                year(2027, None, &[]),
                year(2028, None, &[]),
            ],
            verification: Some("https://vuonlen.example/kiem-tra/7K2M-QX4D-91AB".to_owned()),
            signer: chairman(),
        }
    }
}

impl ReviewRequest {
    /// A request to be reviewed, after a landslide.
    #[must_use]
    pub fn sample() -> Self {
        let ticked = |(reason, ticked): (&str, bool)| (reason.to_owned(), ticked);
        Self {
            commune: Some(commune()),
            purpose: Some(Purpose::Review),
            applicant: applicant(),
            members: members(),
            reasons: [
                ("Thiên tai", true),
                ("Hỏa hoạn", false),
                ("Dịch bệnh", false),
                ("Tai nạn, kể cả tai nạn lao động", false),
                ("Bệnh nặng, bệnh hiểm nghèo", false),
                ("Mất người lao động chính", false),
                ("Ô nhiễm môi trường", false),
                ("Rủi ro, biến cố khác", false),
            ]
            .map(ticked)
            .into(),
            reason: Some(
                "Tháng 8 năm 2026 mưa lớn làm sạt lở nương, gia đình mất toàn bộ vụ ngô và một phần nhà ở."
                    .to_owned(),
            ),
            date: Some(day(9, 4)),
        }
    }
}

impl ExitRequest {
    /// A request to be recognised as escaped from poverty.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            commune: Some(commune()),
            applicant: applicant(),
            poor: Some(true),
            members: members(),
            reason: Some(
                "Con gái lớn đi làm công nhân có hợp đồng lao động từ tháng 3; gia đình đã làm nhà tiêu tự hoại và mua bảo hiểm y tế cho mọi người."
                    .to_owned(),
            ),
            date: Some(day(5, 20)),
        }
    }
}

fn applicant() -> Applicant {
    let text = |text: &str| Some(text.to_owned());
    Applicant {
        name: text("Lò Văn Tính"),
        sex: Some(Sex::Male),
        birth: text("12/02/1984"),
        ethnicity: text("Thái"),
        identity: text("014084000000"),
        identity_issued: NaiveDate::from_ymd_opt(2021, 8, 5),
        identity_issuer: text("Cục Cảnh sát quản lý hành chính về trật tự xã hội"),
        residence: text("bản Phiêng Nèn, xã Quỳnh Nhai, tỉnh Sơn La"),
        dwelling: text("bản Phiêng Nèn, xã Quỳnh Nhai, tỉnh Sơn La"),
    }
}

fn members() -> Vec<RequestMember> {
    let occupations = [
        "Có việc làm",
        "Không có việc làm",
        "Đang đi học",
        "Đang đi học",
        "",
    ];
    MEMBERS
        .into_iter()
        .zip(occupations)
        .map(|((name, relation, sex, year), occupation)| RequestMember {
            name: name.to_owned(),
            sex: Some(sex),
            birth: year.to_string(),
            relation: relation.to_owned(),
            occupation: occupation.to_owned(),
        })
        .collect()
}
