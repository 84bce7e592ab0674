//! Every cell of R1 to R13 over two villages, reckoned by hand from `two_villages.txt`.

use crate::support::{GROUND, draw_up, printed, table, two_villages};
use vuonlen_law::tables::LineKind::{self, Household, Person};
use vuonlen_measure::tables::{TableResult, UnitId, UnitTree, check_invariants};

const ALL: UnitId = UnitTree::ROOT;
const A: UnitId = UnitId(1);
const B: UnitId = UnitId(2);

fn results() -> Vec<TableResult> {
    let (tree, households) = two_villages();
    draw_up(&GROUND.plan(), &tree, &households, 5)
}

#[track_caller]
fn expect(results: &[TableResult], id: &str, unit: UnitId, line: LineKind, cells: &str) {
    let expected: Vec<&str> = cells.split_whitespace().collect();
    assert_eq!(printed(table(results, id), unit, line), expected, "{id}");
}

/// Figures of a table with a column per ethnic group: those not named are zero.
#[track_caller]
fn expect_groups(results: &[TableResult], unit: UnitId, id: (&str, &str), groups: &[(&str, &str)]) {
    let result = table(results, id.0);
    let cells = printed(result, unit, Household);
    let columns = result.columns.iter().zip(cells);
    for (column, cell) in columns.filter(|(column, _)| column.id == id.1) {
        let code = column.code.as_deref().unwrap();
        let named = groups.iter().find(|(group, _)| *group == code);
        assert_eq!(cell, named.map_or("0", |(_, count)| count), "{code}");
    }
}

#[test]
fn r1_households_and_persons_by_class() {
    let results = results();
    // 5/9 = 55.56 %, 2/9 = 22.22 %, 1/9 = 11.11 %; 18/34, 9/34, 2/34.
    expect(
        &results,
        "R1",
        A,
        Household,
        "9 34 5 55,56 2 22,22 1 11,11 18 52,94 9 26,47 2 5,88",
    );
    // 3/11, 5/11, 1/11; 13/43, 19/43, 3/43.
    expect(
        &results,
        "R1",
        B,
        Household,
        "11 43 3 27,27 5 45,45 1 9,09 13 30,23 19 44,19 3 6,98",
    );
    // 8/20, 7/20, 2/20; 31/77, 28/77, 5/77.
    expect(
        &results,
        "R1",
        ALL,
        Household,
        "20 77 8 40,00 7 35,00 2 10,00 31 40,26 28 36,36 5 6,49",
    );
}

#[test]
fn r2_movement_of_poor_households() {
    let results = results();
    // Persons of A: 26 before (4+3+6+4+3+5+1); left 1, shrank 4 (6 to 2) and 1 (3 to 2); the split-off
    // household brings 3, growth 2 (3 to 5) and 1 (4 to 5).
    expect(&results, "R2", A, Household, "7 1 2 1 1 0 0 1 5");
    expect(&results, "R2", A, Person, "26 5 7 6 4 0 0 6 18");
    expect(&results, "R2", B, Household, "1 0 0 1 0 1 1 1 3");
    expect(&results, "R2", B, Person, "2 0 0 2 0 3 4 6 13");
    expect(&results, "R2", ALL, Household, "8 1 2 2 1 1 1 2 8");
    expect(&results, "R2", ALL, Person, "28 5 7 8 4 3 4 12 31");
}

#[test]
fn r3_movement_of_near_poor_households() {
    let results = results();
    expect(&results, "R3", A, Household, "2 0 1 0 1 0 0 0 2");
    expect(&results, "R3", A, Person, "9 0 4 1 5 0 0 0 9");
    // Persons of B: one moved out with 2, one merged away with 2; moved in 4, merged anew 5, and growth
    // 2 (3 to 5, the household that took the other in) and 1 (3 to 4, before it left near-poverty).
    expect(&results, "R3", B, Household, "4 1 0 2 0 1 1 2 5");
    expect(&results, "R3", B, Person, "10 4 0 4 0 2 3 12 19");
    expect(&results, "R3", ALL, Household, "6 1 1 2 1 1 1 2 7");
    expect(&results, "R3", ALL, Person, "19 4 4 5 5 2 3 12 28");
}

#[test]
fn r4_to_r7_deprivations() {
    let results = results();
    expect(&results, "R4", A, Household, "5 18 2 1 1 1 1 0 1 0 4 3 3 1");
    expect(&results, "R4", B, Household, "3 13 1 1 1 0 0 2 1 2 1 1 1 2");
    expect(
        &results,
        "R4",
        ALL,
        Household,
        "8 31 3 2 2 1 1 2 2 2 5 4 4 3",
    );
    // Eighths of 100 %.
    expect(
        &results,
        "R5",
        ALL,
        Household,
        "8 37,50 25,00 25,00 12,50 12,50 25,00 25,00 25,00 62,50 50,00 50,00 37,50",
    );
    expect(
        &results,
        "R6",
        ALL,
        Household,
        "7 10 1 1 0 1 1 0 0 1 2 2 0 1",
    );
    // Sevenths of 100 %.
    expect(
        &results,
        "R7",
        ALL,
        Household,
        "7 14,29 14,29 0,00 14,29 14,29 0,00 0,00 14,29 28,57 28,57 0,00 14,29",
    );
}

#[test]
fn r8_groups() {
    let results = results();
    expect(&results, "R8", A, Household, "5 5 1 1 0 2 1 0 1 0");
    expect(&results, "R8", A, Person, "18 18 5 4 0 9 4 0 5 0");
    expect(&results, "R8", ALL, Household, "8 6 2 1 2 7 3 1 2 1");
    expect(&results, "R8", ALL, Person, "31 24 11 4 7 28 12 2 10 4");
}

#[test]
fn r9_ethnic_groups() {
    let results = results();
    let poor = [("01", "1"), ("03", "4"), ("08", "2"), ("12", "1")];
    let near_poor = [("01", "4"), ("02", "1"), ("03", "1"), ("12", "1")];
    expect_groups(&results, ALL, ("R9", "c2"), &poor);
    expect_groups(&results, ALL, ("R9", "c4"), &near_poor);
    expect_groups(&results, A, ("R9", "c2"), &[("03", "3"), ("08", "2")]);
    let totals = printed(table(&results, "R9"), ALL, Household);
    let groups = (totals.len() - 2) / 2;
    assert_eq!(
        (totals[0].as_str(), totals[groups + 1].as_str()),
        ("8", "7")
    );
}

#[test]
fn r10_causes() {
    let results = results();
    expect(
        &results,
        "R10",
        A,
        Household,
        "5 2 2 1 1 1 1 0 0 2 0 0 0 0 0 0 1 1",
    );
    expect(
        &results,
        "R10",
        ALL,
        Household,
        "8 3 2 1 1 1 1 1 2 7 1 1 1 1 0 1 2 1",
    );
}

#[test]
fn r11_children() {
    let results = results();
    expect(&results, "R11", A, Household, "8 4 2 2 3 1 0 0");
    expect(&results, "R11", ALL, Household, "14 6 3 4 9 3 1 1");
}

#[test]
fn r12_and_r13_under_the_multidimensional_standard() {
    let results = results();
    // Rates: 8/20 of all, 6/10 of minorities, 1/2 of local minorities.
    expect(
        &results,
        "R12",
        ALL,
        Household,
        "20 8 10 2 77 29 41 10 8 40,00 1 6 60,00 1 50,00 1 2 2 31 3 24 6",
    );
    expect(
        &results,
        "R13",
        ALL,
        Household,
        "20 8 10 2 77 29 41 10 7 35,00 4 3 30,00 1 50,00 2 1 2 28 16 12 4",
    );
    // Rates in B: 5/11, 2/3, 0/1.
    expect(
        &results,
        "R13",
        B,
        Household,
        "11 6 3 1 43 22 14 6 5 45,45 3 2 66,67 0 0,00 1 1 2 19 11 8 0",
    );
}

#[test]
fn every_sum_holds_and_nothing_is_undecided() {
    let results = results();
    assert_eq!(results.len(), 13);
    assert_eq!(check_invariants(&results), []);
    for result in &results {
        assert_eq!(result.notes, []);
        assert!(result.all_rows().all(|row| row.undecided.is_empty()));
    }
}
