//! One answer.

/// A typed answer; codes and sets are positions in the fact's code list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A measured number.
    Decimal(f64),
    /// Position of one code in its list.
    Code(u16),
    /// Positions of several codes in their list, as bits.
    Set(u64),
}
