//! Back to the page a form came from, with what stood in the way.

use crate::failure::{Answer, Failure};
use crate::flash::{self, Flash};
use crate::visit::Visit;
use axum::response::{IntoResponse, Redirect};
use vuonlen_app::{Error, ErrorKind};

/// To `path`, saying there what was refused and each matter it names; `link` gives the address of
/// a matter by the name of its field, or nothing. What is nobody's to mend here fails as usual.
pub(super) async fn refused(
    visit: &Visit,
    path: &str,
    error: Error,
    link: impl Fn(&str) -> String + Send,
) -> Answer {
    let told = match error.kind {
        ErrorKind::Invalid | ErrorKind::State | ErrorKind::Conflict => true,
        // A duty that keeps two things apart is told where it was met; a missing role is not.
        ErrorKind::Denied => error.code != "denied",
        ErrorKind::NotFound | ErrorKind::Internal => false,
    };
    if !told {
        return Err(Failure::from(error));
    }
    let say = |text: &vuonlen_domain::Text| text.get(visit.language).to_owned();
    let items = error.fields.iter();
    let items = items.map(|field| (say(&field.text), link(&field.field)));
    let flash = Flash {
        kind: "danger".to_owned(),
        text: say(&error.text),
        items: items.collect(),
    };
    flash::leave(&visit.session, flash).await?;
    Ok(Redirect::to(path).into_response())
}

/// No matter has an address of its own.
pub(super) fn nowhere(_: &str) -> String {
    String::new()
}
