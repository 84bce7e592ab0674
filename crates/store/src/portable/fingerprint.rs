//! Whether two tables hold the same rows, whatever the engine and the order.

use super::Value;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fmt::Write as _;

/// The number of rows and the sum of their SHA-256 hashes.
///
/// The sum does not depend on the order of rows, which engines choose differently. It finds what
/// was lost, doubled or altered by accident; against forgery a backup is sealed as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// How many rows.
    pub rows: u64,
    sum: [u64; 4],
}

impl Fingerprint {
    /// Adds a row, its values in order of their columns' names.
    pub fn add(&mut self, row: &[Value]) {
        let mut bytes = Vec::new();
        for value in row {
            match value {
                Value::Text(text) => Value::Text(canonical(text)).encode(&mut bytes),
                other => other.encode(&mut bytes),
            }
        }
        let hash = Sha256::digest(&bytes);
        self.rows += 1;
        for (lane, part) in self.sum.iter_mut().zip(hash.chunks_exact(8)) {
            let part = part.try_into().map_or(0, u64::from_le_bytes);
            *lane = lane.wrapping_add(part);
        }
    }

    /// The sum of hashes, as 64 hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        self.sum.iter().fold(String::new(), |mut hex, lane| {
            let _ = write!(hex, "{lane:016x}");
            hex
        })
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.rows, self.hash())
    }
}

/// JSON with its keys in order and without spaces, other text as it is: PostgreSQL keeps JSON in
/// an order of its own.
fn canonical(text: &str) -> String {
    if !text.starts_with(['{', '[']) {
        return text.to_owned();
    }
    let Ok(json) = serde_json::from_str::<Json>(text) else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(text.len());
    write_json(&json, &mut out);
    out
}

fn write_json(json: &Json, out: &mut String) {
    match json {
        Json::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (name, value) in fields {
                let _ = write!(out, "{},", Json::from(name.as_str()));
                write_json(value, out);
            }
            out.push('}');
        }
        Json::Array(values) => {
            out.push('[');
            for value in values {
                write_json(value, out);
                out.push(',');
            }
            out.push(']');
        }
        Json::Number(number) => match number.as_f64() {
            // 1e2, 100.0 and 100 are one number.
            Some(real) if number.as_i64().is_none() && number.as_u64().is_none() => {
                if real.fract() == 0.0 && real.abs() < 1e15 {
                    let _ = write!(out, "{real:.0}");
                } else {
                    let _ = write!(out, "{real:e}");
                }
            }
            _ => {
                let _ = write!(out, "{number}");
            }
        },
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[&[Value]]) -> Fingerprint {
        let mut print = Fingerprint::default();
        rows.iter().for_each(|row| print.add(row));
        print
    }

    #[test]
    fn order_of_rows_and_spelling_of_json_do_not_count() {
        let one: &[Value] = &[
            Value::Integer(1),
            Value::Text(r#"{"b":1,"a":[2.50]}"#.into()),
        ];
        let same: &[Value] = &[
            Value::Integer(1),
            Value::Text(r#"{"a": [2.5], "b": 1.0}"#.into()),
        ];
        let two: &[Value] = &[Value::Integer(2), Value::Null];
        assert_eq!(of(&[one, two]), of(&[two, same]));
    }

    #[test]
    fn every_difference_counts() {
        let row: &[Value] = &[Value::Integer(1), Value::Text("Lò Văn Tính".into())];
        let edited: &[Value] = &[Value::Integer(1), Value::Text("Lò Văn Tinh".into())];
        let moved: &[Value] = &[Value::Text("Lò Văn Tính".into()), Value::Integer(1)];
        let all = [
            of(&[]),
            of(&[row]),
            of(&[row, row]),
            of(&[edited]),
            of(&[moved]),
        ];
        for (place, one) in all.iter().enumerate() {
            assert!(all[place + 1..].iter().all(|other| other != one));
        }
    }
}
