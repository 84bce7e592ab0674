//! One's own account: password, second step, open sessions, lent roles, tokens of programs.

use crate::App;
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show, show_with};
use crate::sessions::{self, ADDRESS, AGENT, SEEN};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use vuonlen_app::access::delegation::RoleLent;
use vuonlen_app::access::own_account::OwnAccount;
use vuonlen_app::access::token::{NewToken, TokenView};
use vuonlen_app::{Error, ErrorKind, FieldError};

/// Where one's own account is.
const HERE: &str = "/account";

pub(super) fn routes(routes: Routes) -> Routes {
    let own = Guard::SignedIn;
    routes
        .page(HERE, own, look)
        .form("/account/password", own, password)
        .form("/account/sessions/end", own, end_all)
        .form("/account/sessions/{session}/end", own, end_one)
        .form("/account/roles/{role}/lend", own, lend)
        .form("/account/roles/{role}/take-back", own, take_back)
        .form("/account/tokens", own, make_token)
        .form("/account/tokens/{token}/revoke", own, revoke_token)
}

#[derive(Template)]
#[template(path = "access/own_account.html")]
struct OwnTemplate {
    page: Page,
    own: OwnAccount,
    sessions: Vec<SessionLine>,
    lent: Vec<RoleLent>,
    tokens: Vec<TokenView>,
    scopes: Vec<Choice>,
    /// Links to accounts at a provider.
    linked: i64,
    /// Whether there is a provider, or such a link from before.
    offers_openid: bool,
    sent: Fields,
    today: String,
    wrong: Problems,
}

struct SessionLine {
    key: String,
    agent: String,
    address: String,
    began: DateTime<Utc>,
    seen: Option<DateTime<Utc>>,
    current: bool,
}

#[derive(Template)]
#[template(path = "access/token.html")]
struct TokenTemplate {
    page: Page,
    token: String,
}

async fn look(State(app): State<App>, visit: Visit) -> Answer {
    draw(&app, &visit, &Fields::default(), &[]).await
}

async fn password(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let key = sessions::key(&visit.session);
    let change = (sent.exact("current"), sent.exact("password"));
    let changed = app
        .context
        .change_password(visit.actor()?, change, key.as_deref())
        .await;
    let done = Words::of(visit.language).own_account.password_changed;
    settle(&app, &visit, (changed, done, &sent)).await
}

async fn end_all(State(app): State<App>, visit: Visit) -> Answer {
    app.context.end_own_sessions(visit.actor()?, None).await?;
    visit.session.flush().await.map_err(Error::internal)?;
    Ok(Redirect::to("/sign-in?out=1").into_response())
}

async fn end_one(State(app): State<App>, visit: Visit, Path(key): Path<String>) -> Answer {
    app.context
        .end_own_sessions(visit.actor()?, Some(&key))
        .await?;
    let done = Words::of(visit.language).own_account.session_ended;
    flash::done(&visit.session, HERE, done).await
}

async fn lend(
    State(app): State<App>,
    visit: Visit,
    Path(role): Path<Uuid>,
    Posted(sent): Posted,
) -> Answer {
    let to = (sent.get("to"), sent.read("last_day"));
    let lent = app.context.lend_role(visit.actor()?, role, to).await;
    let done = Words::of(visit.language).own_account.lent_done;
    settle(&app, &visit, (lent, done, &sent)).await
}

async fn take_back(State(app): State<App>, visit: Visit, Path(role): Path<Uuid>) -> Answer {
    app.context.take_back_role(visit.actor()?, role).await?;
    let done = Words::of(visit.language).own_account.taken_back;
    flash::done(&visit.session, HERE, done).await
}

async fn make_token(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let new = NewToken {
        label: sent.get("label").to_owned(),
        scopes: sent.all("scopes").map(str::to_owned).collect(),
        days: sent.read("days").unwrap_or_default(),
    };
    match app.context.make_token(visit.actor()?, new).await {
        // Shown once, so as the answer to the form: a redirect would have to keep it somewhere.
        Ok(token) => {
            let t = Words::of(visit.language);
            let page = visit.page(t.own_account.token_made).await;
            show(&TokenTemplate {
                page: page
                    .under(t.frame.home, "/")
                    .under(t.own_account.title, HERE),
                token,
            })
        }
        Err(error) => settle(&app, &visit, (Err(error), "", &sent)).await,
    }
}

async fn revoke_token(State(app): State<App>, visit: Visit, Path(token): Path<Uuid>) -> Answer {
    app.context.revoke_token(visit.actor()?, token).await?;
    let done = Words::of(visit.language).own_account.token_revoked;
    flash::done(&visit.session, HERE, done).await
}

async fn settle(
    app: &App,
    visit: &Visit,
    (outcome, done, sent): (Result<(), Error>, &str, &Fields),
) -> Answer {
    match outcome {
        Ok(()) => flash::done(&visit.session, HERE, done).await,
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(app, visit, sent, &error.fields).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(app: &App, visit: &Visit, sent: &Fields, wrong: &[FieldError]) -> Answer {
    let actor = visit.actor()?;
    let t = Words::of(visit.language);
    let own = app.context.own_account(actor).await?;
    let page = visit
        .page(t.own_account.title)
        .await
        .under(t.frame.home, "/");
    let chosen: Vec<&str> = sent.all("scopes").collect();
    let scopes = own.token_actions.iter().map(|action| {
        let code = action.code();
        (code.to_owned(), page.action(code).to_owned())
    });
    let current = sessions::key(&visit.session);
    let open = app.context.own_sessions(actor).await?;
    let linked = app.context.own_subjects(actor).await?.len();
    let template = OwnTemplate {
        scopes: choices(scopes, &chosen),
        sessions: open
            .into_iter()
            .map(|one| SessionLine {
                agent: text(&one.data, AGENT),
                address: text(&one.data, ADDRESS),
                began: one.created_at,
                seen: one.data[SEEN]
                    .as_i64()
                    .and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
                current: current.as_deref() == Some(one.session_id.as_str()),
                key: one.session_id,
            })
            .collect(),
        lent: app.context.roles_lent(actor).await?,
        tokens: app.context.own_tokens(actor).await?,
        offers_openid: app.provider.is_some() || linked > 0,
        linked: i64::try_from(linked).unwrap_or(i64::MAX),
        sent: sent.clone(),
        today: app.context.today().to_string(),
        own,
        wrong: Problems::new(&page, wrong),
        page,
    };
    show_with(template.wrong.status(), &template)
}

fn text(data: &Value, key: &str) -> String {
    data[key].as_str().unwrap_or_default().to_owned()
}
