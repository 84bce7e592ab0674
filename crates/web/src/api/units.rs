//! Communes and villages.

use super::Caller;
use super::input::{Commune, Nothing, Place, Query};
use super::values::{Named, ok};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vuonlen_app::access::Action;

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::RoundRead);
    routes.read("/api/v1/units", read, communes).read(
        "/api/v1/units/{commune}/villages",
        read,
        villages,
    )
}

/// Communes of the account's area.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Communes {
    /// By code.
    communes: Vec<Named>,
}

/// Villages of a commune.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Villages {
    /// In Vietnamese order.
    villages: Vec<Village>,
}

/// A village.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Village {
    /// Its id.
    village_id: Uuid,
    /// Its name.
    name: String,
}

/// The communes of the account's area, today.
#[utoipa::path(get, path = "/api/v1/units", tag = "units",
    responses((status = 200, description = "The communes", body = Communes)))]
pub(super) async fn communes(
    State(app): State<App>,
    caller: Caller,
    Query(Nothing {}): Query<Nothing>,
) -> Answer {
    let communes = app
        .context
        .communes_of(caller.actor()?, Action::RoundRead)?;
    let named = |(code, name)| Named { code, name };
    ok(&Communes {
        communes: communes.into_iter().map(named).collect(),
    })
}

/// The villages of a commune, today.
#[utoipa::path(get, path = "/api/v1/units/{commune}/villages", tag = "units",
    params(("commune" = String, Path, description = "Code of the commune", pattern = "^[0-9]{5}$")),
    responses((status = 200, description = "The villages", body = Villages)))]
pub(super) async fn villages(
    State(app): State<App>,
    caller: Caller,
    Place(commune): Place<Commune>,
    Query(Nothing {}): Query<Nothing>,
) -> Answer {
    let villages = app
        .context
        .villages(caller.actor()?, commune.as_str())
        .await?;
    ok(&Villages {
        villages: villages
            .into_iter()
            .map(|one| Village {
                village_id: one.village_id,
                name: one.name,
            })
            .collect(),
    })
}
