//! From the villages' results to the sealed year: submit, opinion, signature, seal. What the page
//! shows is put together in [`super::decision_page`].

use super::correct::paper;
use super::decision_page::{Key, Refused, draw};
use super::{id, place, round_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::visit::Visit;
use crate::words::{EN, VI, Words};
use axum::extract::{Path, State};
use vuonlen_app::access::Action;
use vuonlen_app::review::OpinionLetter;
use vuonlen_app::{Error, ErrorKind};

pub(super) fn routes(routes: Routes) -> Routes {
    let submit = Guard::May(Action::RoundSubmit);
    let sign = Guard::May(Action::RoundRecognise);
    routes
        .page(
            "/rounds/{province}/{round}/decision",
            Guard::May(Action::RoundRead),
            open,
        )
        .form("/rounds/{province}/{round}/submit", submit, submit_round)
        .form("/rounds/{province}/{round}/opinion", submit, opinion)
        .form("/rounds/{province}/{round}/send-back", sign, send_back)
        .form("/rounds/{province}/{round}/recognise", sign, recognise)
        .form(
            "/rounds/{province}/{round}/seal",
            Guard::May(Action::RoundSeal),
            seal,
        )
        .page(
            "/rounds/{province}/{round}/decisions/{decision}/{format}",
            Guard::May(Action::HouseholdList),
            decision_paper,
        )
        .page(
            "/refusals/{province}/{form}/{format}",
            Guard::May(Action::HouseholdRead),
            refusal,
        )
}

async fn open(State(app): State<App>, visit: Visit, Path(key): Path<Key>) -> Answer {
    draw(&app, &visit, &key, Refused::default()).await
}

/// To the page after a form was done, or the page again with what stands in the way.
async fn after(
    app: &App,
    visit: &Visit,
    key: &Key,
    (sent, done): (Fields, Result<String, Error>),
) -> Answer {
    match done {
        Ok(text) => {
            let path = format!("{}/decision", round_path(&key.0, id(&key.1)?));
            flash::done(&visit.session, &path, &text).await
        }
        Err(error)
            if error.kind == ErrorKind::Invalid
                || (error.kind == ErrorKind::State && !error.fields.is_empty()) =>
        {
            let error = Some(&error);
            draw(app, visit, key, Refused { sent, error }).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn submit_round(State(app): State<App>, visit: Visit, Path(key): Path<Key>) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let done = app.context.submit_round(visit.actor()?, at).await;
    let text = Words::of(visit.language).decision.submitted;
    let done = done.map(|()| text.to_owned());
    after(&app, &visit, &key, (Fields::default(), done)).await
}

async fn opinion(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<Key>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let done = match sent.read("given_on") {
        Some(given_on) => {
            let letter = OpinionLetter {
                number: sent.get("letter").to_owned(),
                given_on,
                agrees: sent.get("agrees") == "yes",
                content: sent.get("content").to_owned(),
            };
            app.context.record_opinion(visit.actor()?, at, letter).await
        }
        None => Err(place::wrong(
            "given_on",
            VI.decision.day_wanted,
            EN.decision.day_wanted,
        )),
    };
    let done = done.map_err(|mut error| {
        for field in &mut error.fields {
            match field.field.as_str() {
                "number" => "letter".clone_into(&mut field.field),
                "reason" => "content".clone_into(&mut field.field),
                _ => {}
            }
        }
        error
    });
    let text = Words::of(visit.language).decision.opinion_saved;
    after(&app, &visit, &key, (sent, done.map(|()| text.to_owned()))).await
}

async fn send_back(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<Key>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let actor = visit.actor()?;
    let done = app.context.send_back(actor, at, sent.get("reason")).await;
    let text = Words::of(visit.language).decision.sent_back;
    after(&app, &visit, &key, (sent, done.map(|()| text.to_owned()))).await
}

async fn recognise(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<Key>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let actor = visit.actor()?;
    let done = match paper(&sent) {
        Ok(paper) => {
            let once = sent.some("key");
            app.context.recognise_round(actor, at, paper, once).await
        }
        Err(error) => Err(error),
    };
    let t = &Words::of(visit.language).decision;
    let done = done.map(|done| t.recognised(done.certificates, done.withdrawn));
    after(&app, &visit, &key, (sent, done)).await
}

async fn seal(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<Key>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let actor = visit.actor()?;
    let synthetic = app.options.demo;
    let once = sent.some("key");
    let done = app.context.seal_round(actor, at, synthetic, once).await;
    let t = &Words::of(visit.language).decision;
    let done = done.map(|sealed| t.sealed(sealed.households, &sealed.sha256));
    after(&app, &visit, &key, (sent, done)).await
}

async fn decision_paper(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, decision, format)): Path<(String, String, String, String)>,
) -> Answer {
    let print = place::print(&app, &format)?;
    let key = (province.as_str(), id(&round)?);
    let actor = visit.actor()?;
    let context = &app.context;
    let paper = context
        .decision_paper(actor, key, id(&decision)?, print)
        .await?;
    place::download(paper)
}

async fn refusal(
    State(app): State<App>,
    visit: Visit,
    Path((province, form, format)): Path<(String, String, String)>,
) -> Answer {
    let print = place::print(&app, &format)?;
    let form = (province.as_str(), id(&form)?);
    let actor = visit.actor()?;
    place::download(app.context.refusal_paper(actor, form, print).await?)
}
