//! Two periods: what changed, and what it came from.

use crate::support::{
    CLUSTERED, SURVEY_2022, SURVEY_2024, at, close, masks, measure_survey, report_of, structure,
    survey,
};
use proptest::prelude::*;
use vuonlen_domain::Text;
use vuonlen_measure::poverty::{
    Deprivations, Grouping, Inference, Reason, Report, Sample, compare, measure,
};

/// Rows of (mask, group) of two equal indicators at k = 1/2.
fn report(rows: &[(&str, &str)]) -> Report {
    let (row, group): (Vec<&str>, Vec<&str>) = rows.iter().copied().unzip();
    let mut sample = Sample::unweighted(Deprivations::new(2, masks(&row)).unwrap());
    let groups = group.into_iter().map(Some);
    sample.groupings = vec![Grouping::new("area", Text::new("Khu vực", "Area"), groups)];
    measure(&structure(&[1, 1], "1/2"), &sample, &Inference::default()).unwrap()
}

#[test]
fn rates_of_change_by_hand() {
    // H from 4/5 to 1/5 in two years.
    let earlier = report_of(&["1100", "1100", "1100", "1100", "0000"]);
    let later = report_of(&["1100", "0000", "0000", "0000", "0000"]);
    let change = compare(&earlier, &later, 2.0).unwrap().total.headcount;
    assert!(close(change.absolute.value, -0.6, 1e-15));
    assert!(close(change.relative.unwrap().value, -0.75, 1e-15));
    assert!(close(change.annual_absolute.value, -0.3, 1e-15));
    // Halved twice: (1/4)^(1/2) − 1.
    assert!(close(change.annual_relative.unwrap().value, -0.5, 1e-15));
    // Everybody was asked.
    assert_eq!(change.absolute.standard_error, None);
}

#[test]
fn incidence_and_intensity() {
    // H 1/2 → 1/4, A 3/4 → 1/2 (of 1111, 1100, then 1100 of four): M0 3/8 → 1/8.
    let earlier = report_of(&["1111", "1100", "0000", "0000"]);
    let later = report_of(&["1100", "0000", "0000", "0000"]);
    let total = compare(&earlier, &later, 1.0).unwrap().total;
    // ΔH · mean A = −1/4 · 5/8, ΔA · mean H = −1/4 · 3/8.
    assert!(close(total.components.incidence, -5.0 / 32.0, 1e-15));
    assert!(close(total.components.intensity, -3.0 / 32.0, 1e-15));
    assert!(close(total.adjusted_headcount.absolute.value, -0.25, 1e-15));
    let contributions: f64 = total
        .indicators
        .iter()
        .map(|indicator| indicator.contribution.absolute.value)
        .sum();
    assert!(close(contributions, -0.25, 1e-15));
}

#[test]
fn within_and_between_groups() {
    // Rural M0 1/2 and urban 0 in both years, but half of the people move to town:
    // shares 4/4 of … rural 3/4 → 1/4. All of the change is between groups:
    // rural −1/2 · 1/2, urban +1/2 · 0.
    let earlier = report(&[("10", "r"), ("10", "r"), ("10", "r"), ("00", "u")]);
    let later = report(&[("10", "r"), ("00", "u"), ("00", "u"), ("00", "u")]);
    let effects = &compare(&earlier, &later, 1.0).unwrap().divisions[0].effects;
    assert!(close(effects.within, 0.0, 1e-15));
    assert!(close(effects.between, -0.25, 1e-15));
    assert!(close(effects.groups[0].between, -0.25, 1e-15));
    assert!(close(effects.rest, 0.0, 1e-15));

    // The same shares, rural M0 from 1/2 to 1/4: all of the change is within.
    let earlier = report(&[("10", "r"), ("10", "r"), ("00", "u"), ("00", "u")]);
    let later = report(&[("10", "r"), ("00", "r"), ("00", "u"), ("00", "u")]);
    let effects = &compare(&earlier, &later, 1.0).unwrap().divisions[0].effects;
    assert!(close(effects.within, -0.125, 1e-15));
    assert!(close(effects.between, 0.0, 1e-15));
}

#[test]
fn a_group_that_comes_is_a_change_between_groups() {
    let earlier = report(&[("10", "r"), ("00", "r")]);
    let later = report(&[("10", "r"), ("00", "r"), ("11", "new"), ("11", "new")]);
    let division = &compare(&earlier, &later, 1.0).unwrap().divisions[0];
    // M0 1/4 → 5/8; rural keeps its 1/4: −1/2 · 1/4; the new ones +1/2 · 1.
    assert!(close(division.effects.within, 0.0, 1e-15));
    assert!(close(division.effects.between, 0.375, 1e-15));
    // Its own changes cannot be told.
    let values: Vec<&str> = division
        .groups
        .iter()
        .map(|group| group.value.as_str())
        .collect();
    assert_eq!(values, ["r"]);
    assert_eq!(division.effects.groups.len(), 2);
}

#[test]
fn from_nothing_and_to_nothing() {
    let some = report_of(&["1100", "0000"]);
    let none = report_of(&["0000", "0000"]);
    let grown = compare(&none, &some, 3.0).unwrap().total;
    assert_eq!(grown.headcount.relative, None);
    assert_eq!(grown.headcount.annual_relative, None);
    assert_eq!(grown.intensity, None);
    assert!(close(grown.components.incidence, 0.25, 1e-15));
    assert_eq!(grown.components.intensity, 0.0);
    let gone = compare(&some, &none, 3.0).unwrap().total;
    assert_eq!(gone.headcount.annual_relative.unwrap().value, -1.0);
    assert!(close(gone.components.incidence, -0.25, 1e-15));
}

#[test]
fn only_the_same_measure_compares() {
    let report = report_of(&["1100"]);
    let other = |structure| {
        let sample = Sample::unweighted(Deprivations::new(4, vec![0b11]).unwrap());
        measure(&structure, &sample, &Inference::default()).unwrap()
    };
    for other in [
        other(at(structure(&[1, 1, 1, 1], "1/2"), "1/4")),
        other(structure(&[1, 3], "1/2")),
    ] {
        let reason = compare(&report, &other, 1.0).unwrap_err().reason;
        assert!(matches!(reason, Reason::NotComparable { .. }), "{reason:?}");
    }
    for years in [0.0, -1.0, f64::NAN] {
        let reason = compare(&report, &report, years).unwrap_err().reason;
        assert_eq!(reason, Reason::YearsNotPositive);
    }
}

#[test]
fn groups_of_a_survey_explain_its_change() {
    let survey = survey("measure = 'national-mpi'\nmissing = 'drop_row'", CLUSTERED);
    let earlier = measure_survey(SURVEY_2022, &survey);
    let later = measure_survey(SURVEY_2024, &survey);
    let comparison = compare(&earlier, &later, 2.0).unwrap();
    let change = comparison.total.adjusted_headcount.absolute.value;
    assert_eq!(comparison.divisions.len(), 3);
    for division in &comparison.divisions {
        let effects = &division.effects;
        assert!(close(effects.within + effects.between, change, 1e-14));
        assert!(effects.rest.abs() < 1e-14);
        for group in &division.groups {
            let m0 = group.changes.adjusted_headcount.absolute.value;
            let parts = group.changes.components;
            assert!(close(parts.incidence + parts.intensity, m0, 1e-14));
        }
    }
    // Errors of independent samples add up as squares.
    let error = |report: &Report| report.total.headcount.standard_error.unwrap();
    let expected = error(&earlier).hypot(error(&later));
    let found = comparison.total.headcount.absolute.standard_error.unwrap();
    assert!(close(found, expected, 1e-15));
}

proptest! {
    #[test]
    fn effects_always_add_up(
        before in prop::collection::vec((0_u64..4, 0_usize..3), 1..30),
        after in prop::collection::vec((0_u64..4, 0_usize..3), 1..30),
    ) {
        let names = ["a", "b", "c"];
        let digits = ["00", "10", "01", "11"];
        let of = |rows: &[(u64, usize)]| {
            let rows: Vec<(&str, &str)> = rows
                .iter()
                .map(|(mask, group)| (digits[*mask as usize], names[*group]))
                .collect();
            report(&rows)
        };
        let comparison = compare(&of(&before), &of(&after), 1.5).unwrap();
        let change = comparison.total.adjusted_headcount.absolute.value;
        let parts = comparison.total.components;
        prop_assert!(close(parts.incidence + parts.intensity, change, 1e-13));
        let effects = &comparison.divisions[0].effects;
        prop_assert!(close(effects.within + effects.between, change, 1e-13));
    }
}
