//! The audit log, for inspectors' programs.

use super::Caller;
use super::input::{Chain, Code, Day, Line, Query};
use super::values::{ok, within};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vuonlen_app::access::Action;
use vuonlen_app::access::audit_log::AuditQuery;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.read("/api/v1/audit", Guard::May(Action::AuditRead), list)
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Province whose chain is read, VN for the country's; the account's own where none is named.
    #[param(value_type = Option<String>, pattern = "^(VN|[0-9]{2})$")]
    province: Option<Chain>,
    /// Only this action, by its code.
    #[param(value_type = Option<String>, min_length = 1, max_length = 60, pattern = "^[A-Za-z0-9_-]+$")]
    action: Option<Code<60>>,
    /// Only what this account did, by its name at that time.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    account: Option<Line<200, 1>>,
    /// Only what was done to this.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    subject: Option<Line<200, 1>>,
    /// Only where the reason holds these words.
    #[param(value_type = Option<String>, min_length = 1, max_length = 300)]
    reason: Option<Line<300, 1>>,
    /// From this day on, in Vietnam.
    #[param(value_type = Option<NaiveDate>)]
    from: Option<Day>,
    /// Up to and including this day, in Vietnam.
    #[param(value_type = Option<NaiveDate>)]
    to: Option<Day>,
    /// Only entries before this one: the `sequence` last seen.
    #[param(minimum = 1, maximum = 9007199254740991_f64)]
    before: Option<i64>,
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AuditPage {
    /// Province whose chain it is.
    province: String,
    /// Newest first.
    entries: Vec<AuditLine>,
    /// Whether older ones follow.
    more: bool,
}

/// An entry.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AuditLine {
    /// Position in the chain, from 1, without gaps.
    sequence: i64,
    /// When.
    at: DateTime<Utc>,
    /// The account's name at that time.
    account: String,
    /// In which role.
    role: String,
    /// Over which area.
    area: String,
    /// The action's code.
    action: String,
    /// What kind of thing it was done to.
    subject_kind: String,
    /// Its id.
    subject_id: String,
    /// What changed, as JSON text.
    details: String,
    /// Why.
    reason: String,
    /// From where.
    address: String,
    /// Hash of the entry before; empty for the first.
    previous_hash: String,
    /// SHA-256 of the entry.
    hash: String,
}

/// A page of the audit log of the account's area.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", operation_id = "list_audit",
    params(ListQuery),
    responses((status = 200, description = "A page of the log", body = AuditPage)))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Answer {
    if let Some(before) = query.before {
        within("before", before, 1..=9_007_199_254_740_991)?;
    }
    let wanted = AuditQuery {
        province: query.province.map(Chain::into_string),
        action: query.action.map(Code::into_string),
        account_name: query.account.map(Line::into_string),
        subject_id: query.subject.map(Line::into_string),
        reason: query.reason.map(Line::into_string),
        from: query.from.map(|from| from.0),
        to: query.to.map(|to| to.0),
        before: query.before,
    };
    let page = app.context.audit_log(caller.actor()?, &wanted).await?;
    ok(&AuditPage {
        province: page.province,
        entries: page
            .entries
            .into_iter()
            .map(|entry| AuditLine {
                sequence: entry.sequence,
                at: entry.at,
                account: entry.account_name,
                role: entry.role,
                area: entry.area_code,
                action: entry.action,
                subject_kind: entry.subject_kind,
                subject_id: entry.subject_id,
                details: entry.details,
                reason: entry.reason,
                address: entry.address,
                previous_hash: entry.previous_hash,
                hash: entry.hash,
            })
            .collect(),
        more: page.more,
    })
}
