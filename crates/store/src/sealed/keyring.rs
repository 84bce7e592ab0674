//! The keys a running program holds, and sealing and opening with them.

use super::cipher;
use super::master::KEY_BYTES;
use super::{MasterKeys, SealError};
use ring::aead::LessSafeKey;
use ring::hmac;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::{Arc, PoisonError, RwLock};
use uuid::Uuid;

/// The keys of one open database; all its transactions share them.
#[derive(Clone, Default)]
pub struct Keyring(Arc<RwLock<State>>);

#[derive(Clone, Default)]
pub(super) enum State {
    /// The database has no data keys: values are written as they are.
    #[default]
    Off,
    /// It has, but nobody gave the master key.
    Locked,
    /// Ready.
    Open(Arc<Keys>),
}

/// Unwrapped data keys.
pub(super) struct Keys {
    pub(super) masters: MasterKeys,
    pub(super) fields: BTreeMap<Uuid, LessSafeKey>,
    /// The data key new values are sealed with.
    pub(super) field: Uuid,
    /// Every index key, the one in use last: a row may still have the digest of an older one.
    pub(super) indexes: Vec<hmac::Key>,
}

// Keys must not get into a log by way of `{:?}`.
impl fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state() {
            State::Off => "off",
            State::Locked => "locked",
            State::Open(_) => "open",
        };
        formatter.debug_tuple("Keyring").field(&state).finish()
    }
}

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    /// The key of its row, its parts with `/` between.
    pub(super) row: &'a str,
}

impl Place<'_> {
    fn bound(&self) -> Vec<u8> {
        format!("{}\0{}\0{}", self.table, self.column, self.row).into_bytes()
    }

    const fn tampered(&self) -> SealError {
        SealError::Tampered {
            table: self.table,
            column: self.column,
        }
    }
}

impl Keyring {
    pub(super) fn state(&self) -> State {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set(&self, state: State) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Whether values are sealed, or would have to be.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !matches!(self.state(), State::Off)
    }

    /// Whether the database is encrypted and no master key was given.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self.state(), State::Locked)
    }

    /// The keys to seal with; none when values are written as they are.
    fn keys(&self) -> Result<Option<Arc<Keys>>, SealError> {
        match self.state() {
            State::Off => Ok(None),
            State::Locked => Err(SealError::Locked),
            State::Open(keys) => Ok(Some(keys)),
        }
    }

    /// The sealed form of a text; none when it is to be written as it is.
    pub(super) fn seal_text(
        &self,
        place: Place<'_>,
        clear: &str,
    ) -> Result<Option<String>, SealError> {
        let Some(keys) = self.keys()? else {
            // It could not be told from a sealed one afterwards.
            return match cipher::read(clear) {
                Some(_) => Err(place.tampered()),
                None => Ok(None),
            };
        };
        let sealed = cipher::seal(keys.current(), &place.bound(), clear.as_bytes())?;
        Ok(Some(cipher::written(keys.field, &sealed)))
    }

    /// The clear form of a sealed text; none for one that is clear.
    pub(super) fn open_text(
        &self,
        place: Place<'_>,
        text: &str,
    ) -> Result<Option<String>, SealError> {
        let Some((key_id, sealed)) = cipher::read(text) else {
            return Ok(None);
        };
        let clear = self.open(place, key_id, sealed)?;
        String::from_utf8(clear)
            .map(Some)
            .map_err(|_| place.tampered())
    }

    /// As [`Keyring::seal_text`] for bytes.
    pub(super) fn seal_bytes(
        &self,
        place: Place<'_>,
        clear: &[u8],
    ) -> Result<Option<Vec<u8>>, SealError> {
        let Some(keys) = self.keys()? else {
            return Ok(None);
        };
        let mut out = cipher::head(keys.field).into_bytes();
        out.extend(cipher::seal(keys.current(), &place.bound(), clear)?);
        Ok(Some(out))
    }

    /// As [`Keyring::open_text`] for bytes.
    pub(super) fn open_bytes(
        &self,
        place: Place<'_>,
        bytes: &[u8],
    ) -> Result<Option<Vec<u8>>, SealError> {
        let Some((key_id, sealed)) = cipher::split(bytes) else {
            return Ok(None);
        };
        self.open(place, key_id, sealed.to_vec()).map(Some)
    }

    fn open(&self, place: Place<'_>, key_id: Uuid, sealed: Vec<u8>) -> Result<Vec<u8>, SealError> {
        let keys = self.keys()?.ok_or(SealError::Locked)?;
        let key = keys.fields.get(&key_id).ok_or(SealError::NoDataKey {
            table: place.table,
            column: place.column,
        })?;
        cipher::open(key, &place.bound(), sealed).ok_or_else(|| place.tampered())
    }

    /// The digest a value is found by; none when values are written as they are.
    pub(crate) fn digest(&self, clear: &str) -> Result<Option<String>, SealError> {
        Ok(self.digests(clear)?.pop())
    }

    /// Every digest a value may stand under, the one in use last.
    pub(crate) fn digests(&self, clear: &str) -> Result<Vec<String>, SealError> {
        let Some(keys) = self.keys()? else {
            return Ok(Vec::new());
        };
        let digest = |key| {
            let tag = hmac::sign(key, clear.as_bytes());
            tag.as_ref().iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            })
        };
        Ok(keys.indexes.iter().map(digest).collect())
    }

    /// The mark of values that need no sealing any more.
    pub(super) fn current_head(&self) -> Result<String, SealError> {
        let keys = self.keys()?.ok_or(SealError::Off)?;
        Ok(cipher::head(keys.field))
    }
}

impl Keys {
    /// Puts unwrapped keys together; each with its purpose, the newest last.
    pub(super) fn new(
        masters: MasterKeys,
        unwrapped: Vec<(Uuid, super::keys::Purpose, [u8; KEY_BYTES])>,
    ) -> Result<Self, SealError> {
        let mut keys = Self {
            masters,
            fields: BTreeMap::new(),
            field: Uuid::nil(),
            indexes: Vec::new(),
        };
        for (id, purpose, bytes) in unwrapped {
            match purpose {
                super::keys::Purpose::Field => {
                    keys.fields.insert(id, cipher::key(&bytes)?);
                    keys.field = id;
                }
                super::keys::Purpose::Index => {
                    keys.indexes.push(hmac::Key::new(hmac::HMAC_SHA256, &bytes));
                }
            }
        }
        match keys.fields.is_empty() || keys.indexes.is_empty() {
            true => Err(SealError::Off),
            false => Ok(keys),
        }
    }

    fn current(&self) -> &LessSafeKey {
        &self.fields[&self.field]
    }
}
