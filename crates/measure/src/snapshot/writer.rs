//! Writes a snapshot, batch by batch, in the memory of one row group.

use super::columns::{entry, household_schema, leading_fields, written};
use super::hashing::Hashing;
use super::manifest::{AuditAnchor, FileEntry, HOUSEHOLDS, MEMBERS, Manifest, Subject};
use super::members::{MemberRows, member_columns, member_schema};
use super::{Reason, SnapshotError};
use arrow::array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{Int32Type, Schema as ArrowSchema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vuonlen_law::facts::{Batch, CodePositions, Schema};

/// Households of a row group: large enough to be read fast, small enough for a thread each.
const ROW_GROUP: usize = 1 << 20;

/// Some assessed households, in order of unit.
#[derive(Debug, Clone)]
pub struct HouseholdRows {
    /// Where they live, one run after the other.
    pub units: Vec<UnitRun>,
    /// Their ids, one each.
    pub ids: StringArray,
    /// Their assessed facts.
    pub facts: Batch,
}

/// Some households of one village, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitRun {
    /// Code of the province.
    pub province: String,
    /// Code of the commune.
    pub commune: String,
    /// The village as written; none stands behind all that are known.
    pub village: Option<String>,
    /// How many households.
    pub rows: usize,
}

/// A snapshot being written into a folder.
#[derive(Debug)]
pub struct SnapshotWriter {
    folder: PathBuf,
    manifest: Manifest,
    schema: Arc<Schema>,
    codes: Arc<dyn CodePositions>,
    households: Table,
    members: Option<(Table, Arc<Schema>)>,
    provinces: BTreeSet<String>,
    last: Option<UnitRun>,
}

impl SnapshotWriter {
    /// Begins a snapshot in `folder`, which is made when it is not there. `program` is the name
    /// and version of the program that writes; `members` the facts of members, if those are
    /// written too.
    ///
    /// # Errors
    /// [`SnapshotError`] when the folder cannot be written to.
    pub fn create(
        folder: &Path,
        program: &str,
        subject: Subject,
        schema: Arc<Schema>,
        members: Option<Arc<Schema>>,
        codes: Arc<dyn CodePositions>,
    ) -> Result<Self, SnapshotError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| SnapshotError::unwritable(folder, &error))?;
        let mut manifest = Manifest::new(program.to_owned(), subject);
        let facts = schema.facts().iter();
        manifest.facts = facts.map(|fact| entry(fact, codes.as_ref())).collect();
        let households = Table::create(
            folder,
            HOUSEHOLDS,
            household_schema(&schema, codes.as_ref()),
            properties(&manifest, &[1, 2, 3]),
        )?;
        let members = members
            .map(|schema| {
                let facts = schema.facts().iter();
                manifest.member_facts = facts.map(|fact| entry(fact, codes.as_ref())).collect();
                let columns = member_schema(&schema, codes.as_ref());
                let properties = properties(&manifest, &[1, 2]);
                Table::create(folder, MEMBERS, columns, properties).map(|table| (table, schema))
            })
            .transpose()?;
        Ok(Self {
            folder: folder.to_owned(),
            manifest,
            schema,
            codes,
            households,
            members,
            provinces: BTreeSet::new(),
            last: None,
        })
    }

    /// Adds households. Rows must come in order of province, commune and village.
    ///
    /// # Errors
    /// [`Reason::NotSorted`] with the row, counted from 1; or the file cannot be written.
    pub fn write(&mut self, rows: &HouseholdRows) -> Result<(), SnapshotError> {
        self.check_order(&rows.units)?;
        let mut columns: Vec<ArrayRef> = vec![Arc::new(rows.ids.clone())];
        let runs = &rows.units;
        columns.push(texts(runs, |run| Some(&run.province)));
        columns.push(texts(runs, |run| Some(&run.commune)));
        columns.push(texts(runs, |run| run.village.as_deref()));
        for (index, fact) in self.schema.facts().iter().enumerate() {
            let absent;
            let column = match rows.facts.column(index) {
                Some(column) => column,
                None => {
                    absent = vuonlen_law::facts::Column::absent(&fact.kind, rows.facts.rows());
                    &absent
                }
            };
            let column = written(column, &fact.kind, self.codes.as_ref());
            columns.push(column.map_err(|error| self.households.unwritable(&error))?);
        }
        self.households.write(columns)
    }

    /// Adds members, in the order of their households.
    ///
    /// # Errors
    /// The file cannot be written; a snapshot begun without members takes none.
    pub fn write_members(&mut self, rows: &MemberRows) -> Result<(), SnapshotError> {
        let Some((table, schema)) = &mut self.members else {
            let why = "this snapshot was begun without members";
            return Err(SnapshotError::unwritable(&self.folder.join(MEMBERS), &why));
        };
        let columns = member_columns(rows, schema, self.codes.as_ref());
        table.write(columns.map_err(|error| table.unwritable(&error))?)
    }

    /// Keeps in the manifest where the audit log stands.
    pub fn anchor(&mut self, audit: Option<AuditAnchor>) {
        self.manifest.audit = audit;
    }

    /// Ends the files and writes the manifest.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn finish(mut self) -> Result<Manifest, SnapshotError> {
        self.manifest.provinces = self.provinces.into_iter().collect();
        self.manifest.households = self.households.finish()?;
        self.manifest.members = self.members.map(|(table, _)| table.finish()).transpose()?;
        self.manifest.write(&self.folder)?;
        Ok(self.manifest)
    }

    fn check_order(&mut self, runs: &[UnitRun]) -> Result<(), SnapshotError> {
        let mut row = self.households.rows;
        for run in runs {
            if self.last.as_ref().is_some_and(|last| key(last) > key(run)) {
                let row = row + 1;
                let file = &self.households.path;
                return Err(SnapshotError::at(file, Reason::NotSorted { row }));
            }
            row += run.rows as u64;
            if !self.provinces.contains(&run.province) {
                self.provinces.insert(run.province.clone());
            }
            self.last = Some(run.clone());
        }
        Ok(())
    }
}

fn key(run: &UnitRun) -> (&str, &str, bool, &Option<String>) {
    (
        &run.province,
        &run.commune,
        run.village.is_none(),
        &run.village,
    )
}

/// A column with one text per run.
fn texts<'a>(runs: &'a [UnitRun], text: impl Fn(&'a UnitRun) -> Option<&'a str>) -> ArrayRef {
    let mut values: Vec<&str> = Vec::new();
    let mut keys: Vec<Option<i32>> = Vec::new();
    for run in runs {
        let key = text(run).map(|text| {
            if values.last() != Some(&text) {
                values.push(text);
            }
            i32::try_from(values.len() - 1).unwrap_or(i32::MAX)
        });
        keys.extend(std::iter::repeat_n(key, run.rows));
    }
    let values = Arc::new(StringArray::from(values));
    Arc::new(DictionaryArray::<Int32Type>::new(
        Int32Array::from(keys),
        values,
    ))
}

/// One Parquet file under way.
#[derive(Debug)]
struct Table {
    path: PathBuf,
    name: &'static str,
    schema: Arc<ArrowSchema>,
    writer: ArrowWriter<Hashing<BufWriter<File>>>,
    rows: u64,
}

impl Table {
    fn create(
        folder: &Path,
        name: &'static str,
        schema: ArrowSchema,
        properties: WriterProperties,
    ) -> Result<Self, SnapshotError> {
        let path = folder.join(name);
        let file = File::create(&path).map_err(|error| SnapshotError::unwritable(&path, &error))?;
        let schema = Arc::new(schema);
        let file = Hashing::new(BufWriter::with_capacity(1 << 20, file));
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .map_err(|error| SnapshotError::unwritable(&path, &error))?;
        Ok(Self {
            path,
            name,
            schema,
            writer,
            rows: 0,
        })
    }

    fn unwritable(&self, why: &dyn std::fmt::Display) -> SnapshotError {
        SnapshotError::unwritable(&self.path, why)
    }

    fn write(&mut self, columns: Vec<ArrayRef>) -> Result<(), SnapshotError> {
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(|error| self.unwritable(&error))?;
        self.rows += batch.num_rows() as u64;
        self.writer
            .write(&batch)
            .map_err(|error| SnapshotError::unwritable(&self.path, &error))
    }

    fn finish(self) -> Result<FileEntry, SnapshotError> {
        let unwritable = |why: &dyn std::fmt::Display| SnapshotError::unwritable(&self.path, why);
        let hashing = self.writer.into_inner().map_err(|e| unwritable(&e))?;
        let (file, bytes, sha256) = hashing.finish();
        let file = file.into_inner().map_err(|e| unwritable(&e))?;
        file.sync_all().map_err(|e| unwritable(&e))?;
        Ok(FileEntry {
            file: self.name.to_owned(),
            rows: self.rows,
            bytes,
            sha256,
        })
    }
}

/// How the files are written: see docs/formats/snapshot.md for the reasons.
fn properties(manifest: &Manifest, sorted_by: &[i32]) -> WriterProperties {
    let leading = leading_fields();
    let sorting = sorted_by
        .iter()
        .map(|column| SortingColumn {
            column_idx: *column,
            descending: false,
            nulls_first: false,
        })
        .collect();
    let id = ColumnPath::from(leading[0].name().as_str());
    let facts = serde_json::to_string(&manifest.facts).ok();
    let known = |key: &str, value: Option<String>| KeyValue {
        key: key.to_owned(),
        value,
    };
    WriterProperties::builder()
        .set_created_by(manifest.program.clone())
        .set_key_value_metadata(Some(vec![
            known("vuonlen.format", Some(manifest.version.to_string())),
            known("vuonlen.facts", facts),
        ]))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_data_page_row_count_limit(ROW_GROUP)
        .set_write_batch_size(8192)
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_sorting_columns(Some(sorting))
        .set_column_dictionary_enabled(id.clone(), false)
        .set_column_encoding(id, Encoding::DELTA_BYTE_ARRAY)
        .build()
}
