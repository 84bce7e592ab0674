//! When each step of a round is due, and what is late.

use super::days::last_day;
use super::latest::latest_days;
use super::round_at::RoundAt;
use crate::{Context, Error};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::review::{RoundState, VillageState};
use vuonlen_law::procedures::Step;
use vuonlen_law::status::Status;
use vuonlen_store::Tx;
use vuonlen_store::review::{Round, RoundVillage, Transition};

/// One step of the procedure, for the round or for a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueStep {
    /// Id of the step in the procedure.
    pub step: String,
    /// What is done.
    pub label: Text,
    /// Who does it (codes of `review_actors`), the responsible one first.
    pub actors: Vec<String>,
    /// The village, for a step of one village.
    pub village_id: Option<Uuid>,
    /// Last day on which it is in time.
    pub due_on: Option<NaiveDate>,
    /// How sure the day count behind it is.
    pub status: Status,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
    /// How it stands today.
    pub standing: Standing,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Done.
    Done,
    /// Under way or next.
    Current,
    /// Not its turn yet.
    Waiting,
    /// Not done though its day is past.
    Late {
        /// Days past.
        days: i64,
    },
}

impl Context {
    /// The steps of a round with their days. Steps of a village are listed for each village.
    pub(super) async fn due_steps(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
    ) -> Result<Vec<DueStep>, Error> {
        let (province, round_id) = round.key();
        let villages = tx.list_round_villages(province, round_id).await?;
        let transitions = tx.list_transitions(province, round_id).await?;
        let postings = tx.list_postings(province, round_id, None).await?;
        let objections = tx.list_objections(province, round_id, None).await?;
        let today = self.today();
        let latest = latest_days(
            (round.procedure, round.working),
            round.row.ends_on,
            round.track.opinion,
        );
        let mut steps = Vec::new();
        for step in &round.procedure.steps {
            match step.id.as_str() {
                "survey" | "meeting" | "posting" => {
                    for village in &villages {
                        let done = reached(&transitions, village, step);
                        let last = postings
                            .iter()
                            .filter(|posting| posting.village_id == village.village_id)
                            .filter_map(|posting| posting.until_date.pred_opt())
                            .max();
                        // What hangs out already ends on its own day.
                        let due = last.filter(|_| step.id == "posting");
                        let due = due.or_else(|| latest.get(&step.id).copied());
                        let current = is_current(village, step);
                        steps.push(due_step(step, today, (due, done, current)).of(village));
                    }
                }
                "recheck" => {
                    for one in &objections {
                        let done = one.settled_at.map(day_of);
                        let mut due = due_step(step, today, (Some(one.due_on), done, true));
                        due.village_id = Some(one.village_id);
                        steps.push(due);
                    }
                }
                "opinion" if !round.track.opinion => {}
                _ => steps.push(round_step(round, step, &transitions, today)?),
            }
        }
        Ok(steps)
    }
}

impl DueStep {
    fn of(mut self, village: &RoundVillage) -> Self {
        self.village_id = Some(village.village_id);
        self
    }

    /// Whether its day is past and it is not done.
    #[must_use]
    pub const fn is_late(&self) -> bool {
        matches!(self.standing, Standing::Late { .. })
    }
}

fn round_step(
    round: &RoundAt<'_>,
    step: &Step,
    transitions: &[Transition],
    today: NaiveDate,
) -> Result<DueStep, Error> {
    let state = round.state()?.state();
    let when = |wanted: RoundState| {
        let mine = transitions.iter().filter(|t| t.village_id.is_none());
        mine.rev()
            .find(|t| t.to_state == wanted.code())
            .map(|t| day_of(t.at))
    };
    let (due, done, current) = match step.id.as_str() {
        "list" | "request" => (
            None,
            when(RoundState::UnderWay),
            state == RoundState::Planned,
        ),
        "opinion" => {
            let asked = when(RoundState::Submitted);
            let due = asked.and_then(|day| Some(last_day(round.working, day, step.days.as_ref()?)));
            let past = state > RoundState::Submitted;
            let done = when(RoundState::OpinionGiven).filter(|_| past);
            (due, done, state == RoundState::Submitted)
        }
        "recognition" => {
            let signed = when(RoundState::Recognised);
            let before = if round.track.opinion {
                RoundState::OpinionGiven
            } else {
                RoundState::Submitted
            };
            (Some(round.row.ends_on), signed, state == before)
        }
        _ => (None, None, false),
    };
    Ok(due_step(step, today, (due, done, current)))
}

fn due_step(
    step: &Step,
    today: NaiveDate,
    (due_on, done_on, current): (Option<NaiveDate>, Option<NaiveDate>, bool),
) -> DueStep {
    let late = due_on.filter(|due| done_on.is_none() && *due < today);
    DueStep {
        step: step.id.clone(),
        label: step.label.clone(),
        actors: step.actors.clone(),
        village_id: None,
        due_on,
        status: step
            .days
            .as_ref()
            .map_or(step.status, |days| days.status.weakest(step.status)),
        done_on,
        standing: match (done_on, late) {
            (Some(_), _) => Standing::Done,
            (None, Some(due)) => Standing::Late {
                days: (today - due).num_days(),
            },
            (None, None) if current => Standing::Current,
            (None, None) => Standing::Waiting,
        },
    }
}

/// The state a village is in once a step is done.
fn goal(step: &Step) -> VillageState {
    match step.id.as_str() {
        "survey" => VillageState::Scored,
        "meeting" => VillageState::MeetingHeld,
        _ => VillageState::ObjectionsSettled,
    }
}

/// When a village finished a step, unless it went back since.
fn reached(transitions: &[Transition], village: &RoundVillage, step: &Step) -> Option<NaiveDate> {
    let goal = goal(step);
    let now = VillageState::parse(&village.state)?;
    if now < goal {
        return None;
    }
    transitions
        .iter()
        .rev()
        .filter(|t| t.village_id == Some(village.village_id))
        .find(|t| VillageState::parse(&t.to_state) == Some(goal))
        .map(|t| day_of(t.at))
}

fn is_current(village: &RoundVillage, step: &Step) -> bool {
    let state = VillageState::parse(&village.state);
    match step.id.as_str() {
        "survey" => state == Some(VillageState::Surveying),
        "meeting" => state == Some(VillageState::Scored),
        _ => matches!(
            state,
            Some(VillageState::MeetingHeld | VillageState::Posted)
        ),
    }
}

/// The day in Vietnam on which something happened.
pub(super) fn day_of(at: chrono::DateTime<chrono::Utc>) -> NaiveDate {
    (at + chrono::Duration::hours(7)).date_naive()
}

/// A report a round's year asks for, with its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReport {
    /// Id of the report in the procedure.
    pub report: String,
    /// What it is called.
    pub label: Text,
    /// Who sends it.
    pub sender: String,
    /// Who receives it.
    pub receiver: String,
    /// Last day on which it is in time.
    pub due_on: NaiveDate,
}

impl Context {
    /// The reports the procedure of a round asks for in its year.
    ///
    /// # Errors
    /// No procedure on the round's first day.
    pub fn due_reports(&self, round: &Round) -> Result<Vec<DueReport>, Error> {
        let kind = super::round_at::stored(
            vuonlen_domain::review::RoundKind::parse(&round.kind),
            "kind",
        )?;
        let procedure = self.procedure(kind, round.starts_on)?;
        let year = i32::try_from(round.year).unwrap_or_default();
        let mut reports = Vec::new();
        for report in &procedure.reports {
            let before = report.before.and_then(|day| day.in_year(year)?.pred_opt());
            let monthly = report
                .months
                .iter()
                .filter_map(|month| NaiveDate::from_ymd_opt(year, *month, report.month_day?));
            reports.extend(before.into_iter().chain(monthly).map(|due_on| DueReport {
                report: report.id.clone(),
                label: report.label.clone(),
                sender: report.sender.clone(),
                receiver: report.receiver.clone(),
                due_on,
            }));
        }
        reports.sort_by_key(|report| report.due_on);
        Ok(reports)
    }
}
