//! What a round collects on its way: meetings, postings, objections, decisions, certificates.

use crate::support::{COMMUNE, PROVINCE, day, form, id, ready, recognise};
use chrono::{DateTime, NaiveDate, Utc};
use vuonlen_store::review::{
    Certificate, Decision, DoubtFlag, Finding, Meeting, MeetingOpinion, Objection, Posting,
    Recheck, RecheckDraw, ReviewRequest, RoundOpinion, SealedSnapshot,
};
use vuonlen_store::{StoreError, testing};

const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn today() -> NaiveDate {
    day(2026, 11, 20)
}

#[tokio::test]
async fn requests_wait_for_a_round_and_are_answered_once() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        tx.add_request(&ReviewRequest {
            province_code: PROVINCE.to_owned(),
            request_id: id(50),
            commune_code: COMMUNE.to_owned(),
            village_id: id(1),
            household_id: id(4),
            kind: "form_01".to_owned(),
            reasons: ",illness,".to_owned(),
            content: "Nhà có người ốm nặng".to_owned(),
            raised_by: "Hoàng Văn Dương".to_owned(),
            raised_on: today(),
            round_id: None,
            answer: None,
            answered_on: None,
            answered_by: None,
            recorded_at: AT,
            recorded_by: None,
        })
        .await?;
        assert_eq!(tx.list_requests(PROVINCE, COMMUNE, true).await?.len(), 1);
        tx.take_up_request(PROVINCE, id(50), id(10)).await?;
        assert_eq!(tx.list_requests_of_round(PROVINCE, id(10)).await?.len(), 1);
        let answer = "Công nhận hộ cận nghèo";
        tx.answer_request(PROVINCE, id(50), answer, (today(), Some(id(7))))
            .await?;
        let twice = tx
            .answer_request(PROVINCE, id(50), "khác", (today(), None))
            .await;
        assert!(matches!(twice, Err(StoreError::Stale(_))));
        assert_eq!(tx.list_requests(PROVINCE, COMMUNE, true).await?, []);
        let all = tx.list_requests(PROVINCE, COMMUNE, false).await?;
        assert_eq!(all[0].answer.as_deref(), Some(answer), "{}", fresh.engine);
        assert_eq!(
            tx.find_request(PROVINCE, id(50)).await?.as_ref(),
            all.first()
        );
    }
    Ok(())
}

#[tokio::test]
async fn meetings_keep_what_was_said_of_each_household() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        for (number, agreed) in [(60, false), (61, true)] {
            let meeting = Meeting {
                province_code: PROVINCE.to_owned(),
                meeting_id: id(number),
                round_id: id(10),
                village_id: id(1),
                held_on: today(),
                place: "Nhà văn hóa bản".to_owned(),
                chair: "Lò Văn Trưởng".to_owned(),
                secretary: "Cà Thị Thư".to_owned(),
                supervisor: String::new(),
                attendance: 50,
                notes: String::new(),
                percent: 50,
                passed: agreed,
                recorded_at: AT,
                recorded_by: None,
            };
            let opinion = MeetingOpinion {
                province_code: PROVINCE.to_owned(),
                meeting_id: id(number),
                form_id: id(20),
                form_version: 3,
                proposed_class: "poor".to_owned(),
                agree: if agreed { 25 } else { 24 },
                disagree: 20,
                opinion: String::new(),
                agreed,
            };
            tx.add_meeting(&meeting, std::slice::from_ref(&opinion))
                .await?;
            assert_eq!(tx.find_meeting(PROVINCE, id(number)).await?, Some(meeting));
            assert_eq!(tx.list_opinions(PROVINCE, id(number)).await?, [opinion]);
        }
        assert_eq!(
            tx.list_meetings(PROVINCE, id(10), Some(id(1))).await?.len(),
            2
        );
        let agreed = tx.list_agreed_forms(PROVINCE, id(10), id(1)).await?;
        assert_eq!(agreed, [(id(20), 3, "poor".to_owned())], "{}", fresh.engine);
    }
    Ok(())
}

#[tokio::test]
async fn a_posting_hangs_out_until_its_first_day_off_the_wall() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        let posting = Posting {
            province_code: PROVINCE.to_owned(),
            posting_id: id(70),
            round_id: id(10),
            village_id: id(1),
            commune_code: COMMUNE.to_owned(),
            because: String::new(),
            from_date: day(2026, 11, 20),
            until_date: day(2026, 11, 26),
            places: ",village_house,".to_owned(),
            entries: serde_json::json!([{ "head": "Lò Văn Đán" }]),
            recorded_at: AT,
            recorded_by: None,
        };
        tx.add_posting(&posting).await?;
        for (on, count) in [(19, 0), (20, 1), (25, 1), (26, 0)] {
            let found = tx
                .list_postings_on(PROVINCE, COMMUNE, day(2026, 11, on))
                .await?;
            assert_eq!(found.len(), count, "{} on {on}", fresh.engine);
        }
        assert_eq!(tx.find_posting(PROVINCE, id(70)).await?, Some(posting));
        assert_eq!(tx.list_postings(PROVINCE, id(10), None).await?.len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn an_objection_moves_only_from_the_state_it_was_read_in() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        let mut objection = Objection {
            province_code: PROVINCE.to_owned(),
            objection_id: id(80),
            round_id: id(10),
            village_id: id(1),
            form_id: None,
            raised_by: "Một người dân".to_owned(),
            on_behalf_of: String::new(),
            raised_on: today(),
            due_on: day(2026, 12, 1),
            content: "Hộ này có xe tải".to_owned(),
            state: "open".to_owned(),
            outcome: None,
            outcome_reason: None,
            class_before: None,
            class_after: None,
            settled_at: None,
            settled_by: None,
            recorded_at: AT,
            recorded_by: None,
        };
        tx.add_objection(&objection).await?;
        objection.state = "settled".to_owned();
        objection.form_id = Some(id(20));
        objection.class_before = Some("poor".to_owned());
        objection.outcome = Some("upheld".to_owned());
        objection.outcome_reason = Some("Phúc tra thấy đúng".to_owned());
        objection.class_after = Some("not_poor".to_owned());
        objection.settled_at = Some(AT);
        objection.settled_by = Some(id(7));
        let stale = tx.move_objection(&objection, "rechecked").await;
        assert!(matches!(stale, Err(StoreError::Stale(_))));
        tx.move_objection(&objection, "open").await?;
        let found = tx.find_objection(PROVINCE, id(80)).await?;
        assert_eq!(found.as_ref(), Some(&objection), "{}", fresh.engine);
        let list = tx.list_objections(PROVINCE, id(10), Some(id(1))).await?;
        assert_eq!(list, [objection]);
    }
    Ok(())
}

#[tokio::test]
async fn rechecks_are_drawn_and_done_once() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        let draw = RecheckDraw {
            province_code: PROVINCE.to_owned(),
            draw_id: id(90),
            round_id: id(10),
            seed: "Xổ số 20/11/2026: 12345".to_owned(),
            village_id: None,
            population: 30,
            drawn: 3,
            recorded_at: AT,
            recorded_by: Some(id(9)),
        };
        tx.add_draw(&draw).await?;
        assert_eq!(tx.list_draws(PROVINCE, id(10)).await?, [draw]);
        let mut recheck = Recheck {
            province_code: PROVINCE.to_owned(),
            recheck_id: id(91),
            round_id: id(10),
            form_id: id(20),
            cause: "drawn".to_owned(),
            cause_id: Some(id(90)),
            reason: String::new(),
            state: "open".to_owned(),
            answers: None,
            assessment: None,
            opening: None,
            class_before: Some("poor".to_owned()),
            class_after: None,
            note: String::new(),
            recorded_at: AT,
            recorded_by: Some(id(9)),
            checked_at: None,
            checked_by: None,
        };
        tx.add_recheck(&recheck).await?;
        recheck.state = "checked".to_owned();
        recheck.answers = Some(serde_json::json!({ "members": [] }));
        recheck.class_after = Some("near_poor".to_owned());
        recheck.checked_at = Some(AT);
        recheck.checked_by = Some(id(9));
        tx.finish_recheck(&recheck).await?;
        let twice = tx.finish_recheck(&recheck).await;
        assert!(matches!(twice, Err(StoreError::Stale(_))));
        let found = tx.find_recheck(PROVINCE, id(91)).await?;
        assert_eq!(found.as_ref(), Some(&recheck), "{}", fresh.engine);
        assert_eq!(tx.list_rechecks(PROVINCE, id(10)).await?, [recheck]);
    }
    Ok(())
}

#[tokio::test]
async fn findings_and_doubts_are_answered_once() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        tx.add_finding(&Finding {
            province_code: PROVINCE.to_owned(),
            finding_id: id(100),
            round_id: id(10),
            village_id: None,
            content: "Chưa mời Mặt trận dự họp".to_owned(),
            found_on: today(),
            answer: None,
            answered_at: None,
            answered_by: None,
            recorded_at: AT,
            recorded_by: Some(id(5)),
        })
        .await?;
        tx.answer_finding(PROVINCE, id(100), "Đã mời", (AT, id(7)))
            .await?;
        let twice = tx
            .answer_finding(PROVINCE, id(100), "khác", (AT, id(7)))
            .await;
        assert!(matches!(twice, Err(StoreError::Stale(_))));
        let findings = tx.list_findings(PROVINCE, id(10)).await?;
        assert_eq!(findings[0].answer.as_deref(), Some("Đã mời"));
        assert_eq!(
            tx.find_finding(PROVINCE, id(100)).await?.as_ref(),
            findings.first()
        );

        let mut doubt = DoubtFlag {
            province_code: PROVINCE.to_owned(),
            flag_id: id(110),
            round_id: id(10),
            form_id: id(20),
            kind: "long_kept".to_owned(),
            years: 4,
            resolution: None,
            resolution_reason: None,
            resolved_at: None,
            resolved_by: None,
            raised_at: AT,
        };
        tx.add_doubt(&doubt).await?;
        doubt.flag_id = id(111);
        tx.add_doubt(&doubt).await?;
        assert_eq!(
            tx.list_doubts(PROVINCE, id(10)).await?.len(),
            1,
            "{}",
            fresh.engine
        );
        let kept = ("kept", "Chủ hộ bệnh nặng");
        tx.resolve_doubt(PROVINCE, id(110), kept, (AT, id(7)))
            .await?;
        let twice = tx.resolve_doubt(PROVINCE, id(110), kept, (AT, id(7))).await;
        assert!(matches!(twice, Err(StoreError::Stale(_))));
        // A resolved doubt stays; an open one goes when the answers are opened again.
        doubt.kind = "khác".to_owned();
        tx.add_doubt(&doubt).await?;
        tx.drop_open_doubts(PROVINCE, id(20)).await?;
        assert_eq!(tx.find_doubt(PROVINCE, id(111)).await?, None);
        assert_eq!(tx.find_doubt(PROVINCE, id(110)).await?.unwrap().years, 4);
    }
    Ok(())
}

#[tokio::test]
async fn decisions_opinions_and_recognitions() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        let opinion = RoundOpinion {
            province_code: PROVINCE.to_owned(),
            opinion_id: id(120),
            round_id: id(10),
            given_by: "province_department".to_owned(),
            number: "12/SNNMT".to_owned(),
            given_on: today(),
            agrees: true,
            content: "Nhất trí".to_owned(),
            recorded_at: AT,
            recorded_by: None,
        };
        tx.add_round_opinion(&opinion).await?;
        assert_eq!(tx.list_round_opinions(PROVINCE, id(10)).await?, [opinion]);

        assert_eq!(recognise(&mut tx, 1, 2025, "poor").await?, 1);
        assert_eq!(recognise(&mut tx, 1, 2025, "near_poor").await?, 2);
        assert_eq!(recognise(&mut tx, 1, 2024, "poor").await?, 1);
        let all = tx.list_recognitions(PROVINCE, id(1)).await?;
        assert_eq!(all.len(), 3);
        let hold = tx.list_recognitions_of_commune(PROVINCE, COMMUNE).await?;
        let hold: Vec<(i64, &str)> = hold.iter().map(|r| (r.year, r.class.as_str())).collect();
        assert_eq!(
            hold,
            [(2024, "poor"), (2025, "near_poor")],
            "{}",
            fresh.engine
        );
        assert_eq!(
            tx.list_recognitions_of_round(PROVINCE, id(10)).await?.len(),
            3
        );

        let mut decision = Decision {
            province_code: PROVINCE.to_owned(),
            decision_id: id(130),
            round_id: id(10),
            commune_code: COMMUNE.to_owned(),
            kind: "recognition".to_owned(),
            number: "128/QĐ-UBND".to_owned(),
            signed_on: today(),
            signer: "Điêu Chính Hải".to_owned(),
            reason: String::new(),
            counts: serde_json::json!({ "poor": 1 }),
            recorded_at: AT,
            recorded_by: None,
        };
        tx.add_decision(&decision).await?;
        assert_eq!(
            tx.find_decision(PROVINCE, id(130)).await?.as_ref(),
            Some(&decision)
        );
        assert_eq!(tx.list_decisions(PROVINCE, id(10)).await?.len(), 1);
        decision.decision_id = id(131);
        let twice = tx.add_decision(&decision).await;
        assert!(
            matches!(twice, Err(StoreError::Rule(_))),
            "{}",
            fresh.engine
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_withdrawn_certificate_is_still_found() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        let mut certificate = Certificate {
            province_code: PROVINCE.to_owned(),
            certificate_id: id(140),
            commune_code: COMMUNE.to_owned(),
            household_id: id(1),
            decision_id: id(130),
            year: 2026,
            number: "001/GCN-HN.HCN".to_owned(),
            token: "abc".to_owned(),
            class: "poor".to_owned(),
            head_name: "Lò Văn Đán".to_owned(),
            village_name: "Bản Bung".to_owned(),
            size: 4,
            issued_on: today(),
            withdrawn_on: None,
            withdrawn_because: None,
        };
        tx.add_certificate(&certificate).await?;
        assert_eq!(tx.count_certificates(PROVINCE, COMMUNE, 2026).await?, 1);
        assert_eq!(tx.count_certificates(PROVINCE, COMMUNE, 2025).await?, 0);
        let withdrawn = tx
            .withdraw_certificates_of(PROVINCE, id(1), (today(), "thoát nghèo"))
            .await?;
        assert_eq!(withdrawn, 1);
        let again = tx
            .withdraw_certificate(PROVINCE, id(140), (today(), "lại"))
            .await;
        assert!(matches!(again, Err(StoreError::Stale(_))));
        certificate.withdrawn_on = Some(today());
        certificate.withdrawn_because = Some("thoát nghèo".to_owned());
        let found = tx.find_certificate_by_token(PROVINCE, "abc").await?;
        assert_eq!(found.as_ref(), Some(&certificate), "{}", fresh.engine);
        assert_eq!(tx.find_certificate_by_token("01", "abc").await?, None);
        assert_eq!(tx.find_certificate(PROVINCE, id(140)).await?, found);
        assert_eq!(tx.list_certificates(PROVINCE, id(1)).await?.len(), 1);
        let issued = tx.list_certificates_of_decision(PROVINCE, id(130)).await?;
        assert_eq!(issued.len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_snapshot_comes_back_byte_for_byte() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        tx.add_form(&form(20, 1)).await?;
        let bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
        let mut snapshot = SealedSnapshot {
            province_code: PROVINCE.to_owned(),
            snapshot_id: id(150),
            round_id: id(10),
            commune_code: COMMUNE.to_owned(),
            year: 2026,
            amendment: 0,
            reason: String::new(),
            sha256: "00".to_owned(),
            // Spaces and order as they are: the manifest itself is hashed.
            manifest: "{ \"b\": 1,\n \"a\": 2 }".to_owned(),
            status: "verified".to_owned(),
            sealed_at: AT,
            sealed_by: None,
        };
        let files = [
            ("households.parquet".to_owned(), bytes.clone()),
            ("members.parquet".to_owned(), vec![1]),
        ];
        tx.add_snapshot(&snapshot, &files).await?;
        let list = tx
            .list_snapshots(PROVINCE, Some(COMMUNE), Some(2026))
            .await?;
        assert_eq!(list, [snapshot.clone()], "{}", fresh.engine);
        for (name, content) in files {
            let found = tx.find_snapshot_file(PROVINCE, id(150), &name).await?;
            assert_eq!(found, Some(content), "{}", fresh.engine);
        }
        let other = tx.find_snapshot_file(PROVINCE, id(150), "index").await?;
        assert_eq!(other, None);
        snapshot.snapshot_id = id(151);
        let twice = tx.add_snapshot(&snapshot, &[]).await;
        assert!(matches!(twice, Err(StoreError::Rule(_))));
    }
    Ok(())
}
