//! What is done about each cause of a household's poverty.

use super::{household_path, id};
use crate::App;
use crate::board::{Board, Cell, Form, Sheet, text};
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use vuonlen_app::access::Action;
use vuonlen_app::registry::solutions::NewSolution;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let write = Guard::May(Action::SolutionWrite);
    let path = "/households/{province}/{household}/solutions";
    routes
        .page(path, Guard::May(Action::HouseholdRead), list)
        .form(path, write, add)
        .form(
            "/households/{province}/{household}/solutions/{solution}",
            write,
            close,
        )
}

type At = Path<(String, String)>;

async fn list(State(app): State<App>, visit: Visit, Path((province, household)): At) -> Answer {
    draw(
        &app,
        &visit,
        (&province, &household),
        (&Fields::default(), &[]),
    )
    .await
}

async fn add(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): At,
    Posted(sent): Posted,
) -> Answer {
    let key = (&*province, id(&household)?);
    let new = NewSolution {
        cause: sent.get("cause").to_owned(),
        solution: sent.get("solution").to_owned(),
        wish: sent.get("wish").to_owned(),
        responsible: sent.get("responsible").to_owned(),
        due_on: sent.read("due_on"),
    };
    let added = app.context.add_solution(visit.actor()?, key, new).await;
    after(
        &app,
        &visit,
        (&province, &household),
        &sent,
        added.map(|_| ()),
    )
    .await
}

async fn close(
    State(app): State<App>,
    visit: Visit,
    Path((province, household, solution)): Path<(String, String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let key = (&*province, id(&household)?);
    let what = (sent.get("end") == "done", sent.get("outcome"));
    let closed = app
        .context
        .close_solution(visit.actor()?, key, id(&solution)?, what)
        .await;
    after(&app, &visit, (&province, &household), &sent, closed).await
}

async fn after(
    app: &App,
    visit: &Visit,
    (province, household): (&str, &str),
    sent: &Fields,
    done: Result<(), vuonlen_app::Error>,
) -> Answer {
    match done {
        Ok(()) => {
            let path = format!("{}/solutions", household_path(province, id(household)?));
            let t = &Words::of(visit.language).solutions;
            flash::done(&visit.session, &path, t.saved).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(app, visit, (province, household), (sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    (province, household): (&str, &str),
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let key = (province, id(household)?);
    let found = app.context.household_solutions(visit.actor()?, key).await?;
    let words = Words::of(visit.language);
    let t = &words.solutions;
    let household = household_path(province, key.1);
    let path = format!("{household}/solutions");
    let page = visit
        .page(t.title(&found.head_name))
        .await
        .under(words.households.title, "/households")
        .under(words.household.title(&found.head_name), household);
    let writes = page.may(Action::SolutionWrite);
    let mut causes = Sheet::new(
        &[&format!("*{}", t.cause), t.state, t.hints],
        (t.no_cause, t.no_cause_text),
    )
    .titled(t.causes, "");
    for cause in &found.causes {
        let hints = cause.hints.iter().map(|hint| {
            let policy = hint.policy.as_ref().map(|policy| page.say(policy));
            let status = hint.status.label();
            let note = [policy, Some(page.say(&status))];
            let note = note.into_iter().flatten().collect::<Vec<_>>().join("; ");
            format!("{} ({note})", page.say(&hint.label))
        });
        causes.rows.push(vec![
            text(page.say(&cause.label)),
            if cause.answered {
                Cell::Badge(t.answered.into(), "state-good".into())
            } else {
                Cell::Badge(t.open.into(), "state-bad".into())
            },
            text(hints.collect::<Vec<_>>().join(" · ")),
        ]);
    }
    let heads = [
        &format!("*{}", t.solution),
        t.cause,
        t.wish,
        t.responsible,
        t.due_on,
        t.state,
        t.outcome,
    ];
    let mut sheet = Sheet::new(&heads, (t.none, t.none_text)).titled(t.all, "");
    for (cause, one) in &found.solutions {
        let late = one.state == "planned" && one.due_on < app.context.today();
        let (label, kind) = match one.state.as_str() {
            "done" => (t.done, "state-good"),
            "dropped" => (t.dropped, "state-idle"),
            _ if late => (t.late, "state-bad"),
            _ => (t.planned, "state-now"),
        };
        let last = if writes && one.state == "planned" {
            let form = Form::new(
                format!("c-{}", one.solution_id),
                format!("{path}/{}", one.solution_id),
                words.common.save,
            );
            let ends = [("done", t.done), ("dropped", t.dropped)];
            let ends = ends.map(|(code, label)| (code.to_owned(), label.to_owned()));
            Cell::Form(
                form.choose("end", t.state, ends, "done")
                    .field("text", "outcome", t.outcome, ""),
            )
        } else {
            text(one.outcome.clone())
        };
        sheet.rows.push(vec![
            text(one.solution.clone()),
            text(page.say(cause)),
            text(one.wish.clone()),
            text(one.responsible.clone()),
            text(page.date(&one.due_on)),
            Cell::Badge(label.into(), kind.into()),
            last,
        ]);
    }
    let mut board = Board::new(page, path.clone());
    t.lead.clone_into(&mut board.lead);
    board.sheets = vec![causes, sheet];
    if writes {
        let other = Wording::new(&app.context.law).label("causes", "other");
        let mut entries: Vec<(String, String)> = found
            .causes
            .iter()
            .map(|cause| (cause.code.clone(), board.page.say(&cause.label).to_owned()))
            .collect();
        if !entries.iter().any(|(code, _)| code == "other") {
            entries.push(("other".to_owned(), board.page.say(&other).to_owned()));
        }
        board.forms.push(
            Form::new("add", path, t.add)
                .explained(t.add_text)
                .choose("cause", t.cause, entries, "")
                .field("textarea", "solution", t.solution, "")
                .field("textarea", "wish", t.wish, &found.wish)
                .field("text", "responsible", t.responsible, "")
                .field("date", "due_on", t.due_on, ""),
        );
    }
    board.show(sent, wrong)
}
