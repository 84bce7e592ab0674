//! A figure with the error of having asked a sample only.

use super::student::t_quantile;
use serde::{Deserialize, Serialize};

/// A figure and, when it comes from a sample, how far it may be off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure itself: a share of one, or a difference of shares.
    pub value: f64,
    /// Linearised standard error; absent when everybody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
    /// Lower and upper end of the confidence interval. Absent without a standard error, without
    /// degrees of freedom, and when the standard error is zero: a sample in which all clusters
    /// are alike cannot say how sure it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<[f64; 2]>,
}

/// On which scale a confidence interval is symmetric.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalScale {
    /// `value ± t · error`, as Stata's `svy: mean` and `svy: ratio` print it. The default. May
    /// leave `[0, 1]` for rare events.
    #[default]
    Linear,
    /// Symmetric in `ln(p / (1 − p))`, as Stata's `svy: proportion` prints it by default and R's
    /// `svyciprop(method = "xlogit")`. Never leaves `[0, 1]`.
    Logit,
}

/// How sure intervals shall be, and on which scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Inference {
    /// Confidence level in `(0, 1)`; 0.95 by default, a convention of statistics.
    pub level: f64,
    /// Scale of the intervals of shares; changes are always linear.
    pub scale: IntervalScale,
}

impl Default for Inference {
    fn default() -> Self {
        Self {
            level: 0.95,
            scale: IntervalScale::Linear,
        }
    }
}

/// A standard error below this share of its figure is the rounding of a zero.
const ROUNDING: f64 = 1e-12;

impl Estimate {
    /// A figure everybody was asked for.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self {
            value,
            standard_error: None,
            interval: None,
        }
    }

    /// A figure from a sample, with its interval (F13, F14).
    pub(super) fn sampled(
        value: f64,
        error: f64,
        critical: Option<f64>,
        scale: IntervalScale,
    ) -> Self {
        let error = if error <= ROUNDING * value.abs() {
            0.0
        } else {
            error
        };
        let interval = critical
            .filter(|_| error > 0.0)
            .and_then(|critical| match scale {
                IntervalScale::Linear => Some([value - critical * error, value + critical * error]),
                IntervalScale::Logit => logit_interval(value, error, critical),
            });
        Self {
            value,
            standard_error: Some(error),
            interval,
        }
    }
}

impl Inference {
    /// The quantile of Student's t that an interval of this level needs.
    pub(super) fn critical(&self, degrees: u64) -> Option<f64> {
        t_quantile(0.5 + self.level / 2.0, degrees)
    }
}

fn logit_interval(value: f64, error: f64, critical: f64) -> Option<[f64; 2]> {
    if !(value > 0.0 && value < 1.0) {
        return None;
    }
    let middle = (value / (1.0 - value)).ln();
    let reach = critical * error / (value * (1.0 - value));
    let back = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    Some([back(middle - reach), back(middle + reach)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_scales() {
        let linear = Estimate::sampled(0.02, 0.015, Some(2.0), IntervalScale::Linear);
        let [low, high] = linear.interval.unwrap();
        assert!((low + 0.01).abs() < 1e-15 && (high - 0.05).abs() < 1e-15);

        // logit(0.02) = −3.8918203, ± 2 × 0.015 / (0.02 × 0.98) = ± 1.5306122.
        let logit = Estimate::sampled(0.02, 0.015, Some(2.0), IntervalScale::Logit);
        let [low, high] = logit.interval.unwrap();
        assert!((low - 0.004_396_97).abs() < 1e-8, "{low}");
        assert!((high - 0.086_179_01).abs() < 1e-8, "{high}");
    }

    #[test]
    fn no_interval_where_the_sample_cannot_tell() {
        let alike = Estimate::sampled(0.0, 0.0, Some(2.0), IntervalScale::Linear);
        assert_eq!((alike.standard_error, alike.interval), (Some(0.0), None));
        let no_degrees = Estimate::sampled(0.5, 0.1, None, IntervalScale::Linear);
        assert_eq!(no_degrees.interval, None);
        let rounding = Estimate::sampled(0.5, 1e-17, Some(2.0), IntervalScale::Logit);
        assert_eq!(rounding.standard_error, Some(0.0));
    }
}
