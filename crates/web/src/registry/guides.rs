//! Guides of the review and guidance to communes.

use super::id;
use crate::App;
use crate::board::{Board, Cell, Form, Sheet, read_upload, send_file, text};
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Multipart, Path, State};
use chrono::Datelike;
use vuonlen_app::access::Action;
use vuonlen_app::registry::guides::NewGuide;
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::GuideRead);
    routes
        .page("/guides", read, list)
        .upload("/guides", Guard::May(Action::GuidePublish), publish)
        .page("/guides/{province}/{guide}", read, open)
        .form(
            "/guides/{province}/{guide}/acknowledge",
            Guard::May(Action::GuideAcknowledge),
            acknowledge,
        )
}

async fn list(State(app): State<App>, visit: Visit) -> Answer {
    draw(&app, &visit, (&Fields::default(), &[])).await
}

async fn publish(State(app): State<App>, visit: Visit, multipart: Multipart) -> Answer {
    let (sent, name, bytes) = read_upload(multipart).await?;
    let new = NewGuide {
        to_communes: sent.get("to_communes") == "1",
        title: sent.get("title").to_owned(),
        year: sent.read("year").unwrap_or_default(),
        summary: sent.get("summary").to_owned(),
        name,
        bytes,
    };
    match app.context.publish_guide(visit.actor()?, new).await {
        Ok(_) => {
            let t = &Words::of(visit.language).guides;
            flash::done(&visit.session, "/guides", t.published).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

type At = Path<(String, String)>;

async fn open(State(app): State<App>, visit: Visit, Path((province, guide)): At) -> Answer {
    let key = (&*province, id(&guide)?);
    send_file(app.context.open_guide(visit.actor()?, key).await?)
}

async fn acknowledge(
    State(app): State<App>,
    visit: Visit,
    Path((province, guide)): At,
    Posted(sent): Posted,
) -> Answer {
    let key = (&*province, id(&guide)?);
    let commune = sent.get("commune");
    app.context
        .acknowledge_guide(visit.actor()?, key, commune)
        .await?;
    let t = &Words::of(visit.language).guides;
    flash::done(&visit.session, "/guides", t.acknowledged).await
}

async fn draw(app: &App, visit: &Visit, (sent, wrong): (&Fields, &[FieldError])) -> Answer {
    let context = &app.context;
    let guides = context.guides(visit.actor()?).await?;
    let words = Words::of(visit.language);
    let t = &words.guides;
    let page = visit.page(t.title).await.under(words.frame.home, "/");
    let acknowledges = page.may(Action::GuideAcknowledge);
    let publishes = page.may(Action::GuidePublish);
    let heads = [
        &format!("*{}", t.name),
        t.year,
        t.version,
        t.summary,
        t.downloads,
        t.receipt,
    ];
    let mut sheet = Sheet::new(&heads, (t.none, t.none_text));
    for view in guides {
        let guide = &view.guide;
        let path = format!("/guides/{}/{}", guide.province_code, guide.guide_id);
        let waiting: Vec<_> = view
            .recipients
            .iter()
            .filter(|(_, one)| one.acknowledged_at.is_none())
            .collect();
        let receipt = if view.recipients.is_empty() {
            text(t.for_all)
        } else if acknowledges && let Some((_, one)) = waiting.first() {
            let form = Form::new(
                format!("a-{}", guide.guide_id),
                format!("{path}/acknowledge"),
                t.acknowledge,
            );
            Cell::Form(form.field("hidden", "commune", "", &one.commune_code))
        } else if waiting.is_empty() {
            Cell::Badge(t.all_acknowledged.into(), "state-good".into())
        } else {
            let names: Vec<&str> = waiting.iter().take(8).map(|(name, _)| &**name).collect();
            let all = view.recipients.len();
            text(t.waiting(all - waiting.len(), all, names.join(", ")))
        };
        let (times, people) = view.downloads;
        sheet.rows.push(vec![
            Cell::Link(guide.title.clone(), path),
            text(guide.year.to_string()),
            if view.replaced {
                Cell::Badge(t.replaced(guide.version), "state-idle".into())
            } else {
                Cell::Badge(guide.version.to_string(), "state-good".into())
            },
            text(guide.summary.clone()),
            text(t.times(times, people)),
            receipt,
        ]);
    }
    let mut board = Board::new(page, "/guides");
    t.lead.clone_into(&mut board.lead);
    board.sheets.push(sheet);
    if publishes {
        let year = context.today().year().to_string();
        board.forms.push(
            Form::new("publish", "/guides", t.publish)
                .explained(t.publish_text)
                .field("text", "title", t.name, "")
                .field("number", "year", t.year, &year)
                .field("file", "file", words.dossier.file, "")
                .help(words.dossier.file_help)
                .field("textarea", "summary", t.summary, "")
                .field("checkbox", "to_communes", t.to_communes, "")
                .help(t.to_communes_help),
        );
    }
    board.show(sent, wrong)
}
