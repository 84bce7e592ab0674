//! Reports of changes during the year to the level above.

use super::{household_path, id};
use crate::App;
use crate::board::{Board, Cell, Form, Sheet, download, text};
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::ChangeReportRead);
    routes
        .page("/change-reports", read, list)
        .form("/change-reports", Guard::May(Action::ChangeReport), send)
        .page("/change-reports/{province}/{report}", read, one)
        .page("/change-reports/{province}/{report}/export", read, export)
        .form(
            "/change-reports/{province}/{report}/acknowledge",
            Guard::May(Action::ChangeReportReceive),
            acknowledge,
        )
}

async fn list(State(app): State<App>, visit: Visit) -> Answer {
    draw(&app, &visit, (&Fields::default(), &[])).await
}

async fn send(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let what = (sent.read("until"), sent.get("note"));
    let reported = app
        .context
        .report_changes(visit.actor()?, sent.get("commune"), what)
        .await;
    match reported {
        Ok(_) => {
            let t = &Words::of(visit.language).change_reports;
            flash::done(&visit.session, "/change-reports", t.sent).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

type At = Path<(String, String)>;

async fn export(State(app): State<App>, visit: Visit, Path((province, report)): At) -> Answer {
    let key = (&*province, id(&report)?);
    let actor = visit.actor()?;
    download(
        app.context
            .export_change_report(actor, key, visit.language)
            .await?,
    )
}

async fn acknowledge(
    State(app): State<App>,
    visit: Visit,
    Path((province, report)): At,
    Posted(sent): Posted,
) -> Answer {
    let key = (&*province, id(&report)?);
    app.context
        .acknowledge_change_report(visit.actor()?, key, sent.get("answer"))
        .await?;
    let path = format!("/change-reports/{province}/{}", key.1);
    let t = &Words::of(visit.language).change_reports;
    flash::done(&visit.session, &path, t.acknowledged).await
}

async fn draw(app: &App, visit: &Visit, (sent, wrong): (&Fields, &[FieldError])) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let reports = context.change_reports(actor).await?;
    let words = Words::of(visit.language);
    let t = &words.change_reports;
    let page = visit.page(t.title).await.under(words.frame.home, "/");
    let heads = [
        &format!("*{}", t.period),
        words.common.commune,
        &format!("#{}", t.changes),
        &format!("#{}", words.common.households),
        t.sent_at,
        t.receipt,
    ];
    let mut sheet = Sheet::new(&heads, (t.none, t.none_text));
    for view in reports {
        let one = &view.report;
        let period = format!(
            "{} – {}",
            page.date(&one.from_date),
            page.date(&one.until_date)
        );
        sheet.rows.push(vec![
            Cell::Link(
                period,
                format!("/change-reports/{}/{}", one.province_code, one.report_id),
            ),
            text(view.commune.clone()),
            text(page.number(&one.events)),
            text(page.number(&one.households)),
            text(page.moment(&one.reported_at)),
            match &one.acknowledged_at {
                Some(at) => Cell::Badge(t.received(page.moment(at)), "state-good".into()),
                None => Cell::Badge(t.waits.into(), "state-wait".into()),
            },
        ]);
    }
    let mut board = Board::new(page, "/change-reports");
    t.lead.clone_into(&mut board.lead);
    board.sheets.push(sheet);
    if board.page.may(Action::ChangeReport) {
        let today = context.today().to_string();
        for (commune, name) in context.communes_of(actor, Action::ChangeReport)? {
            let open = context.unreported_changes(actor, &commune).await?;
            board.forms.push(
                Form::new(format!("send-{commune}"), "/change-reports", t.send)
                    .explained(&t.open(name, open))
                    .field("hidden", "commune", "", &commune)
                    .field("date", "until", t.until, &today)
                    .field("textarea", "note", t.note, ""),
            );
        }
    }
    board.show(sent, wrong)
}

async fn one(State(app): State<App>, visit: Visit, Path((province, report)): At) -> Answer {
    let context = &app.context;
    let key = (&*province, id(&report)?);
    let (view, changes) = context.change_report(visit.actor()?, key).await?;
    let words = Words::of(visit.language);
    let t = &words.change_reports;
    let report = &view.report;
    let page = visit
        .page(t.of(&view.commune))
        .await
        .under(words.frame.home, "/")
        .under(t.title, "/change-reports");
    let opens = page.may(Action::HouseholdRead);
    let wording = Wording::new(&context.law);
    let heads = [
        &format!("*{}", words.households.head),
        words.common.village,
        words.common.class,
        words.events.on_date,
        words.events.kind,
        words.events.note,
    ];
    let mut sheet = Sheet::new(&heads, (t.nothing, t.nothing_text));
    for one in changes {
        let label = class_label(&page, &wording, &one.class);
        sheet.rows.push(vec![
            if opens {
                Cell::Link(one.head, household_path(&province, one.event.household_id))
            } else {
                text(one.head)
            },
            text(one.village),
            Cell::Badge(label, format!("class-{}", one.class)),
            text(page.date(&one.event.on_date)),
            text(page.say(&one.kind)),
            text(one.event.note),
        ]);
    }
    let path = format!("/change-reports/{province}/{}", key.1);
    let mut board = Board::new(page, path.clone());
    let period = [report.from_date, report.until_date].map(|day| board.page.date(&day));
    board.facts.push((t.period.to_owned(), period.join(" – ")));
    board
        .facts
        .push((t.sent_at.to_owned(), board.page.moment(&report.reported_at)));
    if !report.note.is_empty() {
        board.facts.push((t.note.to_owned(), report.note.clone()));
    }
    if let Some(at) = &report.acknowledged_at {
        board
            .facts
            .push((t.receipt.to_owned(), t.received(board.page.moment(at))));
        board
            .facts
            .push((t.answer.to_owned(), report.answer.clone()));
    }
    board.link(
        words.households.export,
        format!("{path}/export"),
        "download",
    );
    board.sheets.push(sheet);
    if report.acknowledged_at.is_none() && board.page.may(Action::ChangeReportReceive) {
        let form = Form::new("acknowledge", format!("{path}/acknowledge"), t.acknowledge);
        board
            .forms
            .push(form.field("textarea", "answer", t.answer, ""));
    }
    board.show(&Fields::default(), &[])
}
