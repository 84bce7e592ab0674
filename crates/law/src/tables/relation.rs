//! Sums that must hold between cells: `c9 == c1 - c2`, `c2 == sum(c3)`, `c9 == R1.c3`.
//!
//! Written in CEL's grammar, over whole numbers only: columns, `sum(column)` of a column that
//! `each` expands, `params.x`, `+ - *`, and one comparison at the top.

mod parse;

pub(super) use parse::parse;

use vuonlen_domain::Text;

/// A comparison between two terms over cells `C` of one unit and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation<C> {
    /// Left side.
    pub left: Term<C>,
    /// What must hold between the sides.
    pub comparison: Comparison,
    /// Right side.
    pub right: Term<C>,
}

/// A whole number reckoned from cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term<C> {
    /// A literal, or a parameter of the standard once it is known.
    Number(i64),
    /// A parameter of the standard, by id.
    Parameter(String),
    /// One cell.
    Cell(C),
    /// The sum of the cells of a column that `each` expands.
    Sum(Vec<C>),
    /// Left plus right.
    Add(Box<Self>, Box<Self>),
    /// Left minus right.
    Subtract(Box<Self>, Box<Self>),
    /// Left times right.
    Multiply(Box<Self>, Box<Self>),
}

/// How two whole numbers must stand to each other.
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

/// A column as an invariant names it: `c3`, or `R1.c3` of another table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnName {
    /// The other table, none for the invariant's own.
    pub table: Option<String>,
    /// The column.
    pub column: String,
}

impl<C: Copy> Relation<C> {
    /// Both sides' values; none when a cell or a parameter has no value or a number does not fit.
    #[must_use]
    pub fn sides(&self, value: &dyn Fn(C) -> Option<i64>) -> Option<(i128, i128)> {
        Some((self.left.value(value)?, self.right.value(value)?))
    }
}

impl Comparison {
    /// Whether it holds between `left` and `right`.
    #[must_use]
    pub const fn holds(self, left: i128, right: i128) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }

    /// The operator as it is written.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl<C: Copy> Term<C> {
    fn value(&self, cell: &dyn Fn(C) -> Option<i64>) -> Option<i128> {
        match self {
            Self::Number(number) => Some(i128::from(*number)),
            Self::Parameter(_) => None,
            Self::Cell(column) => cell(*column).map(i128::from),
            Self::Sum(columns) => columns.iter().try_fold(0_i128, |sum, column| {
                sum.checked_add(i128::from(cell(*column)?))
            }),
            Self::Add(left, right) => left.value(cell)?.checked_add(right.value(cell)?),
            Self::Subtract(left, right) => left.value(cell)?.checked_sub(right.value(cell)?),
            Self::Multiply(left, right) => left.value(cell)?.checked_mul(right.value(cell)?),
        }
    }
}

impl Relation<ColumnName> {
    /// The same comparison over the columns that `names` finds; a parameter without a value
    /// stays one.
    pub(super) fn resolve<C>(&self, names: &dyn Names<C>) -> Result<Relation<C>, Text> {
        Ok(Relation {
            left: self.left.resolve(names)?,
            comparison: self.comparison,
            right: self.right.resolve(names)?,
        })
    }

    /// The columns it names outside `sum(…)`.
    pub(super) fn cells(&self) -> Vec<&ColumnName> {
        let leaves = self.leaves().into_iter();
        leaves
            .filter_map(|leaf| match leaf {
                Term::Cell(name) => Some(name),
                _ => None,
            })
            .collect()
    }

    /// The parameters it names.
    pub(super) fn parameters(&self) -> Vec<&str> {
        let leaves = self.leaves().into_iter();
        leaves
            .filter_map(|leaf| match leaf {
                Term::Parameter(id) => Some(id.as_str()),
                _ => None,
            })
            .collect()
    }

    fn leaves(&self) -> Vec<&Term<ColumnName>> {
        let mut open = vec![&self.right, &self.left];
        let mut leaves = Vec::new();
        while let Some(term) = open.pop() {
            match term {
                Term::Add(left, right)
                | Term::Subtract(left, right)
                | Term::Multiply(left, right) => open.extend([&**right, &**left]),
                leaf => leaves.push(leaf),
            }
        }
        leaves
    }
}

/// What the names in an invariant stand for.
pub(super) trait Names<C> {
    /// The one column called so.
    fn cell(&self, name: &ColumnName) -> Result<C, Text>;
    /// Every column called so.
    fn all(&self, name: &ColumnName) -> Result<Vec<C>, Text>;
    /// The parameter's value.
    fn parameter(&self, id: &str) -> Option<i64>;
}

impl Term<ColumnName> {
    fn resolve<C>(&self, names: &dyn Names<C>) -> Result<Term<C>, Text> {
        let both = |left: &Self, right: &Self| -> Result<_, Text> {
            Ok((
                Box::new(left.resolve(names)?),
                Box::new(right.resolve(names)?),
            ))
        };
        Ok(match self {
            Self::Number(number) => Term::Number(*number),
            Self::Parameter(id) => names
                .parameter(id)
                .map_or_else(|| Term::Parameter(id.clone()), Term::Number),
            Self::Cell(name) => Term::Cell(names.cell(name)?),
            Self::Sum(list) => {
                let mut cells = Vec::new();
                for name in list {
                    cells.extend(names.all(name)?);
                }
                Term::Sum(cells)
            }
            Self::Add(left, right) => both(left, right).map(|(l, r)| Term::Add(l, r))?,
            Self::Subtract(left, right) => both(left, right).map(|(l, r)| Term::Subtract(l, r))?,
            Self::Multiply(left, right) => both(left, right).map(|(l, r)| Term::Multiply(l, r))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells by full name, standing for themselves.
    struct Cells<'a>(&'a [(&'a str, i64)]);

    impl Names<i64> for Cells<'_> {
        fn cell(&self, name: &ColumnName) -> Result<i64, Text> {
            let table = name.table.as_ref().map(|table| format!("{table}."));
            let full = format!("{}{}", table.unwrap_or_default(), name.column);
            let found = self.0.iter().find(|(known, _)| *known == full);
            found
                .map(|(_, value)| *value)
                .ok_or_else(|| Text::new("", full))
        }

        fn all(&self, name: &ColumnName) -> Result<Vec<i64>, Text> {
            Ok(vec![self.cell(name)?; 2])
        }

        fn parameter(&self, id: &str) -> Option<i64> {
            (id == "known").then_some(3)
        }
    }

    fn holds(source: &str, cells: &[(&str, i64)]) -> Option<bool> {
        let relation = parse(source).unwrap().resolve(&Cells(cells)).unwrap();
        let (left, right) = relation.sides(&Some)?;
        Some(relation.comparison.holds(left, right))
    }

    #[test]
    fn sums_of_cells_are_compared() {
        let cells = [("c1", 5), ("c2", 3), ("R1.c3", 8)];
        for (check, expected) in [
            ("R1.c3 == c1 + c2", true),
            ("c1 - c2 == 2", true),
            ("c1 - c2 * 2 < 0", true),
            ("c1 >= R1.c3", false),
            ("sum(c1) == 10", true),
            ("c1 < params.known * c2", true),
            ("c1 > 9223372036854775807 * 9223372036854775807", false),
        ] {
            assert_eq!(holds(check, &cells), Some(expected), "{check}");
        }
        assert_eq!(holds("c1 > 2 * params.unknown", &cells), None);
    }

    #[test]
    fn what_is_no_comparison_of_sums_is_refused() {
        for check in [
            "c1",
            "c1 + c2",
            "c1 == ",
            "c1 == 1.5",
            "c1 == c2 / 2",
            "c1 == size(c2)",
            "c1 == a.b.c",
            "has(R1.c1) == 1",
        ] {
            assert!(parse(check).is_err(), "{check}");
        }
    }
}
