//! One account: its roles, its password, whether it may sign in.

use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show_with};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_app::access::accounts::{AccountView, NewRole};
use vuonlen_app::access::{Action, Role};
use vuonlen_app::{Error, ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let manage = Guard::May(Action::AccountManage);
    routes
        .page("/accounts/{account}", manage, show)
        .form("/accounts/{account}/roles", manage, give)
        .form("/accounts/{account}/roles/{role}/end", manage, end)
        .form("/accounts/{account}/second-step/reset", manage, reset_step)
        .form("/accounts/{account}/active", manage, active)
}

#[derive(Template)]
#[template(path = "access/account.html")]
struct AccountTemplate {
    page: Page,
    account: AccountView,
    roles: Vec<Choice>,
    area_code: String,
    from: String,
    last_day: String,
    wrong: Problems,
}

async fn show(State(app): State<App>, visit: Visit, Path(account): Path<Uuid>) -> Answer {
    draw(&app, &visit, account, (&Fields::default(), &[])).await
}

async fn give(
    State(app): State<App>,
    visit: Visit,
    Path(account): Path<Uuid>,
    Posted(sent): Posted,
) -> Answer {
    let new = NewRole {
        role: sent.get("role").to_owned(),
        area_code: sent.get("area_code").to_owned(),
        village_id: sent.read("village_id"),
        from: sent.read("from"),
        // People name the last day; what is kept is the first day no longer held.
        until: sent
            .read("last_day")
            .and_then(|day: NaiveDate| day.succ_opt()),
    };
    let given = app.context.give_role(visit.actor()?, account, new).await;
    let text = Words::of(visit.language).accounts.given;
    settle(&app, &visit, account, (given, text, &sent)).await
}

async fn end(
    State(app): State<App>,
    visit: Visit,
    Path((account, role)): Path<(Uuid, Uuid)>,
) -> Answer {
    app.context.end_role(visit.actor()?, account, role).await?;
    let text = Words::of(visit.language).accounts.ended;
    flash::done(&visit.session, &format!("/accounts/{account}"), text).await
}

async fn reset_step(State(app): State<App>, visit: Visit, Path(account): Path<Uuid>) -> Answer {
    let actor = visit.actor()?;
    app.context.reset_second_factor(actor, account).await?;
    let text = Words::of(visit.language).accounts.step_reset;
    flash::done(&visit.session, &format!("/accounts/{account}"), text).await
}

async fn active(
    State(app): State<App>,
    visit: Visit,
    Path(account): Path<Uuid>,
    Posted(sent): Posted,
) -> Answer {
    let active = sent.get("active") == "1";
    let actor = visit.actor()?;
    app.context
        .set_account_active(actor, account, active)
        .await?;
    let t = &Words::of(visit.language).accounts;
    let text = if active { t.activated } else { t.deactivated };
    flash::done(&visit.session, &format!("/accounts/{account}"), text).await
}

/// Back to the account when it was done, else the form with what is wrong.
async fn settle(
    app: &App,
    visit: &Visit,
    account: Uuid,
    (outcome, text, sent): (Result<(), Error>, &str, &Fields),
) -> Answer {
    match outcome {
        Ok(()) => flash::done(&visit.session, &format!("/accounts/{account}"), text).await,
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(app, visit, account, (sent, &error.fields)).await
        }
        Err(error) => Err(Failure::from(error)),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    account: Uuid,
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let account = app.context.account(visit.actor()?, account).await?;
    let t = Words::of(visit.language);
    let page = visit
        .page(account.display_name.clone())
        .await
        .under(t.frame.home, "/")
        .under(t.accounts.title, "/accounts");
    let roles = Role::all().iter();
    let roles = roles.map(|role| (role.code.clone(), page.say(&role.label).to_owned()));
    let today = app.context.today().to_string();
    let template = AccountTemplate {
        roles: choices(roles, &[sent.get("role")]),
        area_code: sent.get("area_code").to_owned(),
        from: sent.some("from").unwrap_or(&today).to_owned(),
        last_day: sent.get("last_day").to_owned(),
        wrong: Problems::new(&page, wrong),
        account,
        page,
    };
    show_with(template.wrong.status(), &template)
}
