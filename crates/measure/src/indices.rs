//! Alkire–Foster measures of a register: the country, its provinces and any groups, in one pass.
//!
//! The indicators of a measure are codes of `deprivations`; who is poor is then a condition like
//! any other, so an index counts it as it counts tables, without a look at any single household.
//! Households whose deprivations are not known are left out and counted apart. What a measure is
//! stands in `poverty`; this room only turns it into conditions and sums.

use crate::index::Households;
use crate::index::tally::{Figures, Split};
use crate::poverty::{
    PovertyError, RegisterDivision, RegisterSums, Report, Scorer, Structure, Unit, measure_sums,
};
use crate::query::QueryError;
use crate::snapshot::{SnapshotError, all_codes};
use crate::tables::{MeasureId, MeasureSet};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use vuonlen_domain::Text;
use vuonlen_law::expr::{Formula, Scope, compile};
use vuonlen_law::facts::{CodePositions, Type};

/// What a register is divided by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Division {
    /// The province.
    Province,
    /// The commune, by code.
    Commune,
    /// A fact that is a bool, a code or a set: `area`, `ethnicity`, `groups`. Sets may overlap.
    Fact(String),
    /// A province's part of each value of such a fact: `14 urban`.
    ProvinceAndFact(String),
}

/// Why a register cannot be measured.
#[derive(Debug, thiserror::Error)]
pub enum IndicesError {
    /// A condition the facts of households do not allow.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The households cannot be read.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The measure does not fit what was counted.
    #[error(transparent)]
    Poverty(#[from] PovertyError),
}

impl IndicesError {
    /// What is wrong and what to do, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Query(error) => error.text(),
            Self::Snapshot(error) => error.text(),
            Self::Poverty(error) => error.text(),
        }
    }
}

/// A measure made ready for a register.
#[derive(Debug, Clone)]
pub struct IndicesPlan {
    structure: Structure,
    measures: MeasureSet,
    /// The groups of every division that a fact makes; first of all everybody.
    groups: Vec<Group>,
    divisions: Vec<Division>,
    labels: Vec<Text>,
}

/// Everybody, or those with one value of a fact.
#[derive(Debug, Clone)]
struct Group {
    /// Fact and value.
    value: Option<(String, String)>,
    /// Households, population and poor; then the deprived and the censored of each indicator.
    measures: Vec<MeasureId>,
}

impl IndicesPlan {
    /// Prepares `structure` and `divisions` over the facts of `scope`.
    ///
    /// # Errors
    /// [`QueryError`] for an indicator that is no deprivation of the register, or a fact that does
    /// not divide.
    pub fn new(
        structure: Structure,
        divisions: Vec<Division>,
        scope: &Scope,
        codes: &dyn CodePositions,
    ) -> Result<Self, QueryError> {
        let mut plan = Self {
            labels: divisions
                .iter()
                .map(|division| label(division, scope))
                .collect(),
            structure,
            measures: MeasureSet::new(),
            groups: Vec::new(),
            divisions,
        };
        plan.add_group(None, "true", scope)?;
        let facts: Vec<String> = plan.divisions.iter().filter_map(Division::fact).collect();
        for fact in facts {
            let known = |group: &Group| group.value.as_ref().is_some_and(|(by, _)| *by == fact);
            if plan.groups.iter().any(known) {
                continue;
            }
            for (value, condition) in values(&fact, scope, codes)? {
                plan.add_group(Some((fact.clone(), value)), &condition, scope)?;
            }
        }
        Ok(plan)
    }

    /// What has to be counted, for [`Households::count_ahead`].
    #[must_use]
    pub const fn measures(&self) -> &MeasureSet {
        &self.measures
    }

    /// Measures `households`.
    ///
    /// # Errors
    /// [`IndicesError`] when they cannot be read, or nobody is there to be measured.
    pub fn measure(
        &self,
        households: &Households,
        threads: NonZeroUsize,
    ) -> Result<Report, IndicesError> {
        let tally = households.tally(&self.measures, Split::None, threads)?;
        let mut total = self.zero();
        let mut dropped = 0_u64;
        let mut divided = vec![BTreeMap::<String, RegisterSums>::new(); self.divisions.len()];
        for ((unit, _), figures) in &tally.values {
            for everybody in self.groups.iter().take(1) {
                total.add(&self.sums(everybody, figures));
            }
            dropped = dropped.saturating_add(self.dropped(figures));
            for (division, sums) in self.divisions.iter().zip(&mut divided) {
                for group in &self.groups {
                    let Some(value) = division.value(&unit.province, &unit.commune, group) else {
                        continue;
                    };
                    let sums = sums.entry(value).or_insert_with(|| self.zero());
                    sums.add(&self.sums(group, figures));
                }
            }
        }
        let divisions: Vec<RegisterDivision> = self
            .divisions
            .iter()
            .zip(&self.labels)
            .zip(divided)
            .map(|((division, label), sums)| RegisterDivision {
                by: division.id(),
                label: label.clone(),
                groups: sums.into_iter().filter(|(_, sums)| sums.rows > 0).collect(),
            })
            .collect();
        Ok(measure_sums(&self.structure, &total, &divisions, dropped)?)
    }

    fn zero(&self) -> RegisterSums {
        RegisterSums::zero(self.structure.weights().count())
    }

    /// Adds the measures of a group, in the order that [`Self::sums`] reads them.
    fn add_group(
        &mut self,
        value: Option<(String, String)>,
        condition: &str,
        scope: &Scope,
    ) -> Result<(), QueryError> {
        let indicators: Vec<String> = self
            .structure
            .indicators()
            .map(|indicator| format!(r#""{}" in deprivations"#, indicator.id))
            .collect();
        let poor = self.poor(&indicators);
        // A set that is not known makes every condition over it unknown.
        let known = format!("present && ({condition}) && size(deprivations) >= 0");
        let mut conditions = vec![known.clone(), format!("{known} && {poor}")];
        conditions.extend(indicators.iter().map(|one| format!("{known} && {one}")));
        conditions.extend(
            indicators
                .iter()
                .map(|one| format!("{known} && {poor} && {one}")),
        );
        let size = match self.structure.unit {
            Unit::Household => None,
            Unit::Person => Some(formula("size", scope, &Type::Int)?),
        };
        let rows = formula(&known, scope, &Type::Bool)?;
        let mut measures = vec![self.measures.add(Some(&rows), None)];
        for condition in conditions {
            let condition = formula(&condition, scope, &Type::Bool)?;
            measures.push(self.measures.add(Some(&condition), size.as_ref()));
        }
        self.groups.push(Group { value, measures });
        Ok(())
    }

    /// The condition of being poor: F1, F2 in whole units of weight.
    fn poor(&self, indicators: &[String]) -> String {
        let scorer = Scorer::new(self.structure.weights(), self.structure.cutoff());
        let units = self.structure.weights().units();
        let threshold = scorer.threshold();
        match units {
            // All alike: how many deprivations, added in pairs.
            [unit, rest @ ..] if rest.iter().all(|other| other == unit) => {
                let codes: Vec<String> = self
                    .structure
                    .indicators()
                    .map(|indicator| format!(r#""{}""#, indicator.id))
                    .collect();
                format!(
                    "size(deprivations.filter(d, d in [{}])) >= {}",
                    codes.join(", "),
                    threshold.div_ceil(*unit),
                )
            }
            units => {
                let terms: Vec<String> = indicators
                    .iter()
                    .zip(units)
                    .map(|(one, units)| format!("({one} ? {units} : 0)"))
                    .collect();
                format!("({}) >= {threshold}", terms.join(" + "))
            }
        }
    }

    fn sums(&self, group: &Group, figures: &Figures) -> RegisterSums {
        let figure = |at: usize| {
            let measure = group.measures.get(at);
            let value = measure.and_then(|measure| figures.values.get(measure.0));
            u64::try_from(value.copied().unwrap_or(0)).unwrap_or(0)
        };
        let indicators = self.structure.weights().count();
        RegisterSums {
            rows: figure(0),
            population: figure(1),
            poor: figure(2),
            deprived: (0..indicators).map(|j| figure(3 + j)).collect(),
            censored: (0..indicators)
                .map(|j| figure(3 + indicators + j))
                .collect(),
        }
    }

    /// Households there whose deprivations are not known.
    fn dropped(&self, figures: &Figures) -> u64 {
        let everybody = self.groups.first().and_then(|group| group.measures.first());
        let undecided = everybody.and_then(|measure| figures.undecided.get(measure.0));
        u64::try_from(undecided.copied().unwrap_or(0)).unwrap_or(0)
    }
}

impl Division {
    fn id(&self) -> String {
        match self {
            Self::Province => "province".to_owned(),
            Self::Commune => "commune".to_owned(),
            Self::Fact(fact) => fact.clone(),
            Self::ProvinceAndFact(fact) => format!("province {fact}"),
        }
    }

    fn fact(&self) -> Option<String> {
        match self {
            Self::Province | Self::Commune => None,
            Self::Fact(fact) | Self::ProvinceAndFact(fact) => Some(fact.clone()),
        }
    }

    /// The value under which a unit's households of a group stand in this division.
    fn value(&self, province: &str, commune: &str, group: &Group) -> Option<String> {
        match (self, &group.value) {
            (Self::Province, None) => Some(province.to_owned()),
            (Self::Commune, None) => Some(commune.to_owned()),
            (Self::Fact(fact), Some((by, value))) if fact == by => Some(value.clone()),
            (Self::ProvinceAndFact(fact), Some((by, value))) if fact == by => {
                Some(format!("{province} {value}"))
            }
            _ => None,
        }
    }
}

/// The values of a fact that divides, each with the condition for it.
fn values(
    fact: &str,
    scope: &Scope,
    codes: &dyn CodePositions,
) -> Result<Vec<(String, String)>, QueryError> {
    let schema = scope.household();
    let found = schema.index(fact).and_then(|index| schema.fact(index));
    let found = found.ok_or_else(|| QueryError::UnknownFact(fact.to_owned()))?;
    let each = |list: &str, condition: &dyn Fn(&str) -> String| {
        let codes = all_codes(list, codes).into_iter();
        codes
            .map(|code| {
                let condition = condition(&code);
                (code, condition)
            })
            .collect()
    };
    match &found.kind {
        Type::Bool => Ok(vec![
            ("false".to_owned(), format!("!{fact}")),
            ("true".to_owned(), fact.to_owned()),
        ]),
        Type::Code(list) => Ok(each(list, &|code| format!(r#"{fact} == "{code}""#))),
        Type::Set(list) => Ok(each(list, &|code| format!(r#""{code}" in {fact}"#))),
        Type::Int | Type::Decimal => Err(QueryError::NotDividing(fact.to_owned())),
    }
}

fn label(division: &Division, scope: &Scope) -> Text {
    let fact = |name: &str| {
        let schema = scope.household();
        let found = schema.index(name).and_then(|index| schema.fact(index));
        found.map_or_else(Text::default, |fact| fact.label.clone())
    };
    match division {
        Division::Province => Text::new("Tỉnh", "Province"),
        Division::Commune => Text::new("Xã", "Commune"),
        Division::Fact(name) => fact(name),
        Division::ProvinceAndFact(name) => {
            let fact = fact(name);
            Text::new(
                format!("Tỉnh, {}", fact.vi),
                format!("Province, {}", fact.en),
            )
        }
    }
}

fn formula(text: &str, scope: &Scope, kind: &Type) -> Result<Formula, QueryError> {
    compile(text, scope, kind).map_err(|errors| QueryError::Formula {
        text: text.to_owned(),
        errors,
    })
}
