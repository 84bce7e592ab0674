//! Rows of members, packed, until their household comes.
//!
//! The sheets may be sorted in different ways, so all members are kept: some 100 bytes a row. Texts
//! that repeat (labels, family names) are kept once.

use crate::households::seen::hash;
use crate::read::value;
use crate::read::{Cell, Row};
use chrono::{Datelike, NaiveDate};
use std::collections::HashMap;

/// Different texts kept once; further ones are written out in each row.
const SHARED: usize = 20_000;

/// Packed rows, found by the number of their household.
#[derive(Debug, Default)]
pub(super) struct Arena {
    bytes: Vec<u8>,
    index: Vec<Place>,
    shared: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

/// One row: the hash of its household's number, where its bytes begin, whether it was asked for.
#[derive(Debug, Clone, Copy)]
struct Place {
    household: u64,
    start: usize,
    taken: bool,
}

impl Arena {
    /// Keeps `row` for the household with `number`.
    pub(super) fn push(&mut self, number: &str, row: &Row) {
        self.index.push(Place {
            household: hash(&number),
            start: self.bytes.len(),
            taken: false,
        });
        self.bytes.extend(row.number.to_le_bytes());
        let count = u16::try_from(row.cells.len()).unwrap_or(u16::MAX);
        self.bytes.extend(count.to_le_bytes());
        for (column, cell) in row.cells.iter().take(usize::from(count)) {
            self.bytes.extend(column.to_le_bytes());
            self.pack(cell);
        }
    }

    /// Makes rows findable; to be called once all are in. Rows of one household keep their order.
    pub(super) fn sort(&mut self) {
        self.index
            .sort_by_key(|place| (place.household, place.start));
        self.numbers = HashMap::new();
    }

    /// The rows of the household with `number`, whose number stands in `column`.
    pub(super) fn take(&mut self, number: &str, column: u16) -> Vec<Row> {
        let wanted = hash(&number);
        let first = self.index.partition_point(|place| place.household < wanted);
        let mut rows = Vec::new();
        for position in first..self.index.len() {
            let Some(place) = self.index.get(position).copied() else {
                break;
            };
            if place.household != wanted {
                break;
            }
            let row = self.unpack(place.start);
            // Another number with the same hash is another household.
            if row
                .get(column)
                .and_then(|cell| value::text(cell).ok())
                .as_deref()
                == Some(number)
            {
                rows.push(row);
                if let Some(place) = self.index.get_mut(position) {
                    place.taken = true;
                }
            }
        }
        rows
    }

    /// Rows that no household asked for, in the order of the sheet, `most` at the most. They are
    /// handed out once.
    pub(super) fn left_over(&mut self, most: usize) -> Vec<Row> {
        let mut places: Vec<usize> = self
            .index
            .iter_mut()
            .filter(|place| !place.taken)
            .take(most)
            .map(|place| {
                place.taken = true;
                place.start
            })
            .collect();
        places.sort_unstable();
        places.into_iter().map(|start| self.unpack(start)).collect()
    }

    fn pack(&mut self, cell: &Cell) {
        match cell {
            Cell::Text(text) => self.pack_text(text),
            Cell::Number(number) => {
                self.bytes.push(b'n');
                self.bytes.extend(number.to_le_bytes());
            }
            Cell::Date(day) => {
                self.bytes.push(b'd');
                self.bytes.extend(day.num_days_from_ce().to_le_bytes());
            }
            Cell::Bool(value) => self.bytes.push(if *value { b't' } else { b'f' }),
            Cell::Error(name) => {
                self.bytes.push(b'e');
                self.pack_text(name);
            }
        }
    }

    fn pack_text(&mut self, text: &str) {
        let shared = self.numbers.get(text).copied().or_else(|| {
            if self.shared.len() >= SHARED {
                return None;
            }
            let number = u32::try_from(self.shared.len()).ok()?;
            self.shared.push(text.into());
            self.numbers.insert(text.into(), number);
            Some(number)
        });
        match shared {
            Some(number) => {
                self.bytes.push(b's');
                self.bytes.extend(number.to_le_bytes());
            }
            None => {
                self.bytes.push(b'x');
                let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                self.bytes.extend(length.to_le_bytes());
                self.bytes.extend(text.as_bytes());
            }
        }
    }

    fn unpack(&self, start: usize) -> Row {
        let mut packed = Packed {
            bytes: self.bytes.get(start..).unwrap_or_default(),
        };
        let number = u32::from_le_bytes(packed.take());
        let count = u16::from_le_bytes(packed.take());
        let cells = (0..count)
            .filter_map(|_| {
                Some((
                    u16::from_le_bytes(packed.take()),
                    self.unpack_cell(&mut packed)?,
                ))
            })
            .collect();
        Row { number, cells }
    }

    fn unpack_cell(&self, packed: &mut Packed<'_>) -> Option<Cell> {
        let [tag] = packed.take();
        Some(match tag {
            b'n' => Cell::Number(f64::from_le_bytes(packed.take())),
            b'd' => Cell::Date(NaiveDate::from_num_days_from_ce_opt(i32::from_le_bytes(
                packed.take(),
            ))?),
            b't' => Cell::Bool(true),
            b'f' => Cell::Bool(false),
            b'e' => {
                let [tag] = packed.take();
                Cell::Error(error_name(&self.unpack_text(tag, packed)?))
            }
            tag => Cell::Text(self.unpack_text(tag, packed)?),
        })
    }

    fn unpack_text(&self, tag: u8, packed: &mut Packed<'_>) -> Option<String> {
        let number = usize::try_from(u32::from_le_bytes(packed.take())).ok()?;
        if tag == b's' {
            return self.shared.get(number).map(|text| text.to_string());
        }
        let (text, rest) = packed.bytes.split_at_checked(number)?;
        packed.bytes = rest;
        String::from_utf8(text.to_vec()).ok()
    }
}

/// Bytes of a row not yet unpacked.
struct Packed<'b> {
    bytes: &'b [u8],
}

impl Packed<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        match self.bytes.split_first_chunk::<N>() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first
            }
            None => [0; N],
        }
    }
}

/// The error's name as the reader of cells spells it.
fn error_name(text: &str) -> &'static str {
    crate::read::ERRORS
        .into_iter()
        .find(|name| *name == text)
        .unwrap_or("#N/A")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, household: &str, name: &str) -> Row {
        Row {
            number,
            cells: vec![
                (0, Cell::Text(household.to_owned())),
                (3, Cell::Text(name.to_owned())),
                (4, Cell::Number(45.5)),
                (5, Cell::Date(NaiveDate::from_ymd_opt(1985, 3, 15).unwrap())),
                (6, Cell::Bool(true)),
                (900, Cell::Error("#REF!")),
            ],
        }
    }

    #[test]
    fn rows_come_out_as_they_went_in() {
        let mut arena = Arena::default();
        let rows: Vec<Row> = (0..50_000_u32)
            .map(|number| {
                row(
                    number,
                    &(number % 30_000).to_string(),
                    &format!("Người {number}"),
                )
            })
            .collect();
        rows.iter()
            .for_each(|row| arena.push(&row.get(0).unwrap().written(), row));
        arena.sort();
        assert_eq!(arena.take("7", 0), [rows[7].clone(), rows[30_007].clone()]);
        assert_eq!(arena.take("29999", 0), [rows[29_999].clone()]);
        assert_eq!(arena.take("30000", 0), []);
        let left = arena.left_over(usize::MAX);
        assert_eq!(left.len(), 50_000 - 3);
        assert_eq!(left[7], rows[8]);
        assert_eq!(arena.left_over(10), []);
    }
}
