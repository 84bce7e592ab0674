//! Signing in and out.

use super::openid;
use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Asked, Posted, address};
use crate::guard::{Guard, Routes};
use crate::page::{Page, show, show_with};
use crate::sessions::{ACCOUNT, ADDRESS, AGENT, PENDING, PENDING_BY, PENDING_SINCE};
use crate::visit::{CSRF, Visit, random_hex};
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Serialize;
use tower_sessions::Session;
use uuid::Uuid;
use vuonlen_app::{Error, ErrorKind};

/// Seconds in which the code must follow the password.
const PENDING_SECONDS: i64 = 300;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("/sign-in", Guard::Public, ask)
        .form("/sign-in", Guard::Public, sign_in)
        .page("/sign-in/code", Guard::Public, ask_code)
        .form("/sign-in/code", Guard::Public, give_code)
        .form("/sign-out", Guard::SignedIn, sign_out)
}

#[derive(Template)]
#[template(path = "access/sign_in.html")]
struct SignIn {
    page: Page,
    next: String,
    name: String,
    notice: Option<&'static str>,
    problem: Option<String>,
    /// The provider's button: what it says and where it leads.
    provider: Option<(String, String)>,
    /// Figures for visitors: name of a province and where they are.
    figures: Vec<(String, String)>,
}

impl SignIn {
    async fn new(app: &App, visit: &Visit, next: String) -> Result<Self, Error> {
        Ok(Self {
            page: visit.page(Words::of(visit.language).sign_in.title).await,
            name: String::new(),
            notice: None,
            problem: None,
            provider: openid::button(app, visit).map(|button| (button, openid::path(&next))),
            figures: public_figures(app).await?,
            next,
        })
    }
}

/// Where visitors find the figures of sealed years.
async fn public_figures(app: &App) -> Result<Vec<(String, String)>, Error> {
    let places = app.context.public_figures_places().await?;
    let path = |(name, code)| (name, format!("/posted/figures/{code}"));
    Ok(places.into_iter().map(path).collect())
}

async fn ask(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let next = local(asked.get("next"));
    if visit.actor.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let t = Words::of(visit.language);
    let notice = if !asked.get("out").is_empty() {
        Some(t.sign_in.signed_out)
    } else if !asked.get("ready").is_empty() {
        Some(t.sign_in.ready)
    } else if next != "/" {
        Some(t.sign_in.needed)
    } else {
        None
    };
    show(&SignIn {
        notice,
        ..SignIn::new(&app, &visit, next).await?
    })
}

async fn sign_in(State(app): State<App>, visit: Visit, Posted(form): Posted) -> Answer {
    let (name, next) = (form.get("name"), local(form.get("next")));
    let password = form.exact("password");
    match app.context.sign_in(name, password, &visit.address).await {
        Ok(signed) if signed.asks_code => {
            owe_code(&app, &visit, (signed.account_id, None), &next).await
        }
        Ok(signed) => enter(&app, &visit, signed.account_id, &next).await,
        Err(error) => {
            let (status, problem) = refused(&visit, error)?;
            let template = SignIn {
                name: name.to_owned(),
                problem: Some(problem),
                ..SignIn::new(&app, &visit, next).await?
            };
            show_with(status, &template)
        }
    }
}

#[derive(Template)]
#[template(path = "access/sign_in_code.html")]
struct SignInCode {
    page: Page,
    next: String,
    problem: Option<String>,
}

async fn ask_code(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    if pending(&app, &visit).await.is_none() {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    show(&SignInCode {
        page: visit
            .page(Words::of(visit.language).sign_in.code_title)
            .await,
        next: local(asked.get("next")),
        problem: None,
    })
}

async fn give_code(State(app): State<App>, visit: Visit, Posted(form): Posted) -> Answer {
    let next = local(form.get("next"));
    let Some(account) = pending(&app, &visit).await else {
        return Ok(Redirect::to(&address("/sign-in", [("next", &*next)])).into_response());
    };
    let by: Option<String> = visit.session.get(PENDING_BY).await.ok().flatten();
    let code = (form.get("code"), by.as_deref());
    let given = app
        .context
        .sign_in_with_code(account, code, &visit.address)
        .await;
    match given {
        Ok(signed) => enter(&app, &visit, signed.account_id, &next).await,
        Err(error) => {
            let (status, problem) = refused(&visit, error)?;
            let template = SignInCode {
                page: visit
                    .page(Words::of(visit.language).sign_in.code_title)
                    .await,
                next,
                problem: Some(problem),
            };
            show_with(status, &template)
        }
    }
}

/// Begins the session of somebody who still owes a code: it is nobody's until the code is given.
/// With the account comes the provider that vouched in place of the password.
pub(super) async fn owe_code(
    app: &App,
    visit: &Visit,
    (account, by): (Uuid, Option<&str>),
    next: &str,
) -> Answer {
    let session = &visit.session;
    session.flush().await.map_err(Error::internal)?;
    put(session, PENDING, account).await?;
    put(session, PENDING_SINCE, app.context.now().timestamp()).await?;
    if let Some(by) = by {
        put(session, PENDING_BY, by).await?;
    }
    Ok(Redirect::to(&address("/sign-in/code", [("next", next)])).into_response())
}

/// Who gave the right password a moment ago and owes a code.
async fn pending(app: &App, visit: &Visit) -> Option<Uuid> {
    let account: Option<Uuid> = visit.session.get(PENDING).await.ok().flatten();
    let since: Option<i64> = visit.session.get(PENDING_SINCE).await.ok().flatten();
    let age = app.context.now().timestamp() - since?;
    account.filter(|_| (0..=PENDING_SECONDS).contains(&age))
}

/// Begins the session of somebody who gave everything asked for.
pub(super) async fn enter(app: &App, visit: &Visit, account: Uuid, next: &str) -> Answer {
    let session = &visit.session;
    // Whoever knew the old session's token does not know the new one's.
    session.flush().await.map_err(Error::internal)?;
    put(session, ACCOUNT, account).await?;
    put(session, CSRF, random_hex(&app.context, 24)).await?;
    put(session, ADDRESS, &visit.address).await?;
    put(session, AGENT, &visit.agent).await?;
    Ok(Redirect::to(next).into_response())
}

async fn put(session: &Session, key: &str, value: impl Serialize) -> Result<(), Failure> {
    Ok(session.insert(key, value).await.map_err(Error::internal)?)
}

/// What is said to somebody who was not let in; other failures go on as they are.
fn refused(visit: &Visit, error: Error) -> Result<(StatusCode, String), Failure> {
    let said = |text: &vuonlen_domain::Text| text.get(visit.language).to_owned();
    match error.fields.first() {
        Some(field) => Ok((StatusCode::UNPROCESSABLE_ENTITY, said(&field.text))),
        None if error.kind == ErrorKind::State => {
            Ok((StatusCode::TOO_MANY_REQUESTS, said(&error.text)))
        }
        None => Err(error.into()),
    }
}

/// Leaves the session, and nothing behind: the next person at a shared machine does not go back
/// through the pages of the one before.
async fn sign_out(State(app): State<App>, visit: Visit) -> Answer {
    app.context.sign_out(visit.actor()?).await?;
    visit.session.flush().await.map_err(Error::internal)?;
    let forget = [("clear-site-data", "\"cache\", \"storage\"")];
    let to = Redirect::to(&address("/sign-in", [("out", "1")]));
    Ok((forget, to).into_response())
}

/// A path of this site, whatever was asked: `//elsewhere` and `https:…` lead home.
pub(super) fn local(next: &str) -> String {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    // A line break has no place in a header.
    let own = own && !next.chars().any(char::is_control);
    if own { next.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_led_elsewhere() {
        assert_eq!(local("/households?text=a"), "/households?text=a");
        for foreign in ["", "https://x.vn", "//x.vn", "/\\x.vn", "javascript:1"] {
            assert_eq!(local(foreign), "/");
        }
    }
}
