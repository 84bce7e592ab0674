//! Index, Parquet and Arrow columns give the same figures for every formula.

use super::support::{LAW, PROGRAM, any_households, day, runs, schema, threads, write};
use arrow::buffer::ScalarBuffer;
use tempfile::TempDir;
use vuonlen_law::expr::{Formula, compile};
use vuonlen_law::facts::{Batch, Type};
use vuonlen_law::tables::EditionOptions;
use vuonlen_measure::index::{HouseholdTables, Households};
use vuonlen_measure::snapshot::{Snapshot, UnitRun};
use vuonlen_measure::tables::{
    Accumulators, Chunk, ColumnarSource, MeasureSet, TableError, TablePlan, TableSource, UnitTree,
};

/// Conditions that use every kind of node a plan over assessed households can have.
const CONDITIONS: [&str; 30] = [
    "present",
    "!present",
    r#"class == "poor""#,
    r#"class != "poor" || ever_poor"#,
    r#"class in ["poor", "near_poor"] && "water" in deprivations"#,
    r#"previous_class == class"#,
    r#"present == ever_poor"#,
    "size > previous_size",
    "size >= previous_size + 2",
    "size - previous_size < 0",
    "size * 2 == previous_size + size",
    "size / children > 1",
    "(size % 3) == 1 || (previous_size % -4) == -1",
    "-size < -3",
    "size in [1, 2, 7]",
    "size(deprivations) >= 3",
    "size(deprivations) != deprivation_count",
    r#"size(deprivations.filter(d, d in ["water", "toilet"])) == 2"#,
    r#"deprivations.exists(d, d == "water" || d == "toilet")"#,
    r#"causes.all(c, c in ["land", "capital", "labour"])"#,
    r#"needs.exists_one(n, n != "other")"#,
    "children > 0 ? children_uninsured < children : children == 0",
    "!(income_per_person <= 1500000)",
    r#"(present ? size : children) > 4"#,
    r#"ethnicity in ["01", "02", "55"]"#,
    r#"!("merit" in groups) && "female_head" in groups"#,
    "score_a <= 140 && score_b >= 30",
    "income_per_person * income_per_person > 0",
    "9223372036854775807 - size > 0",
    r#"class == "poor" && !(previous_class in ["poor", "near_poor"]) && transition == "re_poor""#,
];

/// Whole numbers of the same kind.
const NUMBERS: [&str; 12] = [
    "size",
    r#"class == "poor" ? size : 0"#,
    "present ? size - previous_size : previous_size",
    "size > previous_size ? size - previous_size : 0",
    "size * 3 - children * previous_size",
    "size / 2 + previous_size % 3",
    "-children",
    "size(deprivations) + size(causes)",
    "sum(deprivations.map(d, d == \"water\" ? 3 : 1))",
    "max(needs.map(n, n == \"health\" ? size : 2))",
    "income_per_person / 1000",
    "7",
];

fn formula(text: &str, kind: &Type) -> Formula {
    compile(text, &LAW.scopes.assessed, kind).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

/// Every condition counted, every number summed, and each number under some condition.
fn measures() -> MeasureSet {
    let mut measures = MeasureSet::new();
    measures.add(None, None);
    let conditions = CONDITIONS.map(|text| formula(text, &Type::Bool));
    let numbers = NUMBERS.map(|text| formula(text, &Type::Int));
    for condition in &conditions {
        measures.add(Some(condition), None);
    }
    for (number, condition) in numbers.iter().zip(conditions.iter().cycle().skip(4)) {
        measures.add(None, Some(number));
        measures.add(Some(condition), Some(number));
    }
    measures
}

fn counted(
    households: &Households,
    measures: &MeasureSet,
    by_village: bool,
) -> (Accumulators, UnitTree) {
    let mut source = HouseholdTables::new(households, &LAW.units, day(), by_village, threads(3));
    let mut counted = Accumulators::new(source.tree().len(), measures.measures().len());
    source.accumulate(measures, &mut counted).unwrap();
    let tree = source.tree().clone();
    counted.grow(tree.len());
    (counted, tree)
}

/// The same from Arrow columns, over the same tree.
fn expected(
    tree: &UnitTree,
    runs: &[UnitRun],
    households: &Batch,
    measures: &MeasureSet,
    by_village: bool,
) -> Accumulators {
    let units: Vec<u32> = runs
        .iter()
        .flat_map(|run| {
            let province = tree.find(UnitTree::ROOT, &run.province).unwrap();
            let mut unit = tree.find(province, &run.commune).unwrap();
            if by_village {
                unit = tree
                    .find(unit, run.village.as_deref().unwrap_or(""))
                    .unwrap();
            }
            std::iter::repeat_n(unit.0, run.rows)
        })
        .collect();
    let chunk = Chunk {
        households: households.clone(),
        units: ScalarBuffer::from(units),
    };
    let mut source = ColumnarSource::new([Ok::<_, TableError>(chunk)].into_iter());
    let mut expected = Accumulators::new(tree.len(), measures.measures().len());
    source.accumulate(measures, &mut expected).unwrap();
    expected
}

fn same(found: &Accumulators, expected: &Accumulators, measures: &MeasureSet, what: &str) {
    for unit in 0..expected.units() {
        let unit = vuonlen_measure::tables::UnitId(unit as u32);
        for (index, measure) in measures.measures().iter().enumerate() {
            let id = vuonlen_measure::tables::MeasureId(index);
            let source = |id: Option<vuonlen_measure::tables::FormulaId>| {
                id.map(|id| measures.formulas()[id.0].source().to_owned())
            };
            let text = format!(
                "{what}: {:?} {:?} in {unit:?}",
                source(measure.predicate),
                source(measure.value)
            );
            assert_eq!(found.value(unit, id), expected.value(unit, id), "{text}");
            assert_eq!(
                found.undecided(unit, id),
                expected.undecided(unit, id),
                "undecided, {text}"
            );
        }
    }
}

#[test]
fn every_formula_counts_the_same_from_bits_and_from_columns() {
    let folder = TempDir::new().unwrap();
    let runs = runs();
    let rows = runs.iter().map(|run| run.rows).sum();
    let households = any_households(rows);
    write(folder.path(), &runs, &households);
    let snapshot = Snapshot::open(folder.path(), &LAW).unwrap();
    snapshot.build_index(PROGRAM, threads(2)).unwrap();
    let measures = measures();
    for by_village in [false, true] {
        let (from_index, tree) = counted(&snapshot.indexed().unwrap(), &measures, by_village);
        let expected = expected(&tree, &runs, &households, &measures, by_village);
        same(&from_index, &expected, &measures, "index");
        let (from_parquet, other) = counted(&snapshot.unindexed().unwrap(), &measures, by_village);
        assert_eq!(tree.len(), other.len());
        same(&from_parquet, &expected, &measures, "parquet");
    }
}

#[test]
fn every_statutory_table_counts_the_same() {
    let folder = TempDir::new().unwrap();
    let runs = runs();
    let rows = runs.iter().map(|run| run.rows).sum();
    let households = any_households(rows);
    write(folder.path(), &runs, &households);
    let snapshot = Snapshot::open(folder.path(), &LAW).unwrap();
    snapshot.build_index(PROGRAM, threads(1)).unwrap();
    let standard = LAW.standard_on(day()).unwrap();
    let options = EditionOptions {
        codes: &LAW.codes,
        on: day(),
        standard: &standard.id,
        parameters: &standard.whole_parameters(day()),
    };
    let plan = TablePlan::new(LAW.tables.edition(&LAW.scopes.assessed, &options).unwrap());
    let measures = plan.measures();
    let (from_index, tree) = counted(&snapshot.indexed().unwrap(), measures, false);
    let expected = expected(&tree, &runs, &households, measures, false);
    same(&from_index, &expected, measures, "index");
    let (from_parquet, _) = counted(&snapshot.unindexed().unwrap(), measures, false);
    same(&from_parquet, &expected, measures, "parquet");
    assert_eq!(schema().scope(), "assessed");
}
