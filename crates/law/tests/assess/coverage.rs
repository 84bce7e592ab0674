//! The worked cases reach all of the law: every movement, every indicator both ways, every number.

use crate::support::{CASES, FILES, LAW, cases};
use std::collections::BTreeSet;
use vuonlen_law::files::LawFile;
use vuonlen_law::law::Law;
use vuonlen_law::standards::Standard;

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
    let mut law = Law::load(&FILES).unwrap();
    let text = &FILES.file(path).unwrap().text;
    let (mut numbers, mut missed) = (0, Vec::new());
    for (place, line) in text.lines().enumerate() {
        let written = line.strip_prefix("value = ").map(str::parse::<f64>);
        let Some(Ok(value)) = written else {
            continue;
        };
        numbers += 1;
        let mut is_noticed = |step: f64| {
            let moved = if line.contains('.') {
                format!("value = {:?}", value + step / 2.0)
            } else {
                format!("value = {}", value + step)
            };
            let mut lines: Vec<&str> = text.lines().collect();
            lines[place] = &moved;
            replace(&mut law, path, lines.join("\n"));
            is_noticed(&law)
        };
        if !is_noticed(1.0) && !is_noticed(-1.0) {
            missed.push(format!("law/{path}:{}: {line}", place + 1));
        }
    }
    assert!(numbers > 5, "law/{path} has only {numbers} numbers");
    missed
}

/// Puts the standard that `text` says in the place of the one read from `path`.
fn replace(law: &mut Law, path: &str, text: String) {
    let file = LawFile {
        path: path.to_owned(),
        text,
    };
    let mut standard = Standard::read(&file).unwrap();
    let mut findings = Vec::new();
    standard.compile(&law.scopes, &file, &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    let place = law
        .standards
        .iter()
        .position(|standard| standard.file == path);
    law.standards[place.unwrap()] = standard;
}

/// Whether some case does not hold under `law`.
fn is_noticed(law: &Law) -> bool {
    let files: BTreeSet<&str> = CASES.all().iter().map(|case| case.file.as_str()).collect();
    let mut files = files.into_iter();
    files.any(|file| !CASES.run(law, Some(file)).failures.is_empty())
}
