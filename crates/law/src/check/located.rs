//! Where things stand in a TOML file.

use crate::files::LawFile;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A law file with the place of every key and value.
#[derive(Debug)]
pub(super) struct Located<'a> {
    root: Spanned<DeTable<'a>>,
}

/// One step into a file: a key, or an index of an array.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'s> {
    Key(&'s str),
    At(usize),
}

impl<'a> Located<'a> {
    /// `None` when the file is no TOML: that is the loader's finding.
    pub(super) fn parse(file: &'a LawFile) -> Option<Self> {
        DeTable::parse(&file.text).ok().map(|root| Self { root })
    }

    pub(super) fn root(&self) -> &DeTable<'a> {
        self.root.get_ref()
    }

    /// The text behind `key` in each table of the array `array`, empty where there is none.
    pub(super) fn names(&self, array: &str, key: &str) -> Vec<&str> {
        let Some((_, items)) = key_value(self.root(), array) else {
            return Vec::new();
        };
        let items = items.get_ref().as_array().into_iter().flatten();
        items
            .map(|item| {
                let table = item.get_ref().as_table();
                table
                    .and_then(|table| key_value(table, key)?.1.get_ref().as_str())
                    .unwrap_or_default()
            })
            .collect()
    }

    /// Byte offset of what `path` leads to, or of the last step that exists.
    pub(super) fn offset(&self, path: &[Step<'_>]) -> usize {
        let mut offset = 0;
        let mut steps = path.iter();
        let Some(Step::Key(first)) = steps.next() else {
            return offset;
        };
        let mut value: &Spanned<DeValue<'_>> = match key_value(self.root(), first) {
            Some((place, value)) => {
                offset = place;
                value
            }
            None => return offset,
        };
        for step in steps {
            let next = match (step, value.get_ref()) {
                (Step::Key(key), DeValue::Table(table)) => key_value(table, key),
                (Step::At(index), DeValue::Array(array)) => {
                    array.get(*index).map(|item| (item.span().start, item))
                }
                _ => None,
            };
            match next {
                Some((place, found)) => (offset, value) = (place, found),
                None => return offset,
            }
        }
        offset
    }
}

fn key_value<'t, 'a>(
    table: &'t DeTable<'a>,
    key: &str,
) -> Option<(usize, &'t Spanned<DeValue<'a>>)> {
    table
        .iter()
        .find(|(name, _)| name.get_ref() == key)
        .map(|(name, value)| (name.span().start, value))
}

impl<'s> From<&'s str> for Step<'s> {
    fn from(key: &'s str) -> Self {
        Self::Key(key)
    }
}

impl From<usize> for Step<'_> {
    fn from(index: usize) -> Self {
        Self::At(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::line_of;

    #[test]
    fn a_path_leads_to_its_line() {
        let file = LawFile {
            path: "x.toml".to_owned(),
            text: "a = 1\n[[b]]\nc = 1\n[[b]]\nc = { d = 2 }\n".to_owned(),
        };
        let located = Located::parse(&file).unwrap();
        let line = |path: &[Step<'_>]| line_of(&file.text, located.offset(path));
        assert_eq!(line(&["a".into()]), 1);
        assert_eq!(line(&["b".into(), 0.into(), "c".into()]), 3);
        assert_eq!(line(&["b".into(), 1.into(), "c".into(), "d".into()]), 5);
        assert_eq!(line(&["b".into(), 1.into(), "missing".into()]), 4);
        assert_eq!(line(&["missing".into()]), 1);
    }
}
