//! Where a round stands: its villages, what is open, what is due, what happened.

use super::calendar::DueStep;
use super::open::OpenMatter;
use super::round_at::{RoundAt, RoundRef};
use super::score::coverage;
use crate::access::{Action, Actor};
use crate::{Context, Error};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::review::{Coverage, RoundKind, RoundState, Track, VillageState};
use vuonlen_store::review::{FormCount, Round, RoundOpinion, Transition};

/// A round as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundPage {
    /// The round as kept.
    pub round: Round,
    /// Name of the commune.
    pub commune_name: String,
    /// What kind of review.
    pub kind: RoundKind,
    /// Which steps it has.
    pub track: Track,
    /// How far it is.
    pub state: RoundState,
    /// Its villages in the actor's area, in Vietnamese order.
    pub villages: Vec<VillageProgress>,
    /// What must be settled before it is submitted and signed.
    pub open: Vec<OpenMatter>,
    /// Steps with their due days.
    pub calendar: Vec<DueStep>,
    /// What a reader of due days must know.
    pub calendar_note: Text,
    /// Opinions on it, in order.
    pub opinions: Vec<RoundOpinion>,
    /// Every change of state, in order.
    pub transitions: Vec<Transition>,
    /// Shown names of those who changed a state.
    pub people: BTreeMap<Uuid, String>,
}

/// One village's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageProgress {
    /// The village.
    pub village_id: Uuid,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub state: VillageState,
    /// How its list is covered.
    pub coverage: Coverage,
    /// Households by class, of those confirmed.
    pub classes: BTreeMap<String, u32>,
}

/// One line of a list of rounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundLine {
    /// The round as kept.
    pub round: Round,
    /// Name of the commune.
    pub commune_name: String,
    /// How far it is.
    pub state: RoundState,
    /// Villages by state.
    pub villages: BTreeMap<VillageState, u32>,
}

/// How far a province's communes are with the yearly review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearProgress {
    /// The year.
    pub year: i32,
    /// Communes by state of their round.
    pub communes: BTreeMap<RoundState, Vec<String>>,
    /// Communes that have planned none.
    pub without_round: Vec<String>,
    /// Whether every commune is sealed: only then the year is closed.
    pub closed: bool,
}

/// How a village's list is covered and which classes were found.
fn counted(counts: &[FormCount], village: Uuid) -> (Coverage, BTreeMap<String, u32>) {
    let mine = counts.iter().filter(|count| count.village_id == village);
    let mine: Vec<(&FormCount, u32)> = mine
        .map(|count| (count, u32::try_from(count.forms).unwrap_or(u32::MAX)))
        .collect();
    let mut classes = BTreeMap::new();
    for (count, forms) in mine.iter().filter(|(count, _)| count.state == "confirmed") {
        if let Some(class) = &count.class {
            *classes.entry(class.clone()).or_default() += forms;
        }
    }
    let coverage = coverage(
        mine.iter()
            .map(|(count, forms)| (count.state.as_str(), *forms)),
    );
    (coverage, classes)
}

impl Context {
    /// Rounds in the actor's area, newest first.
    ///
    /// # Errors
    /// When the actor may see none.
    pub async fn rounds(
        &self,
        actor: &Actor,
        province: &str,
        commune: Option<&str>,
        year: Option<i32>,
    ) -> Result<Vec<RoundLine>, Error> {
        let scope = self.scope(actor, Action::RoundRead)?;
        let mut tx = self.store.read().await?;
        let mut lines = Vec::new();
        for row in tx
            .list_rounds(province, commune, year.map(i64::from))
            .await?
        {
            let round = RoundAt::new(self, row)?;
            if !scope.touches(&round.area()) {
                continue;
            }
            let mut villages = BTreeMap::new();
            for row in tx.list_round_villages(province, round.row.round_id).await? {
                *villages.entry(round.village(&row)?.state()).or_default() += 1;
            }
            lines.push(RoundLine {
                commune_name: self.commune_name(&round.row.commune_code),
                state: round.state()?.state(),
                villages,
                round: round.row,
            });
        }
        Ok(lines)
    }

    /// A round's page.
    ///
    /// # Errors
    /// A round outside the actor's area.
    pub async fn round(&self, actor: &Actor, key: RoundRef<'_>) -> Result<RoundPage, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        let permit = self.permit_within(actor, Action::RoundRead, round.area())?;
        let counts = tx.count_forms(key.0, key.1).await?;
        let rows = tx.list_round_villages(key.0, key.1).await?;
        let mut villages = Vec::new();
        for village in tx
            .list_villages_ever(key.0, &round.row.commune_code)
            .await?
        {
            let id = village.village_id;
            let row = rows.iter().find(|row| row.village_id == id);
            let Some(row) = row.filter(|_| permit.scope.covers(&round.village_area(id))) else {
                continue;
            };
            let (coverage, classes) = counted(&counts, id);
            villages.push(VillageProgress {
                village_id: id,
                name: village.name,
                state: round.village(row)?.state(),
                coverage,
                classes,
            });
        }
        let mut open = self.open_matters(&mut tx, &round).await?;
        open.retain(|matter| {
            let village = matter.village_id.map(|village| round.village_area(village));
            permit
                .scope
                .covers(&village.unwrap_or_else(|| round.area()))
        });
        let calendar = self.due_steps(&mut tx, &round).await?;
        let transitions = tx.list_transitions(key.0, key.1).await?;
        let mut people = BTreeMap::new();
        for account in transitions.iter().filter_map(|one| one.account_id) {
            if !people.contains_key(&account) {
                let found = tx.find_account(account).await?;
                people.extend(found.map(|found| (account, found.display_name)));
            }
        }
        Ok(RoundPage {
            commune_name: self.commune_name(&round.row.commune_code),
            kind: round.kind,
            track: round.track,
            state: round.state()?.state(),
            villages,
            open,
            calendar,
            calendar_note: super::days::note(&self.law.holidays, round.year()),
            opinions: tx.list_round_opinions(key.0, key.1).await?,
            transitions,
            people,
            round: round.row,
        })
    }

    /// How far the communes of a province are with the yearly review.
    ///
    /// # Errors
    /// A province outside the actor's area.
    pub async fn year_progress(
        &self,
        actor: &Actor,
        province: &str,
        year: i32,
    ) -> Result<YearProgress, Error> {
        let area = crate::access::Area::Province(province.to_owned());
        let permit = self.permit_within(actor, Action::RoundRead, area)?;
        let mut tx = self.store.read().await?;
        let rounds = tx.list_rounds(province, None, Some(year.into())).await?;
        let mut progress = YearProgress {
            year,
            communes: BTreeMap::new(),
            without_round: Vec::new(),
            closed: false,
        };
        for commune in self.commune_codes(province) {
            let area = crate::access::Area::Commune {
                province: province.to_owned(),
                commune: commune.clone(),
            };
            if !permit.scope.touches(&area) {
                continue;
            }
            let round = rounds.iter().find(|round| {
                round.commune_code == commune && round.kind == RoundKind::Annual.code()
            });
            match round.and_then(|round| RoundState::parse(&round.state)) {
                Some(state) => progress.communes.entry(state).or_default().push(commune),
                None => progress.without_round.push(commune),
            }
        }
        let sealed = progress
            .communes
            .keys()
            .all(|state| *state == RoundState::Sealed);
        progress.closed =
            sealed && progress.without_round.is_empty() && !progress.communes.is_empty();
        Ok(progress)
    }

    /// Name of a commune today; its code when it has none.
    pub(super) fn commune_name(&self, code: &str) -> String {
        let unit = self.law.units.unit(code, self.today());
        unit.map_or_else(|| code.to_owned(), |unit| unit.name.clone())
    }

    /// Codes of a province's communes today.
    pub(super) fn commune_codes(&self, province: &str) -> Vec<String> {
        let communes = self.law.units.children(province, self.today());
        communes.map(|unit| unit.code.to_string()).collect()
    }
}
