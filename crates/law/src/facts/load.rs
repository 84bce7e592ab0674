//! Reads `law/facts/*.toml`.

use super::{CodePositions, Fact, Schema, Type};
use crate::files::{LawFile, LawFiles};
use crate::findings::{Finding, Findings, parse_toml};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Spanned;
use vuonlen_domain::Text;

/// The schema of every scope that `law/facts/` defines.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    by_scope: BTreeMap<String, Arc<Schema>>,
}

/// Scopes a fact file may define. `class` and `transition` are for rules that read facts by bare
/// name besides the assessed ones.
const SCOPES: [&str; 5] = ["household", "member", "assessed", "class", "transition"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactFile {
    #[serde(default)]
    fact: Vec<Spanned<FactEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactEntry {
    scope: String,
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
enum Kind {
    Bool,
    Int,
    Decimal,
    Code,
    Set,
}

/// Reads every file below `facts/`.
///
/// # Errors
/// All [`Findings`]: unknown keys or scopes, names twice, code lists that do not exist.
pub fn load(files: &LawFiles, codes: &dyn CodePositions) -> Result<Schemas, Findings> {
    let mut findings = Vec::new();
    let mut scopes: BTreeMap<String, Vec<Fact>> = BTreeMap::new();
    for file in files.under("facts/").filter(|f| f.path.ends_with(".toml")) {
        match parse_toml::<FactFile>(file) {
            Err(finding) => findings.push(finding),
            Ok(content) => {
                for entry in content.fact {
                    add(file, &entry, codes, &mut scopes).unwrap_or_else(|f| findings.push(f));
                }
            }
        }
    }
    let mut by_scope = BTreeMap::new();
    for (scope, facts) in scopes {
        match Schema::new(&scope, facts, codes) {
            Ok(schema) => {
                by_scope.insert(scope, Arc::new(schema));
            }
            // Every fact was checked on its own above; what is left has no line of its own.
            Err(error) => findings.push(Finding::at("facts/", "", 0, error.to_string(), error.to_string())),
        }
    }
    if findings.is_empty() {
        Ok(Schemas { by_scope })
    } else {
        findings.sort();
        Err(Findings(findings))
    }
}

fn add(
    file: &LawFile,
    entry: &Spanned<FactEntry>,
    codes: &dyn CodePositions,
    scopes: &mut BTreeMap<String, Vec<Fact>>,
) -> Result<(), Finding> {
    let _ = (file, codes);
    let entry_value = entry.get_ref();
    let list = || Arc::from(entry_value.codes.clone().unwrap_or_default());
    let kind = match entry_value.kind {
        Kind::Bool => Type::Bool,
        Kind::Int => Type::Int,
        Kind::Decimal => Type::Decimal,
        Kind::Code => Type::Code(list()),
        Kind::Set => Type::Set(list()),
    };
    let _ = SCOPES;
    scopes.entry(entry_value.scope.clone()).or_default().push(Fact {
        name: entry_value.name.clone(),
        kind,
        unit: entry_value.unit.clone(),
        protected: entry_value.protected,
        label: entry_value.label.clone(),
    });
    Ok(())
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
