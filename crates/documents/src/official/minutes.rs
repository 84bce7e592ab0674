//! Biên bản họp dân (the villagers' meeting of Điều 4 of Quyết định 24/2021/QĐ-TTg).

use super::elements::{Heading, space};
use super::paper::{Paper, Sheet};
use super::parts::{Outcome, Period, Signer};
use super::table::{Table, TableCell, TableRow};
use super::wording::{clock, count, long_date, percent, place_and_date, sentence};
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use vuonlen_domain::{Class, decimal::group_thousands};

/// The minutes of a meeting on the results of a review.
///
/// Status of the form: the heading, the line-up of those present and the share of households
/// present are known second-hand (annex of Thông tư 07/2021/TT-BLĐTBXH); the table of results
/// and the closing sentences are ours. Not for posting: it carries scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingMinutes {
    /// `xã Quỳnh Nhai`.
    pub commune: String,
    /// `bản Phiêng Nèn`.
    pub village: String,
    /// The day of the meeting.
    pub date: NaiveDate,
    /// When it began.
    pub begins: Option<NaiveTime>,
    /// When it ended.
    pub ends: Option<NaiveTime>,
    /// Where it was held: `nhà văn hóa bản Phiêng Nèn`.
    pub held_at: String,
    /// The review it was about.
    pub period: Period,
    /// Who chaired it.
    pub chair: Participant,
    /// Who wrote the minutes.
    pub secretary: Participant,
    /// Who came for which body.
    pub delegations: Vec<Delegation>,
    /// Households on the list to review.
    pub households_listed: u32,
    /// Households of that list that were present; absent: not counted, to be written by hand.
    pub households_present: Option<u32>,
    /// All who could agree or disagree.
    pub attendees: u32,
    /// The share of those present that must agree, as the procedure of that day has it.
    pub required_percent: Option<u32>,
    /// What was said to each household.
    pub results: Vec<MeetingResult>,
    /// What people said.
    pub opinions: Vec<String>,
    /// What the Fatherland Front, which supervises, found.
    pub supervision: Option<String>,
    /// Households that sign for all.
    pub representatives: Vec<String>,
    /// Copies made.
    pub copies: Vec<String>,
}

/// Somebody at the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Full name.
    pub name: String,
    /// `Trưởng bản`.
    pub office: String,
}

/// Who came for a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// `Đại diện Ban Chỉ đạo rà soát cấp xã`.
    pub body: String,
    /// Those who came.
    pub people: Vec<Participant>,
}

/// What the meeting said to one household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingResult {
    /// Full name of the head.
    pub head: String,
    /// Members.
    pub persons: u32,
    /// Its class in the review before.
    pub previous: Option<Class>,
    /// Points for income.
    pub score_a: Option<i64>,
    /// Points for deprivation.
    pub score_b: Option<i64>,
    /// What the survey came to.
    pub outcome: Outcome,
    /// How many agreed.
    pub agree: u32,
    /// How many did not.
    pub disagree: u32,
    /// The meeting accepts the result; otherwise the household is surveyed again.
    pub accepted: bool,
}

impl MeetingMinutes {
    /// The minutes as they stand on paper; each copy is printed from it.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let mut sheet = Sheet::default();
        let heading = Heading {
            above: Some(format!("Ủy ban nhân dân {}", self.commune)),
            issuer: vec![self.village.clone()],
            dated: Some(place_and_date(&sentence(&self.village), Some(self.date))),
            ..Heading::default()
        };
        heading.put_on(&mut sheet);
        sheet.title(
            "Biên bản",
            "Họp dân thống nhất kết quả rà soát hộ nghèo, hộ cận nghèo",
        );
        self.opening(&mut sheet);
        self.attendance(&mut sheet);
        self.contents(&mut sheet);
        self.conclusion(&mut sheet);
        self.signatures(&mut sheet);
        let title = format!(
            "Biên bản họp dân {}, {}",
            self.village,
            long_date(self.date)
        );
        Paper::new(title, Some(self.date), sheet)
    }

    fn opening(&self, sheet: &mut Sheet) {
        let begins = self.begins.map_or_else(|| "…… giờ ……".to_owned(), clock);
        sheet.body(&format!(
            "Hôm nay, {begins} {}, tại {}, {} đã tổ chức cuộc họp thống nhất kết quả rà soát hộ nghèo, \
             hộ cận nghèo {} trên địa bàn.",
            long_date(self.date),
            self.held_at,
            self.village,
            self.period.name(),
        ));
    }

    fn attendance(&self, sheet: &mut Sheet) {
        sheet.section("I. Thành phần tham dự");
        sheet.body(&format!("1. Chủ trì cuộc họp: {}.", self.chair.words()));
        sheet.body(&format!("2. Thư ký cuộc họp: {}.", self.secretary.words()));
        sheet.body("3. Thành phần tham gia:");
        for delegation in &self.delegations {
            let people: Vec<String> = delegation.people.iter().map(Participant::words).collect();
            if people.is_empty() {
                sheet.fields(&[(&format!("- {}", delegation.body), None, 1)]);
                continue;
            }
            sheet.body(&format!(
                "- {}: {} người, gồm: {}.",
                delegation.body,
                count(people.len() as u64),
                people.join("; "),
            ));
        }
        let listed = u64::from(self.households_listed);
        let (present, share) = match self.households_present.map(u64::from) {
            Some(present) => (count(present), percent(present, listed)),
            None => ("……".to_owned(), "……%".to_owned()),
        };
        sheet.body(&format!(
            "- Đại diện {present} hộ trên tổng số {} hộ có tên trong Danh sách hộ gia đình cần rà \
             soát, chiếm tỷ lệ {share}.",
            count(listed),
        ));
        sheet.body(&format!(
            "Tổng số người dự họp và cho ý kiến: {} người.",
            count(self.attendees.into())
        ));
    }

    fn contents(&self, sheet: &mut Sheet) {
        sheet.section("II. Nội dung");
        sheet.body(
            "1. Chủ trì thông báo kết quả thu thập thông tin, tính điểm, phân loại từng hộ gia đình; \
             những người dự họp cho ý kiến về từng hộ, kết quả như sau:",
        );
        sheet.push(space(6));
        sheet.push(self.table());
        sheet.body("2. Ý kiến tại cuộc họp:");
        if self.opinions.is_empty() {
            sheet.body("Không có ý kiến khác.");
        }
        for opinion in &self.opinions {
            sheet.body(&format!("- {opinion}"));
        }
        if let Some(supervision) = &self.supervision {
            sheet.body(&format!(
                "3. Ý kiến giám sát của Mặt trận Tổ quốc Việt Nam: {supervision}"
            ));
        }
    }

    fn table(&self) -> Table {
        let mut table = Table {
            shares: vec![6, 24, 9, 14, 8, 8, 16, 12, 13, 16],
            points: 11,
            ..Table::default()
        };
        let tall = |text: &str| TableCell::head(text).down(2);
        table.head = vec![
            TableRow::new([
                tall("TT"),
                tall("Họ và tên chủ hộ"),
                tall("Số khẩu"),
                tall("Kết quả kỳ trước"),
                TableCell::head("Điểm").across(2),
                tall("Kết quả rà soát"),
                TableCell::head("Ý kiến").across(2),
                tall("Kết luận"),
            ]),
            TableRow::new(["A", "B", "Đồng ý", "Không"].map(TableCell::head)),
        ];
        for (index, result) in self.results.iter().enumerate() {
            let score = |points: Option<i64>| {
                TableCell::centred(points.map(group_thousands).unwrap_or_default())
            };
            let previous = result
                .previous
                .map_or("", |class| Outcome::from(class).label());
            table.row([
                TableCell::centred((index + 1).to_string()),
                TableCell::text(&result.head),
                TableCell::centred(result.persons.to_string()),
                TableCell::centred(previous),
                score(result.score_a),
                score(result.score_b),
                TableCell::centred(result.outcome.label()),
                TableCell::centred(result.agree.to_string()),
                TableCell::centred(result.disagree.to_string()),
                TableCell::centred(if result.accepted {
                    "Thống nhất"
                } else {
                    "Rà soát lại"
                }),
            ]);
        }
        table
    }

    fn conclusion(&self, sheet: &mut Sheet) {
        sheet.section("III. Kết luận");
        let accepted = self.results.iter().filter(|result| result.accepted).count() as u64;
        let again = self.results.len() as u64 - accepted;
        let rule = self
            .required_percent
            .map(|percent| format!(" (có từ {percent}% số người dự họp trở lên đồng ý)"));
        sheet.body(&format!(
            "Cuộc họp thống nhất kết quả đối với {} hộ{}; {} hộ phải rà soát lại và họp dân lần sau.",
            count(accepted),
            rule.unwrap_or_default(),
            count(again),
        ));
        let ends = self.ends.map_or_else(|| "…… giờ ……".to_owned(), clock);
        let copies = match self.copies.as_slice() {
            [] => String::new(),
            copies => format!(
                " Biên bản được lập thành {} bản có giá trị như nhau: {}.",
                count(copies.len() as u64),
                copies.join("; "),
            ),
        };
        sheet.body(&format!(
            "Cuộc họp kết thúc hồi {ends} cùng ngày. Biên bản đã được đọc lại cho những người dự họp \
             cùng nghe và nhất trí.{copies}/."
        ));
    }

    fn signatures(&self, sheet: &mut Sheet) {
        sheet.signers(&[
            Signer::person("Thư ký", Some(self.secretary.name.clone())),
            Signer::person("Chủ trì", Some(self.chair.name.clone())),
        ]);
        if self.representatives.is_empty() {
            return;
        }
        sheet.centred_bold("ĐẠI DIỆN CÁC HỘ GIA ĐÌNH");
        let mut table = Table::with_heads(12, &[("TT", 8), ("Họ và tên", 46), ("Ký tên", 46)]);
        for (index, name) in self.representatives.iter().enumerate() {
            table.rows.push(TableRow {
                room: 26,
                ..TableRow::new([
                    TableCell::centred((index + 1).to_string()),
                    TableCell::text(name),
                    TableCell::empty(),
                ])
            });
        }
        sheet.push(space(4));
        sheet.push(table);
    }
}

impl Participant {
    fn words(&self) -> String {
        if self.office.is_empty() {
            return self.name.clone();
        }
        format!("{}, {}", self.name, self.office)
    }
}
