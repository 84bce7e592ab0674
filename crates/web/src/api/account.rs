//! Whose token it is.

use super::Caller;
use super::input::{Nothing, Query};
use super::values::{Bilingual, ok};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::extract::State;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use vuonlen_app::access::Action;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.read("/api/v1/me", Guard::SignedIn, me)
}

/// The account a token acts for, and how far.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Me {
    /// Sign-in name.
    account: String,
    /// Name shown to others.
    display_name: String,
    /// Roles held today.
    roles: Vec<RoleOver>,
    /// Actions the token is for and a role allows.
    scopes: Vec<String>,
    /// Today in Vietnam, by the server's clock.
    today: NaiveDate,
}

/// A role over an area.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoleOver {
    /// Its code.
    role: String,
    /// What it is called.
    label: Bilingual,
    /// Code of the commune or province; VN for the country.
    area: String,
}

/// The account the token acts for, its roles, and what the token is for.
#[utoipa::path(get, path = "/api/v1/me", tag = "access",
    responses((status = 200, description = "The account", body = Me)))]
pub(super) async fn me(
    State(app): State<App>,
    caller: Caller,
    Query(Nothing {}): Query<Nothing>,
) -> Answer {
    let actor = caller.actor()?;
    let scopes = Action::ALL.iter().filter(|action| actor.may(**action));
    ok(&Me {
        account: actor.name.clone(),
        display_name: actor.display_name.clone(),
        roles: actor
            .roles
            .iter()
            .map(|held| RoleOver {
                role: held.role.code.clone(),
                label: Bilingual::from(&held.role.label),
                area: held.area.code().to_owned(),
            })
            .collect(),
        scopes: scopes.map(|action| action.code().to_owned()).collect(),
        today: app.context.today(),
    })
}
