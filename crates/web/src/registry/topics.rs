//! Lists of households by topic: the list, the same as a workbook, and what was handed over.

use super::household_path;
use crate::App;
use crate::board::{Board, Cell, Filter, Form, Sheet, download, said, text};
use crate::failure::Answer;
use crate::fields::{Asked, Fields, Posted, address};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use vuonlen_app::access::Action;
use vuonlen_app::registry::topic::{NewHandover, Topic, TopicQuery};
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::{Error, ErrorKind, FieldError};

/// Rows shown on the page; the workbook holds them all.
const SHOWN: usize = 300;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("/lists", Guard::May(Action::HouseholdList), first)
        .page("/lists/{topic}", Guard::May(Action::HouseholdList), list)
        .page("/lists/{topic}/export", Guard::May(Action::Export), export)
        .form(
            "/lists/{topic}/handovers",
            Guard::May(Action::ListHandover),
            hand_over,
        )
}

/// The first list the person may read.
async fn first(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let actor = visit.actor()?;
    let topic = Topic::ALL.into_iter().find(|topic| topic.is_open_to(actor));
    let topic = topic.ok_or_else(Error::denied)?;
    draw(&app, &visit, topic, (&asked, &Fields::default(), &[])).await
}

fn read(asked: &Fields) -> TopicQuery {
    TopicQuery {
        commune: asked.some("commune").map(str::to_owned),
        village: asked.read("village"),
        subject: asked.get("subject").to_owned(),
    }
}

fn topic_of(code: &str) -> Result<Topic, Error> {
    Topic::parse(code).ok_or_else(Error::not_found)
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Path(topic): Path<String>,
    Asked(asked): Asked,
) -> Answer {
    draw(
        &app,
        &visit,
        topic_of(&topic)?,
        (&asked, &Fields::default(), &[]),
    )
    .await
}

async fn export(
    State(app): State<App>,
    visit: Visit,
    Path(topic): Path<String>,
    Asked(asked): Asked,
) -> Answer {
    let (actor, topic) = (visit.actor()?, topic_of(&topic)?);
    let query = read(&asked);
    download(
        app.context
            .export_topic(actor, topic, &query, visit.language)
            .await?,
    )
}

async fn hand_over(
    State(app): State<App>,
    visit: Visit,
    Path(topic): Path<String>,
    Posted(sent): Posted,
) -> Answer {
    let topic = topic_of(&topic)?;
    let new = NewHandover {
        sent_to: sent.get("sent_to").to_owned(),
        sent_on: sent.read("sent_on"),
        note: sent.get("note").to_owned(),
    };
    let recorded = app
        .context
        .record_handover(visit.actor()?, topic, &read(&sent), new)
        .await;
    match recorded {
        Ok(()) => {
            let pairs = ["commune", "village", "subject"].map(|name| (name, sent.get(name)));
            let there = address(&format!("/lists/{}", topic.code()), pairs);
            let t = &Words::of(visit.language).lists;
            flash::done(&visit.session, &there, t.recorded).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, topic, (&sent, &sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    topic: Topic,
    (asked, sent, wrong): (&Fields, &Fields, &[FieldError]),
) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let query = read(asked);
    let found = context.topic_list(actor, topic, &query).await?;
    let handovers = context.handovers(actor, topic, &query).await?;
    let communes = context.communes_of(actor, topic.action())?;
    let words = Words::of(visit.language);
    let t = &words.lists;
    let title = topic.label().get(visit.language).to_owned();
    let page = visit.page(title).await.under(words.frame.home, "/");
    let wording = Wording::new(&context.law);
    let opens = page.may(Action::HouseholdRead);
    let many = communes.len() > 1;
    let mut heads = vec![
        format!("*{}", words.households.head),
        words.households.code.to_owned(),
        words.common.village.to_owned(),
    ];
    if many {
        heads.push(words.common.commune.to_owned());
    }
    heads.push(words.common.class.to_owned());
    heads.extend(found.columns.iter().map(|label| page.say(label).to_owned()));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut sheet = Sheet::new(&heads, (t.none, t.none_text));
    for row in found.rows.iter().take(SHOWN) {
        let path = household_path(&row.province, row.household_id);
        let path = match topic {
            Topic::Unsolved | Topic::Merit => format!("{path}/solutions"),
            Topic::NoDossier => format!("{path}/dossier"),
            Topic::Unwilling => format!("{path}/notes"),
            _ => path,
        };
        let mut cells = vec![
            if opens {
                Cell::Link(row.head.clone(), path)
            } else {
                text(row.head.clone())
            },
            text(row.code.clone()),
            text(row.village.clone()),
        ];
        if many {
            cells.push(text(context.unit_short_name(&row.commune)));
        }
        let label = class_label(&page, &wording, &row.class);
        cells.push(Cell::Badge(label, format!("class-{}", row.class)));
        cells.extend(row.cells.iter().map(|cell| text(page.say(cell))));
        sheet.rows.push(cells);
    }
    let path = format!("/lists/{}", topic.code());
    let mut board = Board::new(page, path.clone());
    board.lead = if found.rows.len() > SHOWN {
        t.found_more(found.households, found.rows.len(), SHOWN)
    } else {
        t.found(found.households, found.rows.len())
    };
    t.topics.clone_into(&mut board.tabs_label);
    let readable = Topic::ALL
        .into_iter()
        .filter(|topic| topic.is_open_to(actor));
    board.tabs = readable
        .map(|one| {
            let label = one.label().get(visit.language).to_owned();
            (label, format!("/lists/{}", one.code()), one == topic)
        })
        .collect();
    if many {
        let filter = Filter::new(
            "commune",
            words.common.commune,
            communes.clone(),
            asked.get("commune"),
        );
        board.filters.push(filter);
    }
    let only = (!many)
        .then(|| communes.first().map(|(code, _)| code.clone()))
        .flatten();
    if let Some(commune) = query.commune.clone().or(only) {
        let villages = context.villages(actor, &commune).await?;
        let villages = villages
            .into_iter()
            .map(|one| (one.village_id.to_string(), one.name));
        board.filters.push(Filter::new(
            "village",
            words.common.village,
            villages,
            asked.get("village"),
        ));
    }
    let subjects = said(&board.page, context.topic_choices(topic));
    if !subjects.is_empty() {
        board
            .filters
            .push(Filter::new("subject", t.subject, subjects, &query.subject));
    }
    let pairs = ["commune", "village", "subject"].map(|name| (name, asked.get(name)));
    if board.page.may(Action::Export) && !found.rows.is_empty() {
        board.link(
            words.households.export,
            address(&format!("{path}/export"), pairs),
            "download",
        );
    }
    board.sheets.push(sheet);
    let heads = [
        &format!("*{}", t.sent_to),
        t.sent_on,
        &format!("#{}", words.common.households),
        t.subject,
        t.note,
    ];
    let mut sheet = Sheet::new(&heads, (t.not_sent, t.not_sent_text)).titled(t.handovers, "");
    for one in handovers {
        let subject = context
            .topic_subject(topic, &one.subject)
            .unwrap_or_default();
        sheet.rows.push(vec![
            text(one.sent_to),
            text(board.page.date(&one.sent_on)),
            text(board.page.number(&one.households)),
            text(board.page.say(&subject)),
            text(one.note),
        ]);
    }
    board.sheets.push(sheet);
    if board.page.may(Action::ListHandover) {
        let today = context.today().to_string();
        let mut form = Form::new("handover", format!("{path}/handovers"), t.record)
            .explained(t.record_text)
            .field("text", "sent_to", t.sent_to, "")
            .field("date", "sent_on", t.sent_on, &today)
            .field("text", "note", t.note, "");
        for (name, value) in pairs {
            form = form.field("hidden", name, "", value);
        }
        board.forms.push(form);
    }
    board.show(sent, wrong)
}
