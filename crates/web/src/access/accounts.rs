//! The accounts an administrator keeps; making one.

use crate::App;
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Page, Problems, show_with};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use vuonlen_app::access::accounts::{AccountView, NewAccount};
use vuonlen_app::access::{Action, Role};
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let manage = Guard::May(Action::AccountManage);
    routes
        .page("/accounts", manage, list)
        .form("/accounts", manage, create)
}

#[derive(Template)]
#[template(path = "access/accounts.html")]
struct Accounts {
    page: Page,
    accounts: Vec<AccountView>,
    name: String,
    display_name: String,
    wrong: Problems,
    roles: &'static [Role],
    actions: &'static [Action],
}

async fn list(State(app): State<App>, visit: Visit) -> Answer {
    draw(&app, &visit, (&Fields::default(), &[])).await
}

async fn create(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let new = NewAccount {
        name: sent.get("name").to_owned(),
        display_name: sent.get("display_name").to_owned(),
        // The person chooses one by an invitation; nobody else ever knows it.
        password: String::new(),
    };
    match app.context.create_account(visit.actor()?, new).await {
        Ok(id) => {
            let text = Words::of(visit.language).accounts.created;
            flash::done(&visit.session, &format!("/accounts/{id}"), text).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(app: &App, visit: &Visit, (sent, wrong): (&Fields, &[FieldError])) -> Answer {
    let accounts = app.context.accounts(visit.actor()?).await?;
    let t = Words::of(visit.language);
    let page = visit.page(t.accounts.title).await.under(t.frame.home, "/");
    let template = Accounts {
        accounts,
        name: sent.get("name").to_owned(),
        display_name: sent.get("display_name").to_owned(),
        wrong: Problems::new(&page, wrong),
        roles: Role::all(),
        actions: Action::ALL,
        page,
    };
    show_with(template.wrong.status(), &template)
}
