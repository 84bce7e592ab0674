//! The review: rounds, their villages, the survey, and every step to the sealed year.
//!
//! Addresses go from the whole to the part: `/rounds/{province}/{round}` is a commune's round,
//! `…/villages/{village}` one village of it, `/forms/{province}/{form}` one household's form. What
//! may be done next on a page stands in [`steps`], so that no page decides it for itself.

mod after_survey;
mod back;
mod certificates;
mod correct;
mod decision;
mod decision_page;
mod doubts;
mod form;
mod form_live;
mod form_merge;
mod form_state;
mod meeting;
mod names;
mod objection;
mod place;
mod plan;
mod posting;
mod recheck;
mod removal;
mod requests;
mod result;
mod round;
mod rounds;
mod steps;
mod supervision;
pub(crate) mod tasks;
mod village;
mod workbook;

pub(crate) use place::{download, print};
pub(crate) use posting::{EntryRow, entry_rows};

use crate::fields::id;
use crate::guard::Routes;
use uuid::Uuid;

pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = rounds::routes(routes);
    let routes = meeting::routes(routes);
    let routes = posting::routes(routes);
    let routes = objection::routes(routes);
    let routes = supervision::routes(routes);
    let routes = recheck::routes(routes);
    let routes = decision::routes(routes);
    let routes = certificates::routes(routes);
    let routes = removal::routes(routes);
    let routes = correct::routes(routes);
    let routes = plan::routes(routes);
    let routes = round::routes(routes);
    let routes = doubts::routes(routes);
    let routes = village::routes(routes);
    let routes = workbook::routes(routes);
    let routes = form::routes(routes);
    let routes = form_live::routes(routes);
    let routes = form_merge::routes(routes);
    let routes = form_state::routes(routes);
    requests::routes(routes)
}

/// The address of a round's page.
pub(crate) fn round_path(province: &str, round: Uuid) -> String {
    format!("/rounds/{province}/{round}")
}

/// The address of a village's part of a round.
pub(crate) fn village_path(province: &str, round: Uuid, village: Uuid) -> String {
    format!("/rounds/{province}/{round}/villages/{village}")
}

/// The address of a household's form.
pub(crate) fn form_path(province: &str, form: Uuid) -> String {
    format!("/forms/{province}/{form}")
}
