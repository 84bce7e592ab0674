//! Indices as CSV: one line per figure, rates as shares of one with a decimal point.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use vuonlen_documents::report::csv::{CsvValue, CsvWriter};
use vuonlen_measure::poverty::{Estimate, Measures, Report};

pub(super) fn write(report: &Report, path: &Path) -> std::io::Result<()> {
    let head = [
        "division",
        "group",
        "indicator",
        "figure",
        "value",
        "standard_error",
        "low",
        "high",
    ];
    let mut csv = CsvWriter::new(BufWriter::new(File::create(path)?), &head)?;
    let mut write = |place: [&str; 2], measures: &Measures, shares: &[(&str, Option<f64>)]| {
        for figure in figures(measures, shares) {
            let estimate = figure.estimate;
            let [low, high] = match estimate.interval {
                Some([low, high]) => [Some(low), Some(high)],
                None => [None, None],
            };
            csv.row(&[
                place[0].into(),
                place[1].into(),
                figure.indicator.into(),
                figure.name.into(),
                number(Some(estimate.value)),
                number(estimate.standard_error),
                number(low),
                number(high),
            ])?;
        }
        Ok::<(), std::io::Error>(())
    };
    write(["", ""], &report.total, &[])?;
    for division in &report.divisions {
        for group in &division.groups {
            let shares = [
                ("population_share", Some(group.population_share)),
                ("poor_share", group.poor_share),
                ("contribution_share", group.contribution_share),
            ];
            if let Some(measures) = &group.measures {
                write([&division.by, &group.value], measures, &shares)?;
            }
        }
    }
    csv.finish().map(|_| ())
}

struct Figure<'a> {
    indicator: &'a str,
    name: &'a str,
    estimate: Estimate,
}

fn figures<'a>(measures: &'a Measures, shares: &[(&'a str, Option<f64>)]) -> Vec<Figure<'a>> {
    let rows = measures.rows as f64;
    let of_all = [
        ("rows", Some(Estimate::exact(rows))),
        ("population", Some(Estimate::exact(measures.population))),
        ("headcount", Some(measures.headcount)),
        ("intensity", measures.intensity),
        ("adjusted_headcount", Some(measures.adjusted_headcount)),
    ];
    let shares = shares
        .iter()
        .map(|(name, share)| (*name, share.map(Estimate::exact)));
    let of_all = of_all.into_iter().chain(shares);
    let mut figures: Vec<Figure<'a>> = of_all
        .filter_map(|(name, estimate)| {
            Some(Figure {
                indicator: "",
                name,
                estimate: estimate?,
            })
        })
        .collect();
    for indicator in &measures.indicators {
        let of_one = [
            ("uncensored", indicator.uncensored),
            ("censored", indicator.censored),
            ("contribution", Some(indicator.contribution)),
            ("contribution_share", indicator.contribution_share),
        ];
        figures.extend(of_one.into_iter().filter_map(|(name, estimate)| {
            Some(Figure {
                indicator: &indicator.id,
                name,
                estimate: estimate?,
            })
        }));
    }
    figures
}

/// The shortest digits that read back as the same number; a minus sign is no formula.
fn number(value: Option<f64>) -> CsvValue {
    value.map_or(CsvValue::Empty, CsvValue::Real)
}
