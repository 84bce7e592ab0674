//! What to do next, what is late, and where things stand.

use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.page("/", Guard::SignedIn, home)
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
}

async fn home(visit: Visit) -> Answer {
    let t = Words::of(visit.language);
    show(&Home {
        page: visit.page(t.home.title).await,
    })
}
