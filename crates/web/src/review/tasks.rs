//! What the review waits for from a person, for the home page.

use super::rounds::provinces;
use super::{round_path, village_path};
use crate::App;
use crate::home::Task;
use crate::page::Page;
use vuonlen_app::Error;
use vuonlen_app::access::{Action, Actor};
use vuonlen_app::review::{MatterKind, TaskKind};

/// Tasks shown one by one; what is beyond stands on the pages of the rounds.
const MOST: usize = 12;

/// The tasks of a person in the rounds of his area, the late ones first.
pub(crate) async fn of(app: &App, page: &Page, actor: &Actor) -> Result<Vec<Task>, Error> {
    if !actor.may(Action::RoundRead) {
        return Ok(Vec::new());
    }
    let context = &app.context;
    let t = &page.t.home;
    let mut all = Vec::new();
    for province in provinces(context, actor)? {
        all.extend(context.tasks(actor, &province).await?);
    }
    all.sort_by_key(|task| (!task.late, task.due_on.is_none(), task.due_on, task.kind));
    let more = all.len().saturating_sub(MOST);
    let tasks = all.into_iter().take(MOST).map(|task| {
        let round = round_path(&task.province, task.round_id);
        let path = match (task.kind, task.village_id) {
            (TaskKind::Settle(MatterKind::Doubt), _) => format!("{round}/doubts"),
            (TaskKind::Settle(MatterKind::Recheck), _) => format!("{round}/rechecks"),
            (_, Some(village)) => village_path(&task.province, task.round_id, village),
            (_, None) => round,
        };
        let due = task.due_on.map(|day| t.due(page.date(&day)));
        let place = context.unit_name(&task.commune);
        let text = [Some(place), due].into_iter().flatten();
        Task {
            title: page.say(&task.text).to_owned(),
            text: text.collect::<Vec<_>>().join(" · "),
            count: 0,
            path,
            late: task.late,
        }
    });
    let mut tasks: Vec<Task> = tasks.collect();
    if more > 0 {
        tasks.push(Task {
            title: t.more_tasks(more),
            text: t.more_tasks_text.to_owned(),
            count: 0,
            path: "/rounds".to_owned(),
            late: false,
        });
    }
    Ok(tasks)
}
