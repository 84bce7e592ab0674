//! The survey of a village as a workbook: downloaded with what is known, sent back filled in.

use super::back::{nowhere, refused};
use super::village::{find, frame};
use super::{form_path, id, village_path};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use vuonlen_app::Error;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::TakenIn;

pub(super) fn routes(routes: Routes) -> Routes {
    let path = "/rounds/{province}/{round}/villages/{village}/workbook";
    let write = Guard::May(Action::SurveyWrite);
    routes
        .page(path, write, download)
        .form(path, write, take_in)
}

#[derive(Template)]
#[template(path = "review/workbook.html")]
struct WorkbookTemplate {
    page: Page,
    back: String,
    saved: usize,
    refused: usize,
    unchanged: usize,
    rows: Vec<Row>,
    problems: Vec<Problem>,
    missing: Vec<(String, String)>,
}

struct Row {
    path: String,
    code: String,
    head: String,
    row: String,
    saved: bool,
    class: String,
    class_label: String,
    refused: Vec<String>,
}

/// A cell or row that could not be read.
struct Problem {
    place: String,
    household: String,
    what: String,
    advice: String,
}

async fn download(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, village)): Path<(String, String, String)>,
) -> Answer {
    let key = (province.as_str(), id(&round)?, id(&village)?);
    let book = app.context.survey_workbook(visit.actor()?, key).await?;
    let name = format!("attachment; filename=\"{}\"", book.file_name);
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, book.bytes).into_response())
}

async fn take_in(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, village)): Path<(String, String, String)>,
    parts: Multipart,
) -> Answer {
    let key = (province.as_str(), id(&round)?, id(&village)?);
    let path = village_path(&province, key.1, key.2);
    let (name, bytes, replace) = read_parts(parts).await?;
    if bytes.is_empty() {
        let error = Error::field("file", "Chọn tệp để gửi.", "Choose a file to send.");
        return refused(&visit, &path, error, nowhere).await;
    }
    let taken = app
        .context
        .take_survey_workbook(visit.actor()?, key, (&name, bytes), replace)
        .await;
    let taken = match taken {
        Ok(taken) => taken,
        Err(error) => return refused(&visit, &path, error, nowhere).await,
    };
    let (found, village) = find(&app, &visit, key).await?;
    let title = Words::of(visit.language).survey.workbook_result;
    let page = frame(&visit, title, (&found, Some(&village))).await;
    show(&drawn(&app, page, (&province, path), taken))
}

fn drawn(
    app: &App,
    page: Page,
    (province, back): (&str, String),
    taken: TakenIn,
) -> WorkbookTemplate {
    let wording = Wording::new(&app.context.law);
    let rows = taken.rows.iter().map(|row| {
        let class = row.class.clone().unwrap_or_default();
        Row {
            path: row
                .form_id
                .map_or_else(String::new, |form| form_path(province, form)),
            code: row.code.clone(),
            head: row.head_name.clone(),
            row: row.row.map(|row| row.to_string()).unwrap_or_default(),
            saved: row.saved,
            class_label: if class.is_empty() {
                String::new()
            } else {
                class_label(&page, &wording, &class)
            },
            class,
            refused: row
                .refused
                .iter()
                .map(|text| page.say(text).to_owned())
                .collect(),
        }
    });
    let problems = taken.problems.iter().map(|problem| {
        let place = &problem.place;
        let row = place.row.map(|row| row.to_string());
        let at = [place.sheet.clone(), row, place.column.clone()];
        Problem {
            place: at.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            household: problem.household.clone().unwrap_or_default(),
            what: page.say(&problem.what).to_owned(),
            advice: page.say(&problem.advice).to_owned(),
        }
    });
    let (saved, refused) = (taken.saved(), taken.refused());
    WorkbookTemplate {
        back,
        saved,
        refused,
        unchanged: taken.rows.len() - saved - refused,
        rows: rows.collect(),
        problems: problems.collect(),
        missing: taken.missing,
        page,
    }
}

/// The file of a form, its name, and whether it replaces what is being filled in.
async fn read_parts(mut parts: Multipart) -> Result<(String, Vec<u8>, bool), Failure> {
    let (mut name, mut bytes, mut replace) = (String::new(), Vec::new(), false);
    let broken = |error: axum::extract::multipart::MultipartError| {
        let (vi, en) = (&crate::words::VI.errors, &crate::words::EN.errors);
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let (vi, en) = (vi.too_large, en.too_large);
            return Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", vi, en);
        }
        Failure::new(
            StatusCode::BAD_REQUEST,
            "unreadable",
            vi.unreadable,
            en.unreadable,
        )
    };
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name().unwrap_or_default() {
            "file" => {
                name = part.file_name().unwrap_or("tep.xlsx").to_owned();
                bytes = part.bytes().await.map_err(broken)?.to_vec();
            }
            "replace" => replace = part.text().await.map_err(broken)? == "1",
            _ => {}
        }
    }
    Ok((name, bytes, replace))
}
