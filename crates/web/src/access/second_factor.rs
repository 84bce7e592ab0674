//! Setting up the second step of signing in, and the recovery codes.

use crate::App;
use crate::failure::Answer;
use crate::fields::Posted;
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Page, Problems, show, show_with};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use vuonlen_app::access::second_factor::NewFactor;
use vuonlen_app::{Error, ErrorKind, FieldError};

const HERE: &str = "/account/second-step";

pub(super) fn routes(routes: Routes) -> Routes {
    let own = Guard::SignedIn;
    routes
        .page(HERE, own, look)
        .form("/account/second-step", own, begin)
        .form("/account/second-step/confirm", own, confirm)
        .form("/account/second-step/codes", own, renew)
        .form("/account/second-step/remove", own, remove)
}

#[derive(Template)]
#[template(path = "access/second_step.html")]
struct SecondStep {
    page: Page,
    /// Being set up.
    factor: Option<NewFactor>,
    /// In use, with this many recovery codes left.
    in_use: Option<i64>,
    wrong: Problems,
}

#[derive(Template)]
#[template(path = "access/recovery_codes.html")]
struct RecoveryCodes {
    page: Page,
    codes: Vec<String>,
}

async fn look(State(app): State<App>, visit: Visit) -> Answer {
    draw(&app, &visit, &[]).await
}

async fn begin(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let begun = app
        .context
        .begin_second_factor(visit.actor()?, sent.exact("current"))
        .await;
    match begun {
        Ok(()) => Ok(Redirect::to(HERE).into_response()),
        Err(error) => again(&app, &visit, error).await,
    }
}

async fn confirm(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let codes = app
        .context
        .confirm_second_factor(visit.actor()?, sent.get("code"))
        .await;
    show_codes(&app, &visit, codes).await
}

async fn renew(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let codes = app
        .context
        .renew_recovery_codes(visit.actor()?, sent.exact("current"))
        .await;
    show_codes(&app, &visit, codes).await
}

async fn remove(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let removed = app
        .context
        .remove_second_factor(visit.actor()?, sent.exact("current"))
        .await;
    match removed {
        Ok(()) => {
            let done = Words::of(visit.language).own_account.step_removed;
            flash::done(&visit.session, "/account", done).await
        }
        Err(error) => again(&app, &visit, error).await,
    }
}

/// Codes are shown once, as the answer to the form that made them.
async fn show_codes(app: &App, visit: &Visit, codes: Result<Vec<String>, Error>) -> Answer {
    match codes {
        Ok(codes) => {
            let t = Words::of(visit.language);
            let page = visit.page(t.own_account.codes_title).await;
            show(&RecoveryCodes {
                page: page
                    .under(t.frame.home, "/")
                    .under(t.own_account.title, "/account"),
                codes,
            })
        }
        Err(error) => again(app, visit, error).await,
    }
}

async fn again(app: &App, visit: &Visit, error: Error) -> Answer {
    if error.kind == ErrorKind::Invalid {
        return draw(app, visit, &error.fields).await;
    }
    Err(error.into())
}

async fn draw(app: &App, visit: &Visit, wrong: &[FieldError]) -> Answer {
    let actor = visit.actor()?;
    let t = Words::of(visit.language);
    let own = app.context.own_account(actor).await?;
    let page = visit
        .page(t.own_account.step_title)
        .await
        .under(t.frame.home, "/")
        .under(t.own_account.title, "/account");
    let template = SecondStep {
        factor: app.context.new_second_factor(actor).await?,
        in_use: own.second_factor.map(|_| own.recovery_codes),
        wrong: Problems::new(&page, wrong),
        page,
    };
    show_with(template.wrong.status(), &template)
}
