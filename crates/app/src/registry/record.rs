//! The audit entry of what was done in the registry, in one line.

use crate::access::{Action, Actor, Area, Scope};
use crate::context::{Deed, audit, end_reading};
use crate::{Context, Error};
use chrono::NaiveDate;
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;

impl Context {
    /// Writes the audit entry of `action` on `subject` into the transaction.
    pub(crate) async fn write_down(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        place: (Action, &Scope, &Area),
        subject: (&'static str, impl ToString),
        details: serde_json::Value,
    ) -> Result<(), Error> {
        audit(self, tx, actor, place, Deed::on(subject, details)).await
    }

    /// The same of what was only read; the reading transaction ends with it.
    pub(crate) async fn write_down_reading(
        &self,
        tx: Tx,
        actor: &Actor,
        place: (Action, &Scope, &Area),
        subject: (&'static str, impl ToString),
        details: serde_json::Value,
    ) -> Result<(), Error> {
        end_reading(self, tx, actor, place, Deed::on(subject, details)).await
    }

    /// The area a list or report is about: a commune where one is named, else the widest area of
    /// the scope.
    pub(crate) fn area_asked(&self, scope: &Scope, commune: Option<&str>) -> Result<Area, Error> {
        let Some(commune) = commune else {
            return Ok(scope.areas().first().cloned().unwrap_or(Area::Country));
        };
        let area = self.commune_area(commune)?;
        if scope.touches(&area) {
            Ok(area)
        } else {
            Err(Error::not_found())
        }
    }

    /// Provinces a scope reaches into, by code.
    pub(crate) fn provinces_within(&self, scope: &Scope) -> Vec<String> {
        let mut provinces: Vec<String> = Vec::new();
        for area in scope.areas() {
            match area.province() {
                Some(province) => provinces.push(province.to_owned()),
                None => provinces.extend(
                    self.law
                        .units
                        .at_level(vuonlen_domain::unit::UnitLevel::Province, self.today())
                        .map(|unit| unit.code.to_string()),
                ),
            }
        }
        provinces.sort();
        provinces.dedup();
        provinces
    }
}

/// A text that must not be empty.
pub(crate) fn required(field: &str, text: &str, vi: &str, en: &str) -> Result<String, Error> {
    let text = normalise(text);
    if text.is_empty() {
        Err(Error::field(field, vi, en))
    } else {
        Ok(text)
    }
}

/// A day that must be given and not lie in the future.
pub(crate) fn day_so_far(
    field: &str,
    day: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<NaiveDate, Error> {
    match day {
        None => Err(Error::field(field, "Nhập ngày.", "Enter the day.")),
        Some(day) if day > today => Err(Error::field(
            field,
            "Ngày này chưa tới.",
            "This day has not come yet.",
        )),
        Some(day) => Ok(day),
    }
}

/// Leave to do `action` in a commune.
pub(crate) fn commune_scope(
    context: &Context,
    actor: &Actor,
    action: Action,
    commune: &str,
) -> Result<(Scope, Area), Error> {
    let area = context.commune_area(commune)?;
    let scope = context.scope_over(actor, action, &area)?;
    Ok((scope, area))
}
