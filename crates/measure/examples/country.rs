//! Synthetic countries and what is counted from them: the program that `bench/side-by-side` runs.
//!
//! `country synth FOLDER HOUSEHOLDS` · `country index FOLDER` · `country describe OUT.json` ·
//! `country work FOLDER index|parquet OUT` · `country query FOLDER TIMES`
//!
//! `work` classifies every household by the rules of the standard, counts every measure of
//! R1–R15 and measures the administrative index by province and area, and writes all figures to
//! the folder OUT. `TIMES=N` repeats it in the same process; `THREADS=N` as it says.

#![allow(clippy::print_stderr, reason = "a program for the benchmark")]

use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use std::error::Error;
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;
use vuonlen_domain::Area;
use vuonlen_law::expr::compile;
use vuonlen_law::facts::Type;
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;
use vuonlen_law::standards::Route;
use vuonlen_law::tables::EditionOptions;
use vuonlen_measure::index::{HouseholdTables, Households};
use vuonlen_measure::indices::{Division, IndicesPlan};
use vuonlen_measure::poverty::{Report, Structure};
use vuonlen_measure::query::{Figure, Level, Query, Question};
use vuonlen_measure::snapshot::Snapshot;
use vuonlen_measure::synth::{SynthOptions, SyntheticCountry};
use vuonlen_measure::tables::{Accumulators, TablePlan, UnitTree};
use vuonlen_measure::targets::{IndicatorCounts, IndicatorPlan};

const PROGRAM: &str = "vuonlen bench";
const MEASURE: &str = "measures/administrative-2022.toml";
/// Day of the review.
const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day of the calendar");
/// A question with three predicates.
const QUESTION: &str =
    r#"class == "poor" && "water" in deprivations && "ethnic_minority" in groups"#;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let files = LawFiles::from_folder(&folder).map_err(|finding| finding.to_string())?;
    let law = Law::load(&files)?;
    let number = |name: &str| std::env::var(name).ok()?.parse().ok();
    let threads = number("THREADS").unwrap_or(2);
    let threads = NonZeroUsize::new(threads).ok_or("THREADS")?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let started = Instant::now();
    match arguments.as_slice() {
        ["synth", folder, households] => {
            synth(&law, Path::new(folder), households.parse()?, threads)?;
        }
        ["index", folder] => {
            Snapshot::open(Path::new(folder), &law)?.build_index(PROGRAM, threads)?;
        }
        ["describe", out] => std::fs::write(out, describe(&law, &files)?.to_string())?,
        ["work", folder, from, out] => {
            let mut households = open(&law, Path::new(folder), from)?;
            for pass in (0..number("TIMES").unwrap_or(1)).rev() {
                let started = Instant::now();
                let done = work(&law, &files, &mut households, threads)?;
                eprintln!("work {:.4} s", started.elapsed().as_secs_f64());
                if pass == 0 {
                    done.write(Path::new(out))?;
                }
            }
        }
        ["query", folder, times] => query(&law, Path::new(folder), times.parse()?, threads)?,
        _ => return Err("see the top of this file".into()),
    }
    eprintln!("{:.3} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn synth(law: &Law, folder: &Path, households: u64, threads: NonZeroUsize) -> Outcome<()> {
    let options = SynthOptions {
        households,
        provinces: Vec::new(),
        year: 2026,
        on: DAY,
        seed: 1,
    };
    let country = SyntheticCountry::new(law, options)?;
    let manifest = country.write(folder, None, PROGRAM, threads)?;
    eprintln!(
        "{} households, {} bytes",
        manifest.households.rows, manifest.households.bytes
    );
    Ok(())
}

fn open(law: &Law, folder: &Path, from: &str) -> Outcome<Households> {
    let snapshot = Snapshot::open(folder, law)?;
    Ok(if from == "index" {
        snapshot.indexed()?
    } else {
        snapshot.unindexed()?
    })
}

fn plan(law: &Law) -> Outcome<TablePlan> {
    let standard = law.standard_on(DAY)?;
    let options = EditionOptions {
        codes: &law.codes,
        on: DAY,
        standard: &standard.id,
        parameters: &standard.whole_parameters(DAY),
    };
    let edition = law.tables.edition(&law.scopes.assessed, &options)?;
    Ok(TablePlan::new(edition))
}

fn structure(files: &LawFiles) -> Outcome<Structure> {
    let file = files.file(MEASURE).ok_or(MEASURE)?;
    Ok(Structure::parse(MEASURE, &file.text)?)
}

/// For each class, when a household is in it by the income or the score it has, with the values
/// of the law in place of their names.
fn classes(law: &Law) -> Outcome<Vec<(String, String)>> {
    let standard = law.standard_on(DAY)?;
    let filled = |text: &str| {
        let mut text = text.to_owned();
        for parameter in &standard.parameters {
            let name = format!("params.{}", parameter.id);
            if !text.contains(&name) {
                continue;
            }
            let value = |area| {
                Some(
                    parameter
                        .value_on(DAY, area)?
                        .value
                        .to_string()
                        .replace('.', ""),
                )
            };
            let (rural, urban) = (value(Area::Rural)?, value(Area::Urban)?);
            let both = format!(r#"(area == "rural" ? {rural} : {urban})"#);
            text = text.replace(&name, &both);
        }
        Some(text)
    };
    let mut classes = Vec::new();
    for rule in standard
        .classes
        .iter()
        .filter(|rule| rule.only_when.is_none())
    {
        let routes = [Route::Income, Route::Score];
        let texts: Option<Vec<String>> = routes
            .into_iter()
            .filter_map(|route| rule.rule(route))
            .map(|text| filled(text.as_str()))
            .collect();
        let texts = texts.ok_or("a value of the standard is not known on the day")?;
        let condition = format!("present && (({}))", texts.join(") || ("));
        classes.push((rule.code.code().to_owned(), condition));
    }
    Ok(classes)
}

/// What is counted, for the other engines.
fn describe(law: &Law, files: &LawFiles) -> Outcome<Value> {
    let plan = plan(law)?;
    let set = plan.measures();
    let source = |id: Option<vuonlen_measure::tables::FormulaId>| {
        id.and_then(|id| set.formulas().get(id.0))
            .map(|formula| formula.source())
    };
    let measures = set.measures().iter().map(
        |measure| json!({ "predicate": source(measure.predicate), "value": source(measure.value) }),
    );
    let structure = structure(files)?;
    let indicators = structure.indicators().map(|one| one.id.clone());
    let cutoff = structure.cutoff().share();
    Ok(json!({
        "measures": measures.collect::<Vec<_>>(),
        "classes": classes(law)?,
        "indicators": indicators.collect::<Vec<_>>(),
        "cutoff": [cutoff.numerator(), cutoff.denominator()],
        "question": QUESTION,
    }))
}

fn work(
    law: &Law,
    files: &LawFiles,
    households: &mut Households,
    threads: NonZeroUsize,
) -> Outcome<Work> {
    let rules = classes(law)?;
    let scope = &law.scopes.assessed;
    let conditions = rules
        .iter()
        .map(|(_, condition)| compile(condition, scope, &Type::Bool))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|errors| format!("{errors:?}"))?;
    let classification = IndicatorPlan::of_conditions(&conditions);
    let tables = plan(law)?;
    let divisions = vec![Division::ProvinceAndFact("area".to_owned())];
    let indices = IndicesPlan::new(structure(files)?, divisions, scope, law.codes.as_ref())?;

    let sets = [
        classification.measures(),
        tables.measures(),
        indices.measures(),
    ];
    households.count_ahead(&sets, threads)?;
    let mut source = HouseholdTables::new(households, &law.units, DAY, false, threads);
    let tree: UnitTree = source.tree().clone();
    // With every unit's own figures added to the units above it: commune, province, country.
    let counted = tables.count(&mut source, &tree)?.rolled_up(&tree);
    Ok(Work {
        classes: rules.into_iter().map(|(class, _)| class).collect(),
        classified: classification.count(households, threads)?,
        tree,
        counted,
        indices: indices.measure(households, threads)?,
    })
}

/// All figures of one pass.
struct Work {
    classes: Vec<String>,
    /// By commune, in the order of the classes.
    classified: IndicatorCounts,
    tree: UnitTree,
    counted: Accumulators,
    indices: Report,
}

impl Work {
    fn write(self, out: &Path) -> Outcome<()> {
        std::fs::create_dir_all(out)?;
        let mut lines = String::new();
        for (id, unit) in self.tree.iter() {
            lines.push_str(&unit.code);
            for figure in self.counted.unit(id) {
                let _ = write!(lines, ",{figure}");
            }
            lines.push('\n');
        }
        std::fs::write(out.join("tables.csv"), lines)?;
        let mut classified = Map::new();
        for (index, class) in self.classes.into_iter().enumerate() {
            let communes = self.classified.iter().filter_map(|(unit, values)| {
                Some((unit.commune.clone(), values.get(index)?.part.into()))
            });
            classified.insert(class, Value::Object(communes.collect()));
        }
        let result = json!({ "classes": classified, "indices": self.indices });
        std::fs::write(out.join("figures.json"), result.to_string())?;
        Ok(())
    }
}

/// How many households by commune.
fn ask(
    law: &Law,
    households: &Households,
    condition: &str,
    threads: NonZeroUsize,
) -> Outcome<Value> {
    let question = Question {
        condition: Some(condition.to_owned()),
        figure: Figure::Households,
        level: Level::Commune,
        divided_by: None,
        top: None,
    };
    let query = Query::new(&question, &law.scopes.assessed, law.codes.as_ref())?;
    let answer = query.answer(households, threads)?;
    let rows = answer.rows.iter();
    let by_commune = rows.filter_map(|row| Some((row.commune.clone()?, row.figure.into())));
    Ok(Value::Object(by_commune.collect()))
}

/// Asks a question with three predicates by commune, and says how long each answer took.
fn query(law: &Law, folder: &Path, times: u32, threads: NonZeroUsize) -> Outcome<()> {
    let households = open(law, folder, "index")?;
    for _ in 0..times {
        let started = Instant::now();
        let answer = ask(law, &households, QUESTION, threads)?;
        let communes = answer.as_object().map_or(0, Map::len);
        eprintln!(
            "query {:.4} s, {communes} communes",
            started.elapsed().as_secs_f64()
        );
    }
    Ok(())
}
