//! What people ask about their own data.

use super::id;
use crate::App;
use crate::board::{Board, Cell, Form, Sheet, said, text};
use crate::failure::Answer;
use crate::fields::{Asked, Fields, Posted, address};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::review::{download, print};
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use vuonlen_app::access::Action;
use vuonlen_app::privacy::copy::CopyFormat;
use vuonlen_app::privacy::requests::{
    DataAnswer, DataRequestView, NewDataRequest, request_kinds, request_outcomes,
};
use vuonlen_app::{Error, ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::DataRequestRead);
    let record = Guard::May(Action::DataRequestRecord);
    let one = "/data-requests/{province}/{request}";
    routes
        .page("/data-requests", read, list)
        .page("/data-requests/new", record, new)
        .form("/data-requests/new", record, add)
        .page(one, read, open)
        .form(
            "/data-requests/{province}/{request}/answer",
            Guard::May(Action::DataRequestAnswer),
            answer,
        )
        .page(
            "/data-requests/{province}/{request}/copy/{format}",
            read,
            copy,
        )
        .page(
            "/data-requests/{province}/{request}/paper/{format}",
            read,
            paper,
        )
}

type At = Path<(String, String)>;
type InFormat = Path<(String, String, String)>;

fn path_of(view: &DataRequestView) -> String {
    let request = &view.request;
    format!(
        "/data-requests/{}/{}",
        request.province_code, request.request_id
    )
}

async fn list(State(app): State<App>, visit: Visit) -> Answer {
    let views = app.context.data_requests(visit.actor()?).await?;
    let words = Words::of(visit.language);
    let t = &words.privacy;
    let page = visit
        .page(t.requests_title)
        .await
        .under(words.frame.home, "/");
    let heads = [
        &format!("*{}", t.person),
        t.asked,
        words.common.commune,
        t.received_on,
        t.due_on,
        t.state,
    ];
    let mut sheet = Sheet::new(&heads, (t.no_request, t.no_request_text));
    for view in views {
        let request = &view.request;
        let due = request.due_on.map(|day| page.date(&day));
        sheet.rows.push(vec![
            Cell::Link(request.person_name.clone(), path_of(&view)),
            text(page.say(&view.kind)),
            text(view.commune.clone()),
            text(page.date(&request.received_on)),
            text(due.unwrap_or_default()),
            match &view.outcome {
                Some(outcome) => Cell::Badge(page.say(outcome).to_owned(), "state-good".into()),
                None if view.late => Cell::Badge(t.late.to_owned(), "state-bad".into()),
                None => Cell::Badge(t.waits.to_owned(), "state-wait".into()),
            },
        ]);
    }
    let mut board = Board::new(page, "/data-requests");
    t.requests_lead.clone_into(&mut board.lead);
    super::tabs(&mut board, "/data-requests");
    if board.page.may(Action::DataRequestRecord) {
        board.link(t.record, "/data-requests/new", "add");
    }
    board.sheets.push(sheet);
    board.show(&Fields::default(), &[])
}

async fn new(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    draw_new(&app, &visit, (&asked, &Fields::default(), &[])).await
}

/// Province and id of the household a form is about.
fn household(fields: &Fields) -> Result<Option<(String, uuid::Uuid)>, Error> {
    let household = fields.some("household").map(id).transpose()?;
    Ok(household.map(|id| (fields.get("province").to_owned(), id)))
}

async fn add(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let new = NewDataRequest {
        commune: sent.get("commune").to_owned(),
        household: household(&sent)?,
        person: sent.read("person"),
        person_name: sent.get("person_name").to_owned(),
        contact: sent.get("contact").to_owned(),
        kind: sent.get("kind").to_owned(),
        content: sent.get("content").to_owned(),
        received_on: sent.read("received_on"),
        due_on: sent.read("due_on"),
        handler: sent.get("handler").to_owned(),
    };
    match app.context.record_data_request(visit.actor()?, new).await {
        Ok((province, request)) => {
            let t = &Words::of(visit.language).privacy;
            let path = format!("/data-requests/{province}/{request}");
            flash::done(&visit.session, &path, t.recorded).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw_new(&app, &visit, (&sent, &sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw_new(
    app: &App,
    visit: &Visit,
    (asked, sent, wrong): (&Fields, &Fields, &[FieldError]),
) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let words = Words::of(visit.language);
    let t = &words.privacy;
    let page = visit
        .page(t.record)
        .await
        .under(words.frame.home, "/")
        .under(t.requests_title, "/data-requests");
    let mut board = Board::new(page, "/data-requests/new");
    let mut form = Form::new("new", "/data-requests/new", t.record);
    if let Some((province, household)) = household(asked)? {
        let key = (province.as_str(), household);
        let asker = context.data_request_asker(actor, key).await?;
        board.facts.push((t.household.to_owned(), asker.head));
        let members = asker.members.into_iter();
        let members = members.map(|(id, name)| (id.to_string(), name));
        form = form
            .field("hidden", "province", "", &province)
            .field("hidden", "household", "", &household.to_string())
            .choose("person", t.person, members, "");
    } else {
        let communes = context.communes_of(actor, Action::DataRequestRecord)?;
        t.from_household.clone_into(&mut board.lead);
        form = match &communes[..] {
            [(code, _)] => form.field("hidden", "commune", "", code),
            _ => form.choose("commune", words.common.commune, communes, ""),
        };
    }
    let today = context.today().to_string();
    form = form
        .field("text", "person_name", t.other_person, "")
        .help(t.other_person_help)
        .field("text", "contact", t.contact, "")
        .choose("kind", t.asked, said(&board.page, request_kinds()), "")
        .field("textarea", "content", t.content, "")
        .field("date", "received_on", t.received_on, &today)
        .field("date", "due_on", t.due_on, "")
        .help(&t.due_help(context.privacy.request_days))
        .field("text", "handler", t.handler, "");
    board.forms.push(form);
    board.show(sent, wrong)
}

async fn open(State(app): State<App>, visit: Visit, Path((province, request)): At) -> Answer {
    let key = (province.as_str(), id(&request)?);
    draw_one(&app, &visit, key, (&Fields::default(), &[])).await
}

async fn draw_one(
    app: &App,
    visit: &Visit,
    key: (&str, uuid::Uuid),
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let view = app.context.data_request(visit.actor()?, key).await?;
    let words = Words::of(visit.language);
    let t = &words.privacy;
    let request = &view.request;
    let page = visit
        .page(t.request_of(&request.person_name))
        .await
        .under(words.frame.home, "/")
        .under(t.requests_title, "/data-requests");
    let path = path_of(&view);
    let mut board = Board::new(page, path.clone());
    let page = &board.page;
    let due = match request.due_on {
        Some(day) if view.late => t.due_late(page.date(&day)),
        Some(day) => page.date(&day),
        None => t.no_due.to_owned(),
    };
    board.facts = vec![
        (t.asked.to_owned(), page.say(&view.kind).to_owned()),
        (t.content.to_owned(), request.content.clone()),
        (t.contact.to_owned(), request.contact.clone()),
        (words.common.commune.to_owned(), view.commune.clone()),
        (t.received_on.to_owned(), page.date(&request.received_on)),
        (t.due_on.to_owned(), due),
        (t.handler.to_owned(), request.handler.clone()),
    ];
    if let (Some(outcome), Some(day)) = (&view.outcome, request.closed_on) {
        board.facts.extend([
            (t.outcome.to_owned(), page.say(outcome).to_owned()),
            (t.answer.to_owned(), request.answer.clone()),
            (t.closed_on.to_owned(), page.date(&day)),
        ]);
    }
    if let Some(household) = request.household_id
        && board.page.may(Action::HouseholdRead)
    {
        let there = crate::registry::household_path(&request.province_code, household);
        board.link(t.household, there, "next");
    }
    if ["view", "copy"].contains(&request.kind.as_str()) && request.person_id.is_some() {
        for (label, format) in [(t.copy_xlsx, "xlsx"), (t.copy_json, "json")] {
            board.link(label, format!("{path}/copy/{format}"), "download");
        }
    }
    for (label, format) in [(t.paper_pdf, "pdf"), (t.paper_docx, "docx")] {
        board.link(label, format!("{path}/paper/{format}"), "download");
    }
    if request.closed_on.is_none() && board.page.may(Action::DataRequestAnswer) {
        let outcomes = said(&board.page, request_outcomes());
        let today = app.context.today().to_string();
        board.forms.push(
            Form::new("answer", format!("{path}/answer"), t.give_answer)
                .explained(t.answer_lead)
                .choose("outcome", t.outcome, outcomes, "")
                .field("textarea", "answer", t.answer, "")
                .field("date", "closed_on", t.closed_on, &today),
        );
    }
    board.show(sent, wrong)
}

async fn answer(
    State(app): State<App>,
    visit: Visit,
    Path((province, request)): At,
    Posted(sent): Posted,
) -> Answer {
    let key = (province.as_str(), id(&request)?);
    let new = DataAnswer {
        outcome: sent.get("outcome").to_owned(),
        answer: sent.get("answer").to_owned(),
        closed_on: sent.read("closed_on"),
    };
    let answered = app.context.answer_data_request(visit.actor()?, key, new);
    match answered.await {
        Ok(()) => {
            let t = &Words::of(visit.language).privacy;
            let path = address(&format!("/data-requests/{province}/{}", key.1), []);
            flash::done(&visit.session, &path, t.answered).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw_one(&app, &visit, key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn copy(
    State(app): State<App>,
    visit: Visit,
    Path((province, request, format)): InFormat,
) -> Answer {
    let key = (province.as_str(), id(&request)?);
    let format = CopyFormat::parse(&format).ok_or_else(Error::not_found)?;
    let made = app
        .context
        .data_copy(visit.actor()?, key, format, visit.language);
    download(made.await?)
}

async fn paper(
    State(app): State<App>,
    visit: Visit,
    Path((province, request, format)): InFormat,
) -> Answer {
    let key = (province.as_str(), id(&request)?);
    let print = print(&app, &format)?;
    let made = app
        .context
        .data_request_paper(visit.actor()?, key, print)
        .await?;
    download(made)
}
