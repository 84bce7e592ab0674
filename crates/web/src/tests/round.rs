//! A commune with a yearly round, brought to a step by use cases, for pages that begin there.

use super::browser::{Site, router};
use chrono::{Duration, NaiveDate};
use uuid::Uuid;
use vuonlen_app::Error;
use vuonlen_app::access::Actor;
use vuonlen_app::registry::Answer;
use vuonlen_app::review::{DoubtResolution, FormDraft, HouseholdOpinion, MeetingRecord, PlanRound};
use vuonlen_app::testing::{COMMUNE, PROVINCE, fixtures};
use vuonlen_domain::review::RoundKind;

/// A site with a round whose survey is done.
pub(super) struct RoundSite {
    pub(super) site: Site,
    pub(super) round: Uuid,
    pub(super) villages: Vec<Uuid>,
}

/// One per engine, over `households` households, every village surveyed and scored.
pub(super) async fn scored(households: u32) -> Result<Vec<RoundSite>, Error> {
    let mut all = Vec::new();
    for fixture in fixtures().await? {
        let personas = fixture.personas().await?;
        let officer = personas.iter().find(|one| one.name == "commune-officer");
        let households = fixture
            .settle(officer.ok_or_else(Error::not_found)?, households)
            .await?;
        let site = Site {
            router: router(&fixture.context, fixture.folder.path()),
            fixture,
            personas,
            households,
        };
        all.push(RoundSite::begin(site).await?);
    }
    Ok(all)
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

impl RoundSite {
    pub(super) async fn begin(site: Site) -> Result<Self, Error> {
        let mut begun = Self {
            site,
            round: Uuid::nil(),
            villages: Vec::new(),
        };
        let context = begun.site.fixture.context.clone();
        let plan = PlanRound {
            commune: COMMUNE.to_owned(),
            year: 2026,
            kind: RoundKind::Annual,
            starts_on: day(9, 1),
            reviewed_on: day(11, 20),
            score_table: Some("illustrative-2022".to_owned()),
            overlay: None,
            ask_opinion: false,
        };
        let officer = begun.actor("commune-officer");
        let planned = context.plan_round(officer, plan, None).await?;
        begun.round = planned.round_id;
        let officer = begun.actor("commune-officer");
        let page = context.round(officer, begun.key()).await?;
        let villages = page.villages.iter().map(|one| one.village_id).collect();
        context.start_survey(officer, begun.key(), None).await?;
        begun.villages = villages;
        for village in &begun.villages {
            begun.survey(*village).await?;
        }
        Ok(begun)
    }

    pub(super) fn actor(&self, name: &str) -> &Actor {
        self.site.persona(name)
    }

    pub(super) fn key(&self) -> (&'static str, Uuid) {
        (PROVINCE, self.round)
    }

    pub(super) fn path(&self) -> String {
        format!("/rounds/{PROVINCE}/{}", self.round)
    }

    pub(super) fn pass_days(&self, days: i64) {
        self.site.fixture.clock.advance(Duration::days(days));
    }

    /// Confirms what is open in a village with what the registry knows, and closes the survey.
    pub(super) async fn survey(&self, village: Uuid) -> Result<(), Error> {
        let context = &self.site.fixture.context;
        let officer = self.actor("commune-officer");
        let enumerator = self.actor("enumerator");
        let lines = context
            .review_list(officer, self.key(), Some(village))
            .await?;
        for line in lines.iter().filter(|line| line.state != "confirmed") {
            let form = (PROVINCE, line.form_id);
            let page = context.form(enumerator, form).await?;
            let mut draft = FormDraft {
                document: page.document,
                event: page.event,
                appraisal: page.appraisal,
            };
            let causes = Answer::Set(vec!["capital".to_owned()]);
            let answers = &mut draft.document.answers;
            answers.entry("causes".to_owned()).or_insert(causes);
            let saved = context
                .save_form(enumerator, form, page.version, draft)
                .await?;
            context
                .confirm_form(enumerator, form, saved.version, "Người trả lời")
                .await?;
        }
        let at = (PROVINCE, self.round, village);
        context.close_survey(officer, at).await?;
        Ok(())
    }

    /// A meeting at which everybody agreed, and the list posted.
    pub(super) async fn meet_and_post(&self, village: Uuid) -> Result<(), Error> {
        let context = &self.site.fixture.context;
        let head = self.actor("village-head");
        let at = (PROVINCE, self.round, village);
        let agenda = context.meeting_agenda(head, at).await?;
        let record = MeetingRecord {
            held_on: context.today(),
            place: "Nhà văn hóa bản".to_owned(),
            chair: "Lò Văn Trưởng".to_owned(),
            secretary: "Cà Thị Thư".to_owned(),
            supervisor: String::new(),
            attendance: 40,
            notes: String::new(),
            opinions: agenda
                .iter()
                .map(|line| HouseholdOpinion {
                    form_id: line.form_id,
                    agree: 40,
                    disagree: 0,
                    opinion: String::new(),
                })
                .collect(),
        };
        context.record_meeting(head, at, record, None).await?;
        let places = ["village_house".to_owned()];
        let officer = self.actor("commune-officer");
        context
            .post_list(officer, at, context.today(), &places)
            .await?;
        Ok(())
    }

    pub(super) async fn conclude(&self) -> Result<(), Error> {
        let context = &self.site.fixture.context;
        let officer = self.actor("commune-officer");
        for village in &self.villages {
            let at = (PROVINCE, self.round, *village);
            context.conclude_posting(officer, at).await?;
        }
        for doubt in context.doubts(officer, self.key()).await? {
            let key = (PROVINCE, doubt.flag.flag_id);
            let kept = DoubtResolution::Kept;
            context
                .resolve_doubt(officer, key, kept, "Đã xuống xem hộ")
                .await?;
        }
        Ok(())
    }

    /// Everything up to the officer's submission.
    pub(super) async fn submitted(&self) -> Result<(), Error> {
        for village in &self.villages {
            self.meet_and_post(*village).await?;
        }
        self.pass_days(10);
        self.conclude().await?;
        let context = &self.site.fixture.context;
        let officer = self.actor("commune-officer");
        context.submit_round(officer, self.key()).await
    }
}
