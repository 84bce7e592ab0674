//! Data keys: made, wrapped, unwrapped, and wrapped anew under another master key.

use super::cipher;
use super::keyring::{Keys, State};
use super::master::{KEY_BYTES, MasterKey};
use super::{Keyring, MasterKeys, SealError};
use crate::tx::{execute, fetch_all, on};
use crate::{Store, StoreError, Tx};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::{DateTime, Utc};
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::Arc;
use uuid::Uuid;

/// The migration since which there are data keys.
const SINCE: i64 = 202_611_290_730;

/// A data key as it stands in the database.
#[derive(Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DataKey {
    /// Its id.
    pub key_id: Uuid,
    /// `field` or `index`.
    pub purpose: String,
    /// Id of the master key, a colon, and the key wrapped by it.
    pub wrapped: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when no value is sealed with it any more.
    pub retired_at: Option<DateTime<Utc>>,
}

// Wrapped or not, keys have no business in a log.
impl std::fmt::Debug for DataKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("DataKey")
            .field("key_id", &self.key_id)
            .field("purpose", &self.purpose)
            .field("retired_at", &self.retired_at)
            .finish_non_exhaustive()
    }
}

/// What a data key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Sealing values.
    Field,
    /// Digests to search by.
    Index,
}

impl Purpose {
    const fn code(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Index => "index",
        }
    }

    fn of(code: &str) -> Option<Self> {
        [Self::Field, Self::Index]
            .into_iter()
            .find(|purpose| purpose.code() == code)
    }
}

fn bound(key_id: Uuid, purpose: Purpose) -> Vec<u8> {
    format!("data_key\0{}\0{key_id}", purpose.code()).into_bytes()
}

fn wrap(
    master: &MasterKey,
    key_id: Uuid,
    purpose: Purpose,
    bytes: &[u8; KEY_BYTES],
) -> Result<String, SealError> {
    let sealed = cipher::seal(&cipher::key(&master.bytes)?, &bound(key_id, purpose), bytes)?;
    Ok(format!("{}:{}", master.id, STANDARD_NO_PAD.encode(sealed)))
}

impl DataKey {
    fn new(purpose: Purpose, masters: &MasterKeys, at: DateTime<Utc>) -> Result<Self, SealError> {
        let random = SystemRandom::new();
        let (mut bytes, mut id) = ([0; KEY_BYTES], [0; 16]);
        random.fill(&mut bytes).map_err(|_| SealError::Random)?;
        random.fill(&mut id).map_err(|_| SealError::Random)?;
        let key_id = uuid::Builder::from_random_bytes(id).into_uuid();
        Ok(Self {
            key_id,
            purpose: purpose.code().to_owned(),
            wrapped: wrap(masters.current(), key_id, purpose, &bytes)?,
            created_at: at,
            retired_at: None,
        })
    }

    fn damaged(&self) -> StoreError {
        StoreError::Damaged {
            table: "data_key",
            reason: format!("the key {}", self.key_id),
        }
    }

    fn purpose(&self) -> Result<Purpose, StoreError> {
        Purpose::of(&self.purpose).ok_or_else(|| self.damaged())
    }

    fn unwrap(&self, masters: &MasterKeys) -> Result<(Uuid, Purpose, [u8; KEY_BYTES]), StoreError> {
        let purpose = self.purpose()?;
        let (master, sealed) = self.wrapped.split_once(':').ok_or_else(|| self.damaged())?;
        let master = masters
            .find(master)
            .ok_or_else(|| SealError::NoMaster(master.to_owned()))?;
        let sealed = STANDARD_NO_PAD.decode(sealed).map_err(|_| self.damaged())?;
        let bytes = cipher::open(
            &cipher::key(&master.bytes)?,
            &bound(self.key_id, purpose),
            sealed,
        );
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(|bytes| (self.key_id, purpose, bytes))
            .ok_or_else(|| SealError::WrongMaster(master.id.clone()).into())
    }
}

impl Store {
    /// The keys the store works with.
    #[must_use]
    pub const fn keyring(&self) -> &Keyring {
        &self.keys
    }

    /// Sees whether the database is encrypted. Until [`Store::unlock`] nothing sealed is read and
    /// nothing that must be sealed is written then.
    pub(crate) async fn look_for_keys(&self) -> Result<(), StoreError> {
        let there = self.applied_migrations().await?.contains(&SINCE)
            && !self.read().await?.list_data_keys().await?.is_empty();
        if there && !self.keys.is_on() {
            self.keys.set(State::Locked);
        }
        Ok(())
    }

    /// Takes the master keys of a key file: reads the data keys, or makes the first ones.
    ///
    /// # Errors
    /// [`SealError::NoMaster`] or [`SealError::WrongMaster`] when they are not this database's.
    pub async fn unlock(&self, masters: MasterKeys, at: DateTime<Utc>) -> Result<(), StoreError> {
        let is_missing = |keys: &[DataKey], purpose: Purpose| {
            keys.iter().all(|key| key.purpose != purpose.code())
        };
        self.add_data_keys(masters, at, is_missing).await
    }

    /// Makes a new data key for each purpose; what is written from now on is sealed with it.
    pub(super) async fn renew_data_keys(&self, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.add_data_keys(self.masters()?, at, |_, _| true).await
    }

    /// Makes a data key for each purpose that `needs` one beside those there are, and works with
    /// them all from now on.
    async fn add_data_keys(
        &self,
        masters: MasterKeys,
        at: DateTime<Utc>,
        needs: impl Fn(&[DataKey], Purpose) -> bool,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.lock_data_keys().await?;
        let mut keys = tx.list_data_keys().await?;
        for purpose in [Purpose::Field, Purpose::Index] {
            if needs(&keys, purpose) {
                let key = DataKey::new(purpose, &masters, at)?;
                tx.add_data_key(&key).await?;
                keys.push(key);
            }
        }
        let keys = ready(masters, &keys)?;
        tx.commit().await?;
        self.keys.set(State::Open(Arc::new(keys)));
        Ok(())
    }

    fn masters(&self) -> Result<MasterKeys, SealError> {
        match self.keys.state() {
            State::Off => Err(SealError::Off),
            State::Locked => Err(SealError::Locked),
            State::Open(keys) => Ok(keys.masters.clone()),
        }
    }

    /// Wraps every data key with the first of the master keys, which must hold the one that
    /// wraps them now too. Values stay as they are. Gives the number of keys.
    ///
    /// # Errors
    /// As [`Store::unlock`].
    pub async fn rewrap(&self, masters: &MasterKeys) -> Result<u64, StoreError> {
        const SQL: &str = "UPDATE data_key SET wrapped = $2 WHERE key_id = $1";
        let mut tx = self.begin().await?;
        tx.lock_data_keys().await?;
        let keys = tx.list_data_keys().await?;
        if keys.is_empty() {
            return Err(SealError::Off.into());
        }
        let mut wrapped = 0;
        for key in &keys {
            let (key_id, purpose, bytes) = key.unwrap(masters)?;
            let anew = wrap(masters.current(), key_id, purpose, &bytes)?;
            wrapped += execute!(&mut tx, SQL, key_id, anew);
        }
        tx.commit().await?;
        Ok(wrapped)
    }
}

/// The keys, unwrapped, the newest last.
fn ready(masters: MasterKeys, keys: &[DataKey]) -> Result<Keys, StoreError> {
    // No row has the digest of a retired index key; values of a retired field key may come back
    // with a row of an old copy.
    let unwrapped: Result<Vec<_>, StoreError> = keys
        .iter()
        .filter(|key| key.retired_at.is_none() || key.purpose == Purpose::Field.code())
        .map(|key| key.unwrap(&masters))
        .collect();
    Ok(Keys::new(masters, unwrapped?)?)
}

impl Tx {
    /// The data keys, oldest first; retired ones too.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_data_keys(&mut self) -> Result<Vec<DataKey>, StoreError> {
        const SQL: &str = "SELECT * FROM data_key ORDER BY created_at, key_id";
        Ok(fetch_all!(self, SQL))
    }

    /// Two programs that start at once must not both make the first keys.
    async fn lock_data_keys(&mut self) -> Result<(), StoreError> {
        // SQLite has one writer anyway.
        let sql = self.by_engine(
            "SELECT 1",
            "SELECT pg_advisory_xact_lock(hashtext('data_key'))",
        );
        on!(self, connection => sqlx::query(sql).execute(connection).await.map(|_| ())?);
        Ok(())
    }

    async fn add_data_key(&mut self, key: &DataKey) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO data_key (key_id, purpose, wrapped, created_at) \
             VALUES ($1, $2, $3, $4)";
        execute!(
            self,
            SQL,
            key.key_id,
            &key.purpose,
            &key.wrapped,
            key.created_at
        );
        Ok(())
    }

    /// Notes that nothing is sealed any more with the keys before the newest of each purpose.
    pub(super) async fn retire_data_keys(&mut self, at: DateTime<Utc>) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE data_key SET retired_at = $1 WHERE retired_at IS NULL \
             AND created_at < (SELECT MAX(newest.created_at) FROM data_key AS newest \
             WHERE newest.purpose = data_key.purpose)";
        execute!(self, SQL, at);
        Ok(())
    }
}
