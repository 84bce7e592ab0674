//! Niêm yết: the list for the village board, the notice above it, the text for the loudspeaker.

use super::elements::{Heading, committee, space};
use super::paper::{Paper, Sheet};
use super::parts::{
    Commune, DocumentNumber, ListedHousehold, Outcome, Period, Signer, households_and_persons,
    names,
};
use super::table::{Table, TableCell};
use super::wording::{count, long_date, place_and_date, sentence};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is posted of a review, for one village or the whole commune.
///
/// Only what may be public can be put in: head, village, class and number of persons
/// ([`ListedHousehold`]). Status of the form: that results are posted, where, and announced on
/// the loudspeaker is law; no form was found, so all wording is ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Whose committee posts it.
    pub commune: Commune,
    /// Number of the notice.
    pub number: DocumentNumber,
    /// Day of the notice; absent on a draft.
    pub date: Option<NaiveDate>,
    /// The village it is for: `bản Phiêng Nèn`; absent: the whole commune.
    pub village: Option<String>,
    /// The review.
    pub period: Period,
    /// Grounds of the notice, without a mark at the end.
    pub grounds: Vec<String>,
    /// The households.
    pub households: Vec<ListedHousehold>,
    /// First and last day of posting.
    pub from: NaiveDate,
    /// Last day of posting.
    pub to: NaiveDate,
    /// Working days between them, as the procedure counts them.
    pub working_days: Option<u32>,
    /// Where it is posted: `nhà văn hóa bản Phiêng Nèn`.
    pub places: Vec<String>,
    /// Who takes objections: `Ban Chỉ đạo rà soát xã Quỳnh Nhai`.
    pub objections_to: String,
    /// Telephone for objections.
    pub telephone: Option<String>,
    /// Nơi nhận of the notice.
    pub recipients: Vec<String>,
    /// Who signs.
    pub signer: Signer,
}

impl Posting {
    /// The list for the board.
    #[must_use]
    pub fn list(&self) -> Paper {
        let mut sheet = Sheet::default();
        Heading {
            issuer: committee(&self.commune),
            ..Heading::default()
        }
        .put_on(&mut sheet);
        let title = self.list_title();
        sheet.title("Danh sách niêm yết", &title);
        sheet.body(&format!(
            "{} {}",
            self.when_and_where(),
            self.how_to_object()
        ));
        sheet.push(space(6));
        sheet.push(self.table());
        let place_and_date = place_and_date(&self.commune.place, self.date);
        sheet.dated_closing(&place_and_date, &self.signer);
        Paper::new(format!("Danh sách niêm yết: {title}"), self.date, sheet)
    }

    /// The notice (thông báo) that goes with the list.
    #[must_use]
    pub fn notice(&self) -> Paper {
        let mut sheet = Sheet::default();
        Heading::of(&self.commune, &self.number, self.date).put_on(&mut sheet);
        let about = format!("Niêm yết công khai {}", self.subject());
        sheet.title("Thông báo", &about);
        sheet.grounds(self.grounds.iter().map(String::as_str));
        sheet.body(&format!(
            "{} thông báo niêm yết công khai {} như sau:",
            self.commune.committee(),
            self.subject()
        ));
        sheet.body(&format!("1. Kết quả: {}.", self.totals().join("; ")));
        sheet.body(&format!(
            "2. Thời gian và địa điểm: {}",
            self.when_and_where()
        ));
        sheet.body(&format!("3. Tiếp nhận ý kiến: {}", self.how_to_object()));
        sheet.body(&format!(
            "{} thông báo để tổ chức, cá nhân và nhân dân trên địa bàn được biết./.",
            self.commune.committee()
        ));
        sheet.closing(&self.recipients, &self.signer);
        Paper::new(
            format!("Thông báo {}: {about}", self.number.text()),
            self.date,
            sheet,
        )
    }

    /// What is read out on the loudspeaker: figures, place, days and where to object. No names.
    #[must_use]
    pub fn loudspeaker(&self) -> String {
        format!(
            "Kính thưa toàn thể bà con nhân dân {area}!\n\n\
             {committee} thông báo: {subject} đã có. Cụ thể như sau: {totals}.\n\n\
             {posted}\n\n\
             {objections}\n\n\
             Đề nghị bà con quan tâm theo dõi. Xin trân trọng thông báo!\n",
            area = self.area(),
            committee = self.commune.committee(),
            subject = self.subject(),
            totals = self.totals().join("; "),
            posted = self.when_and_where(),
            objections = self.how_to_object(),
        )
    }

    fn area(&self) -> String {
        match &self.village {
            Some(village) => format!("{village}, {}", self.commune.name),
            None => self.commune.name.clone(),
        }
    }

    fn subject(&self) -> String {
        format!(
            "kết quả rà soát hộ nghèo, hộ cận nghèo {} trên địa bàn {}",
            self.period.name(),
            self.area()
        )
    }

    fn list_title(&self) -> String {
        let outcomes = names(|outcome| {
            self.households
                .iter()
                .any(|household| household.outcome == outcome)
        });
        let outcomes = if outcomes.is_empty() {
            "hộ gia đình".to_owned()
        } else {
            outcomes
        };
        format!(
            "{} {}, {}",
            sentence(&outcomes),
            self.period.name(),
            self.area()
        )
    }

    fn totals(&self) -> Vec<String> {
        let of = |outcome| {
            self.households
                .iter()
                .filter(move |household| household.outcome == outcome)
        };
        Outcome::ALL
            .into_iter()
            .filter(|outcome| of(*outcome).next().is_some())
            .map(|outcome| {
                let persons = of(outcome).map(|household| household.persons);
                format!("{}: {}", outcome.name(), households_and_persons(persons))
            })
            .collect()
    }

    fn when_and_where(&self) -> String {
        let days = self
            .working_days
            .map(|days| format!(" ({} ngày làm việc)", count(days.into())))
            .unwrap_or_default();
        format!(
            "Danh sách được niêm yết từ {} đến hết {}{days}, tại {}.",
            long_date(self.from),
            long_date(self.to),
            self.places.join("; "),
        )
    }

    fn how_to_object(&self) -> String {
        let telephone = self
            .telephone
            .as_ref()
            .map(|number| format!(", điện thoại {number}"))
            .unwrap_or_default();
        format!(
            "Trong thời gian niêm yết, người dân có ý kiến, khiếu nại về kết quả rà soát gửi đến \
             {}{telephone} để được xem xét, phúc tra.",
            self.objections_to
        )
    }

    fn table(&self) -> Table {
        let mut table = Table::with_heads(
            12,
            &[
                ("TT", 8),
                ("Họ và tên chủ hộ", 34),
                ("Thôn, bản, tổ dân phố", 26),
                ("Kết quả rà soát", 20),
                ("Số nhân khẩu", 12),
            ],
        );
        for (index, household) in self.households.iter().enumerate() {
            table.row([
                TableCell::centred((index + 1).to_string()),
                TableCell::text(&household.head),
                TableCell::text(&household.village),
                TableCell::centred(household.outcome.label()),
                TableCell::centred(household.persons.to_string()),
            ]);
        }
        table
    }
}
