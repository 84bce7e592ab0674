//! The steps of a review, taken by the persons of a commune.

use super::cast::{self, DemoAccount};
use super::home::Home;
use super::schedule::{Deed, Step};
use super::settle::{population, settle};
use super::{Commune, DemoPlan, Made, PROVINCE, SCORE_TABLE, YEAR};
use crate::demo::StagedClock;
use crate::review::{
    DecisionPaper, DoubtResolution, FormDraft, HouseholdOpinion, MeetingRecord, NewObjection,
    NewRequest, OpinionLetter, PlanRound, RequestKind,
};
use crate::{Context, Error};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;
use vuonlen_domain::review::RoundKind;
use vuonlen_domain::{Class, Text};
use vuonlen_law::assess::{Assessor, Options};

/// The demonstration while it is being made.
pub(super) struct Play<'a> {
    context: Context,
    clock: Arc<StagedClock>,
    plan: DemoPlan,
    progress: &'a (dyn Fn(&Text, u64, u64) + Sync),
    communes: Vec<Commune>,
    accounts: Vec<DemoAccount>,
    done: u64,
}

/// A step takes about as long as entering so many households.
const WEIGHT: u64 = 60;
/// Steps of the four communes together, for the bar: three whole years and a part of this one.
const STEPS: u64 = 130;

impl<'a> Play<'a> {
    pub(super) fn new(
        context: Context,
        clock: Arc<StagedClock>,
        plan: DemoPlan,
        progress: &'a (dyn Fn(&Text, u64, u64) + Sync),
    ) -> Self {
        Self {
            context,
            clock,
            plan,
            progress,
            communes: Vec::new(),
            accounts: Vec::new(),
            done: 0,
        }
    }

    fn total(&self) -> u64 {
        u64::from(self.plan.households) * 4 + STEPS * WEIGHT
    }

    /// Accounts, villages and households.
    pub(super) async fn open(&mut self) -> Result<(), Error> {
        cast::province(&self.context, &mut self.accounts).await?;
        for (unit, inputs) in population(&self.context, self.plan)? {
            let today = self.plan.today;
            let count = inputs.len() as u64;
            let what = Text::new(
                format!("nhập hộ của xã {unit}"),
                format!("entering households of commune {unit}"),
            );
            let (done, total) = (self.done, self.total());
            let entered = |number: usize| {
                if number.is_multiple_of(25) {
                    (self.progress)(&what, done + number as u64, total);
                }
            };
            let accounts = &mut self.accounts;
            let commune = settle(&self.context, (&unit, inputs), today, accounts, entered).await?;
            self.communes.push(commune);
            self.done += count;
        }
        Ok(())
    }

    pub(super) async fn carry_out(&mut self, position: usize, step: &Step) -> Result<(), Error> {
        self.clock.go_to(step.on);
        let commune = &self.communes[step.commune];
        let what = Text::new(
            format!("rà soát năm {}, xã {}", step.on.year(), commune.name),
            format!("review of {}, commune {}", step.on.year(), commune.name),
        );
        let done = self.done + WEIGHT * position as u64;
        (self.progress)(&what, done.min(self.total()), self.total());
        if step.deed == Deed::Plan {
            let planned = self.plan_round(commune, step.on).await?;
            self.communes[step.commune].round = Some(planned);
            return Ok(());
        }
        if step.deed == Deed::Requests {
            return self.requests(commune, step.on).await;
        }
        let round = commune.round.ok_or_else(Error::not_found)?;
        let turn = Turn {
            context: &self.context,
            commune,
            round,
            on: step.on,
        };
        match step.deed {
            Deed::Requests | Deed::Plan => Ok(()),
            Deed::Survey => turn.survey().await,
            Deed::SurveyInPart => turn.survey_in_part().await,
            Deed::Meet => turn.meet().await,
            Deed::Post => turn.post().await,
            Deed::Object => turn.object().await,
            Deed::Conclude => turn.conclude().await,
            Deed::Submit => turn.submit().await,
            Deed::Recognise => turn.recognise().await,
            Deed::Seal => turn.seal().await,
        }
    }

    pub(super) fn finish(self) -> Made {
        let total = self.total();
        (self.progress)(&Text::new("xong", "done"), total, total);
        Made {
            households: self.communes.iter().map(|one| one.homes.len()).sum(),
            accounts: self.accounts,
        }
    }

    /// Whoever would be poor or near-poor and is in no list asks for a review.
    async fn requests(&self, commune: &Commune, on: NaiveDate) -> Result<(), Error> {
        let law = &self.context.law;
        let standard = law.standard_on(on).map_err(|none| {
            let text = none.text();
            Error::state("no_standard", text.vi, text.en)
        })?;
        let options = Options {
            score_table: Some(SCORE_TABLE.to_owned()),
            overlay: None,
        };
        let assessor = Assessor::new(law, &standard.id, on, &options).map_err(|error| {
            let text = error.text();
            Error::state("standard_unusable", text.vi, text.en)
        })?;
        let officer = &commune.cast.officer;
        let mut listed = BTreeMap::new();
        if let Some(round) = commune.round {
            let lines = self
                .context
                .review_list(officer, (PROVINCE, round), None)
                .await?;
            listed.extend(
                lines
                    .into_iter()
                    .map(|line| (line.household_id, line.class)),
            );
        }
        for home in &commune.homes {
            let was = listed.get(&home.id).cloned().flatten();
            if was
                .as_deref()
                .and_then(Class::parse)
                .is_some_and(Class::is_poor_or_near_poor)
            {
                continue;
            }
            let document = home.on(on);
            let input = document
                .to_input(&home.id.to_string(), law)
                .map_err(Error::internal)?;
            let class = assessor.assess(&input).ok().and_then(|result| result.class);
            // A few ask in vain.
            let in_vain = document.code.ends_with("77");
            if !class.is_some_and(Class::is_poor_or_near_poor) && !in_vain {
                continue;
            }
            let request = NewRequest {
                household_id: home.id,
                kind: RequestKind::Review,
                reasons: Vec::new(),
                content: "Gia đình gặp khó khăn, đề nghị được rà soát".to_owned(),
                raised_by: document.head_name().to_owned(),
                raised_on: on,
            };
            self.context
                .record_request(officer, PROVINCE, request, None)
                .await?;
        }
        Ok(())
    }

    async fn plan_round(&self, commune: &Commune, on: NaiveDate) -> Result<Uuid, Error> {
        let day = |month, day| NaiveDate::from_ymd_opt(on.year(), month, day).unwrap_or_default();
        let plan = PlanRound {
            commune: commune.code.clone(),
            year: on.year(),
            kind: RoundKind::Annual,
            starts_on: day(9, 1),
            reviewed_on: reviewed_on(on),
            score_table: Some(SCORE_TABLE.to_owned()),
            overlay: None,
            ask_opinion: false,
        };
        let officer = &commune.cast.officer;
        Ok(self.context.plan_round(officer, plan, None).await?.round_id)
    }
}

/// The day as of which the round of that year judges.
fn reviewed_on(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), 9, 20).unwrap_or(day)
}

/// One commune's round on one day.
struct Turn<'a> {
    context: &'a Context,
    commune: &'a Commune,
    round: Uuid,
    on: NaiveDate,
}

impl Turn<'_> {
    const fn key(&self) -> (&'static str, Uuid) {
        (PROVINCE, self.round)
    }

    const fn village(&self, village: Uuid) -> (&'static str, Uuid, Uuid) {
        (PROVINCE, self.round, village)
    }

    async fn survey(&self) -> Result<(), Error> {
        let officer = &self.commune.cast.officer;
        self.context.start_survey(officer, self.key(), None).await?;
        for village in &self.commune.villages {
            self.survey_village(*village, usize::MAX).await?;
            self.context
                .close_survey(officer, self.village(*village))
                .await?;
        }
        Ok(())
    }

    async fn survey_in_part(&self) -> Result<(), Error> {
        let officer = &self.commune.cast.officer;
        let Some((_, begun)) = self.commune.villages.split_last() else {
            return Ok(());
        };
        self.context
            .start_survey(officer, self.key(), Some(begun))
            .await?;
        for (number, village) in begun.iter().enumerate() {
            let most = if number < 2 { usize::MAX } else { 3 * number };
            self.survey_village(*village, most).await?;
            if number < 2 {
                self.context
                    .close_survey(officer, self.village(*village))
                    .await?;
            }
        }
        Ok(())
    }

    /// Fills in and confirms the first `most` forms of a village.
    async fn survey_village(&self, village: Uuid, most: usize) -> Result<(), Error> {
        let homes: BTreeMap<Uuid, &Home> = (self.commune.homes.iter())
            .filter(|home| home.village == village)
            .map(|home| (home.id, home))
            .collect();
        let enumerator = &self.commune.cast.enumerator;
        let lines = self
            .context
            .review_list(enumerator, self.key(), Some(village))
            .await?;
        for line in lines.into_iter().take(most) {
            let home = homes.get(&line.household_id).ok_or_else(Error::not_found)?;
            // A child born since is entered in the registry, not in this form.
            let document = home.on(reviewed_on(self.on));
            let respondent = document.head_name().to_owned();
            let draft = FormDraft {
                document,
                event: None,
                appraisal: Default::default(),
            };
            let form = (PROVINCE, line.form_id);
            let saved = self
                .context
                .save_form(enumerator, form, line.version, draft)
                .await?;
            self.context
                .confirm_form(enumerator, form, saved.version, &respondent)
                .await?;
        }
        Ok(())
    }

    async fn meet(&self) -> Result<(), Error> {
        let officer = &self.commune.cast.officer;
        for (number, village) in (0_u32..).zip(&self.commune.villages) {
            let key = self.village(*village);
            let attendance = 38 + (number * 7 + self.commune.homes.len() as u32) % 25;
            let agenda = self.context.meeting_agenda(officer, key).await?;
            let opinions = (0_u32..).zip(agenda).map(|(place, line)| {
                let disagree = (place * 5 + number) % 9;
                HouseholdOpinion {
                    form_id: line.form_id,
                    agree: attendance - disagree,
                    disagree,
                    opinion: String::new(),
                }
            });
            let record = MeetingRecord {
                held_on: self.on,
                place: "Nhà văn hóa bản".to_owned(),
                chair: "Lò Văn Trưởng".to_owned(),
                secretary: "Cà Thị Thư".to_owned(),
                supervisor: "Điêu Thị Trận".to_owned(),
                attendance,
                notes: String::new(),
                opinions: opinions.collect(),
            };
            self.context
                .record_meeting(officer, key, record, None)
                .await?;
        }
        Ok(())
    }

    async fn post(&self) -> Result<(), Error> {
        let officer = &self.commune.cast.officer;
        let places = ["village_house".to_owned(), "commune_office".to_owned()];
        for village in &self.commune.villages {
            let key = self.village(*village);
            self.context
                .post_list(officer, key, self.on, &places)
                .await?;
        }
        Ok(())
    }

    /// Somebody objects to the first list that has lines; Mặt trận finds something there.
    async fn object(&self) -> Result<(), Error> {
        let officer = &self.commune.cast.officer;
        for village in &self.commune.villages {
            let lines = self
                .context
                .review_list(officer, self.key(), Some(*village))
                .await?;
            let Some(line) = lines.first() else {
                continue;
            };
            let objection = NewObjection {
                household_id: line.household_id,
                raised_by: "Quàng Văn Hỏi".to_owned(),
                on_behalf_of: String::new(),
                raised_on: self.on,
                content: "Hộ mới mua xe máy và tủ lạnh, đề nghị xem lại kết quả".to_owned(),
            };
            self.context
                .record_objection(officer, self.village(*village), objection, None)
                .await?;
            let finding =
                "Danh sách ở nhà văn hóa bản bị che một phần, đề nghị niêm yết lại cho dễ đọc";
            let front = &self.commune.cast.front;
            self.context
                .record_finding(front, self.key(), Some(*village), (finding, self.on), None)
                .await?;
            return Ok(());
        }
        Ok(())
    }

    async fn conclude(&self) -> Result<(), Error> {
        let officer = &self.commune.cast.officer;
        for village in &self.commune.villages {
            self.context
                .conclude_posting(officer, self.village(*village))
                .await?;
        }
        Ok(())
    }

    async fn submit(&self) -> Result<(), Error> {
        let officer = &self.commune.cast.officer;
        for doubt in self.context.doubts(officer, self.key()).await? {
            let key = (PROVINCE, doubt.flag.flag_id);
            let grounds = "Đã xuống xem lại cùng trưởng bản: hộ còn khó khăn";
            self.context
                .resolve_doubt(officer, key, DoubtResolution::Kept, grounds)
                .await?;
        }
        self.context.submit_round(officer, self.key()).await?;
        let page = self.context.round(officer, self.key()).await?;
        if page.track.opinion {
            let letter = OpinionLetter {
                number: format!("{}/UBND-NV", 300 + self.number()),
                given_on: self.on,
                agrees: true,
                content: "Thống nhất với kết quả rà soát của xã".to_owned(),
            };
            self.context
                .record_opinion(officer, self.key(), letter)
                .await?;
        }
        Ok(())
    }

    async fn recognise(&self) -> Result<(), Error> {
        let paper = DecisionPaper {
            number: format!("{}/QĐ-UBND", 120 + self.number()),
            signed_on: self.on,
            signer: "Điêu Chính Hải".to_owned(),
        };
        let chairman = &self.commune.cast.chairman;
        self.context
            .recognise_round(chairman, self.key(), paper, None)
            .await?;
        Ok(())
    }

    async fn seal(&self) -> Result<(), Error> {
        let chairman = &self.commune.cast.chairman;
        self.context
            .seal_round(chairman, self.key(), true, None)
            .await?;
        Ok(())
    }

    /// Another one for each commune and year.
    fn number(&self) -> i32 {
        let code = self.commune.code.parse::<i32>().unwrap_or_default();
        code % 100 + self.on.year() - YEAR
    }
}
