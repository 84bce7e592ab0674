//! The commune a person means by what they typed.

use super::{Unit, Units};
use chrono::NaiveDate;
use vuonlen_domain::date::written;
use vuonlen_domain::{Text, UnitCode};

/// Candidates named at most.
const MOST_NAMED: usize = 8;

/// Why a text names no commune of a day, and which it may mean.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{written}” is no commune on {on}")]
pub struct NoCommune {
    /// What was written.
    pub written: String,
    /// The day.
    pub on: NaiveDate,
    /// Of a code that exists on the day: the province or district it stands for.
    pub above: Option<String>,
    /// Communes it may mean, by code and full name: successors of a code that ended, or communes
    /// of that name.
    pub candidates: Vec<String>,
}

impl Units {
    /// The commune whose code is `written` on `date`.
    ///
    /// # Errors
    /// [`NoCommune`] for the code of a province or district, one that ended, or no code at all; a
    /// name is answered with the codes it may mean.
    pub fn commune(&self, written: &str, date: NaiveDate) -> Result<&Unit, NoCommune> {
        let written = written.trim();
        let found = self.unit(written, date);
        if let Some(commune) = found.filter(|unit| unit.kind.area.is_some()) {
            return Ok(commune);
        }
        Err(NoCommune {
            written: written.to_owned(),
            on: date,
            above: found.and_then(|_| self.path(written, date)),
            candidates: self.candidates(written, date),
        })
    }

    fn candidates(&self, written: &str, date: NaiveDate) -> Vec<String> {
        let successors = self.successors(written);
        let ended = UnitCode::parse(written).is_ok();
        let mut units: Vec<&Unit> = successors.iter().map(|entry| entry.unit).collect();
        if !ended {
            // Spreadsheets lose the leading zero of a code.
            units.extend(self.unit(&format!("0{written}"), date));
            units.extend(self.search(written, date));
        }
        units.retain(|unit| unit.kind.area.is_some() && unit.validity.contains(date));
        let named = |unit: &Unit| {
            let path = self.path(unit.code.as_str(), date);
            format!(
                "{} {}",
                unit.code,
                path.unwrap_or_else(|| unit.name.clone())
            )
        };
        units.into_iter().take(MOST_NAMED).map(named).collect()
    }
}

impl NoCommune {
    /// What to tell a person, and what to do next.
    #[must_use]
    pub fn text(&self) -> Text {
        let Self { written: text, .. } = self;
        let on = written(self.on);
        if let Some(above) = &self.above {
            return Text::new(
                format!("“{text}” là {above}, không phải xã. Ghi mã xã (5 chữ số)."),
                format!("“{text}” is {above}, not a commune. Write a commune's code (5 digits)."),
            );
        }
        if self.candidates.is_empty() {
            return Text::new(
                format!(
                    "Không có xã nào mã hoặc tên “{text}” ngày {on}. Ghi mã xã (5 chữ số); tìm mã theo tên: vuonlen law show unit \"TÊN XÃ\"."
                ),
                format!(
                    "No commune has the code or name “{text}” on {on}. Write its code (5 digits); to find it by name: vuonlen law show unit \"NAME\"."
                ),
            );
        }
        let candidates = self.candidates.join("; ");
        Text::new(
            format!(
                "“{text}” không phải mã xã có hiệu lực ngày {on}. Có phải: {candidates}? Ghi mã xã (5 chữ số)."
            ),
            format!(
                "“{text}” is no commune's code on {on}. Is it: {candidates}? Write the code (5 digits)."
            ),
        )
    }
}
