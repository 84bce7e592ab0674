//! Planning a round: what the law proposes, and the round itself with its list.

use super::days::last_day;
use super::judge::unusable;
use super::latest::{ProposedStep, proposed_steps};
use super::round_at::track;
use crate::access::{Action, Actor, Area};
use crate::once::{Claim, FormKey, claim};
use crate::{Context, Error};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_domain::review::{RoundKind, RoundReview, WorkingDays};
use vuonlen_law::assess::{Assessor, Options};
use vuonlen_law::procedures::ProcedureVersion;
use vuonlen_store::StoreError;
use vuonlen_store::review::Round;

/// A round to be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRound {
    /// The commune.
    pub commune: String,
    /// Year whose lists it decides.
    pub year: i32,
    /// What kind of review.
    pub kind: RoundKind,
    /// First day.
    pub starts_on: NaiveDate,
    /// Day on which ages and rules are taken.
    pub reviewed_on: NaiveDate,
    /// Score table that gives score A from answers; absent: the standard's own.
    pub score_table: Option<String>,
    /// The province's higher standard.
    pub overlay: Option<String>,
    /// Whether somebody above the commune is asked, where the procedure leaves that open.
    pub ask_opinion: bool,
}

/// What came of planning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The round.
    pub round_id: Uuid,
    /// Villages in it.
    pub villages: usize,
    /// Households on its list.
    pub households: usize,
}

/// What the law says of a round before it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundProposal {
    /// First day the procedure allows.
    pub starts_on: NaiveDate,
    /// Last day on which the decision is in time.
    pub ends_on: NaiveDate,
    /// Standard of the result.
    pub standard: String,
    /// Standard of the opening list, where another one follows.
    pub opening_standard: Option<String>,
    /// Score tables of the standard.
    pub score_tables: Vec<String>,
    /// Who gives an opinion (code of `review_actors`); none: the procedure asks nobody.
    pub opinion_by: Option<String>,
    /// Whether the commune may do without that opinion.
    pub opinion_optional: bool,
    /// The province's higher standards that may be laid over it.
    pub overlays: Vec<String>,
    /// Its steps, in order, with the days to plan by.
    pub steps: Vec<ProposedStep>,
    /// What a reader of the days must know.
    pub note: Text,
}

impl Context {
    /// What the law proposes for a round of this kind that begins on `starts_on`.
    ///
    /// # Errors
    /// No procedure or no standard on that day; a day on which this kind does not begin.
    pub fn propose_round(
        &self,
        kind: RoundKind,
        year: i32,
        starts_on: NaiveDate,
    ) -> Result<RoundProposal, Error> {
        let procedure = self.procedure(kind, starts_on)?;
        let working = &self.law.holidays.working;
        let ends_on = ends_on((procedure, working), year, starts_on)?;
        let standard = self.standard_on(starts_on)?;
        let opinion = procedure.step("opinion");
        Ok(RoundProposal {
            starts_on,
            ends_on,
            opening_standard: self.opening_standard(kind, year, &standard),
            score_tables: (self.law.score_tables.iter())
                .filter(|table| table.standard == standard)
                .map(|table| table.id.clone())
                .collect(),
            opinion_by: opinion.and_then(|step| step.actors.get(1).cloned()),
            opinion_optional: opinion.is_some_and(|step| step.optional),
            overlays: (self.law.overlays.iter())
                .filter(|overlay| overlay.base == standard)
                .map(|overlay| overlay.id.clone())
                .collect(),
            steps: proposed_steps(
                (procedure, working),
                ends_on,
                opinion.is_some_and(|step| !step.optional),
            ),
            note: super::days::note(&self.law.holidays, year),
            standard,
        })
    }

    /// A day on which a round of this kind can begin: today where the procedure allows it, else
    /// the first day it names in this year or month.
    #[must_use]
    pub fn proposed_start(&self, kind: RoundKind) -> NaiveDate {
        let today = self.today();
        if self.propose_round(kind, today.year(), today).is_ok() {
            return today;
        }
        let Ok(procedure) = self.procedure(kind, today) else {
            return today;
        };
        let of_month = (procedure.month_day.as_ref()).and_then(|one| today.with_day(one.day));
        let of_year =
            (procedure.window.as_ref()).and_then(|window| window.first.in_year(today.year()));
        of_month.or(of_year).unwrap_or(today)
    }

    /// Plans a round: its villages, and the list of households to review.
    ///
    /// # Errors
    /// Days the procedure does not allow, no standard, a round that is there already, another's
    /// commune.
    pub async fn plan_round(
        &self,
        actor: &Actor,
        plan: PlanRound,
        key: FormKey<'_>,
    ) -> Result<Planned, Error> {
        let area = self.commune_area(&plan.commune)?;
        let permit = self.permit(actor, Action::RoundPlan, area.clone())?;
        let round = self.round_of(&plan, &area, actor)?;
        let mut tx = self.store.begin().await?;
        let once = match claim(self, &mut tx, actor, ("plan_round", key)).await? {
            Claim::Done(done) => return Ok(done),
            Claim::New(once) => once,
        };
        tx.add_round(&round).await.map_err(|error| match error {
            StoreError::Rule(_) => Error::state(
                "round_exists",
                format!(
                    "Xã đã có đợt rà soát loại này bắt đầu ngày {}. Mở đợt đã có.",
                    written(round.starts_on)
                ),
                format!(
                    "The commune already has such a round beginning on {}. Open that one.",
                    written(round.starts_on)
                ),
            ),
            other => other.into(),
        })?;
        let (villages, households) = self.draw_up_list(&mut tx, actor, &round).await?;
        let planned = Planned {
            round_id: round.round_id,
            villages,
            households,
        };
        let details = json!({
            "planned": round.kind, "year": round.year, "standard": round.standard,
            "opening_standard": round.opening_standard, "households": households,
        });
        let subject = ("round", round.round_id);
        permit.record(&mut tx, subject, details, "").await?;
        once.keep(&mut tx, &planned).await?;
        tx.commit().await?;
        Ok(planned)
    }

    fn round_of(&self, plan: &PlanRound, area: &Area, actor: &Actor) -> Result<Round, Error> {
        let proposal = self.propose_round(plan.kind, plan.year, plan.starts_on)?;
        if plan.reviewed_on < proposal.starts_on || plan.reviewed_on > proposal.ends_on {
            return Err(Error::field(
                "reviewed_on",
                format!(
                    "Ngày rà soát phải từ {} đến {}.",
                    written(proposal.starts_on),
                    written(proposal.ends_on)
                ),
                format!(
                    "The day of the review must be from {} to {}.",
                    written(proposal.starts_on),
                    written(proposal.ends_on)
                ),
            ));
        }
        let standard = self.standard_on(plan.reviewed_on)?;
        let options = Options {
            score_table: plan.score_table.clone(),
            overlay: plan.overlay.clone(),
        };
        Assessor::new(&self.law, &standard, plan.reviewed_on, &options).map_err(unusable)?;
        let asked = plan.ask_opinion || !proposal.opinion_optional;
        let planned = RoundReview::planned(track(
            plan.kind,
            self.procedure(plan.kind, plan.starts_on)?,
            asked && proposal.opinion_by.is_some(),
        ));
        Ok(Round {
            province_code: area.province().unwrap_or_default().to_owned(),
            round_id: self.new_id(),
            commune_code: plan.commune.clone(),
            year: plan.year.into(),
            kind: plan.kind.code().to_owned(),
            reviewed_on: plan.reviewed_on,
            opening_standard: self.opening_standard(plan.kind, plan.year, &standard),
            standard,
            score_table: plan.score_table.clone(),
            overlay: plan.overlay.clone(),
            opinion_by: proposal.opinion_by.filter(|_| asked),
            starts_on: plan.starts_on,
            ends_on: proposal.ends_on,
            state: planned.state().code().to_owned(),
            changed_at: self.now(),
            planned_by: Some(actor.account_id),
        })
    }

    fn standard_on(&self, day: NaiveDate) -> Result<String, Error> {
        let standard = self.law.standard_on(day).map_err(|none| {
            let text = none.text();
            Error::state("no_standard", text.vi, text.en)
        })?;
        Ok(standard.id.clone())
    }

    /// The standard on the first day of the coming year, where it is another.
    fn opening_standard(&self, kind: RoundKind, year: i32, standard: &str) -> Option<String> {
        let first = NaiveDate::from_ymd_opt(year + 1, 1, 1)?;
        let next = self.law.standard_on(first).ok()?;
        (kind.closes_the_year() && next.id != standard).then(|| next.id.clone())
    }
}

/// The last day on which the decision is in time.
fn ends_on(
    (procedure, working): (&ProcedureVersion, &WorkingDays),
    year: i32,
    starts_on: NaiveDate,
) -> Result<NaiveDate, Error> {
    let refuse = |vi: String, en: String| Err(Error::field("starts_on", vi, en));
    if starts_on.year() != year {
        return refuse(
            format!("Đợt rà soát của năm {year} bắt đầu trong năm {year}."),
            format!("A round of {year} begins in {year}."),
        );
    }
    if let Some(month_day) = &procedure.month_day
        && starts_on.day() != month_day.day
    {
        let day = month_day.day;
        return refuse(
            format!("Rà soát thường xuyên bắt đầu ngày {day} hằng tháng."),
            format!("The monthly review begins on day {day} of the month."),
        );
    }
    let Some(window) = &procedure.window else {
        let limit = procedure.time_limit.as_ref();
        return Ok(limit.map_or(starts_on, |count| last_day(working, starts_on, count)));
    };
    let (first, last) = (window.first.in_year(year), window.last.in_year(year));
    let (first, last) = (first.unwrap_or(starts_on), last.unwrap_or(starts_on));
    if starts_on < first || starts_on > last {
        return refuse(
            format!(
                "Rà soát định kỳ diễn ra từ {} đến {}.",
                written(first),
                written(last)
            ),
            format!(
                "The yearly review runs from {} to {}.",
                written(first),
                written(last)
            ),
        );
    }
    // “Before 14 December”: the day itself is too late.
    let deadline = procedure
        .step("recognition")
        .and_then(|step| step.deadline.as_ref());
    let before = deadline.and_then(|deadline| deadline.day.in_year(year)?.pred_opt());
    Ok(before.map_or(last, |before| before.min(last)))
}
