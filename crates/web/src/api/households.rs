//! Households: the list, one of them, adding and changing, the list as a workbook.

use super::given::{AreaKind, ChangedHousehold, NewHousehold, answers_schema};
use super::input::{
    Body, Code, Commune, Day, IdempotencyKey, Line, Nothing, Place, Province, Query,
};
use super::values::{Bilingual, ClassName, Saved, SavedDuplicate, created, ok, within, workbook};
use super::{Caller, problem};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::guard::{Guard, Routes};
use crate::words::{EN, VI};
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::document::Answers;
use vuonlen_app::registry::{Household, HouseholdQuery, HouseholdView};
use vuonlen_domain::Text;
use vuonlen_domain::text::Language;

pub(super) fn routes(routes: Routes) -> Routes {
    let one = "/api/v1/households/{province}/{household}";
    let write = Guard::May(Action::HouseholdWrite);
    routes
        .read(
            "/api/v1/households",
            Guard::May(Action::HouseholdList),
            list,
        )
        .send("/api/v1/households", write, add)
        .send(
            "/api/v1/households/export",
            Guard::May(Action::Export),
            export,
        )
        .read(one, Guard::May(Action::HouseholdRead), get)
        .replace(one, write, change)
}

/// What a list of households is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Words of a name with or without marks, a household's code, or a whole identity number.
    #[param(value_type = Option<String>, max_length = 200)]
    text: Option<Line<200>>,
    /// Only this commune.
    #[param(value_type = Option<String>, pattern = "^[0-9]{5}$")]
    commune: Option<Commune>,
    /// Only this village.
    village: Option<Uuid>,
    /// Only this class.
    class: Option<ClassFilter>,
    /// Only households of this group, by its code.
    #[param(value_type = Option<String>, min_length = 1, max_length = 60, pattern = "^[A-Za-z0-9_-]+$")]
    group: Option<Code<60>>,
    /// Also households that have left.
    left: Option<bool>,
    /// What the answer before gave as `next`.
    #[param(value_type = Option<String>, max_length = 300, pattern = "^[0-9A-Fa-f-]{36}\\|.+$")]
    after: Option<Line<300>>,
    /// How many at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A class as lists filter by it.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ClassFilter {
    Poor,
    NearPoor,
    AverageLiving,
    NotPoor,
    None,
}

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HouseholdList {
    /// In Vietnamese order of the head's given name.
    households: Vec<HouseholdLine>,
    /// How many the question finds, over all pages.
    total: i64,
    /// Persons in them.
    persons: i64,
    /// Where the next page begins; none on the last one.
    next: Option<String>,
}

/// A household as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HouseholdLine {
    /// Province it is kept under.
    province: String,
    /// Its id, for good.
    household_id: Uuid,
    /// Commune it lives in.
    commune: String,
    /// Village it lives in.
    village_id: Uuid,
    /// Short number within the commune.
    code: String,
    /// Name of the head.
    head_name: String,
    /// Persons.
    size: i64,
    /// Rural or urban.
    #[schema(value_type = AreaKind)]
    area: String,
    /// Class last recognised; none while there is no recognition.
    #[schema(value_type = Option<ClassName>)]
    class: Option<String>,
    /// Year of that recognition.
    class_year: Option<i64>,
    /// Codes of its groups.
    groups: Vec<String>,
    /// False when it has left.
    active: bool,
    /// Its newest version.
    version: i64,
    /// When that was recorded.
    changed_at: DateTime<Utc>,
}

/// A household with its history.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HouseholdDetail {
    /// What lists show of it.
    line: HouseholdLine,
    /// The version shown.
    version: i64,
    /// From which day it holds.
    effective_on: NaiveDate,
    /// House number, hamlet or a landmark.
    address: String,
    /// Its members in order.
    members: Vec<MemberDetail>,
    /// Answers of the household's questions, by name of the question.
    #[schema(schema_with = answers_schema)]
    answers: Answers,
    /// Every version, newest first.
    history: Vec<HistoryLine>,
    /// What happened to it, newest first.
    events: Vec<EventLine>,
}

/// A member.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MemberDetail {
    /// The member's id, for good.
    person_id: Uuid,
    /// Name.
    name: String,
    /// Day of birth, or the year; empty when unknown.
    birth: String,
    /// Identity number by its last three digits; empty when unknown.
    identity_number: String,
    /// Answers of the member's questions, by name of the question.
    #[schema(schema_with = answers_schema)]
    answers: Answers,
}

/// One version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HistoryLine {
    /// Its number.
    version: i64,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// By whom; none for the system.
    recorded_by: Option<String>,
    /// From which day it holds.
    effective_on: NaiveDate,
    /// Why.
    reason: String,
}

/// Something that happened to it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EventLine {
    /// Its kind.
    kind: Bilingual,
    /// The day.
    on: NaiveDate,
    /// In words.
    note: String,
}

/// Which state of a household is read, and why.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct GetQuery {
    /// As it was on this day; the newest where none is named.
    #[param(value_type = Option<NaiveDate>)]
    on: Option<Day>,
    /// Why, for the audit log: needed where the household is not the account's daily work.
    #[param(value_type = Option<String>, min_length = 1, max_length = 300)]
    reason: Option<Line<300, 1>>,
}

/// A list to be taken out as a workbook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Export {
    /// Why, for the audit log.
    #[schema(value_type = String, min_length = 1, max_length = 300)]
    reason: Line<300, 1>,
    /// Only this commune.
    #[schema(value_type = Option<String>, pattern = "^[0-9]{5}$")]
    #[serde(default)]
    commune: Option<Commune>,
    /// Only this village.
    #[serde(default)]
    village: Option<Uuid>,
    /// Only this class.
    #[serde(default)]
    class: Option<ClassFilter>,
    /// Only households of this group, by its code.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 60, pattern = "^[A-Za-z0-9_-]+$")]
    #[serde(default)]
    group: Option<Code<60>>,
    /// Language of the workbook.
    #[serde(default)]
    language: WorkbookLanguage,
}

/// Language of a workbook; Vietnamese where none is named.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WorkbookLanguage {
    #[default]
    Vi,
    En,
}

impl ClassFilter {
    const fn code(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::NearPoor => "near_poor",
            Self::AverageLiving => "average_living",
            Self::NotPoor => "not_poor",
            Self::None => "none",
        }
    }
}

impl From<&Household> for HouseholdLine {
    fn from(one: &Household) -> Self {
        let codes = one.groups.split(',').filter(|code| !code.is_empty());
        Self {
            province: one.province_code.clone(),
            household_id: one.household_id,
            commune: one.commune_code.clone(),
            village_id: one.village_id,
            code: one.code.clone(),
            head_name: one.head_name.clone(),
            size: one.size,
            area: one.area.clone(),
            class: Some(one.class.clone()).filter(|class| class != "none"),
            class_year: one.class_year,
            groups: codes.map(str::to_owned).collect(),
            active: one.active,
            version: one.version,
            changed_at: one.changed_at,
        }
    }
}

/// Households of the account's area, page by page.
#[utoipa::path(get, path = "/api/v1/households", tag = "households", operation_id = "list_households",
    params(ListQuery),
    responses((status = 200, description = "A page of households", body = HouseholdList)))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Answer {
    let after = query.after.as_ref().map(cursor).transpose()?;
    let limit = query.limit.unwrap_or(50);
    within("limit", limit.into(), 1..=200)?;
    let query = HouseholdQuery {
        text: query.text.map(Line::into_string).unwrap_or_default(),
        commune: query.commune.map(Commune::into_string),
        village: query.village,
        classes: query
            .class
            .iter()
            .map(|class| class.code().to_owned())
            .collect(),
        group: query.group.map(Code::into_string),
        with_left: query.left.unwrap_or_default(),
        after,
        limit,
    };
    let found = app.context.list_households(caller.actor()?, &query).await?;
    let last = found.more.then(|| found.households.last()).flatten();
    ok(&HouseholdList {
        next: last.map(|one| format!("{}|{}", one.household_id, one.head_sort_name)),
        households: found.households.iter().map(HouseholdLine::from).collect(),
        total: found.total,
        persons: found.persons,
    })
}

/// Where a page begins, as the page before it said.
fn cursor(after: &Line<300>) -> Result<(String, Uuid), Failure> {
    let read = after.as_str().split_once('|');
    let read = read.filter(|(id, name)| id.len() == 36 && !name.is_empty());
    let read = read.and_then(|(id, name)| Some((name.to_owned(), Uuid::parse_str(id).ok()?)));
    read.ok_or_else(|| {
        let text = Text::new(VI.api.wrong_after, EN.api.wrong_after);
        problem::field("after", text)
    })
}

/// A household with its members, answers, versions and events. The reading is audited.
#[utoipa::path(get, path = "/api/v1/households/{province}/{household}", tag = "households",
    operation_id = "get_household",
    params(
        ("province" = String, Path, description = "Code of the province it is kept under", pattern = "^[0-9]{2}$"),
        ("household" = Uuid, Path, description = "Its id"),
        GetQuery,
    ),
    responses((status = 200, description = "The household", body = HouseholdDetail)))]
pub(super) async fn get(
    State(app): State<App>,
    caller: Caller,
    Place((province, household)): Place<(Province, Uuid)>,
    Query(query): Query<GetQuery>,
) -> Answer {
    let actor = caller.because(query.reason.as_ref().map(Line::as_str))?;
    let view = app
        .context
        .household_view(
            &actor,
            (province.as_str(), household),
            query.on.map(|on| on.0),
        )
        .await?;
    ok(&detail(view))
}

fn detail(view: HouseholdView) -> HouseholdDetail {
    let document = view.page.document;
    let members = document.members.into_iter().map(|member| MemberDetail {
        person_id: member.person_id,
        name: member.name,
        birth: member.birth,
        identity_number: member.identity_number,
        answers: member.answers,
    });
    let history = view.page.history.into_iter().map(|one| HistoryLine {
        version: one.version,
        recorded_at: one.recorded_at,
        recorded_by: one.recorded_by,
        effective_on: one.effective_on,
        reason: one.reason,
    });
    let events = view.events.iter().map(|one| EventLine {
        kind: Bilingual::from(&one.kind),
        on: one.on,
        note: one.note.clone(),
    });
    HouseholdDetail {
        line: HouseholdLine::from(&view.page.household),
        version: view.page.version,
        effective_on: view.page.effective_on,
        address: document.address,
        members: members.collect(),
        answers: document.answers,
        history: history.collect(),
        events: events.collect(),
    }
}

/// Adds a household. Sent again under the same Idempotency-Key it is the same household.
#[utoipa::path(post, path = "/api/v1/households", tag = "households", operation_id = "add_household",
    params(IdempotencyKey),
    request_body = NewHousehold,
    responses((status = 201, description = "The household as kept", body = Saved,
        headers(("Location" = String, description = "Where it is read")))))]
pub(super) async fn add(
    State(app): State<App>,
    caller: Caller,
    IdempotencyKey { key }: IdempotencyKey,
    Query(Nothing {}): Query<Nothing>,
    Body(new): Body<NewHousehold>,
) -> Answer {
    let when = (new.effective_on.0, new.reason.as_str());
    let commune = new.commune.as_str();
    let saved = app
        .context
        .add_whole_household(
            caller.actor()?,
            commune,
            new.household.into(),
            when,
            key.as_deref(),
        )
        .await?;
    let area = app.context.commune_area(commune)?;
    let saved = told(area.province().unwrap_or_default(), saved);
    let path = format!(
        "/api/v1/households/{}/{}",
        saved.province, saved.household_id
    );
    created(&saved, &path)
}

/// Puts a household in place of what is recorded: a new version, the old one stays in its history.
#[utoipa::path(put, path = "/api/v1/households/{province}/{household}", tag = "households",
    operation_id = "change_household",
    params(
        ("province" = String, Path, description = "Code of the province it is kept under", pattern = "^[0-9]{2}$"),
        ("household" = Uuid, Path, description = "Its id"),
    ),
    request_body = ChangedHousehold,
    responses((status = 200, description = "The household as kept", body = Saved)))]
pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    Place((province, household)): Place<(Province, Uuid)>,
    Query(Nothing {}): Query<Nothing>,
    Body(changed): Body<ChangedHousehold>,
) -> Answer {
    let when = (changed.effective_on.0, changed.reason.as_str());
    let saved = app
        .context
        .save_whole_household(
            caller.actor()?,
            (province.as_str(), household),
            changed.base_version,
            changed.household.into(),
            when,
        )
        .await?;
    ok(&told(province.as_str(), saved))
}

fn told(province: &str, saved: vuonlen_app::registry::Saved) -> Saved {
    Saved {
        province: province.to_owned(),
        household_id: saved.household_id,
        version: saved.version,
        duplicates: saved
            .duplicates
            .into_iter()
            .map(|one| SavedDuplicate {
                person_id: one.person_id,
                by_identity: one.by_identity,
                commune: one.commune_code,
            })
            .collect(),
    }
}

/// The list as a workbook. Taking it out is audited, with the reason.
#[utoipa::path(post, path = "/api/v1/households/export", tag = "households",
    operation_id = "export_households",
    request_body = Export,
    responses((status = 200, description = "The workbook",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        body = Vec<u8>)))]
pub(super) async fn export(
    State(app): State<App>,
    caller: Caller,
    Query(Nothing {}): Query<Nothing>,
    Body(wanted): Body<Export>,
) -> Answer {
    let query = HouseholdQuery {
        commune: wanted.commune.map(Commune::into_string),
        village: wanted.village,
        classes: wanted
            .class
            .iter()
            .map(|class| class.code().to_owned())
            .collect(),
        group: wanted.group.map(Code::into_string),
        ..HouseholdQuery::default()
    };
    let actor = caller.because(Some(wanted.reason.as_str()))?;
    let language = match wanted.language {
        WorkbookLanguage::Vi => Language::Vietnamese,
        WorkbookLanguage::En => Language::English,
    };
    let book = app
        .context
        .export_households(&actor, &query, language)
        .await?;
    workbook(book)
}
