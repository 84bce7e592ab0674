//! What an explanation says would change the class does change it, and nothing less does.

use crate::support::{case, cases};
use vuonlen_domain::Class;
use vuonlen_law::assess::{Assessor, Change, Direction, HouseholdInput, Threshold};

/// The deprivations of `household` after `change`, or after a part of it.
fn changed(
    household: &HouseholdInput,
    direction: Direction,
    indicators: &[String],
) -> HouseholdInput {
    let mut household = household.clone();
    let deprivations = household.deprivations.as_mut().unwrap();
    match direction {
        Direction::Ends => deprivations.retain(|code| !indicators.contains(code)),
        Direction::Begins => deprivations.extend(indicators.iter().cloned()),
    }
    household.score_b = None;
    household
}

fn class(assessor: &Assessor<'_>, household: &HouseholdInput) -> Option<Class> {
    assessor.assess(household).unwrap().class
}

#[test]
fn every_change_proposed_leads_to_the_class_it_names() {
    let mut proposed = 0;
    for (case, assessor, household) in cases() {
        if household.deprivations.is_none() {
            continue;
        }
        let Ok(explanation) = assessor.explain(&household) else {
            continue;
        };
        for Change {
            direction,
            indicators,
            class: expected,
            ..
        } in &explanation.counterfactual.changes
        {
            let after = changed(&household, *direction, indicators);
            assert_eq!(class(&assessor, &after), Some(*expected), "{}", case.name);
            for left_out in indicators {
                let fewer: Vec<String> = indicators
                    .iter()
                    .filter(|code| *code != left_out)
                    .cloned()
                    .collect();
                let after = changed(&household, *direction, &fewer);
                assert_eq!(class(&assessor, &after), explanation.class, "{}", case.name);
            }
            proposed += 1;
        }
    }
    assert!(proposed > 1_000, "{proposed}");
}

#[test]
fn every_line_lies_where_the_class_changes() {
    let mut lines = 0;
    for (case, assessor, household) in cases() {
        let Ok(explanation) = assessor.explain(&household) else {
            continue;
        };
        for Threshold {
            measure,
            value,
            distance,
            here,
            beyond,
            ..
        } in &explanation.counterfactual.thresholds
        {
            let with = |value: i64| {
                let mut household = household.clone();
                match measure.as_str() {
                    "income_per_person" => household.income_per_person = Some(value),
                    "score_a" => household.score_a = Some(value),
                    _ => household.score_b = Some(value),
                }
                class(&assessor, &household)
            };
            assert_eq!(
                with(value + distance),
                Some(*beyond),
                "{} {measure}",
                case.name
            );
            let before = value + distance - distance.signum();
            assert_eq!(with(before), Some(*here), "{} {measure}", case.name);
            lines += 1;
        }
    }
    assert!(lines > 500, "{lines}");
}

#[test]
fn what_nobody_can_change_is_never_proposed() {
    let mut dependent = 0;
    for (case, assessor, household) in cases() {
        let Ok(explanation) = assessor.explain(&household) else {
            continue;
        };
        for indicator in &explanation.indicators {
            let proposed = (explanation.counterfactual.changes.iter())
                .any(|change| change.indicators.contains(&indicator.code));
            let can_change = indicator.definition.is_none()
                || household.members.is_empty()
                || indicator.answers.iter().any(|answer| !answer.protected);
            assert!(!proposed || can_change, "{}: {}", case.name, indicator.code);
            dependent +=
                usize::from(indicator.code == "dependency" && indicator.deprived == Some(true));
            assert!(!proposed || indicator.code != "dependency", "{}", case.name);
        }
    }
    assert!(dependent > 10, "{dependent}");
}

#[test]
fn a_poor_household_with_four_deprivations_needs_two_to_end() {
    let (assessor, mut household) = case("cases/income-nd07-2022.toml#rural-at-the-line-three");
    let deprivations = ["health_insurance", "water", "toilet", "dependency"];
    household.deprivations = Some(deprivations.map(str::to_owned).to_vec());
    let counterfactual = assessor.explain(&household).unwrap().counterfactual;
    let ends: Vec<Vec<&str>> = (counterfactual.changes.iter())
        .map(|change| change.indicators.iter().map(String::as_str).collect())
        .collect();
    assert_eq!(
        ends,
        [
            vec!["health_insurance", "water"],
            vec!["health_insurance", "toilet"],
            vec!["water", "toilet"]
        ],
        "dependency reads only age, disability and allowance"
    );
    assert!(!counterfactual.more);
    let [line] = counterfactual.thresholds.as_slice() else {
        panic!("{:?}", counterfactual.thresholds);
    };
    assert_eq!(
        (
            line.parameter.as_str(),
            line.line,
            line.distance,
            line.beyond
        ),
        ("poor_income", 1_500_000, 1, Class::NotPoor)
    );
}

#[test]
fn a_household_deprived_in_everything_has_many_ways_out() {
    let (assessor, household) = case("cases/scores.toml#all-twelve");
    let counterfactual = assessor.explain(&household).unwrap().counterfactual;
    // Nine of the eleven that can change would leave three with dependency: ten must end.
    assert!(
        counterfactual
            .changes
            .iter()
            .all(|change| change.indicators.len() == 10)
    );
    assert_eq!(counterfactual.changes.len(), 11, "11 choose 10");
    assert!(!counterfactual.more);
}
