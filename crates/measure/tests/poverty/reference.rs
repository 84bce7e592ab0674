//! Agreement with R's `survey` package on two synthetic surveys: `data/poverty/reference.R` wrote
//! the figures, `data/poverty/README.md` says how.

use crate::support::{CLUSTERED, SURVEY_2022, SURVEY_2024, measure_survey, specification, survey};
use std::collections::BTreeMap;
use vuonlen_measure::poverty::{Changes, Estimate, Measures, Report, Structure, Survey, compare};

const REFERENCE: &str = include_str!("../data/poverty/reference.csv");

/// Ten digits: the reference is printed with fifteen and both sides add up in their own order.
fn agrees(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-10 * expected.abs() + 1e-14
}

struct Expected {
    by: String,
    group: String,
    measure: String,
    indicator: String,
    value: f64,
    standard_error: f64,
    interval: [f64; 2],
    degrees_of_freedom: u64,
}

fn expected(case: &str) -> Vec<Expected> {
    let rows: Vec<Expected> = csv::Reader::from_reader(REFERENCE.as_bytes())
        .records()
        .map(Result::unwrap)
        .filter(|row| &row[0] == case)
        .map(|row| Expected {
            by: row[1].to_owned(),
            group: row[2].to_owned(),
            measure: row[3].to_owned(),
            indicator: row[4].to_owned(),
            value: row[5].parse().unwrap(),
            standard_error: row[6].parse().unwrap(),
            interval: [row[7].parse().unwrap(), row[8].parse().unwrap()],
            degrees_of_freedom: row[9].parse().unwrap(),
        })
        .collect();
    assert!(!rows.is_empty(), "no reference for {case}");
    rows
}

fn estimate(measures: &Measures, measure: &str, indicator: &str) -> Estimate {
    let of = || measures.indicator(indicator).unwrap();
    match measure {
        "H" => measures.headcount,
        "A" => measures.intensity.unwrap(),
        "M0" => measures.adjusted_headcount,
        "uncensored" => of().uncensored.unwrap(),
        "censored" => of().censored.unwrap(),
        "contribution" => of().contribution,
        "contribution_share" => of().contribution_share.unwrap(),
        other => panic!("unknown measure {other}"),
    }
}

fn group<'a>(report: &'a Report, by: &str, value: &str) -> &'a Measures {
    if by.is_empty() {
        return &report.total;
    }
    let division = report.divisions.iter().find(|of| of.by == by).unwrap();
    let group = division.groups.iter().find(|of| of.value == value).unwrap();
    group.measures.as_ref().unwrap()
}

fn check(found: Estimate, expected: &Expected, name: &str) {
    let name = format!(
        "{name} {} {} {} {}",
        expected.by, expected.group, expected.measure, expected.indicator
    );
    assert!(agrees(found.value, expected.value), "{name}: {found:?}");
    let error = found.standard_error.unwrap();
    assert!(
        agrees(error, expected.standard_error),
        "{name}: {error} instead of {}",
        expected.standard_error
    );
    if error == 0.0 {
        assert_eq!(found.interval, None, "{name}");
        return;
    }
    let interval = found.interval.unwrap();
    for (found, expected) in interval.into_iter().zip(expected.interval) {
        assert!(agrees(found, expected), "{name}: {interval:?}");
    }
}

fn check_case(case: &str, report: &Report) {
    for row in expected(case) {
        let measures = group(report, &row.by, &row.group);
        assert_eq!(measures.degrees_of_freedom, Some(row.degrees_of_freedom));
        check(estimate(measures, &row.measure, &row.indicator), &row, case);
    }
}

#[test]
fn rows_with_missing_indicators_left_out() {
    let survey = survey("measure = 'national-mpi'\nmissing = 'drop_row'", CLUSTERED);
    let report = measure_survey(SURVEY_2022, &survey);
    assert_eq!(report.rows_read - report.rows_dropped, report.total.rows);
    assert!(report.rows_dropped > 0);
    check_case("drop_row", &report);
}

#[test]
fn missing_indicators_taken_as_not_deprived() {
    let survey = survey(
        "measure = 'national-mpi'\nmissing = 'not_deprived'",
        CLUSTERED,
    );
    check_case("not_deprived", &measure_survey(SURVEY_2022, &survey));
}

#[test]
fn weights_of_missing_indicators_shared_out() {
    let survey = survey("measure = 'national-mpi'\nmissing = 'reweight'", CLUSTERED);
    let report = measure_survey(SURVEY_2022, &survey);
    assert_eq!(report.rows_dropped, 0);
    check_case("reweight", &report);
}

#[test]
fn nested_weights_of_unequal_dimensions() {
    let names = national()
        .indicators()
        .map(|indicator| indicator.id.clone())
        .collect::<Vec<_>>();
    let mut own =
        "[structure]\nid = 'own'\ntitle.vi = 'Riêng'\ntitle.en = 'Own'\nunit = 'person'\n\
                   [structure.method]\ncutoff = '1/3'\n"
            .to_owned();
    for dimension in [&names[..2], &names[2..4], &names[4..]] {
        own += &format!(
            "[[structure.dimension]]\nid = 'of_{0}'\nlabel.vi = 'Chiều'\nlabel.en = 'D'\n",
            dimension[0]
        );
        for name in dimension {
            own += &format!(
                "[[structure.dimension.indicator]]\nid = '{name}'\nlabel.vi = 'Chỉ số'\nlabel.en = 'I'\n"
            );
        }
    }
    let text = specification("missing = 'drop_row'", &format!("{CLUSTERED}\n{own}"));
    let survey = Survey::parse("spec.toml", &text, &[]).unwrap();
    check_case("nested", &measure_survey(SURVEY_2022, &survey));
}

fn national() -> Structure {
    crate::support::measures().swap_remove(0)
}

#[test]
fn with_finite_population_correction() {
    let survey = survey(
        "measure = 'national-mpi'\nmissing = 'drop_row'",
        &format!("{CLUSTERED}\nclusters_in_population = 'psu_total'"),
    );
    check_case("corrected", &measure_survey(SURVEY_2022, &survey));
}

#[test]
fn simple_random_sampling() {
    let survey = survey(
        "measure = 'national-mpi'\nmissing = 'not_deprived'",
        "[design]",
    );
    check_case("simple_random", &measure_survey(SURVEY_2022, &survey));
}

#[test]
fn a_stratum_with_one_cluster() {
    let mut lines = SURVEY_2022.lines();
    let mut lonely = lines.next().unwrap().to_owned();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[3] != "3" || cells[4] == "1" {
            lonely += "\n";
            lonely += line;
        }
    }
    for choice in ["certainty", "centred"] {
        let survey = survey(
            "measure = 'national-mpi'\nmissing = 'not_deprived'",
            &format!("{CLUSTERED}\nsingle_cluster = '{choice}'"),
        );
        check_case(choice, &measure_survey(&lonely, &survey));
    }
}

#[test]
fn intervals_on_the_logit_scale() {
    let survey = survey(
        "measure = 'national-mpi'\nmissing = 'not_deprived'",
        &format!("{CLUSTERED}\ninterval = 'logit'"),
    );
    check_case("logit", &measure_survey(SURVEY_2022, &survey));
}

#[test]
fn changes_over_two_years() {
    let survey = survey(
        "measure = 'national-mpi'\nmissing = 'not_deprived'",
        CLUSTERED,
    );
    let earlier = measure_survey(SURVEY_2022, &survey);
    let later = measure_survey(SURVEY_2024, &survey);
    let changes = compare(&earlier, &later, 2.0).unwrap().total;
    let mut compared = BTreeMap::new();
    for kind in ["absolute", "relative", "annual_absolute", "annual_relative"] {
        for row in expected(&format!("change_{kind}")) {
            check(change(&changes, &row, kind), &row, kind);
            *compared.entry(kind).or_insert(0) += 1;
        }
    }
    assert!(compared.values().all(|count| *count == 13));
}

fn change(changes: &Changes, row: &Expected, kind: &str) -> Estimate {
    let change = match row.measure.as_str() {
        "H" => changes.headcount,
        "A" => changes.intensity.unwrap(),
        "M0" => changes.adjusted_headcount,
        _ => {
            let mut indicators = changes.indicators.iter();
            let indicator = indicators.find(|of| of.id == row.indicator).unwrap();
            indicator.uncensored.unwrap()
        }
    };
    match kind {
        "absolute" => change.absolute,
        "relative" => change.relative.unwrap(),
        "annual_absolute" => change.annual_absolute,
        _ => change.annual_relative.unwrap(),
    }
}
