//! A village's survey out as a workbook and back in: household by household, nothing half-written.

use crate::support::communes;
use vuonlen_app::registry::Answer;
use vuonlen_app::review::TakenIn;
use vuonlen_app::testing::PROVINCE;
use vuonlen_app::{Context, Error};
use vuonlen_documents::households::survey::write_template;
use vuonlen_documents::households::{Context as ReadContext, open};
use vuonlen_documents::read::Input;
use vuonlen_domain::UnitCode;
use vuonlen_law::assess::HouseholdInput;

/// The households of a workbook.
fn read(context: &Context, bytes: &[u8]) -> Vec<HouseholdInput> {
    let input = Input::from_bytes("phieu.xlsx", bytes.to_vec());
    let reading = ReadContext::new(&context.law, context.today());
    let mut source = open(&input, reading).unwrap();
    let chunk = source.next_chunk(1_000).unwrap();
    assert!(chunk.finished);
    chunk.households
}

fn write(context: &Context, households: &[HouseholdInput]) -> Vec<u8> {
    let unit = UnitCode::parse(vuonlen_app::testing::COMMUNE).unwrap();
    write_template(&context.law, Some(&unit), context.today(), households).unwrap()
}

fn row<'t>(taken: &'t TakenIn, code: &str) -> &'t vuonlen_app::review::TakenRow {
    taken.rows.iter().find(|row| row.code == code).unwrap()
}

#[tokio::test]
async fn a_workbook_goes_out_and_comes_back() -> Result<(), Error> {
    for commune in communes(30).await? {
        let context = &commune.fixture.context;
        let (officer, enumerator) = (&commune.officer, &commune.enumerator);
        let lines = context.review_list(officer, commune.key(), None).await?;
        let village = lines[0].village_id;
        let key = commune.village(village);
        let early = context
            .take_survey_workbook(enumerator, key, ("phieu.xlsx", vec![1]), false)
            .await
            .unwrap_err();
        assert_eq!(early.code, "village_not_surveying");
        context.start_survey(officer, commune.key(), None).await?;
        let book = context.survey_workbook(enumerator, key).await?;
        let mut households = read(context, &book.bytes);
        let mine = lines.iter().filter(|line| line.village_id == village);
        assert_eq!(households.len(), mine.count());
        assert!(households.len() >= 2, "two households to tell apart");

        // One changed, one unknown, the rest as they went out.
        let schema = context.law.facts.scope("household").unwrap();
        let area = schema.index("floor_area").unwrap();
        households[0].answers[area] = Some(vuonlen_law::facts::Value::Decimal(77.0));
        let changed = households[0].id.clone();
        let mut stranger = households[1].clone();
        stranger.id = "99999".to_owned();
        households.push(stranger);
        let bytes = write(context, &households);
        let taken = context
            .take_survey_workbook(enumerator, key, ("phieu.xlsx", bytes.clone()), false)
            .await?;
        assert_eq!(row(&taken, "99999").refused.len(), 1);
        assert_eq!(taken.saved(), households.len() - 1, "{:?}", taken.rows);
        assert!(taken.missing.is_empty());
        let form = (PROVINCE, row(&taken, &changed).form_id.unwrap());
        let page = context.form(officer, form).await?;
        let floor = page.document.answers["floor_area"].clone();
        assert_eq!(floor, Answer::Decimal(77.0));
        let before = context
            .edit_household(officer, (PROVINCE, page.household_id), None)
            .await?
            .document;
        let ids = |document: &vuonlen_app::registry::HouseholdDocument| {
            let ids = document.members.iter().map(|one| one.person_id);
            ids.collect::<Vec<_>>()
        };
        assert_eq!(ids(&page.document), ids(&before), "the same persons");
        assert_eq!(page.document.address, before.address);

        // The same file again changes nothing; one that differs from what was entered on the
        // page meanwhile gives way, unless it is told to replace it.
        let again = context
            .take_survey_workbook(enumerator, key, ("phieu.xlsx", bytes), false)
            .await?;
        assert_eq!((again.saved(), again.refused()), (0, 1));
        households[0].answers[area] = Some(vuonlen_law::facts::Value::Decimal(88.0));
        let bytes = write(context, &households);
        let kept = context
            .take_survey_workbook(enumerator, key, ("phieu.xlsx", bytes.clone()), false)
            .await?;
        assert_eq!(row(&kept, &changed).refused.len(), 1);
        let replaced = context
            .take_survey_workbook(enumerator, key, ("phieu.xlsx", bytes), true)
            .await?;
        assert!(row(&replaced, &changed).saved);
        let now = context.form(officer, form).await?.document;
        assert_eq!(now.answers["floor_area"], Answer::Decimal(88.0));

        let wrong = context
            .take_survey_workbook(
                enumerator,
                key,
                ("ghi-chu.txt", b"xin chao".to_vec()),
                false,
            )
            .await
            .unwrap_err();
        assert_eq!(
            wrong.fields[0].field, "file",
            "{}",
            commune.fixture.fresh.engine
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_request_is_printed_as_it_was_filed() -> Result<(), Error> {
    for commune in communes(12).await? {
        let context = &commune.fixture.context;
        let officer = &commune.officer;
        let line = context
            .review_list(officer, commune.key(), None)
            .await?
            .remove(0);
        let request = vuonlen_app::review::NewRequest {
            household_id: line.household_id,
            kind: vuonlen_app::review::RequestKind::Review,
            reasons: vec!["fire".to_owned()],
            content: "Nhà bị cháy hết".to_owned(),
            raised_by: line.head_name.clone(),
            raised_on: context.today(),
        };
        let id = context
            .record_request(officer, PROVINCE, request, None)
            .await?;
        let paper = context.request_paper(officer, (PROVINCE, id)).await?;
        assert!(paper.docx()?.starts_with(b"PK"));
        assert!(paper.pdf()?.starts_with(b"%PDF"));
        let views = context
            .list_requests(officer, vuonlen_app::testing::COMMUNE, true)
            .await?;
        assert_eq!(views[0].head_name, line.head_name);
        assert!(!views[0].village.is_empty());
        let refused = context
            .request_paper(&commune.front, (PROVINCE, id))
            .await
            .unwrap_err();
        assert_eq!(refused.code, "denied");
    }
    Ok(())
}
