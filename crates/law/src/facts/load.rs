//! Reads `law/facts/*.toml`.

use super::{CodePositions, Fact, Schema, Type};
use crate::files::{LawFile, LawFiles};
use crate::findings::{Finding, Findings, parse_toml};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Spanned;
use vuonlen_domain::Text;

/// The schema of every scope that `law/facts/` defines: `household`, `member`, `assessed`, and
/// `class` and `transition` for the rules that read facts of their own by bare name.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    by_scope: BTreeMap<String, Arc<Schema>>,
}

impl Schemas {
    /// The facts of `scope`; none when no file defines it.
    #[must_use]
    pub fn scope(&self, scope: &str) -> Option<&Arc<Schema>> {
        self.by_scope.get(scope)
    }

    /// All scopes in order of name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Schema>> {
        self.by_scope.values()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactFile {
    #[serde(default)]
    fact: Vec<Spanned<FactEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactEntry {
    scope: ScopeName,
    name: String,
    #[serde(rename = "type")]
    kind: Kind,
    codes: Option<String>,
    unit: Option<String>,
    #[serde(default)]
    protected: bool,
    label: Text,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum ScopeName {
    Household,
    Member,
    Assessed,
    Class,
    Transition,
}

impl ScopeName {
    const fn name(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Member => "member",
            Self::Assessed => "assessed",
            Self::Class => "class",
            Self::Transition => "transition",
        }
    }
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Bool,
    Int,
    Decimal,
    Code,
    Set,
}

/// Reads every file below `facts/`; a fact's index is its place in the order of files and lines.
///
/// # Errors
/// All [`Findings`]: unknown keys, types or scopes, names twice, code lists that do not exist.
pub fn load(files: &LawFiles, codes: &dyn CodePositions) -> Result<Schemas, Findings> {
    let mut findings = Vec::new();
    let mut scopes = BTreeMap::new();
    for file in files.under("facts/") {
        match parse_toml::<FactFile>(file) {
            Err(finding) => findings.push(finding),
            Ok(content) => {
                for entry in content.fact {
                    findings.extend(add(file, entry, codes, &mut scopes).err());
                }
            }
        }
    }
    if !findings.is_empty() {
        findings.sort();
        return Err(Findings(findings));
    }
    Ok(Schemas {
        by_scope: scopes
            .into_iter()
            .map(|(scope, schema)| (scope.to_owned(), Arc::new(schema)))
            .collect(),
    })
}

fn add(
    file: &LawFile,
    entry: Spanned<FactEntry>,
    codes: &dyn CodePositions,
    scopes: &mut BTreeMap<&str, Schema>,
) -> Result<(), Finding> {
    let start = entry.span().start;
    let entry = entry.into_inner();
    let finding = |text: Text| Finding::at(&file.path, &file.text, start, text.vi, text.en);
    let kind = kind(&entry).map_err(finding)?;
    scopes
        .entry(entry.scope.name())
        .or_insert_with(|| Schema::empty(entry.scope.name()))
        .add(
            Fact {
                name: entry.name,
                kind,
                unit: entry.unit,
                protected: entry.protected,
                label: entry.label,
            },
            codes,
        )
        .map_err(|error| finding(error.text()))
}

fn kind(entry: &FactEntry) -> Result<Type, Text> {
    let name = &entry.name;
    match (entry.kind, entry.codes.as_deref()) {
        (Kind::Bool, None) => Ok(Type::Bool),
        (Kind::Int, None) => Ok(Type::Int),
        (Kind::Decimal, None) => Ok(Type::Decimal),
        (Kind::Code, Some(list)) => Ok(Type::Code(list.into())),
        (Kind::Set, Some(list)) => Ok(Type::Set(list.into())),
        (Kind::Code | Kind::Set, None) => Err(Text::new(
            format!("dữ kiện `{name}` thiếu `codes`: ghi tên danh mục mã của nó"),
            format!("fact `{name}` lacks `codes`: name its code list"),
        )),
        (_, Some(_)) => Err(Text::new(
            format!("dữ kiện `{name}` không lấy mã nên không có `codes`"),
            format!("fact `{name}` takes no codes and so has no `codes`"),
        )),
    }
}
