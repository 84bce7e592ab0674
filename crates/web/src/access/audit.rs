//! The audit log.

use crate::App;
use crate::failure::Answer;
use crate::fields::{Asked, Fields, address};
use crate::flash::{self, Flash};
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, choices, show};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use vuonlen_app::access::audit_log::{AuditQuery, Tampering};
use vuonlen_app::access::{ACCESS_EVENTS, Action};
use vuonlen_app::registry::Workbook;

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::AuditRead);
    routes
        .page("/audit", read, list)
        .page("/audit/export", read, export)
        .form("/audit/check", read, check)
}

#[derive(Template)]
#[template(path = "access/audit.html")]
struct AuditLog {
    page: Page,
    lines: Vec<Line>,
    actions: Vec<Choice>,
    account: String,
    subject: String,
    because: String,
    from: String,
    to: String,
    export: String,
    newest: String,
    older: String,
    filtered: bool,
}

struct Line {
    sequence: i64,
    at: DateTime<Utc>,
    account: String,
    role: String,
    action: String,
    subject_kind: String,
    subject_id: String,
    subject_path: String,
    area: String,
    details: String,
    reason: String,
    address: String,
}

async fn list(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let query = read_query(&asked);
    let actor = visit.actor()?;
    let found = app.context.audit_log(actor, &query).await?;
    let t = Words::of(visit.language);
    let page = visit.page(t.audit.title).await.under(t.frame.home, "/");
    let opens = page.may(Action::HouseholdRead);
    let pairs: Vec<(&str, &str)> = asked.iter().filter(|(name, _)| *name != "before").collect();
    let last = found.more.then(|| found.entries.last()).flatten();
    let last = last.map(|entry| entry.sequence.to_string());
    let province = found.province.clone();
    let lines = found.entries.into_iter().map(|entry| Line {
        sequence: entry.sequence,
        at: entry.at,
        account: entry.account_name,
        role: vuonlen_app::access::Role::find(&entry.role)
            .map_or(entry.role, |role| page.say(&role.label).to_owned()),
        subject_path: if entry.subject_kind == "household" && opens {
            format!("/households/{province}/{}", entry.subject_id)
        } else {
            String::new()
        },
        action: action_name(t, &entry.action),
        subject_kind: entry.subject_kind,
        subject_id: entry.subject_id,
        area: entry.area_code,
        details: Some(entry.details)
            .filter(|details| details != "null" && details != "{}")
            .unwrap_or_default(),
        reason: entry.reason,
        address: entry.address,
    });
    let codes = ACCESS_EVENTS
        .iter()
        .copied()
        .chain([
            "back_up",
            "restore",
            "move_database",
            "rotate_keys",
            "rewrap_keys",
        ])
        .chain(Action::ALL.iter().map(|action| action.code()));
    let actions = codes.map(|code| (code.to_owned(), action_name(t, code)));
    show(&AuditLog {
        lines: lines.collect(),
        actions: choices(actions, &[asked.get("action")]),
        account: asked.get("account").to_owned(),
        subject: asked.get("subject").to_owned(),
        because: asked.get("why").to_owned(),
        export: address(
            "/audit/export",
            pairs.iter().copied().filter(|(name, _)| *name != "lang"),
        ),
        from: asked.get("from").to_owned(),
        to: asked.get("to").to_owned(),
        filtered: pairs
            .iter()
            .any(|(name, value)| *name != "lang" && !value.is_empty()),
        newest: query
            .before
            .map(|_| address("/audit", pairs.clone()))
            .unwrap_or_default(),
        older: last
            .map(|last| {
                address(
                    "/audit",
                    pairs.into_iter().chain([("before", last.as_str())]),
                )
            })
            .unwrap_or_default(),
        page,
    })
}

async fn export(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let book = app
        .context
        .export_audit(visit.actor()?, &read_query(&asked), visit.language)
        .await?;
    Ok(workbook(book))
}

async fn check(State(app): State<App>, visit: Visit) -> Answer {
    let t = &Words::of(visit.language).audit;
    let fault = app.context.check_audit_chain(visit.actor()?, None).await?;
    let mut flash = Flash::success(t.whole);
    if let Some(fault) = fault {
        flash.kind = "danger".to_owned();
        flash.text = match fault {
            Tampering::Edited { sequence } => t.edited(sequence),
            Tampering::Deleted { sequence } => t.deleted(sequence),
            Tampering::Unlinked { sequence } => t.unlinked(sequence),
            Tampering::Moved { sequence, from } => t.moved(sequence, from),
            Tampering::CutOff { sequence } => t.cut_off(sequence),
            Tampering::Rewritten { sequence } => t.rewritten(sequence),
        };
    }
    flash::leave(&visit.session, flash).await?;
    Ok(Redirect::to("/audit").into_response())
}

fn read_query(asked: &Fields) -> AuditQuery {
    AuditQuery {
        province: asked.some("province").map(str::to_owned),
        action: asked.some("action").map(str::to_owned),
        account_name: asked.some("account").map(str::to_owned),
        subject_id: asked.some("subject").map(str::to_owned),
        reason: asked.some("why").map(str::to_owned),
        from: asked.read("from"),
        to: asked.read("to"),
        before: asked.read("before"),
    }
}

/// A workbook to be downloaded.
pub(super) fn workbook(book: Workbook) -> Response {
    let disposition = format!("attachment; filename=\"{}\"", book.file_name);
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, book.bytes).into_response()
}

/// What an action is called: by its text where there is one, else by its code.
pub(super) fn action_name(t: &Words, code: &str) -> String {
    t.actions.get(code).unwrap_or(code).to_owned()
}
