//! Sessions, kept in the database. The cookie holds a token, the database only its digest.

use async_trait::async_trait;
use chrono::Duration;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use time::OffsetDateTime;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, Error};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};
use uuid::Uuid;
use vuonlen_app::Context;

/// Under this name a session holds the account it belongs to.
pub(crate) const ACCOUNT: &str = "account";

/// Under these names a session holds from where and with which program it was begun, and when it
/// was last extended: shown to its owner in the list of his sessions.
pub(crate) const ADDRESS: &str = "address";
pub(crate) const AGENT: &str = "agent";
pub(crate) const SEEN: &str = "seen";

/// Under these names a session holds who gave the right password and owes a code, since when, and
/// the provider that vouched in place of the password.
pub(crate) const PENDING: &str = "pending";
pub(crate) const PENDING_SINCE: &str = "pending_since";
pub(crate) const PENDING_BY: &str = "pending_by";

/// Under this name a session holds what it has asked the OpenID Connect provider.
pub(crate) const OPENID: &str = "openid";

/// Hours without a request after which a session ends.
const IDLE_HOURS: i64 = 4;

/// Hours after which a session ends in any case.
const LONGEST_HOURS: i64 = 14;

/// The layer that gives each request its session.
pub(crate) fn layer(context: Context, https: bool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions { context })
        .with_name(if https { "__Host-session" } else { "session" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(time::Duration::hours(IDLE_HOURS)))
}

/// Our sessions, as the session layer wants them.
#[derive(Debug, Clone)]
pub(crate) struct Sessions {
    context: Context,
}

impl Sessions {
    /// Whose a record is, and what it holds.
    fn parts(record: &Record) -> session_store::Result<(Option<Uuid>, Value)> {
        let account = record.data.get(ACCOUNT).and_then(Value::as_str);
        let account = account.and_then(|id| Uuid::parse_str(id).ok());
        let data = serde_json::to_value(&record.data).map_err(encode)?;
        Ok((account, data))
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// Under a new token always: a session that was emptied when somebody signed in still carries
    /// the one it had, and whoever planted or saw that must know nothing of what comes after.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        record.id = Id::default();
        let (account, data) = Self::parts(record)?;
        let lifetime = Duration::hours(IDLE_HOURS);
        self.context
            .keep_session(&digest(&record.id), account, data, lifetime)
            .await
            .map_err(backend)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let (account, data) = Self::parts(record)?;
        let lifetime = Duration::hours(IDLE_HOURS);
        self.context
            .extend_session(&digest(&record.id), account, data, lifetime)
            .await
            .map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let found = self.context.session(&digest(id)).await.map_err(backend)?;
        let longest = Duration::hours(LONGEST_HOURS);
        let now = self.context.now();
        let Some(found) = found.filter(|session| session.created_at + longest > now) else {
            return Ok(None);
        };
        let data: HashMap<String, Value> = serde_json::from_value(found.data).map_err(decode)?;
        let expires = OffsetDateTime::from_unix_timestamp(found.expires_at.timestamp());
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date: expires.map_err(decode)?,
        }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.context.end_session(&digest(id)).await.map_err(backend)
    }
}

/// Under which name a session stands in the database; none before it is first written.
pub(crate) fn key(session: &Session) -> Option<String> {
    session.id().map(|id| digest(&id))
}

fn digest(id: &Id) -> String {
    let digest = Sha256::digest(id.0.to_le_bytes());
    digest.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn backend(error: vuonlen_app::Error) -> Error {
    Error::Backend(error.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn encode(error: serde_json::Error) -> Error {
    Error::Encode(error.to_string())
}

fn decode(error: impl std::fmt::Display) -> Error {
    Error::Decode(error.to_string())
}
