//! Worked examples that can be checked with pencil and paper.

use crate::support::{at, close, fraction, masks, measures, report_of, structure};
use std::collections::BTreeMap;
use vuonlen_domain::Text;
use vuonlen_measure::poverty::{
    Deprivations, Inference, MaskCounts, Sample, measure, measure_counts,
};

#[test]
fn four_people_four_indicators() {
    // The classic matrix, written indicator by indicator, one digit a person: 0110, 0011, 0010,
    // 0110. The persons then are 0000, 1001, 1111 and 0100, with scores 0, 2/4, 4/4 and 1/4; two
    // of four reach k = 1/2, and their mean score is (1/2 + 1) / 2 = 3/4.
    let columns = [
        [false, true, true, false],
        [false, false, true, true],
        [false, false, true, false],
        [false, true, true, false],
    ];
    let by_indicator: Vec<&[bool]> = columns.iter().map(<[bool; 4]>::as_slice).collect();
    let deprivations = Deprivations::from_columns(&by_indicator).unwrap();
    assert_eq!(
        deprivations.masks(),
        masks(&["0000", "1001", "1111", "0100"])
    );
    let sample = Sample::unweighted(deprivations);
    let structure = structure(&[1, 1, 1, 1], "1/2");
    let total = measure(&structure, &sample, &Inference::default())
        .unwrap()
        .total;
    assert_eq!(total.headcount.value, 0.5);
    assert_eq!(total.intensity.unwrap().value, 0.75);
    assert_eq!(total.adjusted_headcount.value, 0.375);

    // Read person by person instead, the same digits give the same M0 from other parts.
    let total = report_of(&["0110", "0011", "0010", "0110"]).total;
    assert_eq!(total.headcount.value, 0.75);
    assert_eq!(total.intensity.unwrap().value, 0.5);
    assert_eq!(total.adjusted_headcount.value, 0.375);
}

#[test]
fn five_people_four_indicators() {
    let total = report_of(&["1010", "0100", "0111", "1000", "1010"]).total;
    // Scores 2/4, 1/4, 3/4, 1/4, 2/4: persons 1, 3 and 5 are poor.
    assert!(close(total.headcount.value, 0.6, 1e-15));
    // (2/4 + 3/4 + 2/4) / 3 = 7/12.
    assert!(close(total.intensity.unwrap().value, 7.0 / 12.0, 1e-15));
    assert!(close(total.adjusted_headcount.value, 0.35, 1e-15));
    // Of the seven deprivations of the poor: two, one, three and one.
    let shares: Vec<String> = total
        .indicators
        .iter()
        .map(|indicator| format!("{:.2}", indicator.contribution_share.unwrap().value * 100.0))
        .collect();
    assert_eq!(shares, ["28.57", "14.29", "42.86", "14.29"]);
    let uncensored = |j: usize| total.indicators[j].uncensored.unwrap().value;
    let censored = |j: usize| total.indicators[j].censored.unwrap().value;
    assert!(close(uncensored(0), 0.6, 1e-15) && close(censored(0), 0.4, 1e-15));
    assert!(close(uncensored(1), 0.4, 1e-15) && close(censored(1), 0.2, 1e-15));
    assert_eq!(total.indicators[2].weight, fraction("1/4"));
    assert_eq!(total.degrees_of_freedom, None);
}

#[test]
fn a_register_is_measured_from_counts_of_masks() {
    let rows = ["1010", "0100", "0111", "1000", "1010"];
    let structure = structure(&[1, 1, 1, 1], "1/2");
    let mut urban = MaskCounts::new(4).unwrap();
    urban.add_all(&masks(&rows[..2]));
    let mut rural = MaskCounts::new(4).unwrap();
    rural.add_all(&masks(&rows[2..]));
    let mut total = urban.clone();
    total.merge(&rural).unwrap();
    let areas = BTreeMap::from([("rural".to_owned(), rural), ("urban".to_owned(), urban)]);
    let divisions = [("area".to_owned(), Text::new("Khu vực", "Area"), areas)];
    let report = measure_counts(&structure, &total, &divisions).unwrap();
    // The same figures bit for bit as from the rows.
    assert_eq!(report.total, report_of(&rows).total);

    // Urban: 1010 poor at 1/2 of two people; rural: 0111 and 1010 poor of three.
    let groups = &report.divisions[0].groups;
    assert_eq!(groups[0].value, "rural");
    assert_eq!(groups[0].population_share, 0.6);
    assert!(close(groups[0].poor_share.unwrap(), 2.0 / 3.0, 1e-15));
    assert!(close(
        groups[0].contribution_share.unwrap(),
        5.0 / 7.0,
        1e-15
    ));
    let rural = groups[0].measures.as_ref().unwrap();
    assert!(close(rural.adjusted_headcount.value, 5.0 / 12.0, 1e-15));
    assert_eq!(report.divisions[0].rows_without_group, 0);
}

#[test]
fn union_and_intersection_cut_offs() {
    let of = |cutoff| {
        let structure = at(structure(&[1, 1, 1, 1], "1/2"), cutoff);
        let deprivations = Deprivations::new(4, masks(&["1111", "0001", "0000"])).unwrap();
        let sample = Sample::unweighted(deprivations);
        measure(&structure, &sample, &Inference::default())
            .unwrap()
            .total
            .headcount
            .value
    };
    assert!(close(of("1/4"), 2.0 / 3.0, 1e-15));
    assert!(close(of("0.01"), 2.0 / 3.0, 1e-15));
    assert!(close(of("1"), 1.0 / 3.0, 1e-15));
}

#[test]
fn nobody_poor_has_no_intensity_and_no_contributions() {
    let total = report_of(&["1000", "0000"]).total;
    assert_eq!(total.headcount.value, 0.0);
    assert_eq!(total.intensity, None);
    assert_eq!(total.adjusted_headcount.value, 0.0);
    assert_eq!(total.indicators[0].contribution_share, None);
    assert_eq!(total.indicators[0].uncensored.unwrap().value, 0.5);
    assert_eq!(total.indicators[0].censored.unwrap().value, 0.0);
}

#[test]
fn the_measures_of_the_law_hold_what_they_say() {
    for (measure, id, indicators, least) in [
        (0, "national-mpi", 10, 4),
        (1, "administrative-2022", 12, 3),
    ] {
        let structure = &measures()[measure];
        assert_eq!(structure.id, id);
        assert_eq!(structure.weights().count(), indicators);
        assert!(structure.weights().units().iter().all(|units| *units == 1));
        assert!(structure.indicators_from.is_some() && structure.method_from.is_some());
        let scorer = vuonlen_measure::poverty::Scorer::new(structure.weights(), structure.cutoff());
        let poor = |count: u32| scorer.is_poor(scorer.score((1_u64 << count) - 1));
        assert!(!poor(least - 1) && poor(least));
    }
}

#[test]
fn a_report_is_plain_json_and_comes_back() {
    let report = report_of(&["1010", "0100", "0111", "1000", "1010"]);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["total"]["headcount"]["value"], 0.6);
    assert_eq!(json["cutoff"], "1/2");
    assert_eq!(json["total"]["indicators"][0]["weight"], "1/4");
    assert!(json["total"]["headcount"].get("standard_error").is_none());
    assert_eq!(
        serde_json::from_value::<vuonlen_measure::poverty::Report>(json).unwrap(),
        report
    );
}
