//! Signing in and out; accounts; the audit log.

mod account;
mod accounts;
mod audit;
mod sign_in;

use crate::guard::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = sign_in::routes(routes);
    let routes = accounts::routes(routes);
    let routes = account::routes(routes);
    audit::routes(routes)
}
