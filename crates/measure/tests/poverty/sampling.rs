//! Standard errors against formulas and against a sample small enough to work out by hand.

use crate::support::{close, masks, structure};
use proptest::prelude::*;
use vuonlen_domain::Text;
use vuonlen_measure::poverty::{
    Deprivations, Design, DesignRows, Grouping, Inference, Measures, Report, Sample, SingleCluster,
    measure, t_quantile,
};

proptest! {
    /// Of a simple random sample of n without weights, a share p has the error
    /// √(p(1 − p)/(n − 1)), and a mean that of its spread.
    #[test]
    fn simple_random_sampling_has_a_closed_form(rows in prop::collection::vec(0_u64..16, 3..80)) {
        let count = rows.len() as f64;
        let design = Design::simple_random(rows.len()).unwrap();
        let mut sample = Sample::unweighted(Deprivations::new(4, rows.clone()).unwrap());
        sample.design = Some(design);
        let total = measure(&structure(&[1, 1, 1, 1], "1/2"), &sample, &Inference::default())
            .unwrap()
            .total;
        prop_assert_eq!(total.degrees_of_freedom, Some(rows.len() as u64 - 1));

        let share = total.headcount.value;
        let closed = (share * (1.0 - share) / (count - 1.0)).sqrt();
        prop_assert!(close(total.headcount.standard_error.unwrap(), closed, 1e-12));

        let censored = |mask: &u64| match mask.count_ones() {
            ones if ones >= 2 => f64::from(ones) / 4.0,
            _ => 0.0,
        };
        let mean = rows.iter().map(censored).sum::<f64>() / count;
        let spread: f64 = rows.iter().map(|mask| (censored(mask) - mean).powi(2)).sum();
        let closed = (spread / (count - 1.0) / count).sqrt();
        let found = total.adjusted_headcount.standard_error.unwrap();
        prop_assert!(close(found, closed, 1e-12), "{found} {closed}");
    }
}

/// Two strata of two clusters of two rows, two equal indicators, k = 1/2:
///
/// | stratum | cluster | weight | row | poor | score | town |
/// |---------|---------|--------|-----|------|-------|------|
/// | A       | 1       | 2      | 10  | yes  | 1/2   | yes  |
/// | A       | 1       | 2      | 00  | no   |       |      |
/// | A       | 2       | 2      | 01  | yes  | 1/2   | yes  |
/// | A       | 2       | 2      | 11  | yes  | 2/2   |      |
/// | B       | 1       | 1      | 00  | no   |       | yes  |
/// | B       | 1       | 1      | 00  | no   |       |      |
/// | B       | 2       | 1      | 10  | yes  | 1/2   |      |
/// | B       | 2       | 1      | 00  | no   |       |      |
fn by_hand(in_population: [Option<f64>; 2]) -> Report {
    let mut design = DesignRows::new();
    for row in 0..8 {
        let stratum = row / 4;
        let names = (["A", "B"][stratum], ["1", "2"][row / 2 % 2]);
        design
            .push(names.0, names.1, in_population[stratum], true)
            .unwrap();
    }
    let town = [0, 2, 4].map(|row| (row, "town"));
    let towns = (0..8).map(|row| {
        town.iter()
            .find(|(of, _)| *of == row)
            .map(|(_, name)| *name)
    });
    let sample = Sample {
        deprivations: Deprivations::new(
            2,
            masks(&["10", "00", "01", "11", "00", "00", "10", "00"]),
        )
        .unwrap(),
        weights: vec![2.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0],
        design: Some(design.finish(SingleCluster::Refuse).unwrap()),
        groupings: vec![Grouping::new("town", Text::default(), towns)],
        rows_read: 8,
        rows_dropped: 0,
    };
    measure(&structure(&[1, 1], "1/2"), &sample, &Inference::default()).unwrap()
}

#[test]
fn a_stratified_cluster_sample_by_hand() {
    let report = by_hand([None, None]);
    let Measures {
        headcount,
        intensity,
        degrees_of_freedom,
        ..
    } = report.total;

    // H = Y/X = (2 + 4 + 0 + 1) / (4 + 4 + 2 + 2) = 7/12. Residuals z = (y − H·x)/X by cluster:
    // A1 (2 − 7/3)/12 = −1/36, A2 (4 − 7/3)/12 = 5/36, B1 (0 − 7/6)/12 = −7/72,
    // B2 (1 − 7/6)/12 = −1/72. With two clusters n/(n − 1)·Σ(z − z̄)² is the square of their
    // difference: V = (6/36)² + (6/72)² = 4/144 + 1/144, the error √5/12.
    assert!(close(headcount.value, 7.0 / 12.0, 1e-15));
    let error = headcount.standard_error.unwrap();
    assert!(close(error, 5_f64.sqrt() / 12.0, 1e-14));

    // Four clusters less two strata; the 0.975 quantile of t₂ is 4.30265272974946.
    assert_eq!(degrees_of_freedom, Some(2));
    let [low, high] = headcount.interval.unwrap();
    assert!(close(high - low, 2.0 * 4.302_652_729_749_46 * error, 1e-12));
    assert!(close(
        t_quantile(0.975, 2).unwrap(),
        4.302_652_729_749_46,
        1e-12
    ));

    // A = S/Q = (2·½ + (2·½ + 2·1) + 0 + 1·½) / 7 = 4.5/7 = 9/14. In halves the residuals are
    // A1 (2 − 2·9/7)/7 = −4/49, A2 (6 − 4·9/7)/7 = 6/49, B1 0, B2 (1 − 9/7)/7 = −2/49, so
    // V = (10/49)² + (2/49)² = 104/49², and in wholes the error is √104/98.
    let intensity = intensity.unwrap();
    assert!(close(intensity.value, 9.0 / 14.0, 1e-15));
    assert!(close(
        intensity.standard_error.unwrap(),
        104_f64.sqrt() / 98.0,
        1e-14
    ));
}

#[test]
fn a_group_is_a_domain_of_the_whole_design() {
    // Of the town: A1 one poor of weight 2, A2 one poor of weight 2, B1 one not poor of weight 1,
    // B2 nobody. H = 4/5; residuals A1 (2 − 1.6)/5 = 0.08, A2 0.08, B1 −0.8/5 = −0.16, B2 0:
    // V = 0² + 0.16². Cluster B2 counts although it has no one in the town.
    let report = by_hand([None, None]);
    let division = &report.divisions[0];
    assert_eq!(division.rows_without_group, 5);
    let town = division.groups[0].measures.as_ref().unwrap();
    assert!(close(town.headcount.value, 0.8, 1e-15));
    assert!(close(town.headcount.standard_error.unwrap(), 0.16, 1e-14));
    assert_eq!(town.degrees_of_freedom, Some(2));
    assert!(close(
        division.groups[0].population_share,
        5.0 / 12.0,
        1e-15
    ));
}

#[test]
fn drawing_much_of_a_stratum_makes_the_error_smaller() {
    // Two of four clusters of A and two of eight of B: V = ½·4/144 + ¾·1/144 = 2.75/144.
    let error = |of: [Option<f64>; 2]| by_hand(of).total.headcount.standard_error.unwrap();
    let corrected = error([Some(4.0), Some(8.0)]);
    assert!(close(corrected, 2.75_f64.sqrt() / 12.0, 1e-14));
    // All clusters of both strata: nothing was left to chance.
    assert_eq!(error([Some(2.0), Some(2.0)]), 0.0);
}
