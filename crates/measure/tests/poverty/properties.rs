//! What must hold for any population (AF 2011, "Properties").

use crate::support::{at, close, structure};
use proptest::prelude::*;
use std::collections::BTreeMap;
use vuonlen_domain::Text;
use vuonlen_measure::poverty::{
    Cutoff, Deprivations, Fraction, Grouping, Inference, MaskCounts, Report, Sample, Scorer,
    Structure, measure, measure_counts,
};

const TOLERANCE: f64 = 1e-12;

#[derive(Debug, Clone)]
struct Case {
    structure: Structure,
    /// Mask, weight and group of each row.
    rows: Vec<(u64, f64, usize)>,
}

fn case() -> impl Strategy<Value = Case> {
    let sizes = prop::collection::vec(1_usize..4, 1..5);
    (sizes, 1_u64..=12).prop_flat_map(|(sizes, twelfths)| {
        let indicators: usize = sizes.iter().sum();
        let row = (0..1_u64 << indicators, 0_u32..50, 0_usize..3);
        prop::collection::vec(row, 1..40).prop_map(move |mut rows| {
            // At least one row counts.
            rows[0].1 += 1;
            Case {
                structure: structure(&sizes, &format!("{twelfths}/12")),
                rows: rows
                    .into_iter()
                    .map(|(mask, tenths, group)| (mask, f64::from(tenths) / 10.0, group))
                    .collect(),
            }
        })
    })
}

fn measured(case: &Case) -> Report {
    let masks = case.rows.iter().map(|row| row.0).collect();
    let names = ["a", "b", "c"];
    let groups = case.rows.iter().map(|row| Some(names[row.2]));
    let indicators = case.structure.weights().count();
    let mut sample = Sample::unweighted(Deprivations::new(indicators, masks).unwrap());
    sample.weights = case.rows.iter().map(|row| row.1).collect();
    sample.groupings = vec![Grouping::new("g", Text::default(), groups)];
    measure(&case.structure, &sample, &Inference::default()).unwrap()
}

fn m0(case: &Case) -> f64 {
    measured(case).total.adjusted_headcount.value
}

proptest! {
    #[test]
    fn m0_is_h_times_a_and_the_sum_of_its_parts(case in case()) {
        let total = measured(&case).total;
        let m0 = total.adjusted_headcount.value;
        let intensity = total.intensity.map_or(0.0, |estimate| estimate.value);
        prop_assert!(close(m0, total.headcount.value * intensity, TOLERANCE));

        let contributions = total.indicators.iter().map(|of| of.contribution.value);
        prop_assert!(close(m0, contributions.sum(), TOLERANCE));
        let weighted = total.indicators.iter().map(|of| {
            of.weight.to_f64() * of.censored.unwrap().value
        });
        prop_assert!(close(m0, weighted.sum(), TOLERANCE));
        if total.intensity.is_some() {
            let shares = total.indicators.iter().map(|of| of.contribution_share.unwrap().value);
            prop_assert!(close(shares.sum(), 1.0, TOLERANCE));
        }
        for of in &total.indicators {
            let (censored, uncensored) = (of.censored.unwrap(), of.uncensored.unwrap());
            prop_assert!(censored.value <= uncensored.value + TOLERANCE);
            prop_assert!(censored.value <= total.headcount.value + TOLERANCE);
        }
    }

    #[test]
    fn groups_add_up_to_the_whole(case in case()) {
        let report = measured(&case);
        let groups = &report.divisions[0].groups;
        let sum = |of: &dyn Fn(&vuonlen_measure::poverty::GroupMeasures) -> f64| -> f64 {
            groups.iter().map(of).sum()
        };
        prop_assert!(close(sum(&|group| group.population_share), 1.0, TOLERANCE));
        let weighted = sum(&|group| {
            let m0 = group.measures.as_ref().map_or(0.0, |of| of.adjusted_headcount.value);
            group.population_share * m0
        });
        prop_assert!(close(weighted, report.total.adjusted_headcount.value, TOLERANCE));
        if report.total.intensity.is_some() {
            let shares = sum(&|group| group.contribution_share.unwrap());
            prop_assert!(close(shares, 1.0, TOLERANCE));
        }
    }

    #[test]
    fn copies_order_and_scale_of_the_population_do_not_matter(case in case()) {
        let mut other = case.clone();
        other.rows.extend(case.rows.clone());
        other.rows.reverse();
        for row in &mut other.rows {
            row.1 *= 7.0;
        }
        let (one, other) = (measured(&case).total, measured(&other).total);
        prop_assert!(close(one.headcount.value, other.headcount.value, TOLERANCE));
        let m0 = [one.adjusted_headcount.value, other.adjusted_headcount.value];
        prop_assert!(close(m0[0], m0[1], TOLERANCE));
    }

    #[test]
    fn one_more_deprivation_never_helps(case in case(), row: prop::sample::Index, bit in 0_usize..12) {
        let row = row.index(case.rows.len());
        let bit = bit % case.structure.weights().count();
        let mut worse = case.clone();
        worse.rows[row].0 |= 1 << bit;
        let (before, after) = (m0(&case), m0(&worse));
        prop_assert!(after >= before - TOLERANCE);
        // Of a poor person it always shows (dimensional monotonicity).
        let scorer = Scorer::new(case.structure.weights(), case.structure.cutoff());
        let (mask, weight, _) = case.rows[row];
        if scorer.is_poor(scorer.score(mask)) && worse.rows[row].0 != mask && weight > 0.0 {
            prop_assert!(after > before);
        }
    }

    #[test]
    fn what_the_not_poor_lack_does_not_count(case in case()) {
        let scorer = Scorer::new(case.structure.weights(), case.structure.cutoff());
        let mut focused = case.clone();
        for row in &mut focused.rows {
            if !scorer.is_poor(scorer.score(row.0)) {
                row.0 = 0;
            }
        }
        let (before, after) = (measured(&case).total, measured(&focused).total);
        prop_assert_eq!(before.headcount, after.headcount);
        prop_assert_eq!(before.intensity, after.intensity);
        prop_assert_eq!(before.adjusted_headcount, after.adjusted_headcount);
    }

    #[test]
    fn a_higher_cut_off_finds_fewer_poor_who_are_poorer(case in case()) {
        let mut fewer = 1.0;
        let mut poorer = 0.0;
        for twelfths in 1..=12 {
            let structure = at(case.structure.clone(), &format!("{twelfths}/12"));
            let total = measured(&Case { structure, ..case.clone() }).total;
            prop_assert!(total.headcount.value <= fewer + TOLERANCE);
            fewer = total.headcount.value;
            if let Some(intensity) = total.intensity {
                prop_assert!(intensity.value >= poorer - TOLERANCE);
                prop_assert!(intensity.value >= f64::from(twelfths) / 12.0 - TOLERANCE);
                poorer = intensity.value;
            }
        }
    }

    #[test]
    fn whoever_is_poor_is_so_by_exact_arithmetic(case in case()) {
        let structure = &case.structure;
        let scorer = Scorer::new(structure.weights(), structure.cutoff());
        for (mask, ..) in &case.rows {
            let mut score = Fraction::ZERO;
            for j in 0..structure.weights().count() {
                if mask >> j & 1 == 1 {
                    score = score.checked_add(structure.weights().share(j)).unwrap();
                }
            }
            prop_assert_eq!(
                scorer.is_poor(scorer.score(*mask)),
                score >= structure.cutoff().share()
            );
        }
    }

    #[test]
    fn counts_of_any_parts_give_the_figures_of_the_rows(
        masks in prop::collection::vec(0_u64..1 << 12, 1..60),
        parts in prop::collection::vec(0_usize..4, 60),
    ) {
        let structure = structure(&[2; 6], "3/12");
        let rows = Sample::unweighted(Deprivations::new(12, masks.clone()).unwrap());
        let by_rows = measure(&structure, &rows, &Inference::default()).unwrap();
        let mut pieces = vec![MaskCounts::new(12).unwrap(); 4];
        for (mask, part) in masks.iter().zip(&parts) {
            pieces[*part].add(*mask, 1);
        }
        let mut merged = MaskCounts::new(12).unwrap();
        for piece in &pieces {
            merged.merge(piece).unwrap();
        }
        let listed: BTreeMap<u64, u64> = merged.iter().collect();
        prop_assert_eq!(&MaskCounts::from_mask_counts(12, &listed).unwrap(), &merged);
        let by_counts = measure_counts(&structure, &merged, &[]).unwrap();
        prop_assert_eq!(by_counts.total, by_rows.total);
    }

    #[test]
    fn a_cut_off_at_the_lightest_weight_is_the_union(case in case()) {
        let union = Cutoff::union(case.structure.weights());
        let scorer = Scorer::new(case.structure.weights(), union);
        for (mask, ..) in &case.rows {
            prop_assert_eq!(scorer.is_poor(scorer.score(*mask)), *mask != 0);
        }
    }
}
