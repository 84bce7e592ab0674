//! Personal data: what people ask about their own, breaches, and what is kept at all.

mod breaches;
mod fields;
mod requests;

use crate::App;
use crate::board::Board;
use crate::fields::id;
use crate::guard::Routes;
use crate::home::Task;
use crate::page::Page;
use vuonlen_app::Error;
use vuonlen_app::access::{Action, Actor};

pub(crate) fn routes(routes: Routes) -> Routes {
    fields::routes(breaches::routes(requests::routes(routes)))
}

/// The pages of this room the person may open.
fn tabs(board: &mut Board, here: &str) {
    let t = &board.page.t.privacy;
    board.tabs_label = t.menu.to_owned();
    let tabs = [
        ("/data-requests", t.requests, Action::DataRequestRead),
        ("/breaches", t.breaches, Action::BreachRead),
        ("/privacy", t.fields, Action::PrivacyRead),
    ];
    board.tabs = tabs
        .into_iter()
        .filter(|(_, _, action)| board.page.may(*action))
        .map(|(path, label, _)| (label.to_owned(), path.to_owned(), path == here))
        .collect();
}

/// Requests without an answer and breaches the authority has not been told of.
pub(crate) async fn tasks(app: &App, page: &Page, actor: &Actor) -> Result<Vec<Task>, Error> {
    let context = &app.context;
    let t = &page.t.privacy;
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let mut tasks = Vec::new();
    if page.may(Action::DataRequestRead) {
        let (open, late) = context.data_requests_waiting(actor).await?;
        if open > 0 {
            tasks.push(Task {
                title: t.requests_wait.to_owned(),
                text: t.requests_wait_text(late),
                count: count(open),
                path: "/data-requests".to_owned(),
                late: late > 0,
            });
        }
    }
    if page.may(Action::BreachRead) {
        let waiting = context.breaches(actor).await?;
        let waiting: Vec<_> = waiting.iter().filter(|one| one.waits()).collect();
        let late = waiting.iter().filter(|one| one.late).count();
        if !waiting.is_empty() {
            tasks.push(Task {
                title: t.breaches_wait.to_owned(),
                text: t.breaches_wait_text(late),
                count: count(waiting.len()),
                path: "/breaches".to_owned(),
                late: late > 0,
            });
        }
    }
    Ok(tasks)
}
