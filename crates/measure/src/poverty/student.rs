//! Quantiles of Student's t, for intervals from few clusters.

use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

/// The `probability` quantile of Student's t with `degrees` degrees of freedom.
///
/// Exact to about twelve digits: for whole degrees of freedom the distribution has a finite
/// series (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4), which is inverted by halving. `None`
/// for zero degrees or a probability outside `(0, 1)`. Takes time in proportion to `degrees`.
#[must_use]
pub fn t_quantile(probability: f64, degrees: u64) -> Option<f64> {
    if degrees == 0 || !(probability > 0.0 && probability < 1.0) {
        return None;
    }
    let sought = (2.0 * probability - 1.0).abs();
    let (mut low, mut high) = (0.0, FRAC_PI_2);
    let theta = loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break middle;
        }
        if central_mass(middle, degrees) < sought {
            low = middle;
        } else {
            high = middle;
        }
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "clusters are far fewer than 2^53"
    )]
    let quantile = theta.tan() * (degrees as f64).sqrt();
    Some(quantile.copysign(probability - 0.5))
}

/// The probability of `|T| < tan θ · √degrees`.
fn central_mass(theta: f64, degrees: u64) -> f64 {
    let (sine, cosine) = theta.sin_cos();
    let square = cosine * cosine;
    let odd = degrees % 2 == 1;
    if degrees == 1 {
        return theta * FRAC_2_PI;
    }
    let mut term = if odd { cosine } else { 1.0 };
    let mut sum = term;
    // The numerators 2, 4, 6, … over 3, 5, 7, … when odd; 1, 3, 5, … over 2, 4, 6, … when even.
    let mut over = if odd { 2.0 } else { 1.0 };
    for _ in 1..degrees / 2 {
        term *= square * over / (over + 1.0);
        sum += term;
        over += 2.0;
    }
    if odd {
        (theta + sine * sum) * FRAC_2_PI
    } else {
        sine * sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From `scipy.stats.t.ppf`, scipy 1.17.1.
    const REFERENCE: &str = include_str!("../../tests/data/poverty/t_quantiles.csv");

    #[test]
    fn agrees_with_the_reference_to_eleven_digits() {
        let mut compared = 0;
        for line in REFERENCE.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let probability: f64 = cells[0].parse().unwrap();
            let expected: f64 = cells[2].parse().unwrap();
            let found = t_quantile(probability, cells[1].parse().unwrap()).unwrap();
            assert!(
                (found - expected).abs() <= 1e-11 * expected.abs(),
                "{line}: {found}"
            );
            compared += 1;
        }
        assert!(compared > 50);
    }

    #[test]
    fn the_middle_is_zero_and_the_lower_half_negative() {
        assert!(t_quantile(0.5, 7).unwrap().abs() < 1e-15);
        let upper = t_quantile(0.9, 7).unwrap();
        let lower = t_quantile(0.1, 7).unwrap();
        assert!((upper + lower).abs() < 1e-12);
    }

    #[test]
    fn there_is_no_quantile_without_degrees_of_freedom() {
        assert_eq!(t_quantile(0.975, 0), None);
        assert_eq!(t_quantile(1.0, 5), None);
        assert_eq!(t_quantile(f64::NAN, 5), None);
    }
}
