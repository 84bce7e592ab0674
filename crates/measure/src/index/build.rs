//! Builds the index of a snapshot.

use super::common::Usual;
use super::directory::Head;
use super::pack::Packer;
use super::rows::RowBuffer;
use super::writer::{IndexWriter, UnitBlock};
use crate::snapshot::scan::{PackedUnit, Reading, Scan};
use crate::snapshot::{FactEntry, SnapshotError};
use std::fs::File;
use std::io::BufWriter;
use std::num::NonZeroUsize;
use std::path::Path;
use vuonlen_law::facts::Schema;

/// Rows of a chunk: its planes fit the processor's cache, and there are enough for all threads.
const CHUNK_ROWS: u64 = 1 << 18;

/// Facts that bring alike households together within a commune, if the schema has them: almost
/// every plane then is zero for most of the commune.
const ORDER_BY: [&str; 5] = [
    "class",
    "previous_class",
    "transition",
    "deprivation_count",
    "ethnicity",
];

/// What an index is built from and for.
#[derive(Debug)]
pub(crate) struct Building<'a> {
    pub(crate) scan: &'a Scan,
    pub(crate) schema: &'a Schema,
    pub(crate) facts: Vec<FactEntry>,
    pub(crate) program: &'a str,
    pub(crate) households_sha256: &'a str,
    pub(crate) threads: NonZeroUsize,
}

impl Building<'_> {
    /// Writes the index to `path`; an index there before stays until the new one is whole.
    ///
    /// # Errors
    /// [`SnapshotError`] when the households cannot be read or the index cannot be written.
    pub(crate) fn write(self, path: &Path) -> Result<(), SnapshotError> {
        let usual = self.usual()?;
        let unwritable = |error: std::io::Error| SnapshotError::unwritable(path, &error);
        let under_way = path.with_extension("index.new");
        let file = File::create(&under_way).map_err(unwritable)?;
        let mut writer =
            IndexWriter::new(BufWriter::with_capacity(1 << 20, file)).map_err(unwritable)?;
        let row_groups: Vec<usize> = (0..self.scan.row_groups()).collect();
        for groups in row_groups.chunks(self.threads.get()) {
            for units in self.read(groups, &usual)? {
                write(&mut writer, units).map_err(unwritable)?;
            }
        }
        let head = Head {
            program: self.program.to_owned(),
            households_sha256: self.households_sha256.to_owned(),
            households: 0,
            facts: self.facts,
            usual,
            units: Vec::new(),
            villages: 0,
        };
        let file = writer.finish(head).map_err(unwritable)?;
        let file = file
            .into_inner()
            .map_err(|error| unwritable(error.into_error()))?;
        file.sync_all().map_err(unwritable)?;
        std::fs::rename(&under_way, path).map_err(unwritable)
    }

    /// What is usual among the first households.
    fn usual(&self) -> Result<Vec<Usual>, SnapshotError> {
        let nothing = vec![Usual::default(); self.schema.len() + 1];
        let needed = vec![true; self.schema.len()];
        let mut first = RowBuffer::new(nothing.clone());
        self.scan
            .first_rows(reading(&needed, &nothing), &mut first)?;
        let mut usual = Usual::of_all(&first);
        // Villages are not among the rows looked at.
        if let Some(village) = usual.last_mut() {
            *village = Usual::default();
        }
        Ok(usual)
    }

    /// The units of each row group, read side by side.
    fn read(
        &self,
        row_groups: &[usize],
        usual: &[Usual],
    ) -> Result<Vec<Vec<PackedUnit>>, SnapshotError> {
        let needed = vec![true; self.schema.len()];
        let reading = reading(&needed, usual);
        let order_by: Vec<usize> = ORDER_BY
            .iter()
            .filter_map(|name| self.schema.index(name))
            .collect();
        let one = |row_group: usize| {
            let mut packer = Packer::new(order_by.clone());
            let mut units = Vec::new();
            self.scan
                .units(row_group, reading, &mut packer, &mut |unit| {
                    units.push(unit);
                    Ok(())
                })?;
            Ok(units)
        };
        let one = &one;
        std::thread::scope(|scope| {
            let handles: Vec<_> = row_groups
                .iter()
                .map(|group| scope.spawn(move || one(*group)))
                .collect();
            handles
                .into_iter()
                .map(|handle| match handle.join() {
                    Ok(units) => units,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        })
    }
}

/// Reads `facts`, each commune one unit.
const fn reading<'a>(facts: &'a [bool], usual: &'a [Usual]) -> Reading<'a> {
    Reading {
        facts,
        by_village: false,
        usual,
    }
}

fn write(writer: &mut IndexWriter<BufWriter<File>>, units: Vec<PackedUnit>) -> std::io::Result<()> {
    let mut chunk: Vec<UnitBlock> = Vec::new();
    let mut rows = 0;
    for unit in units {
        for block in unit.blocks {
            rows += u64::from(block.rows);
            chunk.push(UnitBlock {
                unit: unit.unit.clone(),
                block,
                villages: unit.villages.clone(),
            });
        }
        if rows >= CHUNK_ROWS {
            writer.chunk(&chunk)?;
            chunk.clear();
            rows = 0;
        }
    }
    if chunk.is_empty() {
        Ok(())
    } else {
        writer.chunk(&chunk)
    }
}
