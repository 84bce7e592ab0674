//! Every piece of the design system on one page.

use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.page("/styleguide", Guard::Public, styleguide)
}

#[derive(Template)]
#[template(path = "styleguide.html")]
struct Styleguide {
    page: Page,
    classes: [(&'static str, &'static str); 5],
    states: [(&'static str, &'static str); 5],
    statuses: [(&'static str, &'static str); 4],
    steps: [(&'static str, &'static str); 4],
    rows: [(&'static str, i64, i64); 3],
}

async fn styleguide(visit: Visit) -> Answer {
    let words = Words::of(visit.language);
    let (t, home) = (&words.styleguide, &words.home);
    show(&Styleguide {
        page: visit.page(t.title).await,
        classes: [
            ("poor", home.poor),
            ("near_poor", home.near_poor),
            ("average_living", t.average_living),
            ("not_poor", t.not_poor),
            ("none", words.common.no_class),
        ],
        states: [
            ("good", t.good),
            ("now", t.now),
            ("wait", t.wait),
            ("bad", t.bad),
            ("idle", t.idle),
        ],
        statuses: [
            ("verified", t.verified),
            ("second-hand", t.second_hand),
            ("unverified", t.unverified),
            ("illustrative", t.illustrative),
        ],
        steps: [
            ("done", t.surveying),
            ("done", t.meeting),
            ("now", t.posting),
            ("", t.recognition),
        ],
        rows: [
            ("Bản Bung", 312, 1_284),
            ("Bản Nà Phướng", 460, 1_284),
            ("Thôn 3", 512, 1_284),
        ],
    })
}
