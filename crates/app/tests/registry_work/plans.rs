//! Solutions for causes, groups by formula and by list.

use super::support::{day, grounds};
use chrono::NaiveDate;
use vuonlen_app::registry::groups::NewGroup;
use vuonlen_app::registry::solutions::NewSolution;
use vuonlen_app::registry::topic::{Topic, TopicQuery};
use vuonlen_app::testing::PROVINCE;
use vuonlen_app::{Error, ErrorKind};

fn solution(cause: &str, wish: &str, due: Option<NaiveDate>) -> NewSolution {
    NewSolution {
        cause: cause.to_owned(),
        solution: "Giao 1 ha rừng khoanh nuôi".to_owned(),
        wish: wish.to_owned(),
        responsible: "Kiểm lâm địa bàn".to_owned(),
        due_on: due,
    }
}

#[tokio::test]
async fn a_solution_needs_a_cause_of_the_household_and_its_wish() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let (officer, key) = (&ground.officer, (PROVINCE, ground.household));
        let due = Some(day("2026-12-31"));
        for (field, wrong) in [
            ("cause", solution("capital", "Có đất", due)),
            ("wish", solution("land", " ", due)),
            (
                "due_on",
                solution("land", "Có đất", Some(day("2026-01-01"))),
            ),
        ] {
            let refused = context.add_solution(officer, key, wrong).await.unwrap_err();
            assert_eq!(refused.fields[0].field, field);
        }
        let page = context.household_solutions(officer, key).await?;
        assert!(!page.causes[0].answered);
        assert!(!page.causes[0].hints.is_empty(), "the catalogue helps");
        let added = context
            .add_solution(officer, key, solution("land", "Có đất", due))
            .await?;
        assert_eq!(context.merit_alerts(officer).await?, 0);
        assert_eq!(context.merit_alerts(&ground.province).await?, 0);
        let page = context.household_solutions(officer, key).await?;
        assert!(page.causes[0].answered);
        assert_eq!(page.wish, "Có đất");
        let query = TopicQuery::default();
        let unsolved = context.topic_list(officer, Topic::Unsolved, &query).await?;
        assert_eq!(unsolved.households, 0);
        let merit = context.topic_list(officer, Topic::Merit, &query).await?;
        assert_eq!(merit.rows[0].cells[1].vi, "Giao 1 ha rừng khoanh nuôi");
        context
            .close_solution(officer, key, added, (false, "Không còn đất"))
            .await?;
        let again = context
            .close_solution(officer, key, added, (true, "Xong"))
            .await;
        assert_eq!(again.unwrap_err().kind, ErrorKind::Conflict);
        let unsolved = context.topic_list(officer, Topic::Unsolved, &query).await?;
        assert_eq!(unsolved.households, 1, "what was dropped answers nothing");
        let head = ground
            .fixture
            .person("thon", "village_head", "03703")
            .await?;
        let denied = context
            .add_solution(&head, key, solution("land", "Có đất", due))
            .await;
        assert_eq!(denied.unwrap_err().kind, ErrorKind::Denied);
    }
    Ok(())
}

#[tokio::test]
async fn a_group_is_made_by_a_formula_or_by_hand() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let officer = &ground.officer;
        let new = |name: &str, formula: &str| NewGroup {
            commune: None,
            year: 2026,
            name: name.to_owned(),
            formula: formula.to_owned(),
            plan: "Hỗ trợ trước".to_owned(),
            responsible: "UBND xã".to_owned(),
        };
        for wrong in ["clas == \"poor\"", "size", "1 +"] {
            let refused = context
                .add_household_group(officer, new("Sai", wrong))
                .await;
            assert_eq!(refused.unwrap_err().fields[0].field, "formula", "{wrong}");
        }
        let formula = "class == \"poor\" && \"merit\" in groups";
        let found = context
            .add_household_group(officer, new("Nghèo, có công", formula))
            .await?;
        let view = context.household_group(officer, (PROVINCE, found)).await?;
        let ids: Vec<_> = view.households.iter().map(|one| one.household_id).collect();
        assert_eq!(ids, [ground.household]);
        let code = view.households[0].code.clone();
        let key = (PROVINCE, found);
        let refused = context.change_group_member(officer, key, &code, true).await;
        assert_eq!(refused.unwrap_err().code, "group_by_formula");

        let fixed = context
            .add_household_group(officer, new("Theo danh sách", ""))
            .await?;
        let key = (PROVINCE, fixed);
        let unknown = context
            .change_group_member(officer, key, "không có", true)
            .await;
        assert_eq!(unknown.unwrap_err().fields[0].field, "code");
        context
            .change_group_member(officer, key, &code, true)
            .await?;
        context
            .change_group_member(officer, key, &code, true)
            .await?;
        assert_eq!(
            context
                .household_group(officer, key)
                .await?
                .households
                .len(),
            1
        );
        context
            .change_group_member(officer, key, &code, false)
            .await?;
        assert!(
            context
                .household_group(officer, key)
                .await?
                .households
                .is_empty()
        );
        assert_eq!(context.household_groups(officer, 2026).await?.len(), 2);
        assert_eq!(context.household_groups(officer, 2025).await?.len(), 0);
        let neighbour = ground
            .fixture
            .person("ben", "commune_officer", "03694")
            .await?;
        assert!(context.household_groups(&neighbour, 2026).await?.is_empty());
        let elsewhere = context.household_group(&neighbour, key).await;
        assert_eq!(elsewhere.unwrap_err().kind, ErrorKind::NotFound);
        context.close_household_group(officer, key).await?;
        assert_eq!(context.household_groups(officer, 2026).await?.len(), 1);
    }
    Ok(())
}
