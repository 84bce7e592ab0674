//! Requests of households (Mẫu 01, Mẫu 04): received, printed, taken up by a round, answered.

use super::back::{nowhere, refused};
use super::{id, names, round_path};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Asked, Fields, Posted, address};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show, show_with};
use crate::registry::list::{class_label, codes};
use crate::visit::{Visit, form_key};
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_app::access::{Action, Actor};
use vuonlen_app::registry::HouseholdQuery;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{NewRequest, RequestKind, RequestPaper, RequestView, RoundLine};
use vuonlen_app::{Error, ErrorKind, FieldError};
use vuonlen_domain::review::{RoundKind, RoundState};

/// Households a search shows to choose from.
const FOUND: u32 = 20;

pub(super) fn routes(routes: Routes) -> Routes {
    let plan = Guard::May(Action::RoundPlan);
    let enter = Guard::May(Action::HouseholdEvent);
    routes
        .page("/requests", Guard::May(Action::HouseholdList), list)
        .page("/requests/new", enter, begin)
        .form("/requests/new", enter, save)
        .page("/requests/blank/{paper}", enter, blank)
        .page(
            "/requests/{province}/{request}/{paper}",
            Guard::May(Action::HouseholdRead),
            paper,
        )
        .form("/requests/{province}/{request}/answer", plan, answer)
        .form("/requests/{province}/{request}/take-up", plan, take_up)
}

#[derive(Template)]
#[template(path = "review/requests.html")]
struct Requests {
    page: Page,
    commune: String,
    communes: Vec<Choice>,
    only_open: bool,
    rows: Vec<Row>,
    rounds: Vec<Choice>,
    may_enter: bool,
    may_answer: bool,
    may_read: bool,
}

struct Row {
    path: String,
    household: String,
    kind: &'static str,
    reasons: String,
    round: Option<(String, String)>,
    waits: bool,
    view: RequestView,
}

#[derive(Template)]
#[template(path = "review/request_new.html")]
struct NewTemplate {
    page: Page,
    key: String,
    text: String,
    searched: bool,
    found: Vec<Found>,
    chosen: Option<Found>,
    kind: &'static str,
    reasons: Vec<Choice>,
    content: String,
    raised_by: String,
    raised_on: String,
    wrong: Problems,
}

/// A household to choose.
struct Found {
    province: String,
    id: Uuid,
    code: String,
    head: String,
    class: String,
    class_label: String,
}

const fn kind_name(page: &Page, kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Review => page.t.requests.kind_review,
        RequestKind::Escape => page.t.requests.kind_escape,
    }
}

fn kind_of(code: &str) -> RequestKind {
    if code == RequestKind::Escape.code() {
        RequestKind::Escape
    } else {
        RequestKind::Review
    }
}

async fn list(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let communes = context.communes_of(actor, Action::HouseholdList)?;
    let chosen = communes
        .iter()
        .find(|(code, _)| code == asked.get("commune"));
    let (commune, _) = chosen
        .or_else(|| communes.first())
        .ok_or_else(Error::not_found)?;
    let only_open = asked.get("all") != "1";
    let views = context.list_requests(actor, commune, only_open).await?;
    let t = Words::of(visit.language);
    let page = visit
        .page(t.requests.title)
        .await
        .under(t.round.title, "/rounds");
    let rounds = rounds(&app, actor, commune).await?;
    let name = |line: &RoundLine| {
        let kind = RoundKind::parse(&line.round.kind).unwrap_or(RoundKind::Annual);
        format!("{} {}", names::kind(&page, kind), line.round.year)
    };
    let wording = Wording::new(&context.law);
    let rows = views.into_iter().map(|view| {
        let one = &view.request;
        let reasons = one.reasons.split(',').filter(|code| !code.is_empty());
        let reasons =
            reasons.map(|code| page.say(&wording.label("serious_reasons", code)).to_owned());
        let round = rounds
            .iter()
            .find(|line| Some(line.round.round_id) == one.round_id);
        Row {
            path: format!("/requests/{}/{}", one.province_code, one.request_id),
            household: crate::registry::household_path(&one.province_code, one.household_id),
            kind: kind_name(&page, kind_of(&one.kind)),
            reasons: reasons.collect::<Vec<_>>().join(", "),
            round: round.map(|line| {
                let path = round_path(&line.round.province_code, line.round.round_id);
                (name(line), path)
            }),
            waits: one.answer.is_none() && one.round_id.is_none(),
            view,
        }
    });
    let rows = rows.collect();
    let open = rounds
        .iter()
        .filter(|line| matches!(line.state, RoundState::Planned | RoundState::UnderWay));
    let open: Vec<(String, String)> = open
        .map(|line| (line.round.round_id.to_string(), name(line)))
        .collect();
    show(&Requests {
        rounds: choices(open, &[]),
        communes: if communes.len() > 1 {
            choices(communes.clone(), &[commune])
        } else {
            Vec::new()
        },
        commune: commune.clone(),
        only_open,
        rows,
        may_enter: page.may(Action::HouseholdEvent),
        may_answer: page.may(Action::RoundPlan),
        may_read: page.may(Action::HouseholdRead),
        page,
    })
}

/// The rounds of a commune the person may see.
async fn rounds(app: &App, actor: &Actor, commune: &str) -> Result<Vec<RoundLine>, Error> {
    if !actor.may(Action::RoundRead) {
        return Ok(Vec::new());
    }
    let area = app.context.commune_area(commune)?;
    let province = area.province().unwrap_or_default();
    app.context
        .rounds(actor, province, Some(commune), None)
        .await
}

async fn begin(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    draw(&app, &visit, (&asked, &[])).await
}

async fn save(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let t = Words::of(visit.language);
    let household = id(sent.get("household"))?;
    let recorded = match sent.read::<NaiveDate>("raised_on") {
        Some(raised_on) => {
            let new = NewRequest {
                household_id: household,
                kind: kind_of(sent.get("kind")),
                reasons: sent.all("reasons").map(str::to_owned).collect(),
                content: sent.get("content").to_owned(),
                raised_by: sent.get("raised_by").to_owned(),
                raised_on,
            };
            context
                .record_request(actor, sent.get("province"), new, sent.some("key"))
                .await
        }
        None => Err(Error::field("raised_on", "Nhập ngày.", "Enter the day.")),
    };
    match recorded {
        Ok(_) => flash::done(&visit.session, "/requests", t.requests.recorded).await,
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(app: &App, visit: &Visit, (sent, wrong): (&Fields, &[FieldError])) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let t = Words::of(visit.language);
    let page = visit
        .page(t.requests.new_title)
        .await
        .under(t.requests.title, "/requests");
    let wording = Wording::new(&context.law);
    let text = sent.get("text");
    let chosen: Option<Uuid> = sent.read("household");
    let mut found = Vec::new();
    if !text.is_empty() {
        let query = HouseholdQuery {
            text: text.to_owned(),
            limit: FOUND,
            ..HouseholdQuery::default()
        };
        for one in context.list_households(actor, &query).await?.households {
            found.push(Found {
                province: one.province_code,
                id: one.household_id,
                code: one.code,
                head: one.head_name,
                class_label: class_label(&page, &wording, &one.class),
                class: one.class,
            });
        }
    }
    let chosen = chosen.and_then(|id| {
        let at = found.iter().position(|one| one.id == id)?;
        Some(found.swap_remove(at))
    });
    let kind = match sent.some("kind") {
        Some(code) => kind_of(code),
        None => match chosen.as_ref().map(|one| one.class.as_str()) {
            Some("poor" | "near_poor") => RequestKind::Escape,
            _ => RequestKind::Review,
        },
    };
    let reasons = codes(context, "serious_reasons").into_iter().map(|code| {
        let label = page
            .say(&wording.label("serious_reasons", &code))
            .to_owned();
        (code, label)
    });
    let given: Vec<&str> = sent.all("reasons").collect();
    let raised_by = chosen
        .as_ref()
        .map(|one| one.head.clone())
        .unwrap_or_default();
    let template = NewTemplate {
        key: form_key(context, sent),
        searched: !text.is_empty(),
        text: text.to_owned(),
        found,
        chosen,
        kind: kind.code(),
        reasons: choices(reasons, &given),
        content: sent.get("content").to_owned(),
        raised_by: sent.some("raised_by").map_or(raised_by, str::to_owned),
        raised_on: sent
            .some("raised_on")
            .map_or_else(|| context.today().to_string(), str::to_owned),
        wrong: Problems::new(&page, wrong),
        page,
    };
    show_with(template.wrong.status(), &template)
}

async fn answer(
    State(app): State<App>,
    visit: Visit,
    Path((province, request)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let key = (province.as_str(), id(&request)?);
    let back = address("/requests", [("commune", sent.get("commune"))]);
    let answered = app
        .context
        .answer_request(visit.actor()?, key, sent.get("answer"))
        .await;
    match answered {
        Ok(()) => {
            let said = Words::of(visit.language).requests.answered;
            flash::done(&visit.session, &back, said).await
        }
        Err(error) => refused(&visit, &back, error, nowhere).await,
    }
}

async fn take_up(
    State(app): State<App>,
    visit: Visit,
    Path((province, request)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let request = id(&request)?;
    let back = address("/requests", [("commune", sent.get("commune"))]);
    let round = id(sent.get("round"))?;
    let taken = app
        .context
        .take_up_request(visit.actor()?, (&province, round), request)
        .await;
    match taken {
        Ok(()) => {
            let said = Words::of(visit.language).requests.taken_up;
            flash::done(&visit.session, &back, said).await
        }
        Err(error) => refused(&visit, &back, error, nowhere).await,
    }
}

/// A request on paper: `paper.docx` to edit, `paper.pdf` to sign.
async fn paper(
    State(app): State<App>,
    visit: Visit,
    Path((province, request, paper)): Path<(String, String, String)>,
) -> Answer {
    let format = paper.strip_prefix("paper.").ok_or_else(Error::not_found)?;
    let key = (province.as_str(), id(&request)?);
    let paper = app.context.request_paper(visit.actor()?, key).await?;
    file(&paper, ("giay-de-nghi", format))
}

/// A blank form: `form_01.docx`, `form_04.pdf`.
async fn blank(
    State(app): State<App>,
    visit: Visit,
    Path(paper): Path<String>,
    Asked(asked): Asked,
) -> Answer {
    let communes = app
        .context
        .communes_of(visit.actor()?, Action::HouseholdEvent)?;
    let (code, format) = paper.split_once('.').ok_or_else(Error::not_found)?;
    let kinds = [RequestKind::Review, RequestKind::Escape];
    let kind = kinds.into_iter().find(|kind| kind.code() == code);
    let kind = kind.ok_or_else(Error::not_found)?;
    let commune = communes
        .iter()
        .find(|(code, _)| code == asked.get("commune"));
    let commune = commune
        .or_else(|| communes.first())
        .map(|(code, _)| code.as_str());
    let paper = app.context.blank_request(kind, commune.unwrap_or_default());
    file(&paper, (code, format))
}

fn file(
    paper: &RequestPaper,
    (name, format): (&str, &str),
) -> Result<axum::response::Response, Failure> {
    let (kind, bytes) = match format {
        "docx" => (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            paper.docx()?,
        ),
        "pdf" => ("application/pdf", paper.pdf()?),
        _ => return Err(Error::not_found().into()),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.{format}\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}
