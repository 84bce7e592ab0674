//! Công văn: a request is refused in writing, with the reasons.

use super::elements::{BODY, Heading, plain, space, spaced};
use super::paper::{Align, Paper, Sheet, Span};
use super::parts::{Commune, DocumentNumber, Signer};
use super::wording::long_date;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The letter that tells a household why its request is not granted.
///
/// Status of the form: that a refusal is in writing and gives its reasons is law; no form is
/// prescribed, so all wording is ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Whose committee answers.
    pub commune: Commune,
    /// Its number; letters carry the symbol of the office, such as `UBND-KT`.
    pub number: DocumentNumber,
    /// Its day; absent on a draft.
    pub date: Option<NaiveDate>,
    /// Full name of the head of household.
    pub head: String,
    /// Where the household lives: `bản Phiêng Nèn, xã Quỳnh Nhai`.
    pub residence: String,
    /// What the household is not recognised as: `hộ nghèo, hộ cận nghèo`.
    pub requested: String,
    /// The day of its request; absent when it was reviewed without one.
    pub requested_on: Option<NaiveDate>,
    /// The law applied, without a mark at the end.
    pub grounds: Vec<String>,
    /// The reasons, a sentence each.
    pub reasons: Vec<String>,
    /// Who answers questions and takes complaints: `Bộ phận tiếp công dân, Ủy ban nhân dân …`.
    pub complaints_to: String,
    /// Nơi nhận, besides the household.
    pub recipients: Vec<String>,
    /// Who signs.
    pub signer: Signer,
}

impl Refusal {
    /// The letter as it stands on paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let requested = &self.requested;
        let about = match self.requested_on {
            Some(_) => format!("V/v trả lời đề nghị công nhận {requested}"),
            None => format!("V/v không công nhận {requested}"),
        };
        let mut sheet = Sheet::default();
        let mut heading = Heading::of(&self.commune, &self.number, self.date);
        heading.about = Some(about.clone());
        heading.put_on(&mut sheet);
        let to = format!("Kính gửi: Ông/Bà {}, {}.", self.head, self.residence);
        sheet.push(spaced(18, plain(BODY, Align::Centre, [Span::new(to)])));
        sheet.push(space(6));
        if let Some(day) = self.requested_on {
            sheet.body(&format!(
                "{} nhận được Giấy đề nghị {} của gia đình Ông/Bà về việc công nhận {requested}.",
                self.commune.committee(),
                long_date(day),
            ));
        }
        if !self.grounds.is_empty() {
            sheet.body(&format!("{}.", self.grounds.join("; ")));
        }
        sheet.body(&format!(
            "Qua rà soát, {} chưa công nhận gia đình Ông/Bà là {requested}, vì các lý do sau:",
            self.commune.committee(),
        ));
        for (index, reason) in self.reasons.iter().enumerate() {
            sheet.body(&format!("{}. {reason}", index + 1));
        }
        sheet.body(&format!(
            "Nếu không đồng ý với kết quả này, gia đình có quyền khiếu nại theo quy định của pháp \
             luật; khi hoàn cảnh thay đổi, gia đình có thể nộp lại Giấy đề nghị. Nơi tiếp nhận: {}.",
            self.complaints_to,
        ));
        sheet.body(&format!(
            "{} trả lời để Ông/Bà được biết./.",
            self.commune.committee()
        ));
        let recipients: Vec<String> = std::iter::once("Như trên".to_owned())
            .chain(self.recipients.iter().cloned())
            .collect();
        sheet.closing(&recipients, &self.signer);
        Paper::new(
            format!("Công văn {}: {about}", self.number.text()),
            self.date,
            sheet,
        )
    }
}
