//! What a fact tells of a person: the kinds of `kinds.toml`.

use super::fields::FieldClass;
use serde::Deserialize;
use std::sync::OnceLock;
use vuonlen_domain::Text;

/// A kind of fact, as roles are given sight of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Name, sex, relation, place.
    Basic,
    /// Date of birth.
    Birth,
    /// Identity number.
    Identity,
    /// Telephone.
    Contact,
    /// Ethnic group.
    Origin,
    /// Housing, water, work, schooling.
    Living,
    /// Income and what it comes from.
    Income,
    /// Health, disability, ability to work.
    Health,
    /// Causes and needs.
    Causes,
    /// What stands in words.
    Notes,
}

/// One kind of the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindFields {
    /// Which.
    pub code: FieldKind,
    /// How protected its facts are.
    pub class: FieldClass,
    /// What it is called.
    pub label: Text,
    /// Facts of a household.
    #[serde(default)]
    pub household: Vec<String>,
    /// Facts of a member.
    #[serde(default)]
    pub member: Vec<String>,
    /// What questionnaires ask that is no fact.
    #[serde(default)]
    pub record: Vec<String>,
    /// Groups of households.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Deprivations.
    #[serde(default)]
    pub indicators: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<KindFields>,
}

impl FieldKind {
    /// Every kind, in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::Basic,
        Self::Birth,
        Self::Identity,
        Self::Contact,
        Self::Origin,
        Self::Living,
        Self::Income,
        Self::Health,
        Self::Causes,
        Self::Notes,
    ];

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Birth => "birth",
            Self::Identity => "identity",
            Self::Contact => "contact",
            Self::Origin => "origin",
            Self::Living => "living",
            Self::Income => "income",
            Self::Health => "health",
            Self::Causes => "causes",
            Self::Notes => "notes",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn label(self) -> Text {
        let found = kinds().iter().find(|kind| kind.code == self);
        found.map(|kind| kind.label.clone()).unwrap_or_default()
    }

    /// The kind of a fact of a scope (`household`, `member`).
    #[must_use]
    pub fn of_fact(scope: &str, name: &str) -> Self {
        find(name, |kind| match scope {
            "household" => &kind.household,
            _ => &kind.member,
        })
    }

    /// The kind of a group of households.
    #[must_use]
    pub fn of_group(code: &str) -> Self {
        find(code, |kind| &kind.groups)
    }

    /// The kind of a deprivation.
    #[must_use]
    pub fn of_indicator(code: &str) -> Self {
        find(code, |kind| &kind.indicators)
    }
}

/// Every kind with what belongs to it.
#[must_use]
pub fn kinds() -> &'static [KindFields] {
    static KINDS: OnceLock<Vec<KindFields>> = OnceLock::new();
    // The file is part of the program; a test reads it, so it cannot fail in use.
    KINDS.get_or_init(|| {
        toml::from_str(include_str!("kinds.toml"))
            .map_or_else(|_| Vec::new(), |file: File| file.kind)
    })
}

/// What is not known is treated as health is: nobody sees it who may not see that.
fn find(name: &str, of: impl Fn(&KindFields) -> &Vec<String>) -> FieldKind {
    let found = kinds()
        .iter()
        .find(|kind| of(kind).iter().any(|known| known == name));
    found.map_or(FieldKind::Health, |kind| kind.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_every_kind_once() {
        let file: File = toml::from_str(include_str!("kinds.toml")).unwrap();
        let codes: Vec<_> = file.kind.iter().map(|kind| kind.code).collect();
        assert_eq!(codes, FieldKind::ALL);
        assert_eq!(
            FieldKind::of_fact("member", "seriously_ill"),
            FieldKind::Health
        );
        assert_eq!(
            FieldKind::of_fact("household", "khong_co"),
            FieldKind::Health
        );
    }
}
