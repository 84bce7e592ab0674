//! The code a person meant, remembered: a file says “Thái” and “con” hundreds of thousands of times.

use super::context::Context;
use super::suggest;
use std::collections::HashMap;
use vuonlen_domain::text::key::search_key;
use vuonlen_law::codes::{Code, CodeList};

/// Texts remembered per list; forgotten together when a file has more.
const REMEMBERED: usize = 4_096;

/// Recognised texts by list.
#[derive(Debug, Default)]
pub(super) struct CodeReader {
    lists: HashMap<String, Known>,
}

/// What texts were found to mean in one list.
#[derive(Debug, Default)]
struct Known {
    positions: HashMap<String, Option<u16>>,
    suggestions: HashMap<String, Option<String>>,
}

/// A text that names no code of its list, with the label nearest to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnknownCode {
    pub(super) written: String,
    pub(super) suggestion: Option<String>,
}

impl CodeReader {
    /// Position in `list` of the code `text` stands for: its code, number, short form, label in
    /// either language or another spelling; without accents where that is clear.
    pub(super) fn one(
        &mut self,
        context: &Context<'_>,
        list: &str,
        text: &str,
    ) -> Result<u16, UnknownCode> {
        if let Some(position) = self.position(context, list, text) {
            return Ok(position);
        }
        let suggestions = &mut self.lists.entry(list.to_owned()).or_default().suggestions;
        let find = || nearest(context.law.codes.list(list)?, context, text);
        Err(UnknownCode {
            written: text.to_owned(),
            suggestion: remember(suggestions, text, find),
        })
    }

    fn position(&mut self, context: &Context<'_>, list: &str, text: &str) -> Option<u16> {
        let codes = context.law.codes.list(list)?;
        if !self.lists.contains_key(list) {
            self.lists.insert(list.to_owned(), Known::default());
        }
        let known = &mut self.lists.get_mut(list)?.positions;
        remember(known, text, || recognise(codes, context, text))
    }

    /// Positions of all codes that `text` names, between `;`, line ends or commas. A label may
    /// itself hold commas.
    pub(super) fn several(
        &mut self,
        context: &Context<'_>,
        list: &str,
        text: &str,
    ) -> Result<Vec<u16>, UnknownCode> {
        let mut positions = Vec::new();
        for piece in text.split([';', '\n', '|']) {
            let words: Vec<&str> = piece.split(',').map(str::trim).collect();
            let mut start = 0;
            while start < words.len() {
                start = self.longest(context, list, &words, start, &mut positions)?;
            }
        }
        positions.sort_unstable();
        positions.dedup();
        Ok(positions)
    }

    /// Recognises the longest run of comma-separated words from `start` that is one code.
    fn longest(
        &mut self,
        context: &Context<'_>,
        list: &str,
        words: &[&str],
        start: usize,
        positions: &mut Vec<u16>,
    ) -> Result<usize, UnknownCode> {
        if words[start].is_empty() {
            return Ok(start + 1);
        }
        let longest = words.len().min(start + 4);
        for end in (start + 2..=longest).rev() {
            if let Some(position) = self.position(context, list, &words[start..end].join(", ")) {
                positions.push(position);
                return Ok(end);
            }
        }
        positions.push(self.one(context, list, words[start])?);
        Ok(start + 1)
    }
}

fn remember<T: Clone>(known: &mut HashMap<String, T>, text: &str, find: impl FnOnce() -> T) -> T {
    if let Some(found) = known.get(text) {
        return found.clone();
    }
    if known.len() >= REMEMBERED {
        known.clear();
    }
    let found = find();
    known.insert(text.to_owned(), found.clone());
    found
}

/// The code at `position` of `list`.
pub(super) fn code_at(context: &Context<'_>, list: &str, position: u16) -> Option<String> {
    let list = context.law.codes.list(list)?;
    list.code_at(usize::from(position)).map(str::to_owned)
}

fn recognise(codes: &CodeList, context: &Context<'_>, text: &str) -> Option<u16> {
    let versions = || {
        codes
            .as_of(context.on)
            .into_iter()
            .chain(codes.versions().iter().rev())
    };
    let found = versions()
        .find_map(|version| version.recognise(text))
        .or_else(|| {
            let wanted = search_key(text);
            versions().find_map(|version| without_accents(&version.codes, &wanted))
        })?;
    codes
        .position(&found.code)
        .and_then(|position| u16::try_from(position).ok())
}

/// The only code whose label reads so without accents.
fn without_accents<'a>(codes: &'a [Code], wanted: &str) -> Option<&'a Code> {
    let mut matching = codes.iter().filter(|code| {
        std::iter::once(&code.label.vi)
            .chain(&code.short)
            .chain(&code.also)
            .any(|label| search_key(label) == wanted)
    });
    matching
        .next()
        .filter(|_| matching.next().is_none() && !wanted.is_empty())
}

fn nearest(codes: &CodeList, context: &Context<'_>, text: &str) -> Option<String> {
    let version = codes
        .as_of(context.on)
        .or_else(|| codes.versions().last())?;
    let labels = version.codes.iter().map(|code| code.label.vi.as_str());
    let names = version.codes.iter().map(|code| code.code.as_str());
    suggest::nearest(text, labels.chain(names)).map(str::to_owned)
}
