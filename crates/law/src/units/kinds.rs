//! `law/units/units.toml`: the kinds of units, and where the tables beside it come from.

use super::Table;
use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use crate::instruments::Instruments;
use crate::status::{Provenance, Status};
use crate::validity::optional_toml_date;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Spanned;
use vuonlen_domain::unit::UnitLevel;
use vuonlen_domain::{Area, Text};

/// A kind of unit: xã, phường, tỉnh, …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitKind {
    /// `xa`.
    pub code: String,
    /// `xã`, as written within a sentence.
    pub label: Text,
    /// The levels it stands at; a thành phố stands at two.
    pub levels: Vec<UnitLevel>,
    /// The area of its households unless their own review says otherwise.
    pub area: Option<DefaultArea>,
}

/// The default area of a kind of unit, and where that comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultArea {
    /// Rural or urban.
    pub area: Area,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// What `units.toml` says.
pub(super) struct Description {
    pub(super) kinds: Vec<Arc<UnitKind>>,
    pub(super) tables: BTreeMap<String, Table>,
    pub(super) effective: NaiveDate,
    pub(super) without_predecessor: Vec<WithoutPredecessor>,
}

/// A commune that no commune became, with the district that did.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WithoutPredecessor {
    pub(super) code: Spanned<String>,
    pub(super) district: String,
}

/// Reads the description; `None` when it is too broken to go on, with the reason in `findings`.
pub(super) fn read(
    file: &LawFile,
    instruments: &Instruments,
    findings: &mut Vec<Finding>,
) -> Option<Description> {
    let content: DescriptionFile = parse_toml(file)
        .map_err(|finding| findings.push(finding))
        .ok()?;
    let mut check = |source: &Spanned<String>| {
        findings.extend(instruments.check_source(file, source.span().start, source.get_ref()));
    };
    let effective = content
        .tables
        .get("crosswalk")
        .and_then(|table| table.effective);
    let mut tables = BTreeMap::new();
    for (name, entry) in content.tables {
        check(&entry.source);
        let table = Table {
            provenance: Provenance {
                source: entry.source.into_inner(),
                status: entry.status,
            },
            note: entry.note,
        };
        tables.insert(name, table);
    }
    let mut kinds: Vec<Arc<UnitKind>> = Vec::with_capacity(content.kind.len());
    let mut doubled = Vec::new();
    for entry in content.kind {
        if kinds.iter().any(|kind| kind.code == *entry.code.get_ref()) {
            doubled.push(entry.code.clone());
        }
        let area = entry.area.map(|area| {
            check(&area.source);
            DefaultArea {
                area: area.default,
                provenance: Provenance {
                    source: area.source.into_inner(),
                    status: area.status,
                },
            }
        });
        kinds.push(Arc::new(UnitKind {
            code: entry.code.into_inner(),
            label: entry.label,
            levels: entry.levels,
            area,
        }));
    }
    findings.extend(doubled.iter().map(|code| {
        Finding::at(
            &file.path,
            &file.text,
            code.span().start,
            format!("loại “{}” đã có; giữ một mục", code.get_ref()),
            format!("kind “{}” already stands; keep one entry", code.get_ref()),
        )
    }));
    let Some(effective) = effective else {
        findings.push(Finding::at(
            &file.path,
            &file.text,
            0,
            "thiếu effective trong [tables.crosswalk]: ngày đầu của lần sắp xếp đơn vị hành chính",
            "[tables.crosswalk] lacks effective: the first day of the reform",
        ));
        return None;
    };
    Some(Description {
        kinds,
        tables,
        effective,
        without_predecessor: content.without_predecessor,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DescriptionFile {
    tables: BTreeMap<String, TableEntry>,
    kind: Vec<KindEntry>,
    #[serde(default)]
    without_predecessor: Vec<WithoutPredecessor>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableEntry {
    #[serde(default, with = "optional_toml_date")]
    effective: Option<NaiveDate>,
    source: Spanned<String>,
    status: Status,
    note: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindEntry {
    code: Spanned<String>,
    label: Text,
    levels: Vec<UnitLevel>,
    area: Option<AreaEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaEntry {
    default: Area,
    source: Spanned<String>,
    status: Status,
}
