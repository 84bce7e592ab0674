//! Two people fill in one form: what each entered is kept, and where both did, one is chosen.

use crate::support::communes;
use std::collections::BTreeMap;
use vuonlen_app::registry::Answer;
use vuonlen_app::registry::merge::Side;
use vuonlen_app::review::FormDraft;
use vuonlen_app::testing::PROVINCE;
use vuonlen_app::{Error, ErrorKind};

#[tokio::test]
async fn nothing_either_entered_is_lost() -> Result<(), Error> {
    for commune in communes(12).await? {
        let context = &commune.fixture.context;
        let (officer, enumerator) = (&commune.officer, &commune.enumerator);
        context.start_survey(officer, commune.key(), None).await?;
        let line = context
            .review_list(officer, commune.key(), None)
            .await?
            .remove(0);
        let form = (PROVINCE, line.form_id);
        let page = context.form(enumerator, form).await?;
        let base = FormDraft {
            document: page.document,
            event: page.event,
            appraisal: page.appraisal,
        };
        let set = |draft: &mut FormDraft, area: f64| {
            let area = Answer::Decimal(area);
            draft.document.answers.insert("floor_area".to_owned(), area);
        };
        let mut theirs = base.clone();
        set(&mut theirs, 50.0);
        theirs.appraisal.wish = "Muốn vay vốn nuôi bò".to_owned();
        context
            .save_form(officer, form, page.version, theirs)
            .await?;
        let mut mine = base.clone();
        set(&mut mine, 60.0);
        mine.appraisal.circumstances = "Chồng đi làm xa".to_owned();
        let stale = context
            .save_form(enumerator, form, page.version, mine.clone())
            .await
            .unwrap_err();
        assert_eq!(stale.kind, ErrorKind::Conflict);

        let none = BTreeMap::new();
        let open = context
            .merge_form(enumerator, form, (&base, &mine), &none)
            .await?;
        assert!(!open.merged.is_decided());
        assert_eq!(open.merged.collisions.len(), 1, "{:?}", open.merged);
        let path = open.merged.collisions[0].path.clone();
        let chosen = BTreeMap::from([(path, Side::Mine)]);
        let joined = context
            .merge_form(enumerator, form, (&base, &mine), &chosen)
            .await?;
        assert!(joined.merged.is_decided());
        context
            .save_form(enumerator, form, joined.version, joined.draft)
            .await?;
        let now = context.form(officer, form).await?;
        assert_eq!(now.document.answers["floor_area"], Answer::Decimal(60.0));
        assert_eq!(now.appraisal.wish, "Muốn vay vốn nuôi bò");
        assert_eq!(now.appraisal.circumstances, "Chồng đi làm xa");
    }
    Ok(())
}

#[tokio::test]
async fn an_impossible_answer_is_refused_and_a_pointless_question_not_asked() -> Result<(), Error> {
    for commune in communes(12).await? {
        let context = &commune.fixture.context;
        context
            .start_survey(&commune.officer, commune.key(), None)
            .await?;
        let line = context
            .review_list(&commune.officer, commune.key(), None)
            .await?
            .remove(0);
        let form = (PROVINCE, line.form_id);
        let page = context.form(&commune.enumerator, form).await?;
        let mut draft = FormDraft {
            document: page.document,
            event: None,
            appraisal: page.appraisal,
        };
        draft.document.members[0].birth = "2024-01-01".to_owned();
        let gone = context.not_asked(&draft.document, page.reviewed_on);
        let of_first = |name: &String| name.starts_with("members.0.answers.");
        assert!(
            gone.iter().any(of_first),
            "a child of two is not asked about work: {gone:?}"
        );
        draft.document.members[0].birth = "1990-01-01".to_owned();
        let grown = context.not_asked(&draft.document, page.reviewed_on);
        assert_ne!(gone, grown);
        let area = Answer::Decimal(50_000.0);
        draft.document.answers.insert("floor_area".to_owned(), area);
        let refused = context
            .save_form(&commune.enumerator, form, page.version, draft)
            .await
            .unwrap_err();
        assert_eq!(refused.fields[0].field, "answers.floor_area");
    }
    Ok(())
}
