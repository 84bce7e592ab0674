//! How a sample was drawn: strata, clusters within them, and how many clusters there were.

use super::error::{PovertyError, Reason};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use vuonlen_domain::Text;

/// What to do with a stratum in which only one cluster was drawn, so that it has no variance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SingleCluster {
    /// An error that names the stratum. The default: the choice changes the standard errors.
    #[default]
    Refuse,
    /// The cluster was certain to be drawn and adds no variance (Stata `singleunit(certainty)`).
    Certainty,
    /// The cluster is set against the mean of all clusters instead of its stratum's (Stata
    /// `singleunit(centered)`, R `survey.lonely.psu = "adjust"`).
    Centred,
}

/// A stratified sample of clusters, first stage only, as is usual for Taylor linearisation.
///
/// Clusters are numbered stratum by stratum. A cluster name is read within its stratum: the same
/// name in two strata is two clusters, as in Stata.
#[derive(Debug, Clone)]
pub struct Design {
    pub(super) strata: Vec<Stratum>,
    pub(super) cluster_of_row: Vec<u32>,
    pub(super) single: SingleCluster,
}

/// One stratum of a design.
#[derive(Debug, Clone)]
pub(super) struct Stratum {
    /// Number of its first cluster.
    pub(super) first: u32,
    /// How many clusters were drawn.
    pub(super) drawn: u32,
    /// Share of the stratum's clusters that were not drawn: the finite population correction,
    /// one when their number is not known.
    pub(super) not_drawn: f64,
}

/// Collects the design columns of a file row by row.
#[derive(Debug, Default)]
pub struct DesignRows {
    strata: Vec<StratumRows>,
    stratum_by_name: HashMap<String, usize>,
    cluster_by_name: HashMap<(usize, String), usize>,
    /// Stratum and number within it of each kept row.
    kept: Vec<(usize, usize)>,
}

#[derive(Debug)]
struct StratumRows {
    name: String,
    first_cluster: String,
    clusters: usize,
    in_population: Option<f64>,
}

impl DesignRows {
    /// An empty collection.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row's design. A row that is not `kept` (its indicators are missing) still tells
    /// that its cluster was drawn. `in_population` is the number of clusters in the population
    /// of the stratum, when known.
    ///
    /// # Errors
    /// [`Reason::ClustersInPopulation`] when that number is not constant within the stratum.
    pub fn push(
        &mut self,
        stratum: &str,
        cluster: &str,
        in_population: Option<f64>,
        kept: bool,
    ) -> Result<(), PovertyError> {
        let position = match self.stratum_by_name.get(stratum) {
            Some(position) => *position,
            None => {
                self.stratum_by_name
                    .insert(stratum.to_owned(), self.strata.len());
                self.strata.push(StratumRows {
                    name: stratum.to_owned(),
                    first_cluster: cluster.to_owned(),
                    clusters: 0,
                    in_population,
                });
                self.strata.len() - 1
            }
        };
        let rows = &mut self.strata[position];
        if rows.in_population != in_population {
            return Err(Reason::ClustersInPopulation {
                stratum: stratum.to_owned(),
                why: Text::new(
                    "mỗi tầng chỉ được có một số cụm",
                    "a stratum must state one number of clusters",
                ),
            }
            .into());
        }
        let number = *self
            .cluster_by_name
            .entry((position, cluster.to_owned()))
            .or_insert_with(|| {
                rows.clusters += 1;
                rows.clusters - 1
            });
        if kept {
            self.kept.push((position, number));
        }
        Ok(())
    }

    /// The design of the kept rows.
    ///
    /// # Errors
    /// [`Reason::SingleCluster`] for a stratum with one cluster when `single` refuses that (a
    /// stratum that has only one cluster in the population is complete and passes), and
    /// [`Reason::ClustersInPopulation`] when more clusters were drawn than there are.
    pub fn finish(self, single: SingleCluster) -> Result<Design, PovertyError> {
        let mut strata = Vec::with_capacity(self.strata.len());
        let mut first = 0;
        for rows in self.strata {
            let too_many = || Reason::ShapeMismatch {
                what: format!("{} > 2^32", rows.clusters),
            };
            let drawn = u32::try_from(rows.clusters).map_err(|_| too_many())?;
            let next: u32 = drawn.checked_add(first).ok_or_else(too_many)?;
            let not_drawn = share_not_drawn(&rows)?;
            if drawn == 1 && not_drawn > 0.0 && single == SingleCluster::Refuse {
                return Err(Reason::SingleCluster {
                    stratum: rows.name,
                    cluster: rows.first_cluster,
                }
                .into());
            }
            strata.push(Stratum {
                first,
                drawn,
                not_drawn,
            });
            first = next;
        }
        let cluster_of_row = self
            .kept
            .into_iter()
            .map(|(stratum, number)| {
                // `number < drawn`, which fitted 32 bits above.
                strata[stratum].first + u32::try_from(number).unwrap_or(0)
            })
            .collect();
        Ok(Design {
            strata,
            cluster_of_row,
            single,
        })
    }
}

impl Design {
    /// Simple random sampling: each of `rows` rows is a cluster of one stratum.
    ///
    /// # Errors
    /// [`Reason::SingleCluster`] for a single row.
    pub fn simple_random(rows: usize) -> Result<Self, PovertyError> {
        let mut design = DesignRows::new();
        for row in 0..rows {
            design.push("", &(row + 1).to_string(), None, true)?;
        }
        design.finish(SingleCluster::Refuse)
    }

    /// How many strata.
    #[must_use]
    pub fn strata(&self) -> usize {
        self.strata.len()
    }

    /// How many clusters were drawn.
    #[must_use]
    pub fn clusters(&self) -> u64 {
        self.strata
            .iter()
            .map(|stratum| u64::from(stratum.drawn))
            .sum()
    }

    /// How strata with one cluster are treated.
    #[must_use]
    pub const fn single_cluster(&self) -> SingleCluster {
        self.single
    }
}

/// `1 − n_h / N_h`.
fn share_not_drawn(rows: &StratumRows) -> Result<f64, PovertyError> {
    let Some(in_population) = rows.in_population else {
        return Ok(1.0);
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "clusters are far fewer than 2^53"
    )]
    let drawn = rows.clusters as f64;
    if in_population.is_finite() && in_population >= drawn {
        return Ok(1.0 - drawn / in_population);
    }
    Err(Reason::ClustersInPopulation {
        stratum: rows.name.clone(),
        why: Text::new(
            format!("{in_population} ít hơn {drawn} cụm đã chọn"),
            format!("{in_population} is fewer than the {drawn} drawn"),
        ),
    }
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(&str, &str, Option<f64>)]) -> DesignRows {
        let mut design = DesignRows::new();
        for (stratum, cluster, in_population) in rows {
            design.push(stratum, cluster, *in_population, true).unwrap();
        }
        design
    }

    #[test]
    fn clusters_are_numbered_stratum_by_stratum() {
        let design = rows(&[
            ("A", "1", None),
            ("B", "1", None),
            ("A", "2", None),
            ("B", "2", None),
            ("A", "1", None),
        ])
        .finish(SingleCluster::Refuse)
        .unwrap();
        assert_eq!(design.cluster_of_row, [0, 2, 1, 3, 0]);
        assert_eq!((design.strata(), design.clusters()), (2, 4));
    }

    #[test]
    fn a_stratum_with_one_cluster_is_a_choice() {
        let one = || rows(&[("A", "1", None), ("A", "2", None), ("B", "7", None)]);
        let error = one().finish(SingleCluster::Refuse).unwrap_err();
        assert_eq!(
            error.reason,
            Reason::SingleCluster {
                stratum: "B".to_owned(),
                cluster: "7".to_owned()
            }
        );
        assert!(one().finish(SingleCluster::Certainty).is_ok());
        assert!(one().finish(SingleCluster::Centred).is_ok());
    }

    #[test]
    fn a_complete_stratum_may_have_one_cluster() {
        assert!(
            rows(&[("A", "1", Some(1.0))])
                .finish(SingleCluster::Refuse)
                .is_ok()
        );
        assert!(
            rows(&[("A", "1", Some(1.0)), ("A", "2", Some(1.0))])
                .finish(SingleCluster::Refuse)
                .is_err()
        );
        let mut changing = rows(&[("A", "1", Some(9.0))]);
        assert!(changing.push("A", "2", Some(8.0), true).is_err());
    }

    #[test]
    fn a_dropped_row_still_counts_its_cluster() {
        let mut design = rows(&[("A", "1", None)]);
        design.push("A", "2", None, false).unwrap();
        let design = design.finish(SingleCluster::Refuse).unwrap();
        assert_eq!(design.clusters(), 2);
        assert_eq!(design.cluster_of_row, [0]);
    }
}
