//! One commune's yearly review: how long its decision, its seal and its tables take.

use crate::fill::person;
use crate::{DayClock, Failure, PROVINCE, say};
use chrono::{Datelike, NaiveDate};
use std::time::Instant;
use uuid::Uuid;
use vuonlen_app::Context;
use vuonlen_app::access::Actor;
use vuonlen_app::registry::{Answer, HouseholdQuery};
use vuonlen_app::review::{
    DecisionPaper, DoubtResolution, FormDraft, HouseholdOpinion, MeetingRecord, NewRequest,
    PlanRound, RequestKind, YearRef,
};
use vuonlen_domain::review::RoundKind;

/// Every so many households asks to be reviewed.
const LISTED: usize = 5;

/// Carries the last filled commune through its year and prints what took how long.
pub(crate) async fn round(context: &Context, clock: &DayClock, size: u32) -> Result<(), Failure> {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).ok_or("a day of the year");
    let officer = person(context, "can-bo").await?;
    let chairman = person(context, "chu-tich").await?;
    let (commune, ids) = whole_commune(context, &officer).await?;
    let asked: Vec<Uuid> = ids.iter().step_by(LISTED).copied().collect();
    for household_id in &asked {
        let request = NewRequest {
            household_id: *household_id,
            kind: RequestKind::Review,
            reasons: Vec::new(),
            content: String::new(),
            raised_by: "Người đề nghị".to_owned(),
            raised_on: context.today(),
        };
        context
            .record_request(&officer, PROVINCE, request, None)
            .await?;
    }
    clock.go_to(day(9, 3)?);
    let plan = PlanRound {
        commune: commune.clone(),
        year: 2026,
        kind: RoundKind::Annual,
        starts_on: day(9, 1)?,
        reviewed_on: day(9, 20)?,
        score_table: Some("illustrative-2022".to_owned()),
        overlay: None,
        ask_opinion: false,
    };
    let watch = Instant::now();
    let key = (
        PROVINCE,
        context.plan_round(&officer, plan, None).await?.round_id,
    );
    told("plan, with its list", watch);
    survey(context, clock, (&officer, key), day(9, 22)?).await?;
    clock.go_to(day(10, 27)?);
    conclude(context, (&officer, key)).await?;
    let paper = DecisionPaper {
        number: "1/QĐ-UBND".to_owned(),
        signed_on: context.today(),
        signer: "Người ký".to_owned(),
    };
    let watch = Instant::now();
    context.recognise_round(&chairman, key, paper, None).await?;
    told(
        &format!(
            "recognise: {} households, {} on the list",
            ids.len(),
            asked.len()
        ),
        watch,
    );
    let watch = Instant::now();
    context.seal_round(&chairman, key, true, None).await?;
    told("seal", watch);
    let year = YearRef {
        province: PROVINCE.to_owned(),
        commune: Some(commune),
        village: None,
        year: context.today().year(),
        amendment: None,
    };
    let watch = Instant::now();
    let tables = context.statutory_tables(&officer, &year, 2).await?;
    told("tables R1–R15, by village", watch);
    drop(tables);
    if (ids.len() as u32) < size {
        say(&format!(
            "(the commune has {} households, not {size})",
            ids.len()
        ));
    }
    Ok(())
}

/// The first commune of the list, with all its households.
async fn whole_commune(context: &Context, officer: &Actor) -> Result<(String, Vec<Uuid>), Failure> {
    let mut query = HouseholdQuery {
        limit: 1,
        ..HouseholdQuery::default()
    };
    let first = context.list_households(officer, &query).await?;
    let commune = first
        .households
        .first()
        .ok_or("no household")?
        .commune_code
        .clone();
    query.commune = Some(commune.clone());
    query.limit = 200;
    let mut ids = Vec::new();
    loop {
        let page = context.list_households(officer, &query).await?;
        ids.extend(page.households.iter().map(|one| one.household_id));
        match page.households.last() {
            Some(last) if page.more => {
                query.after = Some((last.head_sort_name.clone(), last.household_id));
            }
            _ => return Ok((commune, ids)),
        }
    }
}

/// From the survey to posted lists.
async fn survey(
    context: &Context,
    clock: &DayClock,
    (officer, key): (&Actor, (&str, Uuid)),
    on: NaiveDate,
) -> Result<(), Failure> {
    let enumerator = person(context, "ra-soat").await?;
    clock.go_to(on);
    context.start_survey(officer, key, None).await?;
    let watch = Instant::now();
    let lines = context.review_list(officer, key, None).await?;
    for line in &lines {
        let form = (key.0, line.form_id);
        let page = context.form(&enumerator, form).await?;
        let mut document = page.document;
        let cause = Answer::Set(vec!["capital".to_owned()]);
        document.answers.insert("causes".to_owned(), cause);
        let draft = FormDraft {
            document,
            event: None,
            appraisal: page.appraisal,
        };
        let saved = context
            .save_form(&enumerator, form, page.version, draft)
            .await?;
        context
            .confirm_form(&enumerator, form, saved.version, "Người trả lời")
            .await?;
    }
    let one = watch.elapsed().as_secs_f64() * 1e3 / lines.len().max(1) as f64;
    say(&format!(
        "| open, save and confirm one form | {one:.1} ms |"
    ));
    let villages: Vec<Uuid> = context
        .round(officer, key)
        .await?
        .villages
        .iter()
        .map(|village| village.village_id)
        .collect();
    for village in villages {
        let village = (key.0, key.1, village);
        context.close_survey(officer, village).await?;
        let agenda = context.meeting_agenda(officer, village).await?;
        let opinions = agenda.iter().map(|line| HouseholdOpinion {
            form_id: line.form_id,
            agree: 40,
            disagree: 0,
            opinion: String::new(),
        });
        let record = MeetingRecord {
            held_on: context.today(),
            place: "Nhà văn hóa".to_owned(),
            chair: "Người chủ trì".to_owned(),
            secretary: "Người ghi".to_owned(),
            supervisor: "Người giám sát".to_owned(),
            attendance: 40,
            notes: String::new(),
            opinions: opinions.collect(),
        };
        context
            .record_meeting(officer, village, record, None)
            .await?;
        let places = ["village_house".to_owned()];
        context
            .post_list(officer, village, context.today(), &places)
            .await?;
    }
    Ok(())
}

async fn conclude(
    context: &Context,
    (officer, key): (&Actor, (&str, Uuid)),
) -> Result<(), Failure> {
    for village in context.round(officer, key).await?.villages {
        let village = (key.0, key.1, village.village_id);
        context.conclude_posting(officer, village).await?;
    }
    for doubt in context.doubts(officer, key).await? {
        let flag = (key.0, doubt.flag.flag_id);
        context
            .resolve_doubt(officer, flag, DoubtResolution::Kept, "Đã xem lại")
            .await?;
    }
    Ok(context.submit_round(officer, key).await?)
}

fn told(what: &str, since: Instant) {
    say(&format!(
        "| {what} | {:.2} s |",
        since.elapsed().as_secs_f64()
    ));
}
