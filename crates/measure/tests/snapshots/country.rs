//! Synthetic countries: the same whatever the threads, and the sum of their provinces.

use super::support::{LAW, PROGRAM, day, threads};
use std::path::Path;
use tempfile::TempDir;
use vuonlen_law::status::Status;
use vuonlen_law::tables::EditionOptions;
use vuonlen_measure::index::HouseholdTables;
use vuonlen_measure::snapshot::{HOUSEHOLDS, Snapshot};
use vuonlen_measure::synth::{SynthOptions, SyntheticCountry};
use vuonlen_measure::tables::{
    Breakdown, TablePlan, TableResult, UnitTree, Violation, check_invariants,
};

fn country(households: u64, provinces: &[&str]) -> SyntheticCountry {
    let options = SynthOptions {
        households,
        provinces: provinces.iter().map(|code| (*code).to_owned()).collect(),
        year: 2026,
        on: day(),
        seed: 20_261_120,
    };
    SyntheticCountry::new(&LAW, options).unwrap()
}

fn plan() -> TablePlan {
    let standard = LAW.standard_on(day()).unwrap();
    let options = EditionOptions {
        codes: &LAW.codes,
        on: day(),
        standard: &standard.id,
        parameters: &standard.whole_parameters(day()),
    };
    TablePlan::new(LAW.tables.edition(&LAW.scopes.assessed, &options).unwrap())
}

fn tables(households: &vuonlen_measure::index::Households, count: usize) -> Vec<TableResult> {
    let plan = plan();
    let mut source = HouseholdTables::new(households, &LAW.units, day(), false, threads(count));
    let tree = source.tree().clone();
    let counted = plan.count(&mut source, &tree).unwrap();
    let breakdown = Breakdown {
        scope: UnitTree::ROOT,
        depth: 2,
        status: Status::Illustrative,
    };
    plan.results(&counted, &tree, &breakdown)
}

fn same(left: &[TableResult], right: &[TableResult]) {
    assert_eq!(left.len(), right.len());
    for (left, right) in left.iter().zip(right) {
        assert_eq!(left.totals, right.totals, "{}", left.id);
        assert_eq!(left.rows, right.rows, "{}", left.id);
    }
}

fn snapshot(folder: &Path) -> Snapshot {
    let snapshot = Snapshot::open(folder, &LAW).unwrap();
    snapshot.verify().unwrap();
    snapshot
}

#[test]
fn threads_change_nothing() {
    let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let country = country(150_000, &["11", "14"]);
    for (folder, count) in folders.iter().zip([1, 5]) {
        country
            .write(folder.path(), None, PROGRAM, threads(count))
            .unwrap();
    }
    let bytes = folders
        .each_ref()
        .map(|folder| std::fs::read(folder.path().join(HOUSEHOLDS)).unwrap());
    assert!(bytes[0] == bytes[1], "other households with other threads");
    let [one, many] = folders.each_ref().map(|folder| snapshot(folder.path()));
    let one = one.indexed_or_rebuilt(PROGRAM, threads(1)).unwrap();
    let many = many.indexed_or_rebuilt(PROGRAM, threads(4)).unwrap();
    same(&tables(&one, 1), &tables(&many, 4));
}

#[test]
fn provinces_merged_are_the_country() {
    let folder = TempDir::new().unwrap();
    let country = country(60_000, &[]);
    let whole = folder.path().join("country");
    country.write(&whole, None, PROGRAM, threads(2)).unwrap();
    let whole = snapshot(&whole);
    let parts: Vec<Snapshot> = country
        .provinces()
        .iter()
        .map(|code| {
            let folder = folder.path().join(code);
            country
                .write(&folder, Some(code), PROGRAM, threads(2))
                .unwrap();
            snapshot(&folder)
        })
        .collect();
    assert_eq!(parts.len(), 34);
    let merged = |indexed: bool| {
        let mut households = parts.iter().map(|part| {
            if indexed {
                part.indexed_or_rebuilt(PROGRAM, threads(2)).unwrap()
            } else {
                part.unindexed().unwrap()
            }
        });
        let first = households.next().unwrap();
        first.merged(households).unwrap()
    };
    let expected = tables(&whole.indexed_or_rebuilt(PROGRAM, threads(2)).unwrap(), 2);
    same(&tables(&merged(true), 2), &expected);
    same(&tables(&merged(false), 2), &expected);
    let twice = whole.indexed().unwrap().merged([whole.indexed().unwrap()]);
    assert!(twice.unwrap_err().text().en.contains("the same data"));
}

#[test]
fn the_sums_of_every_table_hold() {
    let folder = TempDir::new().unwrap();
    country(40_000, &[])
        .write(folder.path(), None, PROGRAM, threads(2))
        .unwrap();
    let tables = tables(&snapshot(folder.path()).unindexed().unwrap(), 2);
    let violations: Vec<Violation> = check_invariants(&tables);
    assert!(
        violations.is_empty(),
        "{:?}",
        &violations[..violations.len().min(3)]
    );
}
