//! What a recognition leaves in the registry.

use super::form::OpenForm;
use super::permit::Permit;
use crate::registry::HouseholdDocument;
use crate::registry::document::Answers;
use crate::registry::household::{newest, persons};
use crate::{Context, Error};
use vuonlen_law::facts::Value;
use vuonlen_store::Tx;
use vuonlen_store::review::{Decision, SurveyForm};

impl Context {
    /// The survey's answers become the household's newest version, and its class is set.
    ///
    /// Where the registry changed after the survey began, its members and address stay and only
    /// the answers are taken over.
    pub(super) async fn update_registry(
        &self,
        tx: &mut Tx,
        permit: &Permit<'_>,
        open: &OpenForm<'_>,
        surveyed: &HouseholdDocument,
        (class, decision): (&str, &Decision),
    ) -> Result<(), Error> {
        let before = &open.household;
        let (province, id) = (before.province_code.as_str(), before.household_id);
        let year = open.round.row.year;
        // A household that has left was closed in the registry when it left.
        if !before.active || open.form.state != "confirmed" {
            tx.recognise_household(province, id, class, year).await?;
            return Ok(());
        }
        let kept = newest(tx, before).await?;
        let document = if before.version == open.form.base_version {
            surveyed.clone()
        } else {
            with_answers(kept, surveyed)
        };
        let mut household = self.projection(id, &document, Some(before))?;
        household.version = before.version + 1;
        household.class = class.to_owned();
        household.class_year = Some(year);
        household.groups = self.groups_of(&open.form)?;
        let reason = format!(
            "Kết quả rà soát năm {year}, Quyết định số {}",
            decision.number
        );
        let by = (permit.actor, open.round.row.reviewed_on, reason.as_str());
        let version = self.version(&household, Some(before.version), by, &document)?;
        tx.add_household_version(&household, &version, &persons(&document))
            .await?;
        Ok(())
    }

    /// The groups of the assessment as the projection keeps them.
    fn groups_of(&self, form: &SurveyForm) -> Result<String, Error> {
        let Some(kept) = &form.assessment else {
            return Ok(",".to_owned());
        };
        let facts = self.kept_facts(kept)?;
        let schema = self.law.scopes.assessed.household();
        let value = schema
            .index("groups")
            .and_then(|index| facts.get(index)?.as_ref());
        let (Some(Value::Set(mask)), Some(list)) = (value, self.law.codes.list("groups")) else {
            return Ok(",".to_owned());
        };
        let codes = (0..64)
            .filter(|bit| mask >> bit & 1 == 1)
            .filter_map(|bit| list.code_at(bit));
        Ok(codes.fold(",".to_owned(), |all, code| format!("{all}{code},")))
    }
}

/// A registry document with the survey's answers laid over it.
fn with_answers(mut kept: HouseholdDocument, surveyed: &HouseholdDocument) -> HouseholdDocument {
    let lay = |into: &mut Answers, from: &Answers| {
        into.extend(
            from.iter()
                .map(|(fact, answer)| (fact.clone(), answer.clone())),
        );
    };
    lay(&mut kept.answers, &surveyed.answers);
    for member in &mut kept.members {
        let same = surveyed
            .members
            .iter()
            .find(|one| one.person_id == member.person_id);
        if let Some(same) = same {
            lay(&mut member.answers, &same.answers);
        }
    }
    kept
}
