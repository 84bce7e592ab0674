//! Surveys in files: the same figures from CSV and Parquet, and every fault told by its place.

use crate::support::{
    CLUSTERED, SURVEY_2022, close, measure_survey, measures, specification, survey,
};
use arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow::datatypes::Int32Type;
use parquet::arrow::ArrowWriter;
use std::fs::File;
use std::sync::Arc;
use vuonlen_measure::poverty::{
    Inference, Missing, PovertyError, Reason, Sample, Survey, measure, read_csv, read_parquet,
};

const KEYS: &str = "measure = 'national-mpi'\nmissing = 'drop_row'";

#[test]
fn parquet_of_any_types_gives_the_figures_of_the_csv() {
    let survey = survey(KEYS, CLUSTERED);
    let sample = read_parquet("survey.parquet", parquet_of(SURVEY_2022), &survey).unwrap();
    let by_parquet = measure(&survey.structure, &sample, &survey.inference).unwrap();
    assert_eq!(by_parquet, measure_survey(SURVEY_2022, &survey));
}

/// The synthetic survey as a typed file: dictionaries, integers, booleans, NaN for missing.
fn parquet_of(csv: &str) -> File {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let columns = header.iter().enumerate().map(|(place, name)| {
        let cells = rows.iter().map(|row| match &row[place] {
            "" | "NA" => None,
            cell => Some(cell),
        });
        let column: ArrayRef = match name {
            "region" | "area" => Arc::new(cells.collect::<DictionaryArray<Int32Type>>()),
            "ethnicity" => Arc::new(cells.collect::<StringArray>()),
            "water" => Arc::new(
                cells
                    .map(|cell| Some(cell? == "1"))
                    .collect::<BooleanArray>(),
            ),
            "weight" | "floor_area" | "child_school" => Arc::new(
                cells
                    .map(|cell| cell.map_or(f64::NAN, |cell| cell.parse().unwrap()))
                    .collect::<Float64Array>(),
            ),
            _ => Arc::new(
                cells
                    .map(|cell| Some(cell?.parse().unwrap()))
                    .collect::<Int64Array>(),
            ),
        };
        (name, column)
    });
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let file = tempfile::tempfile().unwrap();
    let mut writer = ArrowWriter::try_new(file.try_clone().unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    file
}

/// Three rows of two indicators.
const SMALL: &str = "weight,size,stratum,cluster,a,b,area\n\
                     1.5,2,s,1,1,0,Xã\n\
                     2,4,s,2,0,,Phường\n\
                     1,1,s,2,1,1,\n";

fn small(keys: &str) -> Result<Survey, PovertyError> {
    let text = format!(
        "id = 'small'\ntitle.vi = 'Nhỏ'\ntitle.en = 'Small'\n{keys}\n\
         [structure]\nid = 'm'\ntitle.vi = 'Thước đo'\ntitle.en = 'Measure'\nunit = 'person'\n\
         [structure.method]\ncutoff = '1/2'\n\
         [[structure.dimension]]\nid = 'd'\nlabel.vi = 'Chiều'\nlabel.en = 'D'\n\
         [[structure.dimension.indicator]]\nid = 'a'\nlabel.vi = 'A'\nlabel.en = 'A'\n\
         [[structure.dimension.indicator]]\nid = 'b'\nlabel.vi = 'B'\nlabel.en = 'B'\n\
         [[group]]\ncolumn = 'area'\nlabel.vi = 'Khu vực'\nlabel.en = 'Area'\n"
    );
    Survey::parse("small.toml", &text, &[])
}

fn read(keys: &str, csv: &str) -> Result<Sample, PovertyError> {
    read_csv("small.csv", csv.as_bytes(), &small(keys)?)
}

#[test]
fn the_four_treatments_of_a_missing_indicator() {
    let of = |missing: &str| {
        let keys = format!("weight = 'weight'\nsize = 'size'\nmissing = '{missing}'");
        let survey = small(&keys).unwrap();
        let sample = read_csv("small.csv", SMALL.as_bytes(), &survey).unwrap();
        let report = measure(&survey.structure, &sample, &Inference::default()).unwrap();
        (report.rows_dropped, report.total)
    };
    // People: 3 deprived in a, 8 in nothing known, 1 in both.
    let (dropped, total) = of("drop_row");
    assert_eq!(
        (dropped, total.population, total.headcount.value),
        (1, 4.0, 1.0)
    );
    let (dropped, total) = of("not_deprived");
    assert_eq!((dropped, total.population), (0, 12.0));
    assert!(close(total.headcount.value, 4.0 / 12.0, 1e-15));
    assert!(close(
        total.indicators[1].uncensored.unwrap().value,
        1.0 / 12.0,
        1e-15
    ));
    let (dropped, total) = of("reweight");
    assert_eq!((dropped, total.population), (0, 12.0));
    // Known for 4 people, 1 of them deprived.
    assert!(close(
        total.indicators[1].uncensored.unwrap().value,
        0.25,
        1e-15
    ));

    let error = read("missing = 'refuse'", SMALL).unwrap_err();
    assert_eq!(error.reason, Reason::IndicatorMissing);
    assert_eq!(
        (error.place.line, error.place.column.as_deref()),
        (Some(3), Some("b"))
    );
}

#[test]
fn reweighting_moves_the_cut_off_to_what_is_known() {
    // Deprived in the one known indicator of two: the whole of what is known, hence poor.
    let survey = small("missing = 'reweight'").unwrap();
    let csv = "a,b,area\n1,,x\n0,,x\n,,x\n";
    let sample = read_csv("s.csv", csv.as_bytes(), &survey).unwrap();
    assert_eq!((sample.rows_read, sample.rows_dropped), (3, 1));
    let total = measure(&survey.structure, &sample, &Inference::default())
        .unwrap()
        .total;
    assert_eq!(total.headcount.value, 0.5);
    assert_eq!(total.intensity.unwrap().value, 1.0);
    assert_eq!(total.indicators[1].uncensored, None);
}

#[test]
fn faults_of_a_file_are_told_by_their_place() {
    let weighted = "missing = 'drop_row'\nweight = 'weight'\nsize = 'size'\n\
                    [design]\nstratum = 'stratum'\ncluster = 'cluster'";
    let change = |from: &str, to: &str| SMALL.replace(from, to);
    for (csv, line, column, part) in [
        (change("weight,", "wieght,"), None, "weight", "wieght"),
        (change("1.5,", "-1.5,"), Some(2), "weight", "-1.5"),
        (change("1.5,", ","), Some(2), "weight", "write 0"),
        (change("1.5,", "abc,"), Some(2), "weight", "abc"),
        (change(",2,s", ",0,s"), Some(2), "size", "household size"),
        (change("s,1,1", ",1,1"), Some(2), "stratum", "sample design"),
        (change("s,1,1", "s,,1"), Some(2), "cluster", "sample design"),
        (change("1,1,0,Xã", "1,7,0,Xã"), Some(2), "a", "\"7\""),
        (change("s,1,1", "t,1,1"), None, "", "stratum \"t\""),
        (change("s,1,1", "s,2,1"), None, "", "one sampled cluster"),
        (
            "weight,size,stratum,cluster,a,b,area\n".to_owned(),
            None,
            "",
            "no row",
        ),
        (change("1.5,2", "1.5"), Some(2), "", "cannot be read"),
        (String::new(), None, "weight", "no such column"),
    ] {
        let error = read(weighted, &csv).unwrap_err();
        let told = error.text();
        assert!(told.en.contains(part), "{part}: {}", told.en);
        assert!(
            told.vi.starts_with("small.csv: ") && told.vi != told.en,
            "{}",
            told.vi
        );
        assert_eq!(error.place.line, line, "{part}");
        assert_eq!(
            error.place.column.as_deref().unwrap_or(""),
            column,
            "{part}"
        );
    }
}

#[test]
fn groups_may_be_combinations_of_columns() {
    let keys = "missing = 'drop_row'\n[[group]]\ncolumn = ['area', 'stratum']\n\
                label.vi = 'Khu vực và tầng'\nlabel.en = 'Area and stratum'";
    let sample = read(keys, SMALL).unwrap();
    let both = &sample.groupings[0];
    assert_eq!(both.id, "area × stratum");
    assert_eq!(both.values(), ["Xã × s"]);
    let survey = small(keys).unwrap();
    let report = measure(&survey.structure, &sample, &Inference::default()).unwrap();
    // The row without an area belongs to no combination.
    assert_eq!(report.divisions[0].rows_without_group, 1);
    assert!(
        small("missing = 'drop_row'\n[[group]]\ncolumn = []\nlabel.vi = 'x'\nlabel.en = 'x'")
            .is_err()
    );
}

#[test]
fn text_that_is_not_utf8_and_files_that_are_not_parquet() {
    let survey = small("missing = 'drop_row'").unwrap();
    let latin = read_csv("latin.csv", &b"a,b,area\n1,0,x\n1,1,X\xe3\n"[..], &survey).unwrap_err();
    assert!(matches!(latin.reason, Reason::NotReadable { .. }));
    assert_eq!(latin.place.line, Some(3));
    let file = tempfile::tempfile().unwrap();
    let error = read_parquet("empty.parquet", file, &survey).unwrap_err();
    assert!(error.to_string().starts_with("empty.parquet: "));
}

#[test]
fn rows_all_dropped_and_weights_all_zero() {
    let error = read("missing = 'drop_row'", "a,b,area\n1,,x\n,1,x\n").unwrap_err();
    assert_eq!(error.reason, Reason::NoRows { dropped: 2 });
    let survey = small("missing = 'drop_row'\nweight = 'w'").unwrap();
    let sample = read_csv("s.csv", &b"w,a,b,area\n0,1,1,x\n"[..], &survey).unwrap();
    let error = measure(&survey.structure, &sample, &survey.inference).unwrap_err();
    assert_eq!(error.reason, Reason::NoPopulation);
}

#[test]
fn a_file_as_a_spreadsheet_saves_it() {
    // A byte order mark, semicolons, decomposed Vietnamese, spaces around a header.
    let survey = small("missing = 'drop_row'\ndelimiter = ';'").unwrap();
    let csv = "\u{feff}a; b ;area\n1;1;Phươ\u{300}ng\n0;0;Phường\n";
    let sample = read_csv("s.csv", csv.as_bytes(), &survey).unwrap();
    assert_eq!(sample.groupings[0].values(), ["Phường"]);
}

#[test]
fn faults_of_a_specification_are_told() {
    let wrong = |text: &str| Survey::parse("s.toml", text, &measures()).unwrap_err();
    let with = |keys: &str, design: &str| wrong(&specification(keys, design));
    assert!(
        with("measure = 'national-mpi'", "")
            .to_string()
            .contains("missing")
    );
    assert!(
        with("missing = 'guess'\nmeasure = 'national-mpi'", "")
            .place
            .line
            .is_some()
    );
    assert!(matches!(
        with("measure = 'global-mpi'\nmissing = 'refuse'", "").reason,
        Reason::UnknownMeasure { known, .. } if known == "national-mpi, administrative-2022"
    ));
    assert!(
        with("missing = 'refuse'", "")
            .to_string()
            .contains("[structure]")
    );
    assert!(
        with(KEYS, "[design]\nconfidence = 1.5")
            .to_string()
            .contains("confidence")
    );
    assert!(
        with(KEYS, "[design]\nsingle_cluster = 'scaled'")
            .to_string()
            .contains("scaled")
    );
    let other = specification(KEYS, "").replace("[indicators]", "[indicators]\nfuel = {}");
    assert!(matches!(
        wrong(&other).reason,
        Reason::UnknownIndicator { id, .. } if id == "fuel"
    ));
    let rule = specification(KEYS, "").replace("< 8", "=< 8");
    let error = wrong(&rule);
    assert_eq!(error.place.column.as_deref(), Some("housing_area"));
    assert!(matches!(error.reason, Reason::RuleForm { .. }));
    let twice = specification(KEYS, "").replace("column = 'region'", "column = 'area'");
    assert!(matches!(wrong(&twice).reason, Reason::DuplicateId { .. }));
    assert_eq!(survey(KEYS, "").missing, Missing::DropRow);
}
