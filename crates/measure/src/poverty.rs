//! Alkire–Foster poverty measures: how many people are poor in many ways at once, how poor they
//! are, in what, where, since when, and how far a sample lets us be sure of it.
//!
//! Alkire & Foster (2011), "Counting and multidimensional poverty measurement", *Journal of
//! Public Economics* 95: 476–487, in short AF 2011. Each person has a row of indicators, deprived
//! or not; each indicator has a weight; who is deprived in at least a share `k` of the weights is
//! poor. Formulas are numbered F1–F18 in `docs/manual/indices.md`, and every function here names
//! the ones it computes, with the section of the paper or the book they come from.
//!
//! The way through the room:
//!
//! - [`Structure`] (a file of `law/measures/`) says which indicators, which weights, which `k`;
//!   [`Survey`] says where to find them in a file, and how the sample was drawn;
//! - [`read_csv`] and [`read_parquet`] turn a file into a [`Sample`] of bit masks;
//! - [`measure`] gives a [`Report`]: the country and every group, with standard errors;
//! - [`measure_counts`] does the same for a register, from counts of distinct masks: no sampling,
//!   hence no errors, and integer sums, so that provinces merge into the country bit for bit;
//!   [`measure_sums`] does it from the sums alone, which an index counts without any mask;
//! - [`compare`] sets two reports side by side.
//!
//! Weights, scores and the cut-off are integers over a common denominator: nobody becomes poor
//! or stops being poor by a rounding. All rates are shares of one, printed as percent elsewhere.
//!
//! This room must not know a household register, a legal class (`hộ nghèo` is decided in `law`,
//! and is not the same thing), a file path or a page.

mod change;
mod counts;
mod cutoff;
mod deprivations;
mod design;
mod error;
mod estimate;
mod fraction;
mod groups;
mod input;
mod kernel;
mod register;
mod report;
mod rule;
mod scorer;
mod shapley;
mod structure;
mod student;
mod survey;
mod totals;
mod variance;
mod weights;

pub use change::{Change, Changes, Comparison, IndicatorChange, compare};
pub use counts::{MaskCounts, measure_counts};
pub use cutoff::Cutoff;
pub use deprivations::Deprivations;
pub use design::{Design, DesignRows, SingleCluster};
pub use error::{Place, PovertyError, Reason};
pub use estimate::{Estimate, Inference, IntervalScale};
pub use fraction::Fraction;
pub use groups::Grouping;
pub use input::{read_csv, read_parquet};
pub use kernel::{Sample, measure};
pub use register::{RegisterDivision, RegisterSums, measure_sums};
pub use report::{
    DesignSummary, GroupMeasures, GroupedMeasures, IndicatorMeasures, Measures, Report,
};
pub use rule::Rule;
pub use scorer::Scorer;
pub use shapley::{ComponentEffects, GroupEffect, GroupEffects};
pub use structure::{Dimension, Indicator, Structure, Unit};
pub use student::t_quantile;
pub use survey::{Missing, Survey};
pub use weights::Weights;

/// More indicators than this do not fit a row's bit mask.
pub const MAX_INDICATORS: usize = 64;
