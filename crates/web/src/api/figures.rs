//! Households and poor households of places: for the account's area as of today, and for
//! everybody as of sealed years.

use super::Caller;
use super::input::{Code, Commune, Place, Query, Unit};
use super::values::{Labelled, ok, within};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::places::PlaceFigures;
use vuonlen_app::review::PublicCounts;

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::FiguresRead);
    routes
        .read("/api/v1/figures", read, figures)
        .read("/api/v1/figures/priorities", read, priorities)
        .read(
            "/api/v1/public/figures/{unit}",
            Guard::Public,
            public_figures,
        )
}

/// Of which place and year.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct FiguresQuery {
    /// Only this commune, by village.
    #[param(value_type = Option<String>, pattern = "^[0-9]{5}$")]
    commune: Option<Commune>,
    /// As recognised for this year; as last recognised where none is named.
    #[param(minimum = 2016, maximum = 2100)]
    year: Option<i64>,
}

/// Figures by place.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Figures {
    /// By commune, or by village of one commune.
    places: Vec<PlaceLine>,
}

/// Households of a place.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlaceLine {
    /// The commune.
    commune: String,
    /// The village, where the figures are by village.
    village_id: Option<Uuid>,
    /// What it is called.
    name: String,
    /// All households.
    households: i64,
    /// Poor households.
    poor: i64,
    /// Near-poor households.
    near_poor: i64,
    /// Poor households of ethnic minorities.
    poor_minority: i64,
    /// Near-poor households of ethnic minorities.
    near_poor_minority: i64,
    /// Poor households with a person of merit.
    poor_merit: i64,
    /// Poor households with a social-protection beneficiary.
    poor_protection: i64,
}

/// Communes by their rate of poor and near-poor households.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Priorities {
    /// Highest rate first.
    communes: Vec<Priority>,
}

/// A commune among others.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Priority {
    /// Its figures.
    figures: PlaceLine,
    /// Its flags today.
    flags: Vec<Labelled>,
}

/// Which communes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PrioritiesQuery {
    /// Only communes that carry this flag, by its code.
    #[param(value_type = Option<String>, min_length = 1, max_length = 60, pattern = "^[A-Za-z0-9_-]+$")]
    flag: Option<Code<60>>,
}

/// Which year.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct YearQuery {
    /// The sealed year; the newest where none is named.
    #[param(minimum = 2016, maximum = 2100)]
    year: Option<i64>,
}

/// Figures of a sealed year for everybody; small counts are left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublicFigures {
    /// Name of the commune or province.
    name: String,
    /// The year; none where nothing is sealed.
    year: Option<i64>,
    /// Every sealed year, newest first.
    years: Vec<i64>,
    /// Counts below this are small and not shown.
    threshold: u64,
    /// Its villages, or its communes.
    places: Vec<PublicPlace>,
    /// The whole; none where it would tell a small count.
    total: Option<Counts>,
}

/// A place.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublicPlace {
    /// Its name.
    name: String,
    /// Code of the commune, where it is one.
    commune: Option<String>,
    /// Its households; none where a count is small.
    counts: Option<Counts>,
}

/// Households of a place.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Counts {
    /// All.
    households: i64,
    /// Poor.
    poor: i64,
    /// Near-poor.
    near_poor: i64,
}

impl From<PublicCounts> for Counts {
    fn from(counts: PublicCounts) -> Self {
        Self {
            households: counts.households,
            poor: counts.poor,
            near_poor: counts.near_poor,
        }
    }
}

impl From<PlaceFigures> for PlaceLine {
    fn from(one: PlaceFigures) -> Self {
        Self {
            commune: one.commune,
            village_id: one.village,
            name: one.name,
            households: one.households,
            poor: one.poor,
            near_poor: one.near_poor,
            poor_minority: one.poor_minority,
            near_poor_minority: one.near_poor_minority,
            poor_merit: one.poor_merit,
            poor_protection: one.poor_protection,
        }
    }
}

/// Households by commune of the account's area, or by village of one commune.
#[utoipa::path(get, path = "/api/v1/figures", tag = "figures", operation_id = "get_figures",
    params(FiguresQuery),
    responses((status = 200, description = "The figures", body = Figures)))]
pub(super) async fn figures(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<FiguresQuery>,
) -> Answer {
    if let Some(year) = query.year {
        within("year", year, 2016..=2100)?;
    }
    let commune = query.commune.as_ref().map(Commune::as_str);
    let places = app
        .context
        .leadership_figures(caller.actor()?, commune, query.year)
        .await?;
    ok(&Figures {
        places: places.into_iter().map(PlaceLine::from).collect(),
    })
}

/// Communes of the account's area by their rate of poor and near-poor households.
#[utoipa::path(get, path = "/api/v1/figures/priorities", tag = "figures", operation_id = "get_priorities",
    params(PrioritiesQuery),
    responses((status = 200, description = "The communes", body = Priorities)))]
pub(super) async fn priorities(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PrioritiesQuery>,
) -> Answer {
    let flags: Vec<String> = query.flag.into_iter().map(Code::into_string).collect();
    let lines = app.context.priority_places(caller.actor()?, &flags).await?;
    ok(&Priorities {
        communes: lines
            .into_iter()
            .map(|line| Priority {
                figures: PlaceLine::from(line.figures),
                flags: line
                    .flags
                    .into_iter()
                    .map(|one| Labelled {
                        label: (&one.label).into(),
                        code: one.flag.flag,
                    })
                    .collect(),
            })
            .collect(),
    })
}

/// Figures of a sealed year for everybody, without a token.
#[utoipa::path(get, path = "/api/v1/public/figures/{unit}", tag = "public", operation_id = "get_public_figures",
    params(
        ("unit" = String, Path, description = "Code of the commune or province", pattern = "^([0-9]{2}|[0-9]{5})$"),
        YearQuery,
    ),
    responses((status = 200, description = "The figures", body = PublicFigures)))]
pub(super) async fn public_figures(
    State(app): State<App>,
    Place(unit): Place<Unit>,
    Query(query): Query<YearQuery>,
) -> Answer {
    if let Some(year) = query.year {
        within("year", year, 2016..=2100)?;
    }
    let figures = app
        .context
        .public_figures(unit.as_str(), query.year)
        .await?;
    ok(&PublicFigures {
        name: figures.name,
        year: figures.year,
        years: figures.years,
        threshold: figures.threshold,
        places: figures
            .lines
            .into_iter()
            .map(|line| PublicPlace {
                name: line.name,
                commune: line.commune,
                counts: line.counts.map(Counts::from),
            })
            .collect(),
        total: figures.total.map(Counts::from),
    })
}
