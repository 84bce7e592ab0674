//! A whole round, and what each step leaves behind.

use crate::support::{communes, day};
use vuonlen_app::Error;
use vuonlen_app::review::{CertificateCheck, ReviewResult};
use vuonlen_app::testing::PROVINCE;
use vuonlen_domain::review::RoundState;

#[tokio::test]
async fn a_round_from_plan_to_recognition() -> Result<(), Error> {
    for commune in communes(40).await? {
        let context = &commune.fixture.context;
        let engine = commune.fixture.fresh.engine;
        let key = commune.key();
        let list = context.review_list(&commune.officer, key, None).await?;
        assert!(!list.is_empty(), "{engine}");
        assert!(list.iter().all(|line| line.state == "listed"));

        commune.settle_villages().await?;
        commune.resolve_doubts().await?;
        context.submit_round(&commune.officer, key).await?;
        let paper = commune.paper("128/QĐ-UBND");
        let recognised = context
            .recognise_round(&commune.chairman, key, paper, None)
            .await?;
        let poor = recognised
            .results
            .get(&ReviewResult::Poor)
            .copied()
            .unwrap_or(0);
        let near = recognised
            .results
            .get(&ReviewResult::NearPoor)
            .copied()
            .unwrap_or(0);
        assert_eq!(recognised.certificates, poor + near, "{engine}");
        assert!(poor > 0, "{engine}: {recognised:?}");

        let page = context.round(&commune.officer, key).await?;
        assert_eq!(page.state, RoundState::Recognised);
        assert!(page.open.is_empty());
        let line = context.review_list(&commune.officer, key, None).await?;
        let holder = line
            .iter()
            .find(|line| line.class.as_deref() == Some("poor"))
            .unwrap();
        let held = context
            .certificates(&commune.officer, (PROVINCE, holder.household_id))
            .await?;
        assert_eq!(held.len(), 1);
        let check = context.verify_certificate(&held[0].token).await?;
        assert!(matches!(check, CertificateCheck::Valid(_)), "{check:?}");
        let other = context.verify_certificate("14-00").await?;
        assert_eq!(other, CertificateCheck::Unknown);
        let household = context
            .household(&commune.officer, PROVINCE, holder.household_id, None)
            .await?;
        assert_eq!(household.household.class, "poor");
        assert_eq!(household.household.class_year, Some(2026));
        assert_eq!(household.version, 2);
        assert_eq!(household.effective_on, day(2026, 11, 20));
    }
    Ok(())
}
