//! Who asks, in which language, under which number; and the page of a failure.

use crate::App;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::flash;
use crate::guard::PersonalPage;
use crate::language;
use crate::metrics::Passage;
use crate::page::{Page, error_page};
use crate::sessions::{ACCOUNT, SEEN};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;
use tower_sessions::Session;
use uuid::Uuid;
use vuonlen_app::access::{Actor, LONGEST_REASON};
use vuonlen_app::{Context, Error, ErrorKind};
use vuonlen_domain::Text;
use vuonlen_domain::text::Language;

/// In the session: the token every form of it must carry.
pub(crate) const CSRF: &str = "csrf";

/// In the session: why its owner opens a place that is not his daily work, and which.
const BECAUSE: &str = "because";

/// One request, as handlers see it.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// Who; none before signing in.
    pub(crate) actor: Option<Actor>,
    /// In which language the page is written.
    pub(crate) language: Language,
    /// The session.
    pub(crate) session: Session,
    /// The token every form carries; empty before signing in.
    pub(crate) csrf: String,
    /// Names this request in the log and on error pages.
    pub(crate) request_id: String,
    /// Path and query asked for.
    pub(crate) here: String,
    /// Network address asked from.
    pub(crate) address: String,
    /// The program asked with, as it calls itself.
    pub(crate) agent: String,
    /// Whether this is a demonstration.
    pub(crate) demo: bool,
}

impl Visit {
    /// Who asks.
    ///
    /// # Errors
    /// Before signing in; the guard of the route sees to it that this does not happen.
    pub(crate) fn actor(&self) -> Result<&Actor, Failure> {
        self.actor.as_ref().ok_or_else(|| Error::denied().into())
    }

    /// The frame of a page called `title`, with what is to be said once.
    pub(crate) async fn page(&self, title: impl Into<String>) -> Page {
        let flash = flash::take(&self.session).await;
        Page::new(self, title.into(), flash)
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or_else(|| Error::denied().into())
    }
}

/// Meets every request for a page: finds out who asks, lets the route answer, and turns what
/// failed into a page.
pub(crate) async fn meet(
    State(app): State<App>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let passage = Passage::begin(&app, &request);
    let query = Fields::parse(request.uri().query().unwrap_or_default().as_bytes());
    let chosen = language::parse(query.get("lang"));
    let language = chosen.or_else(|| language::kept(request.headers()));
    let visit = Visit {
        actor: None,
        language: language.unwrap_or_default(),
        csrf: value(&session, CSRF).await,
        session,
        request_id: random_hex(&app.context, 8),
        here: request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned(),
        address: caller(&app, &request),
        agent: agent(request.headers()),
        demo: app.options.demo,
    };
    let why = query.get("because").to_owned();
    let mut response = match recognise(&app.context, visit.clone(), &why).await {
        Ok(visit) if visit.actor.is_none() && !lets_in(&app, &visit.address) => {
            let mut response = explain(&visit, too_many().into_response()).await;
            let after = HeaderValue::from_static("30");
            response.headers_mut().insert(header::RETRY_AFTER, after);
            response
        }
        Ok(visit) => {
            request.extensions_mut().insert(visit.clone());
            let response = next.run(request).await;
            let response = note_reading(&app.context, &visit, response).await;
            explain(&visit, response).await
        }
        Err(error) => explain(&visit, Failure::from(error).into_response()).await,
    };
    if let Some(chosen) = chosen
        && let Ok(cookie) = HeaderValue::from_str(&language::keep(chosen))
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    passage.end(&app, &visit.request_id, &mut response);
    response
}

/// Fills in the actor, where the session belongs to an account that may still sign in.
async fn recognise(context: &Context, mut visit: Visit, why: &str) -> Result<Visit, Error> {
    let account = value(&visit.session, ACCOUNT).await;
    let Ok(account) = Uuid::parse_str(&account) else {
        return Ok(visit);
    };
    visit.actor = context.actor(account, &visit.address).await?;
    if visit.actor.is_none() {
        visit.session.flush().await.map_err(Error::internal)?;
        visit.csrf = String::new();
        return Ok(visit);
    }
    // A session in use is extended, at most every five minutes.
    let now = context.now().timestamp();
    let seen: Option<i64> = visit.session.get(SEEN).await.ok().flatten();
    if seen.is_none_or(|seen| now - seen > 300) {
        visit
            .session
            .insert(SEEN, now)
            .await
            .map_err(Error::internal)?;
    }
    give_reason(&mut visit, why).await?;
    Ok(visit)
}

/// A reason given once holds for the same household, or the same page, while the session lasts.
async fn give_reason(visit: &mut Visit, why: &str) -> Result<(), Error> {
    let place = place(visit.here.split('?').next().unwrap_or("/"));
    let why: String = why.chars().take(LONGEST_REASON).collect();
    if !why.is_empty() {
        visit
            .session
            .insert(BECAUSE, (&place, &why))
            .await
            .map_err(Error::internal)?;
    }
    let kept: Option<(String, String)> = visit.session.get(BECAUSE).await.ok().flatten();
    if let Some((_, reason)) = kept.filter(|(kept, _)| *kept == place)
        && let Some(actor) = &mut visit.actor
    {
        actor.reason = reason;
    }
    Ok(())
}

/// What a reason is for: the household an address lies under, else the address itself.
fn place(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["", "households", province, household, ..] if household.len() == 36 => {
            format!("/households/{province}/{household}")
        }
        _ => path.to_owned(),
    }
}

/// A page with personal data is shown only when the log says so. Which pages those are the guard
/// of the route knows; what a use case has noted itself is not noted twice.
async fn note_reading(context: &Context, visit: &Visit, mut response: Response) -> Response {
    let (Some(PersonalPage(action)), Some(actor)) =
        (response.extensions_mut().remove(), &visit.actor)
    else {
        return response;
    };
    let path = visit.here.split('?').next().unwrap_or("/");
    match context.note_page(actor, action, path).await {
        Ok(()) => response,
        Err(error) => Failure::from(error).into_response(),
    }
}

/// Turns a failure into a page; an answer that has its page already goes through as it is.
async fn explain(visit: &Visit, mut response: Response) -> Response {
    let failure = response.extensions_mut().remove::<Failure>();
    let failure = match failure {
        Some(failure) => failure,
        None => match bare(&response) {
            Some(failure) => failure,
            None => return response,
        },
    };
    failure.log(&visit.request_id);
    error_page(visit, &failure).await
}

/// A status without a page of ours: from the router, a limit, a panic.
fn bare(response: &Response) -> Option<Failure> {
    let status = response.status();
    let html = response.headers().get(header::CONTENT_TYPE);
    let html = html.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if html || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let (vi, en) = (&crate::words::VI.errors, &crate::words::EN.errors);
    let (status, kind, code, vi, en) = match status {
        // An address that cannot be read names nothing.
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => (
            StatusCode::NOT_FOUND,
            ErrorKind::NotFound,
            "not_found",
            vi.page_not_found,
            en.page_not_found,
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            status,
            ErrorKind::State,
            "wrong_method",
            vi.wrong_method,
            en.wrong_method,
        ),
        StatusCode::FORBIDDEN => (
            status,
            ErrorKind::Denied,
            "foreign_form",
            vi.foreign_form,
            en.foreign_form,
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            status,
            ErrorKind::State,
            "too_large",
            vi.too_large,
            en.too_large,
        ),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => (
            StatusCode::SERVICE_UNAVAILABLE,
            ErrorKind::State,
            "too_slow",
            vi.too_slow,
            en.too_slow,
        ),
        _ if status.is_server_error() => {
            return Some(Error::internal(format!("status {status} without a page")).into());
        }
        _ => (
            status,
            ErrorKind::State,
            "unreadable",
            vi.unreadable,
            en.unreadable,
        ),
    };
    Some(Failure {
        status,
        error: Arc::new(Error::new(kind, code, Text::new(vi, en))),
    })
}

/// Whether one more request of somebody at this address who has not signed in is answered.
pub(crate) fn lets_in(app: &App, address: &str) -> bool {
    app.gate.lets_in(address, app.context.now())
}

fn too_many() -> Failure {
    let (vi, en) = (&crate::words::VI.errors, &crate::words::EN.errors);
    Failure::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many",
        vi.too_many,
        en.too_many,
    )
}

async fn value(session: &Session, key: &str) -> String {
    session.get(key).await.ok().flatten().unwrap_or_default()
}

/// The key of a form that may be sent twice: the one it was sent with, or a new one.
pub(crate) fn form_key(context: &Context, sent: &Fields) -> String {
    sent.some("key")
        .map_or_else(|| random_hex(context, 12), str::to_owned)
}

/// Random bytes as hexadecimal digits.
pub(crate) fn random_hex(context: &Context, bytes: usize) -> String {
    let mut random = vec![0; bytes];
    context.random.fill(&mut random);
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Long enough to tell one's own machines apart.
fn agent(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok());
    agent.unwrap_or_default().chars().take(200).collect()
}

/// The network address a request comes from.
pub(crate) fn caller(app: &App, request: &Request) -> String {
    let forwarded = |headers: &HeaderMap| {
        let list = headers.get("x-forwarded-for")?.to_str().ok()?;
        Some(list.rsplit(',').next()?.trim().chars().take(45).collect())
    };
    let direct = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let direct = direct.map(|ConnectInfo(address)| address.ip().to_string());
    if app.options.behind_proxy {
        forwarded(request.headers()).or(direct).unwrap_or_default()
    } else {
        direct.unwrap_or_default()
    }
}
