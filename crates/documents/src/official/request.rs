//! What a household writes itself: Giấy đề nghị (Mẫu số 01 and Mẫu số 04 of Quyết định
//! 24/2021/QĐ-TTg), blank or filled in.

use super::elements::{BODY, Heading, plain, spaced};
use super::paper::{Align, Paper, Sheet, Span};
use super::parts::{Commune, Sex, Signer};
use super::table::{Table, TableCell, TableRow};
use super::wording::{place_and_date, short_date};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A request to be reviewed (Mẫu số 01), or to be found of average living standard.
///
/// Status of the form: the lines on the applicant, the columns of the table and the line for the
/// reason are verified; the boxes for reasons are known second-hand; the closing sentence is ours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRequest {
    /// Whose chairman is asked; absent: dotted.
    pub commune: Option<Commune>,
    /// What is asked for; absent: both are offered.
    pub purpose: Option<Purpose>,
    /// Who asks.
    pub applicant: Applicant,
    /// The members of the household.
    pub members: Vec<RequestMember>,
    /// Reasons to tick, and whether each is ticked.
    pub reasons: Vec<(String, bool)>,
    /// The reason in the household's own words.
    pub reason: Option<String>,
    /// The day of the request.
    pub date: Option<NaiveDate>,
}

/// A request to be recognised as escaped from poverty or near-poverty (Mẫu số 04).
///
/// Status of the form: its title and the lines on the applicant are verified; what follows
/// (the present class, the reason, the closing sentence) is ours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExitRequest {
    /// Whose chairman is asked; absent: dotted.
    pub commune: Option<Commune>,
    /// Who asks.
    pub applicant: Applicant,
    /// The household is poor (`false`: near-poor); absent: both are offered.
    pub poor: Option<bool>,
    /// The members of the household.
    pub members: Vec<RequestMember>,
    /// What changed, in the household's own words.
    pub reason: Option<String>,
    /// The day of the request.
    pub date: Option<NaiveDate>,
}

/// What a household asks for in Mẫu số 01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To be reviewed as poor or near-poor.
    Review,
    /// To be found of average living standard.
    AverageLiving,
}

/// Who asks; whatever is absent is dotted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Full name.
    pub name: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Date of birth as it is known: a day or a year.
    pub birth: Option<String>,
    /// Ethnic group.
    pub ethnicity: Option<String>,
    /// Number of the identity card, whole.
    pub identity: Option<String>,
    /// The day the card was issued.
    pub identity_issued: Option<NaiveDate>,
    /// Who issued it.
    pub identity_issuer: Option<String>,
    /// Permanent residence.
    pub residence: Option<String>,
    /// Where the household lives.
    pub dwelling: Option<String>,
}

/// One member as the forms ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestMember {
    /// Full name.
    pub name: String,
    /// Sex.
    pub sex: Option<Sex>,
    /// Date of birth as it is known.
    pub birth: String,
    /// Relation to the head.
    pub relation: String,
    /// `Có việc làm`, `Không có việc làm`, `Đang đi học`.
    pub occupation: String,
}

/// Rows of the table of members left to write on when no member is given.
const BLANK_ROWS: usize = 6;

impl ReviewRequest {
    /// The request as it stands on paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let about = match self.purpose {
            Some(Purpose::Review) => "Rà soát hộ nghèo, hộ cận nghèo",
            Some(Purpose::AverageLiving) => {
                "Xác định hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp, diêm nghiệp có mức sống trung bình"
            }
            None => {
                "Rà soát hộ nghèo, hộ cận nghèo/Xác định hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp, \
                 diêm nghiệp có mức sống trung bình"
            }
        };
        let mut sheet = opened("Mẫu số 01", "Giấy đề nghị", about, self.commune.as_ref());
        let applicant = &self.applicant;
        applicant.name_and_sex(&mut sheet);
        applicant.birth_and_ethnicity(&mut sheet);
        applicant.identity(&mut sheet);
        applicant.places(&mut sheet);
        sheet.section("Thông tin các thành viên của hộ:");
        sheet.push(members(&self.members));
        sheet.section("Lý do đề nghị:");
        for (reason, ticked) in &self.reasons {
            let sign = if *ticked { "■" } else { "□" };
            sheet.push(spaced(
                3,
                plain(BODY, Align::Left, [Span::new(format!("{sign} {reason}"))]),
            ));
        }
        closed(
            &mut sheet,
            self.reason.as_deref(),
            self.commune.as_ref(),
            self.date,
            &self.applicant,
        );
        Paper::new("Giấy đề nghị (Mẫu số 01)", self.date, sheet)
    }
}

impl ExitRequest {
    /// The request as it stands on paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let mut sheet = opened(
            "Mẫu số 04",
            "Giấy đề nghị công nhận hộ thoát nghèo, hộ thoát cận nghèo",
            "",
            self.commune.as_ref(),
        );
        let applicant = &self.applicant;
        applicant.name_and_sex(&mut sheet);
        applicant.birth_and_ethnicity(&mut sheet);
        applicant.identity(&mut sheet);
        sheet.fields(&[("Cơ quan cấp", applicant.identity_issuer.as_deref(), 1)]);
        applicant.places(&mut sheet);
        let boxes = match self.poor {
            Some(true) => ("■", "□"),
            Some(false) => ("□", "■"),
            None => ("□", "□"),
        };
        sheet.fields(&[(
            "Hiện gia đình tôi thuộc",
            Some(&format!(
                "Hộ nghèo {}     Hộ cận nghèo {}",
                boxes.0, boxes.1
            )),
            1,
        )]);
        if !self.members.is_empty() {
            sheet.section("Thông tin các thành viên của hộ:");
            sheet.push(members(&self.members));
        }
        sheet.section("Lý do đề nghị công nhận thoát nghèo, thoát cận nghèo:");
        closed(
            &mut sheet,
            self.reason.as_deref(),
            self.commune.as_ref(),
            self.date,
            &self.applicant,
        );
        Paper::new(
            "Giấy đề nghị công nhận hộ thoát nghèo, hộ thoát cận nghèo (Mẫu số 04)",
            self.date,
            sheet,
        )
    }
}

impl Applicant {
    fn name_and_sex(&self, sheet: &mut Sheet) {
        let boxes = match self.sex {
            Some(Sex::Male) => "Nam ■   Nữ □",
            Some(Sex::Female) => "Nam □   Nữ ■",
            None => "Nam □   Nữ □",
        };
        sheet.fields(&[
            ("Họ và tên", self.name.as_deref(), 62),
            ("Giới tính", Some(boxes), 38),
        ]);
    }

    fn birth_and_ethnicity(&self, sheet: &mut Sheet) {
        sheet.fields(&[
            ("Ngày, tháng, năm sinh", self.birth.as_deref(), 62),
            ("Dân tộc", self.ethnicity.as_deref(), 38),
        ]);
    }

    fn identity(&self, sheet: &mut Sheet) {
        let issued = self.identity_issued.map(short_date);
        sheet.fields(&[
            ("Số CCCD/CMND", self.identity.as_deref(), 62),
            ("Ngày cấp", issued.as_deref(), 38),
        ]);
    }

    fn places(&self, sheet: &mut Sheet) {
        sheet.fields(&[("Nơi thường trú", self.residence.as_deref(), 1)]);
        sheet.fields(&[("Nơi ở hiện tại", self.dwelling.as_deref(), 1)]);
    }
}

fn opened(form: &str, title: &str, about: &str, commune: Option<&Commune>) -> Sheet {
    let mut sheet = Sheet::default();
    Heading {
        form: Some(form),
        ..Heading::default()
    }
    .put_on(&mut sheet);
    sheet.title(title, about);
    let to = commune.map_or_else(
        || "Chủ tịch Ủy ban nhân dân xã/phường/đặc khu ……………………".to_owned(),
        Commune::chairman,
    );
    sheet.push(spaced(
        8,
        plain(BODY, Align::Centre, [Span::new(format!("Kính gửi: {to}"))]),
    ));
    sheet
}

fn closed(
    sheet: &mut Sheet,
    reason: Option<&str>,
    commune: Option<&Commune>,
    date: Option<NaiveDate>,
    applicant: &Applicant,
) {
    match reason {
        Some(reason) => sheet.body(reason),
        None => sheet.dotted(4),
    }
    sheet.body(
        "Tôi xin cam đoan những nội dung nêu trên là đúng sự thật và chịu trách nhiệm về nội dung \
         đã khai. Đề nghị Chủ tịch Ủy ban nhân dân xem xét, giải quyết.",
    );
    let place = commune.map_or("", |commune| commune.place.as_str());
    let signer = Signer::person("Người đề nghị", applicant.name.clone());
    sheet.dated_closing(&place_and_date(place, date), &signer);
}

fn members(members: &[RequestMember]) -> Table {
    let mut table = Table::with_heads(
        11,
        &[
            ("TT", 6),
            ("Họ và tên", 28),
            ("Giới tính", 10),
            ("Ngày, tháng, năm sinh", 16),
            ("Quan hệ với chủ hộ (Chủ hộ/vợ/chồng/bố/mẹ/con…)", 20),
            ("Tình trạng (Có việc làm/Không có việc làm/Đang đi học)", 22),
        ],
    );
    for (index, member) in members.iter().enumerate() {
        table.row([
            TableCell::centred(format!("{:02}", index + 1)),
            TableCell::text(&member.name),
            TableCell::centred(member.sex.map_or("", Sex::label)),
            TableCell::centred(&member.birth),
            TableCell::centred(&member.relation),
            TableCell::text(&member.occupation),
        ]);
    }
    if members.is_empty() {
        table.rows.extend((1..=BLANK_ROWS).map(|number| {
            TableRow {
                room: 20,
                cells: std::iter::once(TableCell::centred(format!("{number:02}")))
                    .chain((1..6).map(|_| TableCell::empty()))
                    .collect(),
            }
        }));
    }
    table
}
