//! Measures a sample: totals by cluster, then every measure as a ratio of totals.

use super::error::{PovertyError, Reason};
use super::report::{DesignSummary, GroupMeasures, GroupedMeasures, Measures, Report};
use super::structure::Structure;
use super::totals::{Accumulator, Totals};
use super::variance::{ClusterTotals, Ratio};
use super::{Deprivations, Design, Estimate, Grouping, Inference, Scorer, Weights};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Rows ready to be measured: one per household or person.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Who is deprived in what.
    pub deprivations: Deprivations,
    /// How many people or households each row stands for: not negative, finite.
    pub weights: Vec<f64>,
    /// How the rows were drawn; absent when everybody was asked, and then no error is computed.
    pub design: Option<Design>,
    /// The divisions to report.
    pub groupings: Vec<Grouping>,
    /// Rows read from the source.
    pub rows_read: u64,
    /// Rows left out because an indicator was missing.
    pub rows_dropped: u64,
}

impl Sample {
    /// Rows that each stand for themselves: a register, a worked example.
    #[must_use]
    pub fn unweighted(deprivations: Deprivations) -> Self {
        Self {
            weights: vec![1.0; deprivations.len()],
            rows_read: deprivations.len() as u64,
            rows_dropped: 0,
            design: None,
            groupings: Vec::new(),
            deprivations,
        }
    }
}

/// Measures `sample` by `structure`: the total and every division (F1–F15).
///
/// # Errors
/// [`Reason::NoRows`], [`Reason::NoPopulation`] when all weights are zero,
/// [`Reason::WeightNegative`], and [`Reason::ShapeMismatch`] when columns do not fit each other.
pub fn measure(
    structure: &Structure,
    sample: &Sample,
    inference: &Inference,
) -> Result<Report, PovertyError> {
    check(structure, sample)?;
    let weights = structure.weights();
    let kernel = Kernel {
        critical: RefCell::default(),
        structure,
        weights,
        sample,
        inference,
        accumulator: Accumulator::new(
            &sample.deprivations,
            &sample.weights,
            weights,
            Scorer::new(weights, structure.cutoff()),
        ),
    };
    let rows = kernel.rows_by_cluster();
    let (whole, total) = kernel.measure(&rows);
    let total = total.ok_or(Reason::NoPopulation)?;
    let divisions = sample
        .groupings
        .iter()
        .map(|grouping| {
            let (members, rows_without_group) = grouping.split(&rows);
            let groups = grouping
                .values()
                .iter()
                .zip(&members)
                .map(|(value, rows)| {
                    let (totals, measures) = kernel.measure(rows);
                    GroupMeasures::of_whole(value, &totals, &whole, measures)
                })
                .collect();
            GroupedMeasures {
                by: grouping.id.clone(),
                label: grouping.label.clone(),
                rows_without_group,
                groups,
            }
        })
        .collect();
    Ok(Report {
        measure: structure.id.clone(),
        title: structure.title.clone(),
        unit: structure.unit,
        cutoff: structure.cutoff(),
        rows_read: sample.rows_read,
        rows_dropped: sample.rows_dropped,
        design: sample.design.as_ref().map(|design| DesignSummary {
            strata: design.strata() as u64,
            clusters: design.clusters(),
            single_cluster: design.single_cluster(),
            inference: *inference,
        }),
        total,
        divisions,
    })
}

struct Kernel<'a> {
    /// Quantiles already computed, by degrees of freedom: groups share a few.
    critical: RefCell<BTreeMap<u64, Option<f64>>>,
    structure: &'a Structure,
    weights: &'a Weights,
    sample: &'a Sample,
    inference: &'a Inference,
    accumulator: Accumulator<'a>,
}

impl Kernel<'_> {
    /// All rows, those of one cluster together; in row order without a design.
    fn rows_by_cluster(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..self.sample.deprivations.len()).collect();
        if let Some(design) = &self.sample.design {
            rows.sort_by_key(|row| design.cluster_of_row[*row]);
        }
        rows
    }

    /// The totals and measures of some rows, given cluster by cluster.
    fn measure(&self, rows: &[usize]) -> (Totals, Option<Measures>) {
        let mut totals = Totals::zero(self.weights.count());
        let Some(design) = &self.sample.design else {
            for row in rows {
                self.accumulator.add(&mut totals, *row);
            }
            let measures = self.measures(rows, &totals, None, |_, value| Estimate::exact(value));
            return (totals, measures);
        };
        let mut clusters: Vec<(u32, Totals)> = Vec::new();
        for of_cluster in rows
            .chunk_by(|left, right| design.cluster_of_row[*left] == design.cluster_of_row[*right])
        {
            let mut cluster = Totals::zero(self.weights.count());
            for row in of_cluster {
                self.accumulator.add(&mut cluster, *row);
            }
            totals.add(&cluster);
            clusters.push((design.cluster_of_row[of_cluster[0]], cluster));
        }
        let clusters = ClusterTotals::new(design, clusters);
        let degrees = clusters.degrees_of_freedom();
        let critical = *self
            .critical
            .borrow_mut()
            .entry(degrees)
            .or_insert_with(|| self.inference.critical(degrees));
        let measures = self.measures(rows, &totals, Some(degrees), |ratio, value| {
            let error = clusters.standard_error(ratio, &totals);
            Estimate::sampled(value, error, critical, self.inference.scale)
        });
        (totals, measures)
    }

    fn measures(
        &self,
        rows: &[usize],
        totals: &Totals,
        degrees: Option<u64>,
        estimate: impl Fn(Ratio, f64) -> Estimate,
    ) -> Option<Measures> {
        let rows = rows.len() as u64;
        Measures::from_totals(
            self.structure,
            self.weights,
            rows,
            totals,
            degrees,
            estimate,
        )
    }
}

fn check(structure: &Structure, sample: &Sample) -> Result<(), PovertyError> {
    let rows = sample.deprivations.len();
    sample.deprivations.check_fits(structure.weights())?;
    if rows == 0 {
        return Err(Reason::NoRows {
            dropped: sample.rows_dropped,
        }
        .into());
    }
    let mut lengths = vec![sample.weights.len()];
    lengths.extend(
        sample
            .design
            .as_ref()
            .map(|design| design.cluster_of_row.len()),
    );
    if let Some(other) = lengths.into_iter().find(|length| *length != rows) {
        return Err(Reason::ShapeMismatch {
            what: format!("{other} / {rows}"),
        }
        .into());
    }
    for grouping in &sample.groupings {
        grouping.check_fits(rows)?;
    }
    for (row, weight) in (1..).zip(&sample.weights) {
        if !weight.is_finite() || *weight < 0.0 {
            return Err(PovertyError::from(Reason::WeightNegative {
                value: weight.to_string(),
            })
            .at_line(row));
        }
    }
    Ok(())
}
