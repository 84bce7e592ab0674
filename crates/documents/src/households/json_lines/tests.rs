use crate::households::{Context, Shape, open};
use crate::read::{FileProblem, Input};
use crate::testing::{day, law, review};
use vuonlen_domain::{Area, BirthDate, Class};
use vuonlen_law::assess::{HouseholdInput, PreviousClass, Problem, Severity};
use vuonlen_law::facts::Value;

fn read(text: &str) -> (Vec<HouseholdInput>, Vec<Problem>, usize) {
    let input = Input::from_bytes("hộ.jsonl", text.as_bytes());
    let mut source = open(&input, Context::new(law(), review())).unwrap();
    assert_eq!(source.shape(), Shape::JsonLines);
    let (mut households, mut problems, mut met) = (Vec::new(), Vec::new(), 0);
    loop {
        let chunk = source.next_chunk(1).unwrap();
        met += chunk.met;
        households.extend(chunk.households);
        problems.extend(chunk.problems);
        if chunk.finished {
            assert_eq!(source.progress().done, text.len() as u64);
            return (households, problems, met);
        }
    }
}

fn one(text: &str) -> HouseholdInput {
    let (mut households, problems, met) = read(text);
    assert_eq!((met, households.len()), (1, 1), "{problems:?}");
    assert_eq!(problems, []);
    households.remove(0)
}

fn codes(problems: &[Problem]) -> Vec<(&str, &str)> {
    problems
        .iter()
        .map(|p| (p.code, p.place.column.as_deref().unwrap_or_default()))
        .collect()
}

fn answer(household: &HouseholdInput, fact: &str) -> Option<Value> {
    let index = law().facts.scope("household").unwrap().index(fact).unwrap();
    household.answers.get(index).copied().flatten()
}

fn position(list: &str, code: &str) -> u16 {
    u16::try_from(law().codes.list(list).unwrap().position(code).unwrap()).unwrap()
}

#[test]
fn a_household_says_everything() {
    let household = one(r#"{
        "id": "HN-1", "unit": "03703", "village": "Bản Bon", "area": "urban", "income_per_person": 1500000,
        "score_a": 140, "score_b": 30, "deprivations": ["employment", "water"], "size": 2,
        "ethnicity": "Thái", "flags": {"merit": true, "female_head": false}, "causes": ["land"], "needs": [],
        "previous_class": "none", "previous_size": 3, "event": "moved_in", "stated_class": "poor",
        "history": [{"year": 2023, "class": "poor"}, [2024, "near_poor"]],
        "floor_area": 45.5, "answers": {"water_source": "rain", "farm_household": true, "assets": ["colour_tv", "radio"]},
        "members": [
            {"name": "Lò Văn Tính", "birth": "1985-03-15", "identity": "014085000111", "relation": "head", "sex": "male",
             "answers": {"insured": true, "age": 41}},
            {"id": 2, "name": "Lo\u0300 Thi\u0323 Ha\u0300", "birth": 2015, "insured": null, "organisations": []}
        ]
    }"#.replace('\n', " ").as_str());
    assert_eq!(household.id, "HN-1");
    assert_eq!(household.area, Some(Area::Urban));
    assert_eq!(
        (
            household.income_per_person,
            household.score_a,
            household.score_b,
            household.size
        ),
        (Some(1_500_000), Some(140), Some(30), Some(2))
    );
    assert_eq!(
        household.deprivations.as_deref().map(<[String]>::len),
        Some(2)
    );
    assert_eq!(household.groups.as_deref(), Some(&["merit".to_owned()][..]));
    assert_eq!(household.needs.as_deref(), Some(&[][..]));
    assert_eq!(household.previous_class, Some(PreviousClass::None));
    assert_eq!(
        household.history,
        [(2023, Class::Poor), (2024, Class::NearPoor)]
    );
    assert_eq!(household.event.as_deref(), Some("moved_in"));
    assert_eq!(household.ethnicity.as_deref(), Some("03"));
    assert_eq!(answer(&household, "floor_area"), Some(Value::Decimal(45.5)));
    assert_eq!(
        answer(&household, "water_source"),
        Some(Value::Code(position("water_sources", "rain")))
    );
    let tv_and_radio = 1 << position("assets", "colour_tv") | 1 << position("assets", "radio");
    assert_eq!(answer(&household, "assets"), Some(Value::Set(tv_and_radio)));
    assert_eq!(household.head_name.as_deref(), Some("Lò Văn Tính"));
    assert_eq!(
        household.members[0].birth,
        Some(BirthDate::Day(day(1985, 3, 15)))
    );
    assert_eq!(household.members[1].birth, Some(BirthDate::Year(2015)));
    assert_eq!(
        (
            household.members[1].id.as_str(),
            household.members[1].name.as_str()
        ),
        ("2", "Lò Thị Hà")
    );
    let organisations = law()
        .facts
        .scope("member")
        .unwrap()
        .index("organisations")
        .unwrap();
    assert_eq!(
        household.members[1].facts[organisations],
        Some(Value::Set(0))
    );
}

#[test]
fn the_shortest_household_has_an_id_and_a_unit() {
    let household = one(r#"{"id": 1, "unit": "03703"}"#);
    let mut empty = HouseholdInput::new("1", "03703".parse_unit());
    empty.place.clone_from(&household.place);
    assert_eq!(household, empty);
}

trait ParseUnit {
    fn parse_unit(&self) -> vuonlen_domain::UnitCode;
}

impl ParseUnit for str {
    fn parse_unit(&self) -> vuonlen_domain::UnitCode {
        vuonlen_domain::UnitCode::parse(self).unwrap()
    }
}

#[test]
fn a_misspelt_key_is_told_with_the_right_one() {
    let (households, problems, _) = read(
        r#"{"id":"1","unit":"03703","incom_per_person":1,"members":[{"nam":"A","insurd":true}],"flags":{"merrit":true}}"#,
    );
    assert_eq!(households.len(), 1);
    assert_eq!(
        codes(&problems),
        [
            ("key_unknown", "incom_per_person"),
            ("key_unknown", "members[0].nam"),
            ("key_unknown", "members[0].insurd"),
            ("key_unknown", "flags"),
        ]
    );
    for (problem, right) in
        problems
            .iter()
            .zip(["income_per_person", "name", "insured", "flags.merit"])
    {
        assert!(
            problem.advice.vi.contains(&format!("“{right}”")),
            "{problem}"
        );
    }
}

#[test]
fn a_line_that_is_no_household_is_counted_and_named() {
    let text = "{\"id\":\"1\",\"unit\":\"03703\"}\n\n{\"id\":\"2\",\"unit\":\n42\n{\"id\":\"1\",\"unit\":\"03703\"}\n\
        {\"unit\":\"03703\"}\n{\"id\":\"5\"}\n{\"id\":\"6\",\"id\":\"7\",\"unit\":\"03703\"}\n{\"id\":\"8\",\"unit\":\"03703\",\"score_a\":[1,2]}\n\
        {\"id\":\"9\",\"unit\":\"03703\",\"deprivations\":[\"watr\"]}\n";
    let (households, problems, met) = read(text);
    assert_eq!((met, households.len()), (9, 1));
    let found: Vec<(&str, Option<u32>)> = problems.iter().map(|p| (p.code, p.place.row)).collect();
    assert_eq!(
        found,
        [
            ("line_not_json", Some(3)),
            ("line_not_an_object", Some(4)),
            ("household_id_twice", Some(5)),
            ("household_without_id", Some(6)),
            ("unit_missing", Some(7)),
            ("key_twice", Some(8)),
            ("key_wrong_kind", Some(9)),
            ("cell_unknown_choice", Some(10)),
        ]
    );
    assert!(
        problems
            .iter()
            .all(|problem| problem.severity == Severity::Rejected)
    );
}

#[test]
fn what_breaks_the_file_ends_it_by_name() {
    let open = |bytes: Vec<u8>| {
        let input = Input::from_bytes("hộ.jsonl", bytes);
        open(&input, Context::new(law(), review())).and_then(|mut source| {
            loop {
                if source.next_chunk(100)?.finished {
                    return Ok(());
                }
            }
        })
    };
    let long = format!("{{\"id\":\"{}\"}}", "a".repeat(5 << 20));
    assert_eq!(
        open(long.into_bytes()).unwrap_err().problem,
        FileProblem::LineTooLong { line: 1 }
    );
    let mut broken = "{\"id\":\"1\",\"village\":\"Bản Bon, Mường Giôn, Chiềng Ơn\"}\n"
        .repeat(20)
        .into_bytes();
    broken.extend(b"{\"id\":\"\xFF\"}");
    assert_eq!(
        open(broken).unwrap_err().problem,
        FileProblem::BrokenUtf8 { line: 21 }
    );
    let deep = format!("{}1{}", "{\"id\":".repeat(10_000), "}".repeat(10_000));
    assert!(open(deep.into_bytes()).is_ok());
}
