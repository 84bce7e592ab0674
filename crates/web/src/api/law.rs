//! What the law says: the standard of a day, and what it makes of a household that is recorded
//! nowhere.

use super::given::Household;
use super::input::{Body, Commune, Day, Nothing, Query};
use super::values::{Bilingual, ClassName, Labelled, Sureness, ok};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vuonlen_app::registry::Ruling;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .read("/api/v1/law/standard", Guard::Public, standard)
        .send("/api/v1/law/assess", Guard::SignedIn, assess)
}

/// Which day's standard.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StandardQuery {
    /// The day; today where none is named.
    #[param(value_type = Option<NaiveDate>)]
    on: Option<Day>,
}

/// The standard in force on a day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Standard {
    /// Its id.
    id: String,
    /// What it is called.
    title: Bilingual,
    /// First day of the period the day lies in.
    from: NaiveDate,
    /// First day after it.
    until: NaiveDate,
    /// What the period rests on: `instrument-id#place`.
    source: String,
    /// How sure we are of it.
    #[schema(value_type = Sureness)]
    status: String,
    /// Its values on the day.
    parameters: Vec<Parameter>,
    /// Its indicators of deprivation, in the order of the law.
    indicators: Vec<Labelled>,
    /// SHA-256 of the law files of this server.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    law_sha256: String,
}

/// A value of a standard.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Parameter {
    /// Its id.
    id: String,
    /// What it is called.
    label: Bilingual,
    /// Its unit.
    unit: String,
    /// Its value in rural areas.
    rural: f64,
    /// Its value in urban areas.
    urban: f64,
    /// What it rests on: `instrument-id#place`.
    source: String,
    /// How sure we are of it.
    #[schema(value_type = Sureness)]
    status: String,
}

/// A household to be assessed without being recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToAssess {
    /// Code of the commune it lives in.
    #[schema(value_type = String, pattern = "^[0-9]{5}$")]
    commune: Commune,
    /// The day of the review; today where none is named.
    #[schema(value_type = Option<NaiveDate>)]
    #[serde(default)]
    on: Option<Day>,
    /// The household; neither code nor village is needed.
    household: Household,
}

/// What the law makes of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Assessed {
    /// Whether a class was decided.
    outcome: Outcome,
    /// The class; none where it is not decided.
    #[schema(value_type = Option<ClassName>)]
    class: Option<String>,
    /// What the class is called.
    class_label: Option<Bilingual>,
    /// Id of the standard; none where there is none on the day.
    standard: Option<String>,
    /// How sure the least sure value used is.
    #[schema(value_type = Option<Sureness>)]
    status: Option<String>,
    /// The rules tried, up to the one that holds.
    rules: Vec<Rule>,
    /// Codes of the indicators it is deprived in.
    deprivations: Vec<Labelled>,
    /// What is missing or contradictory.
    problems: Vec<Finding>,
}

/// Whether a class was decided.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// There is a class.
    Decided,
    /// Something is missing or contradictory.
    Open,
    /// There is no standard on the day.
    NoStandard,
}

/// A rule that was tried.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// The class it is of.
    #[schema(value_type = ClassName)]
    class: String,
    /// The rule in words.
    rule: Bilingual,
    /// Whether it holds; none where what is known does not tell.
    holds: Option<bool>,
    /// What it rests on: `instrument-id#place`.
    source: String,
    /// How sure we are of it.
    #[schema(value_type = Sureness)]
    status: String,
}

/// Something a person should look at.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Finding {
    /// Stable name of the kind.
    code: String,
    /// `doubtful` or `rejected`.
    #[schema(pattern = "^(doubtful|rejected)$")]
    severity: String,
    /// What it is.
    what: Bilingual,
    /// Why it matters.
    why: Bilingual,
    /// What to do.
    advice: Bilingual,
}

/// The national poverty standard in force on a day; without a token.
#[utoipa::path(get, path = "/api/v1/law/standard", tag = "law", operation_id = "get_standard",
    params(StandardQuery),
    responses((status = 200, description = "The standard", body = Standard)))]
pub(super) async fn standard(State(app): State<App>, Query(query): Query<StandardQuery>) -> Answer {
    let on = query.on.map_or_else(|| app.context.today(), |on| on.0);
    let found = app.context.standard_in_force(on)?;
    ok(&Standard {
        id: found.id,
        title: Bilingual::from(&found.title),
        from: found.from,
        until: found.until,
        source: found.source,
        status: found.status.code().to_owned(),
        parameters: found
            .parameters
            .into_iter()
            .map(|one| Parameter {
                id: one.id,
                label: Bilingual::from(&one.label),
                unit: one.unit,
                rural: one.rural,
                urban: one.urban,
                source: one.source,
                status: one.status.code().to_owned(),
            })
            .collect(),
        indicators: found
            .indicators
            .iter()
            .map(|(code, label)| labelled(code, label))
            .collect(),
        law_sha256: app.context.law.hash().to_owned(),
    })
}

fn labelled(code: &str, label: &vuonlen_domain::Text) -> Labelled {
    Labelled {
        code: code.to_owned(),
        label: Bilingual::from(label),
    }
}

/// What the law makes of a household. Nothing is recorded.
#[utoipa::path(post, path = "/api/v1/law/assess", tag = "law", operation_id = "assess_household",
    request_body = ToAssess,
    responses((status = 200, description = "What the law makes of it", body = Assessed)))]
pub(super) async fn assess(
    State(app): State<App>,
    Query(Nothing {}): Query<Nothing>,
    Body(asked): Body<ToAssess>,
) -> Answer {
    let on = asked.on.map_or_else(|| app.context.today(), |on| on.0);
    let ruling =
        app.context
            .judge_whole_household(asked.commune.as_str(), asked.household.into(), on)?;
    let mut assessed = Assessed {
        outcome: Outcome::NoStandard,
        class: None,
        class_label: None,
        standard: None,
        status: None,
        rules: Vec::new(),
        deprivations: Vec::new(),
        problems: Vec::new(),
    };
    let problems = match ruling {
        // Nothing is withheld from the program that gave the household.
        Ruling::None | Ruling::Withheld => Vec::new(),
        Ruling::Open(problems) => {
            assessed.outcome = Outcome::Open;
            problems
        }
        Ruling::Decided(why) => {
            assessed.outcome = Outcome::Decided;
            assessed.class = why.class.map(|class| class.code().to_owned());
            assessed.class_label = Some(Bilingual::from(&why.class_label));
            assessed.standard = Some(why.standard.clone());
            assessed.status = Some(why.status.code().to_owned());
            let rules = why.rules.iter().map(|one| Rule {
                class: one.class.code().to_owned(),
                rule: Bilingual::from(&one.rule),
                holds: one.holds,
                source: one.source.clone(),
                status: one.status.code().to_owned(),
            });
            assessed.rules = rules.collect();
            let deprived = why
                .indicators
                .iter()
                .filter(|one| one.deprived == Some(true));
            assessed.deprivations = deprived
                .map(|one| labelled(&one.code, &one.label))
                .collect();
            why.problems
        }
    };
    let problems = problems.into_iter().map(|one| Finding {
        code: one.code.to_owned(),
        severity: one.severity.code().to_owned(),
        what: Bilingual::from(&one.what),
        why: Bilingual::from(&one.why),
        advice: Bilingual::from(&one.advice),
    });
    assessed.problems = problems.collect();
    ok(&assessed)
}
