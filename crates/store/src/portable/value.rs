//! One value, and its form as bytes.

use chrono::{DateTime, NaiveDate, Utc};

/// A value on its way from one database to another.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// Yes or no.
    Boolean(bool),
    /// Text or JSON.
    Text(String),
    /// Bytes or an id.
    Bytes(Vec<u8>),
    /// A day.
    Date(NaiveDate),
    /// A moment, to the microsecond.
    Moment(DateTime<Utc>),
}

/// Bytes that are not a row of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not a row of values")]
pub struct Unreadable;

impl Value {
    /// Appends the value: a byte that says its kind, then little-endian numbers, or a length of
    /// four bytes and the content.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let (tag, fixed, content): (u8, [u8; 8], Option<&[u8]>) = match self {
            Self::Null => (0, [0; 8], None),
            Self::Integer(number) => (1, number.to_le_bytes(), None),
            Self::Real(number) => (2, number.to_bits().to_le_bytes(), None),
            Self::Boolean(yes) => (3, u64::from(*yes).to_le_bytes(), None),
            Self::Text(text) => (4, [0; 8], Some(text.as_bytes())),
            Self::Bytes(bytes) => (5, [0; 8], Some(bytes)),
            Self::Date(day) => (6, i64::from(day.to_epoch_days()).to_le_bytes(), None),
            Self::Moment(at) => (7, at.timestamp_micros().to_le_bytes(), None),
        };
        out.push(tag);
        match content {
            Some(content) => {
                // A value of 4 GiB fits in no column of either engine.
                let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
                out.extend_from_slice(&length.to_le_bytes());
                out.extend_from_slice(content);
            }
            None if tag != 0 => out.extend_from_slice(&fixed),
            None => {}
        }
    }

    /// About how many bytes it takes in memory.
    #[must_use]
    pub const fn weight(&self) -> usize {
        match self {
            Self::Text(text) => 32 + text.len(),
            Self::Bytes(bytes) => 32 + bytes.len(),
            _ => 32,
        }
    }

    /// Reads back one value written by [`Value::encode`], moving `bytes` past it.
    ///
    /// # Errors
    /// [`Unreadable`] for anything else.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, Unreadable> {
        let tag = take(bytes, 1)?[0];
        if tag == 0 {
            return Ok(Self::Null);
        }
        if tag == 4 || tag == 5 {
            let length = take(bytes, 4)?.try_into().map_err(|_| Unreadable)?;
            let length = usize::try_from(u32::from_le_bytes(length)).map_err(|_| Unreadable)?;
            let content = take(bytes, length)?.to_vec();
            return if tag == 4 {
                String::from_utf8(content)
                    .map(Self::Text)
                    .map_err(|_| Unreadable)
            } else {
                Ok(Self::Bytes(content))
            };
        }
        let fixed: [u8; 8] = take(bytes, 8)?.try_into().map_err(|_| Unreadable)?;
        let number = i64::from_le_bytes(fixed);
        match tag {
            1 => Ok(Self::Integer(number)),
            2 => Ok(Self::Real(f64::from_bits(u64::from_le_bytes(fixed)))),
            3 => Ok(Self::Boolean(number != 0)),
            6 => i32::try_from(number)
                .ok()
                .and_then(NaiveDate::from_epoch_days)
                .map(Self::Date)
                .ok_or(Unreadable),
            7 => DateTime::from_timestamp_micros(number)
                .map(Self::Moment)
                .ok_or(Unreadable),
            _ => Err(Unreadable),
        }
    }
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Result<&'a [u8], Unreadable> {
    let (head, rest) = bytes.split_at_checked(count).ok_or(Unreadable)?;
    *bytes = rest;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Integer),
            (-1e12..1e12).prop_map(Value::Real),
            any::<bool>().prop_map(Value::Boolean),
            any::<String>().prop_map(Value::Text),
            any::<Vec<u8>>().prop_map(Value::Bytes),
            (-1000..90_000).prop_map(|days| Value::Date(NaiveDate::from_epoch_days(days).unwrap())),
            (0..4_102_444_800_000_000i64)
                .prop_map(|micros| Value::Moment(DateTime::from_timestamp_micros(micros).unwrap())),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(row in prop::collection::vec(values(), 0..8)) {
            let mut bytes = Vec::new();
            row.iter().for_each(|value| value.encode(&mut bytes));
            let mut rest = bytes.as_slice();
            for value in &row {
                prop_assert_eq!(&Value::decode(&mut rest).unwrap(), value);
            }
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn foreign_bytes_are_refused_and_never_a_panic(bytes in any::<Vec<u8>>()) {
            let mut rest = bytes.as_slice();
            while !rest.is_empty() && Value::decode(&mut rest).is_ok() {}
        }
    }
}
