//! What happens to households during the year.

use super::Caller;
use super::input::{Body, Code, Day, IdempotencyKey, Line, Nothing, Place, Province, Query};
use super::values::{Bilingual, Recorded, ok, within};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::NewEvent;

pub(super) fn routes(routes: Routes) -> Routes {
    let event = Guard::May(Action::HouseholdEvent);
    routes.read("/api/v1/events", event, list).send(
        "/api/v1/households/{province}/{household}/events",
        event,
        add,
    )
}

/// Which year's events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// The year; this one where none is named.
    #[param(minimum = 2016, maximum = 2100)]
    year: Option<i32>,
}

/// Events of a year.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Events {
    /// Newest first within each commune.
    events: Vec<Event>,
}

/// An event with its household.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Event {
    /// Province the household is kept under.
    province: String,
    /// The household.
    household_id: Uuid,
    /// Its head.
    head_name: String,
    /// What kind it is.
    kind: Bilingual,
    /// The day.
    on: NaiveDate,
    /// In words.
    note: String,
}

/// An event to be recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EventToAdd {
    /// Code of the kind, of the list `change_events`.
    #[schema(value_type = String, min_length = 1, max_length = 60, pattern = "^[A-Za-z0-9_-]+$")]
    kind: Code<60>,
    /// The day it happened; not in the future.
    #[schema(value_type = NaiveDate)]
    on: Day,
    /// In words.
    #[schema(value_type = Option<String>, max_length = 1000)]
    #[serde(default)]
    note: Option<Line<1000>>,
    /// The household does not live there any more; needs household_write.
    #[serde(default)]
    leaves: bool,
}

/// Events of a year in the communes and villages of the account.
#[utoipa::path(get, path = "/api/v1/events", tag = "households", operation_id = "list_events",
    params(ListQuery),
    responses((status = 200, description = "The events", body = Events)))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Answer {
    let year = query.year.unwrap_or_else(|| app.context.today().year());
    within("year", year.into(), 2016..=2100)?;
    let events = app.context.events_of_year(caller.actor()?, year).await?;
    ok(&Events {
        events: events
            .into_iter()
            .map(|one| Event {
                province: one.province,
                household_id: one.household_id,
                head_name: one.head_name,
                kind: Bilingual::from(&one.event.kind),
                on: one.event.on,
                note: one.event.note,
            })
            .collect(),
    })
}

/// Records what happened to a household. Sent again under the same Idempotency-Key it is the same
/// event.
#[utoipa::path(post, path = "/api/v1/households/{province}/{household}/events", tag = "households",
    operation_id = "add_event",
    params(
        ("province" = String, Path, description = "Code of the province it is kept under", pattern = "^[0-9]{2}$"),
        ("household" = Uuid, Path, description = "Its id"),
        IdempotencyKey,
    ),
    request_body = EventToAdd,
    responses((status = 201, description = "Recorded", body = Recorded)))]
pub(super) async fn add(
    State(app): State<App>,
    caller: Caller,
    IdempotencyKey { key: once }: IdempotencyKey,
    Place((province, household)): Place<(Province, Uuid)>,
    Query(Nothing {}): Query<Nothing>,
    Body(event): Body<EventToAdd>,
) -> Answer {
    let new = NewEvent {
        kind: event.kind.into_string(),
        on: Some(event.on.0),
        note: event.note.map(Line::into_string).unwrap_or_default(),
        leaves: event.leaves,
    };
    let key = (province.as_str(), household);
    app.context
        .record_event(caller.actor()?, key, new, once.as_deref())
        .await?;
    let recorded = Recorded {
        at: app.context.now(),
    };
    Ok((StatusCode::CREATED, Json(recorded)).into_response())
}
