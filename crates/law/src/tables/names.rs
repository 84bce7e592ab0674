//! Finds the columns that ratios and sums name: `c3`, `R1.c3`, `R4.c3.water`.

use super::Source;
use super::edition::CellRef;
use super::expand::Expanded;
use super::relation::{ColumnName, Names};
use std::collections::BTreeMap;
use vuonlen_domain::Text;

/// Columns with their indices.
type Numbered<'a> = Vec<(usize, &'a Expanded<'a>)>;

/// Where every column stands, seen from one table.
pub(super) struct Places<'a> {
    sources: &'a [Source],
    columns: &'a [Vec<Expanded<'a>>],
    own: usize,
}

impl<'a> Places<'a> {
    pub(super) const fn new(
        sources: &'a [Source],
        columns: &'a [Vec<Expanded<'a>>],
        own: usize,
    ) -> Self {
        Self {
            sources,
            columns,
            own,
        }
    }

    /// The column a ratio names, the code written behind it where `each` made several.
    pub(super) fn find(&self, written: &str) -> Result<CellRef, Text> {
        let parts: Vec<&str> = written.split('.').collect();
        let own_column = |name: &str| {
            let own = &self.columns[self.own];
            own.iter().any(|column| column.entry.id == name)
        };
        let (table, column, code) = match parts.as_slice() {
            [column] => (None, *column, None),
            [column, code] if own_column(column) => (None, *column, Some(*code)),
            [table, column] => (Some(*table), *column, None),
            [table, column, code] => (Some(*table), *column, Some(*code)),
            _ => return Err(unknown(written)),
        };
        let name = ColumnName {
            table: table.map(str::to_owned),
            column: column.to_owned(),
        };
        self.one(&name, code)
    }

    /// The codes an invariant is to be checked for one by one: none but itself (`None`) unless it
    /// names a column of an `each` outside `sum(…)`.
    pub(super) fn codes(&self, cells: &[&ColumnName]) -> Result<Vec<Option<String>>, Text> {
        for name in cells {
            let (_, columns) = self.columns_of(name)?;
            let codes = columns
                .iter()
                .filter_map(|(_, column)| column.code.as_ref())
                .map(|listed| Some(listed.code.clone()))
                .collect::<Vec<_>>();
            if !codes.is_empty() {
                return Ok(codes);
            }
        }
        Ok(vec![None])
    }

    fn one(&self, name: &ColumnName, code: Option<&str>) -> Result<CellRef, Text> {
        let (table, columns) = self.columns_of(name)?;
        columns
            .iter()
            .find(|(_, column)| match &column.code {
                None => true,
                Some(listed) => Some(listed.code.as_str()) == code,
            })
            .map(|(column, _)| CellRef {
                table,
                column: *column,
            })
            .ok_or_else(|| unknown(&full_name(name, code)))
    }

    /// The table and the columns of a name, by index.
    fn columns_of(&self, name: &ColumnName) -> Result<(usize, Numbered<'_>), Text> {
        let table = match &name.table {
            None => self.own,
            Some(id) => self
                .sources
                .iter()
                .position(|source| source.table.id.get_ref() == id)
                .ok_or_else(|| unknown(&full_name(name, None)))?,
        };
        let columns: Vec<_> = self.columns[table]
            .iter()
            .enumerate()
            .filter(|(_, column)| column.entry.id == name.column)
            .collect();
        if columns.is_empty() {
            return Err(unknown(&full_name(name, None)));
        }
        if columns.iter().any(|(_, column)| !column.is_figure()) {
            return Err(Text::new(
                format!("cột `{}` không phải số đếm hay tổng", full_name(name, None)),
                format!("column `{}` is no count and no sum", full_name(name, None)),
            ));
        }
        Ok((table, columns))
    }
}

/// The names of an invariant while it speaks of one code.
pub(super) struct EachCode<'a> {
    places: &'a Places<'a>,
    code: Option<&'a str>,
    parameters: Option<&'a BTreeMap<String, i64>>,
}

impl<'a> EachCode<'a> {
    pub(super) const fn new(
        places: &'a Places<'a>,
        code: Option<&'a str>,
        parameters: Option<&'a BTreeMap<String, i64>>,
    ) -> Self {
        Self {
            places,
            code,
            parameters,
        }
    }
}

impl Names<CellRef> for EachCode<'_> {
    fn cell(&self, name: &ColumnName) -> Result<CellRef, Text> {
        self.places.one(name, self.code)
    }

    fn all(&self, name: &ColumnName) -> Result<Vec<CellRef>, Text> {
        let (table, columns) = self.places.columns_of(name)?;
        Ok(columns
            .iter()
            .map(|(column, _)| CellRef {
                table,
                column: *column,
            })
            .collect())
    }

    fn parameter(&self, id: &str) -> Option<i64> {
        self.parameters?.get(id).copied()
    }
}

fn full_name(name: &ColumnName, code: Option<&str>) -> String {
    let mut parts: Vec<&str> = name.table.iter().map(String::as_str).collect();
    parts.push(&name.column);
    parts.extend(code);
    parts.join(".")
}

fn unknown(name: &str) -> Text {
    Text::new(
        format!("không có cột `{name}`; viết c3, R1.c3, hoặc R4.c3.$code cho cột có each"),
        format!("there is no column `{name}`; write c3, R1.c3, or R4.c3.$code for one with each"),
    )
}
