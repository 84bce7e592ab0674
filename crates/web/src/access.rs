//! Signing in and out; accounts; the audit log.

mod sign_in;

use crate::guard::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    sign_in::routes(routes)
}
