//! Indices and targets of a register, against the same measured household by household.

use super::support::{LAW, PROGRAM, day, threads};
use arrow::array::AsArray;
use arrow::datatypes::{Int32Type, Int64Type, UInt16Type, UInt32Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::fs::File;
use std::sync::LazyLock;
use tempfile::TempDir;
use vuonlen_law::facts::CodePositions;
use vuonlen_measure::index::Households;
use vuonlen_measure::indices::{Division, IndicesPlan};
use vuonlen_measure::poverty::{
    Deprivations, Grouping, Inference, Report, Sample, Structure, measure,
};
use vuonlen_measure::query::QueryError;
use vuonlen_measure::snapshot::{HOUSEHOLDS, Snapshot};
use vuonlen_measure::synth::{SynthOptions, SyntheticCountry};
use vuonlen_measure::targets::IndicatorPlan;

/// Two provinces with 12,000 households, indexed.
static COUNTRY: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let options = SynthOptions {
        households: 12_000,
        provinces: vec!["11".into(), "68".into()],
        year: 2026,
        on: day(),
        seed: 5,
    };
    let country = SyntheticCountry::new(&LAW, options).unwrap();
    country
        .write(folder.path(), None, PROGRAM, threads(2))
        .unwrap();
    let snapshot = Snapshot::open(folder.path(), &LAW).unwrap();
    snapshot.build_index(PROGRAM, threads(2)).unwrap();
    folder
});

fn administrative() -> Structure {
    let text = include_str!("../../../../law/measures/administrative-2022.toml");
    Structure::parse("administrative-2022.toml", text).unwrap()
}

/// The columns of the snapshot that the reference reads.
#[derive(Default)]
struct Columns {
    masks: Vec<Option<u32>>,
    provinces: Vec<String>,
    areas: Vec<Option<String>>,
    classes: Vec<Option<String>>,
    present: Vec<bool>,
    sizes: Vec<Option<i64>>,
}

static COLUMNS: LazyLock<Columns> = LazyLock::new(|| {
    let file = File::open(COUNTRY.path().join(HOUSEHOLDS)).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let mut all = Columns::default();
    for batch in reader.build().unwrap() {
        let batch = batch.unwrap();
        let province = batch["province"]
            .as_dictionary::<Int32Type>()
            .downcast_dict::<arrow::array::StringArray>()
            .unwrap();
        let code = |name: &str| {
            let column = batch[name].as_dictionary::<UInt16Type>();
            let texts = column.downcast_dict::<arrow::array::StringArray>().unwrap();
            texts
                .into_iter()
                .map(|text| text.map(str::to_owned))
                .collect::<Vec<_>>()
        };
        all.provinces
            .extend(province.into_iter().map(|text| text.unwrap().to_owned()));
        all.areas.extend(code("area"));
        all.classes.extend(code("class"));
        let masks = batch["deprivations"].as_primitive::<UInt32Type>();
        all.masks.extend(masks.iter());
        let present = batch["present"].as_boolean();
        all.present
            .extend(present.iter().map(|here| here == Some(true)));
        all.sizes
            .extend(batch["size"].as_primitive::<Int64Type>().iter());
    }
    all
});

fn both() -> [Households; 2] {
    let snapshot = Snapshot::open(COUNTRY.path(), &LAW).unwrap();
    [snapshot.indexed().unwrap(), snapshot.unindexed().unwrap()]
}

/// The same measure by the general kernel, from the masks of the Parquet file.
fn reference(structure: &Structure) -> Report {
    let columns = &*COLUMNS;
    let codes: &dyn CodePositions = LAW.codes.as_ref();
    let bits: Vec<u32> = structure
        .indicators()
        .map(|indicator| {
            let position = codes.position("indicators", &indicator.id).unwrap();
            1 << position
        })
        .collect();
    let rows: Vec<usize> = (0..columns.masks.len())
        .filter(|row| columns.present[*row] && columns.masks[*row].is_some())
        .collect();
    let masks = rows.iter().map(|row| {
        let mask = columns.masks[*row].unwrap();
        let bits = bits.iter().enumerate();
        bits.filter(|(_, bit)| mask & *bit != 0)
            .fold(0_u64, |mask, (place, _)| mask | 1 << place)
    });
    let mut sample = Sample::unweighted(Deprivations::new(bits.len(), masks.collect()).unwrap());
    let grouping = |id: &str, value: &dyn Fn(usize) -> Option<&'static str>| {
        Grouping::new(
            id,
            vuonlen_domain::Text::default(),
            rows.iter().map(|row| value(*row)),
        )
    };
    sample.groupings = vec![
        grouping("province", &|row| Some(columns.provinces[row].as_str())),
        grouping("area", &|row| columns.areas[row].as_deref()),
    ];
    measure(structure, &sample, &Inference::default()).unwrap()
}

#[test]
fn an_index_gives_the_measures_of_its_households() {
    let structure = administrative();
    let expected = reference(&structure);
    assert!(expected.total.headcount.value > 0.0 && expected.total.headcount.value < 1.0);
    let divisions = vec![
        Division::Province,
        Division::Fact("area".into()),
        Division::ProvinceAndFact("area".into()),
        Division::Commune,
    ];
    let scope = &LAW.scopes.assessed;
    let plan = IndicesPlan::new(structure, divisions, scope, LAW.codes.as_ref()).unwrap();
    let [indexed, unindexed] = both();
    let report = plan.measure(&indexed, threads(2)).unwrap();
    assert_eq!(report, plan.measure(&unindexed, threads(1)).unwrap());
    assert_eq!(report.total, expected.total);
    for division in &expected.divisions {
        let ours = report
            .divisions
            .iter()
            .find(|ours| ours.by == division.by)
            .unwrap();
        assert_eq!(ours.groups, division.groups, "{}", division.by);
    }
    // Every division divides everybody: contributions of its groups add up to the whole.
    for division in &report.divisions {
        let shares: f64 = division
            .groups
            .iter()
            .filter_map(|group| group.contribution_share)
            .sum();
        assert!((shares - 1.0).abs() < 1e-9, "{} {shares}", division.by);
    }
}

/// Tables, indices and targets in one pass are what each is in a pass of its own.
#[test]
fn counted_ahead_is_counted_alike() {
    let divisions = vec![Division::Province, Division::Fact("groups".into())];
    let scope = &LAW.scopes.assessed;
    let indices = IndicesPlan::new(administrative(), divisions, scope, LAW.codes.as_ref()).unwrap();
    let targets = IndicatorPlan::new(&LAW.targets.indicators);
    for mut households in both() {
        let apart = (
            indices.measure(&households, threads(2)).unwrap(),
            targets.count(&households, threads(2)).unwrap(),
        );
        let sets = [targets.measures(), indices.measures()];
        households.count_ahead(&sets, threads(2)).unwrap();
        let together = (
            indices.measure(&households, threads(2)).unwrap(),
            targets.count(&households, threads(2)).unwrap(),
        );
        assert_eq!(apart, together);
        // What was not counted ahead is counted when it is asked for.
        households
            .count_ahead(&[targets.measures()], threads(1))
            .unwrap();
        assert_eq!(apart.0, indices.measure(&households, threads(2)).unwrap());
    }
}

#[test]
fn people_are_counted_where_the_measure_counts_people() {
    let mut text = include_str!("../../../../law/measures/administrative-2022.toml").to_owned();
    text = text.replace("unit = \"household\"", "unit = \"person\"");
    let structure = Structure::parse("people.toml", &text).unwrap();
    let plan = IndicesPlan::new(
        structure,
        Vec::new(),
        &LAW.scopes.assessed,
        LAW.codes.as_ref(),
    )
    .unwrap();
    let report = plan.measure(&both()[0], threads(2)).unwrap();
    let columns = &*COLUMNS;
    let people: i64 = (0..columns.masks.len())
        .filter(|row| columns.present[*row] && columns.masks[*row].is_some())
        .filter_map(|row| columns.sizes[row])
        .sum();
    assert_eq!(report.total.population as i64, people);
}

#[test]
fn what_does_not_divide_is_told() {
    let plan = |by: &str| {
        IndicesPlan::new(
            administrative(),
            vec![Division::Fact(by.into())],
            &LAW.scopes.assessed,
            LAW.codes.as_ref(),
        )
    };
    assert!(matches!(plan("size"), Err(QueryError::NotDividing(_))));
    assert!(matches!(plan("colour"), Err(QueryError::UnknownFact(_))));
}

#[test]
fn indicators_of_targets_are_counted_by_commune() {
    let indicators = &LAW.targets.indicators;
    let plan = IndicatorPlan::new(indicators);
    let [indexed, unindexed] = both();
    let counts = plan.count(&indexed, threads(2)).unwrap();
    assert_eq!(counts, plan.count(&unindexed, threads(1)).unwrap());
    let rate = indicators
        .iter()
        .position(|one| one.id == "poor_rate")
        .unwrap();
    let columns = &*COLUMNS;
    let mut expected: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for row in 0..columns.present.len() {
        let entry = expected.entry(&columns.provinces[row]).or_default();
        entry.0 += i64::from(columns.classes[row].as_deref() == Some("poor"));
        entry.1 += i64::from(columns.present[row]);
    }
    for (province, (poor, all)) in expected {
        let value = counts.over(rate, |unit| unit.province == province).unwrap();
        assert_eq!((value.part, value.whole), (poor, Some(all)), "{province}");
    }
    assert_eq!(counts.over(rate, |unit| unit.province == "99"), None);
}
