//! Questions and movements over a synthetic country, against counts made household by household.

use super::support::{LAW, PROGRAM, day, threads};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Int32Type, Int64Type, UInt16Type, UInt32Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::fs::File;
use std::sync::LazyLock;
use tempfile::TempDir;
use vuonlen_domain::Ratio;
use vuonlen_measure::index::Households;
use vuonlen_measure::movement::MovementPlan;
use vuonlen_measure::query::{Answer, Figure, Level, Query, QueryError, Question};
use vuonlen_measure::snapshot::{HOUSEHOLDS, Snapshot};
use vuonlen_measure::synth::{SynthOptions, SyntheticCountry};

/// Two provinces with 30,000 households, indexed.
static COUNTRY: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let options = SynthOptions {
        households: 30_000,
        provinces: vec!["11".into(), "68".into()],
        year: 2026,
        on: day(),
        seed: 3,
    };
    let country = SyntheticCountry::new(&LAW, options).unwrap();
    country
        .write(folder.path(), None, PROGRAM, threads(2))
        .unwrap();
    Snapshot::open(folder.path(), &LAW)
        .unwrap()
        .build_index(PROGRAM, threads(2))
        .unwrap();
    folder
});

/// What this test reads of a household, by itself.
#[derive(Clone, PartialEq, Eq)]
struct Household {
    province: String,
    commune: String,
    village: Option<String>,
    class: String,
    before: String,
    transition: String,
    ethnicity: String,
    causes: Option<u32>,
    size: Option<i64>,
}

static ALL: LazyLock<Vec<Household>> = LazyLock::new(|| {
    let file = File::open(COUNTRY.path().join(HOUSEHOLDS)).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    reader
        .flat_map(|batch| households(&batch.unwrap()))
        .collect()
});

fn households(batch: &RecordBatch) -> Vec<Household> {
    let unit = |name: &str| {
        batch[name]
            .as_dictionary::<Int32Type>()
            .downcast_dict::<arrow::array::StringArray>()
            .unwrap()
    };
    let code = |name: &str| {
        batch[name]
            .as_dictionary::<UInt16Type>()
            .downcast_dict::<arrow::array::StringArray>()
            .unwrap()
    };
    let text = |value: &str| value.to_owned();
    let (province, commune, village) = (unit("province"), unit("commune"), unit("village"));
    let (class, before) = (code("class"), code("previous_class"));
    let (transition, ethnicity) = (code("transition"), code("ethnicity"));
    let causes = batch["causes"].as_primitive::<UInt32Type>();
    let size = batch["size"].as_primitive::<Int64Type>();
    use arrow::array::ArrayAccessor;
    (0..batch.num_rows())
        .map(|row| Household {
            province: text(province.value(row)),
            commune: text(commune.value(row)),
            village: village.is_valid(row).then(|| text(village.value(row))),
            class: text(class.value(row)),
            before: text(before.value(row)),
            transition: if transition.is_valid(row) {
                text(transition.value(row))
            } else {
                String::new()
            },
            ethnicity: text(ethnicity.value(row)),
            causes: causes.is_valid(row).then(|| causes.value(row)),
            size: size.is_valid(row).then(|| size.value(row)),
        })
        .collect()
}

fn both() -> [Households; 2] {
    let snapshot = Snapshot::open(COUNTRY.path(), &LAW).unwrap();
    [snapshot.indexed().unwrap(), snapshot.unindexed().unwrap()]
}

fn ask(question: &Question) -> Answer {
    let query = Query::new(question, &LAW.scopes.assessed, LAW.codes.as_ref()).unwrap();
    let [indexed, unindexed] =
        both().map(|households| query.answer(&households, threads(2)).unwrap());
    assert_eq!(indexed, unindexed);
    indexed
}

fn question(condition: &str, figure: Figure, level: Level) -> Question {
    Question {
        condition: Some(condition.into()),
        figure,
        level,
        divided_by: None,
        top: None,
    }
}

fn grouped<K: Ord>(
    key: impl Fn(&Household) -> K,
    value: impl Fn(&Household) -> Option<i64>,
) -> BTreeMap<K, i64> {
    let mut groups = BTreeMap::new();
    for household in ALL.iter() {
        if let Some(value) = value(household) {
            *groups.entry(key(household)).or_default() += value;
        }
    }
    groups
}

fn poor(household: &Household) -> Option<i64> {
    (household.class == "poor").then_some(1)
}

#[test]
fn counts_by_unit_are_those_of_the_rows() {
    let poor_question = |level| ask(&question(r#"class == "poor""#, Figure::Households, level));
    let by_commune = poor_question(Level::Commune);
    let found: BTreeMap<(String, String), i64> = by_commune
        .rows
        .iter()
        .map(|row| {
            (
                (row.province.clone().unwrap(), row.commune.clone().unwrap()),
                row.figure,
            )
        })
        .collect();
    assert_eq!(
        found,
        grouped(|h| (h.province.clone(), h.commune.clone()), poor)
    );
    let by_village = poor_question(Level::Village);
    let found: BTreeMap<(String, Option<String>), i64> = by_village
        .rows
        .iter()
        .map(|row| {
            (
                (row.commune.clone().unwrap(), row.village.clone()),
                row.figure,
            )
        })
        .collect();
    assert_eq!(
        found,
        grouped(|h| (h.commune.clone(), h.village.clone()), poor)
    );
    let by_province = poor_question(Level::Province);
    assert_eq!(by_province.rows.len(), 2);
    let country = poor_question(Level::Country);
    assert_eq!(country.rows.len(), 1);
    let all: i64 = ALL.iter().filter_map(poor).sum();
    for answer in [by_commune, by_village, by_province, country] {
        assert_eq!(answer.total.figure, all);
    }
}

#[test]
fn sums_shares_and_the_largest() {
    let sum = ask(&question(
        r#"class == "near_poor""#,
        Figure::Sum("size".into()),
        Level::Province,
    ));
    let expected = grouped(
        |h| h.province.clone(),
        |h| (h.class == "near_poor").then_some(h.size.unwrap_or(0)),
    );
    let found: BTreeMap<String, i64> = sum
        .rows
        .iter()
        .map(|row| (row.province.clone().unwrap(), row.figure))
        .collect();
    assert_eq!(found, expected);

    let mut share = question(
        "present",
        Figure::Share(r#"class == "poor""#.into()),
        Level::Commune,
    );
    share.top = Some(5);
    let largest = ask(&share);
    assert_eq!(largest.rows.len(), 5);
    let present = grouped(|h| h.commune.clone(), |h| (h.class != "none").then_some(1));
    let poor = grouped(|h| h.commune.clone(), poor);
    let mut expected: Vec<(i64, i64)> = present
        .iter()
        .map(|(commune, all)| (poor.get(commune).copied().unwrap_or(0), *all))
        .collect();
    expected.sort_by(|a, b| (b.0 * a.1).cmp(&(a.0 * b.1)));
    for (row, (part, whole)) in largest.rows.iter().zip(expected) {
        let share = row.share().unwrap();
        assert_eq!(
            share.scaled(1_000_000, 0),
            Ratio::new(part, whole).scaled(1_000_000, 0)
        );
    }
}

#[test]
fn a_fact_divides_households_and_the_total_stays_whole() {
    let mut by_group = question(r#"class == "poor""#, Figure::Households, Level::Country);
    by_group.divided_by = Some("ethnicity".into());
    let answer = ask(&by_group);
    let found: BTreeMap<String, i64> = answer
        .rows
        .iter()
        .map(|row| (row.value.clone().unwrap(), row.figure))
        .collect();
    assert_eq!(found, grouped(|h| h.ethnicity.clone(), poor));
    assert_eq!(answer.total.figure, found.values().sum::<i64>());

    by_group.divided_by = Some("causes".into());
    let answer = ask(&by_group);
    let causes = LAW.codes.list("causes").unwrap();
    for row in &answer.rows {
        let bit = causes.position(row.value.as_deref().unwrap()).unwrap();
        let expected = ALL
            .iter()
            .filter(|h| h.class == "poor" && h.causes.unwrap() >> bit & 1 == 1);
        assert_eq!(row.figure, expected.count() as i64, "{row:?}");
    }
    let all: i64 = ALL.iter().filter_map(poor).sum();
    assert_eq!(
        answer.total.figure, all,
        "a household with two causes is one household"
    );
}

#[test]
fn what_cannot_be_asked_is_told() {
    let new = |question: &Question| {
        Query::new(question, &LAW.scopes.assessed, LAW.codes.as_ref()).unwrap_err()
    };
    let error = new(&question(
        r#"class == "rich""#,
        Figure::Households,
        Level::Country,
    ));
    assert!(
        matches!(&error, QueryError::Formula { errors, .. } if errors.len() == 1),
        "{error}"
    );
    let mut divided = question("present", Figure::Households, Level::Country);
    divided.divided_by = Some("size".into());
    assert_eq!(new(&divided), QueryError::NotDividing("size".into()));
    divided.divided_by = Some("wealth".into());
    assert_eq!(new(&divided), QueryError::UnknownFact("wealth".into()));
    divided.divided_by = Some("class".into());
    divided.level = Level::Village;
    assert_eq!(new(&divided), QueryError::VillagesDivided);
    let decimal = question("double(size) > 2.5", Figure::Households, Level::Country);
    let query = Query::new(&decimal, &LAW.scopes.assessed, LAW.codes.as_ref()).unwrap();
    let [indexed, _] = both();
    let error = query.answer(&indexed, threads(1)).unwrap_err();
    assert!(error.text().vi.contains("số thập phân"), "{error}");
}

#[test]
fn movements_are_those_of_the_rows() {
    let plan = MovementPlan::new(&LAW.scopes.assessed, LAW.codes.as_ref()).unwrap();
    let [indexed, unindexed] =
        both().map(|households| plan.count(&households, threads(2)).unwrap());
    assert_eq!(indexed, unindexed);
    let expected = grouped(|h| (h.before.clone(), h.class.clone()), |_| Some(1));
    for (before, row) in plan.classes().iter().zip(&indexed.total.matrix) {
        for (class, count) in plan.classes().iter().zip(row) {
            let key = (before.clone(), class.clone());
            assert_eq!(*count, expected.get(&key).copied().unwrap_or(0), "{key:?}");
        }
    }
    let again = ALL
        .iter()
        .filter(|h| h.transition == "re_poor" || h.transition == "re_near_poor")
        .count();
    let listed = ALL
        .iter()
        .filter(|h| h.class == "poor" || h.class == "near_poor")
        .count();
    assert_eq!(
        (indexed.total.relapsed, indexed.total.listed),
        (again as i64, listed as i64)
    );
    let provinces: i64 = indexed
        .provinces
        .values()
        .map(|movement| movement.relapsed)
        .sum();
    let communes: i64 = indexed
        .communes
        .values()
        .map(|movement| movement.relapsed)
        .sum();
    assert_eq!((provinces, communes), (again as i64, again as i64));
}
