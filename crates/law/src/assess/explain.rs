//! Why a household has its class: every answer read, every rule compared, and what would have to
//! be different for another class.

mod counterfactual;
mod text;
mod trace;
mod value;

pub use counterfactual::{Change, Counterfactual, Direction, Threshold};
pub use trace::{AnswerTrace, IndicatorTrace, MovementTrace, RuleTrace, ScoreTrace};

use super::assemble::assemble;
use super::decide::decide;
use super::movement::{label, movements};
use super::prepare::prepare;
use super::run::evaluate;
use super::survey;
use super::table::Evaluator;
use super::{Assessment, Assessor, HouseholdInput, PreviousClass, Problem};
use crate::status::Status;
use chrono::NaiveDate;
use serde::Serialize;
use vuonlen_domain::{Area, Class, Text};

/// The full account of one assessment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Id of the household.
    pub household: String,
    /// Name of the head, where known.
    pub head_name: Option<String>,
    /// Day of the review.
    pub on: NaiveDate,
    /// Day whose rules were used: another for an opening class.
    pub rules_on: NaiveDate,
    /// Id of the standard.
    pub standard: String,
    /// What the standard is called.
    pub standard_title: Text,
    /// Area it was reviewed in.
    pub area: Area,
    /// Its class; `None` when it has left.
    pub class: Option<Class>,
    /// What the class is called.
    pub class_label: Text,
    /// How sure the least sure value used is.
    pub status: Status,
    /// Whether this is an invented example rather than law: it must be told wherever this shows.
    pub illustrative: bool,
    /// The figures that rules of the class compared.
    pub measures: Vec<AnswerTrace>,
    /// The rules tried, up to the one that holds.
    pub rules: Vec<RuleTrace>,
    /// The standard's indicators, in the order of the law.
    pub indicators: Vec<IndicatorTrace>,
    /// The lines of the score table that gave points; empty where score A was not computed.
    pub scores: Vec<ScoreTrace>,
    /// The movement since the review before, where known.
    pub movement: Option<MovementTrace>,
    /// What would change the class.
    pub counterfactual: Counterfactual,
    /// What a person should look at.
    pub problems: Vec<Problem>,
}

impl Assessor<'_> {
    /// Explains the assessment of one household, by the interpreter.
    ///
    /// # Errors
    /// The same problems as [`Assessor::assess`].
    pub fn explain(&self, input: &HouseholdInput) -> Result<Explanation, Vec<Problem>> {
        let rules = &self.rules;
        let household = [prepare(rules, input)?];
        let evaluated = evaluate(rules, Evaluator::Interpreter, &household);
        let mut rulings = decide(rules, Evaluator::Interpreter, &household, &evaluated);
        let movement = movements(rules, Evaluator::Interpreter, &household, &rulings);
        let [household] = household;
        let row = survey::row(rules, &household);
        let (Some(evaluated), Some(ruling)) = (evaluated.first(), rulings.pop()) else {
            return Err(Vec::new());
        };
        let outcome = ruling.outcome.as_ref().ok().copied().flatten();
        let movement = movement.first().copied().flatten();
        let traced = trace::Traced {
            rules,
            household: &household,
            evaluated,
            row: &row,
        };
        let rules_tried = outcome.map(|outcome| traced.rules_tried(outcome));
        let indicators = traced.indicators();
        let scores = traced.scores();
        let measures = traced.measures(outcome.map(|outcome| outcome.route));
        let movement_trace = movement.map(|index| traced.movement(index));
        let counterfactual = outcome
            .map(|outcome| counterfactual::counterfactual(rules, &household, evaluated, outcome))
            .unwrap_or_default();
        let assessment = assemble(rules, household, evaluated, ruling, movement)?;
        Ok(Explanation {
            household: input.id.clone(),
            head_name: input.head_name.clone().or_else(|| {
                let head = input.members.first()?;
                Some(head.name.clone())
            }),
            on: rules.on,
            rules_on: rules.rules_on,
            standard: rules.id.to_string(),
            standard_title: rules.standard.title.clone(),
            area: assessment.area,
            class_label: class_label(self, &assessment),
            class: assessment.class,
            status: assessment.status,
            illustrative: assessment.status == Status::Illustrative,
            measures,
            rules: rules_tried.unwrap_or_default(),
            indicators,
            scores,
            movement: movement_trace,
            counterfactual,
            problems: assessment.problems,
        })
    }
}

fn class_label(assessor: &Assessor<'_>, assessment: &Assessment) -> Text {
    let class = assessment
        .class
        .map_or(PreviousClass::None, PreviousClass::Class);
    label(&assessor.rules, class.code())
}
