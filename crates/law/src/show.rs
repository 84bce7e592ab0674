//! Pages of plain text, in Vietnamese and English, of what the law says and where that stands.
//!
//! What `vuonlen law show` prints. This room chooses words and order; it decides nothing.

pub(crate) mod page;
mod place;
mod standard;
mod table;
mod target;
#[cfg(test)]
mod tests;

pub use place::{instrument, unit};
pub use standard::{indicator, standard, value};
pub use table::table;
pub use target::target;

use crate::law::NoStandard;
use crate::standards::Standard;
use chrono::NaiveDate;
use vuonlen_domain::Text;

/// Why there is nothing to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NothingToShow {
    /// No standard holds on the day.
    #[error(transparent)]
    NoStandard(#[from] NoStandard),
    /// The standard does not hold on the day.
    #[error("the standard “{0}” does not hold on {1}")]
    NotOn(String, NaiveDate),
    /// Nothing has this name.
    #[error("nothing is called “{name}”; there are: {}", known.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is, in order; empty where there is too much to list.
        known: Vec<String>,
    },
}

impl NothingToShow {
    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NoStandard(none) => none.text(),
            Self::NotOn(id, date) => {
                let date = page::day(*date);
                Text::new(
                    format!("Chuẩn “{id}” không có hiệu lực ngày {date}. Chọn ngày khác."),
                    format!("The standard “{id}” does not hold on {date}. Choose another day."),
                )
            }
            Self::Unknown { name, known } => {
                if known.is_empty() {
                    return Text::new(
                        format!("Không có “{name}”."),
                        format!("There is no “{name}”."),
                    );
                }
                let known = known.join(", ");
                Text::new(
                    format!("Không có “{name}”. Có: {known}"),
                    format!("There is no “{name}”. There are: {known}"),
                )
            }
        }
    }
}

fn unknown<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> NothingToShow {
    NothingToShow::Unknown {
        name: name.to_owned(),
        known: known.into_iter().map(str::to_owned).collect(),
    }
}

/// Whether `standard` can be shown as of `date`.
fn held(standard: &Standard, date: NaiveDate) -> Result<(), NothingToShow> {
    if standard.holds_on(date) {
        Ok(())
    } else {
        Err(NothingToShow::NotOn(standard.id.clone(), date))
    }
}
