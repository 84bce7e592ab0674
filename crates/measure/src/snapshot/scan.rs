//! Reads households from Parquet straight into blocks of planes.
//!
//! What the index holds ready is made on the way here, so that the same programs run over both.
//! Rows may stand in any order: those of a unit are brought together within a row group, at the
//! cost of keeping that row group in memory as bytes.

use super::columns::{COMMUNE, PROVINCE, VILLAGE};
use super::manifest::Manifest;
use super::source::{FactColumn, Values, find_text, reading_schema};
use super::{Reason, SnapshotError};
use crate::index::UnitKey;
use crate::index::common::Usual;
use crate::index::pack::{Block, Packer};
use crate::index::rows::RowBuffer;
use arrow::array::{Array, AsArray, DictionaryArray, RecordBatch};
use arrow::buffer::NullBuffer;
use arrow::datatypes::Int32Type;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vuonlen_law::facts::{CodePositions, Schema};

/// Rows decoded at a time: the columns of a batch stay in the processor's cache.
const BATCH: usize = 16_384;

/// A unit's rows are packed once they are this many and another unit follows; fewer wait for
/// more of their unit in the same row group.
const WORTHWHILE: usize = 512;

/// The households of a snapshot, found and checked but not read.
#[derive(Debug)]
pub(crate) struct Scan {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    units: [usize; 3],
    /// By index of the fact.
    facts: Vec<FactColumn>,
}

/// The blocks of one commune.
pub(crate) struct PackedUnit {
    pub(crate) unit: UnitKey,
    /// The village, where rows were wanted village by village.
    pub(crate) village: Option<String>,
    pub(crate) blocks: Vec<Block>,
    /// Names of its villages by the value of the village fact, where that is read.
    pub(crate) villages: Vec<String>,
}

/// What is read of a row group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// Whether each fact is needed.
    pub(crate) facts: &'a [bool],
    /// Whether each village is a unit of its own.
    pub(crate) by_village: bool,
    /// What is usual of each fact; one more makes a fact of the village's number.
    pub(crate) usual: &'a [Usual],
}

impl Reading<'_> {
    fn number_villages(&self) -> bool {
        self.usual.len() > self.facts.len()
    }

    fn villages(&self) -> bool {
        self.by_village || self.number_villages()
    }
}

impl Scan {
    /// Opens the households at `path` and checks their columns.
    ///
    /// # Errors
    /// [`SnapshotError`] when the file is cut short or not Parquet, or a column is missing or of
    /// a wrong type.
    pub(crate) fn open(
        path: &Path,
        manifest: &Manifest,
        schema: &Schema,
        codes: &dyn CodePositions,
    ) -> Result<Self, SnapshotError> {
        let file = open(path)?;
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let broken = |error: parquet::errors::ParquetError| not_parquet(path, &error);
        let found = ArrowReaderMetadata::load(&file, options.clone()).map_err(broken)?;
        let columns = Arc::clone(found.schema());
        let text = |name| find_text(name, &columns, path);
        let units = [text(PROVINCE)?, text(COMMUNE)?, text(VILLAGE)?];
        let facts = schema
            .facts()
            .iter()
            .map(|fact| FactColumn::find(fact, &columns, manifest, codes, path))
            .collect::<Result<_, _>>()?;
        let wanted = Arc::new(reading_schema(&columns, schema));
        let metadata =
            ArrowReaderMetadata::try_new(Arc::clone(found.metadata()), options.with_schema(wanted))
                .map_err(broken)?;
        Ok(Self {
            path: path.to_owned(),
            metadata,
            units,
            facts,
        })
    }

    /// How many households.
    pub(crate) fn rows(&self) -> u64 {
        let rows = self.metadata.metadata().file_metadata().num_rows();
        u64::try_from(rows).unwrap_or(0)
    }

    /// How many row groups.
    pub(crate) fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The Parquet metadata.
    pub(crate) const fn metadata(&self) -> &ArrowReaderMetadata {
        &self.metadata
    }

    /// Name of the column of a fact.
    pub(crate) fn name(&self, fact: usize) -> &str {
        self.facts.get(fact).map_or(VILLAGE, |fact| &fact.name)
    }

    /// Position of the column of each fact in the file.
    pub(crate) fn positions(&self) -> impl Iterator<Item = usize> {
        self.facts.iter().map(|fact| fact.position)
    }

    /// Hands the units of a row group to `each`, as blocks.
    pub(crate) fn units(
        &self,
        row_group: usize,
        reading: Reading<'_>,
        packer: &mut Packer,
        each: &mut dyn FnMut(PackedUnit) -> Result<(), SnapshotError>,
    ) -> Result<(), SnapshotError> {
        let mut gathering = Gathering::new(self, reading, packer, each);
        let mut row = self.rows_before(row_group);
        for batch in self.batches(row_group, reading)? {
            let batch = batch.map_err(|error| not_parquet(&self.path, &error))?;
            gathering.add(&batch, row)?;
            row += batch.num_rows() as u64;
        }
        gathering.finish()
    }

    /// Adds rows of the first batch to `rows`, whatever their units.
    pub(crate) fn first_rows(
        &self,
        reading: Reading<'_>,
        rows: &mut RowBuffer,
    ) -> Result<(), SnapshotError> {
        if self.row_groups() == 0 {
            return Ok(());
        }
        if let Some(batch) = self.batches(0, reading)?.next() {
            let batch = batch.map_err(|error| not_parquet(&self.path, &error))?;
            for (index, values) in self.values(&batch, reading.facts)?.iter().enumerate() {
                if let Some(values) = values {
                    extend(rows, index, values, 0, batch.num_rows());
                }
            }
            rows.end_rows(batch.num_rows());
        }
        Ok(())
    }

    /// The values of the facts that are needed.
    fn values<'a>(
        &self,
        batch: &'a RecordBatch,
        needed: &[bool],
    ) -> Result<Vec<Option<Values<'a>>>, SnapshotError> {
        self.facts
            .iter()
            .zip(needed)
            .map(|(fact, needed)| {
                let array = needed.then(|| batch.column_by_name(&fact.name)).flatten();
                array
                    .map(|array| fact.values(array, &self.path))
                    .transpose()
            })
            .collect()
    }

    fn rows_before(&self, row_group: usize) -> u64 {
        let groups = self.metadata.metadata().row_groups();
        let before = groups.iter().take(row_group);
        before
            .map(|group| u64::try_from(group.num_rows()).unwrap_or(0))
            .sum()
    }

    fn batches(
        &self,
        row_group: usize,
        reading: Reading<'_>,
    ) -> Result<parquet::arrow::arrow_reader::ParquetRecordBatchReader, SnapshotError> {
        let file = open(&self.path)?;
        let builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let mut columns = vec![self.units[0], self.units[1]];
        columns.extend(reading.villages().then_some(self.units[2]));
        let facts = self.facts.iter().zip(reading.facts);
        columns.extend(
            facts
                .filter(|(_, needed)| **needed)
                .map(|(fact, _)| fact.position),
        );
        let columns = ProjectionMask::roots(builder.parquet_schema(), columns);
        builder
            .with_row_groups(vec![row_group])
            .with_projection(columns)
            .with_batch_size(BATCH)
            .build()
            .map_err(|error| not_parquet(&self.path, &error))
    }
}

fn open(path: &Path) -> Result<File, SnapshotError> {
    File::open(path).map_err(|error| SnapshotError::unreadable(path, &error))
}

fn not_parquet(path: &Path, why: &dyn std::fmt::Display) -> SnapshotError {
    let why = why.to_string();
    SnapshotError::at(path, Reason::NotParquet { why })
}

/// Brings the rows of each unit together.
struct Gathering<'a> {
    scan: &'a Scan,
    reading: Reading<'a>,
    packer: &'a mut Packer,
    each: &'a mut dyn FnMut(PackedUnit) -> Result<(), SnapshotError>,
    waiting: BTreeMap<Place, UnitRows>,
    spare: Vec<RowBuffer>,
    last: Option<Place>,
}

/// A commune, or a village of it.
type Place = (UnitKey, Option<String>);

struct UnitRows {
    rows: RowBuffer,
    villages: Vec<String>,
    numbers: BTreeMap<String, u16>,
}

impl<'a> Gathering<'a> {
    fn new(
        scan: &'a Scan,
        reading: Reading<'a>,
        packer: &'a mut Packer,
        each: &'a mut dyn FnMut(PackedUnit) -> Result<(), SnapshotError>,
    ) -> Self {
        Self {
            scan,
            reading,
            packer,
            each,
            waiting: BTreeMap::new(),
            spare: Vec::new(),
            last: None,
        }
    }

    fn add(&mut self, batch: &RecordBatch, first_row: u64) -> Result<(), SnapshotError> {
        let path = &self.scan.path;
        let column = |name: &str| batch.column_by_name(name).map(Arc::as_ref);
        let texts = |name: &str| column(name).and_then(|c| c.as_dictionary_opt::<Int32Type>());
        let (Some(provinces), Some(communes)) = (texts(PROVINCE), texts(COMMUNE)) else {
            let column = PROVINCE.to_owned();
            return Err(SnapshotError::at(path, Reason::MissingColumn { column }));
        };
        for texts in [provinces, communes] {
            if let Some(at) = texts
                .logical_nulls()
                .and_then(|n| (0..n.len()).find(|r| n.is_null(*r)))
            {
                let row = first_row + at as u64 + 1;
                return Err(SnapshotError::at(path, Reason::NoUnit { row }));
            }
        }
        let values = self.scan.values(batch, self.reading.facts)?;
        let villages = texts(VILLAGE);
        let village_units = villages.filter(|_| self.reading.by_village);
        let numbered = villages.filter(|_| self.reading.number_villages());
        for (start, length) in runs(provinces, communes, village_units) {
            let unit = UnitKey {
                province: text(provinces, start).unwrap_or_default().to_owned(),
                commune: text(communes, start).unwrap_or_default().to_owned(),
            };
            let village = village_units.and_then(|villages| text(villages, start));
            let place = (unit, village.map(str::to_owned));
            self.leave(&place)?;
            let rows = self.rows_of(place);
            for (index, values) in values.iter().enumerate() {
                if let Some(values) = values {
                    extend(&mut rows.rows, index, values, start, length);
                }
            }
            if let Some(villages) = numbered {
                rows.extend_villages(values.len(), villages, start, length);
            }
            rows.rows.end_rows(length);
        }
        Ok(())
    }

    /// Packs the unit just left, if that is worth it.
    fn leave(&mut self, place: &Place) -> Result<(), SnapshotError> {
        let left = self.last.take().filter(|last| last != place);
        if let Some(left) = left
            && let Some(rows) = self.waiting.get(&left)
            && rows.rows.rows() >= WORTHWHILE
        {
            self.pack(&left)?;
        }
        self.last = Some(place.clone());
        Ok(())
    }

    fn rows_of(&mut self, place: Place) -> &mut UnitRows {
        let (spare, usual) = (&mut self.spare, self.reading.usual);
        self.waiting.entry(place).or_insert_with(|| UnitRows {
            rows: spare
                .pop()
                .unwrap_or_else(|| RowBuffer::new(usual.to_vec())),
            villages: Vec::new(),
            numbers: BTreeMap::new(),
        })
    }

    fn pack(&mut self, place: &Place) -> Result<(), SnapshotError> {
        let Some(((unit, village), mut rows)) = self.waiting.remove_entry(place) else {
            return Ok(());
        };
        let packed = PackedUnit {
            unit,
            village,
            blocks: self.packer.pack(&rows.rows),
            villages: rows.villages,
        };
        rows.rows.clear();
        self.spare.push(rows.rows);
        (self.each)(packed)
    }

    fn finish(mut self) -> Result<(), SnapshotError> {
        while let Some(place) = self.waiting.keys().next().cloned() {
            self.pack(&place)?;
        }
        Ok(())
    }
}

impl UnitRows {
    /// Numbers the villages of some rows in the order they come.
    fn extend_villages(
        &mut self,
        fact: usize,
        texts: &DictionaryArray<Int32Type>,
        start: usize,
        length: usize,
    ) {
        let mut numbers: Vec<Option<Option<u16>>> = vec![None; texts.values().len()];
        let names = texts.values().as_string::<i32>();
        let found: Vec<Option<u16>> = texts
            .keys()
            .slice(start, length)
            .iter()
            .map(|key| {
                let key = usize::try_from(key?).ok()?;
                *numbers.get_mut(key)?.get_or_insert_with(|| {
                    names
                        .is_valid(key)
                        .then(|| self.number(names.value(key)))
                        .flatten()
                })
            })
            .collect();
        let values = found.iter().map(|number| u64::from(number.unwrap_or(0)));
        let present = found
            .contains(&None)
            .then(|| found.iter().map(Option::is_some));
        self.rows.extend(fact, values, present);
    }

    /// The number of a village; none beyond 65,536 in one commune, whose households then stand
    /// under no village.
    fn number(&mut self, village: &str) -> Option<u16> {
        if let Some(number) = self.numbers.get(village) {
            return Some(*number);
        }
        let number = u16::try_from(self.villages.len()).ok()?;
        self.villages.push(village.to_owned());
        self.numbers.insert(village.to_owned(), number);
        Some(number)
    }
}

/// Stretches of rows of one unit, or one village: start and length.
fn runs(
    provinces: &DictionaryArray<Int32Type>,
    communes: &DictionaryArray<Int32Type>,
    villages: Option<&DictionaryArray<Int32Type>>,
) -> Vec<(usize, usize)> {
    let mut starts: Vec<usize> = vec![0];
    let (provinces, communes) = (provinces.keys().values(), communes.keys().values());
    for row in 1..provinces.len() {
        if provinces[row] != provinces[row - 1] || communes[row] != communes[row - 1] {
            starts.push(row);
        }
    }
    if let Some(villages) = villages {
        let key = |row: usize| {
            villages
                .keys()
                .is_valid(row)
                .then(|| villages.keys().value(row))
        };
        starts.extend((1..villages.len()).filter(|row| key(*row) != key(row - 1)));
        starts.sort_unstable();
        starts.dedup();
    }
    let ends = starts.iter().skip(1).copied().chain([provinces.len()]);
    let runs = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| (*start, end - start));
    runs.filter(|(_, length)| *length > 0).collect()
}

fn text(texts: &DictionaryArray<Int32Type>, row: usize) -> Option<&str> {
    if texts.keys().is_null(row) {
        return None;
    }
    let key = usize::try_from(texts.keys().value(row)).ok()?;
    let values = texts.values().as_string::<i32>();
    values.is_valid(key).then(|| values.value(key))
}

fn extend(rows: &mut RowBuffer, fact: usize, values: &Values<'_>, start: usize, length: usize) {
    let range = start..start + length;
    let present = |nulls: Option<&NullBuffer>| {
        nulls
            .map(|nulls| nulls.slice(start, length))
            .filter(|nulls| nulls.null_count() > 0)
    };
    match values {
        Values::Bool(array) => {
            let bits = array.values().slice(start, length);
            let nulls = present(array.nulls());
            let nulls = nulls.as_ref().map(NullBuffer::iter);
            rows.extend(fact, bits.iter().map(u64::from), nulls);
        }
        Values::Int(array) => {
            let nulls = present(array.nulls());
            let nulls = nulls.as_ref().map(NullBuffer::iter);
            let values = array.values()[range]
                .iter()
                .map(|value| value.cast_unsigned());
            rows.extend(fact, values, nulls);
        }
        Values::Set(array) => {
            let nulls = present(array.nulls());
            let nulls = nulls.as_ref().map(NullBuffer::iter);
            rows.extend(fact, array.values()[range].iter().copied(), nulls);
        }
        Values::Code(texts, positions) => {
            let keys = texts.keys();
            let nulls = present(keys.nulls());
            let nulls = nulls.as_ref().map(NullBuffer::iter);
            let position = |key: &i32| {
                let key = usize::try_from(*key).unwrap_or(0);
                u64::from(positions.get(key).copied().flatten().unwrap_or(0))
            };
            rows.extend(fact, keys.values()[range].iter().map(position), nulls);
        }
    }
}
