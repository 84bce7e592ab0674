//! The audit log from above: tampering found by the use case, reports of who looked, exports.

use vuonlen_app::access::audit_log::{AuditQuery, Tampering};
use vuonlen_app::testing::{COMMUNE, PASSWORD, PROVINCE, fixtures};
use vuonlen_app::{Error, ErrorKind};
use vuonlen_domain::text::Language;
use vuonlen_measure::snapshot::AuditAnchor;

#[tokio::test]
async fn every_chain_is_checked_against_its_head_and_what_was_noted() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        fixture.person("can-bo", "commune_officer", COMMUNE).await?;
        for _ in 0..3 {
            context.sign_in("can-bo", PASSWORD, "10.0.0.7").await?;
        }
        // A name nobody has is noted in the country's chain, without the name.
        let typed = context.sign_in("mat-khau-go-nham", "sai hết cả", "").await;
        assert_eq!(typed.unwrap_err().kind, ErrorKind::Invalid);
        let chains = context.check_audit(&[]).await?;
        let of: Vec<_> = chains
            .iter()
            .map(|chain| (chain.province.as_str(), chain.entries, &chain.fault))
            .collect();
        assert_eq!(of, [(PROVINCE, 3, &None), ("VN", 1, &None)]);
        let entries = context.store.read().await?.list_audit("VN").await?;
        assert!(!format!("{entries:?}").contains("mat-khau"));

        let noted = |sequence, hash: &str| AuditAnchor {
            province: PROVINCE.to_owned(),
            sequence,
            hash: hash.to_owned(),
        };
        let fault = |chains: Vec<vuonlen_app::access::CheckedChain>| chains[0].fault.clone();
        let right = noted(3, &chains[0].hash);
        assert_eq!(
            fault(context.check_audit(std::slice::from_ref(&right)).await?),
            None
        );
        let other = context.check_audit(&[noted(2, &chains[0].hash)]).await?;
        assert_eq!(fault(other), Some(Tampering::Rewritten { sequence: 2 }));
        let beyond = context.check_audit(&[noted(9, "00")]).await?;
        assert_eq!(fault(beyond), Some(Tampering::CutOff { sequence: 4 }));

        // Cut off with the head changed to match: only what was noted elsewhere tells.
        fixture
            .fresh
            .run("DELETE FROM audit_entry WHERE sequence = 3")
            .await?;
        let cut = fault(context.check_audit(&[]).await?);
        assert_eq!(cut, Some(Tampering::CutOff { sequence: 3 }));
        fixture
            .fresh
            .run(
                "UPDATE audit_head SET sequence = 2, hash = (SELECT hash FROM audit_entry \
                  WHERE province_code = '14' AND sequence = 2) WHERE province_code = '14'",
            )
            .await?;
        assert_eq!(fault(context.check_audit(&[]).await?), None);
        let told = fault(context.check_audit(&[right]).await?);
        assert_eq!(told, Some(Tampering::CutOff { sequence: 3 }));
    }
    Ok(())
}

#[tokio::test]
async fn a_household_learns_who_looked_and_why() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let officer = fixture.person("can-bo", "commune_officer", COMMUNE).await?;
        let province = fixture.person("tinh", "province_officer", PROVINCE).await?;
        let country = fixture
            .person("trung-uong", "province_officer", "VN")
            .await?;
        let households = fixture.settle(&officer, 2).await?;
        let first = (PROVINCE, households[0]);
        let id = households[0];
        let look = |actor| async move { context.household(&actor, PROVINCE, id, None).await };
        look(officer.clone()).await?;
        let silent = look(province.clone()).await.unwrap_err();
        assert_eq!(silent.code, "reason_needed");
        look(province.clone().because("Kiểm tra theo kế hoạch 12")).await?;
        look(country.clone().because("Trả lời đơn thư")).await?;
        context
            .household(&officer, PROVINCE, households[1], None)
            .await?;
        let query = Default::default();
        let sent = officer.clone().because("Gửi bảo hiểm xã hội");
        context
            .export_households(&sent, &query, Language::Vietnamese)
            .await?;

        let report = context.readings(&officer, first).await?;
        let told: Vec<_> = report
            .lines
            .iter()
            .map(|line| {
                (
                    line.who.as_str(),
                    line.action.as_str(),
                    line.reason.as_str(),
                )
            })
            .collect();
        for expected in [
            (
                "Người thử tinh",
                "household_read",
                "Kiểm tra theo kế hoạch 12",
            ),
            ("Người thử trung-uong", "household_read", "Trả lời đơn thư"),
            ("Người thử can-bo", "household_read", ""),
            ("Người thử can-bo", "export", "Gửi bảo hiểm xã hội"),
        ] {
            assert!(told.contains(&expected), "{expected:?} in {told:?}");
        }
        let opened = told.iter().filter(|line| line.1 == "household_read");
        assert_eq!(opened.count(), 3, "not the readings of the neighbour");
        let again = context.readings(&officer, first).await?;
        assert_eq!(
            again.lines.len(),
            report.lines.len() + 1,
            "the report is noted"
        );

        let neighbour = fixture.person("xa-ben", "commune_officer", "03694").await?;
        let elsewhere = context.readings(&neighbour, first).await;
        assert_eq!(elsewhere.unwrap_err().kind, ErrorKind::NotFound);
        let book = context
            .export_readings(&officer, first, Language::Vietnamese, &str::to_owned)
            .await?;
        assert!(book.bytes.starts_with(b"PK"));
    }
    Ok(())
}

#[tokio::test]
async fn inspectors_take_the_log_with_them_for_a_reason() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let auditor = fixture.person("thanh-tra", "auditor", PROVINCE).await?;
        let officer = fixture.person("can-bo", "commune_officer", COMMUNE).await?;
        context.sign_in("can-bo", PASSWORD, "").await?;
        let query = AuditQuery::default();
        let silent = context
            .export_audit(&auditor, &query, Language::Vietnamese)
            .await;
        assert_eq!(silent.unwrap_err().code, "reason_needed");
        let inspecting = auditor.clone().because("Đoàn thanh tra số 3");
        let book = context
            .export_audit(&inspecting, &query, Language::Vietnamese)
            .await?;
        assert!(book.bytes.starts_with(b"PK"));
        let refused = context
            .export_audit(&officer, &query, Language::Vietnamese)
            .await;
        assert_eq!(refused.unwrap_err().kind, ErrorKind::Denied);
        let by_reason = AuditQuery {
            reason: Some("thanh tra".to_owned()),
            ..AuditQuery::default()
        };
        let page = context.audit_log(&auditor, &by_reason).await?;
        assert_eq!(page.entries.len(), 1);
        let none = AuditQuery {
            reason: Some("100%".to_owned()),
            ..AuditQuery::default()
        };
        assert!(context.audit_log(&auditor, &none).await?.entries.is_empty());
    }
    Ok(())
}
