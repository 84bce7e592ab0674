//! Re-checks: the sample of the level above, single households, and what a visit found.

use super::place::{self, Tab};
use super::{id, round_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show_with};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::{EN, VI, Words};
use askama::Template;
use axum::extract::{Path, State};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{Draw, FormLine, RecheckDraw};
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page(
            "/rounds/{province}/{round}/rechecks",
            Guard::May(Action::RecheckRead),
            list,
        )
        .form(
            "/rounds/{province}/{round}/rechecks/draw",
            Guard::May(Action::RecheckDraw),
            draw_sample,
        )
        .form(
            "/rounds/{province}/{round}/rechecks/choose",
            Guard::May(Action::RecheckRecord),
            choose,
        )
}

#[derive(Template)]
#[template(path = "review/rechecks.html")]
struct Rechecks {
    page: Page,
    tabs: Vec<Tab>,
    path: String,
    draws: Vec<RecheckDraw>,
    rows: Vec<Row>,
    classes: Vec<ClassRow>,
    summary: String,
    may_draw: bool,
    may_choose: bool,
    may_record: bool,
    villages: Vec<Choice>,
    forms: Vec<Choice>,
    sent: Fields,
    problems: Problems,
}

struct Row {
    path: String,
    code: String,
    head: String,
    cause: &'static str,
    reason: String,
    open: bool,
    before: (String, String),
    after: (String, String),
    note: String,
}

struct ClassRow {
    class: String,
    label: String,
    before: u32,
    after: u32,
}

type Key = (String, String);

async fn list(State(app): State<App>, visit: Visit, Path(key): Path<Key>) -> Answer {
    draw(&app, &visit, &key, (&Fields::default(), &[])).await
}

async fn draw_sample(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<Key>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let drawn = match sent.read::<usize>("count") {
        Some(count) => {
            let wanted = Draw {
                seed: sent.get("seed").to_owned(),
                count,
                village: sent.read("village"),
            };
            app.context
                .draw_rechecks(visit.actor()?, at, wanted)
                .await
                .map(|forms| forms.len())
        }
        None => Err(place::wrong(
            "count",
            VI.recheck.number_wanted,
            EN.recheck.number_wanted,
        )),
    };
    match drawn {
        Ok(count) => {
            let t = &Words::of(visit.language).recheck;
            let path = format!("{}/rechecks", round_path(at.0, at.1));
            flash::done(&visit.session, &path, &t.drawn(count)).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, &key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn choose(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<Key>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let chosen = match sent.read::<Uuid>("form") {
        Some(form) => {
            let actor = visit.actor()?;
            let reason = sent.get("reason");
            app.context
                .choose_recheck(actor, (at.0, form), reason)
                .await
        }
        None => Err(place::wrong(
            "form",
            VI.recheck.household_wanted,
            EN.recheck.household_wanted,
        )),
    };
    match chosen {
        Ok(_) => {
            let t = &Words::of(visit.language).recheck;
            let path = format!("{}/rechecks", round_path(at.0, at.1));
            flash::done(&visit.session, &path, t.chosen).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, &key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn cause(page: &Page, code: &str) -> &'static str {
    let t = &page.t.recheck;
    match code {
        "drawn" => t.cause_drawn,
        "objection" => t.cause_objection,
        "doubt" => t.cause_doubt,
        "amendment" => t.cause_amendment,
        _ => t.cause_chosen,
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    key: &Key,
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let at = (key.0.as_str(), id(&key.1)?);
    let round = place::round(app, visit, at).await?;
    let t = Words::of(visit.language);
    let page = visit.page(t.recheck.title).await;
    let page = place::under_round(page, &round);
    let report = context.rechecks(actor, at).await?;
    let lines: Vec<FormLine> = if page.may(Action::HouseholdList) {
        context.review_list(actor, at, None).await?
    } else {
        Vec::new()
    };
    let by_form: BTreeMap<Uuid, &FormLine> =
        lines.iter().map(|line| (line.form_id, line)).collect();
    let wording = Wording::new(&context.law);
    let class = |code: &Option<String>| {
        let code = code.clone().unwrap_or_else(|| "none".to_owned());
        (class_label(&page, &wording, &code), code)
    };
    let path = format!("{}/rechecks", round_path(at.0, at.1));
    let rows = report.rechecks.iter().rev().map(|one| {
        let line = by_form.get(&one.form_id);
        let open = one.state == "open";
        Row {
            path: format!("{path}/{}", one.recheck_id),
            code: line.map(|line| line.code.clone()).unwrap_or_default(),
            head: line.map(|line| line.head_name.clone()).unwrap_or_default(),
            cause: cause(&page, &one.cause),
            reason: one.reason.clone(),
            before: if open {
                class(&line.and_then(|line| line.class.clone()))
            } else {
                class(&one.class_before)
            },
            after: class(&one.class_after),
            note: one.note.clone(),
            open,
        }
    });
    let codes: std::collections::BTreeSet<&String> =
        report.before.keys().chain(report.after.keys()).collect();
    let classes = codes.into_iter().map(|code| ClassRow {
        label: class_label(&page, &wording, code),
        before: report.before.get(code).copied().unwrap_or_default(),
        after: report.after.get(code).copied().unwrap_or_default(),
        class: code.clone(),
    });
    let checked: u32 = report.before.values().sum();
    let confirmed = lines.iter().filter(|line| line.state == "confirmed");
    let forms = confirmed.map(|line| (line.form_id.to_string(), place::line_label(line)));
    let villages =
        (round.villages.iter()).map(|one| (one.village_id.to_string(), one.name.clone()));
    let open = round.state.is_open();
    let template = Rechecks {
        tabs: place::round_tabs(&page, &round, "rechecks"),
        rows: rows.collect(),
        classes: classes.collect(),
        summary: if checked > 0 {
            t.recheck.summary(report.changed, checked)
        } else {
            String::new()
        },
        may_draw: open && page.may(Action::RecheckDraw),
        may_choose: open && page.may(Action::RecheckRecord) && page.may(Action::HouseholdList),
        may_record: open && page.may(Action::RecheckRecord) && page.may(Action::HouseholdRead),
        villages: choices(villages, &[sent.get("village")]),
        forms: choices(forms, &[sent.get("form")]),
        sent: sent.clone(),
        problems: Problems::new(&page, wrong),
        draws: report.draws,
        path,
        page,
    };
    show_with(template.problems.status(), &template)
}
