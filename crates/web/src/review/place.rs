//! What the pages of a round have in common: the round they are of, their tabs, papers as
//! downloads.

use super::{names, round_path, village_path};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::page::Page;
use crate::visit::Visit;
use axum::http::header;
use axum::response::IntoResponse;
use uuid::Uuid;
use vuonlen_app::Error;
use vuonlen_app::access::Action;
use vuonlen_app::review::{
    FormLine, PaperFile, PaperFormat, Print, ReviewResult, RoundPage, VillageProgress,
};

/// One tab of a round or of a village of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tab {
    pub(super) label: &'static str,
    pub(super) path: String,
    pub(super) current: bool,
}

/// The round a page is of.
pub(super) async fn round(
    app: &App,
    visit: &Visit,
    (province, round): (&str, Uuid),
) -> Result<RoundPage, Failure> {
    let actor = visit.actor()?;
    Ok(app.context.round(actor, (province, round)).await?)
}

/// A village of a round.
pub(super) fn village(round: &RoundPage, village: Uuid) -> Result<&VillageProgress, Failure> {
    let found = round.villages.iter().find(|one| one.village_id == village);
    found.ok_or_else(|| Error::not_found().into())
}

/// What a round is called: `Rà soát định kỳ năm 2026, Xã Quỳnh Nhai`.
pub(super) fn round_title(page: &Page, round: &RoundPage) -> String {
    let kind = names::kind(page, round.kind);
    let year = round.round.year.to_string();
    page.t.round.of(kind, year, &round.commune_name)
}

/// The page under its round.
pub(super) fn under_round(page: Page, round: &RoundPage) -> Page {
    let path = round_path(&round.round.province_code, round.round.round_id);
    let title = round_title(&page, round);
    let rounds = page.t.round.title;
    page.under(rounds, "/rounds").under(title, path)
}

/// The tabs of a round's pages after the survey; `current` is the last part of the path.
pub(super) fn round_tabs(page: &Page, round: &RoundPage, current: &str) -> Vec<Tab> {
    let path = round_path(&round.round.province_code, round.round.round_id);
    let t = page.t;
    let mut tabs = vec![
        (t.objection.tab, "objections", Action::ObjectionRecord),
        (t.supervision.tab, "supervision", Action::SupervisionRead),
        (t.recheck.tab, "rechecks", Action::RecheckRead),
        (t.decision.tab, "decision", Action::RoundRead),
        (t.certificate.tab, "certificates", Action::CertificateRead),
    ];
    if round.round.opening_standard.is_some() {
        tabs.push((t.tables.opening, "opening", Action::HouseholdList));
    }
    tabs.into_iter()
        .filter(|(_, _, action)| page.may(*action))
        .map(|(label, part, _)| Tab {
            label,
            path: format!("{path}/{part}"),
            current: part == current,
        })
        .collect()
}

/// The tabs of a village's steps after the survey.
pub(super) fn village_tabs(
    page: &Page,
    round: &RoundPage,
    village: Uuid,
    current: &str,
) -> Vec<Tab> {
    let path = village_path(&round.round.province_code, round.round.round_id, village);
    let t = page.t;
    let mut tabs = Vec::new();
    if round.track.meeting {
        tabs.push((t.meeting.tab, "meeting", Action::HouseholdList));
    }
    tabs.push((t.posting.tab, "posting", Action::RoundRead));
    tabs.into_iter()
        .filter(|(_, _, action)| page.may(*action))
        .map(|(label, part, _)| Tab {
            label,
            path: format!("{path}/{part}"),
            current: part == current,
        })
        .collect()
}

/// The badge a result wears.
pub(super) const fn result_badge(result: ReviewResult) -> &'static str {
    match result {
        ReviewResult::Poor => "class-poor",
        ReviewResult::NearPoor => "class-near_poor",
        ReviewResult::AverageLiving => "class-average_living",
        ReviewResult::EscapedPoor | ReviewResult::EscapedNearPoor => "class-not_poor",
        ReviewResult::NotListed => "class-none",
    }
}

/// `03703-00012 · Lò Văn Tính`, for choosing a household.
pub(super) fn line_label(line: &FormLine) -> String {
    format!("{} · {}", line.code, line.head_name)
}

/// How a paper is wanted: its format out of the address.
pub(crate) fn print(app: &App, format: &str) -> Result<Print, Failure> {
    let format = PaperFormat::parse(format).ok_or_else(Error::not_found)?;
    Ok(Print {
        format,
        synthetic: app.options.demo,
    })
}

/// A file: what is to be read is shown, what is to be edited is saved.
pub(crate) fn download(file: PaperFile) -> Answer {
    let shown = if file.media_type == "application/pdf" {
        "inline"
    } else {
        "attachment"
    };
    let headers = [
        (header::CONTENT_TYPE, file.media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("{shown}; filename=\"{}\"", file.file_name),
        ),
    ];
    Ok((headers, file.bytes).into_response())
}

/// A wrong field that only the page can know.
pub(super) fn wrong(field: &str, vi: &'static str, en: &'static str) -> Error {
    Error::field(field, vi, en)
}
