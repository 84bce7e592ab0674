//! R14 and R15: a line per member of every near-poor and poor household.

use crate::support::{GROUND, batch, two_villages};
use vuonlen_domain::Text;
use vuonlen_law::facts::Record;
use vuonlen_law::status::Status;
use vuonlen_measure::tables::{ListBuilder, ListCell, Person, Roster, Sex, TableError, UnitId};

/// Synthetic people: a head, and a child in every second household.
struct People;

impl Roster for People {
    fn members(&self, row: usize) -> Vec<Person> {
        let text = |name: &str| Some(Text::new(name, name));
        let head = Person {
            name: format!("Chủ hộ {row}"),
            sex: Some(Sex::Female),
            birth_year: Some(1980),
            ethnicity: text("Thái"),
            relation: text("Chủ hộ"),
        };
        let child = Person {
            name: format!("Con {row}"),
            sex: Some(Sex::Male),
            birth_year: Some(2015),
            relation: text("Con"),
            ..Person::default()
        };
        if row.is_multiple_of(2) {
            vec![head, child]
        } else {
            vec![head]
        }
    }
}

fn printed(cell: &ListCell) -> String {
    match cell {
        ListCell::Empty => "·".to_owned(),
        ListCell::Mark => "x".to_owned(),
        ListCell::Number(number) => number.to_string(),
        ListCell::Text(text) => text.vi.clone(),
    }
}

#[test]
fn poor_households_are_listed_with_their_members() {
    let (_, households) = two_villages();
    let (_, mut records): (Vec<UnitId>, Vec<Record>) = households.into_iter().unzip();
    let needs = GROUND.schema.index("needs").unwrap();
    let mask = GROUND
        .codes
        .list("needs")
        .unwrap()
        .mask(["loan", "housing"]);
    for record in &mut records {
        record[needs] = Some(vuonlen_law::facts::Value::Set(mask.unwrap()));
    }
    let plan = GROUND.plan();
    let mut list = ListBuilder::new(&plan, "R15", Status::Verified).unwrap();
    let mut lines = list.lines(&batch(&records[..12]), &People).unwrap();
    lines.extend(list.lines(&batch(&records[12..]), &People).unwrap());
    assert_eq!((list.households(), list.undecided()), (8, 0));
    assert_eq!(list.status(), Status::SecondHand);
    let shown: Vec<String> = lines
        .iter()
        .map(|line| line.cells.iter().map(printed).collect::<Vec<_>>().join(" "))
        .collect();
    // New, again, still; merit, local minority, no labour capacity; health, education, production,
    // loan, housing, other.
    assert_eq!(
        shown[..3],
        [
            "1 1 Chủ hộ 0 · 1980 Thái Chủ hộ · · x · · · · · · x x ·",
            "· 2 Con 0 2015 · · Con · · · · · · · · · · · ·",
            "2 1 Chủ hộ 1 · 1980 Thái Chủ hộ · · x · · x · · · x x ·",
        ]
    );
    let kinds: Vec<String> = lines
        .iter()
        .filter(|line| line.first)
        .map(|line| line.cells[7..10].iter().map(printed).collect())
        .collect();
    assert_eq!(
        kinds,
        ["··x", "··x", "··x", "x··", "x··", "·x·", "x··", "x··"]
    );
    let near_poor = ListBuilder::new(&plan, "R14", Status::Illustrative).unwrap();
    assert_eq!(near_poor.title().vi, "Danh sách chi tiết hộ cận nghèo");
    assert_eq!(near_poor.columns().len(), 19);
    assert_eq!(near_poor.status(), Status::Illustrative);
}

#[test]
fn a_summary_is_no_list() {
    let plan = GROUND.plan();
    for id in ["R1", "R99"] {
        let refused = ListBuilder::new(&plan, id, Status::Verified);
        assert!(matches!(refused, Err(TableError::NoTable { .. })), "{id}");
    }
}
