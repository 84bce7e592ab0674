//! From columns to measures: what one pass over the households has to fill.

use super::accumulators::Accumulators;
use super::measures::{MeasureId, MeasureSet};
use super::result::TableResult;
use super::source::{TableError, TableSource};
use super::units::{UnitId, UnitTree};
use vuonlen_law::status::Status;
use vuonlen_law::tables::{CellRef, Content, Edition, Kind, LineKind, Table};

/// All tables of an edition, boiled down to distinct measures.
#[derive(Debug, Clone)]
pub struct TablePlan {
    edition: Edition,
    measures: MeasureSet,
    /// By table, line and column; the columns of lists have none.
    slots: Vec<Vec<Vec<Option<Slot>>>>,
}

/// Where the figure of a cell is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Slot {
    Figure(MeasureId),
    Share {
        part: MeasureId,
        whole: MeasureId,
        percent: bool,
        decimals: u32,
    },
}

/// Which unit tables are drawn up for, in what detail.
#[derive(Debug, Clone, Copy)]
pub struct Breakdown {
    /// The unit of the totals.
    pub scope: UnitId,
    /// How many levels below it have rows: 0 only totals, 1 its parts, 2 their parts too.
    pub depth: usize,
    /// How sure the households' data are; a table is no surer.
    pub status: Status,
}

impl TablePlan {
    /// The plan of all tables of `edition`.
    #[must_use]
    pub fn new(edition: Edition) -> Self {
        let mut measures = MeasureSet::new();
        let slots = (0..edition.tables.len())
            .map(|table| table_slots(&edition, table, &mut measures))
            .collect();
        Self {
            edition,
            measures,
            slots,
        }
    }

    /// The tables it is for.
    #[must_use]
    pub const fn edition(&self) -> &Edition {
        &self.edition
    }

    /// What a source has to fill.
    #[must_use]
    pub const fn measures(&self) -> &MeasureSet {
        &self.measures
    }

    /// Goes over the households of `source` once and keeps every measure for every unit of `tree`.
    ///
    /// # Errors
    /// [`TableError`] of the source.
    pub fn count(
        &self,
        source: &mut dyn TableSource,
        tree: &UnitTree,
    ) -> Result<Accumulators, TableError> {
        let mut counted = Accumulators::new(tree.len(), self.measures.measures().len());
        source.accumulate(&self.measures, &mut counted)?;
        Ok(counted)
    }

    /// Draws up every summary table for one unit; `counted` as a source filled it, units not yet
    /// rolled up.
    #[must_use]
    pub fn results(
        &self,
        counted: &Accumulators,
        tree: &UnitTree,
        breakdown: &Breakdown,
    ) -> Vec<TableResult> {
        let totals = counted.rolled_up(tree);
        let units = super::rows::units(tree, breakdown);
        self.edition
            .tables
            .iter()
            .enumerate()
            .filter(|(_, table)| table.kind == Kind::Summary)
            .map(|(index, table)| {
                let slots = &self.slots[index];
                super::rows::draw_up(index, table, slots, &totals, &units, breakdown.status)
            })
            .collect()
    }
}

fn table_slots(
    edition: &Edition,
    table: usize,
    measures: &mut MeasureSet,
) -> Vec<Vec<Option<Slot>>> {
    let definition = &edition.tables[table];
    definition
        .lines
        .iter()
        .map(|line| {
            (0..definition.columns.len())
                .map(|column| slot(edition, line.id, CellRef { table, column }, measures))
                .collect()
        })
        .collect()
}

fn slot(edition: &Edition, line: LineKind, at: CellRef, measures: &mut MeasureSet) -> Option<Slot> {
    match edition.column(at)?.content {
        Content::Ratio {
            part,
            whole,
            percent,
            decimals,
        } => Some(Slot::Share {
            part: figure(edition, line, part, measures)?,
            whole: figure(edition, line, whole, measures)?,
            percent,
            decimals,
        }),
        Content::Count { .. } | Content::Sum { .. } => {
            figure(edition, line, at, measures).map(Slot::Figure)
        }
        Content::Field(_) | Content::Mark(_) => None,
    }
}

fn figure(
    edition: &Edition,
    line: LineKind,
    at: CellRef,
    measures: &mut MeasureSet,
) -> Option<MeasureId> {
    let counts_persons = counts_persons(edition.tables.get(at.table)?, line);
    match &edition.column(at)?.content {
        Content::Count { rows, persons } => Some(match persons {
            _ if !counts_persons => measures.add(Some(rows), None),
            Some(persons) => measures.add(None, Some(persons)),
            None => measures.add(Some(rows), Some(&edition.size)),
        }),
        Content::Sum { value, persons } => {
            let persons = persons.as_ref().filter(|_| counts_persons);
            Some(measures.add(None, Some(persons.unwrap_or(value))))
        }
        Content::Ratio { .. } | Content::Field(_) | Content::Mark(_) => None,
    }
}

/// Whether what stands for `line` in the table is a line of persons.
fn counts_persons(table: &Table, line: LineKind) -> bool {
    table
        .line(line)
        .and_then(|index| table.lines.get(index))
        .is_some_and(|found| found.id == LineKind::Person)
}
