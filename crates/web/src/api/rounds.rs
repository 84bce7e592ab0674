//! Rounds of review: where they stand, and the households on their lists.

use super::Caller;
use super::input::{Commune, Nothing, Place, Province, Query};
use super::values::{ok, within};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::review::Round;

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::RoundRead);
    routes
        .read("/api/v1/rounds/{province}", read, list)
        .read("/api/v1/rounds/{province}/{round}", read, get)
        .read(
            "/api/v1/rounds/{province}/{round}/villages/{village}/households",
            Guard::May(Action::HouseholdList),
            households,
        )
}

/// Which rounds.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Only this commune's.
    #[param(value_type = Option<String>, pattern = "^[0-9]{5}$")]
    commune: Option<Commune>,
    /// Only this year's.
    #[param(minimum = 2016, maximum = 2100)]
    year: Option<i32>,
}

/// Rounds of a province.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Rounds {
    /// Newest first.
    rounds: Vec<RoundLine>,
}

/// A round.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoundLine {
    /// Its id.
    round_id: Uuid,
    /// Province the commune lies in.
    province: String,
    /// The commune.
    commune: String,
    /// Year whose lists it decides.
    year: i64,
    /// `annual`, `monthly` or `average-living`.
    #[schema(pattern = "^(annual|monthly|average-living)$")]
    kind: String,
    /// Its state.
    state: String,
    /// Standard of the result.
    standard: String,
    /// Day on which ages and rules are taken.
    reviewed_on: NaiveDate,
    /// First day.
    starts_on: NaiveDate,
    /// Last day on which the decision is in time.
    ends_on: NaiveDate,
    /// When it came into its state.
    changed_at: DateTime<Utc>,
}

/// A round and how far its villages are.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoundDetail {
    /// The round.
    round: RoundLine,
    /// Its villages in the account's area, in Vietnamese order.
    villages: Vec<VillageProgress>,
    /// How many matters must be settled before it is submitted and signed.
    open_matters: usize,
}

/// How far a village is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VillageProgress {
    /// The village.
    village_id: Uuid,
    /// Its name.
    name: String,
    /// Its state.
    state: String,
    /// Households by class, of those whose form is confirmed.
    classes: BTreeMap<String, u32>,
}

/// Households of a village on a round's list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ListedHouseholds {
    /// In Vietnamese order.
    households: Vec<ListedHousehold>,
}

/// A household on the list, with what its form came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ListedHousehold {
    /// Its form.
    form_id: Uuid,
    /// The household.
    household_id: Uuid,
    /// Short number within the commune.
    code: String,
    /// Its head.
    head_name: String,
    /// Persons.
    size: i64,
    /// Why it is on the list.
    listed_because: String,
    /// State of the form.
    state: String,
    /// Class before.
    previous_class: String,
    /// Class now; none while it is not decided.
    class: Option<String>,
    /// Movement between the two.
    transition: Option<String>,
    /// Score A.
    score_a: Option<i64>,
    /// Score B.
    score_b: Option<i64>,
}

impl From<&Round> for RoundLine {
    fn from(round: &Round) -> Self {
        Self {
            round_id: round.round_id,
            province: round.province_code.clone(),
            commune: round.commune_code.clone(),
            year: round.year,
            kind: round.kind.clone(),
            state: round.state.clone(),
            standard: round.standard.clone(),
            reviewed_on: round.reviewed_on,
            starts_on: round.starts_on,
            ends_on: round.ends_on,
            changed_at: round.changed_at,
        }
    }
}

/// Rounds of a province in the account's area.
#[utoipa::path(get, path = "/api/v1/rounds/{province}", tag = "rounds", operation_id = "list_rounds",
    params(("province" = String, Path, description = "Code of the province", pattern = "^[0-9]{2}$"), ListQuery),
    responses((status = 200, description = "The rounds", body = Rounds)))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Place(province): Place<Province>,
    Query(query): Query<ListQuery>,
) -> Answer {
    if let Some(year) = query.year {
        within("year", year.into(), 2016..=2100)?;
    }
    let commune = query.commune.as_ref().map(Commune::as_str);
    let lines = app
        .context
        .rounds(caller.actor()?, province.as_str(), commune, query.year)
        .await?;
    ok(&Rounds {
        rounds: lines
            .iter()
            .map(|line| RoundLine::from(&line.round))
            .collect(),
    })
}

/// A round and how far its villages are.
#[utoipa::path(get, path = "/api/v1/rounds/{province}/{round}", tag = "rounds", operation_id = "get_round",
    params(
        ("province" = String, Path, description = "Code of the province", pattern = "^[0-9]{2}$"),
        ("round" = Uuid, Path, description = "Its id"),
    ),
    responses((status = 200, description = "The round", body = RoundDetail)))]
pub(super) async fn get(
    State(app): State<App>,
    caller: Caller,
    Place((province, round)): Place<(Province, Uuid)>,
    Query(Nothing {}): Query<Nothing>,
) -> Answer {
    let page = app
        .context
        .round(caller.actor()?, (province.as_str(), round))
        .await?;
    ok(&RoundDetail {
        round: RoundLine::from(&page.round),
        villages: page
            .villages
            .into_iter()
            .map(|one| VillageProgress {
                village_id: one.village_id,
                name: one.name,
                state: one.state.code().to_owned(),
                classes: one.classes,
            })
            .collect(),
        open_matters: page.open.len(),
    })
}

/// The households of a village on a round's list, with what their forms came to.
#[utoipa::path(get, path = "/api/v1/rounds/{province}/{round}/villages/{village}/households",
    tag = "rounds", operation_id = "list_assessed_households",
    params(
        ("province" = String, Path, description = "Code of the province", pattern = "^[0-9]{2}$"),
        ("round" = Uuid, Path, description = "The round"),
        ("village" = Uuid, Path, description = "The village"),
    ),
    responses((status = 200, description = "The households", body = ListedHouseholds)))]
pub(super) async fn households(
    State(app): State<App>,
    caller: Caller,
    Place((province, round, village)): Place<(Province, Uuid, Uuid)>,
    Query(Nothing {}): Query<Nothing>,
) -> Answer {
    let lines = app
        .context
        .review_list(caller.actor()?, (province.as_str(), round), Some(village))
        .await?;
    ok(&ListedHouseholds {
        households: lines
            .into_iter()
            .map(|line| ListedHousehold {
                form_id: line.form_id,
                household_id: line.household_id,
                code: line.code,
                head_name: line.head_name,
                size: line.size,
                listed_because: line.listed_because,
                state: line.state,
                previous_class: line.previous_class,
                class: line.class,
                transition: line.transition,
                score_a: line.score_a,
                score_b: line.score_b,
            })
            .collect(),
    })
}
