//! One value sealed with one key: AES-256-GCM by `ring`, bound to the place where it stands.

use super::SealError;
use super::master::KEY_BYTES;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use uuid::Uuid;

/// What a sealed value begins with; after it come the id of its data key, a colon and the rest.
pub(super) const MARK: &str = "sealed:1:";

/// Bytes of a mark with its key id and the colon after it.
const HEAD: usize = MARK.len() + 36 + 1;

/// Bytes the cipher adds: the nonce before, the tag after.
const ADDED: usize = NONCE_LEN + 16;

/// A key ready for use.
pub(super) fn key(bytes: &[u8; KEY_BYTES]) -> Result<LessSafeKey, SealError> {
    UnboundKey::new(&AES_256_GCM, bytes)
        .map(LessSafeKey::new)
        .map_err(|_| SealError::Random)
}

/// Nonce, ciphertext and tag. Every value has a nonce of its own from the system's random bytes.
pub(super) fn seal(key: &LessSafeKey, bound: &[u8], clear: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_LEN];
    SystemRandom::new()
        .fill(&mut nonce)
        .map_err(|_| SealError::Random)?;
    let mut out = Vec::with_capacity(clear.len() + ADDED);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(clear);
    let tag = key
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(bound),
            &mut out[NONCE_LEN..],
        )
        .map_err(|_| SealError::Random)?;
    out.extend_from_slice(tag.as_ref());
    Ok(out)
}

/// The clear bytes, or none when key, place or bytes are not those of the sealing.
pub(super) fn open(key: &LessSafeKey, bound: &[u8], mut sealed: Vec<u8>) -> Option<Vec<u8>> {
    let nonce: [u8; NONCE_LEN] = sealed.get(..NONCE_LEN)?.try_into().ok()?;
    let nonce = Nonce::assume_unique_for_key(nonce);
    let clear = key
        .open_in_place(nonce, Aad::from(bound), &mut sealed[NONCE_LEN..])
        .ok()?
        .len();
    sealed.drain(..NONCE_LEN);
    sealed.truncate(clear);
    Some(sealed)
}

/// The mark of values sealed with a data key.
pub(super) fn head(key_id: Uuid) -> String {
    format!("{MARK}{key_id}:")
}

/// A sealed value as text.
pub(super) fn written(key_id: Uuid, sealed: &[u8]) -> String {
    let mut text = head(key_id);
    STANDARD_NO_PAD.encode_string(sealed, &mut text);
    text
}

/// Key id and bytes of a sealed text; none for clear text.
pub(super) fn read(text: &str) -> Option<(Uuid, Vec<u8>)> {
    let (key_id, rest) = split(text.as_bytes())?;
    let sealed = STANDARD_NO_PAD.decode(rest).ok()?;
    (sealed.len() >= ADDED).then_some((key_id, sealed))
}

/// Key id and rest of sealed bytes; none for clear ones.
pub(super) fn split(bytes: &[u8]) -> Option<(Uuid, &[u8])> {
    let (head, rest) = bytes.split_at_checked(HEAD)?;
    let id = head.strip_prefix(MARK.as_bytes())?.strip_suffix(b":")?;
    Some((Uuid::try_parse_ascii(id).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_opens_in_its_place_only() {
        let key = key(&[7; KEY_BYTES]).unwrap();
        let other = super::key(&[8; KEY_BYTES]).unwrap();
        let one = seal(&key, b"here", b"014080000123").unwrap();
        assert_ne!(one, seal(&key, b"here", b"014080000123").unwrap());
        assert_eq!(open(&key, b"here", one.clone()).unwrap(), b"014080000123");
        assert!(open(&key, b"there", one.clone()).is_none());
        assert!(open(&other, b"here", one.clone()).is_none());
        for place in 0..one.len() {
            let mut changed = one.clone();
            changed[place] ^= 1;
            assert!(open(&key, b"here", changed).is_none(), "byte {place}");
        }
        assert!(open(&key, b"here", one[..11].to_vec()).is_none());
    }

    #[test]
    fn clear_text_is_told_from_sealed() {
        let id = Uuid::from_u128(5);
        let sealed = vec![1; ADDED];
        let text = written(id, &sealed);
        assert_eq!(read(&text), Some((id, sealed)));
        for clear in ["", "014080000123", "{}", "sealed:1:", "sealed:1:é", MARK] {
            assert_eq!(read(clear), None, "{clear}");
        }
        assert_eq!(read(&text[..text.len() - 4]), None);
    }
}
