//! Signing in and out; one's own account; the accounts administrators keep; the audit log.

mod account;
mod accounts;
mod audit;
mod invitation;
mod openid;
mod own;
mod readings;
mod second_factor;
mod sign_in;

use crate::guard::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = sign_in::routes(routes);
    let routes = own::routes(routes);
    let routes = second_factor::routes(routes);
    let routes = openid::routes(routes);
    let routes = accounts::routes(routes);
    let routes = invitation::routes(routes);
    let routes = readings::routes(routes);
    let routes = account::routes(routes);
    audit::routes(routes)
}
