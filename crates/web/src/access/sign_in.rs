//! Signing in and out.

use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Asked, Posted, address};
use crate::guard::{Guard, Routes};
use crate::page::{Page, show, show_with};
use crate::sessions::ACCOUNT;
use crate::visit::{CSRF, Visit, random_hex};
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use vuonlen_app::{Error, ErrorKind};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("/sign-in", Guard::Public, ask)
        .form("/sign-in", Guard::Public, sign_in)
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
}

async fn ask(visit: Visit, Asked(asked): Asked) -> Answer {
    let next = local(asked.get("next"));
    if visit.actor.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let t = Words::of(visit.language);
    let notice = if !asked.get("out").is_empty() {
        Some(t.sign_in.signed_out)
    } else if next != "/" {
        Some(t.sign_in.needed)
    } else {
        None
    };
    show(&SignIn {
        page: visit.page(t.sign_in.title).await,
        next,
        name: String::new(),
        notice,
        problem: None,
    })
}

async fn sign_in(State(app): State<App>, visit: Visit, Posted(form): Posted) -> Answer {
    let (name, next) = (form.get("name"), local(form.get("next")));
    // Trimming would change a password that begins or ends with a space.
    let password = form.iter().find(|(field, _)| *field == "password");
    let password = password.map(|(_, value)| value).unwrap_or_default();
    match app.context.sign_in(name, password, &visit.address).await {
        Ok(account_id) => {
            let session = &visit.session;
            // Whoever knew the old session's token does not know the new one's.
            session.flush().await.map_err(Error::internal)?;
            let csrf = random_hex(&app.context, 24);
            session
                .insert(ACCOUNT, account_id)
                .await
                .map_err(Error::internal)?;
            session.insert(CSRF, csrf).await.map_err(Error::internal)?;
            Ok(Redirect::to(&next).into_response())
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            let problem = error
                .fields
                .first()
                .map(|field| field.text.get(visit.language));
            let template = SignIn {
                page: visit.page(Words::of(visit.language).sign_in.title).await,
                next,
                name: name.to_owned(),
                notice: None,
                problem: problem.map(str::to_owned),
            };
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &template)
        }
        Err(error) => Err(error.into()),
    }
}

async fn sign_out(State(app): State<App>, visit: Visit) -> Result<Redirect, Failure> {
    app.context.sign_out(visit.actor()?).await?;
    visit.session.flush().await.map_err(Error::internal)?;
    Ok(Redirect::to(&address("/sign-in", [("out", "1")])))
}

/// A path of this site, whatever was asked: `//elsewhere` and `https:…` lead home.
fn local(next: &str) -> String {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
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
