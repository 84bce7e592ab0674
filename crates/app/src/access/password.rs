//! Passwords: argon2id, never stored or logged in the clear.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};

/// Shortest password accepted: length protects better than character classes.
pub const SHORTEST: usize = 10;

/// Why a password cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`SHORTEST`] characters.
    #[error("a password needs at least {SHORTEST} characters")]
    TooShort,
    /// The hash could not be computed.
    #[error("the password could not be hashed")]
    Hashing,
}

/// The argon2id hash of `password`, with its salt, in PHC text form.
///
/// # Errors
/// [`PasswordError`].
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < SHORTEST {
        return Err(PasswordError::TooShort);
    }
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_| PasswordError::Hashing)
}

/// Whether `password` gives `hash`. A text that is no hash is never matched.
#[must_use]
pub fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_password_matches() {
        let stored = hash("núi cao sông dài").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(matches("núi cao sông dài", &stored));
        assert!(!matches("núi cao sông dai", &stored));
        assert!(!matches("núi cao sông dài", "không phải hàm băm"));
        assert_eq!(hash("ngắn"), Err(PasswordError::TooShort));
    }
}
