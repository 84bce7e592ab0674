//! Master keys: secret bytes of a file outside the database, which wrap the data keys in it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SecureRandom;
use std::fmt;

/// Bytes of every key here.
pub(super) const KEY_BYTES: usize = 32;

/// The master keys of a key file. The first wraps new data keys; the others still open what was
/// wrapped before the master key was changed.
#[derive(Clone)]
pub struct MasterKeys {
    keys: Vec<MasterKey>,
}

#[derive(Clone)]
pub(super) struct MasterKey {
    pub(super) id: String,
    pub(super) bytes: [u8; KEY_BYTES],
}

// The bytes must not get into a log by way of `{:?}`.
impl fmt::Debug for MasterKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.keys.iter().map(|key| key.id.as_str()).collect();
        formatter.debug_tuple("MasterKeys").field(&ids).finish()
    }
}

/// Why a key file cannot be used. Says the line, never what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// There is no key in it.
    #[error("there is no key in it")]
    Empty,
    /// A line is not a key.
    #[error("line {0} is not `id:base64` of 32 bytes")]
    Line(usize),
    /// Two keys have the same id.
    #[error("line {0} has the id of a line above")]
    Twice(usize),
}

impl MasterKeys {
    /// Reads a key file: a key per line, `id:base64`, the one in use first. Empty lines and lines
    /// that begin with `#` are notes.
    ///
    /// # Errors
    /// When a line is not a key, or there is none.
    pub fn parse(text: &str) -> Result<Self, KeyFileError> {
        let mut keys: Vec<MasterKey> = Vec::new();
        for (number, line) in (1..).zip(text.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let key = MasterKey::parse(line).ok_or(KeyFileError::Line(number))?;
            if keys.iter().any(|other| other.id == key.id) {
                return Err(KeyFileError::Twice(number));
            }
            keys.push(key);
        }
        match keys.is_empty() {
            true => Err(KeyFileError::Empty),
            false => Ok(Self { keys }),
        }
    }

    /// A line of a key file with a new key.
    ///
    /// # Errors
    /// [`super::SealError::Random`] when the machine gives no random bytes.
    pub fn new_line(id: &str) -> Result<String, super::SealError> {
        let mut bytes = [0; KEY_BYTES];
        ring::rand::SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| super::SealError::Random)?;
        Ok(format!("{id}:{}", STANDARD.encode(bytes)))
    }

    /// Id of the key that wraps new data keys.
    #[must_use]
    pub fn current_id(&self) -> &str {
        &self.current().id
    }

    pub(super) fn current(&self) -> &MasterKey {
        &self.keys[0]
    }

    pub(super) fn find(&self, id: &str) -> Option<&MasterKey> {
        self.keys.iter().find(|key| key.id == id)
    }
}

impl MasterKey {
    fn parse(line: &str) -> Option<Self> {
        let (id, digits) = line.split_once(':')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if id.is_empty() || id.len() > 40 || !id.chars().all(is_name) {
            return None;
        }
        let bytes = STANDARD.decode(digits.trim()).ok()?;
        Some(Self {
            id: id.to_owned(),
            bytes: bytes.try_into().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_read_and_what_is_wrong_is_named_without_its_content() {
        let (one, two) = (
            MasterKeys::new_line("m2").unwrap(),
            MasterKeys::new_line("m1").unwrap(),
        );
        assert_ne!(one[3..], two[3..]);
        let keys = MasterKeys::parse(&format!("# note\n\n{one}\n{two}\n")).unwrap();
        assert_eq!(keys.current_id(), "m2");
        assert!(keys.find("m1").is_some() && keys.find("m3").is_none());
        assert_eq!(format!("{keys:?}"), "MasterKeys([\"m2\", \"m1\"])");
        for (text, error) in [
            (String::new(), KeyFileError::Empty),
            ("# note".to_owned(), KeyFileError::Empty),
            (format!("{one}\nm1"), KeyFileError::Line(2)),
            ("m1:AAAA".to_owned(), KeyFileError::Line(1)),
            (format!("m 1{}", &one[2..]), KeyFileError::Line(1)),
            (format!("{one}\n{one}"), KeyFileError::Twice(2)),
        ] {
            assert_eq!(MasterKeys::parse(&text).unwrap_err(), error);
        }
    }
}
