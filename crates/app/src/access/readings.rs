//! Who looked at a household's data, and who changed it: a report for the household.

use super::{Action, Actor, Role};
use crate::context::{Deed, end_reading};
use crate::registry::Workbook;
use crate::{Context, Error};
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;
use vuonlen_documents::report::{Book, Content, Report, ReportCell, ReportColumn, ReportRow};
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_domain::text::Language;
use vuonlen_store::audit::AuditEntry;

/// Who did what with a household's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings {
    /// The household's code.
    pub code: String,
    /// Name of its head.
    pub head_name: String,
    /// Newest first.
    pub lines: Vec<Reading>,
}

/// One reading or change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// When.
    pub at: DateTime<Utc>,
    /// Name of the person, as it is today; empty for the system and for the public.
    pub who: String,
    /// In which role.
    pub role: Text,
    /// Code of what was done.
    pub action: String,
    /// Whether the household stood in a list that was taken out as a file, rather than being
    /// opened itself: such a list may have held it.
    pub in_list: bool,
    /// Why, where a reason was given.
    pub reason: String,
}

impl Context {
    /// Everything the log holds about a household: readings and changes of it and of its survey
    /// forms, and the lists taken out of its commune, province or the country, which may have
    /// held it. Making the report is noted itself.
    ///
    /// # Errors
    /// [`Error::not_found`] when the household does not exist or lies elsewhere.
    pub async fn readings(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
    ) -> Result<Readings, Error> {
        let mut tx = self.store.read().await?;
        let household = tx.find_household(province, household_id).await?;
        let household = household.ok_or_else(Error::not_found)?;
        let area = crate::registry::area_of(&household);
        let scope = self.scope_over(actor, Action::HouseholdRead, &area)?;
        self.reason_to_read(actor, Action::HouseholdRead, &area)?;
        let forms = tx.list_form_ids_of(province, household_id).await?;
        let forms: Vec<String> = forms.iter().map(Uuid::to_string).collect();
        let own = [household_id.to_string()];
        let places = [province, &household.commune_code, "VN"];
        let lists = ["".to_owned()];
        let mut entries: Vec<(AuditEntry, bool)> = Vec::new();
        // Whoever holds a role over the country stands in the country's chain.
        for chain in [province, "VN"] {
            for (kind, ids) in [("household", &own[..]), ("form", &forms[..])] {
                let found = tx.list_audit_about(chain, kind, ids).await?;
                entries.extend(found.into_iter().map(|entry| (entry, false)));
            }
            let found = tx.list_audit_about(chain, "household_list", &lists).await?;
            let near = found
                .into_iter()
                .filter(|entry| places.contains(&entry.area_code.as_str()));
            entries.extend(near.map(|entry| (entry, true)));
        }
        entries.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.at));
        let mut lines = Vec::new();
        for (entry, in_list) in entries {
            let account = match entry.account_id {
                Some(id) => tx.find_account(id).await?,
                None => None,
            };
            let role = Role::find(&entry.role).map(|role| role.label.clone());
            lines.push(Reading {
                at: entry.at,
                who: account.map_or(entry.account_name, |account| account.display_name),
                role: role.unwrap_or_default(),
                action: entry.action,
                in_list,
                reason: entry.reason,
            });
        }
        let report = serde_json::json!({ "report": "readings", "lines": lines.len() });
        let deed = Deed::on(("household", household_id), report);
        let place = (Action::HouseholdRead, &scope, &area);
        end_reading(self, tx, actor, place, deed).await?;
        Ok(Readings {
            code: household.code,
            head_name: household.head_name,
            lines,
        })
    }

    /// The report as a workbook, to be handed to the household. `name` says what an action is
    /// called.
    ///
    /// # Errors
    /// As [`Context::readings`].
    pub async fn export_readings(
        &self,
        actor: &Actor,
        household: (&str, Uuid),
        language: Language,
        name: &(dyn Fn(&str) -> String + Sync),
    ) -> Result<Workbook, Error> {
        let report = self.readings(actor, household).await?;
        let say = |vi: &str, en: &str| Text::new(vi, en).get(language).to_owned();
        let today = self.today();
        let columns = [
            (say("STT", "No."), Content::Whole, 6.0),
            (
                say("Thời điểm (giờ Việt Nam)", "When (Vietnam)"),
                Content::Text,
                20.0,
            ),
            (say("Ai", "Who"), Content::Text, 28.0),
            (say("Vai trò", "Role"), Content::Text, 28.0),
            (say("Việc làm", "Action"), Content::Text, 28.0),
            (say("Lý do", "Reason"), Content::Text, 40.0),
        ];
        let title = say(
            "Ai đã xem và thay đổi thông tin của hộ",
            "Who looked at and changed the household’s data",
        );
        let frame = Report {
            title: vec![title],
            subtitle: vec![
                format!("{} · {}", report.head_name, report.code),
                format!("{} {}", say("Ngày", "On"), written(today)),
            ],
            columns: columns
                .into_iter()
                .map(|(label, content, width)| ReportColumn::new(label, content).wide(width))
                .collect(),
            ..Report::default()
        };
        let mut book = Book::new(today);
        let sheet_name = say("Ai đã xem", "Who looked");
        let mut sheet = book
            .begin_list(&sheet_name, frame)
            .map_err(Error::internal)?;
        for (number, line) in (1_i64..).zip(&report.lines) {
            let local = line.at + Duration::hours(7);
            let mut action = name(&line.action);
            if line.in_list {
                let maybe = say("danh sách có thể có hộ này", "a list that may hold it");
                action = format!("{action} ({maybe})");
            }
            let text = |text: &str| ReportCell::from(text);
            let row = ReportRow {
                cells: vec![
                    number.into(),
                    text(&local.format("%d/%m/%Y %H:%M").to_string()),
                    text(&line.who),
                    text(line.role.get(language)),
                    text(&action),
                    text(&line.reason),
                ],
                ..ReportRow::default()
            };
            sheet.push(&row).map_err(Error::internal)?;
        }
        book.end_list(sheet).map_err(Error::internal)?;
        Ok(Workbook {
            file_name: format!("ai-da-xem-{}.xlsx", today.format("%Y-%m-%d")),
            bytes: book.into_bytes().map_err(Error::internal)?,
        })
    }
}
