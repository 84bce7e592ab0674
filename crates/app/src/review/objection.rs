//! Objections to what was posted: received, re-checked, answered.

use super::days::last_day;
use super::form::{FormDraft, FormRef};
use super::list::ListedBecause;
use super::posting::KeptEntry;
use super::round_at::{RoundAt, VillageRef};
use crate::access::{Action, Actor};
use crate::once::{Claim, FormKey, claim};
use crate::{Context, Error};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::review::{ObjectionState, VillageState};
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::audit::AuditEvent;
use vuonlen_store::review::Objection;

/// Letters an objection from the public page may have.
const LONGEST: usize = 2_000;

/// Objections without an account that one village takes on one day. A real village has a handful;
/// beyond this somebody is playing, and people are asked to come in person.
const MOST_PUBLIC_A_DAY: usize = 100;

/// An objection to be entered by an officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewObjection {
    /// The household it is about; one that is not on the list is put on it.
    pub household_id: Uuid,
    /// Who objects; may be empty when the person does not want to be named.
    pub raised_by: String,
    /// On whose behalf it is entered; empty: the person came himself.
    pub on_behalf_of: String,
    /// When.
    pub raised_on: NaiveDate,
    /// What is objected.
    pub content: String,
}

/// An objection anybody sends from the public page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicObjection {
    /// The posting it is about.
    pub posting_id: Uuid,
    /// Which of its lines, counted from 0; none: a household that is missing from it.
    pub entry: Option<usize>,
    /// Who objects; may be empty.
    pub raised_by: String,
    /// What is objected; names the household where it is missing from the list.
    pub content: String,
    /// Network address, for the audit log.
    pub address: String,
}

impl Context {
    /// Enters an objection.
    ///
    /// # Errors
    /// A village whose list does not hang out; no content; a day to come.
    pub async fn record_objection(
        &self,
        actor: &Actor,
        (province, round_id, village): VillageRef<'_>,
        new: NewObjection,
        key: FormKey<'_>,
    ) -> Result<Uuid, Error> {
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, (province, round_id)).await?;
        let permit = self.permit(actor, Action::ObjectionRecord, round.village_area(village))?;
        let once = match claim(self, &mut tx, actor, ("record_objection", key)).await? {
            Claim::Done(done) => return Ok(done),
            Claim::New(once) => once,
        };
        if new.raised_on > self.today() || new.raised_on < round.row.starts_on {
            return Err(Error::field(
                "raised_on",
                "Ngày khiếu nại phải trong thời gian của đợt rà soát và không sau hôm nay.",
                "The day must lie within the round and not after today.",
            ));
        }
        self.refuse_unless_posted(&mut tx, &round, village).await?;
        let household = self
            .household_of_round(&mut tx, &round, new.household_id)
            .await?;
        if household.village_id != village {
            return Err(Error::not_found());
        }
        let known = tx
            .find_form_of_household(province, round_id, new.household_id)
            .await?;
        let form_id = match known.filter(|form| form.state != "removed") {
            Some(form) => form.form_id,
            None => {
                let because = (ListedBecause::Objection, new.content.as_str());
                self.put_on_list(&mut tx, actor, &round, &household, because)
                    .await?
            }
        };
        let mut objection = self.objection(&round, village, &new.content, new.raised_on)?;
        objection.form_id = Some(form_id);
        objection.raised_by = normalise(&new.raised_by);
        objection.on_behalf_of = normalise(&new.on_behalf_of);
        objection.class_before = tx.find_form(province, form_id).await?.and_then(|f| f.class);
        objection.recorded_by = Some(actor.account_id);
        tx.add_objection(&objection).await?;
        let details = json!({ "village": village, "due_on": objection.due_on });
        let subject = ("objection", objection.objection_id);
        permit.record(&mut tx, subject, details, "").await?;
        once.keep(&mut tx, &objection.objection_id).await?;
        tx.commit().await?;
        Ok(objection.objection_id)
    }

    /// Takes an objection from the public page, without an account. One about a household that is
    /// missing from the list is given to a household by the commune
    /// ([`Context::attach_objection`]).
    ///
    /// # Errors
    /// A posting that does not hang out any more; no content.
    pub async fn raise_public_objection(
        &self,
        commune: &str,
        new: PublicObjection,
    ) -> Result<Uuid, Error> {
        let area = self.commune_area(commune)?;
        let province = area.province().unwrap_or_default();
        let mut tx = self.store.begin().await?;
        let standing = tx.list_postings_on(province, commune, self.today()).await?;
        let posting = standing
            .into_iter()
            .find(|posting| posting.posting_id == new.posting_id)
            .ok_or_else(posting_ended)?;
        let round = self
            .locked_round(&mut tx, (province, posting.round_id))
            .await?;
        let village = posting.village_id;
        self.refuse_unless_posted(&mut tx, &round, village).await?;
        let entries: Vec<KeptEntry> =
            serde_json::from_value(posting.entries).map_err(Error::internal)?;
        let mut objection = self.objection(&round, village, &new.content, self.today())?;
        if let Some(entry) = new.entry {
            let entry = entries.get(entry).ok_or_else(Error::not_found)?;
            objection.form_id = Some(entry.form);
            objection.class_before = tx
                .find_form(province, entry.form)
                .await?
                .and_then(|f| f.class);
        }
        objection.raised_by = normalise(&new.raised_by);
        let known = tx
            .list_objections(province, posting.round_id, Some(village))
            .await?;
        let public = known
            .iter()
            .filter(|one| one.recorded_by.is_none() && one.raised_on == objection.raised_on);
        // The same form sent twice is one objection.
        if let Some(same) = public.clone().find(|one| {
            (one.form_id, &one.content, &one.raised_by)
                == (objection.form_id, &objection.content, &objection.raised_by)
        }) {
            return Ok(same.objection_id);
        }
        if public.count() >= MOST_PUBLIC_A_DAY {
            return Err(Error::state(
                "too_many_objections",
                "Hôm nay thôn đã nhận quá nhiều ý kiến gửi qua mạng. Gặp trưởng thôn hoặc Ủy ban nhân dân xã để gửi ý kiến trực tiếp.",
                "This village has received too many objections online today. Please tell the head of the village or the commune in person.",
            ));
        }
        tx.add_objection(&objection).await?;
        tx.add_audit(AuditEvent {
            province_code: province.to_owned(),
            at: self.now(),
            account_id: None,
            account_name: "public".to_owned(),
            role: "public".to_owned(),
            area_code: commune.to_owned(),
            action: Action::ObjectionRecord.code().to_owned(),
            subject_kind: "objection".to_owned(),
            subject_id: objection.objection_id.to_string(),
            details: json!({ "village": village, "due_on": objection.due_on }).to_string(),
            reason: String::new(),
            address: new.address,
        })
        .await?;
        tx.commit().await?;
        Ok(objection.objection_id)
    }

    /// Says which household a public objection is about.
    ///
    /// # Errors
    /// An objection that is about one already; a household of another village.
    pub async fn attach_objection(
        &self,
        actor: &Actor,
        (province, objection_id): (&str, Uuid),
        household_id: Uuid,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let objection = tx.find_objection(province, objection_id).await?;
        let mut objection = objection.ok_or_else(Error::not_found)?;
        let round = self
            .locked_round(&mut tx, (province, objection.round_id))
            .await?;
        let area = round.village_area(objection.village_id);
        let permit = self.permit(actor, Action::ObjectionSettle, area)?;
        if objection.form_id.is_some() {
            return Err(Error::conflict());
        }
        let household = self
            .household_of_round(&mut tx, &round, household_id)
            .await?;
        if household.village_id != objection.village_id {
            return Err(Error::not_found());
        }
        let known = tx
            .find_form_of_household(province, round.row.round_id, household_id)
            .await?;
        let form = match known.filter(|form| form.state != "removed") {
            Some(form) => form.form_id,
            None => {
                let because = (ListedBecause::Objection, objection.content.as_str());
                self.put_on_list(&mut tx, actor, &round, &household, because)
                    .await?
            }
        };
        objection.form_id = Some(form);
        objection.class_before = tx.find_form(province, form).await?.and_then(|f| f.class);
        let state = objection.state.clone();
        tx.move_objection(&objection, &state).await?;
        let details = json!({ "attached": form });
        permit
            .record(&mut tx, ("objection", objection_id), details, "")
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Records the visit an objection led to, with its own assessment.
    ///
    /// # Errors
    /// The surveyor of the household himself; answers that do not decide the class; an objection
    /// that is answered.
    pub async fn recheck_objection(
        &self,
        actor: &Actor,
        (province, objection_id): (&str, Uuid),
        draft: FormDraft,
        note: &str,
    ) -> Result<Uuid, Error> {
        let mut tx = self.store.begin().await?;
        let objection = tx.find_objection(province, objection_id).await?;
        let mut objection = objection.ok_or_else(Error::not_found)?;
        let key = (province, objection.round_id);
        let round = self.locked_round(&mut tx, key).await?;
        let area = round.village_area(objection.village_id);
        let permit = self.permit(actor, Action::ObjectionSettle, area)?;
        round.refuse_when_signed()?;
        let from = state_of(&objection)?;
        let to = from.recheck()?;
        let form_id = objection.form_id.ok_or_else(no_household)?;
        let form: FormRef<'_> = (province, form_id);
        let cause = ("objection", Some(objection_id), objection.content.as_str());
        let recheck_id = self
            .check_again(&mut tx, actor, form, (cause, draft, note))
            .await?;
        objection.state = to.code().to_owned();
        tx.move_objection(&objection, from.code()).await?;
        let details = json!({ "rechecked": recheck_id });
        permit
            .record(&mut tx, ("objection", objection_id), details, "")
            .await?;
        tx.commit().await?;
        Ok(recheck_id)
    }

    async fn refuse_unless_posted(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
        village: Uuid,
    ) -> Result<(), Error> {
        round.refuse_when_signed()?;
        let state = round.locked_village(tx, village).await?;
        match state.state() {
            VillageState::Posted => Ok(()),
            _ => Err(posting_ended()),
        }
    }

    fn objection(
        &self,
        round: &RoundAt<'_>,
        village: Uuid,
        content: &str,
        raised_on: NaiveDate,
    ) -> Result<Objection, Error> {
        let content = normalise(content);
        if content.is_empty() {
            return Err(Error::field(
                "content",
                "Nhập nội dung khiếu nại.",
                "Say what is objected.",
            ));
        }
        if content.chars().count() > LONGEST {
            return Err(Error::field(
                "content",
                format!(
                    "Nội dung dài quá {LONGEST} chữ cái. Viết gọn lại hoặc nộp văn bản tại xã."
                ),
                format!("Longer than {LONGEST} letters. Shorten it, or hand it in on paper."),
            ));
        }
        let days = round.days("recheck");
        Ok(Objection {
            province_code: round.row.province_code.clone(),
            objection_id: self.new_id(),
            round_id: round.row.round_id,
            village_id: village,
            form_id: None,
            raised_by: String::new(),
            on_behalf_of: String::new(),
            raised_on,
            due_on: days.map_or(raised_on, |days| last_day(round.working, raised_on, days)),
            content,
            state: ObjectionState::Open.code().to_owned(),
            outcome: None,
            outcome_reason: None,
            class_before: None,
            class_after: None,
            settled_at: None,
            settled_by: None,
            recorded_at: self.now(),
            recorded_by: None,
        })
    }
}

pub(super) fn state_of(objection: &Objection) -> Result<ObjectionState, Error> {
    super::round_at::stored(ObjectionState::parse(&objection.state), "objection state")
}

fn posting_ended() -> Error {
    Error::state(
        "not_posted",
        "Danh sách của thôn không còn trong thời gian niêm yết. Hộ gia đình có thể nộp giấy đề nghị để được rà soát thường xuyên hằng tháng.",
        "The village's list is not posted now. The household may file a request for the monthly review.",
    )
}

pub(super) fn no_household() -> Error {
    Error::state(
        "objection_without_household",
        "Khiếu nại này chưa gắn với hộ nào. Chọn hộ được nói đến trước khi phúc tra.",
        "This objection is not about a household yet. Choose the household it means first.",
    )
}
