//! Which tables and columns there are, as the database itself says.

use super::Kind;
use crate::tx::on;
use crate::{StoreError, Tx};

/// The tables of a database, those referred to before those that refer to them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Layout {
    /// The tables.
    pub tables: Vec<Table>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, by name.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

impl Layout {
    /// The table of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The same tables and columns as they cross over, for comparing layouts of two engines.
    #[must_use]
    pub fn crossing(&self) -> Self {
        let mut tables = self.tables.clone();
        for column in tables.iter_mut().flat_map(|table| &mut table.columns) {
            column.kind = column.kind.crossing();
        }
        tables.sort_by(|one, other| one.name.cmp(&other.name));
        Self { tables }
    }
}

impl Table {
    /// The names of the columns, quoted for SQL.
    pub(super) fn column_list(&self) -> String {
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|column| quoted(&column.name))
            .collect();
        names.join(", ")
    }
}

/// A name as SQL text.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Tx {
    /// What tables and columns there are. What the migrations keep about themselves is not among
    /// them.
    ///
    /// # Errors
    /// [`StoreError::Unportable`] for a column of a type no other engine would understand.
    pub async fn layout(&mut self) -> Result<Layout, StoreError> {
        const SQLITE: &str = "SELECT t.name, c.name, c.type FROM pragma_table_list AS t \
             JOIN pragma_table_xinfo(t.name) AS c \
             WHERE t.schema = 'main' AND t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' \
             AND t.name <> '_sqlx_migrations' AND c.hidden = 0 ORDER BY t.name, c.name";
        const POSTGRES: &str = "SELECT c.table_name::text, c.column_name::text, \
             c.data_type::text FROM information_schema.columns AS c \
             JOIN information_schema.tables AS t USING (table_schema, table_name) \
             WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
             AND c.is_generated = 'NEVER' AND c.table_name <> '_sqlx_migrations' \
             ORDER BY c.table_name::text COLLATE \"C\", c.column_name::text COLLATE \"C\"";
        let sql = self.by_engine(SQLITE, POSTGRES);
        let found: Vec<(String, String, String)> =
            on!(self, connection => sqlx::query_as(sql).fetch_all(connection).await?);
        let mut tables: Vec<Table> = Vec::new();
        for (table, column, declared) in found {
            let kind = Kind::of(&declared).ok_or_else(|| StoreError::Unportable {
                column: format!("{table}.{column}"),
                declared,
            })?;
            let column = Column { name: column, kind };
            match tables.last_mut() {
                Some(last) if last.name == table => last.columns.push(column),
                _ => tables.push(Table {
                    name: table,
                    columns: vec![column],
                }),
            }
        }
        let references = self.references().await?;
        Ok(Layout {
            tables: in_order(tables, &references),
        })
    }

    /// Which table refers to which.
    async fn references(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        const SQLITE: &str = "SELECT DISTINCT t.name, f.\"table\" FROM pragma_table_list AS t \
             JOIN pragma_foreign_key_list(t.name) AS f WHERE t.schema = 'main'";
        const POSTGRES: &str = "SELECT DISTINCT a.relname::text, b.relname::text \
             FROM pg_constraint AS c JOIN pg_class AS a ON a.oid = c.conrelid \
             JOIN pg_class AS b ON b.oid = c.confrelid WHERE c.contype = 'f'";
        let sql = self.by_engine(SQLITE, POSTGRES);
        Ok(on!(self, connection => sqlx::query_as(sql).fetch_all(connection).await?))
    }
}

/// Tables that are referred to first; those in a circle come last, by name.
fn in_order(mut waiting: Vec<Table>, references: &[(String, String)]) -> Vec<Table> {
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = |table: &Table| {
            references
                .iter()
                .filter(|(from, to)| *from == table.name && to != from)
                .all(|(_, to)| waiting.iter().all(|other| other.name != *to))
        };
        let place = waiting.iter().position(free).unwrap_or(0);
        ordered.push(waiting.remove(place));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_after_those_it_refers_to() {
        let table = |name: &str| Table {
            name: name.to_owned(),
            columns: Vec::new(),
        };
        let tables = ["account_role", "decision", "account", "tree"].map(table);
        let refers = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let references = [refers("account_role", "account"), refers("tree", "tree")];
        let names: Vec<String> = in_order(tables.to_vec(), &references)
            .into_iter()
            .map(|table| table.name)
            .collect();
        assert_eq!(names, ["decision", "account", "account_role", "tree"]);
    }
}
