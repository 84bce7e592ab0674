//! What an index says of itself: facts, communes, and where each piece of each plane stands.

use super::common::Usual;
use super::holding::UnitKey;
use super::layout::PlaneKey;
use crate::snapshot::FactEntry;
use serde::{Deserialize, Serialize};

/// The whole directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directory {
    pub(crate) head: Head,
    pub(crate) chunks: Vec<Chunk>,
}

/// The part that is written as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// Name and version of the program that built it.
    pub(crate) program: String,
    /// SHA-256 of the households file it was built from.
    pub(crate) households_sha256: String,
    /// How many households.
    pub(crate) households: u64,
    /// The facts, with the codes their bits stand for.
    pub(crate) facts: Vec<FactEntry>,
    /// What is usual of each fact, and of the village's number behind them.
    pub(crate) usual: Vec<Usual>,
    /// Province and commune of every unit.
    pub(crate) units: Vec<(String, String)>,
    /// The most villages any block has.
    pub(crate) villages: u32,
}

/// Some blocks, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) blocks: Vec<BlockEntry>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) villages: Names,
}

/// A block's unit and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockEntry {
    /// Index in [`Head::units`].
    pub(crate) unit: u32,
    pub(crate) rows: u32,
}

/// One plane of a chunk: masks of its blocks, then their lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) key: PlaneKey,
    /// Where it begins, in lines of 64 bytes from the start of the file.
    pub(crate) start: u64,
    /// How many lines long it is, masks included.
    pub(crate) lines: u32,
    /// CRC-32 of its bytes.
    pub(crate) checksum: u32,
}

/// Names of the villages of a chunk's blocks, as JSON: a list of lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// Where it begins, in lines.
    pub(crate) start: u64,
    /// How many bytes.
    pub(crate) bytes: u32,
    pub(crate) checksum: u32,
}

impl Directory {
    /// As bytes.
    pub(crate) fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        let head = serde_json::to_vec(&self.head)?;
        let mut bytes = Bytes(Vec::with_capacity(head.len() + (1 << 16)));
        bytes.count(head.len());
        bytes.0.extend(&head);
        bytes.count(self.chunks.len());
        for chunk in &self.chunks {
            bytes.count(chunk.blocks.len());
            for block in &chunk.blocks {
                bytes.word(block.unit);
                bytes.word(block.rows);
            }
            bytes.count(chunk.pieces.len());
            for piece in &chunk.pieces {
                // A fact is one of a few dozen, a place one of 65.
                bytes.count(piece.key.fact << 8 | usize::from(piece.key.place));
                bytes.long(piece.start);
                bytes.word(piece.lines);
                bytes.word(piece.checksum);
            }
            bytes.long(chunk.villages.start);
            bytes.word(chunk.villages.bytes);
            bytes.word(chunk.villages.checksum);
        }
        Ok(bytes.0)
    }

    /// From bytes; none when they are not what [`Directory::encode`] writes.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor(bytes);
        let length = cursor.count()?;
        let head: Head = serde_json::from_slice(cursor.take(length)?).ok()?;
        let chunks = cursor.count()?;
        let chunks: Option<Vec<Chunk>> = (0..chunks).map(|_| chunk(&mut cursor)).collect();
        let directory = Self {
            head,
            chunks: chunks?,
        };
        (cursor.0.is_empty() && directory.is_consistent()).then_some(directory)
    }

    /// Whether everything it points to is there.
    fn is_consistent(&self) -> bool {
        let facts = self.head.facts.len();
        let units = self.head.units.len();
        let rows: u64 = self.blocks().map(|block| u64::from(block.rows)).sum();
        let sorted = |chunk: &Chunk| chunk.pieces.is_sorted_by(|a, b| a.key < b.key);
        self.head.usual.len() == facts + 1
            && rows == self.head.households
            && self.blocks().all(|block| (block.unit as usize) < units)
            && self.chunks.iter().all(|chunk| {
                sorted(chunk) && chunk.pieces.iter().all(|piece| piece.key.fact <= facts)
            })
    }

    /// Whether everything lies before byte `end` of the file.
    pub(crate) fn lies_before(&self, end: u64) -> bool {
        let within = |start: u64, bytes: u64| {
            let start = start.checked_mul(64);
            let behind = start.and_then(|start| start.checked_add(bytes));
            behind.is_some_and(|behind| behind <= end)
        };
        self.chunks.iter().all(|chunk| {
            let names = &chunk.villages;
            let mut pieces = chunk.pieces.iter();
            within(names.start, names.bytes.into())
                && pieces.all(|piece| within(piece.start, 64 * u64::from(piece.lines)))
        })
    }

    fn blocks(&self) -> impl Iterator<Item = &BlockEntry> {
        self.chunks.iter().flat_map(|chunk| &chunk.blocks)
    }

    /// The unit at `index`.
    pub(crate) fn unit(&self, index: u32) -> Option<UnitKey> {
        let (province, commune) = self.head.units.get(index as usize)?;
        Some(UnitKey {
            province: province.clone(),
            commune: commune.clone(),
        })
    }
}

fn chunk(cursor: &mut Cursor<'_>) -> Option<Chunk> {
    let blocks = cursor.count()?;
    let blocks: Option<Vec<BlockEntry>> = (0..blocks)
        .map(|_| {
            Some(BlockEntry {
                unit: cursor.word()?,
                rows: cursor.word()?,
            })
        })
        .collect();
    let pieces = cursor.count()?;
    let pieces: Option<Vec<Piece>> = (0..pieces)
        .map(|_| {
            let key = cursor.count()?;
            Some(Piece {
                key: PlaneKey {
                    fact: key >> 8,
                    place: u8::try_from(key & 0xff).ok()?,
                },
                start: cursor.long()?,
                lines: cursor.word()?,
                checksum: cursor.word()?,
            })
        })
        .collect();
    Some(Chunk {
        blocks: blocks?,
        pieces: pieces?,
        villages: Names {
            start: cursor.long()?,
            bytes: cursor.word()?,
            checksum: cursor.word()?,
        },
    })
}

/// Numbers as little-endian bytes.
struct Bytes(Vec<u8>);

impl Bytes {
    fn word(&mut self, word: u32) {
        self.0.extend(word.to_le_bytes());
    }

    fn long(&mut self, long: u64) {
        self.0.extend(long.to_le_bytes());
    }

    fn count(&mut self, count: usize) {
        self.word(u32::try_from(count).unwrap_or(u32::MAX));
    }
}

/// Bytes not yet read.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn word(&mut self) -> Option<u32> {
        let (word, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*word))
    }

    fn long(&mut self) -> Option<u64> {
        let (long, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*long))
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.word()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        Directory {
            head: Head {
                program: "vuonlen 0.1.0".into(),
                households_sha256: "00".into(),
                households: 700,
                facts: vec![],
                usual: vec![Usual::default()],
                units: vec![("14".into(), "03703".into())],
                villages: 3,
            },
            chunks: vec![Chunk {
                blocks: vec![BlockEntry { unit: 0, rows: 700 }],
                pieces: vec![Piece {
                    key: PlaneKey { fact: 0, place: 64 },
                    start: 1,
                    lines: 3,
                    checksum: 7,
                }],
                villages: Names {
                    start: 4,
                    bytes: 10,
                    checksum: 9,
                },
            }],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = directory().encode().unwrap();
        assert_eq!(Directory::decode(&bytes), Some(directory()));
    }

    #[test]
    fn bytes_cut_short_or_changed_are_refused_without_panic() {
        let bytes = directory().encode().unwrap();
        for end in 0..bytes.len() {
            assert_eq!(Directory::decode(&bytes[..end]), None);
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            // Some numbers may differ unseen here; the checksum of the file sees them.
            let _ = Directory::decode(&changed);
        }
        let mut wrong = directory();
        wrong.chunks[0].blocks[0].unit = 1;
        assert_eq!(Directory::decode(&wrong.encode().unwrap()), None);
    }
}
