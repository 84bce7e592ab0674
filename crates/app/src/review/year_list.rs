//! The detailed lists of a sealed year (R14, R15), member by member.

use super::sealed::{ListedMember, SealedYear};
use super::tables::{YearRef, nothing_sealed, status_of};
use crate::access::{Action, Actor};
use crate::{Context, Error};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_law::facts::Value;
use vuonlen_measure::tables::{ColumnHead, ListBuilder, ListLine, Person, Roster, Sex};

/// A detailed list (R14, R15) of a commune's year.
#[derive(Debug)]
pub struct YearList {
    /// Its title.
    pub title: Text,
    /// Heads of its columns.
    pub columns: Vec<ColumnHead>,
    /// Its lines, household by household.
    pub lines: Vec<ListLine>,
}

impl Context {
    /// A detailed list of a commune's sealed year: it names persons, so the reading is audited.
    ///
    /// # Errors
    /// No such list; nothing sealed; an area that is not the actor's.
    pub async fn statutory_list(
        &self,
        actor: &Actor,
        year: &YearRef,
        id: &str,
    ) -> Result<YearList, Error> {
        let mut tx = self.store.begin().await?;
        let permit = self.permit(actor, Action::HouseholdList, year.area())?;
        let snapshots = self.snapshots_of(&mut tx, year).await?;
        let plan = self.plan_of(snapshots.first().ok_or_else(nothing_sealed)?)?;
        let within = self.village_of(&mut tx, year).await?;
        let mut list: Option<YearList> = None;
        let mut counted = 0;
        for snapshot in snapshots {
            let status = status_of(&snapshot)?;
            let sealed = self
                .sealed_year(&mut tx, snapshot, within.as_deref())
                .await?;
            let people = self.sealed_people(&mut tx, &sealed).await?;
            let people = self.roster(&sealed, people);
            let builder = ListBuilder::new(&plan, id, status).map_err(|_| Error::not_found())?;
            let mut builder = builder.continued(counted);
            let lines = builder
                .lines(&sealed.households, &people)
                .map_err(Error::internal)?;
            counted = builder.households();
            let list = list.get_or_insert_with(|| YearList {
                title: builder.title().clone(),
                columns: builder.columns(),
                lines: Vec::new(),
            });
            list.lines.extend(lines);
            let subject = ("snapshot", sealed.snapshot.snapshot_id);
            permit
                .record(&mut tx, subject, serde_json::json!({ "list": id }), "")
                .await?;
        }
        tx.commit().await?;
        list.ok_or_else(nothing_sealed)
    }

    fn roster(&self, sealed: &SealedYear, people: Vec<ListedMember>) -> People {
        let schema = self.law.facts.scope("member");
        let value = |member: &ListedMember, fact: &str| {
            member.facts.get(schema?.index(fact)?).copied().flatten()
        };
        let code = |member: &ListedMember, fact: &str, list: &str| -> Option<String> {
            let Some(Value::Code(position)) = value(member, fact) else {
                return None;
            };
            let list = self.law.codes.list(list)?;
            list.code_at(position.into()).map(str::to_owned)
        };
        let label =
            |list: &str, code: Option<String>| self.law.codes.list(list)?.label(&code?).cloned();
        let mut by_household: BTreeMap<Uuid, Vec<Person>> = BTreeMap::new();
        for member in people {
            let sex = match code(&member, "sex", "sexes").as_deref() {
                Some("male") => Some(Sex::Male),
                Some("female") => Some(Sex::Female),
                _ => None,
            };
            let birth_year = match value(&member, "birth_year") {
                Some(Value::Int(year)) => i32::try_from(year).ok(),
                _ => None,
            };
            let person = Person {
                sex,
                birth_year,
                ethnicity: label("ethnic_groups", code(&member, "ethnicity", "ethnic_groups")),
                relation: label("relations", code(&member, "relation", "relations")),
                name: member.name,
            };
            by_household
                .entry(member.household_id)
                .or_default()
                .push(person);
        }
        let rows = sealed.ids.iter();
        People(
            rows.map(|id| by_household.remove(id).unwrap_or_default())
                .collect(),
        )
    }
}

/// Members by row of the households.
struct People(Vec<Vec<Person>>);

impl Roster for People {
    fn members(&self, row: usize) -> Vec<Person> {
        self.0.get(row).cloned().unwrap_or_default()
    }
}
