//! The poverty standard in force on a day, with its lines and what they rest on.

use crate::{Context, Error, ErrorKind};
use chrono::NaiveDate;
use vuonlen_domain::Text;
use vuonlen_law::standards::Amount;
use vuonlen_law::status::Status;

/// A standard on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct StandardInForce {
    /// `nd07-2021`.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// First day of the period the day lies in.
    pub from: NaiveDate,
    /// First day after it.
    pub until: NaiveDate,
    /// What the period rests on: `instrument-id#place`.
    pub source: String,
    /// How sure we are of it.
    pub status: Status,
    /// Its values on the day.
    pub parameters: Vec<ParameterInForce>,
    /// Codes and names of its indicators of deprivation, in the order of the law.
    pub indicators: Vec<(String, Text)>,
}

/// A value of a standard on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterInForce {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: Text,
    /// Its unit.
    pub unit: String,
    /// Its value in rural areas.
    pub rural: f64,
    /// Its value in urban areas.
    pub urban: f64,
    /// What the rural value rests on: `instrument-id#place`.
    pub source: String,
    /// How sure we are of the less sure of the two values.
    pub status: Status,
}

impl Context {
    /// The national standard in force on a day.
    ///
    /// # Errors
    /// A day without one: there is no law for it, which is not the same as a line of zero.
    pub fn standard_in_force(&self, on: NaiveDate) -> Result<StandardInForce, Error> {
        let found = self.law.standard_on(on).map_err(|none| {
            let text = none.text();
            Error::new(ErrorKind::NotFound, "no_standard", text)
        })?;
        let period = found.period_on(on).ok_or_else(Error::not_found)?;
        let parameters = found.parameters_on(on).into_iter().map(|one| {
            let (rural, urban) = (one.rural, one.urban);
            ParameterInForce {
                id: one.parameter.id.clone(),
                label: one.parameter.label.clone(),
                unit: one.parameter.unit.clone(),
                rural: number(rural.value),
                urban: number(urban.value),
                source: rural.source.clone(),
                status: rural.status.weakest(urban.status),
            }
        });
        Ok(StandardInForce {
            id: found.id.clone(),
            title: found.title.clone(),
            from: period.from,
            until: period.until,
            source: period.source.clone(),
            status: period.status,
            parameters: parameters.collect(),
            indicators: found
                .indicators
                .iter()
                .map(|one| (one.code.clone(), one.label.clone()))
                .collect(),
        })
    }
}

fn number(amount: Amount) -> f64 {
    match amount {
        #[expect(clippy::cast_precision_loss, reason = "đồng, far below 2^53")]
        Amount::Int(whole) => whole as f64,
        Amount::Decimal(number) => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixtures;

    #[tokio::test]
    async fn a_day_has_its_standard_or_none() -> Result<(), Error> {
        let fixture = fixtures().await?.remove(0);
        let context = &fixture.context;
        let today = context.standard_in_force(context.today())?;
        assert!(today.from <= context.today() && context.today() < today.until);
        assert!(!today.indicators.is_empty());
        let line = today.parameters.iter().find(|one| one.rural < one.urban);
        assert!(line.is_some(), "a line differs between country and town");
        let long_ago = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap_or_default();
        let none = context.standard_in_force(long_ago).unwrap_err();
        assert_eq!(none.code, "no_standard");
        Ok(())
    }
}
