//! Killed at any step of recognising or sealing, nothing is half done.

use crate::support::{Commune, communes};
use chrono::{DateTime, Utc};
use std::future::Future;
use std::pin::Pin;
use std::process::Command;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};
use uuid::Uuid;
use vuonlen_app::review::DecisionPaper;
use vuonlen_app::testing::{COMMUNE, PROVINCE, SeededBytes, law};
use vuonlen_app::{Clock, Context, Error};
use vuonlen_store::Store;

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

/// A future that is polled so many times and then left: `None`.
struct Left<F> {
    future: Pin<Box<F>>,
    polls: usize,
    dies: bool,
}

impl<F: Future> Future for Left<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            if self.dies {
                std::process::abort();
            }
            return Poll::Ready(None);
        }
        self.polls -= 1;
        self.future.as_mut().poll(task).map(Some)
    }
}

fn left<F: Future>(future: F, polls: usize) -> Left<F> {
    Left {
        future: Box::pin(future),
        polls,
        dies: false,
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
async fn a_use_case_left_at_any_point_did_nothing() -> Result<(), Error> {
    for commune in communes(14).await? {
        let context = &commune.fixture.context;
        let key = commune.key();
        submitted(&commune).await?;
        let mut before = traces(&commune).await?;
        let mut points = 0;
        for polls in (0..).step_by(3) {
            let paper = commune.paper("9/QĐ-UBND");
            let signing = context.recognise_round(&commune.chairman, key, paper, None);
            let done = left(signing, polls).await.transpose()?;
            let after = traces(&commune).await?;
            if done.is_some() {
                assert_eq!((after.state.as_str(), after.decisions), ("recognised", 1));
                assert!(after.recognitions > 0 && after.new_versions > 0);
                assert_eq!(after.entries, before.entries + 1);
                before = after;
                break;
            }
            points += 1;
            assert_eq!(
                after, before,
                "left after {polls}: {}",
                commune.fixture.fresh.engine
            );
        }
        assert!(points > 20, "recognising was left at {points} points");
        let mut points = 0;
        for polls in (0..).step_by(3) {
            let sealing = context.seal_round(&commune.chairman, key, true, None);
            let done = left(sealing, polls).await.transpose()?;
            let after = traces(&commune).await?;
            if done.is_some() {
                assert_eq!((after.state.as_str(), after.snapshots), ("sealed", 1));
                break;
            }
            points += 1;
            assert_eq!(
                after, before,
                "left after {polls}: {}",
                commune.fixture.fresh.engine
            );
        }
        assert!(points > 10, "sealing was left at {points} points");
        assert!(context.verify_all(PROVINCE).await?.is_intact());
    }
    Ok(())
}

#[tokio::test]
async fn a_process_killed_at_any_point_left_nothing_behind() -> Result<(), Error> {
    for commune in communes(14).await? {
        submitted(&commune).await?;
        let before = traces(&commune).await?;
        for polls in [1, 9, 33, 77] {
            kill(&commune, "recognise", polls);
            let after = traces(&commune).await?;
            assert_eq!(
                after, before,
                "killed after {polls}: {}",
                commune.fixture.fresh.engine
            );
        }
        let context = &commune.fixture.context;
        let paper = commune.paper("9/QĐ-UBND");
        context
            .recognise_round(&commune.chairman, commune.key(), paper, None)
            .await?;
        let before = traces(&commune).await?;
        for polls in [2, 20, 40] {
            kill(&commune, "seal", polls);
            let after = traces(&commune).await?;
            assert_eq!(
                after, before,
                "killed after {polls}: {}",
                commune.fixture.fresh.engine
            );
        }
        context
            .seal_round(&commune.chairman, commune.key(), true, None)
            .await?;
        assert!(context.verify_all(PROVINCE).await?.is_intact());
    }
    Ok(())
}

/// Has a process of its own begin `what` and die after so many steps.
fn kill(commune: &Commune, what: &str, polls: usize) {
    let told = [
        what.to_owned(),
        polls.to_string(),
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
    assert!(!status.success(), "{what} after {polls} steps went through");
}

/// Not a test of its own: what [`kill`] starts. Without being told what to do it does nothing.
#[tokio::test]
async fn the_process_that_is_killed() -> Result<(), Error> {
    let Ok(told) = std::env::var(DIE_AT) else {
        return Ok(());
    };
    let told: Vec<&str> = told.split(' ').collect();
    let [what, polls, round, chairman, now, address] = told[..] else {
        panic!("{told:?}");
    };
    let context = Context::new(
        Store::open(address).await?,
        law(),
        Arc::new(Then(now.parse().unwrap())),
        Arc::new(SeededBytes::new(99)),
    );
    let chairman = Uuid::parse_str(chairman).unwrap();
    let chairman = context.actor(chairman, "127.0.0.1").await?.unwrap();
    let key = (PROVINCE, Uuid::parse_str(round).unwrap());
    let polls = polls.parse().unwrap();
    let paper = DecisionPaper {
        number: "9/QĐ-UBND".to_owned(),
        signed_on: context.today(),
        signer: "Điêu Chính Hải".to_owned(),
    };
    if what == "recognise" {
        let signing = context.recognise_round(&chairman, key, paper, None);
        dying(signing, polls).await.transpose()?;
    } else {
        let sealing = context.seal_round(&chairman, key, true, None);
        dying(sealing, polls).await.transpose()?;
    }
    Ok(())
}

fn dying<F: Future>(future: F, polls: usize) -> Left<F> {
    Left {
        dies: true,
        ..left(future, polls)
    }
}
