//! Thông báo kết quả phúc tra: what a re-check after an objection came to.

use super::elements::{Heading, space};
use super::paper::{Paper, Sheet};
use super::parts::{Commune, DocumentNumber, Outcome, Period, Signer};
use super::table::{Table, TableCell};
use super::wording::{long_date, sentence};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The public notice of a re-check. Like the posted list it names head, village, class and
/// number of persons and nothing else; who objected is not named.
///
/// Status of the form: that the result of a re-check is published is known without a source;
/// all wording is ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecheckNotice {
    /// Whose committee gives notice.
    pub commune: Commune,
    /// Its number.
    pub number: DocumentNumber,
    /// Its day; absent on a draft.
    pub date: Option<NaiveDate>,
    /// The review the objection was against.
    pub period: Period,
    /// Grounds, without a mark at the end.
    pub grounds: Vec<String>,
    /// The day of the re-check.
    pub rechecked_on: NaiveDate,
    /// Who made it: `Ban Chỉ đạo rà soát xã Quỳnh Nhai`.
    pub rechecked_by: String,
    /// The households.
    pub households: Vec<RecheckedHousehold>,
    /// First and last day on which the result is posted.
    pub posted: Option<(NaiveDate, NaiveDate)>,
    /// Nơi nhận.
    pub recipients: Vec<String>,
    /// Who signs.
    pub signer: Signer,
}

/// One household of a re-check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecheckedHousehold {
    /// Full name of the head.
    pub head: String,
    /// `bản Phiêng Nèn`.
    pub village: String,
    /// Members.
    pub persons: u32,
    /// As it was posted.
    pub before: Outcome,
    /// After the re-check.
    pub after: Outcome,
}

impl RecheckNotice {
    /// The notice as it stands on paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let about = format!(
            "kết quả phúc tra hộ nghèo, hộ cận nghèo {} trên địa bàn {}",
            self.period.name(),
            self.commune.name
        );
        let mut sheet = Sheet::default();
        Heading::of(&self.commune, &self.number, self.date).put_on(&mut sheet);
        sheet.title("Thông báo", &sentence(&about));
        sheet.grounds(self.grounds.iter().map(String::as_str));
        sheet.body(&format!(
            "{}, {} đã phúc tra {} có ý kiến, khiếu nại trong thời gian niêm yết. {} thông báo kết \
             quả như sau:",
            sentence(&long_date(self.rechecked_on)),
            self.rechecked_by,
            if self.households.len() == 1 {
                "hộ gia đình"
            } else {
                "các hộ gia đình"
            },
            self.commune.committee(),
        ));
        sheet.push(space(6));
        sheet.push(self.table());
        let changed = self
            .households
            .iter()
            .filter(|household| household.before != household.after)
            .count();
        sheet.body(&format!(
            "Kết quả của {changed:02} hộ thay đổi, {:02} hộ giữ nguyên.",
            self.households.len() - changed
        ));
        if let Some((from, to)) = self.posted {
            sheet.body(&format!(
                "Kết quả phúc tra được niêm yết từ {} đến hết {}.",
                long_date(from),
                long_date(to)
            ));
        }
        sheet.body(&format!(
            "{} thông báo để các hộ gia đình và nhân dân được biết./.",
            self.commune.committee()
        ));
        sheet.closing(&self.recipients, &self.signer);
        Paper::new(
            format!("Thông báo {}: {about}", self.number.text()),
            self.date,
            sheet,
        )
    }

    fn table(&self) -> Table {
        let mut table = Table::with_heads(
            12,
            &[
                ("TT", 7),
                ("Họ và tên chủ hộ", 29),
                ("Thôn, bản, tổ dân phố", 22),
                ("Số nhân khẩu", 10),
                ("Kết quả niêm yết", 16),
                ("Kết quả phúc tra", 16),
            ],
        );
        for (index, household) in self.households.iter().enumerate() {
            table.row([
                TableCell::centred((index + 1).to_string()),
                TableCell::text(&household.head),
                TableCell::text(&household.village),
                TableCell::centred(household.persons.to_string()),
                TableCell::centred(household.before.label()),
                TableCell::centred(household.after.label()),
            ]);
        }
        table
    }
}
