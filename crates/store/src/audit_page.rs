//! Reading the audit log page by page, newest first.

use crate::audit::AuditEntry;
use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Which entries of a province's chain to list. Empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only these areas; an empty list means the whole province.
    pub area_codes: Vec<String>,
    /// Only this action.
    pub action: Option<String>,
    /// Only this account, by its name at that time.
    pub account_name: Option<String>,
    /// Only what was done to this.
    pub subject_id: Option<String>,
    /// Only where the reason holds these words.
    pub reason: Option<String>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
}

macro_rules! bind_all {
    ($query:expr, $filter:expr, $province:expr, $before:expr) => {{
        let mut query = $query.bind($province).bind($before);
        for area in &$filter.area_codes {
            query = query.bind(area);
        }
        for text in [&$filter.action, &$filter.account_name, &$filter.subject_id] {
            if let Some(text) = text {
                query = query.bind(text);
            }
        }
        if let Some(words) = &$filter.reason {
            query = query.bind(holding(words));
        }
        for moment in [$filter.from, $filter.until].into_iter().flatten() {
            query = query.bind(moment);
        }
        query
    }};
}

impl AuditFilter {
    /// Conditions whose placeholders follow `$1` (the province) and `$2` (the entry last shown).
    fn conditions(&self) -> String {
        let mut next = 3..;
        let mut placeholder = || format!("${}", next.next().unwrap_or_default());
        let mut sql = String::new();
        if !self.area_codes.is_empty() {
            let list: Vec<String> = self.area_codes.iter().map(|_| placeholder()).collect();
            sql.push_str(&format!(" AND area_code IN ({})", list.join(", ")));
        }
        for (column, given) in [
            ("action =", self.action.is_some()),
            ("account_name =", self.account_name.is_some()),
            ("subject_id =", self.subject_id.is_some()),
            ("reason LIKE", self.reason.is_some()),
            ("at >=", self.from.is_some()),
            ("at <", self.until.is_some()),
        ] {
            if given {
                sql.push_str(&format!(" AND {column} {}", placeholder()));
            }
        }
        sql
    }
}

/// A pattern that matches texts holding `words`; its own signs stand for themselves.
fn holding(words: &str) -> String {
    let plain: String = words
        .chars()
        .map(|c| if matches!(c, '%' | '_') { ' ' } else { c })
        .collect();
    format!("%{plain}%")
}

impl Tx {
    /// What was done in a province to any of `subjects`, oldest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_audit_about(
        &mut self,
        province_code: &str,
        subject_kind: &str,
        subjects: &[String],
    ) -> Result<Vec<AuditEntry>, StoreError> {
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (3..)
            .take(subjects.len())
            .map(|n| format!("${n}"))
            .collect();
        // Only fixed text and placeholders go into the SQL; every value is bound.
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT * FROM audit_entry WHERE province_code = $1 AND subject_kind = $2 \
             AND subject_id IN ({}) ORDER BY sequence",
            places.join(", ")
        ));
        Ok(on!(self, connection => {
            let mut query = sqlx::query_as(sql).bind(province_code).bind(subject_kind);
            for subject in subjects {
                query = query.bind(subject);
            }
            query.fetch_all(connection).await?
        }))
    }

    /// Ids of the survey forms a household ever had.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_form_ids_of(
        &mut self,
        province_code: &str,
        household_id: Uuid,
    ) -> Result<Vec<Uuid>, StoreError> {
        const SQL: &str = "SELECT form_id FROM survey_form \
             WHERE province_code = $1 AND household_id = $2 ORDER BY form_id";
        Ok(on!(self, connection => sqlx::query_scalar(SQL)
            .bind(province_code)
            .bind(household_id)
            .fetch_all(connection)
            .await?))
    }

    /// Entries of a province's chain before number `before`, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_audit_page(
        &mut self,
        province_code: &str,
        filter: &AuditFilter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        // Only fixed text and placeholders go into the SQL; every value is bound.
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT * FROM audit_entry WHERE province_code = $1 AND sequence < $2{} \
             ORDER BY sequence DESC LIMIT {limit}",
            filter.conditions()
        ));
        let before = before.unwrap_or(i64::MAX);
        Ok(
            on!(self, connection => bind_all!(sqlx::query_as(sql), filter, province_code, before)
            .fetch_all(connection)
            .await?),
        )
    }

    /// Entries of a province's chain after number `after`, oldest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_audit_after(
        &mut self,
        province_code: &str,
        after: i64,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT * FROM audit_entry WHERE province_code = $1 AND sequence > $2 \
             ORDER BY sequence LIMIT {limit}"
        ));
        Ok(on!(self, connection => sqlx::query_as(sql)
            .bind(province_code)
            .bind(after)
            .fetch_all(connection)
            .await?))
    }
}
