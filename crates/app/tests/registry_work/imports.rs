//! Lists taken in: checked first, then all that is right or nothing.

use super::support::{day, grounds};
use vuonlen_app::registry::import::NewImport;
use vuonlen_app::registry::{HouseholdQuery, Saved};
use vuonlen_app::testing::{COMMUNE, PROVINCE};
use vuonlen_app::{Error, ErrorKind};

/// Two households that can be taken in, one whose code is taken, one without a village.
fn list_text(taken: &str) -> String {
    format!(
        "Mã hộ,Họ và tên chủ hộ,Thôn,Số nhân khẩu,Phân loại\n\
         N-01,Lò Văn Ín,Bản Mới,4,Hộ nghèo\n\
         N-02,Quàng Thị Pánh,Bản Mới,3,Hộ cận nghèo\n\
         {taken},Cà Văn Một,Bản Mới,2,Hộ nghèo\n\
         N-04,Hoàng Văn Hai,,2,Hộ nghèo\n"
    )
}

fn list(text: &str) -> NewImport {
    NewImport {
        commune: COMMUNE.to_owned(),
        name: "danh-sach.csv".to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

#[tokio::test]
async fn a_list_is_checked_and_taken_in_as_a_whole() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let officer = &ground.officer;
        let total = || async {
            let query = HouseholdQuery {
                limit: 1,
                ..HouseholdQuery::default()
            };
            context
                .list_households(officer, &query)
                .await
                .map(|list| list.total)
        };
        let before = total().await?;
        let known = context
            .household(officer, PROVINCE, ground.household, None)
            .await?;
        let text = list_text(&known.document.code);
        let import = context.check_import(officer, list(&text)).await?;
        let view = context.import(officer, (PROVINCE, import)).await?;
        assert_eq!(total().await?, before, "a check takes nothing in");
        assert_eq!(
            (view.import.met, view.import.accepted),
            (4, 2),
            "{:?}",
            view.problems
        );
        let rejected: Vec<_> = view.problems.iter().filter(|one| one.rejected).collect();
        assert_eq!(rejected.len(), 2, "{:?}", view.problems);
        let key = (PROVINCE, import);
        let taken = context
            .take_import(officer, key, (Some(day("2026-01-01")), Some(2025)))
            .await?;
        assert_eq!(taken, 2);
        assert_eq!(total().await?, before + 2);
        let again = context
            .take_import(officer, key, (Some(day("2026-01-01")), None))
            .await;
        assert!(again.is_err(), "a list is taken in once");
        assert_eq!(total().await?, before + 2);
        let villages = context.villages(officer, COMMUNE).await?;
        assert!(villages.iter().any(|one| one.name == "Bản Mới"));
        let query = HouseholdQuery {
            text: "lo van in".to_owned(),
            limit: 5,
            ..HouseholdQuery::default()
        };
        let found = context.list_households(officer, &query).await?.households;
        assert_eq!(
            (found[0].class.as_str(), found[0].class_year),
            ("poor", Some(2025))
        );
        let neighbour = ground
            .fixture
            .person("ben", "commune_officer", "03694")
            .await?;
        let elsewhere = context.import(&neighbour, key).await;
        assert_eq!(elsewhere.unwrap_err().kind, ErrorKind::NotFound);
    }
    Ok(())
}

#[tokio::test]
async fn what_changed_since_the_check_stops_the_whole_list() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let officer = &ground.officer;
        let import = context
            .check_import(officer, list(&list_text("N-03")))
            .await?;
        let mut document = context
            .edit_household(officer, (PROVINCE, ground.household), None)
            .await?
            .document;
        document.code = "N-01".to_owned();
        for member in &mut document.members {
            member.identity_number.clear();
        }
        let _: Saved = context
            .add_household(officer, document, day("2026-02-01"), "Nhập tay")
            .await?;
        let key = (PROVINCE, import);
        let refused = context
            .take_import(officer, key, (Some(day("2026-01-01")), None))
            .await;
        assert_eq!(refused.unwrap_err().code, "registry_changed");
        let villages = context.villages(officer, COMMUNE).await?;
        assert!(
            villages.iter().all(|one| one.name != "Bản Mới"),
            "nothing half-done"
        );
        for wrong in ["", "<html>", "%PDF-1.7"] {
            let refused = context
                .check_import(officer, list(wrong))
                .await
                .unwrap_err();
            assert_eq!(refused.fields[0].field, "file", "{wrong}");
        }
        let denied = context
            .check_import(&ground.province, list(&list_text("N-03")))
            .await;
        assert_eq!(denied.unwrap_err().kind, ErrorKind::Denied);
    }
    Ok(())
}
