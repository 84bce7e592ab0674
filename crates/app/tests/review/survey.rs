//! Lists, forms and the closing of a survey.

use crate::support::{annual, communes, day};
use vuonlen_app::registry::Answer;
use vuonlen_app::review::{FormDraft, NewRequest, PlanRound, RequestKind};
use vuonlen_app::testing::PROVINCE;
use vuonlen_app::{Error, ErrorKind};
use vuonlen_domain::review::{FormState, RoundKind, VillageState};

#[tokio::test]
async fn a_round_is_planned_once_and_only_in_its_season() -> Result<(), Error> {
    for commune in communes(12).await? {
        let context = &commune.fixture.context;
        let officer = &commune.officer;
        let again = context
            .plan_round(officer, annual(), None)
            .await
            .unwrap_err();
        assert_eq!(again.code, "round_exists");
        let early = PlanRound {
            starts_on: day(2026, 8, 31),
            ..annual()
        };
        let early = context.plan_round(officer, early, None).await.unwrap_err();
        assert_eq!(early.fields[0].field, "starts_on", "{early}");
        let proposal = context.propose_round(RoundKind::Annual, 2026, day(2026, 9, 1))?;
        assert_eq!(proposal.ends_on, day(2026, 12, 13));
        assert_eq!(proposal.standard, "nd07-2022");
        assert_eq!(proposal.opening_standard.as_deref(), Some("nd351-2027"));
        let before = context.propose_round(RoundKind::Annual, 2025, day(2025, 9, 1))?;
        assert_eq!(before.opening_standard, None);
        // Until the districts went their opinion was no choice.
        let then = context.propose_round(RoundKind::Annual, 2024, day(2024, 9, 1))?;
        assert_eq!(then.opinion_by.as_deref(), Some("district_chairman"));
        assert!(!then.opinion_optional && proposal.opinion_optional);
        let monthly = context.propose_round(RoundKind::Monthly, 2026, day(2026, 11, 15))?;
        assert_eq!(monthly.ends_on, day(2026, 11, 30));
        let wrong = context.propose_round(RoundKind::Monthly, 2026, day(2026, 11, 14));
        assert!(wrong.is_err());
    }
    Ok(())
}

#[tokio::test]
async fn a_form_sent_twice_is_one_record() -> Result<(), Error> {
    for commune in communes(12).await? {
        let context = &commune.fixture.context;
        let plan = PlanRound {
            starts_on: day(2026, 9, 2),
            ..annual()
        };
        let first = context
            .plan_round(&commune.officer, plan.clone(), Some("mẫu-1"))
            .await?;
        let second = context
            .plan_round(&commune.officer, plan, Some("mẫu-1"))
            .await?;
        assert_eq!(first, second, "{}", commune.fixture.fresh.engine);
        let rounds = context
            .rounds(&commune.officer, PROVINCE, None, Some(2026))
            .await?;
        assert_eq!(rounds.len(), 2);
    }
    Ok(())
}

#[tokio::test]
async fn the_list_takes_requests_and_gives_up_only_who_need_not_be_reviewed() -> Result<(), Error> {
    for commune in communes(30).await? {
        let context = &commune.fixture.context;
        let officer = &commune.officer;
        let list = context.review_list(officer, commune.key(), None).await?;
        let on_list = |id| list.iter().any(|line| line.household_id == id);
        let all = vuonlen_app::registry::HouseholdQuery {
            limit: 200,
            ..Default::default()
        };
        let households = context.list_households(officer, &all).await?.households;
        let outside = households
            .iter()
            .find(|h| !on_list(h.household_id))
            .unwrap();

        let request = NewRequest {
            household_id: outside.household_id,
            kind: RequestKind::Review,
            reasons: vec![],
            content: "Nhà bị cháy".to_owned(),
            raised_by: outside.head_name.clone(),
            raised_on: context.today(),
        };
        let id = context
            .record_request(officer, PROVINCE, request, Some("đơn-1"))
            .await?;
        let missing = context.missing_from_list(officer, commune.key()).await?;
        assert_eq!(missing.len(), 1);
        context.take_up_request(officer, commune.key(), id).await?;
        assert!(
            context
                .missing_from_list(officer, commune.key())
                .await?
                .is_empty()
        );
        let list = context.review_list(officer, commune.key(), None).await?;
        let added = list
            .iter()
            .find(|l| l.household_id == outside.household_id)
            .unwrap();
        assert_eq!(added.listed_because, "requested");

        let form = (PROVINCE, added.form_id);
        let silent = context
            .remove_from_list(officer, form, " ")
            .await
            .unwrap_err();
        assert_eq!(silent.fields[0].field, "reason");
        context
            .remove_from_list(officer, form, "Hộ rút giấy đề nghị")
            .await?;
        context
            .add_to_list(
                officer,
                commune.key(),
                outside.household_id,
                "Hộ đề nghị lại",
            )
            .await?;
        let poor = list
            .iter()
            .find(|line| line.listed_because == "poor")
            .unwrap();
        let form = (PROVINCE, poor.form_id);
        let refused = context
            .remove_from_list(officer, form, "thử")
            .await
            .unwrap_err();
        assert_eq!(refused.code, "must_be_reviewed");
    }
    Ok(())
}

#[tokio::test]
async fn a_form_is_filled_in_judged_and_confirmed() -> Result<(), Error> {
    for commune in communes(20).await? {
        let context = &commune.fixture.context;
        let (officer, enumerator) = (&commune.officer, &commune.enumerator);
        let line = context
            .review_list(officer, commune.key(), None)
            .await?
            .remove(0);
        let form = (PROVINCE, line.form_id);
        let page = context.form(enumerator, form).await?;
        assert!(page.prefilled && page.state == FormState::Listed);
        let mut draft = FormDraft {
            document: page.document.clone(),
            event: None,
            appraisal: page.appraisal,
        };
        let early = context
            .save_form(enumerator, form, page.version, draft.clone())
            .await
            .unwrap_err();
        assert_eq!(early.code, "survey_not_started");
        context.start_survey(officer, commune.key(), None).await?;

        // The class shows while answers are entered, and nothing is saved by looking.
        let verdict = context
            .assess_draft(enumerator, form, draft.clone())
            .await?;
        let class = verdict.now.assessment.as_ref().unwrap().class.unwrap();
        let explanation = verdict.now.explanation.as_ref().unwrap();
        assert_eq!(explanation.class, Some(class));
        assert!(!explanation.indicators.is_empty());
        assert_eq!(verdict.opening.as_ref().unwrap().standard, "nd351-2027");
        assert_eq!(context.form(enumerator, form).await?.version, page.version);

        let saved = context
            .save_form(enumerator, form, page.version, draft.clone())
            .await?;
        let stale = context
            .save_form(officer, form, page.version, draft.clone())
            .await
            .unwrap_err();
        assert_eq!(stale.kind, ErrorKind::Conflict);

        // A missing answer keeps the form open and names the question.
        draft.document.answers.remove("floor_area");
        for member in &mut draft.document.members {
            member.answers.remove("insured");
        }
        let income = draft.document.answers.remove("income_per_person");
        let saved = context
            .save_form(enumerator, form, saved.version, draft.clone())
            .await?;
        let refused = context
            .confirm_form(enumerator, form, saved.version, "Lò Thị Hai")
            .await
            .unwrap_err();
        assert!(!refused.fields.is_empty(), "{refused:?}");
        draft.document = page.document.clone();
        if let Some(income) = income {
            draft
                .document
                .answers
                .insert("income_per_person".to_owned(), income);
        }
        draft
            .document
            .answers
            .insert("causes".to_owned(), Answer::Set(vec![]));
        let saved = context
            .save_form(enumerator, form, saved.version, draft.clone())
            .await?;
        if class.is_poor_or_near_poor() {
            let refused = context
                .confirm_form(enumerator, form, saved.version, "Lò Thị Hai")
                .await
                .unwrap_err();
            assert!(refused.fields.iter().any(|field| field.field == "causes"));
        }
        let causes = Answer::Set(vec!["capital".to_owned()]);
        draft.document.answers.insert("causes".to_owned(), causes);
        let saved = context
            .save_form(enumerator, form, saved.version, draft)
            .await?;
        let nameless = context
            .confirm_form(enumerator, form, saved.version, "  ")
            .await
            .unwrap_err();
        assert_eq!(nameless.fields[0].field, "respondent");
        context
            .confirm_form(enumerator, form, saved.version, "Lò Thị Hai")
            .await?;
        let page = context.form(officer, form).await?;
        assert_eq!(page.state, FormState::Confirmed);
        assert_eq!(page.respondent, "Lò Thị Hai");
        assert!(page.enumerator.is_some() && page.confirmed_at.is_some());
    }
    Ok(())
}

#[tokio::test]
async fn a_survey_closes_when_everybody_is_covered() -> Result<(), Error> {
    for commune in communes(30).await? {
        let context = &commune.fixture.context;
        let officer = &commune.officer;
        context.start_survey(officer, commune.key(), None).await?;
        let lines = context.review_list(officer, commune.key(), None).await?;
        let village = lines[0].village_id;
        let mine: Vec<_> = lines
            .iter()
            .filter(|line| line.village_id == village)
            .collect();
        let open = context
            .close_survey(officer, commune.village(village))
            .await
            .unwrap_err();
        assert_eq!(open.code, "households_uncovered");
        assert_eq!(open.fields.len(), mine.len(), "every household is named");

        let (gone, rest) = mine.split_first().unwrap();
        let form = (PROVINCE, gone.form_id);
        let stays = context
            .explain_form(officer, form, gone.version, (None, "Đi làm xa"))
            .await
            .unwrap_err();
        assert_eq!(
            stays.fields[0].field, "event",
            "poor and here: a form is needed"
        );
        context
            .explain_form(
                officer,
                form,
                gone.version,
                (Some("moved_out"), "Chuyển đi Lai Châu"),
            )
            .await?;
        for line in rest {
            commune.confirm(line.form_id, |_| {}).await?;
        }
        let scored = context
            .close_survey(officer, commune.village(village))
            .await?;
        assert_eq!(scored.coverage.explained, 1);
        assert_eq!(scored.coverage.uncovered(), 0);
        let page = context.form(officer, form).await?;
        assert_eq!(page.village_state, VillageState::Scored);
        assert_eq!(page.verdict.now.assessment.unwrap().class, None);
        let late = context
            .reopen_form(officer, (PROVINCE, rest[0].form_id), "Nhập nhầm")
            .await
            .unwrap_err();
        assert_eq!(late.code, "survey_closed");
        context
            .reopen_survey(officer, commune.village(village), "Nhập nhầm một hộ")
            .await?;
        context
            .reopen_form(officer, (PROVINCE, rest[0].form_id), "Nhập nhầm")
            .await?;
    }
    Ok(())
}
