//! Households: the list, a household's page, its form; villages; changes during the year.

mod change_reports;
pub(crate) mod controls;
mod coverage;
mod dossier;
pub(crate) mod draft;
mod edit;
mod events;
mod figures;
pub(crate) mod form;
mod groups;
mod guides;
mod household;
mod imports;
mod investigators;
pub(crate) mod list;
mod merge;
mod notes;
mod notices;
mod solutions;
mod split;
mod topics;
mod villages;

use crate::fields::id;
use crate::guard::Routes;
use uuid::Uuid;

pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = list::routes(routes);
    let routes = edit::routes(routes);
    let routes = household::routes(routes);
    let routes = merge::routes(routes);
    let routes = events::routes(routes);
    let routes = split::routes(routes);
    let routes = notices::routes(routes);
    let routes = coverage::routes(routes);
    let routes = dossier::routes(routes);
    let routes = solutions::routes(routes);
    let routes = notes::routes(routes);
    let routes = topics::routes(routes);
    let routes = groups::routes(routes);
    let routes = figures::routes(routes);
    let routes = investigators::routes(routes);
    let routes = guides::routes(routes);
    let routes = change_reports::routes(routes);
    let routes = imports::routes(routes);
    villages::routes(routes)
}

/// The address of a household's page.
pub(crate) fn household_path(province: &str, id: Uuid) -> String {
    format!("/households/{province}/{id}")
}
