//! The only way to add a route: with what a person must be or be allowed to do to reach it.

use crate::App;
use crate::failure::Failure;
use crate::fields::{Fields, Posted, address};
use crate::limits::LARGEST_FORM;
use crate::visit::Visit;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post, put};
use std::fmt;
use vuonlen_app::Error;
use vuonlen_app::access::Action;

/// Most bytes of a form with a file: the largest file that is kept, and the fields around it.
const LARGEST_UPLOAD: usize = 11 * 1024 * 1024;

/// Who may reach a route. Where in the tree is the use case's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// Anybody. A form behind it has no session to take a token from; the cross-site check holds.
    Public,
    /// Whoever has signed in, whatever the roles.
    SignedIn,
    /// Whoever holds a role that allows the action somewhere.
    May(Action),
}

/// Left on the answer of a page that shows personal data: its reading is to be noted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PersonalPage(pub(crate) Action);

/// The use cases behind these note every reading themselves, with the household or the number of
/// them; a line about the page would say the same again.
const NOTED_BY_USE_CASE: &[Action] = &[
    Action::HouseholdRead,
    Action::HouseholdWrite,
    Action::DossierRead,
    Action::Export,
];

/// The routes collected so far, and a line about each.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    router: Router<App>,
    list: Vec<(Method, &'static str, Guard)>,
    operations: Router<App>,
    operation_list: Vec<(Method, &'static str, Guard)>,
}

/// Whether a reading by `action` is noted by the route rather than by the use case behind it.
pub(crate) fn leaves_note(action: Action) -> bool {
    action.is_personal() && !NOTED_BY_USE_CASE.contains(&action)
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A page.
    pub(crate) fn page<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, path, guard, get(handler))
    }

    /// A form. What was sent reaches the handler as [`Posted`], once its token has been checked.
    pub(crate) fn form<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, path, guard, post(handler))
    }

    /// A form that carries a file. Its token stands in the address; the handler reads the body.
    pub(crate) fn upload<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let limited = post(handler).layer(DefaultBodyLimit::max(LARGEST_UPLOAD));
        self.add(Method::POST, path, guard, limited)
    }

    /// An operation of the API that reads. A program asks with a token; there is no session, so
    /// nobody can be led to send what he does not mean.
    pub(crate) fn read<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.operation(Method::GET, path, guard, get(handler))
    }

    /// An operation of the API that adds, or works something out.
    pub(crate) fn send<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.operation(Method::POST, path, guard, post(handler))
    }

    /// An operation of the API that puts something in the place of what is there.
    pub(crate) fn replace<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.operation(Method::PUT, path, guard, put(handler))
    }

    /// Every route of a page, in the order added.
    #[cfg(test)]
    pub(crate) fn list(&self) -> &[(Method, &'static str, Guard)] {
        &self.list
    }

    /// Every operation of the API, in the order added.
    pub(crate) fn operations(&self) -> &[(Method, &'static str, Guard)] {
        &self.operation_list
    }

    /// The pages, and the operations of the API.
    pub(crate) fn into_routers(self) -> (Router<App>, Router<App>) {
        (self.router, self.operations)
    }

    fn operation(
        mut self,
        method: Method,
        path: &'static str,
        guard: Guard,
        handler: MethodRouter<App>,
    ) -> Self {
        // Another method than the path's is told so, whoever asks.
        let gate = move |request, next| crate::api::gate(guard, request, next);
        let guarded = handler.route_layer(from_fn(gate));
        self.operations = self.operations.route(path, guarded);
        self.operation_list.push((method, path, guard));
        self
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        guard: Guard,
        handler: MethodRouter<App>,
    ) -> Self {
        let guarded = handler.layer(from_fn(move |request, next| watch(guard, request, next)));
        self.router = self.router.route(path, guarded);
        self.list.push((method, path, guard));
        self
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => formatter.write_str("public"),
            Self::SignedIn => formatter.write_str("signed in"),
            Self::May(action) => formatter.write_str(action.code()),
        }
    }
}

async fn watch(guard: Guard, request: Request, next: Next) -> Response {
    let Some(visit) = request.extensions().get::<Visit>().cloned() else {
        return Failure::from(Error::denied()).into_response();
    };
    let form = request.method() == Method::POST;
    match (guard, &visit.actor) {
        (Guard::Public, _) | (Guard::SignedIn, Some(_)) => {}
        (Guard::May(action), Some(actor)) if actor.may(action) => {}
        (Guard::May(_), Some(_)) => return Failure::from(Error::denied()).into_response(),
        (_, None) if form => return foreign().into_response(),
        (_, None) => {
            let here = request
                .uri()
                .path_and_query()
                .map_or("/", |path| path.as_str());
            return Redirect::to(&address("/sign-in", [("next", here)])).into_response();
        }
    }
    if !form {
        let mut response = next.run(request).await;
        if let Guard::May(action) = guard
            && leaves_note(action)
            && response.status().is_success()
        {
            response.extensions_mut().insert(PersonalPage(action));
        }
        return response;
    }
    match read_form(request, guard, &visit).await {
        Ok(request) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

/// Reads the form once, checks its token, and hands it on.
async fn read_form(request: Request, guard: Guard, visit: &Visit) -> Result<Request, Failure> {
    let (mut parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    // Files come with their token in the address: their body is read by the handler, piece by piece.
    let (token, fields, body) = if kind.starts_with("multipart/form-data") {
        let query = Fields::parse(parts.uri.query().unwrap_or_default().as_bytes());
        (query.get("csrf").to_owned(), Fields::default(), body)
    } else {
        let bytes = to_bytes(body, LARGEST_FORM)
            .await
            .map_err(|_| too_large())?;
        let fields = Fields::parse(&bytes);
        (fields.get("csrf").to_owned(), fields, Body::empty())
    };
    let known = !visit.csrf.is_empty() && token == visit.csrf;
    if guard != Guard::Public && !known {
        return Err(foreign());
    }
    parts.extensions.insert(Posted(fields));
    Ok(Request::from_parts(parts, body))
}

/// A form that is not from one of our pages, or from a session that has ended.
pub(crate) fn foreign() -> Failure {
    let (vi, en) = (&crate::words::VI.errors, &crate::words::EN.errors);
    let (vi, en) = (vi.foreign_form, en.foreign_form);
    Failure::new(StatusCode::FORBIDDEN, "foreign_form", vi, en)
}

fn too_large() -> Failure {
    let (vi, en) = (&crate::words::VI.errors, &crate::words::EN.errors);
    Failure::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        vi.too_large,
        en.too_large,
    )
}
