//! Village meetings and what they said of each household.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Meeting {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub meeting_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The village.
    pub village_id: Uuid,
    /// When it was held.
    pub held_on: NaiveDate,
    /// Where.
    pub place: String,
    /// Who chaired it.
    pub chair: String,
    /// Who wrote the minutes.
    pub secretary: String,
    /// Who came from the Fatherland Front to supervise; empty when nobody.
    pub supervisor: String,
    /// How many attended.
    pub attendance: i64,
    /// What else was said.
    pub notes: String,
    /// Percent of those attending that had to agree.
    pub percent: i64,
    /// Whether the result was agreed to.
    pub passed: bool,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

/// What a meeting said of one household.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct MeetingOpinion {
    /// Province.
    pub province_code: String,
    /// The meeting.
    pub meeting_id: Uuid,
    /// The form.
    pub form_id: Uuid,
    /// Version of the form that lay before the meeting.
    pub form_version: i64,
    /// Class proposed to it.
    pub proposed_class: String,
    /// Who agreed.
    pub agree: i64,
    /// Who did not.
    pub disagree: i64,
    /// What was said.
    pub opinion: String,
    /// Whether enough agreed.
    pub agreed: bool,
}

impl Tx {
    /// Adds a meeting with its opinions.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_meeting(
        &mut self,
        meeting: &Meeting,
        opinions: &[MeetingOpinion],
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO village_meeting (province_code, meeting_id, round_id, \
             village_id, held_on, place, chair, secretary, supervisor, attendance, notes, \
             percent, passed, recorded_at, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        const OPINION: &str = "INSERT INTO meeting_opinion (province_code, meeting_id, form_id, \
             form_version, proposed_class, agree, disagree, opinion, agreed) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        execute!(
            self,
            SQL,
            &meeting.province_code,
            meeting.meeting_id,
            meeting.round_id,
            meeting.village_id,
            meeting.held_on,
            &meeting.place,
            &meeting.chair,
            &meeting.secretary,
            &meeting.supervisor,
            meeting.attendance,
            &meeting.notes,
            meeting.percent,
            meeting.passed,
            meeting.recorded_at,
            meeting.recorded_by,
        );
        for opinion in opinions {
            execute!(
                self,
                OPINION,
                &opinion.province_code,
                opinion.meeting_id,
                opinion.form_id,
                opinion.form_version,
                &opinion.proposed_class,
                opinion.agree,
                opinion.disagree,
                &opinion.opinion,
                opinion.agreed,
            );
        }
        Ok(())
    }

    /// One meeting.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_meeting(
        &mut self,
        province_code: &str,
        meeting_id: Uuid,
    ) -> Result<Option<Meeting>, StoreError> {
        const SQL: &str =
            "SELECT * FROM village_meeting WHERE province_code = $1 AND meeting_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, meeting_id))
    }

    /// Meetings of a round, or of one of its villages, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_meetings(
        &mut self,
        province_code: &str,
        round_id: Uuid,
        village_id: Option<Uuid>,
    ) -> Result<Vec<Meeting>, StoreError> {
        const SQL: &str = "SELECT * FROM village_meeting \
             WHERE province_code = $1 AND round_id = $2 AND ($3 IS NULL OR village_id = $3) \
             ORDER BY recorded_at, meeting_id";
        Ok(fetch_all!(self, SQL, province_code, round_id, village_id))
    }

    /// What a meeting said, by form.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_opinions(
        &mut self,
        province_code: &str,
        meeting_id: Uuid,
    ) -> Result<Vec<MeetingOpinion>, StoreError> {
        const SQL: &str = "SELECT * FROM meeting_opinion \
             WHERE province_code = $1 AND meeting_id = $2 ORDER BY form_id";
        Ok(fetch_all!(self, SQL, province_code, meeting_id))
    }

    /// Forms of a village that a meeting of the round has agreed to, with the version and the
    /// class it agreed to.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_agreed_forms(
        &mut self,
        province_code: &str,
        round_id: Uuid,
        village_id: Uuid,
    ) -> Result<Vec<(Uuid, i64, String)>, StoreError> {
        const SQL: &str = "SELECT o.form_id, o.form_version, o.proposed_class \
             FROM meeting_opinion o JOIN village_meeting m \
               ON m.province_code = o.province_code AND m.meeting_id = o.meeting_id \
             WHERE m.province_code = $1 AND m.round_id = $2 AND m.village_id = $3 AND o.agreed \
             ORDER BY m.recorded_at, o.form_id";
        Ok(fetch_all!(self, SQL, province_code, round_id, village_id))
    }
}
