//! Published figures that R1 must give back.

use crate::support::{GROUND, Household, batch, table, whole};
use arrow::buffer::ScalarBuffer;
use vuonlen_domain::Text;
use vuonlen_law::facts::Record;
use vuonlen_law::tables::LineKind;
use vuonlen_measure::tables::{
    Cell, Chunk, ColumnarSource, TableError, TableResult, UnitId, UnitTree, check_invariants,
};

/// So many households of a class in a unit.
type Stock<'a> = (UnitId, &'a str, usize);

/// Draws up the tables of many equal households without holding them all at once.
fn draw_up(tree: &UnitTree, stocks: &[Stock<'_>]) -> Vec<TableResult> {
    const ROWS: usize = 8192;
    let plan = GROUND.plan();
    let chunks = stocks.iter().flat_map(|(unit, class, households)| {
        let deprivations = match *class {
            "poor" => vec!["employment", "water", "toilet"],
            "near_poor" => vec!["water"],
            _ => Vec::new(),
        };
        let household = Household {
            class,
            deprivations,
            ..Household::default()
        };
        let full: Vec<Record> = vec![household.record(); ROWS.min(*households)];
        let full = batch(&full);
        (0..*households).step_by(ROWS).map(move |first| {
            let rows = ROWS.min(households - first);
            Ok::<_, TableError>(Chunk {
                households: full.slice(0, rows),
                units: ScalarBuffer::from(vec![unit.0; rows]),
            })
        })
    });
    let counted = plan.count(&mut ColumnarSource::new(chunks), tree).unwrap();
    plan.results(&counted, tree, &whole())
}

fn figure(results: &[TableResult], unit: UnitId, column: &str) -> i64 {
    cell(results, unit, column).figure().unwrap()
}

fn cell(results: &[TableResult], unit: UnitId, column: &str) -> Cell {
    let result = table(results, "R1");
    let column = result.column(column, None).unwrap();
    result.cell(unit, LineKind::Household, column).unwrap()
}

#[test]
fn the_city_of_ha_tinh_in_2019() {
    // 727 poor of 28,178 households, 2.58 %; near-poor 2.89 %, which 814 households round to.
    let mut tree = UnitTree::new("436", Text::new("Thành phố Hà Tĩnh", "Ha Tinh city"));
    let ward = tree.part(UnitTree::ROOT, "18073", Text::default(), 0);
    let rest = 28_178 - 727 - 814;
    let stocks = [
        (ward, "poor", 727),
        (ward, "near_poor", 814),
        (ward, "not_poor", rest),
    ];
    let results = draw_up(&tree, &stocks);
    assert_eq!(figure(&results, UnitTree::ROOT, "c1"), 28_178);
    assert_eq!(figure(&results, UnitTree::ROOT, "c3"), 727);
    assert_eq!(cell(&results, UnitTree::ROOT, "c4").printed(), "2,58");
    assert_eq!(cell(&results, UnitTree::ROOT, "c6").printed(), "2,89");
    assert_eq!(check_invariants(&results), []);
}

#[test]
fn the_regions_in_2024_add_up_to_the_country() {
    // Poor and near-poor households together; the poor alone are published for the country and for
    // the first two regions, those of the other four are made up to add up to it.
    let regions = [
        ("TDMNPB", 486_623, 283_413),
        ("DBSH", 97_755, 35_128),
        ("BTB_DHMT", 360_614, 140_000),
        ("TAY_NGUYEN", 152_970, 80_000),
        ("DNB", 7_585, 1_067),
        ("DBSCL", 153_450, 60_000),
    ];
    let mut tree = UnitTree::new("VN", Text::new("Cả nước", "Country"));
    let mut stocks = Vec::new();
    for (position, (code, multidimensional, poor)) in (0..).zip(regions) {
        let region = tree.part(UnitTree::ROOT, code, Text::default(), position);
        stocks.push((region, "poor", poor));
        stocks.push((region, "near_poor", multidimensional - poor));
    }
    let results = draw_up(&tree, &stocks);
    let both = |unit| figure(&results, unit, "c3") + figure(&results, unit, "c5");
    assert_eq!(both(UnitTree::ROOT), 1_258_997);
    assert_eq!(figure(&results, UnitTree::ROOT, "c3"), 599_608);
    let first = tree.find(UnitTree::ROOT, "TDMNPB").unwrap();
    assert_eq!(both(first), 486_623);
    assert_eq!(cell(&results, first, "c3").printed(), "283.413");
    assert_eq!(table(&results, "R1").rows.len(), 6);
    assert_eq!(check_invariants(&results), []);
}
