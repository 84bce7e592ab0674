//! Standard errors of ratios by Taylor linearisation.

use super::Design;
use super::design::{SingleCluster, Stratum};
use super::totals::{Sum, Totals};

/// Sums of a set of rows by cluster, for one group of the population.
///
/// The group is a domain of the whole sample: clusters and strata without any of its members
/// stay in the design with zero totals, because how many members a sample catches is itself
/// chance.
#[derive(Debug)]
pub(super) struct ClusterTotals<'a> {
    design: &'a Design,
    /// Clusters with members of the group, ascending.
    clusters: Vec<(u32, Totals)>,
}

/// The ratio of two sums: `numerator / (denominator · divisor)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ratio {
    pub(super) numerator: Sum,
    pub(super) denominator: Sum,
    pub(super) divisor: f64,
}

impl Ratio {
    /// Its value; `None` when the denominator is zero.
    pub(super) fn value(self, totals: &Totals) -> Option<f64> {
        let denominator = totals.get(self.denominator);
        (denominator > 0.0).then(|| totals.get(self.numerator) / (denominator * self.divisor))
    }
}

impl<'a> ClusterTotals<'a> {
    /// From the totals of each cluster with members, in ascending order of clusters.
    pub(super) const fn new(design: &'a Design, clusters: Vec<(u32, Totals)>) -> Self {
        Self { design, clusters }
    }

    /// F12: the linearised standard error of `ratio`, zero when the denominator is zero.
    ///
    /// With `R = Y/X` the residual total of cluster `i` is `z_i = (y_i − R·x_i) / X`, and
    /// `V = Σ_h (1 − f_h) · n_h/(n_h − 1) · Σ_i (z_hi − z̄_h)²`
    /// (Wolter 2007, *Introduction to Variance Estimation*, chapter 6; for M0, H and A Alkire et
    /// al. 2015, *Multidimensional Poverty Measurement and Analysis*, (8.30), (8.31), (8.35)).
    pub(super) fn standard_error(&self, ratio: Ratio, totals: &Totals) -> f64 {
        let Some(value) = ratio.value(totals) else {
            return 0.0;
        };
        let slope = value * ratio.divisor;
        let denominator = totals.get(ratio.denominator);
        let residual = |cluster: &Totals| {
            (cluster.get(ratio.numerator) - slope * cluster.get(ratio.denominator)) / denominator
        };
        let variance: f64 = self
            .members_by_stratum()
            .map(|(stratum, members)| {
                stratum.not_drawn
                    * self.spread(
                        stratum,
                        members.iter().map(|(_, cluster)| residual(cluster)),
                    )
            })
            .sum();
        variance.sqrt() / ratio.divisor
    }

    /// F15: clusters less strata, over the strata in which the group has members (as Stata counts
    /// them for a subpopulation).
    pub(super) fn degrees_of_freedom(&self) -> u64 {
        self.members_by_stratum()
            .map(|(stratum, _)| u64::from(stratum.drawn) - 1)
            .sum()
    }

    /// `n/(n − 1) · Σ (z_i − z̄)²` of one stratum, of which `residuals` are those not zero.
    fn spread(&self, stratum: &Stratum, residuals: impl Iterator<Item = f64> + Clone) -> f64 {
        let drawn = f64::from(stratum.drawn);
        if stratum.drawn == 1 {
            return match self.design.single {
                SingleCluster::Refuse | SingleCluster::Certainty => 0.0,
                // The residuals of all clusters add up to zero, so their mean is zero.
                SingleCluster::Centred => residuals.map(|z| z * z).sum(),
            };
        }
        let mean = residuals.clone().sum::<f64>() / drawn;
        let (members, squares) = residuals.fold((0.0, 0.0), |(members, squares), z| {
            (members + 1.0, squares + (z - mean) * (z - mean))
        });
        drawn / (drawn - 1.0) * (squares + (drawn - members) * mean * mean)
    }

    /// Each stratum with members of the group, and its clusters that have some.
    fn members_by_stratum(&self) -> impl Iterator<Item = (&Stratum, &[(u32, Totals)])> {
        let mut rest = self.clusters.as_slice();
        self.design.strata.iter().filter_map(move |stratum| {
            let end = stratum.first + stratum.drawn;
            let count = rest.partition_point(|(cluster, _)| *cluster < end);
            let (members, others) = rest.split_at(count);
            rest = others;
            (!members.is_empty()).then_some((stratum, members))
        })
    }
}
