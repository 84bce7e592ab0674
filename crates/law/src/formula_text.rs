//! A formula as it stands in a file: its text and where to point when it is wrong.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Spanned;

/// A CEL formula as written, not yet compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaText {
    text: String,
    /// Byte range of the TOML value, quotes included.
    start: usize,
}

impl FormulaText {
    /// A formula that stands in no file.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            start: 0,
        }
    }

    /// The CEL text, with the line breaks it was written with.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where byte `offset` of the formula stands in `file`, the text it was read from.
    ///
    /// Exact for the strings law files are written with; an escape inside the formula moves it by
    /// a character or two, never to another line.
    #[must_use]
    pub fn offset_in(&self, file: &str, offset: usize) -> usize {
        let value = file.get(self.start..).unwrap_or_default();
        let quotes = if value.starts_with("\"\"\"") || value.starts_with("'''") {
            3
        } else {
            1
        };
        // TOML drops the line break right behind the opening quotes of a multi-line string.
        let dropped = match value.as_bytes().get(quotes..) {
            Some([b'\n', ..]) if quotes == 3 => 1,
            Some([b'\r', b'\n', ..]) if quotes == 3 => 2,
            _ => 0,
        };
        self.start + quotes + dropped + offset
    }
}

impl<'de> Deserialize<'de> for FormulaText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<String>::deserialize(deserializer)?;
        let start = spanned.span().start;
        Ok(Self {
            text: spanned.into_inner(),
            start,
        })
    }
}

impl Serialize for FormulaText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Holder {
        when: FormulaText,
    }

    #[test]
    fn a_place_in_the_formula_is_found_in_the_file() {
        for file in [
            "a = 1\nwhen = \"x > y\"\n",
            "a = 1\nwhen = 'x > y'\n",
            "a = 1\nwhen = \"\"\"\nx > y\n\"\"\"\n",
        ] {
            let rest = file.strip_prefix("a = 1\n").unwrap();
            let holder: Holder = toml::from_str(rest).unwrap();
            let offset = holder.when.as_str().find('y').unwrap();
            assert_eq!(
                holder.when.offset_in(rest, offset),
                rest.find('y').unwrap(),
                "{file}"
            );
        }
    }
}
