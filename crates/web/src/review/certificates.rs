//! Certificates of a round: list, papers, withdrawal.

use super::place::{self, Tab};
use super::{id, round_path};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Asked, Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show, show_with};
use crate::registry::household_path;
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{Certificate, PaperFormat, Print};
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::CertificateRead);
    routes
        .page("/rounds/{province}/{round}/certificates", read, list)
        .page(
            "/rounds/{province}/{round}/certificates/print",
            read,
            print_all,
        )
        .page("/certificates/{province}/{certificate}", read, one)
        .form(
            "/certificates/{province}/{certificate}/withdraw",
            Guard::May(Action::CertificateWithdraw),
            withdraw,
        )
        .page(
            "/certificates/{province}/{certificate}/{format}",
            read,
            paper,
        )
}

fn certificate_path(province: &str, certificate: Uuid) -> String {
    format!("/certificates/{province}/{certificate}")
}

#[derive(Template)]
#[template(path = "review/certificates.html")]
struct Certificates {
    page: Page,
    tabs: Vec<Tab>,
    path: String,
    villages: Vec<Choice>,
    village: String,
    rows: Vec<Row>,
    valid: bool,
}

struct Row {
    path: String,
    certificate: Certificate,
    class_label: String,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Path((province, round)): Path<(String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let key = (province.as_str(), id(&round)?);
    let round = place::round(&app, &visit, key).await?;
    let village: Option<Uuid> = asked.read("village");
    let actor = visit.actor()?;
    let found = app
        .context
        .certificates_of_round(actor, key, village)
        .await?;
    let page = visit
        .page(Words::of(visit.language).certificate.title)
        .await;
    let page = place::under_round(page, &round);
    let wording = Wording::new(&app.context.law);
    let villages =
        (round.villages.iter()).map(|one| (one.village_id.to_string(), one.name.clone()));
    show(&Certificates {
        tabs: place::round_tabs(&page, &round, "certificates"),
        path: format!("{}/certificates", round_path(key.0, key.1)),
        villages: choices(villages, &[asked.get("village")]),
        village: village.map(|one| one.to_string()).unwrap_or_default(),
        valid: found.iter().any(|one| one.withdrawn_on.is_none()),
        rows: found
            .into_iter()
            .map(|one| Row {
                path: certificate_path(key.0, one.certificate_id),
                class_label: class_label(&page, &wording, &one.class),
                certificate: one,
            })
            .collect(),
        page,
    })
}

async fn print_all(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((province, round)): Path<(String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let key = (province.as_str(), id(&round)?);
    let actor = visit.actor()?;
    let context = &app.context;
    let village = asked.read("village");
    let found = context.certificates_of_round(actor, key, village).await?;
    let valid = found.iter().filter(|one| one.withdrawn_on.is_none());
    let ids: Vec<Uuid> = valid.map(|one| one.certificate_id).collect();
    let print = Print {
        format: PaperFormat::Pdf,
        synthetic: app.options.demo,
    };
    let site = app.site(&headers);
    let paper = context
        .certificates_paper(actor, (key.0, &ids), (&site, print))
        .await?;
    place::download(paper)
}

async fn paper(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((province, certificate, format)): Path<(String, String, String)>,
) -> Answer {
    let print = place::print(&app, &format)?;
    let ids = [id(&certificate)?];
    let site = app.site(&headers);
    let actor = visit.actor()?;
    let context = &app.context;
    let paper = context
        .certificates_paper(actor, (&province, &ids), (&site, print))
        .await?;
    place::download(paper)
}

#[derive(Template)]
#[template(path = "review/certificate.html")]
struct One {
    page: Page,
    path: String,
    household: String,
    certificate: Certificate,
    class_label: String,
    opens: bool,
    may_withdraw: bool,
    reason: String,
    problems: Problems,
}

async fn one(
    State(app): State<App>,
    visit: Visit,
    Path((province, certificate)): Path<(String, String)>,
) -> Answer {
    let at = (province.as_str(), id(&certificate)?);
    draw(&app, &visit, at, (&Fields::default(), &[])).await
}

async fn withdraw(
    State(app): State<App>,
    visit: Visit,
    Path((province, certificate)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let at = (province.as_str(), id(&certificate)?);
    let actor = visit.actor()?;
    let reason = sent.get("reason");
    match app.context.withdraw_certificate(actor, at, reason).await {
        Ok(()) => {
            let t = &Words::of(visit.language).certificate;
            let path = certificate_path(at.0, at.1);
            flash::done(&visit.session, &path, t.withdrawn_done).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, at, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    at: (&str, Uuid),
    (sent, wrong): (&Fields, &[FieldError]),
) -> Result<axum::response::Response, Failure> {
    let context = &app.context;
    let data = context.certificate_data(visit.actor()?, at).await?;
    let certificate = data.certificate;
    let round = place::round(app, visit, (at.0, data.decision.round_id)).await?;
    let t = Words::of(visit.language);
    let page = visit
        .page(t.certificate.one_title(&certificate.number))
        .await;
    let above = round_path(at.0, data.decision.round_id);
    let page = place::under_round(page, &round)
        .under(t.certificate.title, format!("{above}/certificates"));
    let template = One {
        path: certificate_path(at.0, at.1),
        household: household_path(at.0, certificate.household_id),
        class_label: class_label(&page, &Wording::new(&context.law), &certificate.class),
        opens: page.may(Action::HouseholdRead),
        may_withdraw: certificate.withdrawn_on.is_none() && page.may(Action::CertificateWithdraw),
        reason: sent.get("reason").to_owned(),
        problems: Problems::new(&page, wrong),
        certificate,
        page,
    };
    show_with(template.problems.status(), &template)
}
