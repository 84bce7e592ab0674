//! A commune with one household everything is known of.

use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_app::Error;
use vuonlen_app::access::Actor;
use vuonlen_app::registry::{Answer, HouseholdDocument};
use vuonlen_app::testing::{COMMUNE, Fixture, PROVINCE, fixtures};

pub(crate) struct Ground {
    pub(crate) fixture: Fixture,
    pub(crate) officer: Actor,
    pub(crate) province: Actor,
    /// The household everything is known of.
    pub(crate) household: Uuid,
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn set(codes: &[&str]) -> Answer {
    Answer::Set(codes.iter().map(|&code| code.to_owned()).collect())
}

/// One commune per engine: six households, the first poor, headed by a woman who is a person of
/// merit, of the Women's Union and ill without insurance; its house bad, its cause land.
pub(crate) async fn grounds() -> Result<Vec<Ground>, Error> {
    let mut grounds = Vec::new();
    for fixture in fixtures().await? {
        let officer = fixture.person("xa", "commune_officer", COMMUNE).await?;
        let province = fixture.person("tinh", "province_officer", PROVINCE).await?;
        let settled = fixture.settle(&officer, 6).await?;
        let household = settled[0];
        let context = &fixture.context;
        let page = context
            .edit_household(&officer, (PROVINCE, household), None)
            .await?;
        let mut document: HouseholdDocument = page.document;
        document.members.truncate(1);
        let head = &mut document.members[0];
        head.birth = "1970-05-01".to_owned();
        for (fact, answer) in [
            ("relation", Answer::Code("head".to_owned())),
            ("sex", Answer::Code("female".to_owned())),
            ("ethnicity", Answer::Code("03".to_owned())),
            ("organisations", set(&["women"])),
            ("merit", Answer::Bool(true)),
            ("social_allowance", Answer::Bool(true)),
            ("seriously_ill", Answer::Bool(true)),
            ("insured", Answer::Bool(false)),
            ("able_to_work", Answer::Bool(true)),
        ] {
            head.answers.insert(fact.to_owned(), answer);
        }
        document.answers.insert("causes".to_owned(), set(&["land"]));
        document
            .answers
            .insert("needs".to_owned(), set(&["housing"]));
        document
            .answers
            .insert("floor_area".to_owned(), Answer::Decimal(4.0));
        let why = (day("2026-03-01"), "Xem lại tại nhà");
        context
            .save_household(&officer, (PROVINCE, household), page.version, document, why)
            .await?;
        for (index, id) in settled.iter().enumerate() {
            let class = if index == 0 { "poor" } else { "not_poor" };
            let mut tx = context.store.begin().await?;
            tx.recognise_household(PROVINCE, *id, class, 2025).await?;
            tx.commit().await?;
        }
        grounds.push(Ground {
            fixture,
            officer,
            province,
            household,
        });
    }
    Ok(grounds)
}

/// How often an action stands in the audit log.
pub(crate) async fn audited(ground: &Ground, action: &str) -> Result<usize, Error> {
    let mut tx = ground.fixture.context.store.read().await?;
    let entries = tx.list_audit(PROVINCE).await?;
    Ok(entries
        .iter()
        .filter(|entry| entry.action == action)
        .count())
}
