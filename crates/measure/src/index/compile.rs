//! From a checked formula to gates.
//!
//! Every node of a [`Plan`] over the flat assessed scope has a form in bits, but for decimal
//! numbers and for members, which an index does not hold. Missing values follow Kleene as in the
//! other evaluators; a fault (overflow, a zero divisor) is missing.

use super::circuit::{Bit, Circuit};
use super::layout::Layout;
use super::number::Number;
use super::term::{Set, Term, Truth};
use super::unrolled::Unrolled;
use vuonlen_domain::Text;
use vuonlen_law::expr::{Arithmetic, Comparison, FactRef, Level, Plan, Quantifier};
use vuonlen_law::facts::{Schema, Type, Value};

/// Why a formula has no form in bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotIndexable {
    /// It computes with decimal numbers.
    #[error("the formula computes with decimal numbers, which the index does not hold")]
    Decimal,
    /// It goes through members, or reads another scope than assessed households.
    #[error("the formula reads members; the index holds assessed households only")]
    Members,
    /// It is not of the type it is used for.
    #[error("the formula is not of the type it is used for")]
    WrongType,
}

impl NotIndexable {
    /// What is wrong and what to do, in both languages.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Decimal => Text::new(
                "công thức tính với số thập phân, chỉ mục không chứa; hãy viết lại bằng số nguyên",
                "the formula computes with decimal numbers, which the index does not hold; write it with whole numbers",
            ),
            Self::Members => Text::new(
                "công thức đọc từng thành viên, chỉ mục chỉ chứa hộ đã phân loại; hãy dùng các thông tin của hộ",
                "the formula reads members, the index holds assessed households only; use the facts of households",
            ),
            Self::WrongType => Text::new(
                "kết quả công thức không đúng kiểu ở chỗ dùng; điều kiện phải đúng hoặc sai, tổng phải là số nguyên",
                "the formula is not of the type it is used for: a condition is true or false, a sum is of whole numbers",
            ),
        }
    }
}

/// Builds gates for formulas over one layout.
#[derive(Debug)]
pub(crate) struct Compiler<'a> {
    schema: &'a Schema,
    layout: &'a Layout,
    pub(crate) circuit: Circuit,
    /// Elements bound by loops, outermost first.
    elements: Vec<Term>,
}

impl<'a> Compiler<'a> {
    /// A compiler for formulas over `schema`, whose facts stand in `layout` by the same index.
    pub(crate) fn new(schema: &'a Schema, layout: &'a Layout) -> Self {
        Self {
            schema,
            layout,
            circuit: Circuit::new(),
            elements: Vec::new(),
        }
    }

    /// A boolean formula.
    pub(crate) fn truth(&mut self, plan: &Plan) -> Result<Truth, NotIndexable> {
        match self.term(plan)? {
            Term::Truth(truth) => Ok(truth),
            _ => Err(NotIndexable::WrongType),
        }
    }

    /// A formula with a whole number or a code.
    pub(crate) fn number(&mut self, plan: &Plan) -> Result<Number, NotIndexable> {
        match self.term(plan)? {
            Term::Number(number) => Ok(number),
            _ => Err(NotIndexable::WrongType),
        }
    }

    /// A fact by its index.
    pub(crate) fn fact(&mut self, index: usize) -> Result<Term, NotIndexable> {
        let kind = &self.schema.fact(index).ok_or(NotIndexable::Members)?.kind;
        let known = self.layout.known_bit(index, &mut self.circuit);
        let mut bits = |count: u8| -> Vec<Bit> {
            (0..count)
                .map(|place| self.layout.value_bit(index, place, &mut self.circuit))
                .collect()
        };
        Ok(match kind {
            Type::Bool => {
                let bit = bits(1)[0];
                Term::Truth(Truth::new(bit, known, &mut self.circuit))
            }
            Type::Int => Term::Number(Number::new(bits(64), known)),
            Type::Code(_) => Term::Number(Number::unsigned(bits(16), known)),
            Type::Set(_) => Term::Set(Set {
                codes: bits(64),
                known,
            }),
            Type::Decimal => return Err(NotIndexable::Decimal),
        })
    }

    /// The number of the village within its block, the fact behind the last.
    pub(crate) fn village(&mut self) -> Number {
        let fact = self.schema.len();
        let bits = (0..16)
            .map(|place| self.layout.value_bit(fact, place, &mut self.circuit))
            .collect();
        Number::unsigned(bits, self.layout.known_bit(fact, &mut self.circuit))
    }

    /// Any formula.
    pub(crate) fn term(&mut self, plan: &Plan) -> Result<Term, NotIndexable> {
        Ok(match plan {
            Plan::Constant(value) => constant(*value)?,
            Plan::ByArea { area, values } => self.by_area(*area, values)?,
            Plan::Fact(fact) => self.fact(household(*fact)?)?,
            Plan::Element(depth) => self
                .elements
                .get(*depth)
                .cloned()
                .ok_or(NotIndexable::Members)?,
            Plan::Has(fact) => {
                let known = self.layout.known_bit(household(*fact)?, &mut self.circuit);
                Term::Truth(Truth::new(known, Bit::TRUE, &mut self.circuit))
            }
            Plan::Not(inner) => Term::Truth(self.truth(inner)?.not()),
            Plan::And(left, right) => {
                let (left, right) = (self.truth(left)?, self.truth(right)?);
                Term::Truth(left.and(right, &mut self.circuit))
            }
            Plan::Or(left, right) => {
                let (left, right) = (self.truth(left)?, self.truth(right)?);
                Term::Truth(left.or(right, &mut self.circuit))
            }
            Plan::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.truth(condition)?;
                let (then, otherwise) = (self.term(then)?, self.term(otherwise)?);
                Term::choose(condition, &then, &otherwise, &mut self.circuit)
                    .ok_or(NotIndexable::WrongType)?
            }
            Plan::Compare {
                comparison,
                left,
                right,
            } => Term::Truth(self.compare(*comparison, left, right)?),
            Plan::Arithmetic {
                operation,
                left,
                right,
            } => Term::Number(self.arithmetic(*operation, left, right)?),
            Plan::Negate(inner) => Term::Number(self.number(inner)?.negate(&mut self.circuit)),
            Plan::ToInt(_) | Plan::ToDecimal(_) => return Err(NotIndexable::Decimal),
            Plan::OneOf { needle, values } => {
                let needle = self.term(needle)?;
                Term::Truth(self.one_of(&needle, values)?)
            }
            Plan::InSet { needle, set } => {
                let needle = self.number(needle)?;
                let Term::Set(set) = self.term(set)? else {
                    return Err(NotIndexable::WrongType);
                };
                Term::Truth(self.in_set(&needle, &set))
            }
            Plan::InList { needle, list } => {
                let needle = self.term(needle)?;
                let list = self.unroll(list)?;
                Term::Truth(list.contains(&needle, &mut self.circuit)?)
            }
            Plan::Quantify {
                quantifier,
                list,
                predicate,
            } => Term::Truth(self.quantify(*quantifier, list, predicate)?),
            Plan::Size(list) => Term::Number(self.unroll(list)?.size(&mut self.circuit)),
            Plan::Aggregate {
                aggregation,
                list,
                decimal,
            } => {
                if *decimal {
                    return Err(NotIndexable::Decimal);
                }
                let list = self.unroll(list)?;
                Term::Number(list.aggregate(*aggregation, &mut self.circuit)?)
            }
        })
    }

    /// Runs `inside` with `element` bound at `depth`.
    pub(crate) fn with_element<T>(
        &mut self,
        depth: usize,
        element: Term,
        inside: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.elements.truncate(depth);
        self.elements.push(element);
        let result = inside(self);
        self.elements.truncate(depth);
        result
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        left: &Plan,
        right: &Plan,
    ) -> Result<Truth, NotIndexable> {
        let (left, right) = (self.term(left)?, self.term(right)?);
        let circuit = &mut self.circuit;
        if let Comparison::Equal | Comparison::NotEqual = comparison {
            let equal = left.equal(&right, circuit).ok_or(NotIndexable::WrongType)?;
            return Ok(if comparison == Comparison::Equal {
                equal
            } else {
                equal.not()
            });
        }
        let (Term::Number(left), Term::Number(right)) = (left, right) else {
            return Err(NotIndexable::WrongType);
        };
        let known = circuit.and(left.known, right.known);
        let bit = match comparison {
            Comparison::Less => left.less_bit(&right, circuit),
            Comparison::Greater => right.less_bit(&left, circuit),
            Comparison::LessOrEqual => !right.less_bit(&left, circuit),
            _ => !left.less_bit(&right, circuit),
        };
        Ok(Truth::new(bit, known, circuit))
    }

    fn arithmetic(
        &mut self,
        operation: Arithmetic,
        left: &Plan,
        right: &Plan,
    ) -> Result<Number, NotIndexable> {
        let (left, right) = (self.number(left)?, self.number(right)?);
        let circuit = &mut self.circuit;
        Ok(match operation {
            Arithmetic::Add => left.add(&right, circuit),
            Arithmetic::Subtract => left.subtract(&right, circuit),
            Arithmetic::Multiply => left.multiply(&right, circuit),
            Arithmetic::Divide => left.divide(&right, circuit).0,
            Arithmetic::Remainder => left.divide(&right, circuit).1,
        })
    }

    fn by_area(&mut self, area: usize, values: &[Value]) -> Result<Term, NotIndexable> {
        let Term::Number(area) = self.fact(area)? else {
            return Err(NotIndexable::WrongType);
        };
        let Some((last, rest)) = values.split_last() else {
            return Err(NotIndexable::WrongType);
        };
        let mut chosen = constant(*last)?;
        for (position, value) in rest.iter().enumerate().rev() {
            let here = area.equal_bit(&position_number(position), &mut self.circuit);
            let here = Truth::new(here, area.known, &mut self.circuit);
            chosen = Term::choose(here, &constant(*value)?, &chosen, &mut self.circuit)
                .ok_or(NotIndexable::WrongType)?;
        }
        Ok(chosen)
    }

    fn one_of(&mut self, needle: &Term, values: &[Value]) -> Result<Truth, NotIndexable> {
        let known = needle.known(&mut self.circuit);
        let mut found = Bit::FALSE;
        for value in values {
            let equal = needle
                .equal(&constant(*value)?, &mut self.circuit)
                .ok_or(NotIndexable::WrongType)?;
            found = self.circuit.or(found, equal.yes);
        }
        Ok(Truth::new(found, known, &mut self.circuit))
    }

    fn in_set(&mut self, needle: &Number, set: &Set) -> Truth {
        let circuit = &mut self.circuit;
        let known = circuit.and(needle.known, set.known);
        let mut found = Bit::FALSE;
        for (position, code) in set.codes.iter().enumerate() {
            let here = needle.equal_bit(&position_number(position), circuit);
            let both = circuit.and(here, *code);
            found = circuit.or(found, both);
        }
        Truth::new(found, known, circuit)
    }

    fn quantify(
        &mut self,
        quantifier: Quantifier,
        list: &vuonlen_law::expr::List,
        predicate: &Plan,
    ) -> Result<Truth, NotIndexable> {
        let depth = list.depth;
        let list = self.unroll(list)?;
        let truths: Result<Vec<Truth>, NotIndexable> = list
            .elements
            .iter()
            .map(|(_, element)| {
                self.with_element(depth, element.clone(), |inner| inner.truth(predicate))
            })
            .collect();
        Ok(list.quantify(quantifier, &truths?, &mut self.circuit))
    }

    fn unroll(&mut self, list: &vuonlen_law::expr::List) -> Result<Unrolled, NotIndexable> {
        Unrolled::new(list, self)
    }
}

/// The position of a code as a number.
pub(crate) fn position_number(position: usize) -> Number {
    Number::constant(i64::try_from(position).unwrap_or(i64::MAX))
}

fn constant(value: Value) -> Result<Term, NotIndexable> {
    Ok(match value {
        Value::Bool(value) => Term::Truth(Truth {
            yes: Bit::constant(value),
            no: Bit::constant(!value),
        }),
        Value::Int(value) => Term::Number(Number::constant(value)),
        Value::Code(position) => Term::Number(Number::constant(i64::from(position))),
        Value::Set(mask) => Term::Set(Set {
            codes: (0..64)
                .map(|at| Bit::constant(mask >> at & 1 == 1))
                .collect(),
            known: Bit::TRUE,
        }),
        Value::Decimal(_) => return Err(NotIndexable::Decimal),
    })
}

fn household(fact: FactRef) -> Result<usize, NotIndexable> {
    match fact.level {
        Level::Household => Ok(fact.index),
        Level::Member(_) => Err(NotIndexable::Members),
    }
}
