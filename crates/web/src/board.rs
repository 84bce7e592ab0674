//! Pages made of tables and short forms, put together from data: one template serves them all.
//!
//! A page with a shape of its own has its own template; most lists, registers and reports do not
//! need one. What is shown, and to whom, is the handler's question.

use crate::failure::{Answer, Failure};
use crate::fields::Fields;
use crate::page::{Choice, Page, choices, show_with};
use askama::Template;
use axum::extract::Multipart;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use vuonlen_app::registry::Workbook;
use vuonlen_app::registry::dossier::OpenedFile;
use vuonlen_app::{Context, Error, FieldError};
use vuonlen_domain::Text;

/// One page.
#[derive(Template)]
#[template(path = "board.html")]
pub(crate) struct Board {
    pub(crate) page: Page,
    pub(crate) path: String,
    pub(crate) lead: String,
    pub(crate) links: Vec<Link>,
    pub(crate) tabs_label: String,
    pub(crate) tabs: Vec<(String, String, bool)>,
    pub(crate) filters: Vec<Filter>,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) forms: Vec<Form>,
    problems: Vec<String>,
}

/// A button that leads elsewhere.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) label: String,
    pub(crate) path: String,
    pub(crate) icon: &'static str,
    pub(crate) primary: bool,
}

/// A drop-down list that narrows what is shown.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) choices: Vec<Choice>,
    /// Whether nothing may be chosen.
    pub(crate) open: bool,
}

/// A table.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What an empty table says: what is missing, what to do.
    pub(crate) empty: (String, String),
}

/// The head of a column.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) label: String,
    pub(crate) number: bool,
    /// Whether its cells name the row.
    pub(crate) lead: bool,
}

/// A cell.
#[derive(Debug)]
pub(crate) enum Cell {
    Text(String),
    Link(String, String),
    Badge(String, String),
    Form(Form),
}

/// A form.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) path: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) submit: String,
}

/// A control of a form.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) help: String,
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    pub(crate) choices: Vec<Choice>,
    pub(crate) problem: String,
}

impl Board {
    /// An empty page at `path`.
    pub(crate) fn new(page: Page, path: impl Into<String>) -> Self {
        Self {
            page,
            path: path.into(),
            lead: String::new(),
            links: Vec::new(),
            tabs_label: String::new(),
            tabs: Vec::new(),
            filters: Vec::new(),
            facts: Vec::new(),
            sheets: Vec::new(),
            forms: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The page, with what was sent and what is wrong with it in the form it came from (named by
    /// the field `form`).
    pub(crate) fn show(mut self, sent: &Fields, wrong: &[FieldError]) -> Answer {
        if wrong.is_empty() {
            return show_with(StatusCode::OK, &self);
        }
        let page = &self.page;
        let mut unplaced: Vec<&FieldError> = wrong.iter().collect();
        for form in self
            .forms
            .iter_mut()
            .filter(|form| form.id == sent.get("form"))
        {
            for field in &mut form.fields {
                if !["file", "hidden"].contains(&field.kind) {
                    field.value = sent.get(&field.name).to_owned();
                }
                if let Some(error) = wrong.iter().find(|error| error.field == field.name) {
                    field.problem = page.say(&error.text).to_owned();
                    unplaced.retain(|one| one.field != error.field);
                }
            }
        }
        self.problems = unplaced
            .into_iter()
            .map(|error| page.say(&error.text).to_owned())
            .collect();
        show_with(StatusCode::UNPROCESSABLE_ENTITY, &self)
    }

    /// Adds a button that leads elsewhere.
    pub(crate) fn link(&mut self, label: &str, path: impl Into<String>, icon: &'static str) {
        self.links.push(Link {
            label: label.to_owned(),
            path: path.into(),
            icon,
            primary: icon == "add",
        });
    }
}

impl Filter {
    /// A filter over `entries`.
    pub(crate) fn new(
        name: &'static str,
        label: &str,
        entries: impl IntoIterator<Item = (String, String)>,
        chosen: &str,
    ) -> Self {
        Self {
            name,
            label: label.to_owned(),
            choices: choices(entries, &[chosen]),
            open: true,
        }
    }

    /// The same, of which one entry is always chosen.
    pub(crate) const fn closed(mut self) -> Self {
        self.open = false;
        self
    }
}

impl Sheet {
    /// A table with these columns; a label that begins with `#` heads numbers, one with `*` names
    /// the row.
    pub(crate) fn new(columns: &[&str], empty: (&str, &str)) -> Self {
        let column = |label: &&str| Column {
            label: label.trim_start_matches(['#', '*']).to_owned(),
            number: label.starts_with('#'),
            lead: label.starts_with('*'),
        };
        Self {
            columns: columns.iter().map(column).collect(),
            empty: (empty.0.to_owned(), empty.1.to_owned()),
            ..Self::default()
        }
    }

    /// The same under a heading.
    pub(crate) fn titled(mut self, title: &str, lead: &str) -> Self {
        title.clone_into(&mut self.title);
        lead.clone_into(&mut self.lead);
        self
    }

    fn cells<'s>(&'s self, row: &'s [Cell]) -> impl Iterator<Item = (&'s Column, &'s Cell)> {
        self.columns.iter().zip(row)
    }
}

impl Form {
    /// A form sent to `path`; `id` names it on the page.
    pub(crate) fn new(id: impl Into<String>, path: impl Into<String>, submit: &str) -> Self {
        let id = id.into();
        Self {
            fields: vec![Field {
                name: "form".to_owned(),
                kind: "hidden",
                value: id.clone(),
                ..Field::default()
            }],
            id,
            title: submit.to_owned(),
            lead: String::new(),
            path: path.into(),
            submit: submit.to_owned(),
        }
    }

    /// The same with words below its heading.
    pub(crate) fn explained(mut self, lead: &str) -> Self {
        lead.clone_into(&mut self.lead);
        self
    }

    /// The same with one more control.
    pub(crate) fn field(
        mut self,
        kind: &'static str,
        name: &str,
        label: &str,
        value: &str,
    ) -> Self {
        self.fields.push(Field {
            name: name.to_owned(),
            label: label.to_owned(),
            kind,
            value: value.to_owned(),
            ..Field::default()
        });
        self
    }

    /// The same, its last control explained.
    pub(crate) fn help(mut self, help: &str) -> Self {
        if let Some(field) = self.fields.last_mut() {
            help.clone_into(&mut field.help);
        }
        self
    }

    /// The same with a drop-down list.
    pub(crate) fn choose(
        mut self,
        name: &str,
        label: &str,
        entries: impl IntoIterator<Item = (String, String)>,
        value: &str,
    ) -> Self {
        self = self.field("select", name, label, value);
        if let Some(field) = self.fields.last_mut() {
            field.choices = choices(entries, &[value]);
        }
        self
    }

    fn has_file(&self) -> bool {
        self.fields.iter().any(|field| field.kind == "file")
    }

    /// Files come with their token in the address.
    fn send_to(&self, csrf: &str) -> String {
        if self.has_file() {
            format!("{}?csrf={csrf}", self.path)
        } else {
            self.path.clone()
        }
    }
}

impl Field {
    /// The attributes that tie a control to its help and its problem. Names are our own.
    fn described(&self, form: &str) -> String {
        let mut by = Vec::new();
        if !self.help.is_empty() {
            by.push(format!("{form}-{}-help", self.name));
        }
        let mut attributes = String::new();
        if !self.problem.is_empty() {
            by.push(format!("{form}-{}-wrong", self.name));
            attributes.push_str(" aria-invalid=\"true\"");
        }
        if !by.is_empty() {
            attributes.push_str(&format!(" aria-describedby=\"{}\"", by.join(" ")));
        }
        attributes
    }
}

/// Codes and labels in the page's language.
pub(crate) fn said(page: &Page, entries: Vec<(String, Text)>) -> Vec<(String, String)> {
    entries
        .into_iter()
        .map(|(code, label)| (code, page.say(&label).to_owned()))
        .collect()
}

/// Short text in a cell.
pub(crate) fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// A workbook as a download.
pub(crate) fn download(book: Workbook) -> Answer {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    send((book.file_name, kind.to_owned(), book.bytes))
}

/// A kept file as a download: never shown in place, never guessed at, never stored on the way.
pub(crate) fn send_file(file: OpenedFile) -> Answer {
    send((file.name, file.media_type, file.bytes))
}

/// Bytes as a download.
pub(crate) fn send((name, kind, bytes): (String, String, Vec<u8>)) -> Answer {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// The fields of a form that carries a file, and the file: its name and bytes.
pub(crate) async fn read_upload(
    mut multipart: Multipart,
) -> Result<(Fields, String, Vec<u8>), Failure> {
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        let status = error.status();
        let (vi, en) = (&crate::words::VI.errors, &crate::words::EN.errors);
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            Failure::new(status, "too_large", vi.too_large, en.too_large)
        } else {
            Failure::new(
                StatusCode::BAD_REQUEST,
                "unreadable",
                vi.unreadable,
                en.unreadable,
            )
        }
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    let (mut name, mut bytes) = (String::new(), Vec::new());
    while let Some(part) = multipart.next_field().await.map_err(unreadable)? {
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            Some(file) => {
                name = file;
                bytes = part.bytes().await.map_err(unreadable)?.to_vec();
            }
            None => {
                let value = part.text().await.map_err(unreadable)?;
                pairs.push((field, value));
            }
        }
    }
    let mut encoded = form_urlencoded::Serializer::new(String::new());
    encoded.extend_pairs(pairs);
    Ok((Fields::parse(encoded.finish().as_bytes()), name, bytes))
}

/// The commune a page is about: the one asked for where the person reaches it, else the first.
pub(crate) fn commune_asked(
    communes: &[(String, String)],
    asked: &str,
) -> Result<(String, String), Error> {
    let chosen = communes.iter().find(|(code, _)| code == asked);
    let chosen = chosen.or_else(|| communes.first());
    chosen.cloned().ok_or_else(Error::not_found)
}

/// Years from this one back.
pub(crate) fn years(context: &Context, back: i32) -> Vec<(String, String)> {
    let now = chrono::Datelike::year(&context.today());
    (now - back..=now)
        .rev()
        .map(|year| (year.to_string(), year.to_string()))
        .collect()
}
