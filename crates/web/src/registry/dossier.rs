//! The dossier of a household: its files, adding one, opening one, withdrawing one.

use super::{household_path, id};
use crate::App;
use crate::board::{Board, Cell, Form, Sheet, read_upload, said, send_file, text};
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Multipart, Path, State};
use chrono::Datelike;
use vuonlen_app::access::Action;
use vuonlen_app::files::FileState;
use vuonlen_app::registry::dossier::NewFile;
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let (read, write) = (
        Guard::May(Action::DossierRead),
        Guard::May(Action::DossierWrite),
    );
    let path = "/households/{province}/{household}/dossier";
    routes
        .page(path, read, list)
        .upload(path, write, add)
        .page(
            "/households/{province}/{household}/dossier/{file}",
            read,
            open,
        )
        .form(
            "/households/{province}/{household}/dossier/{file}/withdraw",
            write,
            withdraw,
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
    multipart: Multipart,
) -> Answer {
    let key = (&*province, id(&household)?);
    let (sent, name, bytes) = read_upload(multipart).await?;
    let new = NewFile {
        kind: sent.get("kind").to_owned(),
        year: sent.read("year"),
        dated_on: sent.read("dated_on"),
        note: sent.get("note").to_owned(),
        name,
        bytes,
    };
    let added = app.context.add_dossier_file(visit.actor()?, key, new).await;
    match added {
        Ok(_) => {
            let path = format!("{}/dossier", household_path(&province, key.1));
            let t = &Words::of(visit.language).dossier;
            flash::done(&visit.session, &path, t.added).await
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

async fn open(
    State(app): State<App>,
    visit: Visit,
    Path((province, household, file)): Path<(String, String, String)>,
) -> Answer {
    let (key, file) = ((&*province, id(&household)?), id(&file)?);
    let actor = visit.actor()?;
    send_file(app.context.open_dossier_file(actor, key, file).await?)
}

async fn withdraw(
    State(app): State<App>,
    visit: Visit,
    Path((province, household, file)): Path<(String, String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let (key, file) = ((&*province, id(&household)?), id(&file)?);
    let because = sent.get("because");
    app.context
        .withdraw_dossier_file(visit.actor()?, key, file, because)
        .await?;
    let path = format!("{}/dossier", household_path(&province, key.1));
    let t = &Words::of(visit.language).dossier;
    flash::done(&visit.session, &path, t.withdrawn).await
}

async fn draw(
    app: &App,
    visit: &Visit,
    (province, household): (&str, &str),
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let key = (province, id(household)?);
    let files = app.context.dossier(visit.actor()?, key).await?;
    let words = Words::of(visit.language);
    let t = &words.dossier;
    let household = household_path(province, key.1);
    let path = format!("{household}/dossier");
    let page = visit
        .page(t.title)
        .await
        .under(words.households.title, "/households")
        .under(t.household, household);
    let writes = page.may(Action::DossierWrite);
    let heads = [
        &format!("*{}", t.kind_of),
        t.year,
        t.dated_on,
        t.note,
        t.size,
        t.state,
        t.withdraw,
    ];
    let heads = if writes { &heads[..] } else { &heads[..6] };
    let mut sheet = Sheet::new(heads, (t.none, t.none_text));
    for view in &files {
        let file = &view.file;
        let label = page.say(&view.kind).to_owned();
        let gone = file.withdrawn_at.is_some();
        let mut row = vec![
            if gone || view.state != FileState::Whole {
                text(label)
            } else {
                Cell::Link(label, format!("{path}/{}", file.file_id))
            },
            text(file.year.to_string()),
            text(file.dated_on.map(|day| page.date(&day)).unwrap_or_default()),
            text(file.note.clone()),
            text(t.kilobytes(page.number(&(file.size / 1024 + 1)))),
            match (gone, view.state) {
                (true, _) => {
                    Cell::Badge(t.is_withdrawn(&file.withdrawn_because), "state-idle".into())
                }
                (_, FileState::Whole) => Cell::Badge(t.whole.into(), "state-good".into()),
                (_, FileState::Missing) => Cell::Badge(t.missing.into(), "state-bad".into()),
                (_, FileState::Damaged) => Cell::Badge(t.damaged.into(), "state-bad".into()),
            },
        ];
        if writes {
            row.push(if gone {
                text("")
            } else {
                let action = format!("{path}/{}/withdraw", file.file_id);
                let form = Form::new(format!("w-{}", file.file_id), action, t.withdraw);
                Cell::Form(form.field("text", "because", words.common.reason, ""))
            });
        }
        sheet.rows.push(row);
    }
    let mut board = Board::new(page, path.clone());
    t.lead.clone_into(&mut board.lead);
    board.sheets.push(sheet);
    if writes {
        let kinds = said(&board.page, app.context.code_choices("dossier_kinds"));
        let year = app.context.today().year().to_string();
        board.forms.push(
            Form::new("add", path, t.add)
                .choose("kind", t.kind_of, kinds, "")
                .field("file", "file", t.file, "")
                .help(t.file_help)
                .field("number", "year", t.year, &year)
                .field("date", "dated_on", t.dated_on, "")
                .field("text", "note", t.note, ""),
        );
    }
    board.show(sent, wrong)
}
