//! The audit log as a workbook, for inspectors.

use super::audit_log::{AuditQuery, asked};
use super::{Action, Actor, Area, Role};
use crate::context::{Deed, audit_reading};
use crate::registry::Workbook;
use crate::{Context, Error};
use chrono::Duration;
use vuonlen_documents::report::{Book, Content, Report, ReportCell, ReportColumn, ReportRow};
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_domain::text::Language;
use vuonlen_store::audit::AuditEntry;

/// Entries read from the database at a time.
const CHUNK: u32 = 2_000;

impl Context {
    /// Every entry the question finds, newest first, with its hash: whoever receives the workbook
    /// can hold it against the chain later. Taking it out asks for a reason and is noted.
    ///
    /// # Errors
    /// When the actor may not read the log; without a reason.
    pub async fn export_audit(
        &self,
        actor: &Actor,
        query: &AuditQuery,
        language: Language,
    ) -> Result<Workbook, Error> {
        let scope = self.scope(actor, Action::AuditRead)?;
        let (province, filter) = asked(&scope, query)?;
        self.reason_to_export(actor)?;
        let say = |vi: &str, en: &str| Text::new(vi, en).get(language).to_owned();
        let today = self.today();
        let columns = [
            (say("Số", "No."), Content::Whole, 8.0),
            (
                say("Thời điểm (giờ Việt Nam)", "When (Vietnam)"),
                Content::Text,
                20.0,
            ),
            (say("Tên đăng nhập", "Sign-in name"), Content::Text, 20.0),
            (say("Vai trò", "Role"), Content::Text, 24.0),
            (say("Địa bàn", "Area"), Content::Text, 10.0),
            (say("Việc làm", "Action"), Content::Text, 22.0),
            (
                say("Loại đối tượng", "Kind of subject"),
                Content::Text,
                16.0,
            ),
            (
                say("Mã đối tượng", "Id of the subject"),
                Content::Text,
                38.0,
            ),
            (say("Chi tiết", "Details"), Content::Text, 40.0),
            (say("Lý do", "Reason"), Content::Text, 30.0),
            (say("Địa chỉ mạng", "Network address"), Content::Text, 16.0),
            (say("Mã băm", "Hash"), Content::Text, 66.0),
        ];
        let title = say("Nhật ký hệ thống", "Audit log");
        let frame = Report {
            title: vec![title.clone()],
            subtitle: vec![format!(
                "{} {province} · {} {}",
                say("Tỉnh", "Province"),
                say("ngày", "on"),
                written(today)
            )],
            columns: columns
                .into_iter()
                .map(|(label, content, width)| ReportColumn::new(label, content).wide(width))
                .collect(),
            ..Report::default()
        };
        let mut book = Book::new(today);
        let mut sheet = book.begin_list(&title, frame).map_err(Error::internal)?;
        let mut before = query.before;
        let mut count = 0_usize;
        let mut tx = self.store.read().await?;
        loop {
            let entries = tx
                .list_audit_page(&province, &filter, before, CHUNK)
                .await?;
            for entry in &entries {
                sheet.push(&row(entry, language)).map_err(Error::internal)?;
            }
            count += entries.len();
            before = entries.last().map(|entry| entry.sequence);
            if entries.len() < CHUNK as usize {
                break;
            }
        }
        drop(tx);
        book.end_list(sheet).map_err(Error::internal)?;
        let area = scope.areas().first().cloned().unwrap_or(Area::Country);
        let exported = serde_json::json!({ "exported": count });
        let deed = Deed::on(("audit_log", province), exported);
        audit_reading(self, actor, (Action::AuditRead, &scope, &area), deed).await?;
        Ok(Workbook {
            file_name: format!("nhat-ky-{}.xlsx", today.format("%Y-%m-%d")),
            bytes: book.into_bytes().map_err(Error::internal)?,
        })
    }
}

fn row(entry: &AuditEntry, language: Language) -> ReportRow {
    let local = entry.at + Duration::hours(7);
    let role = Role::find(&entry.role).map_or(entry.role.as_str(), |role| role.label.get(language));
    let details = Some(entry.details.as_str()).filter(|text| *text != "null");
    let text = |text: &str| ReportCell::from(text);
    ReportRow {
        cells: vec![
            entry.sequence.into(),
            text(&local.format("%d/%m/%Y %H:%M:%S").to_string()),
            text(&entry.account_name),
            text(role),
            text(&entry.area_code),
            text(&entry.action),
            text(&entry.subject_kind),
            text(&entry.subject_id),
            text(details.unwrap_or_default()),
            text(&entry.reason),
            text(&entry.address),
            text(&entry.hash),
        ],
        ..ReportRow::default()
    }
}
