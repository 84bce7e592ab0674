//! The worked cases reach all of the law: every movement, every indicator both ways, every number.

use crate::support::{CASES, FILES, LAW, cases};
use std::collections::BTreeSet;
use vuonlen_law::law::Law;

#[test]
fn every_movement_is_made_by_some_case() {
    let made: BTreeSet<String> = cases()
        .filter_map(|(_, assessor, household)| assessor.assess(&household).ok()?.transition)
        .map(|code| code.to_string())
        .collect();
    let known: BTreeSet<String> = LAW
        .transitions
        .iter()
        .map(|rule| rule.code.clone())
        .collect();
    assert_eq!(made, known);
}

#[test]
fn every_definition_holds_in_one_case_and_not_in_another() {
    let mut seen: BTreeSet<(String, String, bool)> = BTreeSet::new();
    for (_, assessor, household) in cases() {
        if household.members.is_empty() || household.deprivations.is_some() {
            continue;
        }
        let Ok(assessment) = assessor.assess(&household) else {
            continue;
        };
        for indicator in &assessor.standard().indicators {
            if !assessment.undecided.contains(&indicator.code) {
                let deprived = assessment.deprivations.contains(&indicator.code);
                let standard = assessment.standard.to_string();
                seen.insert((standard, indicator.code.clone(), deprived));
            }
        }
    }
    let expected: BTreeSet<(String, String, bool)> = (LAW.standards.iter())
        .flat_map(|standard| {
            let defined = standard
                .indicators
                .iter()
                .filter(|i| i.deprived_when.is_some());
            defined.flat_map(|indicator| {
                [true, false].map(|way| (standard.id.clone(), indicator.code.clone(), way))
            })
        })
        .collect();
    assert_eq!(seen, expected);
}

/// Moves each number of each standard a little, up or down, and expects that some case notices.
#[test]
fn every_number_of_the_standards_is_held_by_a_case() {
    let missed: Vec<String> = std::thread::scope(|scope| {
        let standards: Vec<_> = (LAW.standards.iter())
            .map(|standard| scope.spawn(|| numbers_nobody_holds(&standard.file)))
            .collect();
        standards
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        missed.is_empty(),
        "no case notices a change of\n{}",
        missed.join("\n")
    );
}

fn numbers_nobody_holds(path: &str) -> Vec<String> {
    let (mut numbers, mut missed) = (0, Vec::new());
    for (place, line) in FILES.file(path).unwrap().text.lines().enumerate() {
        let written = line.strip_prefix("value = ").map(str::parse::<f64>);
        let Some(Ok(value)) = written else {
            continue;
        };
        numbers += 1;
        let is_noticed = |step: f64| {
            let moved = if line.contains('.') {
                format!("{:?}", value + step / 2.0)
            } else {
                format!("{}", value + step)
            };
            is_noticed(path, place, &format!("value = {moved}"))
        };
        if !is_noticed(1.0) && !is_noticed(-1.0) {
            missed.push(format!("law/{path}:{}: {line}", place + 1));
        }
    }
    assert!(numbers > 5, "law/{path} has only {numbers} numbers");
    missed
}

/// Whether some case fails when line `number` of `path` reads `line`.
fn is_noticed(path: &str, number: usize, line: &str) -> bool {
    let mut files = FILES.clone();
    let text = &FILES.file(path).unwrap().text;
    let mut lines: Vec<&str> = text.lines().collect();
    lines[number] = line;
    files.insert(path, lines.join("\n"));
    let law = Law::load(&files).unwrap();
    !CASES.run(&law, None).failures.is_empty()
}
