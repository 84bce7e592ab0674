//! What every use case is given: the store, the law, the clock, the source of ids.

use crate::access::{Action, Actor, Area, Scope, authorise};
use crate::error::Error;
use crate::files::Files;
use crate::privacy::PrivacySettings;
use crate::review::CountedSnapshots;
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;
use vuonlen_law::law::Law;
use vuonlen_store::audit::AuditEvent;
use vuonlen_store::{Store, Tx};

/// Tells the time; the binary reads the real clock, tests hold it still.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}

/// Fills bytes for ids and tokens; the binary asks the operating system, tests a seed.
pub trait Randomness: Send + Sync + fmt::Debug {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Shared by everything that runs.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub store: Store,
    /// The law data set.
    pub law: Arc<Law>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub random: Arc<dyn Randomness>,
    /// Files beside the database.
    pub files: Files,
    /// What sealed snapshots came to, for everybody.
    pub counted: CountedSnapshots,
    /// What the unit decides about privacy.
    pub privacy: PrivacySettings,
}

impl fmt::Debug for Context {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Context")
            .field("store", &self.store)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

impl Context {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        store: Store,
        law: Arc<Law>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Randomness>,
    ) -> Self {
        Self {
            store,
            law,
            clock,
            random,
            files: Files::default(),
            counted: CountedSnapshots::default(),
            privacy: PrivacySettings::default(),
        }
    }

    /// The same context, keeping files beside the database in `folder`.
    #[must_use]
    pub fn with_files(mut self, folder: &std::path::Path) -> Self {
        self.files = Files::in_folder(folder);
        self
    }

    /// The same context with the unit's own choices about privacy.
    #[must_use]
    pub fn with_privacy(mut self, privacy: PrivacySettings) -> Self {
        self.privacy = privacy;
        self
    }

    /// Now, to the microsecond: the precision both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(6)
    }

    /// Today in Vietnam (UTC+7, no summer time).
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        (self.clock.now() + chrono::Duration::hours(7)).date_naive()
    }

    /// A new id (UUID version 7): ids made later sort later, to the millisecond.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or_default();
        let mut bytes = [0; 10];
        self.random.fill(&mut bytes);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// The scope over which `actor` may do `action`.
    ///
    /// # Errors
    /// [`Error::denied`] when it may nowhere.
    pub fn scope(&self, actor: &Actor, action: Action) -> Result<Scope, Error> {
        authorise(actor, action).ok_or_else(Error::denied)
    }

    /// The scope, when it covers `area`. Outside it the thing does not exist for the actor.
    ///
    /// # Errors
    /// [`Error::denied`] when the actor may do the action nowhere, [`Error::not_found`] when not
    /// here.
    pub fn scope_over(&self, actor: &Actor, action: Action, area: &Area) -> Result<Scope, Error> {
        let scope = self.scope(actor, action)?;
        if scope.covers(area) {
            Ok(scope)
        } else {
            Err(Error::not_found())
        }
    }
}

/// What was done to what, for the audit log.
#[derive(Debug, Clone, Default)]
pub struct Deed {
    /// `household`, `round`, …
    pub subject_kind: &'static str,
    /// Its id.
    pub subject_id: String,
    /// What changed, without personal data.
    pub details: serde_json::Value,
    /// Why, where a reason is asked for.
    pub reason: String,
}

impl Deed {
    /// What was done to a subject of a kind, without a reason of its own.
    pub(crate) fn on(
        (subject_kind, subject_id): (&'static str, impl ToString),
        details: serde_json::Value,
    ) -> Self {
        Self {
            subject_kind,
            subject_id: subject_id.to_string(),
            details,
            reason: String::new(),
        }
    }
}

/// What whoever keeps the machine did to a whole database, for the audit log: `action`, and what of
/// it (`subject_id`).
pub(crate) fn deed_on_database(
    at: DateTime<Utc>,
    (action, subject_id): (&'static str, &str),
    details: &serde_json::Value,
) -> AuditEvent {
    AuditEvent {
        province_code: "VN".to_owned(),
        at,
        account_id: None,
        account_name: "vuonlen".to_owned(),
        role: String::new(),
        area_code: "VN".to_owned(),
        action: action.to_owned(),
        subject_kind: "database".to_owned(),
        subject_id: subject_id.to_owned(),
        details: details.to_string(),
        reason: String::new(),
        address: String::new(),
    }
}

/// Writes the audit entry of a use case into the transaction that does it.
///
/// # Errors
/// What the store says.
pub(crate) async fn audit(
    context: &Context,
    tx: &mut Tx,
    actor: &Actor,
    place: (Action, &Scope, &Area),
    deed: Deed,
) -> Result<(), Error> {
    tx.add_audit(event_of(context, actor, place, deed)).await?;
    Ok(())
}

/// Writes the audit entry of a reading that changes nothing: what was read may be shown once this
/// has returned.
///
/// # Errors
/// What the store says.
pub(crate) async fn audit_reading(
    context: &Context,
    actor: &Actor,
    place: (Action, &Scope, &Area),
    deed: Deed,
) -> Result<(), Error> {
    let event = event_of(context, actor, place, deed);
    Ok(context.store.append_audit(event).await?)
}

/// Ends a reading transaction and writes the audit entry of what was read in it.
///
/// # Errors
/// What the store says.
pub(crate) async fn end_reading(
    context: &Context,
    tx: Tx,
    actor: &Actor,
    place: (Action, &Scope, &Area),
    deed: Deed,
) -> Result<(), Error> {
    // Its connection is given back first: with all of them held by readers that wait for their
    // entry, there would be none left to write it.
    drop(tx);
    audit_reading(context, actor, place, deed).await
}

fn event_of(
    context: &Context,
    actor: &Actor,
    (action, scope, area): (Action, &Scope, &Area),
    deed: Deed,
) -> AuditEvent {
    AuditEvent {
        province_code: area.province().unwrap_or("VN").to_owned(),
        at: context.now(),
        account_id: Some(actor.account_id),
        account_name: actor.name.clone(),
        role: scope.role().to_owned(),
        area_code: area.code().to_owned(),
        action: action.code().to_owned(),
        subject_kind: deed.subject_kind.to_owned(),
        subject_id: deed.subject_id,
        details: deed.details.to_string(),
        reason: if deed.reason.is_empty() {
            actor.reason.clone()
        } else {
            deed.reason
        },
        address: actor.address.clone(),
    }
}
