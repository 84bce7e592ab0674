//! The page about the API, for people: how to begin, and every operation of the description.

use super::document::{PATH, document, operations_of};
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use utoipa::openapi::RefOr;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("/api", Guard::Public, about)
}

#[derive(Template)]
#[template(path = "api.html")]
struct About {
    page: Page,
    groups: Vec<Group>,
    description: &'static str,
}

/// Operations about the same thing.
struct Group {
    name: String,
    operations: Vec<OperationLine>,
}

struct OperationLine {
    method: String,
    path: String,
    summary: String,
    parameters: Vec<String>,
    scope: String,
    public: bool,
}

async fn about(visit: Visit) -> Answer {
    let t = Words::of(visit.language);
    let mut document = document();
    let tags = document.tags.take().unwrap_or_default();
    let mut groups: Vec<Group> = Vec::new();
    for tag in tags {
        let name = tag.name;
        let mut operations = Vec::new();
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations_of(item) {
                if !operation.tags.iter().flatten().any(|one| *one == name) {
                    continue;
                }
                let parameters = operation.parameters.iter().flatten();
                let parameters = parameters.filter_map(|one| match one {
                    RefOr::T(parameter) => Some(parameter.name.clone()),
                    RefOr::Ref(_) => None,
                });
                let security = serde_json::to_value(&operation.security).unwrap_or_default();
                let scope = security[0]["token"][0].as_str();
                operations.push(OperationLine {
                    method: method.to_string(),
                    path: path.clone(),
                    summary: operation.summary.clone().unwrap_or_default(),
                    parameters: parameters.collect(),
                    scope: scope.unwrap_or_default().to_owned(),
                    public: security[0].is_null(),
                });
            }
        }
        groups.push(Group { name, operations });
    }
    let page = Page::new(&visit, t.api.title.to_owned(), None);
    show(&About {
        page: page.under(t.frame.home, "/"),
        groups,
        description: PATH,
    })
}
