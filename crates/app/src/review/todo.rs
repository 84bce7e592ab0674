//! What an actor can do next in the rounds of his area, and what is late.

use super::calendar::DueStep;
use super::open::{MatterKind, OpenMatter};
use super::progress::{RoundPage, VillageProgress};
use super::round_at::RoundAt;
use crate::access::{Action, Actor, Area, authorise};
use crate::{Context, Error};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::review::{RoundState, VillageState};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What it is.
    pub kind: TaskKind,
    /// Province of the round.
    pub province: String,
    /// Its commune.
    pub commune: String,
    /// The round.
    pub round_id: Uuid,
    /// The village, where it is one village's.
    pub village_id: Option<Uuid>,
    /// The objection or finding, where it is one of these.
    pub matter: Option<Uuid>,
    /// What it is, in a line.
    pub text: Text,
    /// Last day on which it is in time.
    pub due_on: Option<NaiveDate>,
    /// Whether that day is past.
    pub late: bool,
}

/// The kinds of things to do, in the order of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TaskKind {
    /// Start the survey.
    Start,
    /// Fill in forms.
    Survey,
    /// Close a village's survey.
    Score,
    /// Record the village meeting.
    Meeting,
    /// Post the list.
    Post,
    /// Settle something open.
    Settle(MatterKind),
    /// Conclude a village's posting.
    Conclude,
    /// Submit the commune's result.
    Submit,
    /// Enter the opinion.
    Opinion,
    /// Sign.
    Recognise,
    /// Seal the year.
    Seal,
}

impl Context {
    /// What the actor can do next, the late first, then by due day and step.
    ///
    /// # Errors
    /// When the actor may see no round.
    pub async fn tasks(&self, actor: &Actor, province: &str) -> Result<Vec<Task>, Error> {
        let mut tasks = Vec::new();
        for round in self.unfinished_rounds(actor, province).await? {
            let page = self.round(actor, (province, round)).await?;
            tasks.extend(self.tasks_of(actor, &page));
        }
        tasks.sort_by_key(|task| {
            let due = task.due_on.unwrap_or(NaiveDate::MAX);
            (!task.late, due, task.kind, task.village_id, task.matter)
        });
        Ok(tasks)
    }

    /// Rounds in the actor's area in which a step is left.
    async fn unfinished_rounds(&self, actor: &Actor, province: &str) -> Result<Vec<Uuid>, Error> {
        let scope = self.scope(actor, Action::RoundRead)?;
        let mut tx = self.store.read().await?;
        let mut unfinished = Vec::new();
        for row in tx.list_rounds(province, None, None).await? {
            let round = RoundAt::new(self, row)?;
            let finished = match round.state()?.state() {
                RoundState::Sealed => true,
                RoundState::Recognised => !round.track.sealing,
                _ => false,
            };
            if !finished && scope.touches(&round.area()) {
                unfinished.push(round.row.round_id);
            }
        }
        Ok(unfinished)
    }

    fn tasks_of(&self, actor: &Actor, page: &RoundPage) -> Vec<Task> {
        let mine = Mine {
            actor,
            page,
            today: self.today(),
        };
        let mut tasks: Vec<Task> = page
            .villages
            .iter()
            .filter_map(|v| mine.of_village(v))
            .collect();
        tasks.extend(page.open.iter().filter_map(|matter| mine.of_matter(matter)));
        tasks.extend(mine.of_many(MatterKind::Doubt));
        tasks.extend(mine.of_many(MatterKind::Recheck));
        tasks.extend(mine.of_round());
        tasks
    }
}

/// One actor's view of one round.
struct Mine<'a> {
    actor: &'a Actor,
    page: &'a RoundPage,
    today: NaiveDate,
}

impl Mine<'_> {
    fn of_village(&self, village: &VillageProgress) -> Option<Task> {
        let name = &village.name;
        let left = village.coverage.uncovered();
        let (kind, action, vi, en) = match village.state {
            VillageState::Surveying if left > 0 => (
                TaskKind::Survey,
                Action::SurveyWrite,
                format!("{name}: còn {left} hộ chưa hoàn thành phiếu"),
                format!("{name}: {left} households without a finished form"),
            ),
            VillageState::Surveying => (
                TaskKind::Score,
                Action::SurveyScore,
                format!("{name}: kết thúc điều tra"),
                format!("{name}: close the survey"),
            ),
            VillageState::Scored if self.page.track.meeting => (
                TaskKind::Meeting,
                Action::MeetingRecord,
                format!("{name}: họp dân và ghi biên bản"),
                format!("{name}: hold the meeting and record it"),
            ),
            VillageState::Scored | VillageState::MeetingHeld => (
                TaskKind::Post,
                Action::PostingMake,
                format!("{name}: niêm yết kết quả"),
                format!("{name}: post the result"),
            ),
            VillageState::Posted if self.posting_is_over(village) => (
                TaskKind::Conclude,
                Action::ObjectionSettle,
                format!("{name}: kết thúc niêm yết"),
                format!("{name}: conclude the posting"),
            ),
            VillageState::Planned | VillageState::Posted | VillageState::ObjectionsSettled => {
                return None;
            }
        };
        let due = self.due_of(village, kind);
        self.task(
            (kind, action),
            Some(village.village_id),
            Text::new(vi, en),
            due,
        )
    }

    /// A matter with a day of its own.
    fn of_matter(&self, matter: &OpenMatter) -> Option<Task> {
        let action = match matter.kind {
            MatterKind::Objection => Action::ObjectionSettle,
            MatterKind::Finding => Action::SupervisionAnswer,
            MatterKind::Doubt | MatterKind::Recheck => return None,
        };
        let kind = TaskKind::Settle(matter.kind);
        let text = matter.text.clone();
        let task = self.task((kind, action), matter.village_id, text, matter.due_on)?;
        Some(Task {
            matter: Some(matter.id),
            ..task
        })
    }

    /// Matters that come by the hundred and are gone through on one page: one task for all of
    /// them the actor may settle.
    fn of_many(&self, kind: MatterKind) -> Option<Task> {
        let action = match kind {
            MatterKind::Doubt => Action::FlagResolve,
            MatterKind::Recheck => Action::RecheckRecord,
            MatterKind::Objection | MatterKind::Finding => return None,
        };
        let scope = authorise(self.actor, action)?;
        let mine = (self.page.open.iter())
            .filter(|matter| matter.kind == kind && scope.covers(&self.area(matter.village_id)))
            .count();
        let (vi, en) = match (kind, mine) {
            (_, 0) => return None,
            (MatterKind::Doubt, _) => (
                format!("{mine} hộ nhiều năm liền trong danh sách, cần xem xét"),
                format!("{mine} households many years in a row in the list, to be looked at"),
            ),
            _ => (
                format!("{mine} hộ chọn phúc tra chưa có kết quả"),
                format!("{mine} households to be re-checked without a result"),
            ),
        };
        Some(self.new_task(TaskKind::Settle(kind), None, Text::new(vi, en), None))
    }

    fn of_round(&self) -> Option<Task> {
        let page = self.page;
        let due = Some(page.round.ends_on);
        let ready = page.open.is_empty()
            && (page.villages.iter()).all(|v| v.state == VillageState::ObjectionsSettled);
        let (kind, action, vi, en, due) = match page.state {
            RoundState::Planned => (
                TaskKind::Start,
                Action::RoundPlan,
                "Soát danh sách và bắt đầu điều tra",
                "Check the list and start the survey",
                None,
            ),
            RoundState::UnderWay if ready => (
                TaskKind::Submit,
                Action::RoundSubmit,
                "Trình kết quả rà soát của xã",
                "Submit the commune's result",
                due,
            ),
            RoundState::Submitted if page.track.opinion => (
                TaskKind::Opinion,
                Action::RoundSubmit,
                "Nhập văn bản cho ý kiến",
                "Enter the opinion",
                self.page
                    .calendar
                    .iter()
                    .find(|d| d.step == "opinion")
                    .and_then(|d| d.due_on),
            ),
            RoundState::Submitted | RoundState::OpinionGiven => (
                TaskKind::Recognise,
                Action::RoundRecognise,
                "Xem xét và ký quyết định công nhận",
                "Look at the result and sign the decision",
                due,
            ),
            RoundState::Recognised if page.track.sealing => (
                TaskKind::Seal,
                Action::RoundSeal,
                "Niêm phong số liệu của năm",
                "Seal the year's data",
                None,
            ),
            RoundState::UnderWay | RoundState::Recognised | RoundState::Sealed => return None,
        };
        self.task((kind, action), None, Text::new(vi, en), due)
    }

    /// The task, where the actor may do it there.
    fn task(
        &self,
        (kind, action): (TaskKind, Action),
        village_id: Option<Uuid>,
        text: Text,
        due_on: Option<NaiveDate>,
    ) -> Option<Task> {
        let area = self.area(village_id);
        authorise(self.actor, action).filter(|scope| scope.covers(&area))?;
        Some(self.new_task(kind, village_id, text, due_on))
    }

    fn new_task(
        &self,
        kind: TaskKind,
        village_id: Option<Uuid>,
        text: Text,
        due_on: Option<NaiveDate>,
    ) -> Task {
        let round = &self.page.round;
        Task {
            kind,
            province: round.province_code.clone(),
            commune: round.commune_code.clone(),
            round_id: round.round_id,
            village_id,
            matter: None,
            text,
            late: due_on.is_some_and(|due| due < self.today),
            due_on,
        }
    }

    /// A village of the round, or its whole commune.
    fn area(&self, village_id: Option<Uuid>) -> Area {
        let round = &self.page.round;
        let (province, commune) = (round.province_code.clone(), round.commune_code.clone());
        match village_id {
            Some(village) => Area::Village {
                province,
                commune,
                village,
            },
            None => Area::Commune { province, commune },
        }
    }

    fn steps_of(&self, village: &VillageProgress, step: &str) -> impl Iterator<Item = &DueStep> {
        let id = Some(village.village_id);
        let mine = move |due: &&DueStep| due.village_id == id;
        let step = step.to_owned();
        (self.page.calendar.iter()).filter(move |due| mine(due) && due.step == step)
    }

    fn due_of(&self, village: &VillageProgress, kind: TaskKind) -> Option<NaiveDate> {
        let step = match kind {
            TaskKind::Survey | TaskKind::Score => "survey",
            TaskKind::Meeting => "meeting",
            TaskKind::Post | TaskKind::Conclude => "posting",
            _ => return None,
        };
        self.steps_of(village, step).find_map(|due| due.due_on)
    }

    fn posting_is_over(&self, village: &VillageProgress) -> bool {
        let open = self.page.open.iter().any(|matter| {
            matter.kind == MatterKind::Objection && matter.village_id == Some(village.village_id)
        });
        let ends = self
            .steps_of(village, "posting")
            .filter_map(|due| due.due_on)
            .max();
        !open && ends.is_some_and(|last| last < self.today)
    }
}
