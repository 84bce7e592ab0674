//! What each role is shown of each kind of fact: on a household's page, in the list, in the file,
//! in lists by topic and on a survey form; on both databases.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Debug;
use uuid::Uuid;
use vuonlen_app::access::{Action, Actor, Role};
use vuonlen_app::privacy::kinds::{FieldKind, kinds};
use vuonlen_app::privacy::masking::{MASK, Shown, Sight};
use vuonlen_app::registry::topic::{Topic, TopicQuery};
use vuonlen_app::registry::{Answer, HouseholdQuery, HouseholdView, NewEvent, SectionView};
use vuonlen_app::testing::{Fixture, PROVINCE, fixtures, law};
use vuonlen_app::{Error, ErrorKind};
use vuonlen_documents::read::Input;
use vuonlen_documents::read::workbook::Workbook;
use vuonlen_domain::Text;
use vuonlen_domain::text::Language;

const NUMBER: &str = "014185004567";
const EVENT: &str = "Diễn biến đánh dấu";
const REASON: &str = "Lý do đánh dấu";

/// A household in which every kind of fact holds a value that is found again.
async fn marked(fixture: &Fixture, officer: &Actor) -> Result<Uuid, Error> {
    let context = &fixture.context;
    let household = fixture.settle(officer, 2).await?[0];
    let key = (PROVINCE, household);
    let begun = context.edit_household(officer, key, None).await?;
    let mut document = begun.document;
    document.members.truncate(1);
    let head = &mut document.members[0];
    head.birth = "1985-03-15".to_owned();
    head.identity_number = NUMBER.to_owned();
    for (fact, answer) in [
        ("relation", Answer::Code("head".to_owned())),
        ("sex", Answer::Code("female".to_owned())),
        ("ethnicity", Answer::Code("03".to_owned())),
        ("organisations", Answer::Set(vec!["women".to_owned()])),
        ("seriously_ill", Answer::Bool(true)),
        ("able_to_work", Answer::Bool(false)),
        ("social_allowance", Answer::Bool(true)),
        ("education", Answer::Code("primary".to_owned())),
    ] {
        head.answers.insert(fact.to_owned(), answer);
    }
    let land = Answer::Set(vec!["land".to_owned()]);
    for (fact, answer) in [
        ("income_per_person", Answer::Int(712_345)),
        ("floor_area", Answer::Decimal(41.5)),
        ("causes", land),
    ] {
        document.answers.insert(fact.to_owned(), answer);
    }
    let why = (context.today(), REASON);
    context
        .save_household(officer, key, begun.version, document, why)
        .await?;
    let event = NewEvent {
        kind: context.event_kinds()[0].0.clone(),
        on: Some(context.today()),
        note: EVENT.to_owned(),
        leaves: false,
    };
    context.record_event(officer, key, event, None).await?;
    let mut tx = context.store.begin().await?;
    tx.recognise_household(PROVINCE, household, "poor", 2025)
        .await?;
    tx.commit().await?;
    Ok(household)
}

/// The answer to a question, by the label of its fact.
fn said<'a>(sections: &'a [SectionView], scope: &str, fact: &str) -> Option<&'a Text> {
    let law = law();
    let questions: Vec<&Text> = law
        .questionnaires
        .iter()
        .flat_map(|form| form.questions())
        .filter(|(of, question)| of.scope() == scope && question.name() == fact)
        .map(|(_, question)| &question.label)
        .collect();
    let answers = sections.iter().flat_map(|section| &section.answers);
    let mut found = answers.filter(|(question, _)| questions.contains(&question));
    found.next().map(|(_, answer)| answer)
}

fn shown_as(text: Option<&str>, whole: &str, masked: &str) -> Shown {
    match text {
        Some(text) if text == whole => Shown::Whole,
        Some(text) if text == masked => Shown::Masked,
        Some("") | None => Shown::Hidden,
        Some(other) => panic!("neither whole nor masked: {other}"),
    }
}

fn on_page(view: &HouseholdView, kind: FieldKind) -> Option<Shown> {
    let head = &view.members[0];
    let answer = |scope, fact, whole| {
        let sections = match scope {
            "member" => &head.sections,
            _ => &view.sections,
        };
        let text = said(sections, scope, fact).map(|text| text.vi.as_str());
        shown_as(text, whole, MASK)
    };
    Some(match kind {
        FieldKind::Basic => shown_as(Some(&head.plain[0].vi), "Nữ", MASK),
        FieldKind::Birth => shown_as(Some(&head.birth), "15/03/1985", "1985"),
        FieldKind::Identity => shown_as(Some(&head.identity), NUMBER, "•••••••••567"),
        // No telephone is kept with a household.
        FieldKind::Contact => return None,
        FieldKind::Origin => shown_as(Some(&head.plain[2].vi), "Thái", MASK),
        FieldKind::Living => answer("household", "floor_area", "41,5 m²"),
        FieldKind::Income => answer("household", "income_per_person", "712.345 đồng/người/tháng"),
        FieldKind::Health => answer("member", "seriously_ill", "Có"),
        FieldKind::Causes => {
            let label = law().codes.list("causes").unwrap().label("land").cloned();
            answer("household", "causes", &label.unwrap().vi)
        }
        FieldKind::Notes => {
            let reason = shown_as(Some(&view.history[0].reason), REASON, MASK);
            let event = shown_as(Some(&view.events[0].note), EVENT, MASK);
            assert_eq!(reason, event);
            event
        }
    })
}

/// Nothing of what is not shown whole stands anywhere in what a use case hands out.
fn holds_no_more(sight: &Sight, given: &impl Debug, what: &str) {
    let text = format!("{given:?}");
    assert!(!text.contains(NUMBER), "{what}");
    for (kind, marks) in [
        (FieldKind::Birth, &["1985-03-15", "15/03/1985"][..]),
        (FieldKind::Income, &["712345", "712.345", "712_345"][..]),
        (FieldKind::Notes, &[EVENT, REASON][..]),
        (FieldKind::Health, &["no_labour_capacity"][..]),
        (FieldKind::Origin, &["ethnic_minority"][..]),
    ] {
        if !sight.sees(kind) {
            for mark in marks {
                assert!(!text.contains(mark), "{what}: {mark}");
            }
        }
    }
    // Masked, a question still shows that it was answered.
    if sight.of(FieldKind::Health) == Shown::Hidden {
        assert!(!text.contains("seriously_ill"), "{what}");
    }
}

/// Every text of a workbook.
fn texts(bytes: Vec<u8>) -> Vec<String> {
    let input = Input::from_bytes("list.xlsx", bytes);
    let book = Workbook::open(&input).unwrap();
    let mut texts = Vec::new();
    for sheet in book.sheets() {
        for row in book.rows(&sheet.name) {
            texts.extend(row.unwrap().cells.iter().map(|(_, cell)| cell.written()));
        }
    }
    texts
}

#[tokio::test]
async fn each_role_is_shown_what_the_table_says_and_no_more() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let personas = fixture.personas().await?;
        let officer = personas.iter().find(|one| one.name == "commune-officer");
        let household = marked(&fixture, officer.unwrap()).await?;
        let group = |code| {
            let label = law().codes.list("groups").unwrap().label(code).cloned();
            label.unwrap().vi
        };
        let mut pages = 0;
        for actor in &personas {
            let role = Role::find(&actor.name.replace('-', "_")).unwrap();
            let sight = Sight::of_role(&role.code);
            let actor = &actor.clone().because("kiểm thử");
            let view = context
                .household_view(actor, (PROVINCE, household), None)
                .await;
            if role.may(Action::HouseholdRead) {
                let view = view?;
                pages += 1;
                for kind in FieldKind::ALL {
                    if let Some(shown) = on_page(&view, kind) {
                        assert_eq!(shown, sight.of(kind), "{} {}", role.code, kind.code());
                    }
                }
                holds_no_more(&sight, &view, &role.code);
                let page = context.household(actor, PROVINCE, household, None).await?;
                holds_no_more(&sight, &page, &role.code);
                let solutions = context
                    .household_solutions(actor, (PROVINCE, household))
                    .await?;
                assert_eq!(solutions.causes.is_empty(), !sight.sees(FieldKind::Causes));
            } else {
                assert_eq!(view.unwrap_err().kind, ErrorKind::Denied, "{}", role.code);
            }

            let query = HouseholdQuery {
                limit: 10,
                ..HouseholdQuery::default()
            };
            if role.may(Action::HouseholdList) {
                let list = context.list_households(actor, &query).await?;
                holds_no_more(&sight, &list, &role.code);
                let mut found = list.households.iter();
                let row = found.find(|one| one.household_id == household).unwrap();
                for (kind, code) in [
                    (FieldKind::Health, "no_labour_capacity"),
                    (FieldKind::Health, "social_protection"),
                    (FieldKind::Origin, "ethnic_minority"),
                    (FieldKind::Basic, "female_head"),
                ] {
                    let there = row.groups.split(',').any(|one| one == code);
                    assert_eq!(there, sight.sees(kind), "{} {code}", role.code);
                    let asked = HouseholdQuery {
                        group: Some(code.to_owned()),
                        ..query.clone()
                    };
                    let asked = context.list_households(actor, &asked).await;
                    assert_eq!(asked.is_ok(), sight.sees(kind), "{} {code}", role.code);
                }
                let by_number = HouseholdQuery {
                    text: NUMBER.to_owned(),
                    ..query.clone()
                };
                let by_number = context.list_households(actor, &by_number).await;
                let known = sight.of(FieldKind::Identity) != Shown::Hidden;
                assert_eq!(by_number.is_ok(), known, "{}", role.code);
            }

            let file = context
                .export_households(actor, &query, Language::Vietnamese)
                .await;
            if role.may(Action::Export) {
                let texts = texts(file?.bytes);
                holds_no_more(&sight, &texts, &role.code);
                let groups = texts
                    .iter()
                    .find(|text| text.contains(&group("female_head")));
                for (kind, code) in [
                    (FieldKind::Health, "no_labour_capacity"),
                    (FieldKind::Origin, "ethnic_minority"),
                ] {
                    let there = groups.unwrap().contains(&group(code));
                    assert_eq!(there, sight.sees(kind), "{} {code}", role.code);
                }
                let thai = texts.iter().any(|text| text == "Thái");
                assert_eq!(thai, sight.sees(FieldKind::Origin), "{}", role.code);
            } else {
                assert_eq!(file.unwrap_err().kind, ErrorKind::Denied, "{}", role.code);
            }

            for topic in Topic::ALL {
                let list = context
                    .topic_list(actor, topic, &TopicQuery::default())
                    .await;
                let open = role.may(topic.action()) && sight.sees(topic.tells());
                assert_eq!(list.is_ok(), open, "{} {}", role.code, topic.code());
                if let Ok(list) = list {
                    holds_no_more(&sight, &list, &role.code);
                }
            }
        }
        assert!(pages >= 6, "roles that open households: {pages}");
    }
    Ok(())
}

#[tokio::test]
async fn an_identity_number_is_shown_whole_only_with_a_reason_that_is_kept() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let officer = fixture.person("xa", "commune_officer", "03703").await?;
        let household = marked(&fixture, &officer).await?;
        let key = (PROVINCE, household);
        let view = context.household_view(&officer, key, None).await?;
        let person = view.members[0].person_id;
        for reason in ["", "   "] {
            let refused = context.reveal_identity(&officer, key, person, reason).await;
            assert_eq!(refused.unwrap_err().code, "reason_missing");
        }
        let found = context
            .reveal_identity(&officer, key, person, "Đối chiếu thẻ bảo hiểm")
            .await?;
        assert_eq!(found.number, NUMBER);
        let readings = context.readings(&officer, key).await?;
        let mut lines = readings.lines.iter();
        let line = lines.find(|line| line.action == "identity_reveal").unwrap();
        assert_eq!(line.reason, "Đối chiếu thẻ bảo hiểm");
        let nobody = context.reveal_identity(&officer, key, household, "Thử");
        assert_eq!(nobody.await.unwrap_err().kind, ErrorKind::NotFound);
        let neighbour = fixture.person("ben", "commune_officer", "03694").await?;
        let elsewhere = context.reveal_identity(&neighbour, key, person, "Thử");
        assert_eq!(elsewhere.await.unwrap_err().kind, ErrorKind::NotFound);
        let head = fixture.person("thon", "village_head", "03703").await?;
        let denied = context.reveal_identity(&head, key, person, "Thử");
        assert_eq!(denied.await.unwrap_err().kind, ErrorKind::Denied);
        let mut tx = context.store.read().await?;
        let entries = tx.list_audit(PROVINCE).await?;
        let entries: Vec<_> = entries
            .iter()
            .filter(|entry| entry.action == "identity_reveal")
            .collect();
        assert_eq!(entries.len(), 1, "a refusal reveals nothing");
        assert!(!entries[0].details.contains(NUMBER));
    }
    Ok(())
}

#[test]
fn every_question_fact_group_and_deprivation_is_of_one_kind() {
    let law = law();
    let place =
        |name: &str, of: &dyn Fn(&vuonlen_app::privacy::kinds::KindFields) -> Vec<String>| {
            let found = kinds()
                .iter()
                .filter(|kind| of(kind).iter().any(|one| one == name));
            assert_eq!(found.count(), 1, "{name} in kinds.toml");
        };
    for (scope, schema) in [("household", "household"), ("member", "member")] {
        let schema = law.facts.scope(schema).unwrap();
        for fact in schema.facts() {
            match scope {
                "household" => place(&fact.name, &|kind| kind.household.clone()),
                _ => place(&fact.name, &|kind| kind.member.clone()),
            }
        }
    }
    let mut questions = 0;
    for form in &law.questionnaires {
        for (of, question) in form.questions() {
            questions += 1;
            let is_fact = law
                .facts
                .scope(of.scope())
                .and_then(|schema| schema.index(question.name()))
                .is_some();
            match (is_fact, of.scope()) {
                (true, "household") => place(question.name(), &|kind| kind.household.clone()),
                (true, _) => place(question.name(), &|kind| kind.member.clone()),
                (false, _) => place(question.name(), &|kind| kind.record.clone()),
            }
        }
    }
    assert!(questions > 40, "{questions}");
    for (list, of) in [("groups", 0), ("indicators", 1)] {
        for code in law.codes.list(list).unwrap().codes() {
            place(code, &|kind| match of {
                0 => kind.groups.clone(),
                _ => kind.indicators.clone(),
            });
        }
    }
    // And nothing is classified that is not asked.
    for kind in kinds() {
        for (scope, names) in [("household", &kind.household), ("member", &kind.member)] {
            let schema = law.facts.scope(scope).unwrap();
            for name in names {
                assert!(schema.index(name).is_some(), "there is no fact {name}");
            }
        }
    }
}
