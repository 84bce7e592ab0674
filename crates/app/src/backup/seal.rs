//! Bytes sealed with AES-256-GCM piece by piece, so that a file larger than memory can neither be
//! read nor changed, cut short, nor put together from pieces of others.
//!
//! Each file has a key of its own (HKDF of the backup key and a salt). The nonce of a piece is its
//! number and whether it is the last: the STREAM construction of Hoang, Reyhanitabar, Rogaway and
//! Vizár. The cipher itself is `ring`'s.

use super::BackupKey;
use super::key::hex;
use crate::{Error, Randomness};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use std::io::{self, BufRead, BufReader, Read, Write};

/// First bytes of every backup.
const MAGIC: &[u8; 17] = b"VUONLEN BACKUP 1\n";

/// Bytes of a piece before sealing.
const PIECE: usize = 64 * 1024;

/// Bytes the seal adds to a piece.
const TAG: usize = 16;

/// Magic, name of the key, salt.
const HEADER: usize = 17 + 8 + 32;

/// Seals what is written to it.
pub(super) struct Sealing<W: Write> {
    out: W,
    pieces: Pieces,
    waiting: Vec<u8>,
}

/// Opens what [`Sealing`] wrote.
pub(super) struct Opening<R: Read> {
    from: BufReader<R>,
    pieces: Pieces,
    open: Vec<u8>,
    read: usize,
    ended: bool,
}

struct Pieces {
    key: LessSafeKey,
    header: [u8; HEADER],
    number: u64,
}

impl Pieces {
    fn new(key: &BackupKey, header: [u8; HEADER]) -> Result<Self, Error> {
        let failed = |_| Error::internal("the cipher refused the key");
        let secret = Salt::new(HKDF_SHA256, &header[17 + 8..]).extract(key.bytes());
        let unbound: UnboundKey = secret
            .expand(&[b"vuonlen backup"], &AES_256_GCM)
            .map_err(failed)?
            .into();
        Ok(Self {
            key: LessSafeKey::new(unbound),
            header,
            number: 0,
        })
    }

    /// The nonce of the next piece.
    fn nonce(&mut self, last: bool) -> Nonce {
        let mut nonce = [0; 12];
        nonce[3..11].copy_from_slice(&self.number.to_be_bytes());
        nonce[11] = u8::from(last);
        self.number += 1;
        Nonce::assume_unique_for_key(nonce)
    }
}

impl<W: Write> Sealing<W> {
    pub(super) fn new(mut out: W, key: &BackupKey, random: &dyn Randomness) -> Result<Self, Error> {
        let mut header = [0; HEADER];
        header[..17].copy_from_slice(MAGIC);
        header[17..25].copy_from_slice(&key.id());
        random.fill(&mut header[25..]);
        let pieces = Pieces::new(key, header)?;
        out.write_all(&header).map_err(Error::internal)?;
        Ok(Self {
            out,
            pieces,
            waiting: Vec::new(),
        })
    }

    /// Seals the last piece.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let rest = std::mem::take(&mut self.waiting);
        self.seal(rest, true)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn seal(&mut self, mut piece: Vec<u8>, last: bool) -> io::Result<()> {
        let nonce = self.pieces.nonce(last);
        self.pieces
            .key
            .seal_in_place_append_tag(nonce, Aad::from(self.pieces.header), &mut piece)
            .map_err(|_| io::Error::other("the cipher refused a piece"))?;
        self.out.write_all(&piece)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        // One piece always waits: it may turn out to be the last.
        while self.waiting.len() > PIECE {
            let rest = self.waiting.split_off(PIECE);
            let piece = std::mem::replace(&mut self.waiting, rest);
            self.seal(piece, false)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<R: Read> Opening<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// When it is not a backup, or sealed with another key.
    pub(super) fn new(from: R, key: &BackupKey) -> Result<Self, Error> {
        let mut from = BufReader::with_capacity(PIECE + TAG, from);
        let mut header = [0; HEADER];
        let is_ours = from.read_exact(&mut header).is_ok() && header.starts_with(MAGIC);
        if !is_ours {
            return Err(Error::state(
                "not_a_backup",
                "Tệp này không phải bản sao lưu của Vươn Lên. Kiểm tra lại tên tệp.",
                "This file is not a backup of Vươn Lên. Check the file name.",
            ));
        }
        if header[17..25] != key.id() {
            let (asked, given) = (hex(&header[17..25]), key.name());
            return Err(Error::state(
                "other_backup_key",
                format!(
                    "Bản sao lưu được niêm phong bằng khóa {asked}, tệp khóa đưa vào là {given}. Dùng đúng tệp khóa."
                ),
                format!(
                    "The backup was sealed with key {asked}; the key given is {given}. Use the right key file."
                ),
            ));
        }
        Ok(Self {
            from,
            pieces: Pieces::new(key, header)?,
            open: Vec::new(),
            read: 0,
            ended: false,
        })
    }

    fn next_piece(&mut self) -> io::Result<()> {
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "a piece does not open");
        let mut piece = Vec::with_capacity(PIECE + TAG);
        let most = u64::try_from(PIECE + TAG).unwrap_or(u64::MAX);
        (&mut self.from).take(most).read_to_end(&mut piece)?;
        let last = self.from.fill_buf()?.is_empty();
        let nonce = self.pieces.nonce(last);
        let length = self
            .pieces
            .key
            .open_in_place(nonce, Aad::from(self.pieces.header), &mut piece)
            .map_err(|_| broken())?
            .len();
        piece.truncate(length);
        (self.open, self.read, self.ended) = (piece, 0, last);
        Ok(())
    }
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.read == self.open.len() {
            if self.ended {
                return Ok(0);
            }
            self.next_piece()?;
        }
        let count = into.len().min(self.open.len() - self.read);
        into[..count].copy_from_slice(&self.open[self.read..self.read + count]);
        self.read += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededBytes;

    fn sealed(content: &[u8]) -> (BackupKey, Vec<u8>) {
        let random = SeededBytes::new(5);
        let key = BackupKey::generate(&random);
        let mut out = Sealing::new(Vec::new(), &key, &random).unwrap();
        out.write_all(content).unwrap();
        (key, out.finish().unwrap())
    }

    fn opened(bytes: &[u8], key: &BackupKey) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        Opening::new(bytes, key)
            .unwrap()
            .read_to_end(&mut content)
            .map(|_| content)
    }

    #[test]
    fn what_is_sealed_opens_at_every_length_around_a_piece() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7] {
            let content: Vec<u8> = (0..length).map(|place| (place % 251) as u8).collect();
            let (key, bytes) = sealed(&content);
            assert_eq!(opened(&bytes, &key).unwrap(), content, "{length}");
        }
    }

    #[test]
    fn a_changed_a_cut_and_a_reordered_file_do_not_open() {
        let (key, bytes) = sealed(&vec![7; 3 * PIECE]);
        let sealed_piece = PIECE + TAG;
        for place in [30, HEADER, HEADER + sealed_piece + 3, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert!(opened(&changed, &key).is_err(), "byte {place} changed");
        }
        for end in [
            HEADER,
            HEADER + sealed_piece,
            bytes.len() - sealed_piece,
            bytes.len() - 1,
        ] {
            assert!(opened(&bytes[..end], &key).is_err(), "cut at {end}");
        }
        let mut longer = bytes.clone();
        longer.extend_from_slice(&bytes[HEADER..]);
        assert!(opened(&longer, &key).is_err());
        let mut swapped = bytes[..HEADER].to_vec();
        swapped.extend_from_slice(&bytes[HEADER + sealed_piece..HEADER + 2 * sealed_piece]);
        swapped.extend_from_slice(&bytes[HEADER..HEADER + sealed_piece]);
        swapped.extend_from_slice(&bytes[HEADER + 2 * sealed_piece..]);
        assert!(opened(&swapped, &key).is_err());
    }

    #[test]
    fn another_key_and_another_file_are_named() {
        let (_, bytes) = sealed(b"x");
        let other = BackupKey::generate(&SeededBytes::new(9));
        let code = |bytes: &[u8]| Opening::new(bytes, &other).err().map(|error| error.code);
        assert_eq!(code(&bytes), Some("other_backup_key"));
        assert_eq!(code(b"PK\x03\x04"), Some("not_a_backup"));
    }
}
