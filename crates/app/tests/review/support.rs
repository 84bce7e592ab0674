//! A commune with people and a round, and the steps every test goes through.

use chrono::{Duration, NaiveDate};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::Error;
use vuonlen_app::access::Actor;
use vuonlen_app::demo::{Names, Population};
use vuonlen_app::registry::{Answer, HouseholdDocument};
use vuonlen_app::review::{
    DecisionPaper, DoubtResolution, FormDraft, HouseholdOpinion, MeetingOutcome, MeetingRecord,
    PlanRound,
};
use vuonlen_app::testing::{COMMUNE, Fixture, PROVINCE, fixtures};
use vuonlen_domain::UnitCode;
use vuonlen_domain::review::RoundKind;
use vuonlen_law::assess::PreviousClass;
use vuonlen_store::review::Recognition;

/// A commune at work on its yearly review.
pub(crate) struct Commune {
    pub(crate) fixture: Fixture,
    pub(crate) officer: Actor,
    pub(crate) enumerator: Actor,
    pub(crate) head: Actor,
    pub(crate) chairman: Actor,
    pub(crate) front: Actor,
    pub(crate) province: Actor,
    pub(crate) round: Uuid,
    pub(crate) villages: Vec<Uuid>,
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub(crate) fn annual() -> PlanRound {
    PlanRound {
        commune: COMMUNE.to_owned(),
        year: 2026,
        kind: RoundKind::Annual,
        starts_on: day(2026, 9, 1),
        reviewed_on: day(2026, 11, 20),
        score_table: Some("illustrative-2022".to_owned()),
        overlay: None,
        ask_opinion: false,
    }
}

/// A commune on every engine, with a planned round over `households` households.
pub(crate) async fn communes(households: u32) -> Result<Vec<Commune>, Error> {
    let mut all = Vec::new();
    for fixture in fixtures().await? {
        all.push(Commune::new(fixture, households).await?);
    }
    Ok(all)
}

/// Fills the commune with synthetic households, recognised last year in the class they had then.
async fn settle(fixture: &Fixture, officer: &Actor, count: u32) -> Result<(), Error> {
    let context = &fixture.context;
    let law = &context.law;
    let population = Population {
        names: &Names::shipped().map_err(Error::internal)?,
        codes: &law.codes,
        household_facts: law.facts.scope("household").unwrap(),
        member_facts: law.facts.scope("member").unwrap(),
        on: context.today(),
        seed: 20_261_120,
    };
    let unit = UnitCode::parse(COMMUNE).map_err(Error::internal)?;
    let mut villages: BTreeMap<String, Uuid> = BTreeMap::new();
    for input in population.commune(&unit, count) {
        let name = input.village.clone().unwrap_or_default();
        let village = match villages.get(&name) {
            Some(id) => *id,
            None => {
                context
                    .add_village(officer, COMMUNE, &name, day(2020, 1, 1))
                    .await?
            }
        };
        villages.insert(name, village);
        let document = context.document_of(&input, village);
        let size = i64::try_from(document.members.len()).unwrap();
        let saved = context
            .add_household(officer, document, context.today(), "Chuyển từ sổ theo dõi")
            .await?;
        let Some(PreviousClass::Class(class)) = input.previous_class else {
            continue;
        };
        let mut tx = context.store.begin().await?;
        let mut years = input.history;
        years.push((2025, class));
        years.sort_unstable();
        years.dedup_by_key(|(year, _)| *year);
        for (year, class) in years {
            tx.add_recognition(&Recognition {
                province_code: PROVINCE.to_owned(),
                household_id: saved.household_id,
                year: year.into(),
                sequence: 0,
                class: class.code().to_owned(),
                standard: "nd07-2022".to_owned(),
                size,
                round_id: None,
                decision_id: None,
                recognised_on: day(year, 12, 10),
                reason: String::new(),
            })
            .await?;
        }
        tx.recognise_household(PROVINCE, saved.household_id, class.code(), 2025)
            .await?;
        tx.commit().await?;
    }
    Ok(())
}

impl Commune {
    pub(crate) async fn new(fixture: Fixture, households: u32) -> Result<Self, Error> {
        let officer = fixture.person("can-bo", "commune_officer", COMMUNE).await?;
        let enumerator = fixture.person("ra-soat", "enumerator", COMMUNE).await?;
        let head = fixture
            .person("truong-ban", "village_head", COMMUNE)
            .await?;
        let chairman = fixture
            .person("chu-tich", "commune_chairman", COMMUNE)
            .await?;
        let front = fixture
            .person("mat-tran", "fatherland_front", COMMUNE)
            .await?;
        let province = fixture.person("tinh", "province_officer", PROVINCE).await?;
        settle(&fixture, &officer, households).await?;
        let context = &fixture.context;
        let planned = context.plan_round(&officer, annual(), None).await?;
        let key = (PROVINCE, planned.round_id);
        let page = context.round(&officer, key).await?;
        let villages = page
            .villages
            .iter()
            .map(|village| village.village_id)
            .collect();
        Ok(Self {
            officer,
            enumerator,
            head,
            chairman,
            front,
            province,
            round: planned.round_id,
            villages,
            fixture,
        })
    }

    /// The same commune with another round, which asks for an opinion.
    pub(crate) async fn asking(self) -> Result<Self, Error> {
        let plan = PlanRound {
            starts_on: day(2026, 9, 2),
            ask_opinion: true,
            ..annual()
        };
        let context = &self.fixture.context;
        let planned = context.plan_round(&self.officer, plan, None).await?;
        Ok(Self {
            round: planned.round_id,
            ..self
        })
    }

    /// Writes over a file of a snapshot behind everybody's back.
    pub(crate) async fn overwrite(
        &self,
        snapshot: Uuid,
        name: &str,
        content: &[u8],
    ) -> Result<(), Error> {
        let mut tx = self.fixture.context.store.begin().await?;
        tx.overwrite_snapshot_file(PROVINCE, (snapshot, name), content)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) fn key(&self) -> (&'static str, Uuid) {
        (PROVINCE, self.round)
    }

    pub(crate) fn village(&self, village: Uuid) -> (&'static str, Uuid, Uuid) {
        (PROVINCE, self.round, village)
    }

    /// Confirms a form with what the registry knows, after `change`.
    pub(crate) async fn confirm(
        &self,
        form: Uuid,
        change: impl FnOnce(&mut HouseholdDocument),
    ) -> Result<(), Error> {
        let context = &self.fixture.context;
        let form = (PROVINCE, form);
        let page = context.form(&self.enumerator, form).await?;
        let mut draft = FormDraft {
            document: page.document,
            event: page.event,
            appraisal: page.appraisal,
        };
        let causes = Answer::Set(vec!["capital".to_owned()]);
        draft
            .document
            .answers
            .entry("causes".to_owned())
            .or_insert(causes);
        change(&mut draft.document);
        let saved = context
            .save_form(&self.enumerator, form, page.version, draft)
            .await?;
        context
            .confirm_form(
                &self.enumerator,
                form,
                saved.version,
                "Người cung cấp thông tin",
            )
            .await?;
        Ok(())
    }

    /// Surveys a village with what the registry knows and closes its survey.
    pub(crate) async fn survey(&self, village: Uuid) -> Result<(), Error> {
        let context = &self.fixture.context;
        let lines = context
            .review_list(&self.officer, self.key(), Some(village))
            .await?;
        for line in lines.iter().filter(|line| line.state != "confirmed") {
            self.confirm(line.form_id, |_| {}).await?;
        }
        context
            .close_survey(&self.officer, self.village(village))
            .await?;
        Ok(())
    }

    /// A meeting of 40 at which `agree` agree to every household.
    pub(crate) async fn meet(&self, village: Uuid, agree: u32) -> Result<MeetingOutcome, Error> {
        self.meet_with(village, |_| agree).await
    }

    /// A meeting of 40 at which as many agree to a household as its place on the agenda says.
    pub(crate) async fn meet_with(
        &self,
        village: Uuid,
        agree: impl Fn(usize) -> u32,
    ) -> Result<MeetingOutcome, Error> {
        let context = &self.fixture.context;
        let key = self.village(village);
        let agenda = context.meeting_agenda(&self.head, key).await?;
        let record = MeetingRecord {
            held_on: context.today(),
            place: "Nhà văn hóa bản".to_owned(),
            chair: "Lò Văn Trưởng".to_owned(),
            secretary: "Cà Thị Thư".to_owned(),
            supervisor: "Điêu Thị Trận".to_owned(),
            attendance: 40,
            notes: String::new(),
            opinions: agenda
                .iter()
                .enumerate()
                .map(|(number, line)| HouseholdOpinion {
                    form_id: line.form_id,
                    agree: agree(number),
                    disagree: 40 - agree(number),
                    opinion: String::new(),
                })
                .collect(),
        };
        context.record_meeting(&self.head, key, record, None).await
    }

    pub(crate) async fn post(&self, village: Uuid) -> Result<(), Error> {
        let context = &self.fixture.context;
        let places = ["village_house".to_owned(), "commune_office".to_owned()];
        let key = self.village(village);
        context
            .post_list(&self.officer, key, context.today(), &places)
            .await?;
        Ok(())
    }

    pub(crate) fn pass_days(&self, days: i64) {
        self.fixture.clock.advance(Duration::days(days));
    }

    /// Brings every village to the end of its posting.
    pub(crate) async fn settle_villages(&self) -> Result<(), Error> {
        let context = &self.fixture.context;
        context
            .start_survey(&self.officer, self.key(), None)
            .await?;
        for village in &self.villages {
            self.survey(*village).await?;
            assert!(self.meet(*village, 40).await?.passed);
            self.post(*village).await?;
        }
        self.pass_days(10);
        for village in &self.villages {
            context
                .conclude_posting(&self.officer, self.village(*village))
                .await?;
        }
        Ok(())
    }

    /// Resolves every doubt: the class is right.
    pub(crate) async fn resolve_doubts(&self) -> Result<(), Error> {
        let context = &self.fixture.context;
        for doubt in context.doubts(&self.officer, self.key()).await? {
            let key = (PROVINCE, doubt.flag.flag_id);
            let kept = DoubtResolution::Kept;
            context
                .resolve_doubt(&self.officer, key, kept, "Đã xuống xem: hộ còn khó khăn")
                .await?;
        }
        Ok(())
    }

    pub(crate) fn paper(&self, number: &str) -> DecisionPaper {
        DecisionPaper {
            number: number.to_owned(),
            signed_on: self.fixture.context.today(),
            signer: "Điêu Chính Hải".to_owned(),
        }
    }
}
