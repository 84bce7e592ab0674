//! What must be looked at: the same person in two households, households nobody has surveyed.

use super::Caller;
use super::input::{Nothing, Query};
use super::values::{ClassName, ok};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vuonlen_app::access::Action;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .read(
            "/api/v1/duplicates",
            Guard::May(Action::DuplicateResolve),
            duplicates,
        )
        .read(
            "/api/v1/coverage",
            Guard::May(Action::HouseholdList),
            coverage,
        )
}

/// Open notices of the same person in two households.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Duplicates {
    /// Oldest first.
    duplicates: Vec<DuplicateNotice>,
}

/// One notice.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DuplicateNotice {
    /// Its id.
    notice_id: Uuid,
    /// Province the household is kept under.
    province: String,
    /// The commune's own household.
    household_id: Uuid,
    /// Its head.
    head_name: String,
    /// The person in it; empty when no longer a member.
    person_name: String,
    /// Name of the commune where the person was entered too.
    elsewhere: String,
    /// Whether the identity numbers agree; otherwise name and date of birth do.
    by_identity: bool,
    /// Since when.
    at: DateTime<Utc>,
}

/// Households that must be reviewed this year and have no form yet.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Coverage {
    /// Commune by commune.
    communes: Vec<CommuneCoverage>,
}

/// Those of one commune.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommuneCoverage {
    /// Its province.
    province: String,
    /// The commune.
    commune: String,
    /// The year.
    year: i32,
    /// The households, in Vietnamese order.
    households: Vec<UncoveredHousehold>,
}

/// A household without a form.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UncoveredHousehold {
    /// Its id.
    household_id: Uuid,
    /// Village it lives in.
    village_id: Uuid,
    /// Short number within the commune.
    code: String,
    /// Its head.
    head_name: String,
    /// Persons.
    size: i64,
    /// Class last recognised; none where there is none.
    #[schema(value_type = Option<ClassName>)]
    class: Option<String>,
    /// Whether it was poor or near-poor the year before and is no longer.
    escaped: bool,
}

/// Open notices of persons registered twice, in the account's communes.
#[utoipa::path(get, path = "/api/v1/duplicates", tag = "checks",
    responses((status = 200, description = "The notices", body = Duplicates)))]
pub(super) async fn duplicates(
    State(app): State<App>,
    caller: Caller,
    Query(Nothing {}): Query<Nothing>,
) -> Answer {
    let notices = app.context.notices(caller.actor()?).await?;
    ok(&Duplicates {
        duplicates: notices
            .into_iter()
            .map(|one| DuplicateNotice {
                notice_id: one.notice_id,
                province: one.province,
                household_id: one.household_id,
                head_name: one.head_name,
                person_name: one.person_name,
                elsewhere: one.elsewhere,
                by_identity: one.by_identity,
                at: one.at,
            })
            .collect(),
    })
}

/// Poor, near-poor and newly escaped households without a form this year, in the account's
/// communes and villages.
#[utoipa::path(get, path = "/api/v1/coverage", tag = "checks",
    responses((status = 200, description = "The households", body = Coverage)))]
pub(super) async fn coverage(
    State(app): State<App>,
    caller: Caller,
    Query(Nothing {}): Query<Nothing>,
) -> Answer {
    let lists = app.context.coverage(caller.actor()?).await?;
    ok(&Coverage {
        communes: lists
            .into_iter()
            .map(|list| CommuneCoverage {
                province: list.province,
                commune: list.commune,
                year: list.year,
                households: list
                    .households
                    .into_iter()
                    .map(|one| UncoveredHousehold {
                        household_id: one.household_id,
                        village_id: one.village_id,
                        code: one.code,
                        head_name: one.head_name,
                        size: one.size,
                        class: Some(one.class).filter(|class| class != "none"),
                        escaped: one.escaped,
                    })
                    .collect(),
            })
            .collect(),
    })
}
