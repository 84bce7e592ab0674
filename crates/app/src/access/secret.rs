//! Secrets handed out once and recognised later: only their digests are kept.

use crate::Context;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Random bytes of a secret that stands in a link or a token: nobody guesses 256 bits.
const BYTES: usize = 32;

impl Context {
    /// A new secret, as hexadecimal digits.
    pub(super) fn new_secret(&self) -> String {
        let mut bytes = [0; BYTES];
        self.random.fill(&mut bytes);
        hex(&bytes)
    }
}

/// What is kept of a secret. `kind` keeps an invitation from being taken for a token.
pub(super) fn digest(kind: &str, secret: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(kind.as_bytes());
    hasher.update([0]);
    hasher.update(secret.as_bytes());
    hex(&hasher.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
