//! A formula after checking: typed, with parameters folded in and codes as positions.

mod walk;

use crate::facts::Value;

pub use walk::Reads;

/// A checked formula. Every node's operands are of the types its documentation says; back ends
/// may rely on it.
#[derive(Debug, Clone, PartialEq)]
pub enum Plan {
    /// A literal or a parameter.
    Constant(Value),
    /// A parameter that depends on the area: the value by the position of the household fact
    /// `area`; missing when the area is.
    ByArea {
        /// Index of the household fact `area`.
        area: usize,
        /// A value of one type for every code of its list.
        values: Vec<Value>,
    },
    /// A fact of the household or of a member.
    Fact(FactRef),
    /// The element of the set or mapped list bound by the loop at this depth, from 0 outermost.
    Element(usize),
    /// Whether the fact is there: never missing itself.
    Has(FactRef),
    /// Logical not.
    Not(Box<Plan>),
    /// Kleene and: false when either is false, else missing when either is.
    And(Box<Plan>, Box<Plan>),
    /// Kleene or: true when either is true, else missing when either is.
    Or(Box<Plan>, Box<Plan>),
    /// One of two of the same type; missing when the condition is, blind to the other branch.
    If {
        /// Boolean.
        condition: Box<Plan>,
        /// When true.
        then: Box<Plan>,
        /// When false.
        otherwise: Box<Plan>,
    },
    /// Two of one type: order for int and decimal, equality also for bool and codes of one list.
    Compare {
        /// Which relation.
        comparison: Comparison,
        /// Left of it.
        left: Box<Plan>,
        /// Right of it.
        right: Box<Plan>,
    },
    /// Two ints or two decimals (no remainder of decimals).
    Arithmetic {
        /// Which operation.
        operation: Arithmetic,
        /// Left operand.
        left: Box<Plan>,
        /// Right operand.
        right: Box<Plan>,
    },
    /// Of an int (overflows at the smallest) or a decimal.
    Negate(Box<Plan>),
    /// Decimal to int, toward zero; a fault outside ±2⁶³.
    ToInt(Box<Plan>),
    /// Int to the nearest decimal.
    ToDecimal(Box<Plan>),
    /// Whether a bool, int, decimal or code is one of these constants of its type.
    OneOf {
        /// What is looked for.
        needle: Box<Plan>,
        /// Where.
        values: Vec<Value>,
    },
    /// Whether a code is in a set over the same list.
    InSet {
        /// A code.
        needle: Box<Plan>,
        /// A set.
        set: Box<Plan>,
    },
    /// Whether a value is among the elements of a list; missing when any element is.
    InList {
        /// Of the elements' type.
        needle: Box<Plan>,
        /// The list.
        list: List,
    },
    /// `exists`, `all` (Kleene over the elements) or `exists_one` (missing when any element is).
    Quantify {
        /// Which.
        quantifier: Quantifier,
        /// Over what.
        list: List,
        /// Boolean, with the element bound at depth `list.depth`.
        predicate: Box<Plan>,
    },
    /// How many elements, an int.
    Size(List),
    /// Sum, smallest or largest of a list of ints or decimals, of the elements' type.
    Aggregate {
        /// Which.
        aggregation: Aggregation,
        /// Int or decimal elements.
        list: List,
        /// Whether the elements are decimals.
        decimal: bool,
    },
}

/// A fact by level and index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactRef {
    /// Whose fact.
    pub level: Level,
    /// Index in the schema of that level.
    pub index: usize,
}

/// Whose fact: the household's, or that of the member a loop binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The household, or the assessed row of a flat scope.
    Household,
    /// The member bound by the loop at this depth, from 0 outermost.
    Member(usize),
}

/// Members or a set's codes, filtered and mapped in order.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// Depth at which steps (and a predicate over the list) find the element.
    pub depth: usize,
    /// What is gone through.
    pub range: Range,
    /// What is done to it, in order.
    pub steps: Vec<Step>,
}

/// What a list starts from.
#[derive(Debug, Clone, PartialEq)]
pub enum Range {
    /// The members of the household.
    Members,
    /// The codes of a set, by position.
    Set(Box<Plan>),
}

/// One step of a list. The list is missing when the step is for any element it looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Keeps the elements for which this boolean is true.
    Filter(Plan),
    /// Puts this in the place of each element.
    Map(Plan),
}

/// A relation of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// An operation on two numbers. Ints are checked: overflow and a zero divisor are faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, of ints toward zero
    Divide,
    /// `%` of ints, with the sign of the dividend
    Remainder,
}

/// How many elements a predicate must hold for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Exists,
    /// Every one.
    All,
    /// Exactly one.
    ExistsOne,
}

/// What a list of numbers is reduced to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregation {
    /// The sum, 0 of none.
    Sum,
    /// The smallest, a fault of none.
    Min,
    /// The largest, a fault of none.
    Max,
}
