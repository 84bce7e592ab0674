//! Lists of households: narrowed, searched, sorted, paged by key.

use super::Household;
use crate::sealed::{Guarded, Keyring, Slot};
use crate::tx::on;
use crate::{StoreError, Tx};
use uuid::Uuid;

/// A part of the tree a list may show: what the caller's permission reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Everything.
    Country,
    /// One province.
    Province(String),
    /// One commune of a province.
    Commune(String, String),
    /// One village of a province.
    Village(String, Uuid),
}

/// Which households to list. Empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseholdFilter {
    /// What the caller may see; an empty list shows nothing.
    pub reach: Vec<Reach>,
    /// Only this commune.
    pub commune_code: Option<String>,
    /// Only this village.
    pub village_id: Option<Uuid>,
    /// Only these classes.
    pub classes: Vec<String>,
    /// Only households of this group.
    pub group: Option<String>,
    /// Only this ethnic group.
    pub ethnicity: Option<String>,
    /// Words of a search key (without marks): each must stand in the head's or a member's name.
    pub words: Vec<String>,
    /// A member's whole identity number.
    pub identity_number: Option<String>,
    /// Only households for which no solution that still stands was recorded in this year or later.
    pub without_solution_since: Option<i64>,
    /// Also households that have left.
    pub with_left: bool,
}

enum Bound {
    Text(String),
    Id(Uuid),
    Number(i64),
}

struct Clause {
    sql: String,
    bounds: Vec<Bound>,
}

impl Clause {
    fn text(&mut self, value: &str) -> String {
        self.bounds.push(Bound::Text(value.to_owned()));
        format!("${}", self.bounds.len())
    }

    fn id(&mut self, value: Uuid) -> String {
        self.bounds.push(Bound::Id(value));
        format!("${}", self.bounds.len())
    }

    fn number(&mut self, value: i64) -> String {
        self.bounds.push(Bound::Number(value));
        format!("${}", self.bounds.len())
    }

    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// Only what follows the row last shown.
    fn after(&mut self, row: Option<(&str, Uuid)>) {
        if let Some((name, id)) = row {
            let name = self.text(name);
            let id = self.id(id);
            self.and(&format!(
                "(h.head_sort_name > {name} COLLATE \"vi-x-icu\" \
                 OR (h.head_sort_name = {name} COLLATE \"vi-x-icu\" AND h.household_id > {id}))"
            ));
        }
    }
}

impl HouseholdFilter {
    fn clause(&self, keys: &Keyring) -> Result<Clause, StoreError> {
        let mut clause = Clause {
            sql: "1 = 1".to_owned(),
            bounds: Vec::new(),
        };
        self.add_reach(&mut clause);
        if let Some(commune) = &self.commune_code {
            let bound = clause.text(commune);
            clause.and(&format!("h.commune_code = {bound}"));
        }
        if let Some(village) = self.village_id {
            let bound = clause.id(village);
            clause.and(&format!("h.village_id = {bound}"));
        }
        if !self.classes.is_empty() {
            let bounds: Vec<String> = self.classes.iter().map(|c| clause.text(c)).collect();
            clause.and(&format!("h.class IN ({})", bounds.join(", ")));
        }
        if let Some(group) = &self.group {
            let bound = clause.text(&format!("%,{},%", escape_like(group)));
            clause.and(&format!("h.groups LIKE {bound} ESCAPE '\\'"));
        }
        if let Some(ethnicity) = &self.ethnicity {
            let bound = clause.text(ethnicity);
            clause.and(&format!("h.ethnicity = {bound}"));
        }
        for word in &self.words {
            let bound = clause.text(&format!("%{}%", escape_like(word)));
            clause.and(&format!("h.head_name_key LIKE {bound} ESCAPE '\\'"));
        }
        if let Some(number) = &self.identity_number {
            let clear = clause.text(number);
            let digests: Vec<String> = (keys.digests(number)?.iter())
                .map(|digest| format!(" OR p.identity_index = {}", clause.text(digest)))
                .collect();
            clause.and(&format!(
                "EXISTS (SELECT 1 FROM person p WHERE p.province_code = h.province_code \
                 AND p.household_id = h.household_id AND (p.identity_number = {clear}{}))",
                digests.concat()
            ));
        }
        if let Some(year) = self.without_solution_since {
            let bound = clause.number(year);
            clause.and(&format!(
                "NOT EXISTS (SELECT 1 FROM household_solution s \
                 WHERE s.province_code = h.province_code AND s.household_id = h.household_id \
                 AND s.year >= {bound} AND s.state <> 'dropped')"
            ));
        }
        if !self.with_left {
            // Written so that both engines take it: SQLite's booleans are numbers.
            clause.and("h.active = (1 = 1)");
        }
        Ok(clause)
    }

    fn add_reach(&self, clause: &mut Clause) {
        let parts: Vec<String> = self
            .reach
            .iter()
            .map(|reach| match reach {
                Reach::Country => "1 = 1".to_owned(),
                Reach::Province(province) => {
                    format!("h.province_code = {}", clause.text(province))
                }
                Reach::Commune(province, commune) => format!(
                    "(h.province_code = {} AND h.commune_code = {})",
                    clause.text(province),
                    clause.text(commune)
                ),
                Reach::Village(province, village) => format!(
                    "(h.province_code = {} AND h.village_id = {})",
                    clause.text(province),
                    clause.id(*village)
                ),
            })
            .collect();
        if parts.is_empty() {
            clause.and("1 = 0");
        } else {
            clause.and(&format!("({})", parts.join(" OR ")));
        }
    }
}

/// `%`, `_` and `\` mean themselves in a search.
fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

macro_rules! bind_all {
    ($query:expr, $bounds:expr) => {
        $bounds
            .into_iter()
            .fold($query, |query, bound| match bound {
                Bound::Text(text) => query.bind(text),
                Bound::Id(id) => query.bind(id),
                Bound::Number(number) => query.bind(number),
            })
    };
}

impl Tx {
    /// Up to `limit` households after the one last shown, by the head's given name in Vietnamese
    /// order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_households(
        &mut self,
        filter: &HouseholdFilter,
        after: Option<(&str, Uuid)>,
        limit: u32,
    ) -> Result<Vec<Household>, StoreError> {
        let mut clause = filter.clause(&self.keys)?;
        clause.after(after);
        let sql = format!(
            "SELECT h.* FROM household h WHERE {} \
             ORDER BY h.head_sort_name COLLATE \"vi-x-icu\", h.household_id LIMIT {limit}",
            clause.sql
        );
        let bounds = clause.bounds;
        // Only fixed text and placeholders went into the SQL; every value is bound.
        let sql = sqlx::AssertSqlSafe(sql);
        Ok(
            on!(self, connection => bind_all!(sqlx::query_as(sql), bounds)
            .fetch_all(connection)
            .await?),
        )
    }

    /// How many households the filter finds, and how many persons live in them.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_households(
        &mut self,
        filter: &HouseholdFilter,
    ) -> Result<(i64, i64), StoreError> {
        let clause = filter.clause(&self.keys)?;
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(h.size), 0) AS BIGINT) \
             FROM household h WHERE {}",
            clause.sql
        ));
        let bounds = clause.bounds;
        Ok(
            on!(self, connection => bind_all!(sqlx::query_as(sql), bounds)
            .fetch_one(connection)
            .await?),
        )
    }

    /// Households and persons by class.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_households_by_class(
        &mut self,
        filter: &HouseholdFilter,
    ) -> Result<Vec<(String, i64, i64)>, StoreError> {
        let clause = filter.clause(&self.keys)?;
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT h.class, COUNT(*), CAST(COALESCE(SUM(h.size), 0) AS BIGINT) \
             FROM household h WHERE {} GROUP BY h.class ORDER BY h.class",
            clause.sql
        ));
        let bounds = clause.bounds;
        Ok(
            on!(self, connection => bind_all!(sqlx::query_as(sql), bounds)
            .fetch_all(connection)
            .await?),
        )
    }

    /// Households and persons by class and village.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_households_by_village(
        &mut self,
        filter: &HouseholdFilter,
    ) -> Result<Vec<(Uuid, String, i64, i64)>, StoreError> {
        let clause = filter.clause(&self.keys)?;
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT h.village_id, h.class, COUNT(*), CAST(COALESCE(SUM(h.size), 0) AS BIGINT) \
             FROM household h WHERE {} GROUP BY h.class, h.village_id \
             ORDER BY h.class, h.village_id",
            clause.sql
        ));
        let bounds = clause.bounds;
        Ok(
            on!(self, connection => bind_all!(sqlx::query_as(sql), bounds)
            .fetch_all(connection)
            .await?),
        )
    }
}

/// A household with its newest document.
#[derive(Debug, Clone, PartialEq, sqlx_macros::FromRow)]
pub struct HouseholdWithDocument {
    /// What lists show.
    #[sqlx(flatten)]
    pub household: Household,
    /// Everything kept of it.
    pub document: serde_json::Value,
}

impl Guarded for HouseholdWithDocument {
    const TABLE: &'static str = "household_version";

    fn row_key(&self) -> String {
        let of = &self.household;
        format!("{}/{}/{}", of.province_code, of.household_id, of.version)
    }

    fn slots(&mut self) -> Vec<(&'static str, Slot<'_>)> {
        vec![("document", Slot::Json(&mut self.document))]
    }
}

/// Households of one place, class and set of groups.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct PlaceCount {
    /// Province.
    pub province_code: String,
    /// Commune.
    pub commune_code: String,
    /// Village.
    pub village_id: Uuid,
    /// Class.
    pub class: String,
    /// Codes of groups, each between commas.
    pub groups: String,
    /// Households.
    pub households: i64,
    /// Persons in them.
    pub persons: i64,
}

impl Tx {
    /// As [`Tx::list_households`], each with its newest document.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_households_with_documents(
        &mut self,
        filter: &HouseholdFilter,
        after: Option<(&str, Uuid)>,
        limit: u32,
    ) -> Result<Vec<HouseholdWithDocument>, StoreError> {
        let mut clause = filter.clause(&self.keys)?;
        clause.after(after);
        let sql = format!(
            "SELECT h.*, v.document FROM household h JOIN household_version v \
             ON v.province_code = h.province_code AND v.household_id = h.household_id \
             AND v.version = h.version WHERE {} \
             ORDER BY h.head_sort_name COLLATE \"vi-x-icu\", h.household_id LIMIT {limit}",
            clause.sql
        );
        let bounds = clause.bounds;
        let sql = sqlx::AssertSqlSafe(sql);
        let rows: Vec<HouseholdWithDocument> = on!(self, connection => bind_all!(sqlx::query_as(sql), bounds)
            .fetch_all(connection)
            .await?);
        self.opened_all(rows)
    }

    /// Households and persons by place, class and groups: as last recognised, or as recognised
    /// for `year` (groups are always those of today).
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_households_by_place(
        &mut self,
        filter: &HouseholdFilter,
        year: Option<i64>,
    ) -> Result<Vec<PlaceCount>, StoreError> {
        let clause = filter.clause(&self.keys)?;
        let (class, size, join) = match year {
            None => ("h.class", "h.size", String::new()),
            // A number of our own: nothing to bind.
            Some(year) => (
                "r.class",
                "r.size",
                format!(
                    "JOIN recognition r ON r.province_code = h.province_code \
                     AND r.household_id = h.household_id AND r.year = {year} \
                     AND r.sequence = (SELECT MAX(s.sequence) FROM recognition s \
                     WHERE s.province_code = r.province_code \
                     AND s.household_id = r.household_id AND s.year = r.year)"
                ),
            ),
        };
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT h.province_code, h.commune_code, h.village_id, {class} AS class, h.groups, \
             COUNT(*) AS households, CAST(COALESCE(SUM({size}), 0) AS BIGINT) AS persons \
             FROM household h {join} WHERE {} \
             GROUP BY h.province_code, h.commune_code, h.village_id, {class}, h.groups \
             ORDER BY h.province_code, h.commune_code, h.village_id, {class}, h.groups",
            clause.sql
        ));
        let bounds = clause.bounds;
        Ok(
            on!(self, connection => bind_all!(sqlx::query_as(sql), bounds)
            .fetch_all(connection)
            .await?),
        )
    }
}
