//! A province's higher standard, laid over the national one.

use super::{Amount, Parameter, Period, Standard};
use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use chrono::NaiveDate;
use serde::Deserialize;
use vuonlen_domain::{Area, Text, UnitCode};

/// One file of `law/standards/overlays/`: the parameters a province raises, from when until when.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// Its own id.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// The standard it is laid over.
    pub base: String,
    /// The province it holds in.
    pub province: UnitCode,
    /// When it holds; outside, the national standard does.
    #[serde(rename = "period")]
    pub periods: Vec<Period>,
    /// The parameters it replaces, with all their values.
    #[serde(rename = "parameter")]
    pub parameters: Vec<Parameter>,
    /// Path under `law/` of the file it was read from.
    #[serde(skip)]
    pub file: String,
}

/// Why an overlay cannot be laid over a standard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverlayError {
    /// It names another standard.
    #[error("the overlay is made for the standard “{0}”")]
    OtherBase(String),
    /// It replaces a parameter the standard does not have.
    #[error("the standard has no parameter “{0}”")]
    UnknownParameter(String),
    /// It has no value of a parameter on its first day.
    #[error("the parameter “{0}” has no value on the first day {1} of the overlay")]
    NoValue(String, NaiveDate),
    /// It lies outside the standard's own time.
    #[error("the standard does not hold on the whole time from {0} to {1}")]
    OutsideStandard(NaiveDate, NaiveDate),
    /// A province may set a higher standard, never a lower one.
    #[error("“{0}” is lower than the national value on {1}")]
    Lower(String, NaiveDate),
}

impl OverlayError {
    /// A text of the overlay's file that stands where it is wrong.
    pub(crate) fn subject(&self) -> String {
        match self {
            Self::OtherBase(base) => format!("\"{base}\""),
            Self::UnknownParameter(id) | Self::NoValue(id, _) | Self::Lower(id, _) => {
                format!("\"{id}\"")
            }
            Self::OutsideStandard(..) => "[[period]]".to_owned(),
        }
    }

    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        let vi = match self {
            Self::OtherBase(base) => format!("chuẩn của tỉnh này đặt trên chuẩn “{base}”"),
            Self::UnknownParameter(id) => format!("chuẩn quốc gia không có tham số “{id}”"),
            Self::NoValue(id, day) => {
                format!("tham số “{id}” chưa có giá trị vào ngày đầu áp dụng {day}")
            }
            Self::OutsideStandard(from, until) => {
                format!("chuẩn quốc gia không có hiệu lực suốt từ {from} đến trước {until}")
            }
            Self::Lower(id, day) => format!(
                "“{id}” thấp hơn mức của chuẩn quốc gia vào ngày {day}; tỉnh chỉ được quy định cao hơn"
            ),
        };
        Text::new(vi, self.to_string())
    }
}

impl Overlay {
    /// Reads one file of `law/standards/overlays/`.
    ///
    /// # Errors
    /// A [`Finding`] for a syntax error, an unknown or a missing key.
    pub fn read(file: &LawFile) -> Result<Self, Finding> {
        let mut overlay: Self = parse_toml(file)?;
        overlay.file.clone_from(&file.path);
        Ok(overlay)
    }

    /// Whether the overlay holds on `date`.
    #[must_use]
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.periods.iter().any(|period| period.contains(date))
    }
}

impl Standard {
    /// This standard with `overlay` laid over it, holding while the overlay does.
    ///
    /// # Errors
    /// [`OverlayError`] when the overlay belongs to another standard, replaces what the standard
    /// does not have, lowers a value, or holds when the standard does not.
    pub fn with_overlay(&self, overlay: &Overlay) -> Result<Self, OverlayError> {
        if overlay.base != self.id {
            return Err(OverlayError::OtherBase(overlay.base.clone()));
        }
        for period in &overlay.periods {
            self.covers(period)?;
            for raised in &overlay.parameters {
                self.is_raised_by(raised, period)?;
            }
        }
        let mut standard = self.clone();
        standard.title = overlay.title.clone();
        standard.periods.clone_from(&overlay.periods);
        standard.overlay = Some(overlay.id.clone());
        standard.compiled.clear();
        for parameter in &mut standard.parameters {
            if let Some(raised) = overlay.parameters.iter().find(|p| p.id == parameter.id) {
                parameter.values.clone_from(&raised.values);
            }
        }
        Ok(standard)
    }

    fn covers(&self, period: &Period) -> Result<(), OverlayError> {
        let mut day = period.from;
        while day < period.until {
            day = self
                .period_on(day)
                .ok_or(OverlayError::OutsideStandard(period.from, period.until))?
                .until;
        }
        Ok(())
    }

    fn is_raised_by(&self, raised: &Parameter, period: &Period) -> Result<(), OverlayError> {
        let national = self
            .parameter(&raised.id)
            .ok_or_else(|| OverlayError::UnknownParameter(raised.id.clone()))?;
        let changes = raised.values.iter().chain(&national.values);
        let days = changes
            .map(|value| value.from)
            .filter(|day| period.contains(*day));
        for day in days.chain([period.from]) {
            for area in Area::ALL {
                let higher = raised
                    .value_on(day, area)
                    .ok_or_else(|| OverlayError::NoValue(raised.id.clone(), day))?;
                let lower = national.value_on(day, area);
                if lower.is_some_and(|value| !at_least(higher.value, value.value)) {
                    return Err(OverlayError::Lower(raised.id.clone(), day));
                }
            }
        }
        Ok(())
    }
}

/// Amounts of different types are never comparable: formulas would not compile with the one in
/// place of the other.
fn at_least(higher: Amount, lower: Amount) -> bool {
    match (higher, lower) {
        (Amount::Int(higher), Amount::Int(lower)) => higher >= lower,
        (Amount::Decimal(higher), Amount::Decimal(lower)) => higher >= lower,
        _ => false,
    }
}
