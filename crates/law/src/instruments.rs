//! The register of instruments: what every `source` in `law/` points to.

use crate::files::{LawFile, LawFiles};
use crate::findings::{Finding, Findings, parse_toml};
use crate::status::Status;
use crate::validity::{Validity, optional_toml_date};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use vuonlen_domain::Text;

/// The instruments of `law/instruments.toml`, with those a province adds under `law/instruments/`.
#[derive(Debug, Clone, Default)]
pub struct Instruments {
    by_id: BTreeMap<String, Instrument>,
}

/// A law, decree, circular, Party document, plan, or a note where no legal text exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// `nd07-2021`.
    pub id: String,
    /// `07/2021/NĐ-CP`; absent where not known.
    pub number: Option<String>,
    /// What it is about.
    pub title: Text,
    /// Who issued it, in Vietnamese; absent where not known.
    pub issuer: Option<String>,
    /// What kind of document it is.
    pub kind: InstrumentKind,
    /// Day of signature.
    pub signed: Option<NaiveDate>,
    /// First day in force.
    pub in_force: Option<NaiveDate>,
    /// First day no longer in force.
    pub until: Option<NaiveDate>,
    /// Ids of the instruments it replaces.
    pub replaces: Vec<String>,
    /// Ids of the instruments it amends.
    pub amends: Vec<String>,
    /// How sure this entry is.
    pub status: Status,
    /// What is unsure, or what to look out for.
    pub note: Option<Text>,
}

/// What kind of document an instrument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentKind {
    /// Luật.
    Law,
    /// Nghị quyết.
    Resolution,
    /// Nghị định.
    Decree,
    /// Quyết định.
    Decision,
    /// Chỉ thị.
    Directive,
    /// Thông tư.
    Circular,
    /// Văn bản hợp nhất.
    Consolidation,
    /// Kế hoạch.
    Plan,
    /// A document of the Party.
    Party,
    /// Not a legal text.
    Note,
}

impl Instruments {
    /// Reads the register.
    ///
    /// # Errors
    /// Every entry that is malformed, doubled, contradicts its own dates, or names another
    /// instrument that is not in the register.
    pub fn load(files: &LawFiles) -> Result<Self, Findings> {
        let mut findings = Vec::new();
        let mut register = Self::default();
        let mut links = Vec::new();
        for file in files
            .file("instruments.toml")
            .into_iter()
            .chain(files.under("instruments/"))
        {
            match parse_toml::<RegisterFile>(file) {
                Ok(content) => {
                    for entry in content.instrument {
                        links.extend(
                            (entry.replaces.iter().chain(&entry.amends))
                                .map(|link| (file, link.clone())),
                        );
                        register.add(file, entry, &mut findings);
                    }
                }
                Err(finding) => findings.push(finding),
            }
        }
        for (file, link) in links {
            if register.get(link.get_ref()).is_none() {
                findings.push(unknown_instrument(file, link.span().start, link.get_ref()));
            }
        }
        findings.sort();
        if findings.is_empty() {
            Ok(register)
        } else {
            Err(Findings(findings))
        }
    }

    /// The instrument with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Instrument> {
        self.by_id.get(id)
    }

    /// Every instrument, in order of id.
    pub fn iter(&self) -> impl Iterator<Item = &Instrument> {
        self.by_id.values()
    }

    /// The instrument and the place in it that a `source` (`nd07-2021#3.1.a`) names; `None` when
    /// the instrument is not registered or no place is given.
    #[must_use]
    pub fn resolve<'a>(&self, source: &'a str) -> Option<(&Instrument, &'a str)> {
        let (id, place) = source.split_once('#')?;
        let instrument = self.get(id)?;
        (!place.trim().is_empty()).then_some((instrument, place))
    }

    /// A finding when `source`, standing at byte `offset` of `file`, does not resolve.
    #[must_use]
    pub fn check_source(&self, file: &LawFile, offset: usize, source: &str) -> Option<Finding> {
        if self.resolve(source).is_some() {
            return None;
        }
        match source.split_once('#') {
            Some((id, _)) if self.get(id).is_none() => Some(unknown_instrument(file, offset, id)),
            _ => Some(Finding::at(
                &file.path,
                &file.text,
                offset,
                format!("nguồn “{source}” thiếu điều khoản; viết như nd07-2021#3.1.a"),
                format!("source “{source}” names no place; write it like nd07-2021#3.1.a"),
            )),
        }
    }

    fn add(&mut self, file: &LawFile, entry: Entry, findings: &mut Vec<Finding>) {
        let offset = entry.id.span().start;
        let id = entry.id.into_inner();
        let mut report = |vi: String, en: String| {
            findings.push(Finding::at(&file.path, &file.text, offset, vi, en));
        };
        if id.is_empty() || !id.bytes().all(is_kebab) {
            report(
                format!("mã “{id}” chỉ được gồm chữ thường không dấu, chữ số và dấu gạch nối"),
                format!("id “{id}” may hold only lower-case letters, digits and hyphens"),
            );
        }
        let backwards = entry.in_force.is_some_and(|from| {
            let until = entry.until;
            Validity { from, until }.is_empty()
        });
        if backwards {
            report(
                format!(
                    "văn bản “{id}” hết hiệu lực trước khi có hiệu lực; sửa in_force hoặc until"
                ),
                format!("instrument “{id}” ends before it begins; correct in_force or until"),
            );
        }
        if self.by_id.contains_key(&id) {
            report(
                format!("văn bản “{id}” đã có trong sổ; giữ một mục"),
                format!("instrument “{id}” is already registered; keep one entry"),
            );
            return;
        }
        let plain = |links: Vec<Spanned<String>>| -> Vec<String> {
            links.into_iter().map(Spanned::into_inner).collect()
        };
        let instrument = Instrument {
            id: id.clone(),
            number: entry.number,
            title: entry.title,
            issuer: entry.issuer,
            kind: entry.kind,
            signed: entry.signed,
            in_force: entry.in_force,
            until: entry.until,
            replaces: plain(entry.replaces),
            amends: plain(entry.amends),
            status: entry.status,
            note: entry.note,
        };
        self.by_id.insert(id, instrument);
    }
}

impl Instrument {
    /// How people cite it: its number, or its title where no number is known.
    #[must_use]
    pub fn citation(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.title.vi)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterFile {
    #[serde(default)]
    instrument: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    number: Option<String>,
    title: Text,
    issuer: Option<String>,
    kind: InstrumentKind,
    #[serde(default, with = "optional_toml_date")]
    signed: Option<NaiveDate>,
    #[serde(default, with = "optional_toml_date")]
    in_force: Option<NaiveDate>,
    #[serde(default, with = "optional_toml_date")]
    until: Option<NaiveDate>,
    #[serde(default)]
    replaces: Vec<Spanned<String>>,
    #[serde(default)]
    amends: Vec<Spanned<String>>,
    status: Status,
    note: Option<Text>,
}

fn is_kebab(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

fn unknown_instrument(file: &LawFile, offset: usize, id: &str) -> Finding {
    Finding::at(
        &file.path,
        &file.text,
        offset,
        format!("không có văn bản “{id}” trong instruments.toml; thêm vào sổ hoặc sửa mã"),
        format!("no instrument “{id}” in instruments.toml; register it or correct the id"),
    )
}

#[cfg(test)]
mod tests;
