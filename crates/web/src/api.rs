//! The REST API under `/api/v1`: the use cases behind the pages, for programs.
//!
//! A request's way: [`meet`] (a number for the log, problems as `application/problem+json`) →
//! [`crate::limits::admit`] → [`recognise`] (whose token) → the route's [`gate`] → a handler,
//! which calls one use case and turns its result into JSON. There is no session, no cookie and so
//! no forged form. `docs/decisions/0017-api.md` says why tokens, why problem+json, and why these
//! operations; [`document`] is the published description, which a test holds against the routes.
#![expect(
    unused_qualifications,
    reason = "what utoipa's macros write is qualified"
)]

mod account;
mod audit;
mod certificates;
mod checks;
mod document;
mod events;
mod figures;
mod given;
mod households;
mod input;
mod law;
mod page;
mod problem;
mod reports;
mod rounds;
mod tables;
mod units;
mod values;

use crate::failure::Failure;
use crate::guard::{Guard, PersonalPage, Routes, leaves_note};
use crate::metrics::Passage;
use crate::visit::{caller, lets_in, random_hex};
use crate::{App, limits};
use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use vuonlen_app::Error;
use vuonlen_app::access::Actor;
use vuonlen_domain::text::Language;

/// Who asks: the account a token acts for; nobody without one.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    actor: Option<Actor>,
}

/// Names a request in the log and in its problems, and the language of a problem's title.
#[derive(Debug, Clone)]
struct Asked {
    request_id: String,
    language: Language,
}

impl Caller {
    /// Who asks.
    ///
    /// # Errors
    /// Without a token; the guard of the route sees to it that this does not happen.
    fn actor(&self) -> Result<&Actor, Failure> {
        self.actor.as_ref().ok_or_else(problem::no_token)
    }

    /// The same with a reason for what follows, for the audit log.
    fn because(&self, reason: Option<&str>) -> Result<Actor, Failure> {
        let actor = self.actor()?.clone();
        Ok(match reason {
            Some(reason) => actor.because(reason),
            None => actor,
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(problem::no_token)
    }
}

/// Every operation, each with its guard, and the page about them.
pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = document::routes(routes);
    let routes = page::routes(routes);
    let routes = account::routes(routes);
    let routes = units::routes(routes);
    let routes = households::routes(routes);
    let routes = events::routes(routes);
    let routes = checks::routes(routes);
    let routes = rounds::routes(routes);
    let routes = tables::routes(routes);
    let routes = figures::routes(routes);
    let routes = certificates::routes(routes);
    let routes = reports::routes(routes);
    let routes = audit::routes(routes);
    law::routes(routes)
}

/// The operations with everything around them.
pub(crate) fn layered(app: &App, operations: Router<App>) -> Router<App> {
    let nothing_here = || async { Failure::from(Error::not_found()) };
    operations
        .route("/api/v1", any(nothing_here))
        .route("/api/v1/", any(nothing_here))
        .route("/api/v1/{*rest}", any(nothing_here))
        .layer(CatchPanicLayer::custom(|_| {
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            app.options.limits.answer,
        ))
        .layer(from_fn_with_state(app.clone(), recognise))
        .layer(from_fn_with_state(app.clone(), limits::admit))
        // Outermost: whatever goes wrong further in is told as a problem.
        .layer(from_fn_with_state(app.clone(), meet))
}

/// Gives the request a number, lets it be answered, and turns what failed into a problem.
async fn meet(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let passage = Passage::begin(&app, &request);
    let asked = Asked {
        request_id: random_hex(&app.context, 8),
        language: language(request.headers()),
    };
    request.extensions_mut().insert(asked.clone());
    let response = next.run(request).await;
    let mut response = problem::explain(&asked, response);
    passage.end(&app, &asked.request_id, &mut response);
    response
}

/// Finds out whose token it is. Whoever has none has as many requests a minute as pages.
async fn recognise(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if !accepts(request.headers(), request.uri().path()) {
        return problem::not_acceptable().into_response();
    }
    let address = caller(&app, &request);
    let actor = match token(request.headers()) {
        Ok(None) => Ok(None),
        Ok(Some(token)) => match app.context.actor_of_token(token, &address).await {
            Ok(Some(actor)) => Ok(Some(actor)),
            Ok(None) => Err(problem::bad_token()),
            Err(error) => Err(error.into()),
        },
        Err(failure) => Err(failure),
    };
    if !matches!(actor, Ok(Some(_))) && !lets_in(&app, &address) {
        return problem::too_many().into_response();
    }
    let actor = match actor {
        Ok(actor) => actor,
        Err(failure) => return failure.into_response(),
    };
    let path = request.uri().path().to_owned();
    let found = Caller {
        actor: actor.clone(),
    };
    request.extensions_mut().insert(found);
    let mut response = next.run(request).await;
    let noted = response.extensions_mut().remove::<PersonalPage>();
    let (Some(PersonalPage(action)), Some(actor)) = (noted, &actor) else {
        return response;
    };
    // Personal data go out only when the log says so.
    match app.context.note_page(actor, action, &path).await {
        Ok(()) => response,
        Err(error) => Failure::from(error).into_response(),
    }
}

/// Lets in whom the route's guard lets in.
pub(crate) async fn gate(guard: Guard, request: Request, next: Next) -> Response {
    let actor = request.extensions().get::<Caller>();
    let actor = actor.and_then(|caller| caller.actor.as_ref());
    match (guard, actor) {
        (Guard::Public, _) | (Guard::SignedIn, Some(_)) => {}
        (Guard::May(action), Some(actor)) if actor.may(action) => {}
        (Guard::May(_), Some(_)) => return Failure::from(Error::denied()).into_response(),
        (_, None) => return problem::no_token().into_response(),
    }
    let reads = request.method().is_safe();
    let mut response = next.run(request).await;
    if let Guard::May(action) = guard
        && reads
        && leaves_note(action)
        && response.status().is_success()
    {
        response.extensions_mut().insert(PersonalPage(action));
    }
    response
}

/// The token of a request; none without one.
fn token(headers: &HeaderMap) -> Result<Option<&str>, Failure> {
    let Some(sent) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let sent = sent.to_str().map_err(|_| problem::bad_token())?;
    match sent.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim())),
        _ => Err(problem::bad_token()),
    }
}

/// The language of titles: English where it is asked for before Vietnamese.
fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE);
    let wanted = wanted.and_then(|wanted| wanted.to_str().ok());
    let first = wanted.unwrap_or_default().split(',').find_map(|one| {
        let one = one.trim().to_ascii_lowercase();
        match one.get(..2) {
            Some("vi") => Some(Language::Vietnamese),
            Some("en") => Some(Language::English),
            _ => None,
        }
    });
    first.unwrap_or_default()
}

/// Whether the client takes what is answered: JSON, or a workbook where one is made.
fn accepts(headers: &HeaderMap, path: &str) -> bool {
    let mut wanted = headers.get_all(header::ACCEPT).iter().peekable();
    if wanted.peek().is_none() {
        return true;
    }
    let makes = if path.ends_with("/export") {
        values::WORKBOOK
    } else {
        "application/json"
    };
    wanted
        .filter_map(|one| one.to_str().ok())
        .flat_map(|one| one.split(','))
        .any(|one| {
            let mut parts = one.split(';').map(str::trim);
            let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
            let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
            !refused && (kind == "*/*" || kind == "application/*" || kind == makes)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn what_is_accepted_is_what_can_be_made() {
        let takes = |value, path| accepts(&headers(header::ACCEPT, value), path);
        assert!(accepts(&HeaderMap::new(), "/api/v1/me"));
        assert!(takes("text/html, application/json;q=0.5", "/api/v1/me"));
        assert!(takes("*/*", "/api/v1/me"));
        assert!(!takes("text/html", "/api/v1/me"));
        assert!(!takes("application/json;q=0", "/api/v1/me"));
        assert!(!takes("application/json", "/api/v1/households/export"));
        assert!(takes(values::WORKBOOK, "/api/v1/households/export"));
    }

    #[test]
    fn titles_are_vietnamese_unless_english_is_asked_for() {
        let asked = |value| language(&headers(header::ACCEPT_LANGUAGE, value));
        assert_eq!(language(&HeaderMap::new()), Language::Vietnamese);
        assert_eq!(asked("fr, en-GB;q=0.8, vi;q=0.5"), Language::English);
        assert_eq!(asked("vi-VN, en"), Language::Vietnamese);
    }

    #[test]
    fn a_token_stands_behind_bearer() {
        let sent = headers(header::AUTHORIZATION, "bearer vuonlen_x");
        assert_eq!(token(&sent).unwrap(), Some("vuonlen_x"));
        let basic = headers(header::AUTHORIZATION, "Basic YTpi");
        assert_eq!(token(&basic).unwrap_err().status, StatusCode::UNAUTHORIZED);
    }
}
