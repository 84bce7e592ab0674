//! Passwords: argon2id, never stored or logged in the clear.
//!
//! Length protects, classes of characters do not: nothing is asked but length, and that the
//! password is none of those tried first (`common_passwords.txt`, `leaked_passwords.txt`, patterns,
//! one's own name).

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use std::collections::HashSet;
use std::sync::OnceLock;
use vuonlen_domain::text::key::search_key;

/// Shortest password accepted, in characters.
pub const SHORTEST: usize = 10;

/// Longest password accepted, in characters: a sentence fits, a book does not.
pub const LONGEST: usize = 128;

/// A pattern of up to this many characters, repeated, is as weak as the pattern.
const PATTERN: usize = 4;

/// Why a password cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`SHORTEST`] characters.
    #[error("a password needs at least {SHORTEST} characters")]
    TooShort,
    /// More than [`LONGEST`] characters.
    #[error("a password has at most {LONGEST} characters")]
    TooLong,
    /// Among those that are tried first: a common word with a year, a pattern.
    #[error("the password is one of those that are tried first")]
    Common,
    /// The person's own name.
    #[error("the password is the person's own name")]
    OwnName,
    /// The hash could not be computed.
    #[error("the password could not be hashed")]
    Hashing,
}

/// Whether `password` may be chosen by a person called by one of `names`.
///
/// # Errors
/// [`PasswordError`], all but [`PasswordError::Hashing`].
pub fn check(password: &str, names: &[&str]) -> Result<(), PasswordError> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordError::TooShort);
    }
    if length > LONGEST {
        return Err(PasswordError::TooLong);
    }
    let core = core(password);
    if is_common(password, &core) {
        return Err(PasswordError::Common);
    }
    let own = |name: &&str| {
        let name = letters(name);
        name.len() >= 4 && core == name
    };
    if names.iter().any(own) {
        return Err(PasswordError::OwnName);
    }
    Ok(())
}

/// The argon2id hash of `password`, with its salt, in PHC text form.
///
/// # Errors
/// [`PasswordError`].
pub fn hash(password: &str) -> Result<String, PasswordError> {
    check(password, &[])?;
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

fn is_common(password: &str, core: &str) -> bool {
    let known = known();
    let folded: String = search_key(password)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let lower = password.to_lowercase();
    if known.contains(core) || known.contains(folded.as_str()) || leaked().contains(&*lower) {
        return true;
    }
    let plain: Vec<char> = lower.chars().collect();
    repeats(&plain, known) || steps(&plain)
}

/// `abababab`, `1111111111`, a common word twice.
fn repeats(text: &[char], known: &HashSet<&str>) -> bool {
    (1..=text.len() / 2)
        .filter(|length| text.len().is_multiple_of(*length))
        .any(|length| {
            let (unit, rest) = text.split_at(length);
            let whole = rest.chunks(length).all(|chunk| chunk == unit);
            let word: String = unit.iter().collect();
            whole && (length <= PATTERN || known.contains(core(&word).as_str()))
        })
}

/// `0123456789`, `zyxwvutsrq`: every character follows or precedes its neighbour.
fn steps(text: &[char]) -> bool {
    let step = |by: i64| {
        text.windows(2).all(|pair| {
            let distance = i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]));
            // After 9 comes 0.
            distance == by || distance == -9 * by
        })
    };
    step(1) || step(-1)
}

/// What is left without the digits and signs put around a word, and with the letters that digits
/// and signs within it stand for: `P@ssw0rd2026!` is `password`, `Mật-khẩu 123` is `matkhau`.
fn core(text: &str) -> String {
    let lower = text.to_lowercase();
    let inner = lower.trim_matches(|c: char| !c.is_alphabetic());
    let spelt: String = inner
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            other => other,
        })
        .collect();
    letters(&spelt)
}

/// The letters of a text without marks, spaces and signs.
fn letters(text: &str) -> String {
    search_key(text)
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect()
}

/// Words, folded.
fn known() -> &'static HashSet<&'static str> {
    static KNOWN: OnceLock<HashSet<&str>> = OnceLock::new();
    KNOWN.get_or_init(|| words(include_str!("common_passwords.txt")))
}

/// Whole passwords, in lower case.
fn leaked() -> &'static HashSet<&'static str> {
    static LEAKED: OnceLock<HashSet<&str>> = OnceLock::new();
    LEAKED.get_or_init(|| words(include_str!("leaked_passwords.txt")))
}

fn words(list: &'static str) -> HashSet<&'static str> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
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

    #[test]
    fn length_is_what_is_asked_for() {
        assert_eq!(check("chín ký tự", &[]), Ok(()));
        assert_eq!(check("chín ký t", &[]), Err(PasswordError::TooShort));
        assert_eq!(check(&"núi sông ".repeat(14), &[]), Ok(()));
        assert_eq!(
            check(&"núi sông ".repeat(15), &[]),
            Err(PasswordError::TooLong)
        );
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for common in [
            "password123",
            "P@ssw0rd2026!",
            "Mật khẩu 123",
            "matkhaumatkhau",
            "anhyeuem1990",
            "giamngheo2026",
            "Quỳnh Nhai 2026",
            "1234567890",
            "9876543210",
            "0123456789012",
            "abcdefghij",
            "qwertyuiop",
            "1q2w3e4r5t",
            "aaaaaaaaaa",
            "abcabcabcabc",
            "!!!!!!!!!!!!",
            "hanoi2026hanoi2026",
            "4815162342a",
            "LightSaber",
        ] {
            assert_eq!(check(common, &[]), Err(PasswordError::Common), "{common}");
        }
        for good in [
            "mật khẩu để thử",
            "đường lên bản dốc quá",
            "ba con trâu đen",
            "kX9#vQ2m!p",
        ] {
            assert_eq!(check(good, &[]), Ok(()), "{good}");
        }
    }

    #[test]
    fn ones_own_name_is_no_secret() {
        let names = ["lo.van.dan", "Lò Văn Đán"];
        for own in ["lò văn đán 1990", "LoVanDan@2026", "lo.van.dan!"] {
            assert_eq!(check(own, &names), Err(PasswordError::OwnName), "{own}");
        }
        assert_eq!(check("lò văn đán đi chợ", &names), Ok(()));
    }

    #[test]
    fn the_list_is_folded_as_passwords_are() {
        assert!(known().len() > 400, "{}", known().len());
        assert!(leaked().len() > 1_500, "{}", leaked().len());
        for password in leaked() {
            assert_eq!(*password, password.to_lowercase());
            assert!(password.chars().count() >= SHORTEST, "{password}");
        }
        for word in known() {
            let folded: String = search_key(word).split_whitespace().collect();
            assert_eq!(*word, folded, "{word}");
            let plain = word.chars().all(|c| c.is_ascii_alphanumeric());
            assert!(plain, "{word}");
        }
    }
}
