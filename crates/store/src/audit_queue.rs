//! Entries about readings: many people read at once, and each must be in the chain before the
//! page is shown. Waiting for the disk once for each of them would be the slowest part of a page.

use crate::audit::AuditEvent;
use crate::{Store, StoreError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

type Outcome = Result<(), StoreError>;

/// What waits to be committed, shared by every copy of a store.
#[derive(Debug, Clone, Default)]
pub(crate) struct AuditQueue(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    events: Mutex<Vec<(AuditEvent, oneshot::Sender<Outcome>)>>,
    turn: tokio::sync::Mutex<()>,
}

impl AuditQueue {
    fn events(&self) -> MutexGuard<'_, Vec<(AuditEvent, oneshot::Sender<Outcome>)>> {
        // Nothing is done under the lock that could leave the list half changed.
        let events = self.0.events.lock();
        events.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Puts an event to its province's chain and waits until it is permanent: for what is read.
    /// What changes something is entered by [`crate::Tx::add_audit`] in the transaction that changes it.
    ///
    /// Events that arrive while others are being committed go into the next transaction together.
    ///
    /// # Errors
    /// What the driver says; then the event is not in the chain.
    pub async fn append_audit(&self, event: AuditEvent) -> Result<(), StoreError> {
        let (done, outcome) = oneshot::channel();
        self.readings.events().push((event, done));
        // In a task of its own: a reader who goes away must not take the others' entries along.
        let store = self.clone();
        tokio::spawn(async move { store.commit_waiting().await });
        outcome
            .await
            .unwrap_or(Err(StoreError::Driver(sqlx::Error::WorkerCrashed)))
    }

    async fn commit_waiting(&self) {
        let _turn = self.readings.0.turn.lock().await;
        let (events, waiting): (Vec<_>, Vec<_>) = self.readings.events().drain(..).unzip();
        if self.commit_audits(events.clone()).await.is_ok() {
            for done in waiting {
                // Whoever does not wait any more needs no answer.
                let _ = done.send(Ok(()));
            }
            return;
        }
        // One that cannot be entered must not keep the others out.
        for (event, done) in events.into_iter().zip(waiting) {
            let _ = done.send(self.commit_audits(vec![event]).await);
        }
    }

    async fn commit_audits(&self, events: Vec<AuditEvent>) -> Outcome {
        if events.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        tx.add_audits(events).await?;
        tx.commit().await
    }
}
