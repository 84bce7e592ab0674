//! Restricted notes about a household.

use super::{household_path, id};
use crate::App;
use crate::board::{Board, Form, Sheet, said, text};
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use vuonlen_app::access::Action;
use vuonlen_app::registry::notes::{NewNote, note_kinds};
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let path = "/households/{province}/{household}/notes";
    routes.page(path, Guard::May(Action::NoteRead), list).form(
        path,
        Guard::May(Action::NoteWrite),
        add,
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
    let new = NewNote {
        kind: sent.get("kind").to_owned(),
        on: sent.read("on"),
        content: sent.get("content").to_owned(),
        follow_up_on: sent.read("follow_up_on"),
    };
    match app.context.add_note(visit.actor()?, key, new).await {
        Ok(()) => {
            let path = format!("{}/notes", household_path(&province, key.1));
            let t = &Words::of(visit.language).notes;
            flash::done(&visit.session, &path, t.saved).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(
                &app,
                &visit,
                (&province, &household),
                (&sent, &error.fields),
            )
            .await
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
    let (head, notes) = app.context.household_notes(visit.actor()?, key).await?;
    let words = Words::of(visit.language);
    let t = &words.notes;
    let household = household_path(province, key.1);
    let path = format!("{household}/notes");
    let page = visit
        .page(t.title(&head))
        .await
        .under(words.households.title, "/households")
        .under(words.household.title(&head), household);
    let kinds = said(&page, note_kinds());
    let heads = [&format!("*{}", t.on), t.kind_of, t.content, t.follow_up_on];
    let mut sheet = Sheet::new(&heads, (t.none, t.none_text));
    for note in notes {
        let kind = kinds.iter().find(|(code, _)| *code == note.kind);
        sheet.rows.push(vec![
            text(page.date(&note.on_date)),
            text(kind.map(|(_, label)| label.clone()).unwrap_or_default()),
            text(note.content),
            text(
                note.follow_up_on
                    .map(|day| page.date(&day))
                    .unwrap_or_default(),
            ),
        ]);
    }
    let mut board = Board::new(page, path.clone());
    t.lead.clone_into(&mut board.lead);
    board.sheets.push(sheet);
    if board.page.may(Action::NoteWrite) {
        let today = app.context.today().to_string();
        board.forms.push(
            Form::new("add", path, t.add)
                .choose("kind", t.kind_of, kinds, "")
                .field("date", "on", t.on, &today)
                .field("textarea", "content", t.content, "")
                .field("date", "follow_up_on", t.follow_up_on, ""),
        );
    }
    board.show(sent, wrong)
}
