//! What the law makes of a form's answers: under the standard in force and, where another one
//! follows, under the coming one.

use super::past::Past;
use super::round_at::RoundAt;
use crate::registry::HouseholdDocument;
use crate::registry::document::{Answers, answers, record};
use crate::{Context, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vuonlen_law::assess::{
    Assessment, Assessor, AssessorError, Explanation, HouseholdInput, Options, Problem, Record,
};
use vuonlen_law::law::Law;
use vuonlen_law::status::Status;
use vuonlen_store::household::Household;
use vuonlen_store::review::FormResult;

/// Assesses the households of one round.
#[derive(Debug)]
pub(super) struct Judge<'law> {
    law: &'law Law,
    now: Assessor<'law>,
    opening: Option<Assessor<'law>>,
}

/// The law's result for one household, live or as kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// Under the standard of the round.
    pub now: Judgement,
    /// Under the standard of the coming year, where another one follows.
    pub opening: Option<Judgement>,
}

/// The result under one standard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// Id of the standard.
    pub standard: String,
    /// Class, scores, deprivations; none where the answers do not decide it.
    pub assessment: Option<Assessment>,
    /// Why, and what would change it.
    pub explanation: Option<Explanation>,
    /// What keeps it from being decided, or should be looked at.
    pub problems: Vec<Problem>,
}

/// What is kept of a result: readable without this program, and enough for every table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The assessment as it is told.
    pub(super) assessment: Value,
    /// The assessed facts by name.
    pub(super) facts: Answers,
    /// How sure the least sure value behind it is.
    pub(super) status: Status,
    /// SHA-256 of the law data set it was made with.
    pub(super) law: String,
}

impl<'law> Judge<'law> {
    /// The standards of a round.
    pub(super) fn new(law: &'law Law, round: &RoundAt<'_>) -> Result<Self, Error> {
        let row = &round.row;
        let options = Options {
            score_table: row.score_table.clone(),
            overlay: row.overlay.clone(),
        };
        let now = Assessor::new(law, &row.standard, row.reviewed_on, &options);
        let opening = row
            .opening_standard
            .as_deref()
            .map(|standard| Assessor::new(law, standard, row.reviewed_on, &Options::default()));
        Ok(Self {
            law,
            now: now.map_err(unusable)?,
            opening: opening.transpose().map_err(unusable)?,
        })
    }

    /// The household as the assessor takes it.
    pub(super) fn input(
        &self,
        round: &RoundAt<'_>,
        household: &Household,
        (document, event): (&HouseholdDocument, Option<&str>),
        past: &Past,
    ) -> Result<HouseholdInput, Error> {
        let id = household.household_id.to_string();
        let mut input = document.to_input(&id, self.law).map_err(Error::internal)?;
        input.event = event.map(str::to_owned);
        past.tell(round.kind, round.row.year, household, &mut input);
        Ok(input)
    }

    /// The result with its explanation.
    pub(super) fn verdict(&self, input: &HouseholdInput) -> Verdict {
        Verdict {
            now: judgement(&self.now, input),
            opening: self.opening.as_ref().map(|a| judgement(a, input)),
        }
    }

    /// What of a result is kept.
    pub(super) fn keep(&self, verdict: &Verdict) -> Result<FormResult, Error> {
        let kept = |judgement: &Judgement| -> Result<Option<Value>, Error> {
            let Some(assessment) = &judgement.assessment else {
                return Ok(None);
            };
            let schema = self.law.scopes.assessed.household();
            let kept = Kept {
                assessment: serde_json::to_value(assessment).map_err(Error::internal)?,
                facts: answers(&assessment.facts, schema, &self.law.codes),
                status: (assessment.transition_status).map_or(assessment.status, |status| {
                    status.weakest(assessment.status)
                }),
                law: self.law.hash().to_owned(),
            };
            serde_json::to_value(kept)
                .map(Some)
                .map_err(Error::internal)
        };
        let class = |judgement: &Judgement| {
            let assessment = judgement.assessment.as_ref()?;
            let class = assessment.class.map_or("none", |class| class.code());
            Some(class.to_owned())
        };
        let now = verdict.now.assessment.as_ref();
        Ok(FormResult {
            assessment: kept(&verdict.now)?,
            opening: verdict.opening.as_ref().map(kept).transpose()?.flatten(),
            class: class(&verdict.now),
            opening_class: verdict.opening.as_ref().and_then(class),
            transition: now.and_then(|a| a.transition.as_deref().map(str::to_owned)),
            score_a: now.and_then(|a| a.score_a),
            score_b: now.and_then(|a| a.score_b),
        })
    }
}

impl Kept {
    pub(super) fn read(kept: &Value) -> Result<Self, Error> {
        serde_json::from_value(kept.clone()).map_err(Error::internal)
    }
}

impl Context {
    /// The assessed facts of a kept result.
    pub(super) fn kept_facts(&self, kept: &Value) -> Result<Record, Error> {
        Ok(self.assessed_record(&Kept::read(kept)?.facts))
    }

    /// Assessed facts by name as a record.
    pub(super) fn assessed_record(&self, facts: &Answers) -> Record {
        let schema = self.law.scopes.assessed.household();
        record(facts, schema, &self.law.codes)
    }
}

fn judgement(assessor: &Assessor<'_>, input: &HouseholdInput) -> Judgement {
    let standard = assessor.standard().id.clone();
    match assessor.assess(input) {
        Ok(assessment) => Judgement {
            standard,
            explanation: assessor.explain(input).ok(),
            problems: assessment.problems.clone(),
            assessment: Some(assessment),
        },
        Err(problems) => Judgement {
            standard,
            assessment: None,
            explanation: None,
            problems,
        },
    }
}

/// A standard, table or overlay that cannot be used on that day.
#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
pub(super) fn unusable(error: AssessorError) -> Error {
    let text = error.text();
    Error::state("standard_unusable", text.vi, text.en)
}
