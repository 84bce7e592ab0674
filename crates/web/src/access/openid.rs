//! Signing in by the provider, and linking one's own account to it.
//!
//! A browser is led to the provider by links, never by a form: pages may send forms to this
//! server only, and browsers hold the redirect after a form to that as well.

use super::sign_in::{enter, local, owe_code};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Asked, Fields, Posted, address};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::openid::{Provider, ProviderError, Underway};
use crate::page::{Page, Problems, show, show_with};
use crate::sessions::OPENID;
use crate::visit::Visit;
use crate::words::{EN, VI, Words};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::access::openid::Subject;
use vuonlen_app::{Error, ErrorKind, FieldError};
use vuonlen_store::subject::AccountSubject;

/// Where the provider sends browsers back to.
const BACK: &str = "/sign-in/openid/back";

/// Where one's own links are.
const HERE: &str = "/account/openid";

pub(super) fn routes(routes: Routes) -> Routes {
    let own = Guard::SignedIn;
    let manage = Guard::May(Action::AccountManage);
    routes
        .page("/sign-in/openid", Guard::Public, go)
        .page(BACK, Guard::Public, back)
        .page(HERE, own, look)
        .form("/account/openid/link", own, link)
        .form("/account/openid/unlink", own, unlink)
        .form("/accounts/{account}/openid/unlink", manage, unlink_account)
}

#[derive(Template)]
#[template(path = "access/openid.html")]
struct OpenIdTemplate {
    page: Page,
    links: Vec<AccountSubject>,
    /// The provider of the configuration, by what its button says.
    provider: Option<String>,
    wrong: Problems,
}

#[derive(Template)]
#[template(path = "access/openid_go.html")]
struct GoTemplate {
    page: Page,
    address: String,
    provider: String,
}

/// What the button of the provider says; none without a provider.
pub(super) fn button(app: &App, visit: &Visit) -> Option<String> {
    let provider = app.provider.as_ref()?;
    let ours = Words::of(visit.language).openid.button;
    let label = provider.label().map(|label| label.get(visit.language));
    Some(label.unwrap_or(ours).to_owned())
}

fn provider(app: &App) -> Result<&Provider, Failure> {
    let provider = app.provider.as_deref();
    provider.ok_or_else(|| Error::not_found().into())
}

/// To the provider, to sign in.
async fn go(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Asked(asked): Asked,
) -> Answer {
    let provider = provider(&app)?;
    let next = local(asked.get("next"));
    if visit.actor.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let there = begin(&app, &visit, (provider, &headers), (next, None)).await?;
    Ok(Redirect::to(&there).into_response())
}

/// Remembers the question in the browser's session; gives the address at the provider.
async fn begin(
    app: &App,
    visit: &Visit,
    (provider, headers): (&Provider, &HeaderMap),
    purpose: (String, Option<Uuid>),
) -> Result<String, Failure> {
    let redirect = format!("{}{BACK}", app.site(headers));
    let begun = provider.begin(&app.context, redirect, purpose).await;
    let (there, underway) = begun.map_err(|error| untold(visit, &error))?;
    let kept = visit.session.insert(OPENID, underway).await;
    kept.map_err(Error::internal)?;
    Ok(there)
}

/// Back from the provider.
async fn back(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let provider = provider(&app)?;
    // Good for one answer: the second one with the same state finds nothing.
    let underway = take(&visit).await?.filter(|underway| {
        let issuer = asked.get("iss");
        underway.is_answered_by(asked.get("state"), app.context.now())
            && (issuer.is_empty() || issuer == provider.issuer())
    });
    let Some(underway) = underway else {
        return Err(failed(StatusCode::CONFLICT, "openid_state", |t| {
            t.not_asked
        }));
    };
    if asked.get("error") == "access_denied" {
        return Err(failed(StatusCode::CONFLICT, "openid_denied", |t| t.denied));
    }
    let Some(code) = asked.some("code") else {
        return Err(failed(StatusCode::CONFLICT, "openid_error", |t| t.no_word));
    };
    let found = provider.finish(&app.context, &underway, code).await;
    let who = found.map_err(|error| untold(&visit, &error))?;
    match underway.links {
        Some(account) => finish_link(&app, &visit, account, &who).await,
        None => finish_sign_in(&app, &visit, &underway.next, &who).await,
    }
}

/// Takes what is under way out of the session. Removing counts as a change, and a changed session
/// is written: only where there is something.
async fn take(visit: &Visit) -> Result<Option<Underway>, Failure> {
    let session = &visit.session;
    let underway: Option<Underway> = session.get(OPENID).await.map_err(Error::internal)?;
    if underway.is_some() {
        let removed = session.remove_value(OPENID).await;
        removed.map_err(Error::internal)?;
    }
    Ok(underway)
}

async fn finish_sign_in(app: &App, visit: &Visit, next: &str, who: &Subject) -> Answer {
    let signed = app
        .context
        .sign_in_by_provider(who, &visit.address)
        .await
        .map_err(|error| {
            let too_many = error.code == "too_many_attempts";
            let mut failure = Failure::from(error);
            if too_many {
                failure.status = StatusCode::TOO_MANY_REQUESTS;
            }
            failure
        })?;
    if signed.asks_code {
        return owe_code(app, visit, (signed.account_id, Some(&who.issuer)), next).await;
    }
    enter(app, visit, signed.account_id, next).await
}

/// Links the account of whoever went to the provider, if it is the one still signed in here.
async fn finish_link(app: &App, visit: &Visit, account: Uuid, who: &Subject) -> Answer {
    let actor = visit.actor.as_ref().filter(|one| one.account_id == account);
    let Some(actor) = actor else {
        return Err(failed(StatusCode::CONFLICT, "openid_state", |t| {
            t.not_asked
        }));
    };
    app.context.link_subject(actor, who).await?;
    let done = Words::of(visit.language).openid.linked;
    flash::done(&visit.session, HERE, done).await
}

async fn look(State(app): State<App>, visit: Visit) -> Answer {
    draw(&app, &visit, &[]).await
}

async fn link(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Posted(sent): Posted,
) -> Answer {
    let provider = provider(&app)?;
    let actor = visit.actor()?;
    let allowed = app
        .context
        .allow_linking(actor, sent.exact("current"))
        .await;
    match allowed {
        Ok(()) => {}
        Err(error) if error.kind == ErrorKind::Invalid => {
            return draw(&app, &visit, &error.fields).await;
        }
        Err(error) => return Err(error.into()),
    }
    let purpose = (HERE.to_owned(), Some(actor.account_id));
    let address = begin(&app, &visit, (provider, &headers), purpose).await?;
    let t = Words::of(visit.language);
    show(&GoTemplate {
        provider: button(&app, &visit).unwrap_or_default(),
        address,
        page: above(visit.page(t.openid.go_title).await).under(t.openid.title, HERE),
    })
}

async fn unlink(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let who = subject(&sent);
    app.context.unlink_subject(visit.actor()?, &who).await?;
    let done = Words::of(visit.language).openid.unlinked;
    flash::done(&visit.session, HERE, done).await
}

async fn unlink_account(State(app): State<App>, visit: Visit, Path(account): Path<Uuid>) -> Answer {
    app.context.unlink_account(visit.actor()?, account).await?;
    let done = Words::of(visit.language).openid.unlinked;
    flash::done(&visit.session, &format!("/accounts/{account}"), done).await
}

fn subject(sent: &Fields) -> Subject {
    Subject {
        issuer: sent.exact("issuer").to_owned(),
        subject: sent.exact("subject").to_owned(),
    }
}

async fn draw(app: &App, visit: &Visit, wrong: &[FieldError]) -> Answer {
    let t = Words::of(visit.language);
    let page = above(visit.page(t.openid.title).await);
    let template = OpenIdTemplate {
        links: app.context.own_subjects(visit.actor()?).await?,
        provider: button(app, visit),
        wrong: Problems::new(&page, wrong),
        page,
    };
    show_with(template.wrong.status(), &template)
}

/// Pages of one's own account lie under it.
fn above(page: Page) -> Page {
    let t = page.t;
    page.under(t.frame.home, "/")
        .under(t.own_account.title, "/account")
}

/// The address of the provider's button on the page for signing in.
pub(super) fn path(next: &str) -> String {
    let next = if next == "/" { "" } else { next };
    address("/sign-in/openid", [("next", next)])
}

/// What is said of a provider that gave no word; what happened goes to the log.
fn untold(visit: &Visit, error: &ProviderError) -> Failure {
    tracing::warn!(request = visit.request_id, "{error}");
    match error {
        ProviderError::Unreachable(_) => {
            let status = StatusCode::BAD_GATEWAY;
            failed(status, "openid_unreachable", |t| t.unreachable)
        }
        ProviderError::Refused(_) => failed(StatusCode::CONFLICT, "openid_refused", |t| t.refused),
    }
}

fn failed(
    status: StatusCode,
    code: &'static str,
    text: fn(&crate::words::Openid) -> &'static str,
) -> Failure {
    Failure::new(status, code, text(&VI.openid), text(&EN.openid))
}
