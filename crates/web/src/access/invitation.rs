//! Invitations: handing one over, and choosing a password with it.

use crate::App;
use crate::failure::Answer;
use crate::fields::Posted;
use crate::guard::{Guard, Routes};
use crate::page::{Page, Problems, show, show_with};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::access::invitation::OpenInvitation;
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let manage = Guard::May(Action::AccountManage);
    let open = "/invitation/{secret}";
    routes
        .form("/accounts/{account}/invite", manage, invite)
        .page(open, Guard::Public, look)
        .form(open, Guard::Public, accept)
}

#[derive(Template)]
#[template(path = "access/invited.html")]
struct Invited {
    page: Page,
    link: String,
    expires_at: DateTime<Utc>,
    name: String,
    back: String,
}

#[derive(Template)]
#[template(path = "access/invitation.html")]
struct InvitationTemplate {
    page: Page,
    open: OpenInvitation,
    path: String,
    wrong: Problems,
}

async fn invite(
    State(app): State<App>,
    visit: Visit,
    Path(account): Path<Uuid>,
    headers: HeaderMap,
) -> Answer {
    let actor = visit.actor()?;
    let invited = app.context.invite(actor, account).await?;
    let account = app.context.account(actor, account).await?;
    let t = Words::of(visit.language);
    let back = format!("/accounts/{}", account.account_id);
    let page = visit
        .page(t.accounts.invited_title)
        .await
        .under(t.frame.home, "/")
        .under(t.accounts.title, "/accounts")
        .under(account.display_name.clone(), back.clone());
    show(&Invited {
        link: format!("{}/invitation/{}", app.site(&headers), invited.secret),
        expires_at: invited.expires_at,
        name: account.display_name,
        back,
        page,
    })
}

async fn look(State(app): State<App>, visit: Visit, Path(secret): Path<String>) -> Answer {
    draw(&app, &visit, &secret, &[]).await
}

async fn accept(
    State(app): State<App>,
    visit: Visit,
    Path(secret): Path<String>,
    Posted(sent): Posted,
) -> Answer {
    let accepted = app
        .context
        .accept_invitation(&secret, sent.exact("password"), &visit.address)
        .await;
    match accepted {
        Ok(()) => Ok(Redirect::to("/sign-in?ready=1").into_response()),
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, &secret, &error.fields).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(app: &App, visit: &Visit, secret: &str, wrong: &[FieldError]) -> Answer {
    let open = app.context.invitation(secret).await?;
    let t = Words::of(visit.language);
    let page = visit.page(t.accounts.choose_title).await;
    let template = InvitationTemplate {
        open,
        path: format!("/invitation/{secret}"),
        wrong: Problems::new(&page, wrong),
        page,
    };
    show_with(template.wrong.status(), &template)
}
