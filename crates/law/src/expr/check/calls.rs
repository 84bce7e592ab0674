//! Operators and functions.

use super::{Checker, Typed};
use crate::expr::error::type_name;
use crate::expr::{Aggregation, Arithmetic, Comparison, Plan};
use crate::facts::{Type, Value};
use cel::common::ast::{CallExpr, operators};
use cel::parser::Expression;

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        expr: &Expression,
        call: &CallExpr,
        hint: Option<&Type>,
    ) -> Option<Typed> {
        let name = call.func_name.as_str();
        match (name, call.target.as_deref(), &call.args[..]) {
            (operators::LOGICAL_NOT, None, [operand]) => {
                let operand = self.expect(operand, &Type::Bool)?;
                Some(yes_or_no(Plan::Not(Box::new(operand))))
            }
            (operators::LOGICAL_AND, None, [left, right]) => {
                let (left, right) = self.conditions(left, right)?;
                Some(yes_or_no(Plan::And(left, right)))
            }
            (operators::LOGICAL_OR, None, [left, right]) => {
                let (left, right) = self.conditions(left, right)?;
                Some(yes_or_no(Plan::Or(left, right)))
            }
            (operators::CONDITIONAL, None, [condition, then, otherwise]) => {
                self.choice(expr, condition, then, otherwise, hint)
            }
            (operators::IN, None, [needle, haystack]) => self.membership(expr, needle, haystack),
            (operators::NEGATE, None, [operand]) => self.negation(expr, operand),
            ("size", None, [list]) | ("size", Some(list), []) => {
                let (list, _) = self.list(list)?;
                Some(Typed {
                    plan: Plan::Size(list),
                    kind: Type::Int,
                })
            }
            ("sum", None, [list]) => self.aggregate(expr, Aggregation::Sum, list),
            ("min", None, [list]) => self.aggregate(expr, Aggregation::Min, list),
            ("max", None, [list]) => self.aggregate(expr, Aggregation::Max, list),
            ("int" | "double", None, [operand]) => self.conversion(expr, name, operand),
            (_, None, [left, right]) => {
                if let Some(comparison) = comparison(name) {
                    self.comparison(expr, comparison, left, right)
                } else if let Some(operation) = arithmetic(name) {
                    self.arithmetic(expr, operation, left, right)
                } else {
                    self.unsupported(expr, name)
                }
            }
            _ => self.unsupported(expr, name),
        }
    }

    fn unsupported(&mut self, expr: &Expression, name: &str) -> Option<Typed> {
        let name = name.trim_matches('_');
        self.refuse(
            expr,
            format!(
                "không hỗ trợ `{name}` với các đối số này; có: + - * / %, so sánh, ! && || ?:, in, has, \
                 size, sum, min, max (của một danh sách), int, double, exists, all, exists_one, filter, map"
            ),
            format!(
                "`{name}` is not supported with these arguments; there are + - * / %, comparisons, ! && || ?:, in, has, \
                 size, sum, min, max (of one list), int, double, exists, all, exists_one, filter, map"
            ),
        )
    }

    fn conditions(
        &mut self,
        left: &Expression,
        right: &Expression,
    ) -> Option<(Box<Plan>, Box<Plan>)> {
        // Both are looked at before giving up, so that both sides' errors are told at once.
        let left = self.expect(left, &Type::Bool);
        let right = self.expect(right, &Type::Bool);
        Some((Box::new(left?), Box::new(right?)))
    }

    /// Both sides of an operator, a code's text taking its list from the other side.
    fn sides(
        &mut self,
        left: &Expression,
        right: &Expression,
        hint: Option<&Type>,
    ) -> Option<(Typed, Typed)> {
        if self.is_code_text(left) && !self.is_code_text(right) {
            let right = self.check(right, hint)?;
            let left = self.check(left, Some(&right.kind))?;
            return Some((left, right));
        }
        let left = self.check(left, hint);
        let beside = left.as_ref().map(|left| &left.kind).or(hint);
        if left.is_none() && self.is_code_text(right) {
            return None;
        }
        let right = self.check(right, beside);
        Some((left?, right?))
    }

    fn choice(
        &mut self,
        expr: &Expression,
        condition: &Expression,
        then: &Expression,
        otherwise: &Expression,
        hint: Option<&Type>,
    ) -> Option<Typed> {
        let condition = self.expect(condition, &Type::Bool);
        let (then, otherwise) = self.sides(then, otherwise, hint)?;
        self.same_type(expr, &then, &otherwise)?;
        Some(Typed {
            kind: then.kind,
            plan: Plan::If {
                condition: Box::new(condition?),
                then: Box::new(then.plan),
                otherwise: Box::new(otherwise.plan),
            },
        })
    }

    fn comparison(
        &mut self,
        expr: &Expression,
        comparison: Comparison,
        left: &Expression,
        right: &Expression,
    ) -> Option<Typed> {
        let (left, right) = self.sides(left, right, None)?;
        self.same_type(expr, &left, &right)?;
        let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let allowed = match left.kind {
            Type::Int | Type::Decimal => true,
            Type::Bool | Type::Code(_) => equality,
            Type::Set(_) => false,
        };
        if !allowed {
            let kind = type_name(&left.kind);
            return self.refuse(
                expr,
                format!(
                    "không so sánh được {} như vậy; với tập mã dùng `in` và size(…)",
                    kind.vi
                ),
                format!(
                    "{} cannot be compared so; for a set use `in` and size(…)",
                    kind.en
                ),
            );
        }
        Some(yes_or_no(Plan::Compare {
            comparison,
            left: Box::new(left.plan),
            right: Box::new(right.plan),
        }))
    }

    fn arithmetic(
        &mut self,
        expr: &Expression,
        operation: Arithmetic,
        left: &Expression,
        right: &Expression,
    ) -> Option<Typed> {
        let (left, right) = self.sides(left, right, None)?;
        self.same_type(expr, &left, &right)?;
        let allowed = match left.kind {
            Type::Int => true,
            Type::Decimal => operation != Arithmetic::Remainder,
            Type::Bool | Type::Code(_) | Type::Set(_) => false,
        };
        if !allowed {
            let kind = type_name(&left.kind);
            return self.refuse(
                expr,
                format!("không tính toán được với {}", kind.vi),
                format!("there is no such arithmetic on {}", kind.en),
            );
        }
        Some(Typed {
            kind: left.kind,
            plan: Plan::Arithmetic {
                operation,
                left: Box::new(left.plan),
                right: Box::new(right.plan),
            },
        })
    }

    fn negation(&mut self, expr: &Expression, operand: &Expression) -> Option<Typed> {
        let Typed { plan, kind } = self.number(expr, operand)?;
        let plan = match plan {
            Plan::Constant(Value::Int(value)) if value != i64::MIN => {
                Plan::Constant(Value::Int(-value))
            }
            Plan::Constant(Value::Decimal(value)) => Plan::Constant(Value::Decimal(-value)),
            other => Plan::Negate(Box::new(other)),
        };
        Some(Typed { plan, kind })
    }

    fn conversion(&mut self, expr: &Expression, to: &str, operand: &Expression) -> Option<Typed> {
        let operand = self.number(expr, operand)?;
        Some(match (to, &operand.kind) {
            ("int", Type::Decimal) => Typed {
                plan: Plan::ToInt(Box::new(operand.plan)),
                kind: Type::Int,
            },
            ("double", Type::Int) => Typed {
                plan: Plan::ToDecimal(Box::new(operand.plan)),
                kind: Type::Decimal,
            },
            _ => operand,
        })
    }

    fn number(&mut self, expr: &Expression, operand: &Expression) -> Option<Typed> {
        let operand = self.check(operand, None)?;
        if matches!(operand.kind, Type::Int | Type::Decimal) {
            return Some(operand);
        }
        let kind = type_name(&operand.kind);
        self.refuse(
            expr,
            format!("cần một số, nhưng đây là {}", kind.vi),
            format!("needs a number, but this is {}", kind.en),
        )
    }
}

/// A plan with a boolean result.
pub(super) const fn yes_or_no(plan: Plan) -> Typed {
    Typed {
        plan,
        kind: Type::Bool,
    }
}

fn comparison(operator: &str) -> Option<Comparison> {
    Some(match operator {
        operators::EQUALS => Comparison::Equal,
        operators::NOT_EQUALS => Comparison::NotEqual,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::LessOrEqual,
        operators::GREATER => Comparison::Greater,
        operators::GREATER_EQUALS => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

fn arithmetic(operator: &str) -> Option<Arithmetic> {
    Some(match operator {
        operators::ADD => Arithmetic::Add,
        operators::SUBSTRACT => Arithmetic::Subtract,
        operators::MULTIPLY => Arithmetic::Multiply,
        operators::DIVIDE => Arithmetic::Divide,
        operators::MODULO => Arithmetic::Remainder,
        _ => return None,
    })
}
