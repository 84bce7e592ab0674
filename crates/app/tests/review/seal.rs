//! The sealed year: tables, comparison, amendments, and that tampering is found.

use crate::support::{Commune, communes};
use vuonlen_app::Error;
use vuonlen_app::registry::Answer;
use vuonlen_app::review::{Amendment, CertificateCheck, Figure, FormDraft, Removal, YearRef};
use vuonlen_app::testing::{COMMUNE, PROVINCE};
use vuonlen_domain::Class;
use vuonlen_domain::review::RoundState;
use vuonlen_law::tables::LineKind;
use vuonlen_measure::tables::{Cell, UnitTree};

fn year() -> YearRef {
    YearRef {
        province: PROVINCE.to_owned(),
        commune: Some(COMMUNE.to_owned()),
        village: None,
        year: 2026,
        amendment: None,
    }
}

async fn sealed(commune: &Commune) -> Result<String, Error> {
    let context = &commune.fixture.context;
    commune.settle_villages().await?;
    commune.resolve_doubts().await?;
    context
        .submit_round(&commune.officer, commune.key())
        .await?;
    let paper = commune.paper("128/QĐ-UBND");
    context
        .recognise_round(&commune.chairman, commune.key(), paper, None)
        .await?;
    let sealed = context
        .seal_round(&commune.chairman, commune.key(), true, Some("niêm-phong"))
        .await?;
    let again = context
        .seal_round(&commune.chairman, commune.key(), true, Some("niêm-phong"))
        .await?;
    assert_eq!(sealed, again, "the same form is answered once");
    Ok(sealed.sha256)
}

#[tokio::test]
async fn tables_come_from_the_sealed_year() -> Result<(), Error> {
    let mut hashes = Vec::new();
    for commune in communes(60).await? {
        let context = &commune.fixture.context;
        let engine = commune.fixture.fresh.engine;
        let nothing = context
            .statutory_tables(&commune.officer, &year(), 1)
            .await
            .unwrap_err();
        assert_eq!(nothing.code, "nothing_sealed");
        hashes.push(sealed(&commune).await?);
        let page = context.round(&commune.officer, commune.key()).await?;
        assert_eq!(page.state, RoundState::Sealed);

        let drawn = context
            .statutory_tables(&commune.officer, &year(), 1)
            .await?;
        assert_eq!(drawn.violations, [], "{engine}");
        let first = &drawn.tables[0];
        assert_eq!(first.id, "R1");
        let cell = |column: &str| {
            let column = first.column(column, None).unwrap();
            first.cell(UnitTree::ROOT, LineKind::Household, column)
        };
        assert_eq!(
            cell("c1"),
            Some(Cell::Figure(60)),
            "every household of the commune"
        );
        let lines = context
            .review_list(&commune.officer, commune.key(), None)
            .await?;
        let count = |class: &str| {
            let of = lines
                .iter()
                .filter(|line| line.class.as_deref() == Some(class));
            i64::try_from(of.count()).unwrap()
        };
        assert_eq!(cell("c3"), Some(Cell::Figure(count("poor"))));
        assert_eq!(cell("c5"), Some(Cell::Figure(count("near_poor"))));

        let figure = Figure {
            table: "R1".to_owned(),
            column: "c3".to_owned(),
            code: None,
            commune: None,
            village: None,
        };
        let behind = context
            .households_behind(&commune.officer, &year(), &figure)
            .await?;
        assert_eq!(i64::try_from(behind.len()).unwrap(), count("poor"));
        assert!(behind.iter().all(|household| household.class == "poor"));
        let list = context
            .statutory_list(&commune.officer, &year(), "R15")
            .await?;
        let households = list.lines.iter().filter(|line| line.first).count();
        assert_eq!(i64::try_from(households).unwrap(), count("poor"));
        assert!(list.lines.len() > households, "with their members");

        // A province sees its communes, and which of them are missing.
        let whole = YearRef {
            commune: None,
            ..year()
        };
        let drawn = context
            .statutory_tables(&commune.province, &whole, 1)
            .await?;
        assert_eq!(drawn.snapshots.len(), 1);
        assert!(drawn.unsealed.len() > 10);
        let progress = context
            .year_progress(&commune.province, PROVINCE, 2026)
            .await?;
        assert!(!progress.closed);
        assert_eq!(progress.communes[&RoundState::Sealed], [COMMUNE]);
    }
    let same = hashes.windows(2).all(|pair| pair[0] == pair[1]);
    assert!(same, "the same data seal to the same bytes on every engine");
    Ok(())
}

#[tokio::test]
async fn a_year_is_compared_with_what_was_sealed_before() -> Result<(), Error> {
    for commune in communes(60).await? {
        let context = &commune.fixture.context;
        sealed(&commune).await?;
        let compared = context.compare_years(&commune.officer, &year()).await?;
        assert_eq!(compared.before, None);
        assert_eq!(compared.now.households, 60);
        let poor = compared.now.rate(Class::Poor);
        assert!(poor.part > 0 && poor.whole == 60);
        let moved: i64 = compared.now.movement.values().sum();
        assert_eq!(moved, 60);
        assert_eq!(compared.relapse.limit, 10);
        let series = context.year_series(&commune.officer, &year(), 2024).await?;
        assert_eq!(series.years.len(), 1);
        assert_eq!(series.yearly_change, None);
        let opening = context
            .opening_list(&commune.officer, commune.key())
            .await?;
        assert_eq!(opening.opening_standard, "nd351-2027");
        let known: u32 = opening.moves.values().sum();
        assert!(known > 0 || !opening.undecided.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn an_amendment_leaves_the_old_tables_as_they_were() -> Result<(), Error> {
    for commune in communes(40).await? {
        let context = &commune.fixture.context;
        sealed(&commune).await?;
        let lines = context
            .review_list(&commune.officer, commune.key(), None)
            .await?;
        let poor = lines
            .iter()
            .find(|l| l.class.as_deref() == Some("poor"))
            .unwrap();
        let form = (PROVINCE, poor.form_id);
        let held = context
            .certificates(&commune.officer, (PROVINCE, poor.household_id))
            .await?
            .remove(0);
        let page = context.form_to_correct(&commune.chairman, form).await?;
        let mut draft = FormDraft {
            document: page.document,
            event: page.event,
            appraisal: page.appraisal,
        };
        let income = Answer::Int(9_000_000);
        draft
            .document
            .answers
            .insert("income_per_person".to_owned(), income);
        let before = context
            .statutory_tables(&commune.officer, &year(), 0)
            .await?;
        let amendment = Amendment {
            paper: commune.paper("131/QĐ-UBND"),
            reason: "Nhập sai thu nhập".to_owned(),
            corrections: vec![(poor.form_id, draft)],
            synthetic: true,
        };
        let direct = context
            .remove_from_list(&commune.officer, form, "sửa thẳng")
            .await
            .unwrap_err();
        assert_eq!(direct.code, "round_signed");
        let amended = context
            .amend_round(&commune.chairman, commune.key(), amendment, None)
            .await?;
        assert_eq!(amended.changed, 1);
        assert_eq!(amended.sealed.unwrap().amendment, 1);

        let poor_of = |tables: &vuonlen_app::review::YearTables| {
            let first = &tables.tables[0];
            let column = first.column("c3", None).unwrap();
            let cell = first.cell(UnitTree::ROOT, LineKind::Household, column);
            cell.and_then(Cell::figure).unwrap()
        };
        let now = context
            .statutory_tables(&commune.officer, &year(), 0)
            .await?;
        assert_eq!(poor_of(&now), poor_of(&before) - 1);
        assert_eq!(now.violations, []);
        let then = YearRef {
            amendment: Some(0),
            ..year()
        };
        let then = context.statutory_tables(&commune.officer, &then, 0).await?;
        assert_eq!(
            poor_of(&then),
            poor_of(&before),
            "the old tables can be drawn again"
        );
        let check = context.verify_certificate(&held.token).await?;
        assert!(
            matches!(check, CertificateCheck::Withdrawn { .. }),
            "{check:?}"
        );
        let decisions = context
            .decision_data(&commune.officer, commune.key())
            .await?;
        assert_eq!(decisions.len(), 2);
        assert_eq!(decisions[1].decision.kind, "amendment");
        assert!(context.verify_all(PROVINCE).await?.is_intact());
    }
    Ok(())
}

#[tokio::test]
async fn a_household_is_removed_with_its_reason() -> Result<(), Error> {
    for commune in communes(40).await? {
        let context = &commune.fixture.context;
        sealed(&commune).await?;
        let lines = context
            .review_list(&commune.officer, commune.key(), None)
            .await?;
        let poor = lines
            .iter()
            .find(|l| l.class.as_deref() == Some("poor"))
            .unwrap();
        let removal = Removal {
            household_id: poor.household_id,
            criterion: "Thu nhập trên chuẩn".to_owned(),
            reason: "Có cửa hàng không khai báo".to_owned(),
            paper: commune.paper("140/QĐ-UBND"),
        };
        let silent = Removal {
            reason: " ".to_owned(),
            ..removal.clone()
        };
        let silent = context
            .remove_household(&commune.chairman, commune.key(), silent)
            .await
            .unwrap_err();
        assert_eq!(silent.fields[0].field, "reason");
        context
            .remove_household(&commune.chairman, commune.key(), removal.clone())
            .await?;
        let twice = Removal {
            paper: commune.paper("141/QĐ-UBND"),
            ..removal
        };
        let twice = context
            .remove_household(&commune.chairman, commune.key(), twice)
            .await
            .unwrap_err();
        assert_eq!(twice.code, "not_in_list");
        let key = (PROVINCE, poor.household_id);
        let held = context.certificates(&commune.officer, key).await?;
        assert!(held.iter().all(|one| one.withdrawn_on.is_some()));
        let data = context
            .certificate_data(&commune.officer, (PROVINCE, held[0].certificate_id))
            .await?;
        let last = data.years.last().unwrap();
        assert_eq!((last.year, last.class.as_str()), (2026, "not_poor"));
        assert!(last.reason.contains("cửa hàng"));
    }
    Ok(())
}

#[tokio::test]
async fn a_changed_byte_is_found() -> Result<(), Error> {
    for commune in communes(20).await? {
        let context = &commune.fixture.context;
        sealed(&commune).await?;
        assert!(context.verify_all(PROVINCE).await?.is_intact());
        let snapshots = context
            .store
            .read()
            .await?
            .list_snapshots(PROVINCE, Some(COMMUNE), None)
            .await?;
        let snapshot = &snapshots[0];
        let files = context
            .snapshot_files(
                &commune.officer.clone().because("Nộp lên tỉnh"),
                commune.key(),
                snapshot.snapshot_id,
            )
            .await?;
        assert_eq!(files.len(), 3);
        let (name, mut content) = files.into_iter().nth(1).unwrap();
        let middle = content.len() / 2;
        content[middle] ^= 1;
        commune
            .overwrite(snapshot.snapshot_id, &name, &content)
            .await?;
        let found = context.verify_all(PROVINCE).await?;
        assert_eq!(found.damaged.len(), 1);
        assert!(found.log_fault.is_none());
        let drawn = context
            .statutory_tables(&commune.officer, &year(), 1)
            .await
            .unwrap_err();
        assert_eq!(drawn.code, "snapshot_tampered");
    }
    Ok(())
}
