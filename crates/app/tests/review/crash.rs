//! Killed at any step of recognising or sealing, or left by the database, nothing is half done.

use crate::support::{Commune, communes};
use chrono::{DateTime, Utc};
use std::process::Command;
use std::sync::Arc;
use uuid::Uuid;
use vuonlen_app::review::DecisionPaper;
use vuonlen_app::testing::{COMMUNE, PROVINCE, SeededBytes, law, master_keys};
use vuonlen_app::{Clock, Context, Error};
use vuonlen_store::Store;
use vuonlen_store::testing::{Breakdown, break_after, mend};

/// Names the step at which the child process dies, and what it is doing.
const DIE_AT: &str = "VUONLEN_TEST_DIE_AT";

/// The parent's clock, in seconds.
#[derive(Debug)]
struct Then(i64);

impl Clock for Then {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or_default()
    }
}

/// What the database holds of a decision and a seal.
#[derive(Debug, PartialEq, Eq)]
struct Traces {
    state: String,
    decisions: usize,
    recognitions: usize,
    certificates: i64,
    new_versions: usize,
    snapshots: usize,
    entries: usize,
}

async fn traces(commune: &Commune) -> Result<Traces, Error> {
    let (province, round) = commune.key();
    let mut tx = commune.fixture.context.store.read().await?;
    let lines = tx.list_forms(province, round, None).await?;
    let mut new_versions = 0;
    for line in &lines {
        let versions = tx
            .list_household_versions(province, line.household_id)
            .await?;
        new_versions += versions.len() - 1;
    }
    Ok(Traces {
        state: tx.find_round(province, round).await?.unwrap().state,
        decisions: tx.list_decisions(province, round).await?.len(),
        recognitions: tx.list_recognitions_of_round(province, round).await?.len(),
        certificates: tx.count_certificates(province, COMMUNE, 2026).await?,
        new_versions,
        snapshots: tx.list_snapshots(province, None, None).await?.len(),
        entries: tx.list_audit(province).await?.len(),
    })
}

async fn submitted(commune: &Commune) -> Result<(), Error> {
    commune.settle_villages().await?;
    commune.resolve_doubts().await?;
    let context = &commune.fixture.context;
    context.submit_round(&commune.officer, commune.key()).await
}

#[tokio::test]
async fn without_the_database_at_any_step_nothing_is_done() -> Result<(), Error> {
    for commune in communes(14).await? {
        let context = &commune.fixture.context;
        let engine = commune.fixture.fresh.engine;
        let key = commune.key();
        submitted(&commune).await?;
        let mut before = traces(&commune).await?;
        for step in 0.. {
            let paper = commune.paper("9/QĐ-UBND");
            break_after(step, Breakdown::Gone);
            let signed = context
                .recognise_round(&commune.chairman, key, paper, None)
                .await;
            mend();
            let after = traces(&commune).await?;
            if signed.is_ok() {
                assert_eq!((after.state.as_str(), after.decisions), ("recognised", 1));
                assert!(after.recognitions > 0 && after.new_versions > 0);
                assert_eq!(after.entries, before.entries + 1);
                assert!(step > 50, "{engine}: recognising has only {step} steps");
                before = after;
                break;
            }
            assert_eq!(after, before, "{engine}: gone at step {step}");
        }
        for step in 0.. {
            break_after(step, Breakdown::Gone);
            let sealed = context.seal_round(&commune.chairman, key, true, None).await;
            mend();
            let after = traces(&commune).await?;
            if sealed.is_ok() {
                assert_eq!((after.state.as_str(), after.snapshots), ("sealed", 1));
                assert!(step > 10, "{engine}: sealing has only {step} steps");
                break;
            }
            assert_eq!(after, before, "{engine}: gone at step {step}");
        }
        assert!(context.verify_all(PROVINCE).await?.is_intact());
    }
    Ok(())
}

#[tokio::test]
async fn a_process_killed_at_any_step_left_nothing_behind() -> Result<(), Error> {
    for commune in communes(14).await? {
        submitted(&commune).await?;
        let engine = commune.fixture.fresh.engine;
        let mut before = traces(&commune).await?;
        // Every step once: more than a hundred processes die over both engines.
        for (what, at_least) in [("recognise", 50), ("seal", 10)] {
            let mut step = 0;
            while dies(&commune, what, step) {
                let after = traces(&commune).await?;
                assert_eq!(after, before, "{engine}: {what} killed at step {step}");
                step += 1;
                assert!(step < 500, "{engine}: {what} never goes through");
            }
            assert!(step > at_least, "{engine}: {what} has only {step} steps");
            before = traces(&commune).await?;
            assert!(before.state.starts_with(what), "{engine}: {before:?}");
        }
        assert_eq!((before.state.as_str(), before.snapshots), ("sealed", 1));
        let context = &commune.fixture.context;
        assert!(context.verify_all(PROVINCE).await?.is_intact());
    }
    Ok(())
}

/// Has a process of its own begin `what`; whether it died at the step, before all was done.
fn dies(commune: &Commune, what: &str, step: u32) -> bool {
    let told = [
        what.to_owned(),
        step.to_string(),
        commune.round.to_string(),
        commune.chairman.account_id.to_string(),
        commune.fixture.context.clock.now().timestamp().to_string(),
        commune.fixture.fresh.address.clone(),
    ];
    let program = std::env::current_exe().unwrap();
    let status = Command::new(program)
        .args(["--exact", "crash::the_process_that_is_killed"])
        .env(DIE_AT, told.join(" "))
        .output()
        .unwrap()
        .status;
    !status.success()
}

/// Not a test of its own: what [`dies`] starts. Without being told what to do it does nothing.
#[tokio::test]
async fn the_process_that_is_killed() -> Result<(), Error> {
    let Ok(told) = std::env::var(DIE_AT) else {
        return Ok(());
    };
    let told: Vec<&str> = told.split(' ').collect();
    let [what, step, round, chairman, now, address] = told[..] else {
        panic!("{told:?}");
    };
    let store = Store::open(address).await?;
    store.unlock(master_keys()?, DateTime::UNIX_EPOCH).await?;
    let context = Context::new(
        store,
        law(),
        Arc::new(Then(now.parse().unwrap())),
        Arc::new(SeededBytes::new(99)),
    );
    let chairman = Uuid::parse_str(chairman).unwrap();
    let chairman = context.actor(chairman, "127.0.0.1").await?.unwrap();
    let key = (PROVINCE, Uuid::parse_str(round).unwrap());
    let paper = DecisionPaper {
        number: "9/QĐ-UBND".to_owned(),
        signed_on: context.today(),
        signer: "Điêu Chính Hải".to_owned(),
    };
    break_after(step.parse().unwrap(), Breakdown::Killed);
    if what == "recognise" {
        context.recognise_round(&chairman, key, paper, None).await?;
    } else {
        context.seal_round(&chairman, key, true, None).await?;
    }
    Ok(())
}
