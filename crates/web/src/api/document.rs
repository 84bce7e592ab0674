//! The published description of the API (OpenAPI 3.1): drawn from the handlers and the types they
//! read and write, and from the routes' guards, so that it cannot say anything else than they do.

use super::input::{Nothing, Query};
use super::problem::{PROBLEM, Problem};
use super::{
    account, audit, certificates, checks, events, figures, households, law, reports, rounds,
    tables, units,
};
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use axum::http::{Method, header};
use axum::response::IntoResponse;
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, Header, OpenApi as Document, Ref, RefOr, Response, ResponseBuilder,
};

/// Where the description is served.
pub(super) const PATH: &str = "/api/v1/openapi.json";

/// The name of the way to say who asks.
const TOKEN: &str = "token";

pub(super) fn routes(routes: Routes) -> Routes {
    routes.read(PATH, Guard::Public, openapi)
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vươn Lên",
        description = "The use cases behind the pages, for programs. A program acts for an account, by a token made on the \
            account page: within the account's roles and area, and within the token's scopes. Everything read or changed \
            stands in the audit log. Problems come as application/problem+json (RFC 9457) with a stable code. Unknown \
            keys and parameters are refused. What this document describes may gain operations and members of answers \
            under /api/v1; nothing it has is taken away there."
    ),
    tags(
        (name = "access", description = "Whose token it is"),
        (name = "units", description = "Communes and villages"),
        (name = "households", description = "Households and what happens to them"),
        (name = "checks", description = "What must be looked at"),
        (name = "rounds", description = "Rounds of review"),
        (name = "tables", description = "Statutory tables of sealed years"),
        (name = "figures", description = "Figures of places"),
        (name = "reports", description = "Reports of changes"),
        (name = "audit", description = "The audit log"),
        (name = "law", description = "What the law says"),
        (name = "public", description = "For everybody, without a token"),
    ),
    paths(
        openapi,
        account::me,
        units::communes,
        units::villages,
        households::list,
        households::add,
        households::export,
        households::get,
        households::change,
        events::list,
        events::add,
        checks::duplicates,
        checks::coverage,
        rounds::list,
        rounds::get,
        rounds::households,
        tables::tables,
        figures::figures,
        figures::priorities,
        figures::public_figures,
        certificates::check,
        reports::list,
        reports::get,
        audit::list,
        law::standard,
        law::assess,
    ),
    components(schemas(Problem))
)]
struct Operations;

/// Answers every operation may have, or those that ask for a token, or those with a body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    All,
    Token,
    Body,
}

const PROBLEMS: &[(u16, Who, &str, &str)] = &[
    (400, Who::Body, "BrokenJson", "The body is not JSON"),
    (
        401,
        Who::Token,
        "Unauthorized",
        "No token, or one that is not accepted",
    ),
    (
        403,
        Who::Token,
        "Forbidden",
        "Neither role nor token allow it",
    ),
    (
        404,
        Who::All,
        "NotFound",
        "It does not exist, or not in the account's area",
    ),
    (
        406,
        Who::All,
        "NotAcceptable",
        "The result does not come in the form asked for",
    ),
    (
        409,
        Who::Token,
        "Conflict",
        "Somebody changed it meanwhile, or it cannot be done in the present state",
    ),
    (413, Who::Body, "TooLarge", "The body is too large"),
    (
        415,
        Who::Body,
        "NotJson",
        "The body is not declared as JSON",
    ),
    (
        422,
        Who::All,
        "Invalid",
        "A field or parameter is not what it may be",
    ),
    (
        429,
        Who::All,
        "TooMany",
        "Too many requests without a token",
    ),
    (
        500,
        Who::All,
        "Internal",
        "Something inside failed; nothing was changed",
    ),
    (
        503,
        Who::All,
        "Busy",
        "Too much at once, or it took too long; nothing was changed",
    ),
];

/// The description.
pub(super) fn document() -> Document {
    let mut document = Operations::openapi();
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "A token made on the account page, or by “vuonlen admin make-token”. The names beside an operation are the \
             scopes it needs.",
        ))
        .build();
    components
        .security_schemes
        .insert(TOKEN.to_owned(), RefOr::T(SecurityScheme::Http(bearer)));
    for (status, _, name, text) in PROBLEMS {
        let response = RefOr::T(told(*status, text));
        components.responses.insert((*name).to_owned(), response);
    }
    let routes = crate::routes();
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations_of(item) {
            let mut guards = routes.operations().iter();
            let found = guards.find(|(known, at, _)| *known == method && at == path);
            if let Some((_, _, guard)) = found {
                complete(operation, *guard);
            }
        }
    }
    document
}

/// A problem with this status.
fn told(status: u16, text: &str) -> Response {
    let problem = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(problem)).build();
    let mut response = ResponseBuilder::new()
        .description(text)
        .content(PROBLEM, content);
    if matches!(status, 401 | 403) {
        response = response.header("WWW-Authenticate", Header::default());
    }
    if matches!(status, 429 | 503) {
        response = response.header("Retry-After", Header::default());
    }
    response.build()
}

/// The operations of a path.
pub(super) fn operations_of(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let get = item.get.as_mut().map(|one| (Method::GET, one));
    let post = item.post.as_mut().map(|one| (Method::POST, one));
    let put = item.put.as_mut().map(|one| (Method::PUT, one));
    [get, post, put].into_iter().flatten()
}

/// Adds what the guard asks for and which problems there may be.
fn complete(operation: &mut Operation, guard: Guard) {
    let scopes: Vec<&str> = match guard {
        Guard::May(action) => vec![action.code()],
        Guard::Public | Guard::SignedIn => Vec::new(),
    };
    let token = guard != Guard::Public;
    operation.security = Some(if token {
        vec![SecurityRequirement::new(TOKEN, scopes)]
    } else {
        Vec::new()
    });
    let body = operation.request_body.is_some();
    for (status, who, name, _) in PROBLEMS {
        let may = match who {
            Who::All => true,
            // A token that is not accepted is told even where none is needed.
            Who::Token => token || *status == 401,
            Who::Body => body,
        };
        if may {
            let response = RefOr::Ref(Ref::from_response_name(*name));
            operation
                .responses
                .responses
                .insert(status.to_string(), response);
        }
    }
}

/// The description as text, the same for everybody.
pub(super) fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let text = document().to_pretty_json().unwrap_or_default();
        format!("{text}\n")
    });
    &TEXT
}

/// This description; without a token.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "public", operation_id = "get_openapi",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
async fn openapi(Query(Nothing {}): Query<Nothing>) -> Answer {
    Ok(([(header::CONTENT_TYPE, "application/json")], text()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeSet;

    fn described() -> Value {
        serde_json::from_str(text()).unwrap()
    }

    #[test]
    fn the_published_description_is_the_one_served() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../docs/formats/openapi.json"
        );
        if std::env::var_os("UPDATE_OPENAPI").is_some() {
            std::fs::write(path, text()).unwrap();
        }
        let checked_in = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            text() == checked_in,
            "run with UPDATE_OPENAPI=1 and review the difference"
        );
    }

    #[test]
    fn every_operation_is_described_and_nothing_else() {
        let document = described();
        let described: BTreeSet<(String, String)> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                let methods = item.as_object().unwrap().keys();
                methods.map(move |method| (method.to_uppercase(), path.clone()))
            })
            .collect();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/routes.txt");
        let listed = std::fs::read_to_string(path).unwrap();
        let listed = listed.lines();
        let listed: BTreeSet<(String, String)> = listed
            .filter_map(|line| {
                let mut words = line.split_whitespace();
                let (method, path) = (words.next()?, words.next()?);
                path.starts_with("/api/v1/")
                    .then(|| (method.to_owned(), path.to_owned()))
            })
            .collect();
        assert_eq!(described, listed);
        assert!(listed.len() > 20);
    }

    /// Every object of `value`, itself included.
    fn objects<'v>(value: &'v Value, found: &mut Vec<&'v serde_json::Map<String, Value>>) {
        match value {
            Value::Object(object) => {
                found.push(object);
                object.values().for_each(|inner| objects(inner, found));
            }
            Value::Array(list) => list.iter().for_each(|inner| objects(inner, found)),
            _ => {}
        }
    }

    #[test]
    fn schemas_are_closed_and_every_operation_tells_its_problems() {
        let document = described();
        assert_eq!(document["openapi"], "3.1.0");
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            if schema["type"] == "object" {
                assert_eq!(schema["additionalProperties"], false, "{name}");
            }
            let mut all = Vec::new();
            objects(schema, &mut all);
            for object in all.iter().filter(|one| one.contains_key("properties")) {
                let properties = object["properties"].as_object().unwrap();
                for (key, property) in properties {
                    assert!(!property.is_null(), "{name}.{key}");
                }
            }
        }
        let household = &document["components"]["schemas"]["Household"]["properties"];
        assert!(household["answers"]["additionalProperties"]["oneOf"].is_array());
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let at = format!("{method} {path}");
                let answers = operation["responses"].as_object().unwrap();
                for status in ["401", "404", "406", "422", "429", "500", "503"] {
                    assert!(answers.contains_key(status), "{at}: {status}");
                }
                assert_eq!(
                    operation.get("requestBody").is_some(),
                    answers.contains_key("415"),
                    "{at}"
                );
                assert!(operation["security"].is_array(), "{at}");
                assert!(operation["summary"].is_string(), "{at}");
            }
        }
        let list = &document["paths"]["/api/v1/households"]["get"]["security"][0];
        assert_eq!(list["token"][0], "household_list");
    }
}
