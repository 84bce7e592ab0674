//! A browser without scripts: keeps cookies, sends forms with the token of the page they are on.

use crate::{OpenIdOptions, ServeOptions, serve};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use std::collections::BTreeMap;
use tower::ServiceExt;
use uuid::Uuid;
use vuonlen_app::access::Actor;
use vuonlen_app::review::PlanRound;
use vuonlen_app::testing::{COMMUNE, Fixture, PASSWORD, PROVINCE, fixtures};
use vuonlen_app::{Context, Error};
use vuonlen_domain::review::RoundKind;

/// One person's browser.
#[derive(Debug, Clone)]
pub(super) struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    pub(super) csrf: String,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
    pub(super) bytes: Vec<u8>,
}

/// One household on a round's list.
#[derive(Debug, Clone)]
pub(super) struct FormLine {
    /// The address of its form.
    pub(super) form: String,
    /// The address of its village's part of the round.
    pub(super) village: String,
    /// Name of the head.
    pub(super) head: String,
}

/// A database with a small commune, one person per role, and the pages over it.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) fixture: Fixture,
    pub(super) personas: Vec<Actor>,
    pub(super) households: Vec<Uuid>,
    pub(super) router: Router,
}

/// One site per engine, each with six households.
pub(super) async fn sites() -> Result<Vec<Site>, Error> {
    sites_with(6).await
}

/// One site per engine, each with so many households.
pub(super) async fn sites_with(households: u32) -> Result<Vec<Site>, Error> {
    let mut sites = Vec::new();
    for fixture in fixtures().await? {
        let personas = fixture.personas().await?;
        let officer = personas
            .iter()
            .find(|actor| actor.name == "commune-officer");
        let households = fixture
            .settle(officer.ok_or_else(Error::not_found)?, households)
            .await?;
        sites.push(Site {
            router: router(&fixture.context, fixture.folder.path()),
            fixture,
            personas,
            households,
        });
    }
    Ok(sites)
}

pub(super) fn router(context: &Context, folder: &std::path::Path) -> Router {
    router_by(context, folder, None)
}

/// The pages, with a provider of sign-ins.
pub(super) fn router_by(
    context: &Context,
    folder: &std::path::Path,
    openid: Option<OpenIdOptions>,
) -> Router {
    router_with(context, folder, openid, false)
}

fn router_with(
    context: &Context,
    folder: &std::path::Path,
    openid: Option<OpenIdOptions>,
    https: bool,
) -> Router {
    let options = ServeOptions {
        listen: ([127, 0, 0, 1], 0).into(),
        https,
        behind_proxy: false,
        public_address: String::new(),
        demo: true,
        data_folder: folder.to_path_buf(),
        openid,
        ..ServeOptions::default()
    };
    serve::router(context.clone(), options).unwrap()
}

impl Site {
    /// A browser in which nobody has signed in.
    pub(super) fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            csrf: String::new(),
        }
    }

    /// A browser that reaches the same pages through HTTPS.
    pub(super) fn over_https(&self) -> Browser {
        Browser {
            router: router_with(
                &self.fixture.context,
                self.fixture.folder.path(),
                None,
                true,
            ),
            ..self.browser()
        }
    }

    /// The person of a role, by its code with `-` for `_`.
    pub(super) fn persona(&self, name: &str) -> &Actor {
        let found = self.personas.iter().find(|one| one.name == name);
        found.unwrap()
    }

    /// A browser in which `name` has signed in.
    pub(super) async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        let seen = browser
            .post("/sign-in", &[("name", name), ("password", PASSWORD)])
            .await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{name} signs in");
        browser.get("/").await;
        browser
    }

    /// A yearly round whose survey runs in every village, with the forms on its list.
    pub(super) async fn round(&self) -> Result<(Uuid, Vec<FormLine>), Error> {
        let context = &self.fixture.context;
        let officer = self.persona("commune-officer");
        let starts_on = context.proposed_start(RoundKind::Annual);
        let plan = PlanRound {
            commune: COMMUNE.to_owned(),
            year: 2026,
            kind: RoundKind::Annual,
            starts_on,
            reviewed_on: context.today(),
            score_table: Some("illustrative-2022".to_owned()),
            overlay: None,
            ask_opinion: false,
        };
        let round = context.plan_round(officer, plan, None).await?.round_id;
        context
            .start_survey(officer, (PROVINCE, round), None)
            .await?;
        let lines = context
            .review_list(officer, (PROVINCE, round), None)
            .await?;
        let lines = lines.into_iter().map(|line| FormLine {
            form: format!("/forms/{PROVINCE}/{}", line.form_id),
            village: format!("/rounds/{PROVINCE}/{round}/villages/{}", line.village_id),
            head: line.head_name,
        });
        Ok((round, lines.collect()))
    }

    /// The page of the first household.
    pub(super) fn first(&self) -> String {
        format!("/households/14/{}", self.households[0])
    }
}

impl Browser {
    pub(super) async fn get(&mut self, path: &str) -> Seen {
        self.ask(Method::GET, path, String::new(), &[]).await
    }

    /// Sends a form with the token of the last page.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &self.csrf).extend_pairs(fields);
        self.ask(Method::POST, path, body.finish(), &[]).await
    }

    /// Sends a form and follows where it leads.
    pub(super) async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let seen = self.post(path, fields).await;
        match seen.headers.get(header::LOCATION) {
            Some(next) => {
                let next = next.to_str().unwrap().to_owned();
                self.get(&next).await
            }
            None => seen,
        }
    }

    /// Sends a file the way a form does, with the token in the address.
    pub(super) async fn upload(&mut self, path: &str, name: &str, bytes: &[u8]) -> Seen {
        let mark = "ranh-gioi-cua-bieu-mau";
        let head = format!(
            "--{mark}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let body = [
            head.as_bytes(),
            bytes,
            format!("\r\n--{mark}--\r\n").as_bytes(),
        ]
        .concat();
        let kind = format!("multipart/form-data; boundary={mark}");
        let path = format!("{path}?csrf={}", self.csrf);
        self.send(Method::POST, &path, (&kind, Body::from(body)), &[])
            .await
    }

    /// What the browser keeps under `name`.
    pub(super) fn cookie(&self, name: &str) -> &str {
        self.cookies.get(name).map_or("", String::as_str)
    }

    pub(super) async fn ask(
        &mut self,
        method: Method,
        path: &str,
        body: String,
        headers: &[(&str, &str)],
    ) -> Seen {
        let kind = "application/x-www-form-urlencoded";
        self.send(method, path, (kind, Body::from(body)), headers)
            .await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        (kind, body): (&str, Body),
        headers: &[(&str, &str)],
    ) -> Seen {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "pages.test")
            .header(header::COOKIE, cookies.join("; "));
        if headers.iter().all(|(name, _)| *name != "content-type") {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(token) = attribute(&body, "name=\"csrf\" value=\"") {
            self.csrf = token;
        }
        Seen {
            status: parts.status,
            headers: parts.headers,
            body,
            bytes,
        }
    }
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }

    /// Every form field of the page as a browser would send it, buttons aside.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let mut select: Option<String> = None;
        for tag in self.body.split('<').skip(1) {
            let inside = tag.split('>').next().unwrap_or_default();
            let name = attribute(inside, " name=\"");
            let value = attribute(inside, " value=\"").unwrap_or_default();
            if tag.starts_with("input ") {
                let ticked = inside.contains(" checked");
                let box_or_radio =
                    inside.contains("type=\"checkbox\"") || inside.contains("type=\"radio\"");
                if let Some(name) = name.filter(|_| ticked || !box_or_radio) {
                    fields.push((name, unescape(&value)));
                }
            } else if tag.starts_with("select ") {
                select = name;
            } else if tag.starts_with("option ") && inside.contains(" selected") {
                let name = select.clone().unwrap_or_default();
                fields.push((name, unescape(&value)));
            }
        }
        fields
    }
}

/// What stands in `text` behind `start`, up to the closing quote.
pub(super) fn attribute(text: &str, start: &str) -> Option<String> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split('"').next()?.to_owned())
}

/// Text out of HTML.
pub(super) fn unescape(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}
