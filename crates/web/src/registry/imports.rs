//! Lists of households taken into the registry: checked first, then taken in as a whole.

use super::id;
use crate::App;
use crate::board::{Board, Cell, Form, Sheet, read_upload, text};
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect};
use chrono::Datelike;
use vuonlen_app::access::Action;
use vuonlen_app::registry::import::NewImport;
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let import = Guard::May(Action::HouseholdImport);
    routes
        .page("/imports", import, list)
        .upload("/imports", import, check)
        .page("/imports/{province}/{import}", import, one)
        .form("/imports/{province}/{import}/take", import, take)
}

async fn list(State(app): State<App>, visit: Visit) -> Answer {
    draw(&app, &visit, (&Fields::default(), &[])).await
}

async fn check(State(app): State<App>, visit: Visit, multipart: Multipart) -> Answer {
    let (sent, name, bytes) = read_upload(multipart).await?;
    let new = NewImport {
        commune: sent.get("commune").to_owned(),
        name,
        bytes,
    };
    let commune = app.context.commune_area(&new.commune)?;
    match app.context.check_import(visit.actor()?, new).await {
        Ok(import) => {
            let province = commune.province().unwrap_or_default();
            Ok(Redirect::to(&format!("/imports/{province}/{import}")).into_response())
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(app: &App, visit: &Visit, (sent, wrong): (&Fields, &[FieldError])) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let words = Words::of(visit.language);
    let t = &words.imports;
    let page = visit
        .page(t.title)
        .await
        .under(words.households.title, "/households");
    let heads = [
        &format!("*{}", t.file),
        t.checked_at,
        &format!("#{}", t.met),
        &format!("#{}", t.accepted),
        t.state,
    ];
    let mut sheet = Sheet::new(&heads, (t.none, t.none_text));
    let communes = context.communes_of(actor, Action::HouseholdImport)?;
    for (commune, _) in &communes {
        for one in context.imports(actor, commune).await? {
            sheet.rows.push(vec![
                Cell::Link(
                    one.name,
                    format!("/imports/{}/{}", one.province_code, one.import_id),
                ),
                text(page.moment(&one.recorded_at)),
                text(page.number(&one.met)),
                text(page.number(&one.accepted)),
                if one.state == "taken" {
                    Cell::Badge(t.taken.into(), "state-good".into())
                } else {
                    Cell::Badge(t.checked.into(), "state-wait".into())
                },
            ]);
        }
    }
    let mut board = Board::new(page, "/imports");
    t.lead.clone_into(&mut board.lead);
    board.sheets.push(sheet);
    let only = communes
        .first()
        .map(|(code, _)| code.clone())
        .unwrap_or_default();
    let form = Form::new("check", "/imports", t.check).explained(t.check_text);
    let form = if communes.len() > 1 {
        form.choose("commune", words.common.commune, communes, "")
    } else {
        form.field("hidden", "commune", "", &only)
    };
    board
        .forms
        .push(form.field("file", "file", t.file, "").help(t.file_help));
    board.show(sent, wrong)
}

type At = Path<(String, String)>;

async fn one(State(app): State<App>, visit: Visit, Path((province, import)): At) -> Answer {
    draw_one(
        &app,
        &visit,
        (&province, &import),
        (&Fields::default(), &[]),
    )
    .await
}

async fn take(
    State(app): State<App>,
    visit: Visit,
    Path((province, import)): At,
    Posted(sent): Posted,
) -> Answer {
    let key = (&*province, id(&import)?);
    let when = (sent.read("effective_on"), sent.read("recognised_for"));
    match app.context.take_import(visit.actor()?, key, when).await {
        Ok(count) => {
            let t = &Words::of(visit.language).imports;
            flash::done(&visit.session, "/households", &t.done(count)).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw_one(&app, &visit, (&province, &import), (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw_one(
    app: &App,
    visit: &Visit,
    (province, import): (&str, &str),
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let key = (province, id(import)?);
    let view = context.import(visit.actor()?, key).await?;
    let words = Words::of(visit.language);
    let t = &words.imports;
    let page = visit
        .page(t.report_of(&view.import.name))
        .await
        .under(words.households.title, "/households")
        .under(t.title, "/imports");
    let heads = [
        &format!("*{}", t.place),
        t.household,
        t.what,
        t.advice,
        t.means,
    ];
    let mut sheet = Sheet::new(&heads, (t.no_problem, t.no_problem_text)).titled(t.problems, "");
    for one in view.problems {
        sheet.rows.push(vec![
            text(one.place),
            text(one.household),
            text(page.say(&one.what)),
            text(page.say(&one.advice)),
            if one.rejected {
                Cell::Badge(t.rejected.into(), "state-bad".into())
            } else {
                Cell::Badge(t.doubtful.into(), "state-wait".into())
            },
        ]);
    }
    let path = format!("/imports/{province}/{}", key.1);
    let mut board = Board::new(page, path.clone());
    let import = &view.import;
    board.facts = vec![
        (t.met.to_owned(), board.page.number(&import.met)),
        (t.accepted.to_owned(), board.page.number(&import.accepted)),
        (
            t.checked_at.to_owned(),
            board.page.moment(&import.recorded_at),
        ),
    ];
    if let Some(at) = &import.taken_at {
        board
            .facts
            .push((t.taken.to_owned(), board.page.moment(at)));
    }
    board.sheets.push(sheet);
    if import.state == "checked" && import.accepted > 0 {
        let today = context.today();
        board.forms.push(
            Form::new("take", format!("{path}/take"), t.take)
                .explained(t.take_text)
                .field("date", "effective_on", t.effective_on, &today.to_string())
                .field(
                    "number",
                    "recognised_for",
                    t.recognised_for,
                    &(today.year() - 1).to_string(),
                )
                .help(t.recognised_for_help),
        );
    }
    board.show(sent, wrong)
}
