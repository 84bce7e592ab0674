//! Reports of changes during the year.

use super::Caller;
use super::input::{Nothing, Place, Province, Query};
use super::values::{Bilingual, ok};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::change_reports::ReportView;

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::ChangeReportRead);
    routes.read("/api/v1/change-reports", read, list).read(
        "/api/v1/change-reports/{province}/{report}",
        read,
        get,
    )
}

/// Reports sent or received.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeReports {
    /// Newest first.
    reports: Vec<ChangeReportLine>,
}

/// A report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeReportLine {
    /// Its id.
    report_id: Uuid,
    /// Province.
    province: String,
    /// The commune that reports.
    commune: String,
    /// First day of the period.
    from: NaiveDate,
    /// Last day of the period.
    until: NaiveDate,
    /// Changes in it.
    events: i64,
    /// Households they happened to.
    households: i64,
    /// What the commune adds in words.
    note: String,
    /// When it was sent.
    reported_at: DateTime<Utc>,
    /// When the level above acknowledged it.
    acknowledged_at: Option<DateTime<Utc>>,
    /// What the level above answered.
    answer: String,
}

/// A report with its changes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeReportDetail {
    /// The report.
    report: ChangeReportLine,
    /// Its changes.
    changes: Vec<ReportedChange>,
}

/// A change in a report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportedChange {
    /// The household.
    household_id: Uuid,
    /// Its code.
    code: String,
    /// Its head.
    head_name: String,
    /// Name of its village.
    village: String,
    /// What kind of change.
    kind: Bilingual,
    /// The day.
    on: NaiveDate,
    /// In words.
    note: String,
}

impl From<ReportView> for ChangeReportLine {
    fn from(view: ReportView) -> Self {
        let report = view.report;
        Self {
            report_id: report.report_id,
            province: report.province_code,
            commune: report.commune_code,
            from: report.from_date,
            until: report.until_date,
            events: report.events,
            households: report.households,
            note: report.note,
            reported_at: report.reported_at,
            acknowledged_at: report.acknowledged_at,
            answer: report.answer,
        }
    }
}

/// Reports of changes the account sent or receives.
#[utoipa::path(get, path = "/api/v1/change-reports", tag = "reports", operation_id = "list_change_reports",
    responses((status = 200, description = "The reports", body = ChangeReports)))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(Nothing {}): Query<Nothing>,
) -> Answer {
    let reports = app.context.change_reports(caller.actor()?).await?;
    ok(&ChangeReports {
        reports: reports.into_iter().map(ChangeReportLine::from).collect(),
    })
}

/// A report with its changes. The reading is audited.
#[utoipa::path(get, path = "/api/v1/change-reports/{province}/{report}", tag = "reports", operation_id = "get_change_report",
    params(
        ("province" = String, Path, description = "Code of the province", pattern = "^[0-9]{2}$"),
        ("report" = Uuid, Path, description = "Its id"),
    ),
    responses((status = 200, description = "The report", body = ChangeReportDetail)))]
pub(super) async fn get(
    State(app): State<App>,
    caller: Caller,
    Place((province, report)): Place<(Province, Uuid)>,
    Query(Nothing {}): Query<Nothing>,
) -> Answer {
    let (view, changes) = app
        .context
        .change_report(caller.actor()?, (province.as_str(), report))
        .await?;
    ok(&ChangeReportDetail {
        report: ChangeReportLine::from(view),
        changes: changes
            .into_iter()
            .map(|one| ReportedChange {
                household_id: one.event.household_id,
                code: one.code,
                head_name: one.head,
                village: one.village,
                kind: Bilingual::from(&one.kind),
                on: one.event.on_date,
                note: one.event.note,
            })
            .collect(),
    })
}
