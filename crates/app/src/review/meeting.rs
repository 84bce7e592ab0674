//! The villagers' meeting: attendance, opinion on each household, agreed or not.

use super::confirm::open_again;
use super::round_at::{RoundAt, VillageRef};
use crate::access::{Action, Actor};
use crate::once::{Claim, FormKey, claim};
use crate::{Context, Error, FieldError};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::review::Quorum;
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::review::{FormLine, Meeting, MeetingOpinion};

/// A meeting to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingRecord {
    /// When it was held.
    pub held_on: NaiveDate,
    /// Where.
    pub place: String,
    /// Who chaired it: the head of the village.
    pub chair: String,
    /// Who wrote the minutes.
    pub secretary: String,
    /// Who came from the Fatherland Front to supervise; empty when nobody.
    pub supervisor: String,
    /// How many attended.
    pub attendance: u32,
    /// What else was said.
    pub notes: String,
    /// What was said of each household of the agenda.
    pub opinions: Vec<HouseholdOpinion>,
}

/// What a meeting said of one household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdOpinion {
    /// The form.
    pub form_id: Uuid,
    /// Who agreed with the result.
    pub agree: u32,
    /// Who did not.
    pub disagree: u32,
    /// What was said.
    pub opinion: String,
}

/// What a meeting led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingOutcome {
    /// The meeting.
    pub meeting_id: Uuid,
    /// Whether every household was agreed to.
    pub passed: bool,
    /// Percent of those attending that had to agree.
    pub percent: u32,
    /// Forms too few agreed to: they are open again.
    pub not_agreed: Vec<Uuid>,
}

impl Context {
    /// Households on which the meeting has still to give its opinion: those it has not agreed to
    /// as they stand now.
    ///
    /// # Errors
    /// A village outside the actor's area.
    pub async fn meeting_agenda(
        &self,
        actor: &Actor,
        (province, round_id, village): VillageRef<'_>,
    ) -> Result<Vec<FormLine>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, (province, round_id)).await?;
        self.permit(actor, Action::HouseholdList, round.village_area(village))?;
        agenda(&mut tx, &round, village).await
    }

    /// Records a meeting. Where enough agreed to every household, the result can be posted;
    /// otherwise the forms too few agreed to are opened and the village is surveyed again.
    ///
    /// # Errors
    /// A village that is not scored; households of the agenda without an opinion, or numbers
    /// that cannot be: they are named.
    pub async fn record_meeting(
        &self,
        actor: &Actor,
        (province, round_id, village): VillageRef<'_>,
        record: MeetingRecord,
        key: FormKey<'_>,
    ) -> Result<MeetingOutcome, Error> {
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, (province, round_id)).await?;
        let permit = self.permit(actor, Action::MeetingRecord, round.village_area(village))?;
        let once = match claim(self, &mut tx, actor, ("record_meeting", key)).await? {
            Claim::Done(done) => return Ok(done),
            Claim::New(once) => once,
        };
        let from = round.locked_village(&mut tx, village).await?;
        // Asked first, so that a meeting out of its turn is not told about its fields.
        from.hold_meeting(true)?;
        let quorum = round.quorum().ok_or_else(no_quorum)?;
        let agenda = agenda(&mut tx, &round, village).await?;
        self.check_meeting(&record, &agenda)?;
        let meeting_id = self.new_id();
        let opinions = opinions(&record, &agenda, quorum, (province, meeting_id));
        let not_agreed: Vec<Uuid> = opinions
            .iter()
            .filter(|opinion| !opinion.agreed)
            .map(|opinion| opinion.form_id)
            .collect();
        let passed = not_agreed.is_empty();
        let meeting = Meeting {
            province_code: province.to_owned(),
            meeting_id,
            round_id,
            village_id: village,
            held_on: record.held_on,
            place: normalise(&record.place),
            chair: normalise(&record.chair),
            secretary: normalise(&record.secretary),
            supervisor: normalise(&record.supervisor),
            attendance: record.attendance.into(),
            notes: normalise(&record.notes),
            percent: quorum.percent.into(),
            passed,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_meeting(&meeting, &opinions).await?;
        let reason = if passed {
            String::new()
        } else {
            format!(
                "Họp dân ngày {}: {} hộ chưa đạt {}% người dự họp đồng ý",
                vuonlen_domain::date::written(record.held_on),
                not_agreed.len(),
                quorum.percent
            )
        };
        for form_id in &not_agreed {
            let mut open = self.open_form(&mut tx, (province, *form_id)).await?;
            open_again(&mut open, &reason, self.now())?;
            permit.sign(&mut open.form);
            tx.save_form(&open.form).await?;
            tx.drop_open_doubts(province, *form_id).await?;
        }
        let to = from.hold_meeting(passed)?;
        let states = (from.state().code(), to.state().code());
        permit
            .move_village(&mut tx, &round, village, states, &reason)
            .await?;
        let outcome = MeetingOutcome {
            meeting_id,
            passed,
            percent: quorum.percent,
            not_agreed,
        };
        let details = json!({
            "village": village, "attendance": record.attendance, "passed": passed,
            "not_agreed": outcome.not_agreed.len(),
        });
        permit
            .record(&mut tx, ("meeting", meeting_id), details, &reason)
            .await?;
        once.keep(&mut tx, &outcome).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    fn check_meeting(&self, record: &MeetingRecord, agenda: &[FormLine]) -> Result<(), Error> {
        let mut wrong = Vec::new();
        let mut say = |field: String, vi: &str, en: &str| {
            wrong.push(FieldError {
                field,
                text: Text::new(vi, en),
            });
        };
        if record.held_on > self.today() {
            say(
                "held_on".into(),
                "Ngày họp chưa tới.",
                "This day has not come yet.",
            );
        }
        if normalise(&record.chair).is_empty() {
            say(
                "chair".into(),
                "Ghi tên người chủ trì.",
                "Enter who chaired it.",
            );
        }
        if normalise(&record.secretary).is_empty() {
            say(
                "secretary".into(),
                "Ghi tên thư ký.",
                "Enter who wrote the minutes.",
            );
        }
        if record.attendance == 0 {
            say(
                "attendance".into(),
                "Ghi số người dự họp.",
                "Enter how many attended.",
            );
        }
        let given: BTreeMap<Uuid, &HouseholdOpinion> = record
            .opinions
            .iter()
            .map(|one| (one.form_id, one))
            .collect();
        if given.len() != record.opinions.len() {
            say(
                "opinions".into(),
                "Một hộ được ghi ý kiến hai lần.",
                "A household has two opinions.",
            );
        }
        for line in agenda {
            let field = format!("opinions.{}", line.form_id);
            match given.get(&line.form_id) {
                None => say(
                    field,
                    "Chưa ghi ý kiến cuộc họp về hộ này.",
                    "The meeting's opinion on this household is missing.",
                ),
                Some(one) if one.agree.saturating_add(one.disagree) > record.attendance => say(
                    field,
                    "Số đồng ý và không đồng ý lớn hơn số người dự họp.",
                    "More people agreed and disagreed than attended.",
                ),
                Some(_) => {}
            }
        }
        let asked: BTreeSet<Uuid> = agenda.iter().map(|line| line.form_id).collect();
        for stranger in given.keys().filter(|form| !asked.contains(form)) {
            say(
                format!("opinions.{stranger}"),
                "Hộ này không thuộc nội dung họp của thôn.",
                "This household is not on the village's agenda.",
            );
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Error::invalid(wrong))
        }
    }
}

/// Confirmed forms of the village that no meeting of the round has agreed to as they are.
async fn agenda(tx: &mut Tx, round: &RoundAt<'_>, village: Uuid) -> Result<Vec<FormLine>, Error> {
    let (province, round_id) = round.key();
    let agreed: BTreeSet<(Uuid, i64, String)> = tx
        .list_agreed_forms(province, round_id, village)
        .await?
        .into_iter()
        .collect();
    let mut lines = tx.list_forms(province, round_id, Some(village)).await?;
    lines.retain(|line| {
        let class = line.class.clone().unwrap_or_default();
        line.state == "confirmed" && !agreed.contains(&(line.form_id, line.version, class))
    });
    Ok(lines)
}

fn opinions(
    record: &MeetingRecord,
    agenda: &[FormLine],
    quorum: Quorum,
    (province, meeting_id): (&str, Uuid),
) -> Vec<MeetingOpinion> {
    let lines: BTreeMap<Uuid, &FormLine> = agenda.iter().map(|line| (line.form_id, line)).collect();
    record
        .opinions
        .iter()
        .filter_map(|one| {
            let line = lines.get(&one.form_id)?;
            Some(MeetingOpinion {
                province_code: province.to_owned(),
                meeting_id,
                form_id: one.form_id,
                form_version: line.version,
                proposed_class: line.class.clone().unwrap_or_default(),
                agree: one.agree.into(),
                disagree: one.disagree.into(),
                opinion: normalise(&one.opinion),
                agreed: quorum.is_reached(one.agree, record.attendance),
            })
        })
        .collect()
}

fn no_quorum() -> Error {
    Error::state(
        "no_quorum",
        "Quy trình chưa ghi tỷ lệ đồng ý của cuộc họp. Bổ sung law/procedures.",
        "The procedure does not say which share of a meeting must agree. Add it to law/procedures.",
    )
}
