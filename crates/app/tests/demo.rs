//! The living demonstration stands in the states it promises, and is the same every time.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use vuonlen_app::access::{Actor, Role};
use vuonlen_app::demo::living::{DemoPlan, Made, PASSWORD, PROVINCE};
use vuonlen_app::review::MatterKind;
use vuonlen_app::testing::{Fixture, fixtures, law};
use vuonlen_app::{Context, Error};
use vuonlen_domain::review::{RoundState, VillageState};

const COMMUNES: [&str; 4] = ["03688", "03694", "03703", "03712"];

fn plan() -> DemoPlan {
    DemoPlan {
        today: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        households: 20,
    }
}

async fn make(fixture: &Fixture) -> Result<Made, Error> {
    let store = fixture.context.store.clone();
    plan().make(store, law(), &|_, _, _| {}).await
}

async fn person(context: &Context, made: &Made, role: &str, area: &str) -> Result<Actor, Error> {
    let mut accounts = made.accounts.iter();
    let account = accounts
        .find(|account| account.role == role && account.area == area)
        .ok_or_else(Error::not_found)?;
    let signed_in = context
        .sign_in(&account.name, PASSWORD, "127.0.0.1")
        .await?;
    let actor = context.actor(signed_in.account_id, "127.0.0.1").await?;
    actor.ok_or_else(Error::not_found)
}

#[tokio::test]
async fn each_commune_stands_at_another_point_of_the_review() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let made = make(&fixture).await?;
        let context = &fixture.context;
        assert_eq!(made.households, 80);
        let roles: BTreeSet<&str> = made.accounts.iter().map(|one| one.role.as_str()).collect();
        assert!(
            Role::all()
                .iter()
                .all(|role| roles.contains(role.code.as_str()))
        );

        let mut this_year = BTreeMap::new();
        for commune in COMMUNES {
            let officer = person(context, &made, "commune_officer", commune).await?;
            for line in context
                .rounds(&officer, PROVINCE, Some(commune), None)
                .await?
            {
                let round = line.round;
                if round.year == 2026 {
                    this_year.insert(commune, (officer.clone(), round));
                } else {
                    assert_eq!(
                        round.state,
                        RoundState::Sealed.code(),
                        "{commune} {}",
                        round.year
                    );
                }
            }
        }
        let states: Vec<&str> = this_year
            .values()
            .map(|(_, round)| round.state.as_str())
            .collect();
        assert_eq!(states, ["sealed", "recognised", "under_way", "under_way"]);

        let (officer, round) = &this_year["03703"];
        let page = context.round(officer, (PROVINCE, round.round_id)).await?;
        let kinds: BTreeSet<MatterKind> = page.open.iter().map(|matter| matter.kind).collect();
        assert!(kinds.contains(&MatterKind::Objection), "{:?}", page.open);
        assert!(kinds.contains(&MatterKind::Finding), "{:?}", page.open);
        assert!(
            page.villages
                .iter()
                .all(|one| one.state == VillageState::Posted)
        );

        let (officer, round) = &this_year["03712"];
        let page = context.round(officer, (PROVINCE, round.round_id)).await?;
        let states: BTreeSet<VillageState> = page.villages.iter().map(|one| one.state).collect();
        for state in [
            VillageState::Planned,
            VillageState::Surveying,
            VillageState::Scored,
        ] {
            assert!(states.contains(&state), "{states:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_same_day_gives_the_same_demonstration() -> Result<(), Error> {
    let mut ends = Vec::new();
    for _ in 0..2 {
        let fixture = fixtures().await?.remove(0);
        make(&fixture).await?;
        let mut tx = fixture.context.store.read().await?;
        let last = tx.list_audit(PROVINCE).await?.pop();
        ends.push(last.map(|entry| (entry.sequence, entry.hash)));
    }
    assert!(ends[0].is_some());
    assert_eq!(ends[0], ends[1]);
    Ok(())
}

#[tokio::test]
async fn a_day_outside_the_campaign_is_refused() -> Result<(), Error> {
    let fixture = fixtures().await?.remove(0);
    let early = DemoPlan {
        today: NaiveDate::from_ymd_opt(2026, 9, 1).unwrap(),
        ..plan()
    };
    let store = fixture.context.store.clone();
    let refused = early.make(store, law(), &|_, _, _| {}).await.unwrap_err();
    assert!(
        refused.fields[0].text.vi.contains("16/11/2026"),
        "{refused:?}"
    );
    Ok(())
}
