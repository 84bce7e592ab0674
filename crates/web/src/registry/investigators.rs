//! The roster of investigators: trainings, villages, forms done.

use super::id;
use crate::App;
use crate::board::{Board, Cell, Filter, Form, Sheet, commune_asked, text, years};
use crate::failure::Answer;
use crate::fields::{Asked, Fields, Posted, address};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use chrono::Datelike;
use vuonlen_app::access::Action;
use vuonlen_app::registry::investigators::NewInvestigator;
use vuonlen_app::{Error, ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let write = Guard::May(Action::InvestigatorWrite);
    routes
        .page("/investigators", Guard::May(Action::InvestigatorRead), list)
        .form("/investigators", write, add)
        .form(
            "/investigators/{province}/{investigator}/trainings",
            write,
            train,
        )
        .form(
            "/investigators/{province}/{investigator}/villages",
            write,
            assign,
        )
        .form(
            "/investigators/{province}/{investigator}/active",
            write,
            activate,
        )
}

async fn list(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    draw(&app, &visit, (&asked, &Fields::default(), &[])).await
}

async fn add(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let new = NewInvestigator {
        commune: sent.get("commune").to_owned(),
        name: sent.get("name").to_owned(),
        position: sent.get("position").to_owned(),
        account_name: sent.get("account_name").to_owned(),
    };
    let done = app.context.add_investigator(visit.actor()?, new).await;
    after(&app, &visit, &sent, done.map(|_| ())).await
}

type At = Path<(String, String)>;

async fn train(
    State(app): State<App>,
    visit: Visit,
    Path((province, investigator)): At,
    Posted(sent): Posted,
) -> Answer {
    let key = (&*province, id(&investigator)?);
    let what = (sent.get("title"), sent.get("held_by"));
    let done = app
        .context
        .add_training(visit.actor()?, key, what, sent.read("held_on"))
        .await;
    after(&app, &visit, &sent, done).await
}

async fn assign(
    State(app): State<App>,
    visit: Visit,
    Path((province, investigator)): At,
    Posted(sent): Posted,
) -> Answer {
    let key = (&*province, id(&investigator)?);
    let now = i64::from(app.context.today().year());
    let village = sent.read("village").unwrap_or_default();
    let what = (village, sent.read("year").unwrap_or(now));
    let assigned = sent.get("remove") != "1";
    let done = app
        .context
        .assign_village(visit.actor()?, key, what, assigned)
        .await;
    after(&app, &visit, &sent, done).await
}

async fn activate(
    State(app): State<App>,
    visit: Visit,
    Path((province, investigator)): At,
    Posted(sent): Posted,
) -> Answer {
    let key = (&*province, id(&investigator)?);
    let active = sent.get("active") == "1";
    let done = app
        .context
        .set_investigator_active(visit.actor()?, key, active)
        .await;
    after(&app, &visit, &sent, done).await
}

async fn after(app: &App, visit: &Visit, sent: &Fields, done: Result<(), Error>) -> Answer {
    match done {
        Ok(()) => {
            let pairs = ["commune", "year"].map(|name| (name, sent.get(name)));
            let t = &Words::of(visit.language).investigators;
            flash::done(&visit.session, &address("/investigators", pairs), t.saved).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(app, visit, (sent, sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    (asked, sent, wrong): (&Fields, &Fields, &[FieldError]),
) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let communes = context.communes_of(actor, Action::InvestigatorRead)?;
    let (commune, name) = commune_asked(&communes, asked.get("commune"))?;
    let now = i64::from(context.today().year());
    let year = asked.read("year").unwrap_or(now);
    let people = context.investigators(actor, &commune, year).await?;
    let villages = context.villages(actor, &commune).await?;
    let words = Words::of(visit.language);
    let t = &words.investigators;
    let page = visit
        .page(t.title_of(&name))
        .await
        .under(words.frame.home, "/");
    let writes = page.may(Action::InvestigatorWrite);
    let forms = format!("#{}", t.forms);
    let name_head = format!("*{}", t.name);
    let mut heads = vec![
        &*name_head,
        t.position,
        t.trainings,
        t.villages,
        &*forms,
        t.state,
    ];
    if writes {
        heads.extend([t.train, t.assign]);
    }
    let mut sheet = Sheet::new(&heads, (t.none, t.none_text));
    let chosen = year.to_string();
    let today = context.today().to_string();
    let entries: Vec<(String, String)> = villages
        .into_iter()
        .map(|one| (one.village_id.to_string(), one.name))
        .collect();
    for view in people {
        let one = &view.person;
        let path = format!(
            "/investigators/{}/{}",
            one.province_code, one.investigator_id
        );
        let form = |kind: &str, path: String, submit: &str| {
            Form::new(format!("{kind}-{}", one.investigator_id), path, submit)
                .field("hidden", "commune", "", &commune)
                .field("hidden", "year", "", &chosen)
        };
        let trainings = view
            .trainings
            .iter()
            .map(|one| format!("{} ({})", one.title, page.date(&one.held_on)));
        let trainings = trainings.collect::<Vec<_>>().join(" · ");
        let named = view.villages.iter().map(|(_, name)| name.clone());
        let mut row = vec![
            text(one.name.clone()),
            text(one.position.clone()),
            if trainings.is_empty() {
                Cell::Badge(t.untrained.into(), "state-bad".into())
            } else {
                text(trainings)
            },
            text(named.collect::<Vec<_>>().join(", ")),
            text(page.number(&view.forms)),
        ];
        if writes {
            let submit = if one.active { t.deactivate } else { t.activate };
            let active = if one.active { "0" } else { "1" };
            let switch = form("s", format!("{path}/active"), submit);
            row.push(Cell::Form(switch.field("hidden", "active", "", active)));
            row.push(Cell::Form(
                form("t", format!("{path}/trainings"), t.train)
                    .field("text", "title", t.training, "")
                    .field("date", "held_on", t.held_on, &today)
                    .field("text", "held_by", t.held_by, ""),
            ));
            row.push(Cell::Form(
                form("v", format!("{path}/villages"), t.assign)
                    .choose("village", words.common.village, entries.clone(), "")
                    .field("checkbox", "remove", t.unassign, ""),
            ));
        } else {
            let (label, kind) = if one.active {
                (words.common.active, "state-good")
            } else {
                (words.common.inactive, "state-idle")
            };
            row.push(Cell::Badge(label.into(), kind.into()));
        }
        sheet.rows.push(row);
    }
    let mut board = Board::new(page, "/investigators");
    t.lead.clone_into(&mut board.lead);
    if communes.len() > 1 {
        board
            .filters
            .push(Filter::new("commune", words.common.commune, communes, &commune).closed());
    }
    board
        .filters
        .push(Filter::new("year", t.year, years(context, 5), &chosen).closed());
    board.sheets.push(sheet);
    if writes {
        board.forms.push(
            Form::new("add", "/investigators", t.add)
                .field("hidden", "commune", "", &commune)
                .field("text", "name", t.name, "")
                .field("text", "position", t.position, "")
                .field("text", "account_name", t.account, "")
                .help(t.account_help),
        );
    }
    board.show(sent, wrong)
}
