//! Where a survey's file holds what the measure needs, and how its sample was drawn.

use super::design::SingleCluster;
use super::error::{PovertyError, Reason};
use super::structure::{Structure, StructureFile, from_toml};
use super::{Inference, IntervalScale, Rule};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vuonlen_domain::Text;
use vuonlen_domain::text::normalise;

/// A survey's specification, as `docs/formats/survey-specification.md` describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// What is measured.
    pub structure: Structure,
    /// What to do when an indicator is missing.
    pub missing: Missing,
    /// Level and scale of the intervals.
    pub inference: Inference,
    pub(super) missing_values: BTreeSet<String>,
    pub(super) delimiter: u8,
    pub(super) weight: Option<String>,
    pub(super) size: Option<String>,
    pub(super) design: Option<DesignColumns>,
    pub(super) groups: Vec<GroupColumns>,
    /// Column and rule of each indicator, in the order of the measure.
    pub(super) indicators: Vec<IndicatorColumn>,
}

/// What to do with a row in which an indicator is missing. There is no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The row is left out; its cluster stays in the design.
    DropRow,
    /// The row's known weights are stretched to one; a row that knows nothing is left out.
    Reweight,
    /// What is not known counts as not deprived.
    NotDeprived,
    /// An error that names the row and the column.
    Refuse,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DesignColumns {
    pub(super) stratum: Option<String>,
    pub(super) cluster: Option<String>,
    pub(super) clusters_in_population: Option<String>,
    pub(super) single_cluster: SingleCluster,
}

/// A division by the values of one column, or by the combinations of several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupColumns {
    #[serde(rename = "column")]
    pub(super) columns: OneOrMore,
    pub(super) label: Text,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl GroupColumns {
    /// Between the names of columns, and between their values.
    pub(super) const AND: &str = " × ";

    pub(super) fn columns(&self) -> &[String] {
        match &self.columns {
            OneOrMore::One(column) => std::slice::from_ref(column),
            OneOrMore::More(columns) => columns,
        }
    }

    pub(super) fn id(&self) -> String {
        self.columns().join(Self::AND)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct IndicatorColumn {
    pub(super) column: String,
    pub(super) rule: Rule,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SurveyFile {
    id: String,
    title: Text,
    measure: Option<String>,
    structure: Option<StructureFile>,
    missing: Missing,
    #[serde(default)]
    missing_values: BTreeSet<String>,
    delimiter: Option<char>,
    weight: Option<String>,
    size: Option<String>,
    design: Option<DesignTable>,
    #[serde(default, rename = "group")]
    groups: Vec<GroupColumns>,
    #[serde(default)]
    indicators: BTreeMap<String, IndicatorTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DesignTable {
    stratum: Option<String>,
    cluster: Option<String>,
    clusters_in_population: Option<String>,
    #[serde(default)]
    single_cluster: SingleCluster,
    confidence: Option<f64>,
    #[serde(default)]
    interval: IntervalScale,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorTable {
    column: Option<String>,
    deprived_when: Option<String>,
}

impl Survey {
    /// Reads a specification; `measures` are the files of `law/measures/` it may refer to.
    ///
    /// # Errors
    /// What is wrong in it, with its line where it is known.
    pub fn parse(file: &str, text: &str, measures: &[Structure]) -> Result<Self, PovertyError> {
        let table: SurveyFile = from_toml(file, text)?;
        Self::resolve(table, measures).map_err(|error| error.in_file(file))
    }

    fn resolve(file: SurveyFile, measures: &[Structure]) -> Result<Self, PovertyError> {
        let structure = structure(file.measure, file.structure, measures)?;
        let indicators = indicator_columns(&structure, &file.indicators)?;
        let inference = inference(file.design.as_ref())?;
        let delimiter = match file.delimiter {
            None => b',',
            Some(delimiter) => u8::try_from(delimiter).map_err(|_| form("delimiter"))?,
        };
        check_groups(&file.groups)?;
        Ok(Self {
            id: file.id,
            title: file.title,
            structure,
            missing: file.missing,
            inference,
            missing_values: file
                .missing_values
                .iter()
                .map(|value| normalise(value))
                .collect(),
            delimiter,
            weight: file.weight,
            size: file.size,
            design: file.design.map(|design| DesignColumns {
                stratum: design.stratum,
                cluster: design.cluster,
                clusters_in_population: design.clusters_in_population,
                single_cluster: design.single_cluster,
            }),
            groups: file.groups,
            indicators,
        })
    }
}

fn check_groups(groups: &[GroupColumns]) -> Result<(), PovertyError> {
    let mut ids = BTreeSet::new();
    for group in groups {
        if group.columns().is_empty() {
            return Err(form("column"));
        }
        if !ids.insert(group.id()) {
            return Err(Reason::DuplicateId { id: group.id() }.into());
        }
    }
    Ok(())
}

fn structure(
    id: Option<String>,
    own: Option<StructureFile>,
    measures: &[Structure],
) -> Result<Structure, PovertyError> {
    match (id, own) {
        (Some(id), None) => measures
            .iter()
            .find(|measure| measure.id == id)
            .cloned()
            .ok_or_else(|| {
                let known: Vec<&str> = measures.iter().map(|measure| measure.id.as_str()).collect();
                Reason::UnknownMeasure {
                    id,
                    known: known.join(", "),
                }
                .into()
            }),
        (None, Some(own)) => Structure::try_from(own),
        _ => Err(form("measure | [structure]")),
    }
}

fn indicator_columns(
    structure: &Structure,
    tables: &BTreeMap<String, IndicatorTable>,
) -> Result<Vec<IndicatorColumn>, PovertyError> {
    let known: Vec<&str> = structure
        .indicators()
        .map(|indicator| indicator.id.as_str())
        .collect();
    if let Some(id) = tables.keys().find(|id| !known.contains(&id.as_str())) {
        return Err(Reason::UnknownIndicator {
            id: id.clone(),
            known: known.join(", "),
        }
        .into());
    }
    known
        .into_iter()
        .map(|id| {
            let table = tables.get(id);
            let rule = table.and_then(|table| table.deprived_when.as_deref());
            Ok(IndicatorColumn {
                column: table
                    .and_then(|table| table.column.as_deref())
                    .unwrap_or(id)
                    .to_owned(),
                rule: match rule {
                    None => Rule::Flag,
                    Some(rule) => rule
                        .parse()
                        .map_err(|error: PovertyError| error.in_column(id))?,
                },
            })
        })
        .collect()
}

fn inference(design: Option<&DesignTable>) -> Result<Inference, PovertyError> {
    let mut inference = Inference::default();
    if let Some(design) = design {
        inference.scale = design.interval;
        inference.level = design.confidence.unwrap_or(inference.level);
    }
    if inference.level > 0.0 && inference.level < 1.0 {
        return Ok(inference);
    }
    Err(form("confidence"))
}

/// A key whose value is not possible.
fn form(key: &str) -> PovertyError {
    PovertyError::from(Reason::SpecificationForm {
        why: key.to_owned(),
    })
    .in_column(key)
}
