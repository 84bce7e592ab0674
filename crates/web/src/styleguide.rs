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
}

async fn styleguide(visit: Visit) -> Answer {
    let t = Words::of(visit.language);
    show(&Styleguide {
        page: visit.page(t.styleguide.title).await,
    })
}
