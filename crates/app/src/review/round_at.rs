//! A round as stored, with the procedure it follows.

use crate::access::Area;
use crate::{Context, Error};
use uuid::Uuid;
use vuonlen_domain::review::{
    InvalidTransition, Quorum, RoundKind, RoundReview, RoundState, Track, VillageReview,
    VillageState, WorkingDays,
};
use vuonlen_law::procedures::{DayCount, ProcedureVersion};
use vuonlen_store::review::{Round, RoundVillage};
use vuonlen_store::{StoreError, Tx};

/// A round by province and id.
pub type RoundRef<'a> = (&'a str, Uuid);

/// A village of a round by province, round and village.
pub type VillageRef<'a> = (&'a str, Uuid, Uuid);

/// A round with its kind, its procedure and its steps.
#[derive(Debug)]
pub(super) struct RoundAt<'law> {
    pub(super) row: Round,
    pub(super) kind: RoundKind,
    pub(super) procedure: &'law ProcedureVersion,
    pub(super) working: &'law WorkingDays,
    pub(super) track: Track,
}

impl Context {
    /// The round as it is.
    pub(super) async fn round_at(
        &self,
        tx: &mut Tx,
        (province, round_id): RoundRef<'_>,
    ) -> Result<RoundAt<'_>, Error> {
        let row = tx.find_round(province, round_id).await?;
        RoundAt::new(self, row.ok_or_else(Error::not_found)?)
    }

    /// The round, kept as it is until the transaction ends.
    pub(super) async fn locked_round(
        &self,
        tx: &mut Tx,
        (province, round_id): RoundRef<'_>,
    ) -> Result<RoundAt<'_>, Error> {
        let row = tx.lock_round(province, round_id).await?;
        RoundAt::new(self, row.ok_or_else(Error::not_found)?)
    }
}

impl<'law> RoundAt<'law> {
    pub(super) fn new(context: &'law Context, row: Round) -> Result<Self, Error> {
        let kind = RoundKind::parse(&row.kind).ok_or_else(|| damaged("kind"))?;
        let procedure = context.procedure(kind, row.starts_on)?;
        Ok(Self {
            kind,
            procedure,
            working: &context.law.holidays.working,
            track: track(kind, procedure, row.opinion_by.is_some()),
            row,
        })
    }

    pub(super) fn key(&self) -> RoundRef<'_> {
        (&self.row.province_code, self.row.round_id)
    }

    pub(super) fn area(&self) -> Area {
        Area::Commune {
            province: self.row.province_code.clone(),
            commune: self.row.commune_code.clone(),
        }
    }

    pub(super) fn village_area(&self, village: Uuid) -> Area {
        Area::Village {
            province: self.row.province_code.clone(),
            commune: self.row.commune_code.clone(),
            village,
        }
    }

    pub(super) fn year(&self) -> i32 {
        i32::try_from(self.row.year).unwrap_or_default()
    }

    /// How far the round is.
    pub(super) fn state(&self) -> Result<RoundReview, Error> {
        RoundState::parse(&self.row.state)
            .and_then(|state| RoundReview::resume(self.track, state))
            .ok_or_else(|| damaged("state"))
    }

    /// How far a village of it is.
    pub(super) fn village(&self, row: &RoundVillage) -> Result<VillageReview, Error> {
        VillageState::parse(&row.state)
            .and_then(|state| VillageReview::resume(self.track, state))
            .ok_or_else(|| damaged("state"))
    }

    /// The village, kept as it is until the transaction ends.
    pub(super) async fn locked_village(
        &self,
        tx: &mut Tx,
        village: Uuid,
    ) -> Result<VillageReview, Error> {
        let (province, round_id) = self.key();
        let row = tx.lock_round_village(province, round_id, village).await?;
        self.village(&row.ok_or_else(Error::not_found)?)
    }

    /// Refuses once the result is signed: from then on only an amendment changes it.
    pub(super) fn refuse_when_signed(&self) -> Result<(), Error> {
        if self.state()?.state().is_open() {
            return Ok(());
        }
        Err(Error::state(
            "round_signed",
            "Kết quả đợt này đã được công nhận nên không sửa trực tiếp được. Nếu có sai sót, lập quyết định đính chính.",
            "This round's result has been recognised and cannot be changed directly. If it is wrong, make an amendment.",
        ))
    }

    /// The share of a meeting that must agree.
    pub(super) fn quorum(&self) -> Option<Quorum> {
        let quorum = self.procedure.step("meeting")?.quorum.as_ref()?;
        Some(Quorum {
            percent: quorum.percent,
        })
    }

    /// The day count of a step.
    pub(super) fn days(&self, step: &str) -> Option<&'law DayCount> {
        self.procedure.step(step)?.days.as_ref()
    }
}

impl Context {
    /// The procedure of a kind of review that runs on a day.
    pub(super) fn procedure(
        &self,
        kind: RoundKind,
        on: chrono::NaiveDate,
    ) -> Result<&ProcedureVersion, Error> {
        let procedure = self.law.procedure(kind.code());
        procedure.and_then(|found| found.on(on)).ok_or_else(|| {
            let on = on.format("%d/%m/%Y");
            Error::state(
                "no_procedure",
                format!("Không có quy trình rà soát áp dụng ngày {on}. Chọn ngày khác hoặc bổ sung law/procedures."),
                format!("No review procedure runs on {on}. Choose another day or add to law/procedures."),
            )
        })
    }
}

/// The steps of a procedure that decide which states a round has.
pub(super) fn track(kind: RoundKind, procedure: &ProcedureVersion, opinion: bool) -> Track {
    Track {
        meeting: procedure.step("meeting").is_some(),
        opinion,
        sealing: kind.closes_the_year(),
    }
}

/// A stored code that is none.
pub(super) fn damaged(what: &str) -> Error {
    Error::internal(StoreError::Damaged {
        table: "review",
        reason: format!("{what} is not a known code"),
    })
}

/// Reads a stored code.
pub(super) fn stored<T>(value: Option<T>, what: &str) -> Result<T, Error> {
    value.ok_or_else(|| damaged(what))
}

impl From<InvalidTransition> for Error {
    fn from(refused: InvalidTransition) -> Self {
        use vuonlen_domain::review::Obstacle;
        let text = refused.because.text();
        let code = match refused.because {
            Obstacle::WrongState => "step_out_of_order",
            Obstacle::NotInTrack => "step_not_in_procedure",
            Obstacle::ReasonMissing => return Self::field("reason", text.vi, text.en),
            Obstacle::Uncovered { .. } => "households_uncovered",
            Obstacle::PostingStands => "posting_stands",
            Obstacle::OpenObjections { .. } => "objections_open",
            Obstacle::UnfinishedVillages { .. } => "villages_unfinished",
            Obstacle::Open(_) => "matters_open",
        };
        Self::state(code, text.vi, text.en)
    }
}
