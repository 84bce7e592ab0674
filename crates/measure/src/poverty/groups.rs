//! Sets of groups: by area, by province, by ethnic group, by anything.

use super::error::{PovertyError, Reason};
use std::collections::{BTreeMap, HashMap};
use vuonlen_domain::Text;

/// One way to divide the rows into groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// Name of the division, such as `area`.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    values: Vec<String>,
    codes: Vec<u32>,
}

/// The code of a row that belongs to no group.
const NONE: u32 = u32::MAX;

impl Grouping {
    /// From the value of each row; an absent value belongs to no group.
    ///
    /// Groups come out sorted: as numbers when all values are whole numbers, else as text.
    #[must_use]
    pub fn new<'a>(id: &str, label: Text, rows: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut builder = GroupingRows::default();
        rows.into_iter().for_each(|value| builder.push(value));
        builder.finish(id, label)
    }

    /// The values in the order of the report.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// The rows of each group, in the order given, and how many belong to none.
    pub(super) fn split(&self, rows: &[usize]) -> (Vec<Vec<usize>>, u64) {
        let mut members = vec![Vec::new(); self.values.len()];
        let mut none = 0;
        for row in rows {
            match self.codes.get(*row) {
                Some(code) if *code != NONE => members[*code as usize].push(*row),
                _ => none += 1,
            }
        }
        (members, none)
    }

    /// Refuses a grouping of another number of rows.
    pub(super) fn check_fits(&self, rows: usize) -> Result<(), PovertyError> {
        if self.codes.len() == rows {
            return Ok(());
        }
        Err(PovertyError::from(Reason::ShapeMismatch {
            what: format!("{} / {rows}", self.codes.len()),
        })
        .in_column(&self.id))
    }
}

/// Collects the values of a group column row by row.
#[derive(Debug, Default)]
pub(super) struct GroupingRows {
    values: Vec<String>,
    code_by_value: HashMap<String, u32>,
    codes: Vec<u32>,
}

impl GroupingRows {
    pub(super) fn push(&mut self, value: Option<&str>) {
        let code = value.map_or(NONE, |value| {
            self.code_by_value.get(value).copied().unwrap_or_else(|| {
                // More than 2^32 distinct values would need as many rows in memory.
                let code = u32::try_from(self.values.len()).unwrap_or(NONE);
                self.values.push(value.to_owned());
                self.code_by_value.insert(value.to_owned(), code);
                code
            })
        });
        self.codes.push(code);
    }

    pub(super) fn finish(self, id: &str, label: Text) -> Grouping {
        let sorted = sorted(&self.values);
        let codes = self
            .codes
            .iter()
            .map(|code| {
                self.values
                    .get(*code as usize)
                    .and_then(|value| sorted.get(value.as_str()))
                    .copied()
                    .unwrap_or(NONE)
            })
            .collect();
        let mut values: Vec<(u32, String)> = sorted
            .iter()
            .map(|(value, position)| (*position, (*value).to_owned()))
            .collect();
        values.sort_unstable();
        Grouping {
            id: id.to_owned(),
            label,
            values: values.into_iter().map(|(_, value)| value).collect(),
            codes,
        }
    }
}

/// The place of each value in the report.
fn sorted(values: &[String]) -> BTreeMap<&str, u32> {
    let mut order: Vec<&str> = values.iter().map(String::as_str).collect();
    let numbers: Option<Vec<u64>> = order.iter().map(|value| value.parse().ok()).collect();
    match numbers {
        // Two spellings of one number, 1 and 01, stay apart and in a fixed order.
        Some(_) => order.sort_by_key(|value| (value.parse::<u64>().unwrap_or(0), *value)),
        None => order.sort_unstable(),
    }
    order.into_iter().zip(0..).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(rows: &[Option<&str>]) -> Vec<String> {
        Grouping::new("g", Text::default(), rows.iter().copied())
            .values()
            .to_vec()
    }

    #[test]
    fn numbers_are_sorted_as_numbers_and_words_as_words() {
        assert_eq!(
            values(&[Some("10"), Some("9"), None, Some("10")]),
            ["9", "10"]
        );
        assert_eq!(
            values(&[Some("10"), Some("9"), Some("x")]),
            ["10", "9", "x"]
        );
        assert_eq!(values(&[Some("01"), Some("1")]), ["01", "1"]);
        assert!(values(&[None]).is_empty());
    }

    #[test]
    fn rows_fall_into_their_groups() {
        let grouping = Grouping::new(
            "area",
            Text::default(),
            [
                Some("thành thị"),
                Some("nông thôn"),
                None,
                Some("thành thị"),
            ],
        );
        assert_eq!(grouping.values(), ["nông thôn", "thành thị"]);
        let (members, none) = grouping.split(&[0, 1, 2, 3]);
        assert_eq!(members, [vec![1], vec![0, 3]]);
        assert_eq!(none, 1);
        assert!(grouping.check_fits(5).is_err());
    }
}
