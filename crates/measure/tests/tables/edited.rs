//! Tables are data: editing a file changes the output, and nothing else has to change.

use crate::support::{GROUND, batch, chunk, draw_up, printed, table, two_villages, whole};
use vuonlen_law::files::LawFiles;
use vuonlen_law::status::Status;
use vuonlen_law::tables::LineKind;
use vuonlen_measure::tables::{
    Breakdown, ColumnarSource, HeadNode, TableError, TablePlan, UnitId, UnitTree, check_invariants,
};

/// The shipped files with `more` written at the end of a table.
fn with(table: &str, more: &str) -> LawFiles {
    let path = format!("tables/{table}.toml");
    let mut files = GROUND.files.clone();
    let text = format!("{}\n{more}", files.file(&path).unwrap().text);
    files.insert(path, text);
    files
}

#[test]
fn a_column_added_in_a_file_appears_in_the_table() {
    let (tree, households) = two_villages();
    let before = draw_up(&GROUND.plan(), &tree, &households, 10);
    let files = with(
        "R1",
        r#"
        [[column]]
        id = "large"
        label.vi = "Hộ nghèo từ 5 khẩu"
        label.en = "Poor households of 5 or more"
        count = 'class == "poor" && size >= 5'

        [[column]]
        id = "large_rate"
        label.vi = "Tỷ lệ (%)"
        label.en = "Rate (%)"
        ratio = { part = "large", whole = "c3", percent = true, decimals = 1 }

        [[invariant]]
        text.vi = "Hộ đông người là một phần của hộ nghèo"
        text.en = "Large households are some of the poor"
        check = "large <= c3"
        "#,
    );
    let plan = TablePlan::new(GROUND.edition(&files));
    let after = draw_up(&plan, &tree, &households, 10);
    let cells = |results| printed(table(results, "R1"), UnitTree::ROOT, LineKind::Household);
    let mut expected = cells(&before);
    // Poor households of five and six: 2 of 8.
    expected.extend(["2".to_owned(), "25,0".to_owned()]);
    assert_eq!(cells(&after), expected);
    assert_eq!(table(&after, "R1").columns[14].number, "15");
    assert_eq!(check_invariants(&after), []);
    for (before, after) in before.iter().zip(&after).skip(1) {
        assert_eq!((&before.rows, &before.totals), (&after.rows, &after.totals));
    }
}

#[test]
fn equal_formulas_are_counted_once() {
    let plan = GROUND.plan();
    let columns: usize = plan.edition().tables.iter().map(|t| t.columns.len()).sum();
    let poor = plan
        .measures()
        .formulas()
        .iter()
        .filter(|formula| formula.source() == "class == \"poor\"");
    assert_eq!(poor.count(), 1);
    assert!(plan.measures().formulas().len() < columns);
}

#[test]
fn a_sum_that_does_not_hold_is_told_with_table_unit_and_line() {
    let files = with(
        "R2",
        r#"
        [[invariant]]
        text.vi = "Không hộ nào thoát nghèo"
        text.en = "Nobody left poverty"
        lines = "person"
        check = "c2 + c3 == 0"
        "#,
    );
    let (tree, households) = two_villages();
    let plan = TablePlan::new(GROUND.edition(&files));
    let violations = check_invariants(&draw_up(&plan, &tree, &households, 10));
    let places: Vec<(&str, &str, LineKind)> = violations
        .iter()
        .map(|v| (v.table.as_str(), v.unit.en.as_str(), v.line))
        .collect();
    let person = LineKind::Person;
    assert_eq!(
        places,
        [("R2", "Quynh Nhai", person), ("R2", "Bản A", person)]
    );
    assert_eq!(
        violations[0].text.vi,
        "Không hộ nào thoát nghèo; không đúng: c2 + c3 == 0, tức là 12 == 0."
    );
}

#[test]
fn totals_that_are_not_the_sum_of_their_units_are_told() {
    let (tree, households) = two_villages();
    let mut results = draw_up(&GROUND.plan(), &tree, &households, 10);
    let r11 = results
        .iter_mut()
        .find(|result| result.id == "R11")
        .unwrap();
    r11.rows.pop();
    let violations = check_invariants(&results);
    assert!(violations.iter().all(|violation| violation.table == "R11"));
    assert_eq!(
        violations[0].text.en,
        "Column 1: the total 14 is not the sum of the units, 8."
    );
}

#[test]
fn what_is_not_known_is_not_counted_and_said_so() {
    let (tree, mut households) = two_villages();
    let ethnicity = GROUND.schema.index("ethnicity").unwrap();
    for (_, record) in households.iter_mut().take(2) {
        record[ethnicity] = None;
    }
    let results = draw_up(&GROUND.plan(), &tree, &households, 10);
    let r9 = table(&results, "R9");
    let thai = r9.column("c2", Some("03")).unwrap();
    assert_eq!(r9.totals[0].cells[thai].figure(), Some(2));
    assert_eq!(r9.totals[0].undecided[&thai], 2);
    assert!(!r9.rows[1].undecided.contains_key(&thai));
    let note = "2 hộ chưa đủ thông tin nên không được tính ở cột 2–57; cần bổ sung.";
    assert_eq!(r9.notes[0].vi, note);
    let violations = check_invariants(&results);
    assert_eq!(violations.len(), 2, "{violations:?}");
    assert!(
        violations[0]
            .text
            .vi
            .ends_with("8 == 6 (2 hộ chưa đủ thông tin).")
    );
}

#[test]
fn a_table_is_as_sure_as_its_form_and_its_data() {
    let (tree, households) = two_villages();
    let plan = GROUND.plan();
    let (units, records): (Vec<_>, Vec<_>) = households.into_iter().unzip();
    let chunks = std::iter::once(Ok::<_, TableError>(chunk(&records, units)));
    let counted = plan.count(&mut ColumnarSource::new(chunks), &tree).unwrap();
    for (data, expected) in [
        (Status::Verified, Status::SecondHand),
        (Status::Illustrative, Status::Illustrative),
    ] {
        let breakdown = Breakdown {
            status: data,
            depth: 0,
            ..whole()
        };
        let results = plan.results(&counted, &tree, &breakdown);
        assert!(
            results
                .iter()
                .all(|r| r.status == expected && r.rows.is_empty())
        );
        assert_eq!(check_invariants(&results), []);
    }
}

#[test]
fn units_are_numbered_and_ordered() {
    let text = |name: &str| vuonlen_domain::Text::new(name, name);
    let mut tree = UnitTree::new("VN", text("Cả nước"));
    let second = tree.part(UnitTree::ROOT, "15", text("Lào Cai"), 0);
    let first = tree.part(UnitTree::ROOT, "14", text("Sơn La"), 0);
    let last = tree.part(UnitTree::ROOT, "01", text("Hà Nội"), 9);
    tree.part(second, "b", text("b"), 0);
    tree.part(first, "a", text("a"), 0);
    let (_, households) = two_villages();
    let households: Vec<_> = households.into_iter().map(|(_, r)| (last, r)).collect();
    let plan = GROUND.plan();
    let (units, records): (Vec<UnitId>, Vec<_>) = households.into_iter().unzip();
    let chunks = std::iter::once(Ok::<_, TableError>(chunk(&records, units)));
    let counted = plan.count(&mut ColumnarSource::new(chunks), &tree).unwrap();
    let deep = Breakdown {
        depth: 2,
        ..whole()
    };
    let results = plan.results(&counted, &tree, &deep);
    let r5 = table(&results, "R5");
    let rows: Vec<(&str, &str)> = r5
        .rows
        .iter()
        .map(|row| (row.ordinal.as_str(), row.label.vi.as_str()))
        .collect();
    let expected = [
        ("1", "Sơn La"),
        ("1.1", "a"),
        ("2", "Lào Cai"),
        ("2.1", "b"),
        ("3", "Hà Nội"),
    ];
    assert_eq!(rows, expected);
    // Where nobody is poor there is nothing to take a share of.
    assert_eq!(printed(r5, first, LineKind::Household)[..2], ["0", ""]);
}

#[test]
fn heads_are_merged_over_their_columns() {
    let (tree, households) = two_villages();
    let results = draw_up(&GROUND.plan(), &tree, &households, 10);
    let heads = table(&results, "R2").heads();
    let widths: Vec<(usize, usize)> = heads.iter().map(|h| (h.width(), h.height())).collect();
    assert_eq!(widths, [(1, 1), (3, 3), (4, 2), (1, 1)]);
    let HeadNode::Group { text, .. } = &heads[1] else {
        panic!("{heads:?}")
    };
    assert_eq!(text.vi, "Số hộ nghèo giảm trong kỳ");
}

#[test]
fn every_household_needs_one_unit() {
    let (tree, households) = two_villages();
    let (_, records): (Vec<UnitId>, Vec<_>) = households.into_iter().unzip();
    let mut broken = chunk(&records, vec![UnitId(1); records.len()]);
    broken.households = batch(&records[1..]);
    let plan = GROUND.plan();
    let chunks = std::iter::once(Ok::<_, TableError>(broken));
    let error = plan.count(&mut ColumnarSource::new(chunks), &tree);
    let rows = records.len() - 1;
    assert!(matches!(error, Err(TableError::UnitKeys { rows: r, .. }) if r == rows));
}
