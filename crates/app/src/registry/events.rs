//! Changes during the year: what happened to a household between two reviews.

use super::household::{area_of, newest};
use super::view::{EventView, event_view};
use crate::access::{Action, Actor, Area, Scope};
use crate::error::FieldError;
use crate::once::{Claim, FormKey, claim};
use crate::privacy::masking::Sight;
use crate::{Context, Error};
use chrono::{Datelike, NaiveDate};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::event::HouseholdEvent;
use vuonlen_store::household::Household;

/// The kind of event with which a household always leaves.
const MOVED_OUT: &str = "moved_out";

/// An event to be recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewEvent {
    /// Code of `change_events`.
    pub kind: String,
    /// The day it happened.
    pub on: Option<NaiveDate>,
    /// In words.
    pub note: String,
    /// The household does not live here any more.
    pub leaves: bool,
}

/// An event with its household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventLine {
    /// What happened.
    pub event: EventView,
    /// Province of the household.
    pub province: String,
    /// The household.
    pub household_id: Uuid,
    /// Its head.
    pub head_name: String,
}

impl Context {
    /// Kinds of events, in the order of forms.
    #[must_use]
    pub fn event_kinds(&self) -> Vec<(String, Text)> {
        let list = self.law.codes.list("change_events");
        let version = list.and_then(|list| list.as_of(self.today()));
        version
            .map(|version| &version.codes[..])
            .unwrap_or_default()
            .iter()
            .map(|code| (code.code.clone(), code.label.clone()))
            .collect()
    }

    /// Records what happened to a household. One that leaves gets a version that says so.
    ///
    /// # Errors
    /// Wrong fields; a household elsewhere; leaving recorded by somebody who may not change
    /// households.
    pub async fn record_event(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        new: NewEvent,
        form_key: FormKey<'_>,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let (mut household, scope, area) = self
            .household_for(&mut tx, actor, Action::HouseholdEvent, key)
            .await?;
        let once = match claim(self, &mut tx, actor, ("record_event", form_key)).await? {
            Claim::Done(()) => return Ok(()),
            Claim::New(once) => once,
        };
        let on = self.check_event(&new)?;
        let note = normalise(&new.note);
        if new.leaves || new.kind == MOVED_OUT {
            self.scope_over(actor, Action::HouseholdWrite, &area).map_err(|_| {
                Error::field(
                    "leaves",
                    "Chỉ công chức xã được cho hộ rời khỏi danh sách. Ghi biến động, rồi báo xã.",
                    "Only the commune officer takes a household off the list. Record the change and tell the commune.",
                )
            })?;
            self.leave(&mut tx, actor, &mut household, (on, &note))
                .await?;
        }
        let what = (new.kind.as_str(), on, note.as_str());
        self.add_event(&mut tx, actor, (&scope, &area), &household, what)
            .await?;
        once.keep(&mut tx, &()).await?;
        Ok(tx.commit().await?)
    }

    /// Writes down what happened to a household, as it is now, with the audit entry.
    pub(super) async fn add_event(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (scope, area): (&Scope, &Area),
        household: &Household,
        (kind, on, note): (&str, NaiveDate, &str),
    ) -> Result<(), Error> {
        let event = HouseholdEvent {
            province_code: household.province_code.clone(),
            event_id: self.new_id(),
            household_id: household.household_id,
            commune_code: household.commune_code.clone(),
            kind: kind.to_owned(),
            on_date: on,
            note: note.to_owned(),
            version: household.version,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_event(&event).await?;
        let subject = ("household", household.household_id.to_string());
        let details = json!({ "event": kind, "version": household.version });
        let place = (Action::HouseholdEvent, scope, area);
        self.write_down(tx, actor, place, subject, details).await
    }

    /// Events of a year in the communes and villages the actor may record them for.
    ///
    /// # Errors
    /// When the actor may not record events.
    pub async fn events_of_year(&self, actor: &Actor, year: i32) -> Result<Vec<EventLine>, Error> {
        let scope = self.scope(actor, Action::HouseholdEvent)?;
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).ok_or_else(Error::not_found);
        let period = (day(year)?, day(year.saturating_add(1))?);
        let mut lines = Vec::new();
        let mut tx = self.store.read().await?;
        for area in scope.areas() {
            let (Some(province), Some(commune)) = (area.province(), area.commune()) else {
                continue;
            };
            let wording = self.wording(&mut tx, commune).await?;
            for event in tx.list_events_between(province, commune, period).await? {
                let household = tx.find_household(province, event.household_id).await?;
                let Some(household) = household.filter(|one| scope.covers(&area_of(one))) else {
                    continue;
                };
                let sight = Sight::over(actor, &area_of(&household));
                lines.push(EventLine {
                    province: province.to_owned(),
                    household_id: event.household_id,
                    head_name: household.head_name,
                    event: event_view(&wording, &sight, &event),
                });
            }
        }
        Ok(lines)
    }

    fn check_event(&self, new: &NewEvent) -> Result<NaiveDate, Error> {
        let mut wrong = Vec::new();
        let mut say = |field: &str, vi: &str, en: &str| {
            wrong.push(FieldError {
                field: field.to_owned(),
                text: Text::new(vi, en),
            });
        };
        if !self.event_kinds().iter().any(|(code, _)| *code == new.kind) {
            say("kind", "Chọn loại biến động.", "Choose the kind of change.");
        }
        match new.on {
            None => say("on", "Nhập ngày xảy ra.", "Enter the day."),
            Some(day) if day > self.today() => {
                say("on", "Ngày này chưa tới.", "This day has not come yet.");
            }
            Some(day) if day.year() < 2016 => {
                say(
                    "on",
                    "Ngày quá xa; kiểm tra năm.",
                    "Too long ago; check the year.",
                );
            }
            Some(_) => {}
        }
        match new.on.filter(|_| wrong.is_empty()) {
            Some(day) => Ok(day),
            None => Err(Error::invalid(wrong)),
        }
    }

    /// Adds the version with which a household leaves.
    async fn leave(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        household: &mut Household,
        (on, note): (NaiveDate, &str),
    ) -> Result<(), Error> {
        let base = household.version;
        let mut document = newest(tx, household).await?;
        document.active = false;
        household.active = false;
        household.version = base + 1;
        household.changed_at = self.now();
        let by = (actor, on, note);
        let version = self.version(household, Some(base), by, &document)?;
        Ok(tx.add_household_version(household, &version, &[]).await?)
    }

    /// Communes the scope of `action` reaches into, by code: a commune or village each once, all
    /// communes of a province today.
    ///
    /// # Errors
    /// When the actor may do the action nowhere.
    pub fn communes_of(
        &self,
        actor: &Actor,
        action: Action,
    ) -> Result<Vec<(String, String)>, Error> {
        let scope = self.scope(actor, action)?;
        let today = self.today();
        let mut communes = Vec::new();
        for area in scope.areas() {
            match area {
                Area::Commune { commune, .. } | Area::Village { commune, .. } => {
                    let unit = self.law.units.unit(commune, today);
                    let name = unit.map_or_else(|| commune.clone(), |unit| unit.name.clone());
                    communes.push((commune.clone(), name));
                }
                Area::Province(province) => communes.extend(
                    self.law
                        .units
                        .children(province, today)
                        .map(|unit| (unit.code.to_string(), unit.name.clone())),
                ),
                Area::Country => {}
            }
        }
        communes.sort();
        communes.dedup();
        Ok(communes)
    }
}
