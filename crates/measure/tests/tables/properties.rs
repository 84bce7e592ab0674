//! Whatever the population, totals are the sums of their units and every sum of the law data holds.

use crate::support::{GROUND, Household, chunk, draw_up, table, whole};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::test_runner::RngSeed;
use vuonlen_domain::Text;
use vuonlen_law::expr::Facts;
use vuonlen_law::facts::{Record, Value};
use vuonlen_measure::tables::{
    Accumulators, Breakdown, ColumnarSource, MeasureId, MeasureSet, TableError, TableSource,
    UnitId, UnitTree, check_invariants,
};

const INDICATORS: [&str; 12] = [
    "employment",
    "dependency",
    "nutrition",
    "health_insurance",
    "adult_education",
    "child_school",
    "housing_quality",
    "housing_area",
    "water",
    "toilet",
    "telecom",
    "info_means",
];
const CAUSES: [&str; 4] = ["land", "capital", "illness", "other"];
const CLASSES: [&str; 4] = ["poor", "near_poor", "average_living", "not_poor"];

/// Class before and after, members before and after, movement: every way they fit together.
fn movement() -> impl Strategy<Value = (&'static str, &'static str, i64, i64, &'static str)> {
    let class = || select(&CLASSES[..]);
    let size = || 1_i64..9;
    let stays = (class(), class(), size(), size(), any::<bool>()).prop_map(
        |(before, after, was, is, ever)| (before, after, was, is, moved(before, after, ever)),
    );
    let leaves = (class(), size(), select(vec!["moved_out", "died", "merged"]))
        .prop_map(|(before, was, how)| (before, "none", was, 0, how));
    let arrives = (class(), size(), select(vec!["moved_in", "split", "merged"]))
        .prop_map(|(after, is, how)| ("none", after, 0, is, how));
    // Splits and goes on smaller, or takes another in and goes on larger.
    let changes = (
        class(),
        class(),
        size(),
        size(),
        select(vec!["split", "merged"]),
    )
        .prop_map(|(before, after, was, is, how)| (before, after, was, is, how));
    prop_oneof![6 => stays, 1 => leaves, 1 => arrives, 1 => changes]
}

fn moved(before: &str, after: &str, ever: bool) -> &'static str {
    match (before, after) {
        ("poor", "poor") => "poor_stay",
        ("poor", "near_poor") => "poor_to_near_poor",
        ("poor", _) => "poor_escape_above_near_poor",
        ("near_poor", "poor") => "near_poor_to_poor",
        ("near_poor", "near_poor") => "near_poor_stay",
        ("near_poor", _) => "near_poor_escape",
        (_, "poor") if ever => "re_poor",
        (_, "poor") => "new_poor",
        (_, "near_poor") if ever => "re_near_poor",
        (_, "near_poor") => "new_near_poor",
        _ => "not_poor_stay",
    }
}

fn household() -> impl Strategy<Value = Household<'static>> {
    let groups = vec![
        "ethnic_minority",
        "merit",
        "no_labour_capacity",
        "female_head",
    ];
    (
        movement(),
        subsequence(INDICATORS.to_vec(), 3..=12),
        subsequence(CAUSES.to_vec(), 0..=4),
        subsequence(groups, 0..=4),
        any::<bool>(),
        select(vec!["00", "01", "03", "08", "54", "55"]),
        (0..=8_i64, 0..=8_i64, 0..=8_i64, 0..=8_i64),
    )
        .prop_map(
            |(moved, deprived, causes, mut groups, local, ethnicity, young)| {
                let (previous_class, class, previous_size, size, transition) = moved;
                let cut = match class {
                    "poor" => deprived.len(),
                    "near_poor" => deprived.len() % 3,
                    _ => deprived.len() / 3,
                };
                if local && groups.contains(&"ethnic_minority") {
                    groups.push("local_ethnic_minority");
                }
                let children = young.0.min(size);
                Household {
                    class,
                    previous_class,
                    size,
                    previous_size,
                    transition,
                    deprivations: deprived[..cut].to_vec(),
                    causes,
                    groups,
                    ethnicity,
                    children: [
                        children,
                        young.1.min(children),
                        young.2.min(children),
                        young.3.min(children),
                    ],
                }
            },
        )
}

/// Provinces with communes; households in the communes, in no order.
fn country() -> impl Strategy<Value = (UnitTree, Vec<(UnitId, Record)>)> {
    let communes = prop::collection::vec(1_usize..4, 1..4);
    let households = prop::collection::vec((household(), any::<Index>()), 0..60);
    (communes, households).prop_map(|(communes, households)| {
        let mut tree = UnitTree::new("VN", Text::new("Cả nước", "Country"));
        let mut leaves = Vec::new();
        for (province, count) in communes.into_iter().enumerate() {
            let code = format!("{province:02}");
            let province = tree.part(UnitTree::ROOT, code, Text::default(), 0);
            for commune in 0..count {
                leaves.push(tree.part(province, format!("{commune:05}"), Text::default(), 0));
            }
        }
        let placed = households
            .into_iter()
            .map(|(household, place)| (*place.get(&leaves), household.record()))
            .collect();
        (tree, placed)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_120), ..ProptestConfig::default() })]

    #[test]
    fn every_sum_holds_at_every_level((tree, households) in country()) {
        let plan = GROUND.plan();
        let chunks = [Ok::<_, TableError>({
            let (units, records): (Vec<_>, Vec<_>) = households.iter().cloned().unzip();
            chunk(&records, units)
        })];
        let counted = plan.count(&mut ColumnarSource::new(chunks.into_iter()), &tree).unwrap();
        let deep = Breakdown { depth: 2, ..whole() };
        let results = plan.results(&counted, &tree, &deep);
        prop_assert_eq!(check_invariants(&results), vec![]);

        let present = GROUND.schema.index("present").unwrap();
        let living = households
            .iter()
            .filter(|(_, record)| record[present] == Some(Value::Bool(true)));
        let total = table(&results, "R1").totals[0].cells[0].figure().unwrap();
        prop_assert_eq!(usize::try_from(total).unwrap(), living.count());

        // A province on its own shows what it shows in the country's tables.
        let province = tree.find(UnitTree::ROOT, "00").unwrap();
        let alone = plan.results(&counted, &tree, &Breakdown { scope: province, ..whole() });
        for (own, national) in alone.iter().zip(&results) {
            let rows = national.rows.iter().filter(|row| row.unit == province);
            for (own, national) in own.totals.iter().zip(rows) {
                prop_assert_eq!(&own.cells, &national.cells);
            }
        }
    }

    #[test]
    fn neither_chunks_nor_order_nor_merging_matter((tree, mut households) in country(), at: Index) {
        let plan = GROUND.plan();
        let cells = |households: &[(UnitId, Record)], rows| -> Vec<_> {
            let results = draw_up(&plan, &tree, households, rows);
            results.into_iter().map(|result| (result.totals, result.rows)).collect()
        };
        let expected = cells(&households, 1000);
        prop_assert_eq!(&cells(&households, 7), &expected);

        let count = |part: &[(UnitId, Record)]| {
            let (units, records): (Vec<_>, Vec<_>) = part.iter().cloned().unzip();
            let chunks = std::iter::once(Ok::<_, TableError>(chunk(&records, units)));
            plan.count(&mut ColumnarSource::new(chunks), &tree).unwrap()
        };
        let split = if households.is_empty() { 0 } else { at.index(households.len()) };
        let mut merged = count(&households[..split]);
        merged.merge(&count(&households[split..]));
        prop_assert_eq!(merged, count(&households));

        households.sort_by_key(|(unit, _)| *unit);
        prop_assert_eq!(&cells(&households, 1000), &expected);
    }
}

/// Another way to count: one household at a time, by the interpreter.
struct RowByRow<'a>(&'a [(UnitId, Record)]);

impl TableSource for RowByRow<'_> {
    fn accumulate(
        &mut self,
        measures: &MeasureSet,
        into: &mut Accumulators,
    ) -> Result<(), TableError> {
        for (unit, record) in self.0 {
            let facts = Facts {
                household: record,
                members: None,
            };
            let values: Vec<Option<Value>> = measures
                .formulas()
                .iter()
                .map(|formula| formula.interpret(facts).value())
                .collect();
            for (position, measure) in measures.measures().iter().enumerate() {
                let chosen = measure.predicate.map(|id| values[id.0]);
                let amount = measure.value.map(|id| values[id.0]);
                match (chosen, amount) {
                    (Some(Some(Value::Bool(false))), _) => {}
                    (None | Some(Some(Value::Bool(true))), None) => {
                        into.add(*unit, MeasureId(position), 1);
                    }
                    (None | Some(Some(Value::Bool(true))), Some(Some(Value::Int(amount)))) => {
                        into.add(*unit, MeasureId(position), amount);
                    }
                    _ => into.note_undecided(*unit, MeasureId(position), 1),
                }
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_120), ..ProptestConfig::default() })]

    #[test]
    fn columns_and_rows_count_the_same(
        (tree, mut households) in country(),
        unknown in prop::collection::vec((any::<Index>(), any::<Index>()), 0..20),
    ) {
        households.truncate(10);
        for (household, fact) in &unknown {
            if let Some(length) = std::num::NonZero::new(households.len()) {
                let record = &mut households[household.index(length.get())].1;
                let fact = fact.index(record.len());
                record[fact] = None;
            }
        }
        let plan = GROUND.plan();
        let (units, records): (Vec<_>, Vec<_>) = households.iter().cloned().unzip();
        let chunks = std::iter::once(Ok(chunk(&records, units)));
        let by_column = plan.count(&mut ColumnarSource::new(chunks), &tree).unwrap();
        let by_row = plan.count(&mut RowByRow(&households), &tree).unwrap();
        prop_assert_eq!(by_column, by_row);
    }
}
