//! Which facts a scope has, and what type each is of.

use super::{CodePositions, Record, SchemaError, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use vuonlen_domain::Text;

/// The type of a fact and of a formula's result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// A 64-bit whole number.
    Int,
    /// A 64-bit IEEE 754 number (CEL `double`).
    Decimal,
    /// One code of the named list.
    Code(Arc<str>),
    /// Several codes of the named list, at most 64.
    Set(Arc<str>),
}

impl Type {
    /// Whether `value` is of this type (the code list is not looked at).
    #[must_use]
    pub const fn admits(&self, value: Value) -> bool {
        matches!(
            (self, value),
            (Self::Bool, Value::Bool(_))
                | (Self::Int, Value::Int(_))
                | (Self::Decimal, Value::Decimal(_))
                | (Self::Code(_), Value::Code(_))
                | (Self::Set(_), Value::Set(_))
        )
    }
}

impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => formatter.write_str("bool"),
            Self::Int => formatter.write_str("int"),
            Self::Decimal => formatter.write_str("decimal"),
            Self::Code(list) => write!(formatter, "code({list})"),
            Self::Set(list) => write!(formatter, "set({list})"),
        }
    }
}

/// One fact of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Name in formulas: lower case letters, digits, `_`.
    pub name: String,
    /// Type of its value.
    pub kind: Type,
    /// Unit of measure, where it has one: `m2`, `VND/person/month`.
    pub unit: Option<String>,
    /// Never proposed for change in an explanation (age, sex, ethnicity, size, area …).
    pub protected: bool,
    /// What it is, for people.
    pub label: Text,
}

/// The facts of one scope, each at a stable index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    scope: String,
    facts: Vec<Fact>,
    by_name: BTreeMap<String, usize>,
}

impl Schema {
    /// The schema of `scope` with `facts` in this order.
    ///
    /// # Errors
    /// [`SchemaError`] for a name twice or not usable, a code list unknown or too long for a set.
    pub fn new(
        scope: impl Into<String>,
        facts: Vec<Fact>,
        codes: &dyn CodePositions,
    ) -> Result<Self, SchemaError> {
        let mut schema = Self::empty(scope);
        for fact in facts {
            schema.add(fact, codes)?;
        }
        Ok(schema)
    }

    /// A schema without facts, to add to.
    pub(super) fn empty(scope: impl Into<String>) -> Self {
        Self {
            scope: scope.into(),
            facts: Vec::new(),
            by_name: BTreeMap::new(),
        }
    }

    /// Adds `fact` behind the others.
    pub(super) fn add(&mut self, fact: Fact, codes: &dyn CodePositions) -> Result<(), SchemaError> {
        if !is_name(&fact.name) {
            return Err(SchemaError::Name(fact.name));
        }
        if self.by_name.contains_key(&fact.name) {
            return Err(SchemaError::Duplicate(fact.name));
        }
        check_list(&fact, codes)?;
        self.by_name.insert(fact.name.clone(), self.facts.len());
        self.facts.push(fact);
        Ok(())
    }

    /// Name of the scope: `household`, `member`, `assessed`.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The facts by index.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The fact at `index`.
    #[must_use]
    pub fn fact(&self, index: usize) -> Option<&Fact> {
        self.facts.get(index)
    }

    /// The index of the fact called `name`.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// How many facts there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether there is no fact at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// A record with every fact absent.
    #[must_use]
    pub fn empty_record(&self) -> Record {
        vec![None; self.facts.len()]
    }
}

/// Words that already mean something in a formula: CEL's own and the names formulas bind.
const RESERVED: [&str; 33] = [
    "as",
    "bool",
    "break",
    "bytes",
    "const",
    "continue",
    "double",
    "else",
    "false",
    "for",
    "function",
    "household",
    "if",
    "import",
    "in",
    "int",
    "let",
    "list",
    "loop",
    "map",
    "members",
    "namespace",
    "null",
    "package",
    "params",
    "return",
    "string",
    "true",
    "type",
    "uint",
    "var",
    "void",
    "while",
];

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !RESERVED.contains(&name)
}

fn check_list(fact: &Fact, codes: &dyn CodePositions) -> Result<(), SchemaError> {
    let (Type::Code(list) | Type::Set(list)) = &fact.kind else {
        return Ok(());
    };
    let (name, list_name) = (fact.name.clone(), list.to_string());
    match codes.len(list) {
        None => Err(SchemaError::UnknownList(name, list_name)),
        Some(length) if length > 64 && matches!(fact.kind, Type::Set(_)) => {
            Err(SchemaError::TooManyCodes(name, list_name))
        }
        Some(_) => Ok(()),
    }
}
