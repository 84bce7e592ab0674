//! What is wrong with a snapshot or its index is said by name, and nothing is counted.

use super::support::{LAW, PROGRAM, any_households, day, runs, schema, threads, write, writer};
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow::compute::{concat_batches, take_record_batch};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use vuonlen_measure::query::{Figure, Level, Query, Question};
use vuonlen_measure::snapshot::{
    HOUSEHOLDS, HouseholdRows, INDEX, MANIFEST, Reason, Snapshot, SnapshotError, UnitRun,
};

fn snapshot() -> TempDir {
    let folder = TempDir::new().unwrap();
    let runs = runs();
    let rows = runs.iter().map(|run| run.rows).sum();
    write(folder.path(), &runs, &any_households(rows));
    folder
}

fn open(folder: &TempDir) -> Result<Snapshot, SnapshotError> {
    Snapshot::open(folder.path(), &LAW)
}

/// Everything that can be counted wrong if it is not refused.
fn question() -> Query {
    let question = Question {
        condition: Some(r#"class == "poor" && "water" in deprivations && size > 2"#.into()),
        figure: Figure::Households,
        level: Level::Commune,
        divided_by: None,
        top: None,
    };
    Query::new(&question, &LAW.scopes.assessed, LAW.codes.as_ref()).unwrap()
}

/// What counting from Parquet says.
fn counted(folder: &TempDir) -> Result<i64, SnapshotError> {
    let households = open(folder)?.unindexed()?;
    Ok(question().answer(&households, threads(2))?.total.figure)
}

fn edit_manifest(folder: &TempDir, edit: impl FnOnce(&mut serde_json::Value)) {
    let path = folder.path().join(MANIFEST);
    let mut manifest = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    edit(&mut manifest);
    fs::write(path, manifest.to_string()).unwrap();
}

fn read(path: &Path) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let reader = reader.build().unwrap();
    let batches: Vec<RecordBatch> = reader.map(|batch| batch.unwrap()).collect();
    concat_batches(&batches[0].schema(), &batches).unwrap()
}

/// Writes other households in the place of a snapshot's, as another program might.
fn rewrite(folder: &TempDir, edit: impl FnOnce(RecordBatch) -> RecordBatch) {
    let path = folder.path().join(HOUSEHOLDS);
    let batch = edit(read(&path));
    let mut writer =
        ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let bytes = fs::metadata(&path).unwrap().len();
    edit_manifest(folder, |manifest| {
        manifest["households"]["bytes"] = bytes.into();
    });
}

/// The same batch with a column replaced.
fn with(batch: &RecordBatch, name: &str, column: &ArrayRef) -> RecordBatch {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns());
    let columns = columns.map(|(field, old)| {
        let new = if field.name() == name { column } else { old };
        (field.name().clone(), Arc::clone(new), true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

fn without(batch: &RecordBatch, name: &str) -> RecordBatch {
    let kept = batch
        .schema()
        .fields()
        .iter()
        .position(|field| field.name() == name)
        .unwrap();
    let columns: Vec<usize> = (0..batch.num_columns()).filter(|at| *at != kept).collect();
    batch.project(&columns).unwrap()
}

#[test]
fn a_manifest_that_is_missing_foreign_or_newer() {
    let folder = TempDir::new().unwrap();
    assert_eq!(open(&folder).unwrap_err().reason, Reason::NoManifest);
    let folder = snapshot();
    edit_manifest(&folder, |manifest| manifest["version"] = 2.into());
    let newer = open(&folder).unwrap_err();
    assert_eq!(newer.reason, Reason::Newer { found: 2, known: 1 });
    assert!(newer.text().vi.contains("phiên bản 2"), "{newer}");
    edit_manifest(&folder, |manifest| manifest["format"] = "other".into());
    assert!(matches!(
        open(&folder).unwrap_err().reason,
        Reason::ManifestForm { .. }
    ));
    fs::write(folder.path().join(MANIFEST), "{").unwrap();
    assert!(matches!(
        open(&folder).unwrap_err().reason,
        Reason::ManifestForm { .. }
    ));
}

#[test]
fn households_cut_short_or_changed() {
    let folder = snapshot();
    let path = folder.path().join(HOUSEHOLDS);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let short = open(&folder).unwrap_err();
    assert!(
        matches!(short.reason, Reason::NotAsManifest { what: "bytes", .. }),
        "{short}"
    );
    edit_manifest(&folder, |manifest| {
        manifest["households"]["bytes"] = (whole.len() / 2).into();
    });
    let short = counted(&folder).unwrap_err();
    assert!(matches!(short.reason, Reason::NotParquet { .. }), "{short}");
    let mut changed = whole.clone();
    changed[whole.len() / 3] ^= 1;
    fs::write(&path, changed).unwrap();
    edit_manifest(&folder, |manifest| {
        manifest["households"]["bytes"] = whole.len().into();
    });
    let changed = open(&folder).unwrap().verify().unwrap_err();
    assert!(
        matches!(
            changed.reason,
            Reason::NotAsManifest {
                what: "SHA-256",
                ..
            }
        ),
        "{changed}"
    );
    fs::remove_file(&path).unwrap();
    assert!(matches!(
        open(&folder).unwrap_err().reason,
        Reason::NotReadable { .. }
    ));
}

#[test]
fn columns_that_are_missing_or_of_another_type() {
    let folder = snapshot();
    rewrite(&folder, |batch| without(&batch, "score_a"));
    let missing = counted(&folder).unwrap_err();
    assert_eq!(
        missing.reason,
        Reason::MissingColumn {
            column: "score_a".into()
        }
    );
    let texts = |rows: usize| Arc::new(StringArray::from(vec!["three"; rows])) as ArrayRef;
    for (column, expected) in [
        ("size", "INT64"),
        ("present", "BOOLEAN"),
        ("needs", "UINT32 / UINT64"),
    ] {
        let folder = snapshot();
        rewrite(&folder, |batch| {
            with(&batch, column, &texts(batch.num_rows()))
        });
        let wrong = counted(&folder).unwrap_err();
        let Reason::WrongColumnType {
            column: found,
            expected: named,
            ..
        } = &wrong.reason
        else {
            panic!("{wrong}");
        };
        assert_eq!((found.as_str(), named.as_str()), (column, expected));
    }
    let folder = snapshot();
    let numbers = |rows: usize| Arc::new(Int64Array::from(vec![1; rows])) as ArrayRef;
    rewrite(&folder, |batch| {
        with(&batch, "class", &numbers(batch.num_rows()))
    });
    assert!(matches!(
        counted(&folder).unwrap_err().reason,
        Reason::WrongColumnType { .. }
    ));
}

#[test]
fn codes_and_units_that_do_not_exist() {
    let folder = snapshot();
    let texts =
        |text: &'static str, rows: usize| Arc::new(StringArray::from(vec![text; rows])) as ArrayRef;
    rewrite(&folder, |batch| {
        with(&batch, "class", &texts("rich", batch.num_rows()))
    });
    let unknown = counted(&folder).unwrap_err();
    assert!(
        matches!(&unknown.reason, Reason::UnknownCode { code, .. } if code == "rich"),
        "{unknown}"
    );

    let folder = snapshot();
    let masks = |rows: usize| Arc::new(Int64Array::from(vec![1 << 40; rows])) as ArrayRef;
    rewrite(&folder, |batch| {
        with(&batch, "deprivations", &masks(batch.num_rows()))
    });
    let unknown = counted(&folder).unwrap_err();
    assert!(
        matches!(unknown.reason, Reason::UnknownBit { bit: 40, .. }),
        "{unknown}"
    );

    let folder = snapshot();
    rewrite(&folder, |batch| {
        with(&batch, "commune", &texts("99999", batch.num_rows()))
    });
    let unknown = counted(&folder).unwrap_err();
    assert!(
        matches!(&unknown.reason, Reason::UnknownUnit { code, .. } if code == "14/99999"),
        "{unknown}"
    );
    let snapshot_ = open(&folder).unwrap();
    snapshot_.build_index(PROGRAM, threads(1)).unwrap();
    assert!(matches!(
        snapshot_.indexed().unwrap_err().reason,
        Reason::UnknownUnit { .. }
    ));

    let folder = snapshot();
    let nowhere = |rows: usize| Arc::new(StringArray::from(vec![None::<&str>; rows])) as ArrayRef;
    rewrite(&folder, |batch| {
        with(&batch, "province", &nowhere(batch.num_rows()))
    });
    assert_eq!(
        counted(&folder).unwrap_err().reason,
        Reason::NoUnit { row: 1 }
    );
}

#[test]
fn rows_in_any_order_count_the_same() {
    let folder = snapshot();
    let expected = question()
        .answer(&open(&folder).unwrap().unindexed().unwrap(), threads(1))
        .unwrap();
    rewrite(&folder, |batch| {
        // A permutation: 997 and the number of rows have no common factor.
        let rows = batch.num_rows() as i64;
        let order = Int64Array::from_iter_values((0..rows).map(|row| row * 997 % rows));
        take_record_batch(&batch, &order).unwrap()
    });
    let snapshot = open(&folder).unwrap();
    assert_eq!(
        question()
            .answer(&snapshot.unindexed().unwrap(), threads(2))
            .unwrap(),
        expected
    );
    snapshot.build_index(PROGRAM, threads(2)).unwrap();
    assert_eq!(
        question()
            .answer(&snapshot.indexed().unwrap(), threads(2))
            .unwrap(),
        expected
    );
}

#[test]
fn an_index_that_is_stale_damaged_or_of_other_codes_is_built_anew() {
    let folder = snapshot();
    let snapshot = open(&folder).unwrap();
    let expected = question()
        .answer(&snapshot.unindexed().unwrap(), threads(1))
        .unwrap();
    let path = folder.path().join(INDEX);
    assert!(matches!(
        snapshot.indexed().unwrap_err().reason,
        Reason::NotReadable { .. }
    ));
    let rebuilt = || {
        let households = snapshot.indexed_or_rebuilt(PROGRAM, threads(2)).unwrap();
        assert_eq!(
            question().answer(&households, threads(2)).unwrap(),
            expected
        );
    };
    rebuilt();
    let index = fs::read(&path).unwrap();

    fs::write(&path, &index[..index.len() - 40]).unwrap();
    assert!(matches!(
        snapshot.indexed().unwrap_err().reason,
        Reason::IndexDamaged { .. }
    ));
    rebuilt();
    fs::write(
        &path,
        b"something else altogether, and longer than a header of sixty-four bytes",
    )
    .unwrap();
    assert_eq!(snapshot.indexed().unwrap_err().reason, Reason::NotAnIndex);
    rebuilt();
    let mut newer = index.clone();
    newer[8] = 9;
    fs::write(&path, newer).unwrap();
    assert_eq!(
        snapshot.indexed().unwrap_err().reason,
        Reason::Newer { found: 9, known: 1 }
    );

    fs::write(&path, &index).unwrap();
    edit_manifest(&folder, |manifest| {
        manifest["households"]["sha256"] = "0".into();
    });
    let stale = open(&folder).unwrap().indexed().unwrap_err();
    assert_eq!(stale.reason, Reason::IndexOfAnother);
    assert!(stale.asks_for_a_new_index());
}

#[test]
fn every_changed_byte_of_an_index_is_seen_or_means_nothing() {
    let folder = snapshot();
    let snapshot = open(&folder).unwrap();
    snapshot.build_index(PROGRAM, threads(1)).unwrap();
    let expected = question()
        .answer(&snapshot.indexed().unwrap(), threads(1))
        .unwrap();
    let path = folder.path().join(INDEX);
    let index = fs::read(&path).unwrap();
    let mut refused = 0;
    for at in (0..index.len())
        .step_by(211)
        .chain(index.len() - 1500..index.len())
    {
        let mut changed = index.clone();
        changed[at] ^= 0x10;
        fs::write(&path, changed).unwrap();
        let answer = snapshot
            .indexed()
            .and_then(|index| question().answer(&index, threads(1)));
        match answer {
            Ok(answer) => assert_eq!(answer, expected, "byte {at} changed a figure"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 1400, "{refused}");
}

#[test]
fn rows_out_of_order_are_not_written() {
    let folder = TempDir::new().unwrap();
    let run = |commune: &str| UnitRun {
        province: "14".into(),
        commune: commune.into(),
        village: None,
        rows: 1,
    };
    let rows = HouseholdRows {
        units: vec![run("03694"), run("03688")],
        ids: StringArray::from(vec!["a", "b"]),
        facts: any_households(2),
    };
    let error = writer(folder.path()).write(&rows).unwrap_err();
    assert_eq!(error.reason, Reason::NotSorted { row: 2 });
    assert_eq!(schema().len(), rows.facts.schema().len());
    assert_eq!(day(), open(&snapshot()).unwrap().manifest().subject.on);
}
