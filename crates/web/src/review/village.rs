//! A village's part of a round: the households to review, why each is on the list, how far each
//! form is; opening and closing the survey; the list corrected.

use super::back::{nowhere, refused};
use super::steps::{self, NextStep};
use super::{form_path, id, names, round_path, village_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::{Asked, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, choices, show};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use uuid::Uuid;
use vuonlen_app::Error;
use vuonlen_app::access::Action;
use vuonlen_app::registry::HouseholdQuery;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{RoundPage, VillageProgress};
use vuonlen_domain::review::{FormState, RoundState, VillageState};

pub(super) fn routes(routes: Routes) -> Routes {
    let village = "/rounds/{province}/{round}/villages/{village}";
    routes
        .page(village, Guard::May(Action::RoundRead), show_village)
        .form(
            "/rounds/{province}/{round}/villages/{village}/start",
            Guard::May(Action::RoundPlan),
            start,
        )
        .form(
            "/rounds/{province}/{round}/villages/{village}/close",
            Guard::May(Action::SurveyScore),
            close,
        )
        .form(
            "/rounds/{province}/{round}/villages/{village}/reopen",
            Guard::May(Action::SurveyScore),
            reopen,
        )
        .form(
            "/rounds/{province}/{round}/villages/{village}/list",
            Guard::May(Action::RoundPlan),
            add,
        )
}

#[derive(Template)]
#[template(path = "review/village.html")]
struct VillageTemplate {
    page: Page,
    path: String,
    village: VillageProgress,
    state: &'static str,
    badge: &'static str,
    track: Vec<(&'static str, &'static str)>,
    steps: Vec<NextStep>,
    rows: Vec<Row>,
    states: Vec<Choice>,
    filtered: bool,
    lists: bool,
    may_open: bool,
    may_take_in: bool,
    may_reopen: bool,
    may_add: bool,
    classes: Vec<(String, String, u32)>,
}

struct Row {
    path: String,
    code: String,
    head: String,
    size: i64,
    because: &'static str,
    state: &'static str,
    badge: &'static str,
    note: String,
    previous: String,
    previous_label: String,
    class: String,
    class_label: String,
    scores: String,
}

/// A round with one village of it.
pub(super) async fn find(
    app: &App,
    visit: &Visit,
    (province, round, village): (&str, Uuid, Uuid),
) -> Result<(RoundPage, VillageProgress), Error> {
    let actor = visit.actor.as_ref().ok_or_else(Error::denied)?;
    let found = app.context.round(actor, (province, round)).await?;
    let mine = found.villages.iter().find(|one| one.village_id == village);
    let mine = mine.cloned().ok_or_else(Error::not_found)?;
    Ok((found, mine))
}

/// The frame of a page about one village of a round.
pub(super) async fn frame(
    visit: &Visit,
    title: impl Into<String> + Send,
    (found, village): (&RoundPage, Option<&VillageProgress>),
) -> Page {
    let t = Words::of(visit.language);
    let key = &found.round;
    let page = visit.page(title).await.under(t.round.title, "/rounds");
    let name = t.round.of(
        names::kind(&page, found.kind),
        key.year,
        &found.commune_name,
    );
    let page = page.under(name, round_path(&key.province_code, key.round_id));
    match village {
        Some(one) => page.under(
            one.name.clone(),
            village_path(&key.province_code, key.round_id, one.village_id),
        ),
        None => page,
    }
}

async fn show_village(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, village)): Path<(String, String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let key = (province.as_str(), id(&round)?, id(&village)?);
    let (found, village) = find(&app, &visit, key).await?;
    let page = frame(&visit, village.name.clone(), (&found, None)).await;
    let here = Some(village.village_id);
    let lists = page.may(Action::HouseholdList);
    let lines = if lists {
        let context = &app.context;
        context
            .review_list(visit.actor()?, (key.0, key.1), Some(key.2))
            .await?
    } else {
        Vec::new()
    };
    let wording = Wording::new(&app.context.law);
    let wanted = asked.get("state");
    let rows = lines
        .iter()
        .filter(|line| wanted.is_empty() || line.state == wanted);
    let rows = rows.map(|line| {
        let state = FormState::parse(&line.state).unwrap_or(FormState::Listed);
        let class = line.class.clone().unwrap_or_default();
        let scores = [("A", line.score_a), ("B", line.score_b)];
        let scores = scores
            .into_iter()
            .filter_map(|(name, score)| Some(format!("{name} {}", score?)));
        Row {
            path: form_path(&province, line.form_id),
            code: line.code.clone(),
            head: line.head_name.clone(),
            size: line.size,
            because: names::because(&page, &line.listed_because),
            state: names::form_state(&page, state),
            badge: names::form_badge(state),
            note: line.state_reason.clone(),
            previous_label: class_label(&page, &wording, &line.previous_class),
            previous: line.previous_class.clone(),
            class_label: if class.is_empty() {
                String::new()
            } else {
                class_label(&page, &wording, &class)
            },
            class,
            scores: scores.collect::<Vec<_>>().join(" · "),
        }
    });
    let rows = rows.collect();
    let states = FormState::ALL;
    let states = states.map(|one| {
        let label = names::form_state(&page, one);
        (one.code().to_owned(), label.to_owned())
    });
    let surveying = village.state == VillageState::Surveying;
    let before_posting = matches!(
        village.state,
        VillageState::Scored | VillageState::MeetingHeld
    );
    let open = matches!(found.state, RoundState::Planned | RoundState::UnderWay);
    let listing = matches!(
        village.state,
        VillageState::Planned | VillageState::Surveying
    );
    let counts = village.classes.iter();
    let counts = counts.map(|(class, count)| (class.as_str(), *count));
    let classes = names::class_counts(&page, &wording, counts);
    show(&VillageTemplate {
        classes,
        path: village_path(&province, key.1, key.2),
        state: names::village_state(&page, village.state),
        badge: names::village_badge(village.state),
        track: track(&page, &found, village.state),
        steps: steps::of_village(&page, &found, &village),
        rows,
        states: choices(states, &[wanted]),
        filtered: !wanted.is_empty(),
        lists,
        may_open: page.may(Action::HouseholdRead),
        may_take_in: surveying && steps::may(&page, Action::SurveyWrite, &found, here),
        may_reopen: open && before_posting && steps::may(&page, Action::SurveyScore, &found, here),
        may_add: open && listing && steps::may(&page, Action::RoundPlan, &found, None),
        village,
        page,
    })
}

/// Every state a village goes through, with how it looks now.
fn track(page: &Page, found: &RoundPage, now: VillageState) -> Vec<(&'static str, &'static str)> {
    let states = VillageState::ALL.into_iter();
    let states = states.filter(|state| found.track.meeting || *state != VillageState::MeetingHeld);
    states
        .map(|state| {
            let look = match state.cmp(&now) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal if now == VillageState::ObjectionsSettled => "done",
                std::cmp::Ordering::Equal => "now",
                std::cmp::Ordering::Greater => "",
            };
            (names::village_state(page, state), look)
        })
        .collect()
}

async fn start(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, village)): Path<(String, String, String)>,
) -> Answer {
    let key = (province.as_str(), id(&round)?, id(&village)?);
    let path = village_path(&province, key.1, key.2);
    let started = app
        .context
        .start_survey(visit.actor()?, (key.0, key.1), Some(&[key.2]))
        .await;
    match started {
        Ok(started) => {
            let t = Words::of(visit.language);
            flash::done(&visit.session, &path, &t.round.started(started.len())).await
        }
        Err(error) => refused(&visit, &path, error, nowhere).await,
    }
}

async fn close(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, village)): Path<(String, String, String)>,
) -> Answer {
    let key = (province.as_str(), id(&round)?, id(&village)?);
    let path = village_path(&province, key.1, key.2);
    match app.context.close_survey(visit.actor()?, key).await {
        Ok(scored) => {
            let t = Words::of(visit.language);
            let said = t.survey.closed(scored.coverage.confirmed, scored.doubts);
            flash::done(&visit.session, &path, &said).await
        }
        Err(error) => {
            let link = |field: &str| {
                let form = Uuid::parse_str(field);
                form.map_or_else(|_| String::new(), |form| form_path(&province, form))
            };
            refused(&visit, &path, error, link).await
        }
    }
}

async fn reopen(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, village)): Path<(String, String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let key = (province.as_str(), id(&round)?, id(&village)?);
    let path = village_path(&province, key.1, key.2);
    let reopened = app
        .context
        .reopen_survey(visit.actor()?, key, sent.get("reason"))
        .await;
    match reopened {
        Ok(()) => {
            let t = Words::of(visit.language);
            flash::done(&visit.session, &path, t.survey.village_reopened).await
        }
        Err(error) => refused(&visit, &path, error, nowhere).await,
    }
}

/// Puts a household of the registry on the list, found by its number.
async fn add(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, village)): Path<(String, String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let key = (province.as_str(), id(&round)?, id(&village)?);
    let path = village_path(&province, key.1, key.2);
    let actor = visit.actor()?;
    let t = Words::of(visit.language);
    let code = sent.get("code");
    let query = HouseholdQuery {
        text: code.to_owned(),
        village: Some(key.2),
        limit: 50,
        ..HouseholdQuery::default()
    };
    let found = app.context.list_households(actor, &query).await?.households;
    let found = found.into_iter().find(|one| one.code == code);
    let added = match found {
        Some(one) => {
            let reason = sent.get("reason");
            app.context
                .add_to_list(actor, (key.0, key.1), one.household_id, reason)
                .await
        }
        None => Err(Error::field(
            "code",
            "Không có hộ nào của thôn này mang mã đó. Xem mã hộ trong danh sách hộ; hộ mới thì thêm vào sổ trước.",
            "No household of this village has that number. Look it up in the list of households; add a new one there first.",
        )),
    };
    match added {
        Ok(_) => flash::done(&visit.session, &path, t.round.added_to_list).await,
        Err(error) => refused(&visit, &path, error, nowhere).await,
    }
}
