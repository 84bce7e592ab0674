//! Figures for everybody: households, poor and near-poor of a sealed year by village of a commune
//! or by commune of a province, small counts hidden.
//!
//! A province's total is shown only when every commune sealed is: communes are sealed one after
//! another, and the total of yesterday taken from that of today would be the commune's own.

use super::round_at::damaged;
use super::tables::YearRef;
use crate::{Context, Error};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use uuid::Uuid;
use vuonlen_domain::Class;
use vuonlen_domain::text::collation;
use vuonlen_domain::unit::UnitLevel;
use vuonlen_law::assess::PreviousClass;
use vuonlen_law::facts::{Column, Value};
use vuonlen_law::status::Status;
use vuonlen_measure::disclosure::{Counts, is_small, shown, total};
use vuonlen_store::Tx;
use vuonlen_store::review::SealedSnapshot;

/// Households of each village of a sealed snapshot by class: a snapshot never changes.
type Villages = Arc<Vec<(String, Counts)>>;

/// What snapshots came to, by id.
#[derive(Debug, Clone, Default)]
pub struct CountedSnapshots(Arc<Mutex<BTreeMap<Uuid, Villages>>>);

/// Snapshots remembered at once; a province has fewer communes.
const REMEMBERED: usize = 2_000;

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicLine {
    /// Name of the place.
    pub name: String,
    /// Code of the commune, where it has a table of its own.
    pub commune: Option<String>,
    /// Households: poor, near-poor, all; none when they are not shown.
    pub counts: Option<PublicCounts>,
}

/// Households of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicCounts {
    /// All.
    pub households: i64,
    /// Poor.
    pub poor: i64,
    /// Near-poor.
    pub near_poor: i64,
}

/// A table for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFigures {
    /// Name of the commune or province.
    pub name: String,
    /// The year shown; none where nothing is sealed.
    pub year: Option<i64>,
    /// Every sealed year, newest first.
    pub years: Vec<i64>,
    /// The places in Vietnamese order.
    pub lines: Vec<PublicLine>,
    /// The whole.
    pub total: Option<PublicCounts>,
    /// Counts below it are small.
    pub threshold: u64,
    /// How sure we are of that number.
    pub status: Status,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    threshold: u64,
    #[expect(dead_code, reason = "for readers of the file")]
    source: String,
    status: Status,
}

fn rule() -> Result<&'static Rule, Error> {
    static RULE: OnceLock<Result<Rule, toml::de::Error>> = OnceLock::new();
    RULE.get_or_init(|| toml::from_str(include_str!("../privacy/small_counts.toml")))
        .as_ref()
        .map_err(|error| Error::internal(error.clone()))
}

fn public(counts: &Counts) -> PublicCounts {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    PublicCounts {
        households: number(counts.iter().sum()),
        poor: number(counts[0]),
        near_poor: number(counts[1]),
    }
}

impl Context {
    /// Provinces that have public figures: name and code.
    ///
    /// # Errors
    /// What the store says.
    pub async fn public_figures_places(&self) -> Result<Vec<(String, String)>, Error> {
        let mut tx = self.store.read().await?;
        let codes = tx.list_sealed_provinces().await?;
        let named = codes.into_iter().map(|code| (self.unit_name(&code), code));
        Ok(named.collect())
    }

    /// The figures of a commune or province in a sealed year, the newest where none is named.
    ///
    /// # Errors
    /// A code that names no commune or province today; a year that is not sealed.
    pub async fn public_figures(
        &self,
        unit: &str,
        year: Option<i64>,
    ) -> Result<PublicFigures, Error> {
        let rule = rule()?;
        let today = self.today();
        let mut provinces = self.law.units.at_level(UnitLevel::Province, today);
        let (province, commune) = if provinces.any(|one| one.code.to_string() == unit) {
            (unit.to_owned(), None)
        } else {
            let area = self.commune_area(unit)?;
            let province = area.province().unwrap_or_default().to_owned();
            (province, Some(unit.to_owned()))
        };
        let mut tx = self.store.read().await?;
        let sealed = tx
            .list_snapshots(&province, commune.as_deref(), None)
            .await?;
        let mut years: Vec<i64> = sealed.iter().map(|one| one.year).collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        let mut figures = PublicFigures {
            name: self.unit_name(unit),
            year: year.or_else(|| years.first().copied()),
            years,
            lines: Vec::new(),
            total: None,
            threshold: rule.threshold,
            status: rule.status,
        };
        let Some(year) = figures.year else {
            return Ok(figures);
        };
        if !figures.years.contains(&year) {
            return Err(Error::not_found());
        }
        let wanted = YearRef {
            province,
            commune: commune.clone(),
            village: None,
            year: i32::try_from(year).map_err(Error::internal)?,
            amendment: None,
        };
        let snapshots = self.snapshots_of(&mut tx, &wanted).await?;
        let mut counted = Vec::new();
        for snapshot in snapshots {
            let code = snapshot.commune_code.clone();
            counted.push((code, self.counted_snapshot(&mut tx, snapshot).await?));
        }
        match commune {
            Some(_) => figures.add_villages(&counted),
            None => figures.add_communes(self, &counted),
        }
        let order = |line: &PublicLine| line.name.clone();
        figures
            .lines
            .sort_by(|a, b| collation::compare(&order(a), &order(b)));
        Ok(figures)
    }

    async fn counted_snapshot(
        &self,
        tx: &mut Tx,
        snapshot: SealedSnapshot,
    ) -> Result<Villages, Error> {
        let id = snapshot.snapshot_id;
        let memory = &self.counted.0;
        let known = |memory: &Mutex<BTreeMap<Uuid, Villages>>| {
            let held = memory.lock().unwrap_or_else(PoisonError::into_inner);
            held.get(&id).cloned()
        };
        if let Some(known) = known(memory) {
            return Ok(known);
        }
        let sealed = self.sealed_year(tx, snapshot, None).await?;
        let schema = self.law.scopes.assessed.household();
        let column = |name: &str| -> Result<&Column, Error> {
            let index = schema.index(name).ok_or_else(|| damaged("facts"))?;
            let column = sealed.households.column(index);
            column.ok_or_else(|| damaged("facts"))
        };
        let (present, class) = (column("present")?, column("class")?);
        let codes = self.law.codes.list("classes_or_none");
        let mut villages: BTreeMap<&str, Counts> = BTreeMap::new();
        for (row, village) in sealed.villages.iter().enumerate() {
            if present.value(row) != Some(Value::Bool(true)) {
                continue;
            }
            let class = match class.value(row) {
                Some(Value::Code(position)) => codes
                    .and_then(|list| list.code_at(position.into()))
                    .and_then(PreviousClass::parse),
                _ => None,
            };
            let place = match class {
                Some(PreviousClass::Class(Class::Poor)) => 0,
                Some(PreviousClass::Class(Class::NearPoor)) => 1,
                _ => 2,
            };
            villages.entry(village).or_default()[place] += 1;
        }
        let villages: Villages = Arc::new(
            villages
                .into_iter()
                .map(|(name, counts)| (name.to_owned(), counts))
                .collect(),
        );
        let mut held = memory.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= REMEMBERED {
            held.clear();
        }
        held.insert(id, Arc::clone(&villages));
        Ok(villages)
    }
}

impl PublicFigures {
    fn add_villages(&mut self, counted: &[(String, Villages)]) {
        let villages: Vec<&(String, Counts)> = counted
            .iter()
            .flat_map(|(_, villages)| villages.iter())
            .collect();
        let rows: Vec<Counts> = villages.iter().map(|(_, counts)| *counts).collect();
        let shown = shown(&rows, self.threshold);
        self.total = shown.as_ref().map(|_| public(&total(&rows)));
        for (place, (name, counts)) in villages.into_iter().enumerate() {
            let is_shown = shown.as_ref().is_some_and(|shown| shown[place]);
            self.lines.push(PublicLine {
                name: name.clone(),
                commune: None,
                counts: is_shown.then(|| public(counts)),
            });
        }
    }

    fn add_communes(&mut self, context: &Context, counted: &[(String, Villages)]) {
        let mut all: Vec<Counts> = Vec::new();
        for (code, villages) in counted {
            let rows: Vec<Counts> = villages.iter().map(|(_, counts)| *counts).collect();
            let counts = total(&rows);
            // What its own page does not show is not shown here either.
            let hidden = shown(&rows, self.threshold).is_none()
                || counts.iter().any(|count| is_small(*count, self.threshold));
            self.lines.push(PublicLine {
                name: context.commune_name(code),
                commune: Some(code.clone()),
                counts: (!hidden).then(|| public(&counts)),
            });
            all.push(counts);
        }
        let whole = self.lines.iter().all(|line| line.counts.is_some());
        self.total = whole.then(|| public(&total(&all)));
    }
}
