//! What a list shows, as a workbook.

use super::household::area_of;
use super::list::HouseholdQuery;
use super::wording::Wording;
use crate::access::{Action, Actor, Area};
use crate::context::{Deed, audit_reading};
use crate::privacy::masking::Sight;
use crate::{Context, Error};
use uuid::Uuid;
use vuonlen_documents::report::{Book, Content, Report, ReportCell, ReportColumn, ReportRow};
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_domain::text::Language;
use vuonlen_store::household::Household;

/// Rows read from the database at a time.
const CHUNK: u32 = 2_000;

/// A file to be downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workbook {
    /// What to call it.
    pub file_name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Context {
    /// Every household the query finds in the actor's area, in the order of the list. Taking the
    /// list out is audited, with the number of households.
    ///
    /// # Errors
    /// When the actor may not take lists out.
    pub async fn export_households(
        &self,
        actor: &Actor,
        query: &HouseholdQuery,
        language: Language,
    ) -> Result<Workbook, Error> {
        let scope = self.scope(actor, Action::Export)?;
        self.reason_to_export(actor)?;
        let filter = query.seen(actor, &scope)?;
        let say = |vi: &str, en: &str| Text::new(vi, en).get(language).to_owned();
        let today = self.today();
        let columns = [
            (say("STT", "No."), Content::Whole, 6.0),
            (say("Mã hộ", "Code"), Content::Text, 14.0),
            (
                say("Họ và tên chủ hộ", "Head of household"),
                Content::Text,
                28.0,
            ),
            (say("Thôn, bản", "Village"), Content::Text, 22.0),
            (say("Xã", "Commune"), Content::Text, 22.0),
            (say("Số nhân khẩu", "Persons"), Content::Whole, 10.0),
            (say("Dân tộc", "Ethnic group"), Content::Text, 14.0),
            (say("Phân loại", "Class"), Content::Text, 22.0),
            (
                say("Năm công nhận", "Recognised in"),
                Content::Centred,
                12.0,
            ),
            (say("Nhóm đối tượng", "Groups"), Content::Text, 34.0),
        ];
        let frame = Report {
            title: vec![say("Danh sách hộ", "List of households")],
            subtitle: vec![format!("{} {}", say("Ngày", "On"), written(today))],
            columns: columns
                .into_iter()
                .map(|(label, content, width)| ReportColumn::new(label, content).wide(width))
                .collect(),
            ..Report::default()
        };
        let mut book = Book::new(today);
        let mut sheet = book
            .begin_list(&say("Danh sách hộ", "Households"), frame)
            .map_err(Error::internal)?;
        let mut names = Names {
            context: self,
            wording: Wording::new(&self.law),
            communes: Vec::new(),
            language,
        };
        let mut count = 0_i64;
        let mut after: Option<(String, Uuid)> = None;
        // Reading a province takes a while: writers must not wait for it.
        let mut tx = self.store.read().await?;
        loop {
            let last = after.as_ref().map(|(name, id)| (name.as_str(), *id));
            let mut households = tx.list_households(&filter, last, CHUNK).await?;
            for household in &mut households {
                Sight::over(actor, &area_of(household)).household(household);
                count += 1;
                names.know(&mut tx, household).await?;
                let row = names.row(count, household);
                sheet.push(&row).map_err(Error::internal)?;
            }
            after = households
                .last()
                .map(|one| (one.head_sort_name.clone(), one.household_id));
            if households.len() < CHUNK as usize {
                break;
            }
        }
        drop(tx);
        book.end_list(sheet).map_err(Error::internal)?;
        let area = scope.areas().first().cloned().unwrap_or(Area::Country);
        let deed = Deed {
            subject_kind: "household_list",
            details: serde_json::json!({ "households": count }),
            ..Deed::default()
        };
        audit_reading(self, actor, (Action::Export, &scope, &area), deed).await?;
        Ok(Workbook {
            file_name: format!("danh-sach-ho-{}.xlsx", today.format("%Y-%m-%d")),
            bytes: book.into_bytes().map_err(Error::internal)?,
        })
    }
}

/// Names of communes, villages and codes, read as they are met.
struct Names<'c> {
    context: &'c Context,
    wording: Wording<'c>,
    communes: Vec<(String, String)>,
    language: Language,
}

impl Names<'_> {
    async fn know(&mut self, tx: &mut vuonlen_store::Tx, one: &Household) -> Result<(), Error> {
        if self
            .communes
            .iter()
            .any(|(code, _)| *code == one.commune_code)
        {
            return Ok(());
        }
        let villages = tx
            .list_villages_ever(&one.province_code, &one.commune_code)
            .await?;
        let villages = villages.into_iter().map(|one| (one.village_id, one.name));
        self.wording.villages.extend(villages);
        let unit = self
            .context
            .law
            .units
            .unit(&one.commune_code, self.context.today());
        let name = unit.map_or_else(|| one.commune_code.clone(), |unit| unit.name.clone());
        self.communes.push((one.commune_code.clone(), name));
        Ok(())
    }

    fn row(&self, number: i64, one: &Household) -> ReportRow {
        let label =
            |list: &str, code: &str| self.wording.label(list, code).get(self.language).to_owned();
        let commune = self
            .communes
            .iter()
            .find(|(code, _)| *code == one.commune_code);
        let groups = one.groups.split(',').filter(|code| !code.is_empty());
        let groups: Vec<String> = groups.map(|code| label("groups", code)).collect();
        let class = match one.class.as_str() {
            "none" => String::new(),
            class => label("classes", class),
        };
        let text = |text: &str| ReportCell::from(text);
        ReportRow {
            cells: vec![
                number.into(),
                text(&one.code),
                text(&one.head_name),
                text(&self.wording.village(one.village_id)),
                text(commune.map_or("", |(_, name)| name)),
                one.size.into(),
                text(&label("ethnic_groups", &one.ethnicity)),
                text(&class),
                text(
                    &one.class_year
                        .map(|year| year.to_string())
                        .unwrap_or_default(),
                ),
                text(&groups.join(", ")),
            ],
            ..ReportRow::default()
        }
    }
}
