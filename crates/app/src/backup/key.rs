//! The key backups are sealed with.

use crate::{Error, Randomness};
use sha2::{Digest, Sha256};
use std::fmt;
use std::fmt::Write as _;

/// First word of a key file.
const NAME: &str = "VUONLEN-BACKUP-KEY-1";

/// 32 secret bytes, kept in a file away from the backups.
#[derive(Clone, PartialEq, Eq)]
pub struct BackupKey([u8; 32]);

impl fmt::Debug for BackupKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("BackupKey")
            .field(&self.name())
            .finish()
    }
}

impl BackupKey {
    /// A new key.
    #[must_use]
    pub fn generate(random: &dyn Randomness) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads a key file: lines that begin with `#` are notes, the other is the key.
    ///
    /// # Errors
    /// When there is no key in it.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let line = text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty() && !line.starts_with('#'));
        line.and_then(|line| line.strip_prefix(NAME))
            .and_then(|digits| bytes_of(digits.trim()))
            .map(Self)
            .ok_or_else(|| {
                Error::state(
                    "backup_key_unreadable",
                    "Tệp khóa không chứa khóa sao lưu. Tạo khóa mới bằng “vuonlen backup new-key TỆP”, hoặc chỉ đúng tệp khóa đã dùng.",
                    "The key file holds no backup key. Make one with “vuonlen backup new-key FILE”, or name the file that was used.",
                )
            })
    }

    /// The content of its key file.
    #[must_use]
    pub fn to_file(&self) -> String {
        let digits = hex(&self.0);
        format!(
            "# Khóa sao lưu của Vươn Lên ({name}). Mất khóa là mất mọi bản sao lưu: cất hai bản, \
             không để cùng nơi với bản sao lưu.\n\
             # Backup key of Vươn Lên ({name}). Without it no backup opens: keep two copies, away \
             from the backups.\n{NAME} {digits}\n",
            name = self.name()
        )
    }

    /// A short name by which a key is told from another; says nothing about its content.
    #[must_use]
    pub fn name(&self) -> String {
        hex(&self.id())
    }

    pub(super) fn id(&self) -> [u8; 8] {
        let hash = Sha256::new()
            .chain_update(NAME)
            .chain_update(self.0)
            .finalize();
        hash[..8].try_into().unwrap_or_default()
    }

    pub(super) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes_of(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededBytes;

    #[test]
    fn a_key_file_is_read_back_and_anything_else_refused() {
        let key = BackupKey::generate(&SeededBytes::new(1));
        assert_eq!(BackupKey::parse(&key.to_file()).unwrap(), key);
        assert!(!key.to_file().contains("0x"));
        assert!(!format!("{key:?}").contains(&hex(key.bytes())));
        for wrong in ["", "# only a note", "VUONLEN-BACKUP-KEY-1 abc", "é"] {
            let error = BackupKey::parse(wrong).unwrap_err();
            assert_eq!(error.code, "backup_key_unreadable", "{wrong}");
        }
    }
}
