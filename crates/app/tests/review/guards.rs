//! What must not happen: a meeting too few agree at, an objection nobody answers, a class nobody
//! looked at again.

use crate::support::{Commune, communes};
use uuid::Uuid;
use vuonlen_app::registry::{Answer, HouseholdDocument};
use vuonlen_app::review::{
    Draw, FormDraft, MatterKind, NewObjection, OpinionLetter, PublicObjection, ReviewResult,
    TaskKind,
};
use vuonlen_app::testing::{COMMUNE, PROVINCE};
use vuonlen_app::{Error, ErrorKind};
use vuonlen_domain::review::{FormState, ObjectionOutcome, RoundState, VillageState};
use vuonlen_store::review::FormLine;

/// Answers after which a household lacks nothing.
fn well_off(document: &mut HouseholdDocument) {
    document
        .answers
        .insert("income_per_person".to_owned(), Answer::Int(9_000_000));
}

async fn draft(commune: &Commune, form: Uuid) -> Result<FormDraft, Error> {
    let page = commune
        .fixture
        .context
        .form_to_correct(&commune.province, (PROVINCE, form))
        .await?;
    Ok(FormDraft {
        document: page.document,
        event: page.event,
        appraisal: page.appraisal,
    })
}

/// The first poor household of a commune whose villages are all posted.
async fn posted(commune: &Commune) -> Result<FormLine, Error> {
    let context = &commune.fixture.context;
    context
        .start_survey(&commune.officer, commune.key(), None)
        .await?;
    for village in &commune.villages {
        commune.survey(*village).await?;
        commune.meet(*village, 40).await?;
        commune.post(*village).await?;
    }
    let lines = context
        .review_list(&commune.officer, commune.key(), None)
        .await?;
    Ok(lines
        .into_iter()
        .find(|line| line.class.as_deref() == Some("poor"))
        .unwrap())
}

#[tokio::test]
async fn a_meeting_below_half_sends_the_village_back() -> Result<(), Error> {
    for commune in communes(20).await? {
        let context = &commune.fixture.context;
        let officer = &commune.officer;
        context.start_survey(officer, commune.key(), None).await?;
        let village = *commune.villages.first().unwrap();
        let lines = context
            .review_list(officer, commune.key(), Some(village))
            .await?;
        assert!(!lines.is_empty());
        let early = commune.meet(village, 40).await.unwrap_err();
        assert_eq!(early.code, "step_out_of_order");
        commune.survey(village).await?;

        let failed = commune.meet(village, 19).await?;
        assert!(!failed.passed && failed.percent == 50);
        assert_eq!(failed.not_agreed.len(), lines.len());
        let page = context.round(officer, commune.key()).await?;
        let mine = page
            .villages
            .iter()
            .find(|v| v.village_id == village)
            .unwrap();
        assert_eq!(mine.state, VillageState::Surveying);
        let back = page.transitions.last().unwrap();
        assert!(back.reason.contains("50%"), "{}", back.reason);
        let form = context.form(officer, (PROVINCE, lines[0].form_id)).await?;
        assert_eq!(form.state, FormState::Draft);

        commune.survey(village).await?;
        let passed = commune.meet(village, 20).await?;
        assert!(passed.passed, "a half is enough");
        let minutes = context.minutes(officer, commune.village(village)).await?;
        assert_eq!(minutes.len(), 2);
        assert_eq!(minutes[1].copies, Some(2));
        assert_eq!(minutes[1].lines.len(), lines.len());
        assert!(minutes[0].lines.iter().all(|line| !line.agreed));
    }
    Ok(())
}

#[tokio::test]
async fn households_a_meeting_agreed_to_are_not_asked_again() -> Result<(), Error> {
    for commune in communes(30).await? {
        let context = &commune.fixture.context;
        context
            .start_survey(&commune.officer, commune.key(), None)
            .await?;
        let lines = context
            .review_list(&commune.officer, commune.key(), None)
            .await?;
        let village = *commune
            .villages
            .iter()
            .max_by_key(|village| lines.iter().filter(|l| l.village_id == **village).count())
            .unwrap();
        commune.survey(village).await?;
        let agenda = context
            .meeting_agenda(&commune.head, commune.village(village))
            .await?;
        assert!(agenda.len() > 1);
        let outcome = commune
            .meet_with(village, |number| if number == 0 { 10 } else { 40 })
            .await?;
        assert_eq!(outcome.not_agreed, [agenda[0].form_id]);
        commune.survey(village).await?;
        let again = context
            .meeting_agenda(&commune.head, commune.village(village))
            .await?;
        let again: Vec<Uuid> = again.iter().map(|line| line.form_id).collect();
        assert_eq!(again, outcome.not_agreed);
        assert!(commune.meet(village, 40).await?.passed);
    }
    Ok(())
}

#[tokio::test]
async fn a_posted_list_is_public_while_it_stands_and_shows_nothing_more() -> Result<(), Error> {
    for commune in communes(20).await? {
        let context = &commune.fixture.context;
        let poor = posted(&commune).await?;
        let public = context.public_postings(COMMUNE).await?;
        assert_eq!(public.len(), commune.villages.len());
        let entries: Vec<_> = public.iter().flat_map(|posting| &posting.entries).collect();
        let entry = entries.iter().find(|e| e.head == poor.head_name).unwrap();
        assert_eq!(entry.result, ReviewResult::Poor);
        assert_eq!(entry.persons, poor.size);
        let first = &public[0];
        assert_eq!(
            first.last,
            crate::support::day(2026, 11, 25),
            "3 working days"
        );
        assert!(first.announcement.vi.contains("niêm yết"));
        assert!(!first.announcement.vi.contains(&poor.head_name));
        commune.pass_days(6);
        assert!(context.public_postings(COMMUNE).await?.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn an_objection_is_rechecked_answered_and_posted() -> Result<(), Error> {
    for commune in communes(24).await? {
        let context = &commune.fixture.context;
        let engine = commune.fixture.fresh.engine;
        let poor = posted(&commune).await?;
        let village = commune.village(poor.village_id);
        let new = NewObjection {
            household_id: poor.household_id,
            raised_by: "Cà Văn Ba".to_owned(),
            on_behalf_of: String::new(),
            raised_on: context.today(),
            content: "Hộ này mới mua xe tải".to_owned(),
        };
        let id = context
            .record_objection(&commune.head, village, new, None)
            .await?;
        let objection = (PROVINCE, id);
        commune.pass_days(10);
        let open = context
            .conclude_posting(&commune.officer, village)
            .await
            .unwrap_err();
        assert_eq!(open.code, "objections_open");
        let page = context.round(&commune.officer, commune.key()).await?;
        assert!(page.calendar.iter().any(|due| due.step == "recheck"));
        let submit = context
            .submit_round(&commune.officer, commune.key())
            .await
            .unwrap_err();
        assert_eq!(submit.code, "villages_unfinished");

        let upheld = ObjectionOutcome::Upheld;
        let blind = context
            .settle_objection(&commune.officer, objection, upheld, "Đúng")
            .await
            .unwrap_err();
        assert_eq!(blind.code, "step_out_of_order", "not without a visit");
        let mut found = draft(&commune, poor.form_id).await?;
        well_off(&mut found.document);
        context
            .recheck_objection(
                &commune.officer,
                objection,
                found,
                "Có xe tải, thu nhập khá",
            )
            .await?;
        let reject = ObjectionOutcome::Rejected;
        let wrong = context
            .settle_objection(&commune.officer, objection, reject, "Không đúng")
            .await
            .unwrap_err();
        assert_eq!(wrong.code, "recheck_changed_class");
        context
            .settle_objection(
                &commune.officer,
                objection,
                upheld,
                "Phúc tra thấy hộ có thu nhập khá",
            )
            .await?;

        let postings = context.postings(&commune.officer, village).await?;
        let change = postings.last().unwrap();
        assert!(change.stands && !change.because.is_empty(), "{engine}");
        assert_eq!(change.entries.len(), 1);
        let escaped = match poor.previous_class.as_str() {
            "poor" => ReviewResult::EscapedPoor,
            _ => ReviewResult::EscapedNearPoor,
        };
        assert_eq!(change.entries[0].result, escaped);
        let standing = context
            .conclude_posting(&commune.officer, village)
            .await
            .unwrap_err();
        assert_eq!(standing.code, "posting_stands");
        let answer = context
            .objection_answer(&commune.officer, objection)
            .await?;
        assert_eq!(answer.objection.class_before.as_deref(), Some("poor"));
        assert_eq!(answer.objection.class_after.as_deref(), Some("not_poor"));
        assert_eq!(answer.rechecks.len(), 1);
        let refusal = context
            .refusal_data(&commune.officer, (PROVINCE, poor.form_id))
            .await?;
        assert!(!refusal.reasons.is_empty());
        commune.pass_days(10);
        context.conclude_posting(&commune.officer, village).await?;
    }
    Ok(())
}

#[tokio::test]
async fn anybody_may_object_while_the_list_hangs_out() -> Result<(), Error> {
    for commune in communes(20).await? {
        let context = &commune.fixture.context;
        let poor = posted(&commune).await?;
        let posting = context
            .public_postings(COMMUNE)
            .await?
            .into_iter()
            .find(|posting| posting.village_id == poor.village_id)
            .unwrap();
        let entry = posting
            .entries
            .iter()
            .position(|e| e.head == poor.head_name);
        let new = PublicObjection {
            posting_id: posting.posting_id,
            entry,
            raised_by: String::new(),
            content: "Thông tin chưa đúng".to_owned(),
            address: "203.0.113.5".to_owned(),
        };
        let about = context.raise_public_objection(COMMUNE, new.clone()).await?;
        let missing = PublicObjection {
            entry: None,
            content: "Hộ tôi nghèo mà không có tên".to_owned(),
            ..new.clone()
        };
        let missing = context.raise_public_objection(COMMUNE, missing).await?;
        let empty = PublicObjection {
            content: " ".to_owned(),
            ..new.clone()
        };
        let empty = context
            .raise_public_objection(COMMUNE, empty)
            .await
            .unwrap_err();
        assert_eq!(empty.kind, ErrorKind::Invalid);
        let all = context
            .objections(&commune.officer, commune.key(), None)
            .await?;
        assert_eq!(all.len(), 2);
        let one = all.iter().find(|o| o.objection_id == about).unwrap();
        assert_eq!(one.form_id, Some(poor.form_id));

        let key = (PROVINCE, missing);
        let found = draft(&commune, poor.form_id).await?;
        let unattached = context
            .recheck_objection(&commune.officer, key, found, "")
            .await
            .unwrap_err();
        assert_eq!(unattached.code, "objection_without_household");
        context
            .attach_objection(&commune.officer, key, poor.household_id)
            .await?;
        commune.pass_days(10);
        let late = context
            .raise_public_objection(COMMUNE, new)
            .await
            .unwrap_err();
        assert_eq!(late.code, "not_posted");
    }
    Ok(())
}

#[tokio::test]
async fn the_chairman_is_told_what_is_open() -> Result<(), Error> {
    for commune in communes(40).await? {
        let context = &commune.fixture.context;
        let key = commune.key();
        commune.settle_villages().await?;
        let finding = context
            .record_finding(
                &commune.front,
                key,
                None,
                ("Chưa mời Mặt trận dự họp", context.today()),
                None,
            )
            .await?;
        let doubts = context.doubts(&commune.officer, key).await?;
        assert!(!doubts.is_empty(), "long-standing households are doubted");
        let refused = context
            .submit_round(&commune.officer, key)
            .await
            .unwrap_err();
        assert_eq!(refused.code, "matters_open");
        assert_eq!(refused.fields.len(), doubts.len() + 1);
        // One task for all doubts, who may not resolve them has none; the finding is one by itself.
        let settle = TaskKind::Settle;
        let tasks = context.tasks(&commune.officer, PROVINCE).await?;
        let of = |kind| tasks.iter().filter(move |task| task.kind == settle(kind));
        let texts: Vec<&str> = of(MatterKind::Doubt).map(|one| &*one.text.vi).collect();
        let all = format!(
            "{} hộ nhiều năm liền trong danh sách, cần xem xét",
            doubts.len()
        );
        assert_eq!(texts, [all]);
        let matters: Vec<_> = of(MatterKind::Finding).map(|one| one.matter).collect();
        assert_eq!(matters, [Some(finding)]);
        let front = context.tasks(&commune.front, PROVINCE).await?;
        let doubt = settle(MatterKind::Doubt);
        assert!(front.iter().all(|task| task.kind != doubt));
        let named = format!("finding:{finding}");
        assert!(refused.fields.iter().any(|field| field.field == named));

        let own = context
            .answer_finding(&commune.front, (PROVINCE, finding), "Đã mời")
            .await
            .unwrap_err();
        assert_eq!(own.kind, ErrorKind::Denied);
        context
            .answer_finding(&commune.officer, (PROVINCE, finding), "Đã mời họp lại")
            .await?;
        commune.resolve_doubts().await?;
        context.submit_round(&commune.officer, key).await?;
        // Something opens after the result was submitted.
        let line = context
            .review_list(&commune.officer, key, None)
            .await?
            .remove(0);
        let recheck = context
            .choose_recheck(&commune.province, (PROVINCE, line.form_id), "Đơn thư")
            .await?;
        let paper = commune.paper("1/QĐ-UBND");
        let refused = context
            .recognise_round(&commune.chairman, key, paper.clone(), None)
            .await
            .unwrap_err();
        assert_eq!(refused.code, "matters_open");
        let named = format!("recheck:{recheck}");
        assert_eq!(refused.fields[0].field, named);
        let found = draft(&commune, line.form_id).await?;
        context
            .record_recheck(
                &commune.province,
                (PROVINCE, recheck),
                found,
                "Đúng như phiếu",
            )
            .await?;
        context
            .recognise_round(&commune.chairman, key, paper, None)
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_recheck_of_the_level_above_is_the_official_result() -> Result<(), Error> {
    for commune in communes(40).await? {
        let context = &commune.fixture.context;
        let key = commune.key();
        commune.settle_villages().await?;
        commune.resolve_doubts().await?;
        context.submit_round(&commune.officer, key).await?;
        let draw = Draw {
            seed: "XSMB 20/11/2026: 12345".to_owned(),
            count: 3,
            village: None,
        };
        let drawn = context
            .draw_rechecks(&commune.province, key, draw.clone())
            .await?;
        let lines = context.review_list(&commune.province, key, None).await?;
        let codes = lines
            .iter()
            .filter(|l| l.state == "confirmed")
            .map(|l| l.code.as_str());
        let expected = vuonlen_app::review::draw(&draw.seed, codes, 3);
        let code_of = |form: &Uuid| {
            let line = lines.iter().find(|line| line.form_id == *form).unwrap();
            line.code.as_str()
        };
        let got: Vec<&str> = drawn.iter().map(code_of).collect();
        assert_eq!(got, expected, "anybody can draw it again");

        let report = context.rechecks(&commune.province, key).await?;
        assert_eq!(report.rechecks.len(), 3);
        let mut changed = 0;
        for recheck in &report.rechecks {
            let mut found = draft(&commune, recheck.form_id).await?;
            well_off(&mut found.document);
            let id = (PROVINCE, recheck.recheck_id);
            let own = context
                .record_recheck(&commune.enumerator, id, found.clone(), "")
                .await
                .unwrap_err();
            assert_eq!(own.kind, ErrorKind::Denied);
            let done = context
                .record_recheck(&commune.province, id, found, "Thu nhập cao hơn phiếu")
                .await?;
            changed += u32::from(done.class_before != done.class_after);
        }
        assert!(changed > 0);
        let report = context.rechecks(&commune.province, key).await?;
        assert_eq!(report.changed, changed);
        assert_eq!(report.after.get("not_poor"), Some(&3));
        // The result that was submitted is not the one any more.
        let page = context.round(&commune.officer, key).await?;
        assert_eq!(page.state, RoundState::UnderWay);
        assert!(
            page.villages
                .iter()
                .any(|v| v.state == VillageState::Posted)
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_opinion_is_asked_where_the_commune_chose_so() -> Result<(), Error> {
    for commune in communes(12).await? {
        let today = commune.fixture.context.today();
        let letter = |agrees: bool| OpinionLetter {
            number: "12/SNNMT".to_owned(),
            given_on: today,
            agrees,
            content: if agrees {
                "Nhất trí"
            } else {
                "Rà soát lại một bản"
            }
            .to_owned(),
        };
        let context = &commune.fixture.context;
        let unasked = context
            .record_opinion(&commune.officer, commune.key(), letter(true))
            .await
            .unwrap_err();
        assert_eq!(unasked.code, "step_not_in_procedure");

        let asking = commune.asking().await?;
        let context = &asking.fixture.context;
        asking.settle_villages().await?;
        asking.resolve_doubts().await?;
        let key = asking.key();
        context.submit_round(&asking.officer, key).await?;
        let early = context
            .recognise_round(&asking.chairman, key, asking.paper("2/QĐ"), None)
            .await
            .unwrap_err();
        assert_eq!(early.code, "step_out_of_order");
        let page = context.round(&asking.officer, key).await?;
        assert!(page.calendar.iter().any(|due| due.step == "opinion"));
        context
            .record_opinion(&asking.officer, key, letter(false))
            .await?;
        let page = context.round(&asking.officer, key).await?;
        assert_eq!(page.state, RoundState::UnderWay);
        context.submit_round(&asking.officer, key).await?;
        context
            .record_opinion(&asking.officer, key, letter(true))
            .await?;
        context
            .recognise_round(&asking.chairman, key, asking.paper("2/QĐ"), None)
            .await?;
    }
    Ok(())
}
