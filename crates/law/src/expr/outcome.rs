//! What a formula comes to for one household.

use crate::facts::Value;

/// The result of a formula for one household.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A value of the formula's type.
    Value(Value),
    /// Not decidable: these facts were needed and are absent, in order, each once.
    Missing(Vec<Absent>),
    /// All facts needed are there, but the arithmetic has no result.
    Fault(Fault),
}

impl Outcome {
    /// The value, if there is one.
    #[must_use]
    pub const fn value(&self) -> Option<Value> {
        match self {
            Self::Value(value) => Some(*value),
            Self::Missing(_) | Self::Fault(_) => None,
        }
    }

    /// Whether the outcome is the value `true`.
    #[must_use]
    pub const fn is_true(&self) -> bool {
        matches!(self, Self::Value(Value::Bool(true)))
    }
}

/// A fact that a formula needed and that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absent {
    /// The household (or assessed) fact at this index of its schema.
    Household(usize),
    /// The members were not listed at all.
    Members,
    /// A fact of one member.
    Member {
        /// Which member, from 0.
        member: usize,
        /// Index in the member schema.
        fact: usize,
    },
}

/// Why arithmetic has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// An integer beyond 64 bits.
    Overflow,
    /// An integer divided by zero.
    DivisionByZero,
    /// The smallest or largest of no numbers.
    EmptyList,
    /// A comparison with, or an integer from, something that is no number.
    NotANumber,
}
