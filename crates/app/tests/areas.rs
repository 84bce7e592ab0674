//! No question gives a row outside the asker's area: random trees, random roles, both engines.
//!
//! What each actor should see is worked out here from the roles and the tree alone; the queries
//! must give exactly that, no row more and none less.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vuonlen_app::access::audit_log::AuditQuery;
use vuonlen_app::access::{Action, Actor, Area, Role, RoleHeld};
use vuonlen_app::registry::{HouseholdQuery, NewEvent};
use vuonlen_app::testing::{COMMUNE, Fixture, PROVINCE, fixtures};
use vuonlen_app::{Error, ErrorKind};
use vuonlen_domain::text::Language;

/// Communes of the random tree: three of Sơn La, two of Điện Biên.
const COMMUNES: [(&str, &str); 5] = [
    (PROVINCE, COMMUNE),
    (PROVINCE, "03694"),
    (PROVINCE, "03646"),
    ("11", "03127"),
    ("11", "03158"),
];

/// Actors tried on each tree.
const ACTORS: usize = 40;

struct Tree {
    /// Where each household is.
    households: BTreeMap<Uuid, Area>,
    persons: BTreeMap<Uuid, i64>,
    /// Every area there is.
    areas: Vec<Area>,
}

/// Villages and households, as many in each place as chance has it; the same people may have
/// been entered in two communes.
async fn grow(fixture: &Fixture, random: &mut ChaCha8Rng) -> Result<Tree, Error> {
    let context = &fixture.context;
    let officer = fixture.person("moi-noi", "commune_officer", "VN").await?;
    let officer = officer.because("dựng dữ liệu thử");
    let pattern = fixture.settle(&officer, 3).await?;
    let mut documents = Vec::new();
    for id in pattern {
        let page = context
            .edit_household(&officer, (PROVINCE, id), None)
            .await?;
        documents.push(page.document);
    }
    let since = context.today() - chrono::Duration::days(900);
    let entered = context.today() - chrono::Duration::days(30);
    let mut tree = Tree {
        households: BTreeMap::new(),
        persons: BTreeMap::new(),
        areas: vec![Area::Country],
    };
    let mut number = 0;
    for (province, commune) in COMMUNES {
        tree.areas.push(Area::Commune {
            province: province.to_owned(),
            commune: commune.to_owned(),
        });
        for village in 0..random.random_range(1..4) {
            let name = format!("Bản thử {village}");
            let village = context.add_village(&officer, commune, &name, since).await?;
            tree.areas.push(Area::Village {
                province: province.to_owned(),
                commune: commune.to_owned(),
                village,
            });
            for _ in 0..random.random_range(0..4) {
                number += 1;
                let Some(mut document) = documents.choose(random).cloned() else {
                    continue;
                };
                document.code = format!("T{number:04}");
                commune.clone_into(&mut document.commune_code);
                document.village_id = village;
                document.area = None;
                for member in &mut document.members {
                    member.person_id = context.new_id();
                }
                let why = "Dữ liệu thử";
                context
                    .add_household(&officer, document, entered, why)
                    .await?;
            }
        }
    }
    for province in [PROVINCE, "11"] {
        tree.areas.push(Area::Province(province.to_owned()));
    }
    // What there is, read past every permission.
    let mut tx = context.store.read().await?;
    let everywhere = vuonlen_store::household::HouseholdFilter {
        reach: vec![vuonlen_store::household::Reach::Country],
        ..Default::default()
    };
    for one in tx.list_households(&everywhere, None, 10_000).await? {
        let area = Area::Village {
            province: one.province_code,
            commune: one.commune_code,
            village: one.village_id,
        };
        tree.households.insert(one.household_id, area);
        tree.persons.insert(one.household_id, one.size);
    }
    drop(tx);
    let kind = context.event_kinds()[0].0.clone();
    for (id, area) in &tree.households {
        let new = NewEvent {
            kind: kind.clone(),
            on: Some(context.today()),
            note: "Ghi thử".to_owned(),
            leaves: false,
        };
        let province = area.province().unwrap_or_default();
        context
            .record_event(&officer, (province, *id), new, None)
            .await?;
    }
    Ok(tree)
}

impl Tree {
    /// An account with up to three roles over areas of the tree.
    fn anybody(&self, random: &mut ChaCha8Rng) -> Actor {
        let held = (0..random.random_range(1..4)).filter_map(|_| {
            Some(RoleHeld {
                role: Role::all().choose(random)?,
                area: self.areas.choose(random)?.clone(),
            })
        });
        let mut actor = vuonlen_app::testing::actor(&[]);
        actor.roles = held.collect();
        actor.because("thử phạm vi")
    }

    /// The households over which the actor may do `action`; none when it may nowhere.
    fn expected(&self, actor: &Actor, action: Action) -> Option<BTreeSet<Uuid>> {
        let areas: Vec<&Area> = actor
            .roles
            .iter()
            .filter(|held| held.role.may(action))
            .map(|held| &held.area)
            .collect();
        if areas.is_empty() {
            return None;
        }
        let inside = |place: &Area| areas.iter().any(|area| area.covers(place));
        Some(
            self.households
                .iter()
                .filter(|(_, place)| inside(place))
                .map(|(id, _)| *id)
                .collect(),
        )
    }
}

fn denied<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    assert_eq!(outcome.unwrap_err().kind, ErrorKind::Denied);
}

async fn lists(fixture: &Fixture, tree: &Tree, actor: &Actor) -> Result<(), Error> {
    let context = &fixture.context;
    let Some(expected) = tree.expected(actor, Action::HouseholdList) else {
        denied(
            context
                .list_households(actor, &HouseholdQuery::default())
                .await,
        );
        denied(context.coverage(actor).await);
        return Ok(());
    };
    let narrowings = COMMUNES.iter().map(|(_, commune)| Some(*commune));
    for commune in narrowings.chain([None]) {
        let mut query = HouseholdQuery {
            commune: commune.map(str::to_owned),
            limit: 4,
            ..HouseholdQuery::default()
        };
        let expected: BTreeSet<Uuid> = expected
            .iter()
            .copied()
            .filter(|id| commune.is_none() || tree.households[id].commune() == commune)
            .collect();
        let mut seen = Vec::new();
        loop {
            let page = context.list_households(actor, &query).await?;
            assert_eq!(page.total, i64::try_from(expected.len()).unwrap_or(-1));
            let persons: i64 = expected.iter().map(|id| tree.persons[id]).sum();
            assert_eq!(page.persons, persons);
            let last = page.households.last();
            query.after = last.map(|one| (one.head_sort_name.clone(), one.household_id));
            seen.extend(page.households.iter().map(|one| one.household_id));
            if !page.more {
                break;
            }
        }
        let rows = seen.len();
        let seen: BTreeSet<Uuid> = seen.into_iter().collect();
        assert_eq!(seen, expected, "{commune:?} of {:?}", actor.roles);
        assert_eq!(rows, seen.len(), "no row twice");
    }
    let mut missing = 0;
    for list in context.coverage(actor).await? {
        for one in list.households {
            assert!(expected.contains(&one.household_id));
            missing += 1;
        }
    }
    assert_eq!(context.count_uncovered(actor).await?, missing);
    Ok(())
}

async fn figures(fixture: &Fixture, tree: &Tree, actor: &Actor) -> Result<(), Error> {
    let context = &fixture.context;
    let query = HouseholdQuery::default();
    let Some(expected) = tree.expected(actor, Action::FiguresRead) else {
        denied(context.count_by_class(actor, &query).await);
        assert_eq!(context.count_by_village(actor, COMMUNE).await?, None);
        assert_eq!(context.area_figures(actor).await?, None);
        return Ok(());
    };
    let counts = context.count_by_class(actor, &query).await?;
    let counted: i64 = counts.iter().map(|(_, households, _)| households).sum();
    assert_eq!(counted, i64::try_from(expected.len()).unwrap_or(-1));
    let area = context.area_figures(actor).await?.unwrap_or_default();
    assert_eq!(area.classes, counts, "{:?}", actor.roles);
    for (_, commune) in COMMUNES {
        let mut by_village: BTreeMap<Uuid, i64> = BTreeMap::new();
        for id in &expected {
            if let Area::Village {
                commune: own,
                village,
                ..
            } = &tree.households[id]
                && own == commune
            {
                *by_village.entry(*village).or_default() += 1;
            }
        }
        let mut counted: BTreeMap<Uuid, i64> = BTreeMap::new();
        let lines = context.count_by_village(actor, commune).await?;
        if let Some((only, of_area)) = &area.commune
            && only == commune
        {
            assert_eq!(lines.as_ref(), Some(of_area), "{:?}", actor.roles);
        }
        for line in lines.into_iter().flatten() {
            *counted.entry(line.village_id).or_default() += line.households;
        }
        assert_eq!(counted, by_village, "{:?}", actor.roles);
    }
    Ok(())
}

async fn events_and_notices(fixture: &Fixture, tree: &Tree, actor: &Actor) -> Result<(), Error> {
    let context = &fixture.context;
    match tree.expected(actor, Action::HouseholdEvent) {
        None => denied(context.events_of_year(actor, 2026).await),
        Some(expected) => {
            let events = context.events_of_year(actor, 2026).await?;
            for line in events {
                assert!(expected.contains(&line.household_id), "{:?}", actor.roles);
            }
        }
    }
    match tree.expected(actor, Action::DuplicateResolve) {
        None => denied(context.notices(actor).await),
        Some(expected) => {
            for notice in context.notices(actor).await? {
                assert!(expected.contains(&notice.household_id), "{:?}", actor.roles);
            }
        }
    }
    Ok(())
}

async fn single(fixture: &Fixture, tree: &Tree, actor: &Actor) -> Result<(), Error> {
    let context = &fixture.context;
    let readable = tree.expected(actor, Action::HouseholdRead);
    let writable = tree.expected(actor, Action::HouseholdWrite);
    for (id, place) in &tree.households {
        let key = (place.province().unwrap_or_default(), *id);
        let page = context.household(actor, key.0, *id, None).await;
        let readings = context.readings(actor, key).await;
        match &readable {
            Some(expected) if expected.contains(id) => {
                page?;
                readings?;
            }
            Some(_) => {
                assert_eq!(page.unwrap_err().kind, ErrorKind::NotFound);
                assert_eq!(readings.unwrap_err().kind, ErrorKind::NotFound);
            }
            None => {
                denied(page);
                denied(readings);
            }
        }
        let edited = context.edit_household(actor, key, None).await;
        match &writable {
            Some(expected) if expected.contains(id) => drop(edited?),
            Some(_) => assert_eq!(edited.unwrap_err().kind, ErrorKind::NotFound),
            None => denied(edited),
        }
    }
    Ok(())
}

async fn export(fixture: &Fixture, tree: &Tree, actor: &Actor) -> Result<(), Error> {
    let context = &fixture.context;
    let query = HouseholdQuery::default();
    let book = context
        .export_households(actor, &query, Language::Vietnamese)
        .await;
    let Some(expected) = tree.expected(actor, Action::Export) else {
        denied(book);
        return Ok(());
    };
    book?;
    // The entry of the log says how many left.
    let mut tx = context.store.read().await?;
    let mut newest = None;
    for head in tx.list_audit_heads().await? {
        let entries = tx.list_audit(&head.province_code).await?;
        let last = entries.into_iter().rfind(|entry| entry.action == "export");
        newest = newest.max(last.map(|entry| (entry.at, entry.sequence, entry.details)));
    }
    let details: serde_json::Value =
        serde_json::from_str(&newest.map(|(.., details)| details).unwrap_or_default())
            .unwrap_or_default();
    assert_eq!(details["households"], expected.len(), "{:?}", actor.roles);
    Ok(())
}

async fn log(fixture: &Fixture, actor: &Actor) -> Result<(), Error> {
    let context = &fixture.context;
    let own: Vec<&Area> = actor
        .roles
        .iter()
        .filter(|held| held.role.may(Action::AuditRead))
        .map(|held| &held.area)
        .collect();
    for province in [None, Some(PROVINCE), Some("11"), Some("VN")] {
        let query = AuditQuery {
            province: province.map(str::to_owned),
            ..AuditQuery::default()
        };
        let page = match context.audit_log(actor, &query).await {
            Ok(page) => page,
            Err(error) if own.is_empty() => {
                assert_eq!(error.kind, ErrorKind::Denied);
                continue;
            }
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::NotFound);
                continue;
            }
        };
        assert!(!own.is_empty());
        for entry in page.entries {
            let place = match (entry.area_code.as_str(), entry.area_code.len()) {
                ("VN", _) => Area::Country,
                (code, 2) => Area::Province(code.to_owned()),
                (code, _) => Area::Commune {
                    province: entry.province_code.clone(),
                    commune: code.to_owned(),
                },
            };
            let inside = own.iter().any(|area| area.covers(&place));
            assert!(inside, "{place:?} outside {own:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_question_gives_a_row_outside_the_area() -> Result<(), Error> {
    for seed in [1, 2] {
        for fixture in fixtures().await? {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let tree = grow(&fixture, &mut random).await?;
            assert!(tree.households.len() > 5);
            for _ in 0..ACTORS {
                let actor = tree.anybody(&mut random);
                lists(&fixture, &tree, &actor).await?;
                figures(&fixture, &tree, &actor).await?;
                events_and_notices(&fixture, &tree, &actor).await?;
                log(&fixture, &actor).await?;
                fixture.clock.advance(chrono::Duration::seconds(1));
                export(&fixture, &tree, &actor).await?;
            }
            for _ in 0..5 {
                let actor = tree.anybody(&mut random);
                single(&fixture, &tree, &actor).await?;
            }
        }
    }
    Ok(())
}
