//! Households that come from elsewhere (files, demonstrations) as the registry keeps them.

use super::document::{HouseholdDocument, MemberDocument, answers};
use crate::Context;
use uuid::Uuid;
use vuonlen_domain::BirthDate;
use vuonlen_law::assess::HouseholdInput;

impl Context {
    /// The document of a household read from elsewhere, living in `village_id`. Its code is the
    /// id it has there; every member gets an id of ours.
    #[must_use]
    pub fn document_of(&self, input: &HouseholdInput, village_id: Uuid) -> HouseholdDocument {
        let law = &self.law;
        let household = law.facts.scope("household");
        let member = law.facts.scope("member");
        let members = input.members.iter().map(|one| MemberDocument {
            person_id: self.new_id(),
            name: one.name.clone(),
            birth: match one.birth {
                Some(BirthDate::Day(date)) => date.format("%Y-%m-%d").to_string(),
                Some(BirthDate::Year(year)) => year.to_string(),
                None => String::new(),
            },
            identity_number: one
                .identity
                .as_ref()
                .map(|number| number.reveal().to_owned())
                .unwrap_or_default(),
            answers: member
                .map(|schema| answers(&one.facts, schema, &law.codes))
                .unwrap_or_default(),
        });
        let mut document = HouseholdDocument {
            code: input.id.clone(),
            commune_code: input.unit.to_string(),
            village_id,
            address: String::new(),
            area: input.area,
            active: true,
            members: members.collect(),
            answers: household
                .map(|schema| answers(&input.answers, schema, &law.codes))
                .unwrap_or_default(),
        };
        if let Some(income) = input.income_per_person {
            let income = super::Answer::Int(income);
            document
                .answers
                .insert("income_per_person".to_owned(), income);
        }
        for (fact, codes) in [("causes", &input.causes), ("needs", &input.needs)] {
            if let Some(codes) = codes {
                let codes = super::Answer::Set(codes.clone());
                document.answers.insert(fact.to_owned(), codes);
            }
        }
        document.normalise();
        document
    }
}
