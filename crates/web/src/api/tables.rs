//! Statutory tables of sealed years.

use super::Caller;
use super::input::{Area, Place, Query, TableId};
use super::values::{Bilingual, Sureness, ok, within};
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use crate::tables::place_of;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vuonlen_app::Error;
use vuonlen_app::access::Action;
use vuonlen_app::review::{Cell, LineKind, Row, SealedSnapshot, TableResult, YearRef};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.read(
        "/api/v1/tables/{area}/{year}",
        Guard::May(Action::TableRead),
        tables,
    )
}

/// Which of a year's tables.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TablesQuery {
    /// Only this table: R1 to R15; all where none is named.
    #[param(value_type = Option<String>, pattern = "^R[0-9]{1,2}$")]
    table: Option<TableId>,
    /// Only this village of a commune.
    village: Option<Uuid>,
    /// An earlier state of a commune's year: 0 for the seal itself, then its amendments.
    #[param(minimum = 0, maximum = 1000)]
    amendment: Option<i64>,
    /// How far down: 1 for the parts of the area, 2 for their parts too.
    #[param(minimum = 1, maximum = 2)]
    depth: Option<u8>,
}

/// The tables of a sealed year.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Tables {
    /// The tables, in the order of the law.
    tables: Vec<Table>,
    /// The sealed snapshots they were drawn from.
    snapshots: Vec<Snapshot>,
    /// Communes of the area that are not sealed: their households are not in the figures.
    unsealed: Vec<String>,
    /// Sums that do not hold; empty when all do.
    violations: usize,
    /// Whether the households are invented.
    synthetic: bool,
}

/// A snapshot.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Snapshot {
    /// Its id.
    snapshot_id: Uuid,
    /// The commune.
    commune: String,
    /// 0 for the seal itself, then 1, 2, … for its amendments.
    amendment: i64,
    /// SHA-256 of its manifest.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
}

/// A table.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Table {
    /// `R1`.
    id: String,
    /// Its title.
    title: Bilingual,
    /// How sure we are of its form and its data.
    #[schema(value_type = Sureness)]
    status: String,
    /// Where its form comes from: `instrument-id#place`.
    source: String,
    /// Its columns.
    columns: Vec<TableColumn>,
    /// The parts of the area in order, with their own parts below them.
    rows: Vec<TableRow>,
    /// The whole area.
    totals: Vec<TableRow>,
}

/// A column.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TableColumn {
    /// `c3`.
    id: String,
    /// The code it stands for, where it is one of many.
    code: Option<String>,
    /// What stands in the row of column numbers.
    number: String,
    /// The merged heads above it, outermost first.
    heads: Vec<Bilingual>,
    /// Its own head.
    label: Bilingual,
}

/// A row.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TableRow {
    /// Code of the unit, or name of the village.
    code: String,
    /// Its name.
    label: Bilingual,
    /// Its number in the first column; empty in a total.
    ordinal: String,
    /// `household` or `person`: what the line counts.
    #[schema(pattern = "^(household|person)$")]
    line: String,
    /// A cell for each column.
    cells: Vec<TableCell>,
}

/// A cell: a figure, or a share as an exact fraction.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TableCell {
    /// The figure; none in a share.
    figure: Option<i64>,
    /// What of a share is counted.
    part: Option<i64>,
    /// Out of how many; 0 when there is nothing to divide by.
    whole: Option<i64>,
    /// As the form prints it, in the Vietnamese way.
    printed: String,
}

impl From<&Cell> for TableCell {
    fn from(cell: &Cell) -> Self {
        let share = match cell {
            Cell::Share { ratio, .. } => Some(*ratio),
            Cell::Figure(_) => None,
        };
        Self {
            figure: cell.figure(),
            part: share.map(|ratio| ratio.part),
            whole: share.map(|ratio| ratio.whole),
            printed: cell.printed(),
        }
    }
}

impl From<&Row> for TableRow {
    fn from(row: &Row) -> Self {
        let line = match row.line {
            LineKind::Household => "household",
            LineKind::Person => "person",
        };
        Self {
            code: row.code.clone(),
            label: Bilingual::from(&row.label),
            ordinal: row.ordinal.clone(),
            line: line.to_owned(),
            cells: row.cells.iter().map(TableCell::from).collect(),
        }
    }
}

impl From<&TableResult> for Table {
    fn from(table: &TableResult) -> Self {
        let columns = table.columns.iter().map(|column| TableColumn {
            id: column.id.clone(),
            code: column.code.clone(),
            number: column.number.clone(),
            heads: column.heads.iter().map(Bilingual::from).collect(),
            label: Bilingual::from(&column.label),
        });
        Self {
            id: table.id.clone(),
            title: Bilingual::from(&table.title),
            status: table.status.code().to_owned(),
            source: table.source.clone(),
            columns: columns.collect(),
            rows: table.rows.iter().map(TableRow::from).collect(),
            totals: table.totals.iter().map(TableRow::from).collect(),
        }
    }
}

impl From<&SealedSnapshot> for Snapshot {
    fn from(one: &SealedSnapshot) -> Self {
        Self {
            snapshot_id: one.snapshot_id,
            commune: one.commune_code.clone(),
            amendment: one.amendment,
            sha256: one.sha256.clone(),
        }
    }
}

/// The statutory tables of a sealed year: of a commune by village, of a province by commune.
#[utoipa::path(get, path = "/api/v1/tables/{area}/{year}", tag = "tables", operation_id = "get_tables",
    params(
        ("area" = String, Path, description = "Code of the commune or province; VN for the country", pattern = "^(VN|[0-9]{2}|[0-9]{5})$"),
        ("year" = i32, Path, description = "The year", minimum = 2016, maximum = 2100),
        TablesQuery,
    ),
    responses((status = 200, description = "The tables", body = Tables)))]
pub(super) async fn tables(
    State(app): State<App>,
    caller: Caller,
    Place((area, year)): Place<(Area, i32)>,
    Query(query): Query<TablesQuery>,
) -> Answer {
    if !(2016..=2100).contains(&year) {
        return Err(Error::not_found().into());
    }
    let depth = query.depth.unwrap_or(1);
    within("depth", depth.into(), 1..=2)?;
    let amendment = query.amendment;
    if let Some(amendment) = amendment {
        within("amendment", amendment, 0..=1000)?;
    }
    let context = &app.context;
    let (province, commune) = place_of(context, area.as_str())?;
    let wanted = YearRef {
        province,
        commune,
        village: query.village,
        year,
        amendment,
    };
    let drawn = context
        .statutory_tables(caller.actor()?, &wanted, depth.into())
        .await?;
    let tables: Vec<Table> = drawn
        .tables
        .iter()
        .filter(|table| {
            let only = query.table.as_ref();
            only.is_none_or(|only| table.id == only.as_str())
        })
        .map(Table::from)
        .collect();
    if tables.is_empty() {
        return Err(Error::not_found().into());
    }
    ok(&Tables {
        tables,
        snapshots: drawn.snapshots.iter().map(Snapshot::from).collect(),
        violations: drawn.violations.len(),
        synthetic: drawn.synthetic()?,
        unsealed: drawn.unsealed,
    })
}
