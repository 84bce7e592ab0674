//! Changes during the year as reported to the level above: each event is carried by one report,
//! and the level above says that it has it.

use super::export::Workbook;
use super::household::area_of;
use super::record::commune_scope;
use super::wording::Wording;
use crate::access::{Action, Actor, Area};
use crate::privacy::kinds::FieldKind;
use crate::privacy::masking::Sight;
use crate::{Context, Error};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;
use vuonlen_documents::report::{Content, Report, ReportColumn, ReportRow};
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_domain::text::{Language, normalise};
use vuonlen_store::Tx;
use vuonlen_store::change_report::ChangeReport;
use vuonlen_store::event::HouseholdEvent;

/// A report as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportView {
    /// The report.
    pub report: ChangeReport,
    /// Name of the commune.
    pub commune: String,
}

/// One change in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedChange {
    /// The event.
    pub event: HouseholdEvent,
    /// What kind it is.
    pub kind: Text,
    /// Code of the household.
    pub code: String,
    /// Its head.
    pub head: String,
    /// Name of its village.
    pub village: String,
    /// Code of its class.
    pub class: String,
}

impl Context {
    /// Reports the actor sent or receives, newest first.
    ///
    /// # Errors
    /// When the actor may not read reports.
    pub async fn change_reports(&self, actor: &Actor) -> Result<Vec<ReportView>, Error> {
        let scope = self.scope(actor, Action::ChangeReportRead)?;
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for province in self.provinces_within(&scope) {
            for report in tx.list_change_reports(&province).await? {
                let area = area_of_report(&report);
                if scope.covers(&area) {
                    views.push(ReportView {
                        commune: self.unit_short_name(&report.commune_code),
                        report,
                    });
                }
            }
        }
        Ok(views)
    }

    /// How many changes of a commune up to today no report carries.
    ///
    /// # Errors
    /// When the actor may not report for the commune.
    pub async fn unreported_changes(&self, actor: &Actor, commune: &str) -> Result<usize, Error> {
        let area = self.commune_area(commune)?;
        self.scope_over(actor, Action::ChangeReport, &area)?;
        let province = area.province().unwrap_or_default();
        let mut tx = self.store.read().await?;
        let events = tx
            .list_unreported_events(province, commune, self.today())
            .await?;
        Ok(events.len())
    }

    /// Reports every change up to a day that no earlier report carries. A period without a change
    /// is reported too: that nothing happened is also known then.
    ///
    /// # Errors
    /// A day to come, or before the last report's.
    pub async fn report_changes(
        &self,
        actor: &Actor,
        commune: &str,
        (until, note): (Option<NaiveDate>, &str),
    ) -> Result<Uuid, Error> {
        let (scope, area) = commune_scope(self, actor, Action::ChangeReport, commune)?;
        let until = super::record::day_so_far("until", until, self.today())?;
        let province = area.province().unwrap_or_default().to_owned();
        let mut tx = self.store.begin().await?;
        let before = tx.list_change_reports(&province).await?;
        let last = before
            .iter()
            .filter(|one| one.commune_code == commune)
            .map(|one| one.until_date)
            .max();
        if last.is_some_and(|last| until <= last) {
            return Err(Error::field(
                "until",
                "Kỳ này đã báo cáo. Chọn ngày sau ngày cuối của báo cáo trước.",
                "This period has been reported. Choose a day after the last report's.",
            ));
        }
        let events = tx.list_unreported_events(&province, commune, until).await?;
        let first = events.first().map(|event| event.on_date);
        let year = NaiveDate::from_yo_opt(chrono::Datelike::year(&until), 1).unwrap_or(until);
        let from = last
            .and_then(|last| last.succ_opt())
            .or_else(|| first.map(|first| first.min(year)))
            .unwrap_or(year);
        let households: BTreeSet<Uuid> = events.iter().map(|event| event.household_id).collect();
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let report = ChangeReport {
            province_code: province.clone(),
            report_id: self.new_id(),
            commune_code: commune.to_owned(),
            from_date: from,
            until_date: until,
            events: count(events.len()),
            households: count(households.len()),
            note: normalise(note),
            reported_at: self.now(),
            reported_by: Some(actor.account_id),
            acknowledged_at: None,
            acknowledged_by: None,
            answer: String::new(),
        };
        tx.add_change_report(&report).await?;
        for event in &events {
            tx.add_reported_event((&province, report.report_id), event.event_id)
                .await?;
        }
        let subject = ("change_report", report.report_id.to_string());
        let place = (Action::ChangeReport, &scope, &area);
        let details = json!({ "events": report.events, "until": until });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        tx.commit().await?;
        Ok(report.report_id)
    }

    /// A report with its changes. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] for a report elsewhere.
    pub async fn change_report(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
    ) -> Result<(ReportView, Vec<ReportedChange>), Error> {
        let mut tx = self.store.read().await?;
        let report = tx.find_change_report(key.0, key.1).await?;
        let report = report.ok_or_else(Error::not_found)?;
        let area = area_of_report(&report);
        let action = Action::ChangeReportRead;
        let scope = self.scope_over(actor, action, &area)?;
        let changes = self.reported_changes(&mut tx, actor, &report).await?;
        let subject = ("change_report", key.1.to_string());
        self.write_down_reading(tx, actor, (action, &scope, &area), subject, json!({}))
            .await?;
        let commune = self.unit_name(&report.commune_code);
        Ok((ReportView { report, commune }, changes))
    }

    async fn reported_changes(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        report: &ChangeReport,
    ) -> Result<Vec<ReportedChange>, Error> {
        let province = &report.province_code;
        let mut wording = Wording::new(&self.law);
        let villages = tx
            .list_villages_ever(province, &report.commune_code)
            .await?;
        wording.villages = villages
            .into_iter()
            .map(|v| (v.village_id, v.name))
            .collect();
        let mut changes = Vec::new();
        for mut event in tx.list_reported_events(province, report.report_id).await? {
            let household = tx.find_household(province, event.household_id).await?;
            let household = household.ok_or_else(Error::not_found)?;
            let sight = Sight::over(actor, &area_of(&household));
            event.note = sight.text(FieldKind::Notes, &event.note);
            changes.push(ReportedChange {
                kind: wording.label("change_events", &event.kind),
                village: wording.village(household.village_id),
                code: household.code,
                head: household.head_name,
                class: household.class,
                event,
            });
        }
        Ok(changes)
    }

    /// A report as a workbook.
    ///
    /// # Errors
    /// As [`Context::change_report`].
    pub async fn export_change_report(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        language: Language,
    ) -> Result<Workbook, Error> {
        let (view, changes) = self.change_report(actor, key).await?;
        let say = |vi: &str, en: &str| Text::new(vi, en).get(language).to_owned();
        let wording = Wording::new(&self.law);
        let column = |vi: &str, en: &str, width: f64| {
            ReportColumn::new(say(vi, en), Content::Text).wide(width)
        };
        let report = Report {
            title: vec![say(
                "Báo cáo biến động hộ nghèo, hộ cận nghèo",
                "Report of changes of households",
            )],
            subtitle: vec![
                view.commune.clone(),
                format!(
                    "{} – {}",
                    written(view.report.from_date),
                    written(view.report.until_date)
                ),
            ],
            columns: vec![
                ReportColumn::new(say("STT", "No."), Content::Whole).wide(6.0),
                column("Ngày", "Day", 12.0),
                column("Mã hộ", "Code", 14.0),
                column("Chủ hộ", "Head", 26.0),
                column("Thôn, bản", "Village", 20.0),
                column("Phân loại", "Class", 18.0),
                column("Biến động", "Change", 26.0),
                column("Nội dung", "In words", 40.0),
            ],
            rows: changes
                .iter()
                .zip(1_i64..)
                .map(|(one, number)| ReportRow {
                    cells: vec![
                        number.into(),
                        written(one.event.on_date).as_str().into(),
                        one.code.as_str().into(),
                        one.head.as_str().into(),
                        one.village.as_str().into(),
                        match one.class.as_str() {
                            "none" => "".into(),
                            class => wording.label("classes", class).get(language).into(),
                        },
                        one.kind.get(language).into(),
                        one.event.note.as_str().into(),
                    ],
                    ..ReportRow::default()
                })
                .collect(),
            notes: vec![view.report.note]
                .into_iter()
                .filter(|note| !note.is_empty())
                .collect(),
            ..Report::default()
        };
        self.workbook(&report, "bao-cao-bien-dong")
    }

    /// The level above says that it has a report.
    ///
    /// # Errors
    /// A report elsewhere, or acknowledged already.
    pub async fn acknowledge_change_report(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        answer: &str,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let report = tx.find_change_report(key.0, key.1).await?;
        let area = area_of_report(&report.ok_or_else(Error::not_found)?);
        let scope = self.scope_over(actor, Action::ChangeReportReceive, &area)?;
        let by = (actor.account_id, self.now());
        tx.acknowledge_change_report(key, by, &normalise(answer))
            .await?;
        let subject = ("change_report", key.1.to_string());
        let place = (Action::ChangeReportReceive, &scope, &area);
        self.write_down(
            &mut tx,
            actor,
            place,
            subject,
            json!({ "acknowledged": true }),
        )
        .await?;
        Ok(tx.commit().await?)
    }
}

fn area_of_report(report: &ChangeReport) -> Area {
    Area::Commune {
        province: report.province_code.clone(),
        commune: report.commune_code.clone(),
    }
}
