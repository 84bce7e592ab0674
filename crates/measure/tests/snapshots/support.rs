//! The law of this repository, and small snapshots of random households.

use arrow::array::StringArray;
use chrono::NaiveDate;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use vuonlen_law::facts::{Batch, BatchBuilder, CodePositions, Record, Schema, Type, Value};
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;
use vuonlen_measure::snapshot::{HouseholdRows, Manifest, SnapshotWriter, Subject, UnitRun};

pub(crate) const PROGRAM: &str = "test 0";

pub(crate) static LAW: LazyLock<Law> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    Law::load(&LawFiles::from_folder(&folder).unwrap()).unwrap()
});

pub(crate) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

pub(crate) fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

pub(crate) fn schema() -> Arc<Schema> {
    Arc::clone(LAW.scopes.assessed.household())
}

pub(crate) fn subject() -> Subject {
    Subject {
        year: 2026,
        on: day(),
        standard: "nd07-2022".into(),
        law: LAW.hash().into(),
        synthetic: true,
    }
}

pub(crate) fn writer(folder: &Path) -> SnapshotWriter {
    let codes: Arc<dyn CodePositions> = LAW.codes.clone();
    SnapshotWriter::create(folder, PROGRAM, subject(), schema(), None, codes).unwrap()
}

/// Runs of households in two provinces, in order, with villages known and not.
pub(crate) fn runs() -> Vec<UnitRun> {
    let run = |commune: &str, village: Option<&str>, rows: usize| UnitRun {
        province: "14".into(),
        commune: commune.into(),
        village: village.map(str::to_owned),
        rows,
    };
    let mut runs = vec![
        run("03688", Some("Bản Pom"), 700),
        run("03688", Some("Bản Xa"), 1),
        run("03688", None, 30),
        run("03694", Some("Bản Lốm"), 1100),
        run("03703", None, 5),
        run("03712", Some("Bản Coi"), 64),
        // Villages stand in the order of their bytes, as Parquet compares texts.
        run("03712", Some("Bản Ái"), 512),
    ];
    runs.push(UnitRun {
        province: "68".into(),
        commune: "25000".into(),
        village: Some("Thôn 1".into()),
        rows: 300,
    });
    runs
}

/// Numbers that are the same every time (SplitMix64).
struct Random(u64);

impl Random {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Households with any values that the schema admits, and many absent.
pub(crate) fn any_households(rows: usize) -> Batch {
    let mut random = Random(7);
    let schema = schema();
    let mut builder = BatchBuilder::new(Arc::clone(&schema), None, rows);
    for _ in 0..rows {
        let record: Record = schema
            .facts()
            .iter()
            .map(|fact| {
                let codes = |list: &str| LAW.codes.list(list).unwrap().codes().len() as u64;
                let draw = random.next_u64();
                if random.next_u64().is_multiple_of(7) {
                    return None;
                }
                Some(match &fact.kind {
                    Type::Bool => Value::Bool(draw & 1 == 1),
                    Type::Int => Value::Int(match draw % 40 {
                        0 => -((draw >> 60) as i64),
                        1 => (draw >> 30) as i64,
                        _ => (draw >> 8) as i64 % 12,
                    }),
                    Type::Code(list) => Value::Code((draw % codes(list)) as u16),
                    Type::Set(list) => Value::Set(draw & (u64::MAX >> (64 - codes(list)))),
                    Type::Decimal => Value::Decimal(0.5),
                })
            })
            .collect();
        builder.push::<Record>(&record, None).unwrap();
    }
    builder.finish().unwrap()
}

/// Writes households in several batches.
pub(crate) fn write(folder: &Path, runs: &[UnitRun], households: &Batch) -> Manifest {
    let mut writer = writer(folder);
    let mut start = 0;
    for runs in runs.chunks(3) {
        let rows: usize = runs.iter().map(|run| run.rows).sum();
        let ids = (start..start + rows).map(|row| format!("H{row:06}"));
        writer
            .write(&HouseholdRows {
                units: runs.to_vec(),
                ids: StringArray::from_iter_values(ids),
                facts: households.slice(start, rows),
            })
            .unwrap();
        start += rows;
    }
    writer.finish().unwrap()
}
