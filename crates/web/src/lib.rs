//! The one room that knows HTTP: pages, sessions, what a browser may do with them.
//!
//! A request's way: session → [`visit`] (who, in which language) → the route's [`guard`] (may this
//! person, does this form come from our own page) → a handler, which calls one use case of `app`
//! and gives its result to a template. A handler decides nothing: permissions, rules and audit
//! are `app`'s. A failure travels back as [`failure::Failure`] and becomes a page in one place.
//!
//! Programs come by another way, the API's: see [`api`].
//!
//! Pages work without scripts. Templates stand in `templates/`, texts in `locales/`, the design
//! system in `assets/` (see it at `/styleguide`). Routes are added only through
//! [`guard::Routes`], which asks for a guard; `src/tests/routes.txt` lists them all.

mod access;
mod api;
mod assets;
mod board;
pub mod configuration;
mod failure;
mod fields;
mod flash;
mod guard;
mod headers;
mod health;
mod home;
mod language;
mod limits;
mod metrics;
mod openid;
mod page;
mod privacy;
mod public;
mod rate;
mod registry;
mod review;
mod serve;
mod sessions;
mod styleguide;
mod tables;
#[cfg(test)]
mod tests;
mod visit;
mod words;

pub use limits::Limits;
pub use openid::{OpenIdOptions, OpenIdSecret};
pub use serve::{ServeError, ServeOptions, Server, TlsFiles, serve};

use guard::Routes;
use std::sync::Arc;
use vuonlen_app::Context;

/// What every handler is given.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub(crate) context: Context,
    pub(crate) options: Arc<ServeOptions>,
    pub(crate) gate: Arc<limits::Gate>,
    /// By whom people may sign in besides the password.
    pub(crate) provider: Option<Arc<openid::Provider>>,
    pub(crate) metrics: metrics::Metrics,
}

/// Every route of the pages and of the API, each with its guard.
fn routes() -> Routes {
    let routes = Routes::new();
    let routes = home::routes(routes);
    let routes = registry::routes(routes);
    let routes = review::routes(routes);
    let routes = access::routes(routes);
    let routes = tables::routes(routes);
    let routes = privacy::routes(routes);
    let routes = public::routes(routes);
    let routes = api::routes(routes);
    styleguide::routes(routes)
}
