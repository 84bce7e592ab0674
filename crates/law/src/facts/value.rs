//! One typed value, and one household or member as a row of them.

/// A value of a fact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number: people, years, VND.
    Int(i64),
    /// A number with a fraction: m², hectares.
    Decimal(f64),
    /// One code of a list, by position.
    Code(u16),
    /// Several codes of a list of at most 64: bit `p` is set when the code at position `p` is in.
    Set(u64),
}

/// The values of one household or member by fact index; none = not answered.
pub type Record = Vec<Option<Value>>;
