//! Figures by place, flags, exits.

use super::support::{day, grounds};
use vuonlen_app::registry::places::NewFlag;
use vuonlen_app::testing::{COMMUNE, PROVINCE};
use vuonlen_app::{Error, ErrorKind};

#[tokio::test]
async fn a_leader_sees_the_four_counts_of_the_own_area() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let secretary = ground
            .fixture
            .person("bt", "party_secretary", COMMUNE)
            .await?;
        let places = context.leadership_figures(&secretary, None, None).await?;
        let sum = |count: fn(&vuonlen_app::registry::places::PlaceFigures) -> i64| -> i64 {
            places.iter().map(count).sum()
        };
        assert_eq!(sum(|one| one.households), 6);
        assert_eq!(sum(|one| one.poor), 1);
        assert_eq!(sum(|one| one.poor_minority), 1);
        assert_eq!(sum(|one| one.poor_merit), 1);
        assert_eq!(sum(|one| one.poor_protection), 1);
        assert!(
            places
                .iter()
                .all(|one| one.village.is_some() && !one.name.is_empty())
        );
        let wide = context
            .leadership_figures(&ground.province, None, None)
            .await?;
        assert_eq!(wide.len(), 1, "one commune has households");
        assert_eq!(wide[0].name, "Xã Quỳnh Nhai");
        let past = context
            .leadership_figures(&ground.province, None, Some(2019))
            .await?;
        assert!(past.is_empty(), "nothing was recognised for 2019");
        let neighbour = ground
            .fixture
            .person("ben", "party_secretary", "03694")
            .await?;
        assert!(
            context
                .leadership_figures(&neighbour, None, None)
                .await?
                .is_empty()
        );
        let elsewhere = context
            .leadership_figures(&neighbour, Some(COMMUNE), None)
            .await;
        assert_eq!(elsewhere.unwrap_err().kind, ErrorKind::NotFound);
    }
    Ok(())
}

#[tokio::test]
async fn communes_are_ranked_and_narrowed_by_flags() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let new = |flag: &str| NewFlag {
            commune: COMMUNE.to_owned(),
            village: None,
            flag: flag.to_owned(),
            from: Some(day("2026-01-01")),
            document: "Quyết định thử".to_owned(),
        };
        let all = context.priority_places(&ground.province, &[]).await?;
        assert_eq!(
            all[0].figures.commune, COMMUNE,
            "the only rate above zero is first"
        );
        assert!(all.len() > 1);
        let flag = context
            .set_unit_flag(&ground.province, new("zone_3"))
            .await?;
        let twice = context.set_unit_flag(&ground.province, new("zone_3")).await;
        assert_eq!(twice.unwrap_err().fields[0].field, "flag");
        let unknown = context.set_unit_flag(&ground.province, new("zone_9")).await;
        assert_eq!(unknown.unwrap_err().fields[0].field, "flag");
        let denied = context.set_unit_flag(&ground.officer, new("border")).await;
        assert_eq!(denied.unwrap_err().kind, ErrorKind::Denied);
        let zone = ["zone_3".to_owned()];
        let flagged = context.priority_places(&ground.province, &zone).await?;
        assert_eq!(flagged.len(), 1);
        let both = ["zone_3".to_owned(), "border".to_owned()];
        assert!(
            context
                .priority_places(&ground.province, &both)
                .await?
                .is_empty()
        );
        let key = (PROVINCE, flag);
        let early = context
            .end_unit_flag(&ground.province, key, Some(day("2025-01-01")))
            .await;
        assert_eq!(early.unwrap_err().fields[0].field, "until");
        context.end_unit_flag(&ground.province, key, None).await?;
        assert!(
            context
                .priority_places(&ground.province, &zone)
                .await?
                .is_empty()
        );
        assert!(
            context
                .exit_checks(&ground.province, 2026)
                .await?
                .is_empty(),
            "no form yet"
        );
    }
    Ok(())
}
