//! Quyết định công nhận (Mẫu số 02 of Quyết định 24/2021/QĐ-TTg).

use super::elements::Heading;
use super::paper::{Paper, Sheet};
use super::parts::{
    Commune, DocumentNumber, Outcome, Period, Signer, households_and_persons, names,
};
use super::table::{Table, TableCell};
use super::wording::{capitals, count, long_date, roman, sentence};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The chairman's decision that recognises lists of households, each list an annex.
///
/// Status of the form: its number, its name and what it recognises are known second-hand; the
/// wording of the articles and the columns of the lists are ours, after decisions of communes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whose chairman decides.
    pub commune: Commune,
    /// Its number.
    pub number: DocumentNumber,
    /// Its day; absent on a draft.
    pub date: Option<NaiveDate>,
    /// The review it closes.
    pub period: Period,
    /// What it is for.
    pub purpose: DecisionPurpose,
    /// Its grounds, such as [`super::wording::ground`] words them, without a mark at the end.
    pub grounds: Vec<String>,
    /// Who proposed it: `Trưởng phòng Kinh tế`.
    pub proposer: Option<String>,
    /// The lists it recognises, in the order in which they are annexed.
    pub lists: Vec<DecisionList>,
    /// Its first day in force; absent: the day it is signed.
    pub in_force: Option<NaiveDate>,
    /// Who carries it out, beside the households.
    pub executors: Vec<String>,
    /// Nơi nhận.
    pub recipients: Vec<String>,
    /// Who signs.
    pub signer: Signer,
}

/// What a decision is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionPurpose {
    /// It recognises the result of a review.
    Recognition,
    /// It corrects a result that was recognised; why, in a sentence.
    Correction(String),
    /// It takes households out of the lists between two reviews; why, in a sentence.
    Removal(String),
}

/// One list of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionList {
    /// As what its households are recognised.
    pub outcome: Outcome,
    /// Its households.
    pub households: Vec<DecidedHousehold>,
}

/// One household of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedHousehold {
    /// Full name of the head.
    pub head: String,
    /// `bản Phiêng Nèn`.
    pub village: String,
    /// Members.
    pub persons: u32,
    /// A remark, such as what the household was before.
    pub note: Option<String>,
}

impl Decision {
    /// The decision as it stands on paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let about = sentence(&self.about());
        let mut sheet = Sheet::default();
        Heading::of(&self.commune, &self.number, self.date).put_on(&mut sheet);
        sheet.title("Quyết định", &about);
        sheet.centred_bold(&capitals(&self.commune.chairman()));
        let proposal = self
            .proposer
            .as_ref()
            .map(|who| format!("Theo đề nghị của {who}"));
        sheet.grounds(self.grounds.iter().chain(&proposal).map(String::as_str));
        sheet.centred_bold("QUYẾT ĐỊNH:");
        self.articles(&mut sheet);
        sheet.closing(&self.recipients, &self.signer);

        let title = format!("Quyết định {}: {about}", self.number.text());
        let mut paper = Paper::new(title, self.date, sheet);
        paper.sheets.extend(self.annexes());
        paper
    }

    fn about(&self) -> String {
        let period = self.period.name();
        match self.purpose {
            DecisionPurpose::Recognition => {
                let outcomes =
                    names(|outcome| self.lists.iter().any(|list| list.outcome == outcome));
                format!("công nhận danh sách {outcomes} {period}")
            }
            DecisionPurpose::Correction(_) => {
                format!("đính chính kết quả rà soát hộ nghèo, hộ cận nghèo {period}")
            }
            DecisionPurpose::Removal(_) => {
                format!("đưa hộ ra khỏi danh sách hộ nghèo, hộ cận nghèo {period}")
            }
        }
    }

    fn articles(&self, sheet: &mut Sheet) {
        sheet.article(
            1,
            &format!(
                "{} trên địa bàn {}, gồm:",
                sentence(&self.about()),
                self.commune.name
            ),
        );
        for (index, list) in self.lists.iter().enumerate() {
            let end = if index + 1 == self.lists.len() {
                '.'
            } else {
                ';'
            };
            let annexed = self
                .annex_label(index)
                .map(|label| format!(" ({label} kèm theo)"));
            sheet.body(&format!(
                "{}. {}: {}{}{end}",
                index + 1,
                sentence(self.list_name(list.outcome)),
                households_and_persons(list.households.iter().map(|household| household.persons)),
                annexed.unwrap_or_default(),
            ));
        }
        if let DecisionPurpose::Correction(reason) | DecisionPurpose::Removal(reason) =
            &self.purpose
        {
            sheet.body(&format!("Lý do: {}.", reason.trim_end_matches(['.', ' '])));
        }
        let mut number = 2;
        if self.certified() {
            sheet.article(
                number,
                "Hộ nghèo, hộ cận nghèo có tên trong danh sách tại Điều 1 được cấp Giấy chứng nhận \
                 hộ nghèo, hộ cận nghèo và được hưởng các chính sách theo quy định.",
            );
            number += 1;
        }
        let from = self
            .in_force
            .map_or_else(|| "ngày ký".to_owned(), long_date);
        sheet.article(number, &format!("Quyết định này có hiệu lực kể từ {from}."));
        let executors: Vec<&str> = (self.executors.iter().map(String::as_str))
            .chain(["các hộ gia đình có tên tại Điều 1"])
            .collect();
        let executors = sentence(&executors.join("; "));
        sheet.article(
            number + 1,
            &format!("{executors} chịu trách nhiệm thi hành Quyết định này./."),
        );
    }

    const fn list_name(&self, outcome: Outcome) -> &'static str {
        match (&self.purpose, outcome) {
            (DecisionPurpose::Removal(_), Outcome::NotPoor) => "hộ đưa ra khỏi danh sách",
            _ => outcome.name(),
        }
    }

    fn certified(&self) -> bool {
        self.lists.iter().any(|list| {
            matches!(list.outcome, Outcome::Poor | Outcome::NearPoor) && !list.households.is_empty()
        })
    }

    /// `Phụ lục II`; without a number when it is the only one; none for a list without households.
    fn annex_label(&self, index: usize) -> Option<String> {
        if self.lists.get(index)?.households.is_empty() {
            return None;
        }
        let filled = |lists: &[DecisionList]| {
            lists
                .iter()
                .filter(|list| !list.households.is_empty())
                .count()
        };
        if filled(&self.lists) == 1 {
            return Some("Phụ lục".to_owned());
        }
        Some(format!("Phụ lục {}", roman(filled(&self.lists[..=index]))))
    }

    fn annexes(&self) -> impl Iterator<Item = Sheet> {
        let day = self
            .date
            .map_or_else(|| "ngày …… tháng …… năm ………".to_owned(), long_date);
        let of = format!(
            "Kèm theo Quyết định số {} {day} của {}",
            self.number.text(),
            self.commune.chairman()
        );
        self.lists
            .iter()
            .enumerate()
            .filter_map(move |(index, list)| {
                let label = self.annex_label(index)?;
                let mut sheet = Sheet::default();
                let name = self.list_name(list.outcome);
                let title = format!("Danh sách {name} {}", self.period.name());
                sheet.annex(&label, &title, &of);
                sheet.push(list.table());
                Some(sheet)
            })
    }
}

impl DecisionList {
    fn table(&self) -> Table {
        let mut table = Table::with_heads(
            12,
            &[
                ("TT", 7),
                ("Họ và tên chủ hộ", 32),
                ("Thôn, bản, tổ dân phố", 28),
                ("Số nhân khẩu", 12),
                ("Ghi chú", 21),
            ],
        );
        for (index, household) in self.households.iter().enumerate() {
            table.row([
                TableCell::centred((index + 1).to_string()),
                TableCell::text(&household.head),
                TableCell::text(&household.village),
                TableCell::centred(household.persons.to_string()),
                TableCell::text(household.note.as_deref().unwrap_or_default()),
            ]);
        }
        let persons = self
            .households
            .iter()
            .map(|household| u64::from(household.persons))
            .sum();
        table.row([
            TableCell::head(format!(
                "Tổng cộng: {} hộ",
                count(self.households.len() as u64)
            ))
            .across(3),
            TableCell::head(count(persons)),
            TableCell::empty(),
        ]);
        table
    }
}
