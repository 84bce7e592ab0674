//! The page a certificate's code opens: valid, withdrawn or unknown, and no more than was posted.

use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{CertificateCheck, CertificateFacts};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("/v/{token}", Guard::Public, check)
}

#[derive(Template)]
#[template(path = "public/certificate.html")]
struct Check {
    page: Page,
    facts: Option<CertificateFacts>,
    class_label: String,
    withdrawn: Option<NaiveDate>,
}

async fn check(State(app): State<App>, visit: Visit, Path(token): Path<String>) -> Answer {
    let found = app.context.verify_certificate(&token).await?;
    let t = Words::of(visit.language);
    let page = Page::new(&visit, t.certificate.check_title.to_owned(), None);
    let (facts, withdrawn) = match found {
        CertificateCheck::Valid(facts) => (Some(facts), None),
        CertificateCheck::Withdrawn { facts, on } => (Some(facts), Some(on)),
        CertificateCheck::Unknown => (None, None),
    };
    let wording = Wording::new(&app.context.law);
    let class = facts.as_ref().map(|facts| facts.class.code());
    // Never kept: a certificate withdrawn a moment ago must not be shown as valid, and its address
    // is as good as the paper.
    show(&Check {
        class_label: class_label(&page, &wording, class.unwrap_or_default()),
        facts,
        withdrawn,
        page,
    })
}
