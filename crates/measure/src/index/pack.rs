//! From rows of bytes to planes of bits.

use super::layout::{PRESENCE, PlaneKey};
use super::line::{BLOCK_ROWS, LINE_ROWS, Line, Plane};
use super::rows::{RowBuffer, padded};

/// One unit's rows, or some of them, as planes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// How many rows.
    pub(crate) rows: u32,
    /// The planes that hold any 1, ascending.
    planes: Vec<(PlaneKey, u64, usize)>,
    lines: Vec<Line>,
}

impl Block {
    /// The plane `key`, all zero when the block has none.
    pub(crate) fn plane(&self, key: PlaneKey) -> Plane<'_> {
        match self.planes.binary_search_by_key(&key, |plane| plane.0) {
            Ok(at) => {
                let (_, mask, start) = self.planes[at];
                Plane {
                    mask,
                    lines: &self.lines[start..],
                }
            }
            Err(_) => Plane {
                mask: 0,
                lines: &[],
            },
        }
    }

    /// The keys of its planes, ascending.
    pub(crate) fn keys(&self) -> impl Iterator<Item = PlaneKey> {
        self.planes.iter().map(|plane| plane.0)
    }
}

/// Packs rows into blocks, reusing its memory.
#[derive(Debug)]
pub(crate) struct Packer {
    /// Facts whose values order the rows of a block, the first deciding first.
    order_by: Vec<usize>,
    order: Vec<u32>,
    bytes: Vec<u8>,
}

impl Packer {
    /// A packer that brings together rows that are alike in these facts, of which the lowest
    /// byte is looked at.
    pub(crate) const fn new(order_by: Vec<usize>) -> Self {
        Self {
            order_by,
            order: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// The rows as blocks, in order; none of no rows.
    pub(crate) fn pack(&mut self, rows: &RowBuffer) -> Vec<Block> {
        (0..rows.rows())
            .step_by(BLOCK_ROWS)
            .map(|start| self.block(rows, start, (rows.rows() - start).min(BLOCK_ROWS)))
            .collect()
    }

    fn block(&mut self, rows: &RowBuffer, start: usize, count: usize) -> Block {
        self.sort(rows, start, count);
        let mut block = Block {
            // At most `BLOCK_ROWS`.
            rows: u32::try_from(count).unwrap_or(u32::MAX),
            ..Block::default()
        };
        for (fact, lanes) in rows.facts().iter().enumerate() {
            for (place, lane) in (0..).step_by(8).zip(&lanes.values) {
                self.lane(fact, place, lane, start, count, &mut block);
            }
            self.lane(fact, PRESENCE, &lanes.presence, start, count, &mut block);
        }
        block
    }

    /// Adds the planes of one lane.
    fn lane(
        &mut self,
        fact: usize,
        place: u8,
        lane: &[u8],
        start: usize,
        count: usize,
        block: &mut Block,
    ) {
        let lane = lane.get(start..).unwrap_or_default();
        let lane = &lane[..lane.len().min(count)];
        let any = lane.iter().fold(0, |any, byte| any | byte);
        if any == 0 {
            return;
        }
        self.bytes.clear();
        if self.order.is_empty() {
            self.bytes.extend_from_slice(lane);
        } else {
            let byte = |row: &u32| lane.get(*row as usize).copied().unwrap_or(0);
            self.bytes.extend(self.order.iter().map(byte));
        }
        self.bytes.resize(padded(count), 0);
        for bit in (0..8).filter(|bit| any >> bit & 1 == 1) {
            let first = block.lines.len();
            let mask = bit_plane(&self.bytes, bit, &mut block.lines);
            let place = place + bit;
            block.planes.push((PlaneKey { fact, place }, mask, first));
        }
    }

    /// Finds the order in which rows are packed; none when they are in it already.
    fn sort(&mut self, rows: &RowBuffer, start: usize, count: usize) {
        self.order.clear();
        for fact in self.order_by.iter().rev() {
            let lane = &rows.facts()[*fact].values[0];
            let lane = lane.get(start..).unwrap_or_default();
            if lane.iter().take(count).all(|byte| *byte == 0) {
                continue;
            }
            if self.order.is_empty() {
                self.order.extend(0..u32::try_from(count).unwrap_or(0));
            }
            counting_sort(&mut self.order, |row| {
                lane.get(row as usize).copied().unwrap_or(0)
            });
        }
        if self.order.is_sorted() {
            self.order.clear();
        }
    }
}

/// Orders rows by a byte, those with the same byte as they stood.
fn counting_sort(order: &mut Vec<u32>, key: impl Fn(u32) -> u8) {
    let mut starts = [0_usize; 257];
    for row in order.iter() {
        starts[usize::from(key(*row)) + 1] += 1;
    }
    for value in 0..256 {
        starts[value + 1] += starts[value];
    }
    let mut sorted = vec![0; order.len()];
    for row in order.iter() {
        let place = &mut starts[usize::from(key(*row))];
        sorted[*place] = *row;
        *place += 1;
    }
    *order = sorted;
}

/// Adds the lines of one bit of `bytes` that hold any 1; which they are.
fn bit_plane(bytes: &[u8], bit: u8, lines: &mut Vec<Line>) -> u64 {
    let mut mask = 0;
    for (at, rows) in bytes.chunks_exact(LINE_ROWS).enumerate() {
        let mut line: Line = [0; 8];
        for (word, rows) in line.iter_mut().zip(rows.chunks_exact(64)) {
            for (eight, rows) in rows.as_chunks::<8>().0.iter().enumerate() {
                // The bit of each byte, gathered in the highest byte of the product.
                let bits = u64::from_le_bytes(*rows) >> bit & 0x0101_0101_0101_0101;
                *word |= (bits.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * eight);
            }
        }
        if line != [0; 8] {
            lines.push(line);
            mask |= 1 << at;
        }
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::super::line::count;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    use super::super::common::Usual;

    const USUAL: [Usual; 2] = [
        Usual {
            value: 3,
            absent: false,
        },
        Usual {
            value: 0b1001_0000_0000,
            absent: true,
        },
    ];

    /// Rows read back from a block's planes, in any order.
    fn unpacked(block: &Block) -> Vec<[Option<u64>; 2]> {
        let bit = |row: usize, fact: usize, place: u8| {
            let plane = block.plane(PlaneKey { fact, place });
            let (line, within) = (row / LINE_ROWS, row % LINE_ROWS);
            if plane.mask >> line & 1 == 0 {
                return false;
            }
            let packed = (plane.mask & ((1 << line) - 1)).count_ones() as usize;
            plane.lines[packed][within / 64] >> (within % 64) & 1 == 1
        };
        (0..block.rows as usize)
            .map(|row| {
                [0, 1].map(|fact| {
                    let value = (0..64).fold(0, |value, place| {
                        value | u64::from(bit(row, fact, place)) << place
                    });
                    (bit(row, fact, PRESENCE) == USUAL[fact].absent)
                        .then_some(value ^ USUAL[fact].value)
                })
            })
            .collect()
    }

    fn buffer(rows: &[[Option<u64>; 2]], split: usize) -> RowBuffer {
        let mut buffer = RowBuffer::new(USUAL.to_vec());
        for part in [&rows[..split], &rows[split..]] {
            for fact in 0..2 {
                let cells = part.iter().map(|row| row[fact]);
                if cells.clone().all(|cell| cell.is_some()) {
                    buffer.extend(fact, cells.flatten(), None::<std::iter::Empty<bool>>);
                } else {
                    let values = cells.clone().map(|cell| cell.unwrap_or(77));
                    buffer.extend(fact, values, Some(cells.map(|cell| cell.is_some())));
                }
            }
            buffer.end_rows(part.len());
        }
        buffer
    }

    fn counted<T: Ord>(rows: impl IntoIterator<Item = T>) -> BTreeMap<T, usize> {
        let mut counts = BTreeMap::new();
        for row in rows {
            *counts.entry(row).or_default() += 1;
        }
        counts
    }

    fn row() -> impl Strategy<Value = [Option<u64>; 2]> {
        let large = prop_oneof![Just(0_u64), any::<u64>(), Just(USUAL[1].value)];
        (
            proptest::option::weighted(0.8, 0_u64..6),
            proptest::option::weighted(0.5, large),
        )
            .prop_map(|(a, b)| [a, b])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn planes_hold_exactly_the_rows(rows in proptest::collection::vec(row(), 1..1500), part in 0.0..1.0) {
            let split = (rows.len() as f64 * part) as usize;
            let buffer = buffer(&rows, split);
            let as_they_stand = Packer::new(vec![]).pack(&buffer);
            prop_assert_eq!(as_they_stand.len(), 1);
            prop_assert_eq!(&unpacked(&as_they_stand[0]), &rows);
            let sorted = Packer::new(vec![0, 1]).pack(&buffer);
            prop_assert_eq!(counted(unpacked(&sorted[0])), counted(rows));
        }
    }

    #[test]
    fn a_large_unit_becomes_several_blocks() {
        let rows: Vec<[Option<u64>; 2]> = (0..BLOCK_ROWS as u64 + 700)
            .map(|row| [Some(row % 5), (row % 3 == 0).then_some(row)])
            .collect();
        let blocks = Packer::new(vec![0]).pack(&buffer(&rows, 100));
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[1].rows, 700);
        let both = blocks.iter().flat_map(unpacked);
        assert_eq!(counted(both), counted(rows));
        let there = PlaneKey {
            fact: 1,
            place: PRESENCE,
        };
        assert_eq!(count(blocks[0].plane(there)), 10_923);
    }

    #[test]
    fn rows_that_are_alike_come_together() {
        let rows: Vec<[Option<u64>; 2]> =
            (0..2048).map(|row| [Some(3 + row % 2), Some(0)]).collect();
        let block = &Packer::new(vec![0]).pack(&buffer(&rows, 0))[0];
        // The most common value is stored as 0 and comes first: two lines of ones behind it.
        let plane = block.plane(PlaneKey { fact: 0, place: 0 });
        assert_eq!((plane.mask, count(plane)), (0b1100, 1024));
    }
}
