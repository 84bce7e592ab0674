//! What is done about each cause of a household's poverty: tied to the household, the cause and
//! what it wishes itself, or refused.

use super::document::{Answer, HouseholdDocument};
use super::household::newest;
use super::list::HouseholdQuery;
use super::record::required;
use super::wording::Wording;
use crate::access::{Action, Actor};
use crate::error::FieldError;
use crate::privacy::kinds::FieldKind;
use crate::privacy::masking::Sight;
use crate::{Context, Error};
use chrono::{Datelike, NaiveDate};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::text::normalise;
use vuonlen_law::solutions::SolutionHint;
use vuonlen_store::household::HouseholdFilter;
use vuonlen_store::solution::HouseholdSolution;

/// A solution to be recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSolution {
    /// Code of the cause.
    pub cause: String,
    /// What is done.
    pub solution: String,
    /// What the household wishes.
    pub wish: String,
    /// Who sees to it.
    pub responsible: String,
    /// By when.
    pub due_on: Option<NaiveDate>,
}

/// Everything the page of a household's solutions shows.
#[derive(Debug, Clone, PartialEq)]
pub struct SolutionPage {
    /// Name of the head.
    pub head_name: String,
    /// Its causes, each with whether some solution answers it, and what is usually done.
    pub causes: Vec<CauseView>,
    /// Its solutions, newest first, each with the label of its cause.
    pub solutions: Vec<(Text, HouseholdSolution)>,
    /// What it wishes, as far as it has said so.
    pub wish: String,
}

/// One cause.
#[derive(Debug, Clone, PartialEq)]
pub struct CauseView {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub label: Text,
    /// Whether a solution answers it.
    pub answered: bool,
    /// What is usually done about it.
    pub hints: Vec<SolutionHint>,
}

impl Context {
    /// Causes and solutions of a household. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for a household elsewhere.
    pub async fn household_solutions(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
    ) -> Result<SolutionPage, Error> {
        let mut tx = self.store.read().await?;
        let key = (province, household_id);
        let (household, scope, area) = self
            .household_for(&mut tx, actor, Action::HouseholdRead, key)
            .await?;
        let document = newest(&mut tx, &household).await?;
        let solutions = tx.list_solutions_of(province, household_id).await?;
        let year = i64::from(self.today().year());
        let forms = tx
            .list_form_outcomes(province, &household.commune_code, year)
            .await?;
        let subject = ("household", household_id.to_string());
        let place = (Action::HouseholdRead, &scope, &area);
        let details = json!({ "solutions": solutions.len() });
        self.write_down_reading(tx, actor, place, subject, details)
            .await?;
        let wording = Wording::new(&self.law);
        let sight = Sight::over(actor, &area);
        let said = forms
            .into_iter()
            .rfind(|form| form.household_id == household_id)
            .and_then(|form| Some(form.appraisal.get("wish")?.as_str()?.to_owned()))
            .filter(|wish| !wish.is_empty());
        let known = codes(&document, "causes");
        let known = known.iter().filter(|_| sight.sees(FieldKind::Causes));
        let causes = known.map(|code| CauseView {
            code: code.clone(),
            label: wording.label("causes", code),
            answered: solutions
                .iter()
                .any(|one| one.cause == *code && one.state != "dropped"),
            hints: self.solution_hints(code),
        });
        Ok(SolutionPage {
            head_name: household.head_name,
            causes: causes.collect(),
            wish: sight.text(
                FieldKind::Notes,
                &said
                    .or_else(|| solutions.first().map(|one| one.wish.clone()))
                    .unwrap_or_default(),
            ),
            solutions: solutions
                .into_iter()
                .map(|mut one| {
                    let label = wording.label("causes", &one.cause);
                    one.wish = sight.text(FieldKind::Notes, &one.wish);
                    one.outcome = sight.text(FieldKind::Notes, &one.outcome);
                    let shown =
                        [label.vi, label.en].map(|text| sight.text(FieldKind::Causes, &text));
                    let [vi, en] = shown;
                    (Text::new(vi, en), one)
                })
                .collect(),
        })
    }

    /// How many poor households with a person of merit in the actor's area wait for a solution:
    /// the alert that stands until one is recorded.
    ///
    /// # Errors
    /// When the actor may not list households.
    pub async fn merit_alerts(&self, actor: &Actor) -> Result<i64, Error> {
        let scope = self.scope(actor, Action::HouseholdList)?;
        let filter = HouseholdFilter {
            without_solution_since: Some(i64::from(self.today().year()) - 1),
            ..HouseholdQuery {
                classes: vec!["poor".to_owned()],
                group: Some("merit".to_owned()),
                ..HouseholdQuery::default()
            }
            .filter(&scope)
        };
        let mut tx = self.store.read().await?;
        let (waiting, _) = tx.count_households(&filter).await?;
        Ok(waiting)
    }

    /// What is usually done about a cause.
    #[must_use]
    pub fn solution_hints(&self, cause: &str) -> Vec<SolutionHint> {
        let hints = self.law.solutions.iter();
        hints.filter(|hint| hint.cause == cause).cloned().collect()
    }

    /// Records a solution.
    ///
    /// # Errors
    /// A cause the household does not have, no wish, nobody responsible, no day.
    pub async fn add_solution(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        new: NewSolution,
    ) -> Result<Uuid, Error> {
        let mut tx = self.store.begin().await?;
        let key = (province, household_id);
        let (household, scope, area) = self
            .household_for(&mut tx, actor, Action::SolutionWrite, key)
            .await?;
        let document = newest(&mut tx, &household).await?;
        let due_on = self.check_solution(&document, &new)?;
        let solution = HouseholdSolution {
            province_code: province.to_owned(),
            solution_id: self.new_id(),
            household_id,
            commune_code: household.commune_code,
            year: i64::from(self.today().year()),
            cause: new.cause,
            solution: normalise(&new.solution),
            wish: normalise(&new.wish),
            responsible: normalise(&new.responsible),
            due_on,
            state: "planned".to_owned(),
            outcome: String::new(),
            closed_on: None,
            closed_by: None,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_solution(&solution).await?;
        let subject = ("household", household_id.to_string());
        let place = (Action::SolutionWrite, &scope, &area);
        let details = json!({ "solution": solution.solution_id, "cause": solution.cause });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        tx.commit().await?;
        Ok(solution.solution_id)
    }

    fn check_solution(
        &self,
        document: &HouseholdDocument,
        new: &NewSolution,
    ) -> Result<NaiveDate, Error> {
        let mut wrong = Vec::new();
        let mut say = |field: &str, vi: &str, en: &str| {
            wrong.push(FieldError {
                field: field.to_owned(),
                text: Text::new(vi, en),
            });
        };
        // “Other” can always be chosen: a household of merit may have no cause on its form.
        if new.cause != "other" && !codes(document, "causes").contains(&new.cause) {
            say(
                "cause",
                "Chọn một nguyên nhân đã ghi cho hộ. Nếu thiếu, sửa thông tin hộ trước.",
                "Choose a cause recorded for the household. If it is missing, edit the household first.",
            );
        }
        let given = |text: &str| !normalise(text).is_empty();
        if !given(&new.solution) {
            say("solution", "Ghi giải pháp cụ thể.", "Write what is done.");
        }
        if !given(&new.wish) {
            say(
                "wish",
                "Ghi nguyện vọng của hộ: giải pháp phải gắn với nguyện vọng.",
                "Write what the household wishes: a solution is tied to it.",
            );
        }
        if !given(&new.responsible) {
            say(
                "responsible",
                "Ghi đơn vị, người phụ trách.",
                "Write who sees to it.",
            );
        }
        if new.due_on.is_none() {
            say("due_on", "Nhập hạn hoàn thành.", "Enter by when.");
        } else if new.due_on.is_some_and(|day| day < self.today()) {
            say("due_on", "Hạn này đã qua.", "That day has passed.");
        }
        match new.due_on.filter(|_| wrong.is_empty()) {
            Some(day) => Ok(day),
            None => Err(Error::invalid(wrong)),
        }
    }

    /// Ends a solution: done, or dropped.
    ///
    /// # Errors
    /// No outcome; a solution ended already.
    pub async fn close_solution(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        solution_id: Uuid,
        (done, outcome): (bool, &str),
    ) -> Result<(), Error> {
        let outcome = required(
            "outcome",
            outcome,
            "Ghi kết quả hoặc lý do không thực hiện.",
            "Write what came of it, or why it was dropped.",
        )?;
        let mut tx = self.store.begin().await?;
        let key = (province, household_id);
        let (_, scope, area) = self
            .household_for(&mut tx, actor, Action::SolutionWrite, key)
            .await?;
        let solution = tx.find_solution(province, solution_id).await?;
        solution
            .filter(|solution| solution.household_id == household_id)
            .ok_or_else(Error::not_found)?;
        let state = if done { "done" } else { "dropped" };
        let by = (actor.account_id, self.today());
        tx.close_solution((province, solution_id), (state, &outcome), by)
            .await?;
        let subject = ("household", household_id.to_string());
        let place = (Action::SolutionWrite, &scope, &area);
        let details = json!({ "solution": solution_id, "state": state });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        Ok(tx.commit().await?)
    }
}

fn codes<'d>(document: &'d HouseholdDocument, fact: &str) -> &'d [String] {
    match document.answers.get(fact) {
        Some(Answer::Set(codes)) => codes,
        _ => &[],
    }
}
