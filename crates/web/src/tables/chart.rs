//! Rates over the years as lines. Every number of the chart stands in the table beside it.

use vuonlen_app::review::YearFigures;
use vuonlen_domain::{Class, Ratio};

/// The picture's size and the space around its lines, in its own units.
const WIDTH: i64 = 640;
const HEIGHT: i64 = 260;
const LEFT: i64 = 52;
const RIGHT: i64 = 24;
const TOP: i64 = 16;
const BOTTOM: i64 = 36;

/// A chart ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chart {
    pub(super) grid: Vec<(i64, String)>,
    pub(super) years: Vec<(i64, i32)>,
    pub(super) lines: Vec<Line>,
    pub(super) left: i64,
    pub(super) right: i64,
    pub(super) base: i64,
}

/// The line of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) class: &'static str,
    pub(super) points: String,
    pub(super) dots: Vec<(i64, i64)>,
}

/// Hundredths of a percent.
fn basis(ratio: Ratio) -> i64 {
    if ratio.whole == 0 {
        return 0;
    }
    ratio.part * 10_000 / ratio.whole
}

/// The rates of poor and near-poor households; none with less than two years.
pub(super) fn of(years: &[YearFigures]) -> Option<Chart> {
    let (first, last) = (years.first()?.year, years.last()?.year);
    let span = i64::from(last - first);
    if span == 0 {
        return None;
    }
    let classes = [Class::Poor, Class::NearPoor];
    let highest = years
        .iter()
        .flat_map(|year| classes.map(|class| basis(year.rate(class))))
        .max()?
        .max(100);
    // Five lines of the grid, each a whole percent apart.
    let step = (highest / 400 + 1) * 100;
    let top = step * 4;
    let x = |year: i32| LEFT + i64::from(year - first) * (WIDTH - LEFT - RIGHT) / span;
    let y = |value: i64| TOP + (top - value) * (HEIGHT - TOP - BOTTOM) / top;
    let lines = classes.map(|class| {
        let dots: Vec<(i64, i64)> = years
            .iter()
            .map(|year| (x(year.year), y(basis(year.rate(class)))))
            .collect();
        let points: Vec<String> = dots.iter().map(|(x, y)| format!("{x},{y}")).collect();
        Line {
            class: class.code(),
            points: points.join(" "),
            dots,
        }
    });
    let grid = (0..=4).map(|number| {
        let value = step * number;
        (y(value), format!("{}%", value / 100))
    });
    Some(Chart {
        grid: grid.collect(),
        years: years.iter().map(|year| (x(year.year), year.year)).collect(),
        lines: lines.to_vec(),
        left: LEFT,
        right: WIDTH - RIGHT,
        base: HEIGHT - 12,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn year(year: i32, poor: i64) -> YearFigures {
        YearFigures {
            year,
            standard: "nd07-2022".to_owned(),
            households: 1000,
            persons: 4000,
            classes: BTreeMap::from([(Class::Poor, poor), (Class::NearPoor, 50)]),
            movement: BTreeMap::new(),
            communes: 1,
        }
    }

    #[test]
    fn a_higher_rate_stands_higher() {
        let chart = of(&[year(2024, 120), year(2026, 60)]).unwrap();
        let poor = &chart.lines[0].dots;
        assert!(poor[0].1 < poor[1].1, "y grows downwards: {poor:?}");
        assert_eq!((poor[0].0, poor[1].0), (LEFT, WIDTH - RIGHT));
        assert_eq!(chart.grid.len(), 5);
        assert!(
            chart.grid[4].0 <= poor[0].1,
            "the grid reaches above the lines"
        );
        assert_eq!(of(&[year(2026, 60)]), None);
    }
}
