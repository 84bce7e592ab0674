//! Statutory tables of a sealed year.

use super::round_at::damaged;
use crate::access::{Action, Actor, Area};
use crate::{Context, Error};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::unit::UnitLevel;
use vuonlen_law::status::Status;
use vuonlen_law::tables::EditionOptions;
use vuonlen_measure::tables::{
    Breakdown, Chunk, ColumnarSource, TableError, TablePlan, TableResult, UnitId, UnitTree,
    Violation, check_invariants,
};
use vuonlen_store::Tx;
use vuonlen_store::review::SealedSnapshot;

/// Stands for all provinces in [`YearRef::province`].
pub const COUNTRY: &str = "VN";

/// Which sealed year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearRef {
    /// The province; [`COUNTRY`] for all provinces.
    pub province: String,
    /// One commune; none: every commune of the province that is sealed.
    pub commune: Option<String>,
    /// One village of the commune; none: all of it.
    pub village: Option<Uuid>,
    /// The year.
    pub year: i32,
    /// An earlier state of one commune's year, by number of its amendment; none: the newest.
    pub amendment: Option<i64>,
}

/// The statutory tables of a year.
#[derive(Debug)]
pub struct YearTables {
    /// The summary tables, in order.
    pub tables: Vec<TableResult>,
    /// Sums that do not hold.
    pub violations: Vec<Violation>,
    /// The units of the rows.
    pub units: UnitTree,
    /// The snapshots they were drawn from.
    pub snapshots: Vec<SealedSnapshot>,
    /// Communes of the area that are not sealed: their households are not in the figures.
    pub unsealed: Vec<String>,
}

impl Context {
    /// The statutory tables of a sealed year: for a commune by village, for a province by commune
    /// (and their villages where `depth` is 2).
    ///
    /// # Errors
    /// Nothing sealed; data that are not as they were sealed; an area that is not the actor's.
    pub async fn statutory_tables(
        &self,
        actor: &Actor,
        year: &YearRef,
        depth: usize,
    ) -> Result<YearTables, Error> {
        self.scope_over(actor, Action::TableRead, &year.area())?;
        let mut tx = self.store.read().await?;
        let snapshots = self.snapshots_of(&mut tx, year).await?;
        let plan = self.plan_of(snapshots.first().ok_or_else(nothing_sealed)?)?;
        let village = self.village_of(&mut tx, year).await?;
        let mut units = self.tree(year);
        let mut chunks = Vec::new();
        let mut status = Status::Verified;
        for snapshot in &snapshots {
            status = status.weakest(status_of(snapshot)?);
            let sealed = self
                .sealed_year(&mut tx, snapshot.clone(), village.as_deref())
                .await?;
            let parent = self.unit_of(year, &mut units, snapshot);
            let keys: Vec<u32> = sealed
                .villages
                .iter()
                .map(|name| {
                    units
                        .part(parent, name.as_str(), Text::new(name, name), 0)
                        .0
                })
                .collect();
            chunks.push(Chunk {
                households: sealed.households,
                units: keys.into(),
            });
        }
        let chunks = chunks.into_iter().map(Ok::<_, TableError>);
        let counted = plan
            .count(&mut ColumnarSource::new(chunks), &units)
            .map_err(Error::internal)?;
        let breakdown = Breakdown {
            scope: UnitTree::ROOT,
            depth,
            status,
        };
        let tables = plan.results(&counted, &units, &breakdown);
        let sealed: Vec<&str> = snapshots
            .iter()
            .map(|one| one.commune_code.as_str())
            .collect();
        let mut unsealed = Vec::new();
        if year.commune.is_none() {
            for province in self.provinces_of(year) {
                unsealed.extend(self.commune_codes(&province));
            }
            unsealed.retain(|commune| !sealed.contains(&commune.as_str()));
        }
        Ok(YearTables {
            violations: check_invariants(&tables),
            tables,
            units,
            snapshots,
            unsealed,
        })
    }

    /// The snapshots of a year that hold: the newest amendment of each commune.
    pub(super) async fn snapshots_of(
        &self,
        tx: &mut Tx,
        year: &YearRef,
    ) -> Result<Vec<SealedSnapshot>, Error> {
        let mut newest: BTreeMap<(String, String), SealedSnapshot> = BTreeMap::new();
        for province in self.provinces_of(year) {
            let commune = year.commune.as_deref();
            let all = tx
                .list_snapshots(&province, commune, Some(year.year.into()))
                .await?;
            for snapshot in all {
                let wanted = year.amendment.unwrap_or(snapshot.amendment);
                if wanted == snapshot.amendment {
                    let key = (province.clone(), snapshot.commune_code.clone());
                    newest.insert(key, snapshot);
                }
            }
        }
        Ok(newest.into_values().collect())
    }

    /// The seal and the amendments of one commune's year, in order.
    ///
    /// # Errors
    /// An area that is not the actor's.
    pub async fn seals(&self, actor: &Actor, year: &YearRef) -> Result<Vec<SealedSnapshot>, Error> {
        self.scope_over(actor, Action::TableRead, &year.area())?;
        let Some(commune) = &year.commune else {
            return Ok(Vec::new());
        };
        let mut tx = self.store.read().await?;
        let year_of = Some(year.year.into());
        Ok(tx
            .list_snapshots(&year.province, Some(commune), year_of)
            .await?)
    }

    /// Name of the village a year is narrowed to.
    pub(super) async fn village_of(
        &self,
        tx: &mut Tx,
        year: &YearRef,
    ) -> Result<Option<String>, Error> {
        match year.village {
            Some(village) => Ok(Some(self.village_name(tx, &year.province, village).await?)),
            None => Ok(None),
        }
    }

    fn provinces_of(&self, year: &YearRef) -> Vec<String> {
        if year.province != COUNTRY {
            return vec![year.province.clone()];
        }
        let units = &self.law.units;
        let all = units.at_level(UnitLevel::Province, self.today());
        all.map(|unit| unit.code.to_string()).collect()
    }

    /// The tables as they were under the standard and on the day of a snapshot.
    pub(super) fn plan_of(&self, snapshot: &SealedSnapshot) -> Result<TablePlan, Error> {
        let manifest = super::sealed::checked_manifest(snapshot)?;
        let subject = &manifest.subject;
        let standard = self.law.standard(&subject.standard);
        let standard = standard.ok_or_else(|| damaged("standard"))?;
        let options = EditionOptions {
            codes: &self.law.codes,
            on: subject.on,
            standard: &standard.id,
            parameters: &standard.whole_parameters(subject.on),
        };
        let edition = self.law.tables.edition(&self.law.scopes.assessed, &options);
        Ok(TablePlan::new(edition.map_err(Error::internal)?))
    }

    fn tree(&self, year: &YearRef) -> UnitTree {
        if year.province == COUNTRY {
            return UnitTree::new(COUNTRY, Text::new("Cả nước", "The country"));
        }
        let code = year.commune.as_deref().unwrap_or(&year.province);
        let name = self.commune_name(code);
        UnitTree::new(code, Text::new(&name, &name))
    }

    /// The unit whose parts are a commune's villages.
    fn unit_of(&self, year: &YearRef, units: &mut UnitTree, sealed: &SealedSnapshot) -> UnitId {
        if year.commune.is_some() {
            return UnitTree::ROOT;
        }
        let mut above = UnitTree::ROOT;
        if year.province == COUNTRY {
            let name = self.commune_name(&sealed.province_code);
            above = units.part(above, &*sealed.province_code, Text::new(&name, &name), 0);
        }
        let name = self.commune_name(&sealed.commune_code);
        units.part(above, &*sealed.commune_code, Text::new(&name, &name), 0)
    }
}

impl YearRef {
    /// The area it is of.
    #[must_use]
    pub fn area(&self) -> Area {
        let province = self.province.clone();
        match (&self.commune, self.village) {
            (Some(commune), Some(village)) => Area::Village {
                province,
                commune: commune.clone(),
                village,
            },
            (Some(commune), None) => Area::Commune {
                province,
                commune: commune.clone(),
            },
            (None, _) if province == COUNTRY => Area::Country,
            (None, _) => Area::Province(province),
        }
    }
}

pub(super) fn status_of(snapshot: &SealedSnapshot) -> Result<Status, Error> {
    [
        Status::Verified,
        Status::SecondHand,
        Status::Unverified,
        Status::Illustrative,
    ]
    .into_iter()
    .find(|status| status.code() == snapshot.status)
    .ok_or_else(|| damaged("status"))
}

pub(super) fn nothing_sealed() -> Error {
    Error::state(
        "nothing_sealed",
        "Năm này chưa có số liệu niêm phong trên địa bàn. Công nhận và niêm phong kết quả rà soát trước.",
        "Nothing is sealed for this year and area. Recognise and seal the review first.",
    )
}
