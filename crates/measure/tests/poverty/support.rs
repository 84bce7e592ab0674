//! Small measures and samples for the tests.

use vuonlen_measure::poverty::{
    Cutoff, Deprivations, Fraction, Inference, Report, Sample, Structure, Survey, measure, read_csv,
};

pub(crate) const SURVEY_2022: &str = include_str!("../data/poverty/survey-2022.csv");
pub(crate) const SURVEY_2024: &str = include_str!("../data/poverty/survey-2024.csv");
const NATIONAL: &str = include_str!("../../../../law/measures/national-mpi.toml");
const ADMINISTRATIVE: &str = include_str!("../../../../law/measures/administrative-2022.toml");

pub(crate) fn fraction(text: &str) -> Fraction {
    Fraction::parse(text).unwrap()
}

/// The measures of `law/measures/`.
pub(crate) fn measures() -> Vec<Structure> {
    [
        ("national-mpi.toml", NATIONAL),
        ("administrative-2022.toml", ADMINISTRATIVE),
    ]
    .map(|(file, text)| Structure::parse(file, text).unwrap())
    .into()
}

/// A measure of dimensions of these sizes, with nested equal weights; indicators `i1`, `i2`, ….
pub(crate) fn structure(sizes: &[usize], cutoff: &str) -> Structure {
    let mut text = format!(
        "id = 'test'\ntitle.vi = 'Thử'\ntitle.en = 'Test'\nunit = 'person'\n[method]\ncutoff = '{cutoff}'\n"
    );
    let mut number = 0;
    for (dimension, size) in sizes.iter().enumerate() {
        text +=
            &format!("[[dimension]]\nid = 'd{dimension}'\nlabel.vi = 'Chiều'\nlabel.en = 'D'\n");
        for _ in 0..*size {
            number += 1;
            text += &format!(
                "[[dimension.indicator]]\nid = 'i{number}'\nlabel.vi = 'Chỉ số'\nlabel.en = 'I'\n"
            );
        }
    }
    Structure::parse("test.toml", &text).unwrap()
}

/// Masks written as in the literature: the first indicator stands left.
pub(crate) fn masks(rows: &[&str]) -> Vec<u64> {
    let bit = |(j, digit): (usize, char)| u64::from(digit == '1') << j;
    rows.iter()
        .map(|row| row.chars().enumerate().map(bit).sum())
        .collect()
}

/// Unweighted rows of four equal indicators at k = 1/2.
pub(crate) fn report_of(rows: &[&str]) -> Report {
    let structure = structure(&[1, 1, 1, 1], "1/2");
    let deprivations = Deprivations::new(4, masks(rows)).unwrap();
    let sample = Sample::unweighted(deprivations);
    measure(&structure, &sample, &Inference::default()).unwrap()
}

/// The specification of the synthetic surveys, with other keys put before and after its tables.
pub(crate) fn specification(keys: &str, design: &str) -> String {
    format!(
        "id = 'synthetic'\ntitle.vi = 'Điều tra giả lập'\ntitle.en = 'Synthetic survey'\n\
         weight = 'weight'\nsize = 'members'\nmissing_values = ['NA']\n{keys}\n{design}\n\
         [[group]]\ncolumn = 'region'\nlabel.vi = 'Vùng'\nlabel.en = 'Region'\n\
         [[group]]\ncolumn = 'area'\nlabel.vi = 'Khu vực'\nlabel.en = 'Area'\n\
         [[group]]\ncolumn = 'ethnicity'\nlabel.vi = 'Dân tộc'\nlabel.en = 'Ethnic group'\n\
         [indicators]\nhousing_area = {{ column = 'floor_area', deprived_when = '< 8' }}\n"
    )
}

pub(crate) const CLUSTERED: &str = "[design]\nstratum = 'stratum'\ncluster = 'psu'";

pub(crate) fn survey(keys: &str, design: &str) -> Survey {
    Survey::parse("spec.toml", &specification(keys, design), &measures()).unwrap()
}

/// Reads and measures one of the synthetic surveys.
pub(crate) fn measure_survey(csv: &str, survey: &Survey) -> Report {
    let sample = read_csv("survey.csv", csv.as_bytes(), survey).unwrap();
    measure(&survey.structure, &sample, &survey.inference).unwrap()
}

pub(crate) fn at(structure: Structure, cutoff: &str) -> Structure {
    structure.with_cutoff(Cutoff::new(fraction(cutoff)).unwrap())
}

pub(crate) fn close(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * left.abs().max(right.abs()).max(1.0)
}
