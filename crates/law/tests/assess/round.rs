//! A round of reviews, and what goes out of it.

use crate::support::{LAW, case};
use vuonlen_domain::Class;
use vuonlen_law::assess::{Assessment, Assessor, AssessorError, Options, Place, Problem};

fn standards(on: &str) -> Vec<String> {
    let round = Assessor::round(&LAW, on.parse().unwrap(), &Options::default()).unwrap();
    round
        .iter()
        .map(|assessor| assessor.standard().id.clone())
        .collect()
}

#[test]
fn the_last_round_of_a_standard_opens_the_next() {
    assert_eq!(standards("2020-11-20"), ["qd59-2015"]);
    assert_eq!(standards("2021-11-20"), ["qd59-2015", "nd07-2022"]);
    assert_eq!(standards("2025-11-20"), ["nd07-2022"]);
    assert_eq!(standards("2026-11-20"), ["nd07-2022", "nd351-2027"]);
    assert_eq!(standards("2027-01-01"), ["nd351-2027"]);
    assert_eq!(
        standards("2030-12-31"),
        ["nd351-2027"],
        "what follows is not known"
    );
    let error = Assessor::round(&LAW, "2015-12-31".parse().unwrap(), &Options::default());
    assert!(matches!(error, Err(AssessorError::NoStandard(_))));
}

#[test]
fn one_household_in_the_round_of_2026() {
    let (_, mut household) = case("cases/income-nd07-2022.toml#rural-one-dong-above");
    household.income_per_person = Some(2_200_000);
    let on = "2026-11-20".parse().unwrap();
    let classes: Vec<_> = Assessor::round(&LAW, on, &Options::default())
        .unwrap()
        .iter()
        .map(|assessor| assessor.assess(&household).unwrap().class)
        .collect();
    assert_eq!(classes, [Some(Class::NotPoor), Some(Class::Poor)]);
}

#[test]
fn unknown_names_are_told_in_both_languages() {
    let on = "2026-11-20".parse().unwrap();
    let with = |score_table: Option<&str>, overlay: Option<&str>| {
        let options = Options {
            score_table: score_table.map(str::to_owned),
            overlay: overlay.map(str::to_owned),
        };
        Assessor::new(&LAW, "nd07-2022", on, &options).unwrap_err()
    };
    let unknown = Assessor::new(&LAW, "nd99", on, &Options::default()).unwrap_err();
    for (error, name) in [
        (unknown, "nd99"),
        (with(Some("x1"), None), "x1"),
        (with(Some("qd59-2015"), None), "qd59-2015"),
        (with(None, Some("y1")), "y1"),
    ] {
        let text = error.text();
        assert!(text.vi.contains(name) && text.en.contains(name), "{error}");
    }
}

#[test]
fn a_result_is_a_line_of_json() {
    let (assessor, household) = case("cases/income-nd07-2022.toml#rural-at-the-line-three");
    let assessment = assessor.assess(&household).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&assessment).unwrap());
}

#[test]
fn a_problem_says_where_it_stands() {
    let (assessor, mut household) = case("cases/missing.toml#one-question-unanswered");
    household.id = "H7".to_owned();
    household.place = Some(Place {
        file: Some("ho.xlsx".to_owned()),
        sheet: Some("Hộ".to_owned()),
        row: Some(12),
        column: None,
    });
    let problems: Vec<Problem> = assessor.assess(&household).unwrap_err();
    let [problem] = problems.as_slice() else {
        panic!("{problems:?}");
    };
    assert_eq!(problem.household.as_deref(), Some("H7"));
    insta::assert_snapshot!(problem.to_string());
}

#[test]
fn assessors_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Assessor<'static>>();
    shared::<Assessment>();
}
