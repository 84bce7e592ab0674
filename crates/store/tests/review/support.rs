//! A commune with four households and a round, for tests of the review's tables.

use chrono::{DateTime, NaiveDate};
use uuid::Uuid;
use vuonlen_domain::text::key::search_key;
use vuonlen_store::household::{Household, HouseholdVersion};
use vuonlen_store::review::{Recognition, Round, SurveyForm};
use vuonlen_store::{Store, StoreError, Tx};

pub(crate) const PROVINCE: &str = "14";
pub(crate) const COMMUNE: &str = "03703";

pub(crate) const fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A transaction in which households 1–4 and round 10 exist; nothing of it is committed.
pub(crate) async fn ready(store: &Store) -> Result<Tx, StoreError> {
    let mut tx = store.begin().await?;
    for (number, head, class, active) in [
        (1, "Lò Văn Đán", "poor", true),
        (2, "Quàng Thị Ánh", "near_poor", false),
        (3, "Cà Văn Ân", "not_poor", true),
        (4, "Hoàng Văn Dương", "none", true),
    ] {
        add_household(&mut tx, number, head, class, active).await?;
    }
    tx.add_round(&round(10)).await?;
    Ok(tx)
}

async fn add_household(
    tx: &mut Tx,
    number: u128,
    head: &str,
    class: &str,
    active: bool,
) -> Result<(), StoreError> {
    let (rest, given) = head.rsplit_once(' ').unwrap();
    let household = Household {
        province_code: PROVINCE.to_owned(),
        household_id: id(number),
        commune_code: COMMUNE.to_owned(),
        village_id: id(1),
        code: number.to_string(),
        head_name: head.to_owned(),
        head_name_key: search_key(head),
        head_sort_name: format!("{given} {rest}"),
        size: 4,
        area: "rural".to_owned(),
        ethnicity: "03".to_owned(),
        class: class.to_owned(),
        class_year: None,
        groups: ",".to_owned(),
        active,
        version: 1,
        changed_at: DateTime::UNIX_EPOCH,
    };
    let version = HouseholdVersion {
        province_code: PROVINCE.to_owned(),
        household_id: id(number),
        version: 1,
        base_version: None,
        recorded_at: DateTime::UNIX_EPOCH,
        recorded_by: None,
        effective_on: day(2020, 1, 1),
        reason: String::new(),
        document: serde_json::json!({}),
    };
    tx.add_household(&household, &version, &[]).await
}

pub(crate) fn round(number: u128) -> Round {
    Round {
        province_code: PROVINCE.to_owned(),
        round_id: id(number),
        commune_code: COMMUNE.to_owned(),
        year: 2026,
        kind: "annual".to_owned(),
        reviewed_on: day(2026, 10, 1),
        standard: "nd07-2022".to_owned(),
        opening_standard: Some("nd351-2027".to_owned()),
        score_table: None,
        overlay: None,
        opinion_by: None,
        starts_on: day(2026, 9, 1),
        ends_on: day(2026, 12, 14),
        state: "planned".to_owned(),
        changed_at: DateTime::UNIX_EPOCH,
        planned_by: Some(id(7)),
    }
}

pub(crate) fn form(number: u128, household: u128) -> SurveyForm {
    SurveyForm {
        province_code: PROVINCE.to_owned(),
        form_id: id(number),
        round_id: id(10),
        household_id: id(household),
        village_id: id(1),
        commune_code: COMMUNE.to_owned(),
        listed_because: "poor".to_owned(),
        listed_reason: String::new(),
        state: "listed".to_owned(),
        state_reason: String::new(),
        event: None,
        version: 1,
        base_version: 1,
        previous_class: "poor".to_owned(),
        answers: serde_json::json!({}),
        appraisal: serde_json::json!({}),
        assessment: None,
        opening: None,
        class: None,
        opening_class: None,
        transition: None,
        score_a: None,
        score_b: None,
        enumerator: None,
        enumerator_confirmed_at: None,
        respondent_name: String::new(),
        respondent_confirmed_at: None,
        changed_at: DateTime::UNIX_EPOCH,
        changed_by: None,
    }
}

pub(crate) async fn recognise(
    tx: &mut Tx,
    household: u128,
    year: i64,
    class: &str,
) -> Result<i64, StoreError> {
    tx.add_recognition(&Recognition {
        province_code: PROVINCE.to_owned(),
        household_id: id(household),
        year,
        sequence: 0,
        class: class.to_owned(),
        standard: "nd07-2022".to_owned(),
        size: 4,
        round_id: Some(id(10)),
        decision_id: None,
        recognised_on: day(2024, 12, 10),
        reason: String::new(),
    })
    .await
}
