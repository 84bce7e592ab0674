//! Lines of a page.

use crate::instruments::Instruments;
use crate::status::{Provenance, Status};
use chrono::{Days, NaiveDate};
use std::fmt::Write as _;
use vuonlen_domain::Text;

/// A page being written.
pub(crate) struct Page<'a> {
    instruments: &'a Instruments,
    text: String,
}

impl<'a> Page<'a> {
    pub(crate) const fn new(instruments: &'a Instruments) -> Self {
        Self {
            instruments,
            text: String::new(),
        }
    }

    /// The name of what the page is about, Vietnamese first.
    pub(crate) fn title(&mut self, title: &Text) {
        let _ = writeln!(self.text, "{}\n{}", title.vi, title.en);
    }

    /// The head of a part.
    pub(crate) fn part(&mut self, vi: &str, en: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.text, "{gap}{vi} / {en}");
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) {
        self.text.push('\n');
    }

    pub(crate) fn line(&mut self, depth: usize, line: impl AsRef<str>) {
        for part in line.as_ref().trim_end().lines() {
            let _ = writeln!(self.text, "{:indent$}{part}", "", indent = depth * 2);
        }
    }

    /// Both languages on a line.
    pub(crate) fn both(&mut self, depth: usize, text: &Text) {
        self.line(depth, format!("{} / {}", text.vi, text.en));
    }

    /// Where what stands above comes from.
    pub(crate) fn source(&mut self, depth: usize, source: &str, status: Status) {
        let label = status.label();
        let citation = match self.instruments.resolve(source) {
            // Only a place that is an article reads as text; others are names of our own.
            Some((instrument, place)) => match place.strip_prefix("dieu-") {
                Some(article) => format!("{}, Điều {article}", instrument.citation()),
                None => instrument.citation().to_owned(),
            },
            None => "?".to_owned(),
        };
        self.line(
            depth,
            format!("[{citation} ({source}); {} / {}]", label.vi, label.en),
        );
    }

    pub(crate) fn provenance(&mut self, depth: usize, provenance: &Provenance) {
        self.source(depth, &provenance.source, provenance.status);
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// `20/11/2026`.
pub(crate) fn day(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// First and last day, as people write them: `01/01/2022 – 31/12/2025`.
pub(crate) fn span(from: NaiveDate, until: Option<NaiveDate>) -> String {
    let last = until.and_then(|until| until.checked_sub_days(Days::new(1)));
    format!(
        "{} – {}",
        day(from),
        last.map_or_else(|| "…".to_owned(), day)
    )
}
