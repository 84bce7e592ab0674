//! Posting the result: the village's list, how long it hangs out, what the loudspeaker says.

use super::days::last_day;
use super::permit::Permit;
use super::result::{ReviewResult, result_of};
use super::round_at::{RoundAt, VillageRef};
use crate::access::{Action, Actor};
use crate::{Context, Error};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_store::Tx;
use vuonlen_store::review::{FormLine, Posting};

/// One line of a posted list: what may be public of a household, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedEntry {
    /// Name of the head.
    pub head: String,
    /// Name of the village.
    pub village: String,
    /// What the review came to.
    pub result: ReviewResult,
    /// Persons.
    pub persons: i64,
}

/// An entry with the form behind it, as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptEntry {
    pub(super) form: Uuid,
    #[serde(flatten)]
    pub(super) entry: PostedEntry,
}

/// A posted list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostingView {
    /// Its id.
    pub posting_id: Uuid,
    /// The village.
    pub village_id: Uuid,
    /// Its name.
    pub village_name: String,
    /// Empty for the village's list; otherwise why changed results were posted again.
    pub because: String,
    /// First day it hangs out.
    pub from: NaiveDate,
    /// Last day it hangs out.
    pub last: NaiveDate,
    /// Whether it hangs out today.
    pub stands: bool,
    /// Where (codes of `posting_places`).
    pub places: Vec<String>,
    /// Its lines.
    pub entries: Vec<PostedEntry>,
    /// What is read out over the loudspeaker.
    pub announcement: Text,
}

impl Context {
    /// Posts a village's list from a day on, for as long as the procedure says.
    ///
    /// # Errors
    /// Before the meeting agreed; a day before the meeting; an unknown place.
    pub async fn post_list(
        &self,
        actor: &Actor,
        (province, round_id, village): VillageRef<'_>,
        from: NaiveDate,
        places: &[String],
    ) -> Result<PostingView, Error> {
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, (province, round_id)).await?;
        let permit = self.permit(actor, Action::PostingMake, round.village_area(village))?;
        let before = round.locked_village(&mut tx, village).await?;
        let after = before.post()?;
        self.check_posting(&mut tx, &round, village, (from, places))
            .await?;
        let lines = tx.list_forms(province, round_id, Some(village)).await?;
        let posting = self
            .hang_out(
                &mut tx,
                &permit,
                &round,
                (village, &lines),
                (from, places, ""),
            )
            .await?;
        let states = (before.state().code(), after.state().code());
        permit
            .move_village(&mut tx, &round, village, states, "")
            .await?;
        let view = self.posting_view(&mut tx, posting).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Adds a posting of the lines that have a result to be posted.
    pub(super) async fn hang_out(
        &self,
        tx: &mut Tx,
        permit: &Permit<'_>,
        round: &RoundAt<'_>,
        (village, lines): (Uuid, &[FormLine]),
        (from, places, because): (NaiveDate, &[String], &str),
    ) -> Result<Posting, Error> {
        let days = round.days("posting").ok_or_else(no_posting_days)?;
        let last = last_day(round.working, from, days);
        let name = self
            .village_name(tx, &round.row.province_code, village)
            .await?;
        // A correction also says of a household that it is in no list any more.
        let corrected = (!because.is_empty()).then_some(ReviewResult::NotListed);
        let entries: Vec<KeptEntry> = lines
            .iter()
            .filter_map(|line| {
                Some(KeptEntry {
                    form: line.form_id,
                    entry: PostedEntry {
                        head: line.head_name.clone(),
                        village: name.clone(),
                        result: result_of(line).or(corrected)?,
                        persons: line.size,
                    },
                })
            })
            .collect();
        let posting = Posting {
            province_code: round.row.province_code.clone(),
            posting_id: self.new_id(),
            round_id: round.row.round_id,
            village_id: village,
            commune_code: round.row.commune_code.clone(),
            because: because.to_owned(),
            from_date: from,
            until_date: last.checked_add_days(Days::new(1)).unwrap_or(last),
            places: places.join(","),
            entries: serde_json::to_value(&entries).map_err(Error::internal)?,
            recorded_at: self.now(),
            recorded_by: Some(permit.actor.account_id),
        };
        tx.add_posting(&posting).await?;
        let details = json!({
            "village": village, "from": from, "last": last, "households": entries.len(),
        });
        let subject = ("posting", posting.posting_id);
        permit.record(tx, subject, details, because).await?;
        Ok(posting)
    }

    async fn check_posting(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
        village: Uuid,
        (from, places): (NaiveDate, &[String]),
    ) -> Result<(), Error> {
        let (province, round_id) = round.key();
        let meetings = tx.list_meetings(province, round_id, Some(village)).await?;
        let earliest = meetings
            .last()
            .map_or(round.row.starts_on, |meeting| meeting.held_on);
        if from < earliest {
            let day = written(earliest);
            return Err(Error::field(
                "from",
                format!("Niêm yết sau cuộc họp dân, từ ngày {day} trở đi."),
                format!("The list is posted after the meeting, from {day} on."),
            ));
        }
        let latest = round.row.ends_on.max(self.today());
        if from > latest {
            let day = written(latest);
            return Err(Error::field(
                "from",
                format!("Ngày niêm yết không muộn hơn {day}."),
                format!("The list is posted by {day}."),
            ));
        }
        let list = self.law.codes.list("posting_places");
        let unknown = |code: &&String| list.is_none_or(|list| list.position(code).is_none());
        if places.is_empty() || places.iter().any(|code| unknown(&code)) {
            return Err(Error::field(
                "places",
                "Chọn nơi niêm yết trong danh sách.",
                "Choose where the list is posted.",
            ));
        }
        Ok(())
    }

    /// Postings of a village in a round, in order.
    ///
    /// # Errors
    /// A village outside the actor's area.
    pub async fn postings(
        &self,
        actor: &Actor,
        (province, round_id, village): VillageRef<'_>,
    ) -> Result<Vec<PostingView>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, (province, round_id)).await?;
        self.permit(actor, Action::RoundRead, round.village_area(village))?;
        let mut views = Vec::new();
        for posting in tx.list_postings(province, round_id, Some(village)).await? {
            views.push(self.posting_view(&mut tx, posting).await?);
        }
        Ok(views)
    }

    /// Postings of a commune that hang out today: what anybody may see. Nothing older is shown,
    /// so a list is taken off by itself when its days are over.
    ///
    /// # Errors
    /// A code that names no commune today.
    pub async fn public_postings(&self, commune: &str) -> Result<Vec<PostingView>, Error> {
        let area = self.commune_area(commune)?;
        let province = area.province().unwrap_or_default();
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for posting in tx.list_postings_on(province, commune, self.today()).await? {
            views.push(self.posting_view(&mut tx, posting).await?);
        }
        Ok(views)
    }

    pub(super) async fn posting_view(
        &self,
        tx: &mut Tx,
        posting: Posting,
    ) -> Result<PostingView, Error> {
        let name = self
            .village_name(tx, &posting.province_code, posting.village_id)
            .await?;
        let kept: Vec<KeptEntry> =
            serde_json::from_value(posting.entries).map_err(Error::internal)?;
        let entries: Vec<PostedEntry> = kept.into_iter().map(|kept| kept.entry).collect();
        let last = posting.until_date.pred_opt().unwrap_or(posting.until_date);
        let today = self.today();
        Ok(PostingView {
            posting_id: posting.posting_id,
            village_id: posting.village_id,
            announcement: announcement(&name, &entries, (posting.from_date, last)),
            village_name: name,
            because: posting.because,
            from: posting.from_date,
            last,
            stands: posting.from_date <= today && today <= last,
            places: (posting.places.split(','))
                .filter(|code| !code.is_empty())
                .map(str::to_owned)
                .collect(),
            entries,
        })
    }

    pub(super) async fn village_name(
        &self,
        tx: &mut Tx,
        province: &str,
        village: Uuid,
    ) -> Result<String, Error> {
        let village = tx.find_village(province, village).await?;
        Ok(village.ok_or_else(Error::not_found)?.name)
    }
}

/// What is read out: counts and where to look, no names.
fn announcement(village: &str, entries: &[PostedEntry], days: (NaiveDate, NaiveDate)) -> Text {
    let count = |result: ReviewResult| entries.iter().filter(|e| e.result == result).count();
    let escaped = count(ReviewResult::EscapedPoor) + count(ReviewResult::EscapedNearPoor);
    let (poor, near) = (count(ReviewResult::Poor), count(ReviewResult::NearPoor));
    let (from, last) = (written(days.0), written(days.1));
    Text::new(
        format!(
            "Kính thưa bà con {village}. Kết quả rà soát của thôn có {poor} hộ nghèo, {near} hộ cận nghèo, {escaped} hộ thoát nghèo, thoát cận nghèo. \
             Danh sách được niêm yết từ ngày {from} đến hết ngày {last}. Bà con xem danh sách tại nơi niêm yết; \
             ai thấy chưa đúng thì gửi ý kiến cho trưởng thôn hoặc Ủy ban nhân dân xã trong thời gian này."
        ),
        format!(
            "To the people of {village}: the review found {poor} poor and {near} near-poor households; {escaped} have left the lists. \
             The list is posted from {from} to {last}. If you think something is wrong, \
             tell the head of the village or the commune within these days."
        ),
    )
}

fn no_posting_days() -> Error {
    Error::state(
        "no_posting_days",
        "Quy trình chưa ghi số ngày niêm yết. Bổ sung law/procedures.",
        "The procedure does not say for how long a list is posted. Add it to law/procedures.",
    )
}
