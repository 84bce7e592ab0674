//! What people ask about their own data, breaches, and removing what has served its turn; on both
//! databases.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Duration, NaiveDate};
use uuid::Uuid;
use vuonlen_app::access::Actor;
use vuonlen_app::privacy::breaches::{NewBreach, NewStep};
use vuonlen_app::privacy::copy::CopyFormat;
use vuonlen_app::privacy::requests::{DataAnswer, NewDataRequest};
use vuonlen_app::privacy::{Expiring, Retention, expire};
use vuonlen_app::review::{PaperFormat, Print};
use vuonlen_app::testing::{COMMUNE, Fixture, PROVINCE, fixtures};
use vuonlen_app::{Error, ErrorKind};
use vuonlen_domain::text::Language;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

struct Ground {
    fixture: Fixture,
    officer: Actor,
    chairman: Actor,
    household: Uuid,
    /// Two members of it, with their names.
    members: Vec<(Uuid, String)>,
}

async fn grounds() -> Result<Vec<Ground>, Error> {
    let mut grounds = Vec::new();
    for fixture in fixtures().await? {
        let officer = fixture.person("xa", "commune_officer", COMMUNE).await?;
        let chairman = fixture
            .person("chu-tich", "commune_chairman", COMMUNE)
            .await?;
        let context = &fixture.context;
        let mut found = None;
        for household in fixture.settle(&officer, 6).await? {
            let key = (PROVINCE, household);
            let asker = context.data_request_asker(&officer, key).await?;
            if asker.members.len() >= 2 {
                found = Some((household, asker.members));
                break;
            }
        }
        let (household, members) = found.unwrap();
        let key = (PROVINCE, household);
        let begun = context.edit_household(&officer, key, None).await?;
        let mut document = begun.document;
        document.members[0].identity_number = "014185004567".to_owned();
        document.members[1].identity_number = "014185009999".to_owned();
        let why = (context.today(), "Thêm số");
        context
            .save_household(&officer, key, begun.version, document, why)
            .await?;
        grounds.push(Ground {
            fixture,
            officer,
            chairman,
            household,
            members,
        });
    }
    Ok(grounds)
}

impl Ground {
    fn asked(&self, kind: &str) -> NewDataRequest {
        NewDataRequest {
            household: Some((PROVINCE.to_owned(), self.household)),
            person: Some(self.members[0].0),
            contact: "0912345678".to_owned(),
            kind: kind.to_owned(),
            content: "Xin xem  dữ liệu của tôi".to_owned(),
            received_on: Some(day("2026-11-02")),
            handler: "Công chức xã".to_owned(),
            ..NewDataRequest::default()
        }
    }
}

fn answer(outcome: &str) -> DataAnswer {
    DataAnswer {
        outcome: outcome.to_owned(),
        answer: "Đã cung cấp bản sao".to_owned(),
        closed_on: Some(day("2026-11-20")),
    }
}

#[tokio::test]
async fn a_request_is_recorded_by_one_and_answered_by_another() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let (officer, chairman) = (&ground.officer, &ground.chairman);
        let recorded = context
            .record_data_request(officer, ground.asked("view"))
            .await?;
        let key = (recorded.0.as_str(), recorded.1);
        let late = context.data_request(officer, key).await?;
        assert_eq!(late.request.person_name, ground.members[0].1);
        assert_eq!(late.request.content, "Xin xem dữ liệu của tôi");
        // Ten days, as the unit's default says; today is the 20th.
        assert_eq!(late.request.due_on, Some(day("2026-11-12")));
        assert!(late.late);
        assert_eq!(late.request.contact, "0912345678");
        let seen = context.data_request(chairman, key).await?;
        assert_eq!(
            seen.request.contact, "•••••••678",
            "by the table of masking"
        );

        let mut other = ground.asked("correct");
        other.household = None;
        other.person = None;
        other.commune = COMMUNE.to_owned();
        other.person_name = "Lò Thị Đại Diện".to_owned();
        other.received_on = Some(day("2026-11-19"));
        let other = context.record_data_request(officer, other).await?;
        let list = context.data_requests(chairman).await?;
        let order: Vec<Uuid> = list.iter().map(|one| one.request.request_id).collect();
        assert_eq!(order, [recorded.1, other.1], "the late one first");
        assert_eq!(context.data_requests_waiting(chairman).await?, (2, 1));

        let refused = context.answer_data_request(officer, key, answer("granted"));
        assert_eq!(refused.await.unwrap_err().kind, ErrorKind::Denied);
        for wrong in [
            DataAnswer {
                outcome: String::new(),
                ..answer("granted")
            },
            DataAnswer {
                answer: "  ".to_owned(),
                ..answer("granted")
            },
            DataAnswer {
                closed_on: Some(day("2026-11-01")),
                ..answer("granted")
            },
            DataAnswer {
                closed_on: Some(day("2026-11-21")),
                ..answer("granted")
            },
        ] {
            let wrong = context.answer_data_request(chairman, key, wrong).await;
            assert_eq!(wrong.unwrap_err().kind, ErrorKind::Invalid);
        }
        context
            .answer_data_request(chairman, key, answer("granted"))
            .await?;
        let again = context.answer_data_request(chairman, key, answer("refused"));
        assert_eq!(again.await.unwrap_err().kind, ErrorKind::Conflict);
        let closed = context.data_request(officer, key).await?;
        assert!(!closed.late);
        assert_eq!(closed.outcome.unwrap().vi, "Thực hiện");
        assert_eq!(context.data_requests_waiting(chairman).await?, (1, 0));
        let print = Print {
            format: PaperFormat::Docx,
            synthetic: true,
        };
        let paper = context.data_request_paper(chairman, key, print).await?;
        assert!(paper.bytes.starts_with(b"PK"));

        let neighbour = ground
            .fixture
            .person("ben", "commune_officer", "03694")
            .await?;
        let elsewhere = context.data_request(&neighbour, key).await;
        assert_eq!(elsewhere.unwrap_err().kind, ErrorKind::NotFound);
        let elsewhere = context.record_data_request(&neighbour, ground.asked("view"));
        assert_eq!(elsewhere.await.unwrap_err().kind, ErrorKind::NotFound);
        assert!(context.data_requests(&neighbour).await?.is_empty());
        let mut tx = context.store.read().await?;
        let raw = tx.list_audit(PROVINCE).await?;
        let actions: Vec<&str> = raw.iter().map(|entry| entry.action.as_str()).collect();
        for action in [
            "data_request_record",
            "data_request_read",
            "data_request_answer",
        ] {
            assert!(actions.contains(&action), "{action} is in the log");
        }
        assert!(!format!("{raw:?}").contains("0912345678"));
    }
    Ok(())
}

#[tokio::test]
async fn a_copy_holds_the_person_and_nobody_else() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let officer = &ground.officer;
        let asked = context
            .record_data_request(officer, ground.asked("copy"))
            .await?;
        let key = (asked.0.as_str(), asked.1);
        let json = context
            .data_copy(officer, key, CopyFormat::Json, Language::Vietnamese)
            .await?;
        let text = String::from_utf8(json.bytes).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["person"]["name"], ground.members[0].1);
        assert_eq!(value["person"]["identity_number"], "014185004567");
        assert!(!text.contains("014185009999") && !text.contains(&ground.members[1].1));
        assert!(
            !value["household"]["answers"]
                .as_object()
                .unwrap()
                .is_empty()
        );
        let looked = value["looked_at"].as_array().unwrap();
        let reasons: Vec<&str> = looked
            .iter()
            .filter_map(|line| line["reason"].as_str())
            .collect();
        assert!(
            reasons.iter().any(|reason| reason.contains("02/11/2026")),
            "making the copy stands in the report itself: {reasons:?}"
        );
        let book = context
            .data_copy(officer, key, CopyFormat::Xlsx, Language::English)
            .await?;
        assert!(book.bytes.starts_with(b"PK"));
        let mut stranger = ground.asked("copy");
        stranger.person = None;
        stranger.person_name = "Người khác".to_owned();
        for other in [ground.asked("correct"), stranger] {
            let other = context.record_data_request(officer, other).await?;
            let key = (other.0.as_str(), other.1);
            let none = context
                .data_copy(officer, key, CopyFormat::Json, Language::Vietnamese)
                .await;
            assert_eq!(none.unwrap_err().code, "no_copy");
        }
    }
    Ok(())
}

fn step(kind: &str, at: &str) -> NewStep {
    NewStep {
        kind: kind.to_owned(),
        at: at.to_owned(),
        content: "Công an tỉnh, bằng văn bản".to_owned(),
        people: None,
    }
}

#[tokio::test]
async fn the_clock_of_a_breach_runs_from_when_it_was_found() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let admin = fixture
            .person("quan-tri", "administrator", PROVINCE)
            .await?;
        let officer = fixture.person("xa", "commune_officer", COMMUNE).await?;
        let auditor = fixture.person("thanh-tra", "auditor", PROVINCE).await?;
        // It is 9 in the morning of 20 November.
        let new = |unit: &str, found_at: &str| NewBreach {
            unit: unit.to_owned(),
            found_at: found_at.to_owned(),
            what: "Gửi nhầm danh sách cho người ngoài".to_owned(),
            kinds: "họ tên, sức khỏe".to_owned(),
            people: Some(12),
        };
        for wrong in [
            new("11", "2026-11-18T09:00"),
            new("", "2026-11-18T09:00"),
            new(PROVINCE, "2026-11-20T10:00"),
            new(PROVINCE, "hôm qua"),
        ] {
            let wrong = context.record_breach(&admin, wrong).await;
            assert_eq!(wrong.unwrap_err().kind, ErrorKind::Invalid);
        }
        let refused = context.record_breach(&auditor, new(PROVINCE, "2026-11-18T09:00"));
        assert_eq!(refused.await.unwrap_err().kind, ErrorKind::Denied);
        let recent = context
            .record_breach(&officer, new(COMMUNE, "2026-11-18T09:00"))
            .await?;
        let old = context
            .record_breach(&admin, new(PROVINCE, "2026-11-17T08:59"))
            .await?;
        let views = context.breaches(&admin).await?;
        let order: Vec<Uuid> = views.iter().map(|one| one.breach.breach_id).collect();
        assert_eq!(order, [old.1, recent.1], "what is overdue comes first");
        assert!(views[0].late && views[0].waits());
        assert!(!views[1].late && views[1].waits());
        assert_eq!(
            views[1].due_at - views[1].breach.found_at,
            Duration::hours(72)
        );
        assert_eq!(context.breaches(&auditor).await?.len(), 2);
        assert_eq!(context.breaches(&officer).await?.len(), 1);

        let key = (PROVINCE, recent.1);
        let early = context
            .record_breach_step(&admin, key, step("authority", "2026-11-18T08:00"))
            .await;
        assert_eq!(early.unwrap_err().kind, ErrorKind::Invalid);
        context
            .record_breach_step(&admin, key, step("authority", "2026-11-19T08:00"))
            .await?;
        let more = NewStep {
            people: Some(40),
            ..step("note", "2026-11-19T09:00")
        };
        context.record_breach_step(&officer, key, more).await?;
        let told = context.breach(&admin, key).await?;
        assert!(!told.waits() && !told.late);
        assert_eq!((told.breach.people, told.people), (Some(12), Some(40)));
        assert_eq!(told.steps.len(), 2);
        let key = (PROVINCE, old.1);
        context
            .record_breach_step(&admin, key, step("authority", "2026-11-20T09:00"))
            .await?;
        let told = context.breach(&admin, key).await?;
        assert!(told.late && !told.waits(), "told, and too late");
        context
            .record_breach_step(&admin, key, step("closed", "2026-11-20T09:00"))
            .await?;
        let after = context
            .record_breach_step(&admin, key, step("note", "2026-11-20T09:00"))
            .await;
        assert_eq!(after.unwrap_err().code, "breach_closed");
        for format in [PaperFormat::Docx, PaperFormat::Pdf] {
            let print = Print {
                format,
                synthetic: true,
            };
            assert!(
                !context
                    .breach_paper(&admin, key, print)
                    .await?
                    .bytes
                    .is_empty()
            );
        }
        let elsewhere = context.breach(&officer, key).await;
        assert_eq!(elsewhere.unwrap_err().kind, ErrorKind::NotFound);
    }
    Ok(())
}

#[tokio::test]
async fn only_what_is_past_its_time_goes_and_never_a_household_or_the_log() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let store = &context.store;
        let at = context.now();
        let ago = |days: i64| at - Duration::days(days);
        let mut tx = store.begin().await?;
        for (name, days) in [("cu", 100), ("moi", 1)] {
            tx.count_address(name, ago(days), ago(days)).await?;
            tx.claim_form(ground.officer.account_id, name, ago(days))
                .await?;
        }
        tx.commit().await?;
        let count = |table: &'static str| async move {
            let mut tx = store.read().await?;
            let layout = tx.layout().await?;
            let mut rows = 0;
            let table = layout.find(table).unwrap();
            tx.each_row(table, |_| {
                rows += 1;
                Ok::<(), Error>(())
            })
            .await?;
            Ok::<usize, Error>(rows)
        };
        let before = (
            count("household").await?,
            count("household_version").await?,
            count("audit_entry").await?,
        );
        let retention = Retention::default();
        let rows = |found: &[vuonlen_app::privacy::Expired], kind| {
            found.iter().find(|one| one.kind == kind).unwrap().rows
        };
        let dry = expire(store, &retention, (at, false)).await?;
        assert_eq!(rows(&dry, Expiring::SignInAddresses), 1);
        assert_eq!(rows(&dry, Expiring::Forms), 1);
        assert_eq!(count("sign_in_address").await?, 2, "nothing is removed");
        assert_eq!(count("audit_entry").await?, before.2, "nor noted");
        let kept = Expiring::ALL
            .into_iter()
            .fold(retention.clone(), |all, kind| all.with(kind, 0));
        let none = expire(store, &kept, (at, true)).await?;
        assert!(none.iter().all(|one| one.rows == 0), "0 days keep for good");
        let done = expire(store, &retention, (at, true)).await?;
        assert_eq!(done, dry);
        assert_eq!(count("sign_in_address").await?, 1);
        assert_eq!(count("idempotency").await?, 1);
        assert_eq!(count("household").await?, before.0);
        assert_eq!(count("household_version").await?, before.1);
        let mut tx = store.read().await?;
        let log = tx.list_audit("VN").await?;
        let entry = log.iter().rfind(|entry| entry.action == "expire").unwrap();
        assert!(
            entry.details.contains("\"sign_in_address\":1"),
            "{}",
            entry.details
        );
        drop(tx);
        assert_eq!(
            rows(
                &expire(store, &retention, (at, true)).await?,
                Expiring::Forms
            ),
            0
        );
        let words = retention.said_of("web_session");
        assert!(words.vi.contains("30 ngày"), "{}", words.vi);
        assert!(retention.said_of("household").en.contains("not removed"));
    }
    Ok(())
}

/// Each statement of each kind runs on both engines and takes only what is over.
#[tokio::test]
async fn every_kind_is_counted_and_removed_alike() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let later = context.now() + Duration::days(4000);
        let all = Expiring::ALL
            .into_iter()
            .fold(Retention::default(), |all, kind| all.with(kind, 1));
        let dry = expire(&context.store, &all, (later, false)).await?;
        let done = expire(&context.store, &all, (later, true)).await?;
        assert_eq!(dry, done);
        assert_eq!(done.len(), Expiring::ALL.len());
        let view = context
            .household_view(&ground.officer, (PROVINCE, ground.household), None)
            .await?;
        assert_eq!(view.members.len(), ground.members.len());
    }
    Ok(())
}
