//! The households of a commune as a sealed snapshot holds them: those reviewed with their
//! assessed facts, all others as households that are in no list.

use super::judge::Kept;
use super::past::Past;
use super::round_at::RoundAt;
use crate::registry::document::{Answer, Answers, HouseholdDocument, record};
use crate::{Context, Error};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use uuid::Uuid;
use vuonlen_domain::Class;
use vuonlen_law::expr::Facts;
use vuonlen_law::facts::{Record, Value};
use vuonlen_law::status::Status;
use vuonlen_store::Tx;
use vuonlen_store::household::{Household, HouseholdFilter, Reach};
use vuonlen_store::review::SurveyForm;

/// One household of a snapshot.
#[derive(Debug)]
pub(super) struct SealedRow {
    pub(super) village: String,
    pub(super) code: String,
    pub(super) household_id: Uuid,
    pub(super) facts: Record,
    /// Members of poor and near-poor households: the lists name them.
    pub(super) members: Vec<SealedMember>,
}

/// One member of a household of a snapshot.
#[derive(Debug)]
pub(super) struct SealedMember {
    pub(super) name: String,
    pub(super) facts: Record,
}

impl Context {
    /// The rows of a round's snapshot in order of village and code, and how sure the least sure
    /// value behind them is.
    pub(super) async fn sealed_rows(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
    ) -> Result<(Vec<SealedRow>, Status), Error> {
        let (province, round_id) = round.key();
        let mut reviewed: BTreeMap<Uuid, SurveyForm> = BTreeMap::new();
        for line in tx.list_forms(province, round_id, None).await? {
            let done = ["confirmed", "explained"].contains(&line.state.as_str());
            if let Some(form) = tx.find_form(province, line.form_id).await?
                && done
                && form.assessment.is_some()
            {
                reviewed.insert(form.household_id, form);
            }
        }
        let filter = HouseholdFilter {
            reach: vec![Reach::Commune(
                province.to_owned(),
                round.row.commune_code.clone(),
            )],
            with_left: true,
            ..HouseholdFilter::default()
        };
        let households = tx.list_households(&filter, None, u32::MAX).await?;
        let past = tx
            .list_recognitions_of_commune(province, &round.row.commune_code)
            .await?;
        let past = Past::by_household(past);
        let villages = self.village_names(tx, &households, province).await?;
        let none = Past::default();
        let mut status = self.transitions_status();
        let mut rows = Vec::with_capacity(households.len());
        for household in households {
            let id = household.household_id;
            let past = past.get(&id).unwrap_or(&none);
            let mut row = SealedRow {
                village: villages
                    .get(&household.village_id)
                    .cloned()
                    .unwrap_or_default(),
                code: household.code.clone(),
                household_id: id,
                facts: Record::new(),
                members: Vec::new(),
            };
            match reviewed.get(&id) {
                Some(form) => {
                    let kept = Kept::read(form.assessment.as_ref().unwrap_or_default())?;
                    status = status.weakest(kept.status);
                    row.facts = self.assessed_record(&kept.facts);
                    row.members = self.sealed_members(form)?;
                }
                None if household.active => {
                    row.facts = self.unreviewed(round, &household, past);
                }
                // It left, and was in no list before it did.
                None => continue,
            }
            rows.push(row);
        }
        rows.sort_by(|a, b| (&a.village, &a.code).cmp(&(&b.village, &b.code)));
        Ok((rows, status))
    }

    async fn village_names(
        &self,
        tx: &mut Tx,
        households: &[Household],
        province: &str,
    ) -> Result<BTreeMap<Uuid, String>, Error> {
        let mut names = BTreeMap::new();
        for household in households {
            let village = household.village_id;
            if let Entry::Vacant(unknown) = names.entry(village) {
                unknown.insert(self.village_name(tx, province, village).await?);
            }
        }
        Ok(names)
    }

    fn sealed_members(&self, form: &SurveyForm) -> Result<Vec<SealedMember>, Error> {
        let class = form.class.as_deref().and_then(Class::parse);
        let schema = self.law.facts.scope("member");
        let (Some(schema), true) = (schema, class.is_some_and(Class::is_poor_or_near_poor)) else {
            return Ok(Vec::new());
        };
        let document: HouseholdDocument =
            serde_json::from_value(form.answers.clone()).map_err(Error::internal)?;
        // Lists begin with the head.
        let head = document.head().map(|head| head.person_id);
        let mut members = document.members;
        members.sort_by_key(|member| Some(member.person_id) != head);
        Ok(members
            .iter()
            .map(|member| {
                let mut facts = record(&member.answers, schema, &self.law.codes);
                let year = member.birth_date().map(|birth| birth.year());
                if let (Some(index), Some(year)) = (schema.index("birth_year"), year)
                    && let Some(slot) = facts.get_mut(index)
                {
                    *slot = Some(Value::Int(year.into()));
                }
                SealedMember {
                    name: member.name.clone(),
                    facts,
                }
            })
            .collect())
    }

    /// A household nobody had to review: what the registry says of it.
    fn unreviewed(&self, round: &RoundAt<'_>, household: &Household, past: &Past) -> Record {
        let year = round.row.year;
        let (before, size) = past.before(round.kind, year, household);
        let history = past.history(year - 1);
        let ever = |class: Class| history.iter().any(|(_, known)| *known == class);
        // A class from elsewhere came with the household; in its own commune a household that is
        // in a list was reviewed.
        let class = match Class::parse(&household.class) {
            Some(Class::NotPoor) | None => Class::NotPoor.code(),
            Some(class) => class.code(),
        };
        let arrived = Class::parse(class).is_some_and(Class::is_poor_or_near_poor);
        let code = |code: &str| Answer::Code(code.to_owned());
        let mut facts = Answers::from([
            ("present".to_owned(), Answer::Bool(true)),
            ("area".to_owned(), code(&household.area)),
            ("size".to_owned(), Answer::Int(household.size)),
            ("class".to_owned(), code(class)),
            ("ethnicity".to_owned(), code(&household.ethnicity)),
            ("ever_poor".to_owned(), Answer::Bool(ever(Class::Poor))),
            (
                "ever_near_poor".to_owned(),
                Answer::Bool(ever(Class::NearPoor)),
            ),
        ]);
        let before = if arrived { "none" } else { before.code() };
        facts.insert("previous_class".to_owned(), code(before));
        if let Some(size) = size.filter(|_| !arrived) {
            facts.insert("previous_size".to_owned(), Answer::Int(size.into()));
        }
        let groups = household
            .groups
            .split(',')
            .filter(|group| !group.is_empty());
        let groups = groups.map(str::to_owned).collect();
        facts.insert("groups".to_owned(), Answer::Set(groups));
        let event = if arrived { "moved_in" } else { "none" };
        facts.insert("event".to_owned(), code(event));
        if let Some(movement) = self.movement(&facts) {
            facts.insert("transition".to_owned(), code(&movement));
        }
        self.assessed_record(&facts)
    }

    /// The first movement of the law that holds.
    fn movement(&self, facts: &Answers) -> Option<String> {
        let scope = self.law.scopes.transition.household();
        let known = record(facts, scope, &self.law.codes);
        let facts = Facts {
            household: &known,
            members: None,
        };
        let rules = self.law.transitions.iter();
        let mut holding = rules.filter(|rule| {
            rule.formula()
                .is_some_and(|formula| formula.interpret(facts).is_true())
        });
        holding.next().map(|rule| rule.code.clone())
    }

    fn transitions_status(&self) -> Status {
        let rules = self.law.transitions.iter();
        rules
            .map(|rule| rule.status)
            .fold(Status::Verified, Status::weakest)
    }
}
