//! A form posted twice is one record: the second post gets the answer of the first.

use crate::access::Actor;
use crate::{Context, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use vuonlen_store::Tx;

/// A key the page made for one form; none when the caller cannot post twice.
pub type FormKey<'a> = Option<&'a str>;

/// Whether a form is new or was answered before.
pub(crate) enum Claim<T> {
    New(Once),
    Done(T),
}

/// A form being answered for the first time.
pub(crate) struct Once {
    claimed: Option<(Uuid, String)>,
}

/// Claims the form; whoever posts it meanwhile waits for this transaction to end.
pub(crate) async fn claim<T: DeserializeOwned>(
    context: &Context,
    tx: &mut Tx,
    actor: &Actor,
    (form, key): (&'static str, FormKey<'_>),
) -> Result<Claim<T>, Error> {
    let Some(key) = key else {
        return Ok(Claim::New(Once { claimed: None }));
    };
    // A key belongs to one kind of form: the same one sent to another is another form.
    let key = format!("{form}:{key}");
    if tx.claim_form(actor.account_id, &key, context.now()).await? {
        return Ok(Claim::New(Once {
            claimed: Some((actor.account_id, key)),
        }));
    }
    let outcome = tx.find_form_outcome(actor.account_id, &key).await?;
    match outcome.as_deref() {
        None | Some("") => Err(Error::conflict()),
        Some(outcome) => serde_json::from_str(outcome)
            .map(Claim::Done)
            .map_err(Error::internal),
    }
}

impl Once {
    /// Keeps the answer, in the transaction that did the work.
    pub(crate) async fn keep<T: Serialize>(self, tx: &mut Tx, outcome: &T) -> Result<(), Error> {
        if let Some((account, key)) = self.claimed {
            let outcome = serde_json::to_string(outcome).map_err(Error::internal)?;
            tx.settle_form(account, &key, &outcome).await?;
        }
        Ok(())
    }
}
