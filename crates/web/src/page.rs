//! The frame around every page, and how values are written in it.

use crate::assets;
use crate::failure::{Answer, Failure};
use crate::fields::{Fields, address};
use crate::flash::Flash;
use crate::language;
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use vuonlen_app::access::{Action, Actor, REASON_NEEDED};
use vuonlen_app::{Error, ErrorKind, FieldError};
use vuonlen_domain::date::written;
use vuonlen_domain::decimal::group_thousands;
use vuonlen_domain::text::Language;
use vuonlen_domain::{Class, Ratio, Text};

/// What `layout.html` needs. Every template has one as `page`.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) t: &'static Words,
    pub(crate) language: Language,
    pub(crate) title: String,
    pub(crate) crumbs: Vec<(String, String)>,
    pub(crate) nav: Vec<NavItem>,
    pub(crate) actor: Option<Actor>,
    pub(crate) csrf: String,
    pub(crate) flash: Option<Flash>,
    pub(crate) demo: bool,
    here: String,
}

/// One entry of the main menu.
#[derive(Debug, Clone)]
pub(crate) struct NavItem {
    pub(crate) path: &'static str,
    pub(crate) label: &'static str,
    pub(crate) current: bool,
}

/// The main menu: path, text, and what one must be allowed to do to see it. Pages of one room,
/// under one text, stand together: the menu leads to the first of them.
type Entry = (&'static str, fn(&Words) -> &'static str, Option<Action>);
const MENU: &[Entry] = &[
    ("/", |t| t.frame.home, None),
    (
        "/households",
        |t| t.frame.households,
        Some(Action::HouseholdList),
    ),
    ("/rounds", |t| t.round.menu, Some(Action::RoundRead)),
    ("/lists", |t| t.lists.menu, Some(Action::HouseholdList)),
    ("/figures", |t| t.figures.title, Some(Action::FiguresRead)),
    ("/groups", |t| t.groups.title, Some(Action::HouseholdList)),
    ("/events", |t| t.frame.events, Some(Action::HouseholdEvent)),
    ("/tables", |t| t.tables.menu, Some(Action::TableRead)),
    (
        "/change-reports",
        |t| t.change_reports.title,
        Some(Action::ChangeReportReceive),
    ),
    (
        "/investigators",
        |t| t.investigators.menu,
        Some(Action::InvestigatorRead),
    ),
    ("/guides", |t| t.guides.menu, Some(Action::GuideRead)),
    (
        "/villages",
        |t| t.frame.villages,
        Some(Action::VillageWrite),
    ),
    (
        "/accounts",
        |t| t.frame.accounts,
        Some(Action::AccountManage),
    ),
    ("/audit", |t| t.frame.audit, Some(Action::AuditRead)),
    (
        "/data-requests",
        |t| t.privacy.menu,
        Some(Action::DataRequestRead),
    ),
    ("/privacy", |t| t.privacy.menu, Some(Action::PrivacyRead)),
    ("/breaches", |t| t.privacy.menu, Some(Action::BreachRead)),
];

impl Page {
    pub(crate) fn new(visit: &Visit, title: String, flash: Option<Flash>) -> Self {
        let t = Words::of(visit.language);
        let path = visit.here.split('?').next().unwrap_or("/");
        let visible = |action: &Option<Action>| match (&visit.actor, action) {
            (Some(actor), Some(action)) => actor.may(*action),
            (Some(_), None) => true,
            (None, _) => false,
        };
        let mut nav: Vec<NavItem> = Vec::new();
        for (entry, label, _) in MENU.iter().filter(|(.., action)| visible(action)) {
            let label = label(t);
            let current = path == *entry || (*entry != "/" && path.starts_with(entry));
            match nav.last_mut().filter(|last| last.label == label) {
                Some(room) => room.current |= current,
                None => nav.push(NavItem {
                    path: entry,
                    label,
                    current,
                }),
            }
        }
        Self {
            t,
            language: visit.language,
            title,
            crumbs: Vec::new(),
            nav,
            actor: visit.actor.clone(),
            csrf: visit.csrf.clone(),
            flash,
            demo: visit.demo,
            here: visit.here.clone(),
        }
    }

    /// Adds a page above this one, outermost first.
    #[must_use]
    pub(crate) fn under(mut self, label: impl Into<String>, path: impl Into<String>) -> Self {
        self.crumbs.push((label.into(), path.into()));
        self
    }

    /// `vi` or `en`.
    pub(crate) const fn lang(&self) -> &'static str {
        language::code(self.language)
    }

    /// A text in the page's language.
    pub(crate) fn say<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.language)
    }

    /// Whether the person may do `action` somewhere.
    pub(crate) fn may(&self, action: Action) -> bool {
        self.actor.as_ref().is_some_and(|actor| actor.may(action))
    }

    /// Whether the search field stands in the frame.
    pub(crate) fn searches(&self) -> bool {
        self.may(Action::HouseholdList)
    }

    /// Whether the person adds and changes households.
    pub(crate) fn writes_households(&self) -> bool {
        self.may(Action::HouseholdWrite)
    }

    /// What an action is called.
    pub(crate) fn action(&self, code: &'static str) -> &'static str {
        self.t.actions.get(code).unwrap_or(code)
    }

    /// The code of a class, as in the names of styles.
    pub(crate) fn class_code(&self, class: &Option<Class>) -> &'static str {
        class.map_or("none", Class::code)
    }

    /// Where an asset is served. The name is checked by a test that renders every page.
    pub(crate) fn asset(&self, source: &str) -> String {
        format!("/assets/{}", assets::find(source).unwrap_or(source))
    }

    /// This page in another language.
    pub(crate) fn in_language(&self, code: &str) -> String {
        let (path, query) = self.here.split_once('?').unwrap_or((&self.here, ""));
        let query = Fields::parse(query.as_bytes());
        let others = query.iter().filter(|(name, _)| *name != "lang");
        address(path, others.chain([("lang", code)]))
    }

    /// `20/11/2026`.
    pub(crate) fn date(&self, date: &NaiveDate) -> String {
        written(*date)
    }

    /// `20/11/2026 14:05`, in Vietnam.
    pub(crate) fn moment(&self, moment: &DateTime<Utc>) -> String {
        let local = *moment + chrono::Duration::hours(7);
        local.format("%d/%m/%Y %H:%M").to_string()
    }

    /// `1.234` in Vietnamese, `1,234` in English.
    pub(crate) fn number(&self, number: &i64) -> String {
        let grouped = group_thousands(*number);
        match self.language {
            Language::Vietnamese => grouped,
            Language::English => grouped.replace('.', ","),
        }
    }

    /// `12,34%` in Vietnamese, `12.34%` in English; a dash where there is no whole.
    pub(crate) fn percent(&self, part: &i64, whole: &i64) -> String {
        let Some(percent) = Ratio::new(*part, *whole).percent(2) else {
            return "–".to_owned();
        };
        let written = match self.language {
            Language::Vietnamese => percent.to_string(),
            Language::English => percent.to_string().replace(',', "."),
        };
        format!("{written}%")
    }
}

/// One entry of a drop-down list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// What is wrong with a form that was sent, field by field, in the language of the page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problems(Vec<(String, String)>);

impl Problems {
    pub(crate) fn new(page: &Page, wrong: &[FieldError]) -> Self {
        let say = |error: &FieldError| (error.field.clone(), page.say(&error.text).to_owned());
        Self(wrong.iter().map(say).collect())
    }

    /// What is wrong with a field; empty when nothing is.
    pub(crate) fn of(&self, field: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == field);
        found.map(|(_, text)| text.as_str()).unwrap_or_default()
    }

    /// All of them, field and text.
    pub(crate) fn all(&self) -> &[(String, String)] {
        &self.0
    }

    /// The status of the page with the form.
    pub(crate) const fn status(&self) -> StatusCode {
        if self.0.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }
}

/// The entries of a drop-down list, those in `chosen` chosen.
pub(crate) fn choices(
    entries: impl IntoIterator<Item = (String, String)>,
    chosen: &[&str],
) -> Vec<Choice> {
    entries
        .into_iter()
        .map(|(value, label)| Choice {
            chosen: chosen.contains(&&*value),
            value,
            label,
        })
        .collect()
}

/// A template as an answer with a status.
pub(crate) fn show_with<T: Template>(status: StatusCode, template: &T) -> Answer {
    let html = template.render().map_err(Error::internal)?;
    Ok((status, Html(html)).into_response())
}

/// A template as an answer.
pub(crate) fn show<T: Template>(template: &T) -> Answer {
    show_with(StatusCode::OK, template)
}

#[derive(Template)]
#[template(path = "access/reason.html")]
struct ReasonPage<'a> {
    page: Page,
    error: &'a Error,
    path: String,
    asked: Vec<(String, String)>,
}

/// Asks why, and leads to the same address with the reason.
fn reason_page(visit: &Visit, failure: &Failure) -> Answer {
    let (path, query) = visit.here.split_once('?').unwrap_or((&visit.here, ""));
    let title = Words::of(visit.language).errors.reason_title.to_owned();
    show(&ReasonPage {
        page: Page::new(visit, title, None),
        error: &failure.error,
        path: path.to_owned(),
        asked: Fields::parse(query.as_bytes())
            .iter()
            .filter(|(name, _)| *name != "because")
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    })
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    page: Page,
    status: u16,
    error: &'a Error,
    request_id: &'a str,
}

/// The page of a failure. It must not fail itself, so it falls back to plain text.
pub(crate) async fn error_page(visit: &Visit, failure: &Failure) -> Response {
    if failure.error.code == REASON_NEEDED
        && let Ok(response) = reason_page(visit, failure)
    {
        return response;
    }
    let errors = &Words::of(visit.language).errors;
    let title = match failure.error.kind {
        ErrorKind::NotFound => errors.not_found,
        ErrorKind::Denied => errors.denied,
        ErrorKind::Conflict => errors.conflict,
        ErrorKind::Invalid => errors.invalid,
        ErrorKind::State => errors.state,
        ErrorKind::Internal => errors.internal,
    };
    let template = ErrorPage {
        page: Page::new(visit, title.to_owned(), None),
        status: failure.status.as_u16(),
        error: &failure.error,
        request_id: &visit.request_id,
    };
    show_with(failure.status, &template).unwrap_or_else(|_| {
        let text = failure.error.text.get(visit.language).to_owned();
        (failure.status, text).into_response()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(language: Language) -> Page {
        Page {
            t: Words::of(language),
            language,
            title: String::new(),
            crumbs: Vec::new(),
            nav: Vec::new(),
            actor: None,
            csrf: String::new(),
            flash: None,
            demo: false,
            here: "/households?text=l%C3%B2+v%C4%83n&lang=vi".to_owned(),
        }
    }

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        let (vi, en) = (page(Language::Vietnamese), page(Language::English));
        assert_eq!(vi.number(&1_234_567), "1.234.567");
        assert_eq!(en.number(&-1_234), "-1,234");
        assert_eq!(vi.number(&999), "999");
        assert_eq!(vi.percent(&1, &3), "33,33%");
        assert_eq!(en.percent(&2, &3), "66.67%");
        assert_eq!(vi.percent(&1, &0), "–");
    }

    #[test]
    fn a_page_links_to_itself_in_the_other_language() {
        let there = page(Language::Vietnamese).in_language("en");
        assert_eq!(there, "/households?text=l%C3%B2+v%C4%83n&lang=en");
    }
}
