//! Type-checks the syntax tree of a formula into a [`Plan`], or says what is wrong and where.

mod calls;
mod lists;
mod names;
mod source;

use super::error::{suggestion, type_name};
use super::{FormulaError, Plan, Scope};
use crate::facts::{Type, Value};
use cel::common::ast::{Expr, LiteralValue};
use cel::parser::Expression;
use std::collections::BTreeSet;
use vuonlen_domain::Text;

pub(super) use source::{Offsets, parse};

/// A plan and the type of its value.
#[derive(Debug, Clone)]
struct Typed {
    plan: Plan,
    kind: Type,
}

/// What a loop binds its variable to.
#[derive(Debug, Clone)]
enum Element {
    /// A member: only its facts are values.
    Member,
    /// A value of this type.
    Value(Type),
}

#[derive(Debug)]
struct Loop {
    variable: String,
    element: Element,
}

#[derive(Debug)]
pub(super) struct Checker<'a> {
    scope: &'a Scope,
    offsets: Offsets<'a>,
    /// Loops around the expression, outermost first.
    loops: Vec<Loop>,
    errors: Vec<FormulaError>,
    decimal_sums: BTreeSet<u64>,
}

/// What checking a formula gives.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) plan: Plan,
    /// Ids of the calls of `sum` over decimals: of no element at all they are 0.0, not 0.
    pub(super) decimal_sums: BTreeSet<u64>,
}

/// Checks that `expr` is a formula of type `expected`.
pub(super) fn check(
    expr: &Expression,
    scope: &Scope,
    offsets: Offsets<'_>,
    expected: &Type,
) -> Result<Checked, Vec<FormulaError>> {
    let mut checker = Checker {
        scope,
        offsets,
        loops: Vec::new(),
        errors: Vec::new(),
        decimal_sums: BTreeSet::new(),
    };
    let plan = checker.expect(expr, expected);
    match plan {
        Some(plan) if checker.errors.is_empty() => Ok(Checked {
            plan,
            decimal_sums: checker.decimal_sums,
        }),
        _ => {
            checker.errors.sort_by_key(|error| error.offset);
            Err(checker.errors)
        }
    }
}

impl Checker<'_> {
    /// Checks `expr`. A text takes its meaning from `hint`, the type of what it stands beside.
    fn check(&mut self, expr: &Expression, hint: Option<&Type>) -> Option<Typed> {
        match &expr.expr {
            Expr::Literal(literal) => self.literal(expr, literal, hint),
            Expr::Ident(name) => self.name(expr, name),
            Expr::Select(select) => self.select(expr, select, hint),
            Expr::Call(call) => self.call(expr, call, hint),
            Expr::Comprehension(comprehension) => self.quantified(expr, comprehension),
            Expr::List(_) => self.refuse(
                expr,
                "danh sách chỉ đứng bên phải `in`",
                "a list stands only to the right of `in`",
            ),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => self.refuse(
                expr,
                "công thức không dùng được cấu trúc `{…}`",
                "formulas have no `{…}` values",
            ),
        }
    }

    /// Checks that `expr` is of type `expected`.
    fn expect(&mut self, expr: &Expression, expected: &Type) -> Option<Plan> {
        let typed = self.check(expr, Some(expected))?;
        if typed.kind == *expected {
            return Some(typed.plan);
        }
        let (found, wanted) = (type_name(&typed.kind), type_name(expected));
        let advice = mixing_advice(&typed.kind, expected);
        self.refuse(
            expr,
            format!("cần {}, nhưng đây là {}{}", wanted.vi, found.vi, advice.vi),
            format!("needs {}, but this is {}{}", wanted.en, found.en, advice.en),
        )
    }

    fn literal(
        &mut self,
        expr: &Expression,
        literal: &LiteralValue,
        hint: Option<&Type>,
    ) -> Option<Typed> {
        let (value, kind) = match literal {
            LiteralValue::Boolean(value) => (Value::Bool(*value.inner()), Type::Bool),
            LiteralValue::Int(value) => (Value::Int(*value.inner()), Type::Int),
            LiteralValue::Double(value) => (Value::Decimal(*value.inner()), Type::Decimal),
            LiteralValue::String(text) => return self.code(expr, text.inner(), hint),
            LiteralValue::UInt(_) => {
                return self.refuse(
                    expr,
                    "không dùng số không dấu `…u`; viết số nguyên thường",
                    "unsigned numbers `…u` are not used; write a plain integer",
                );
            }
            LiteralValue::Bytes(_) | LiteralValue::Null => {
                return self.refuse(
                    expr,
                    "không dùng `null` hay chuỗi byte; hỏi có trả lời hay không bằng has(household.x)",
                    "there is no `null` and there are no bytes; ask whether an answer is there with has(household.x)",
                );
            }
        };
        Some(Typed {
            plan: Plan::Constant(value),
            kind,
        })
    }

    /// A code written as text, of the list that `hint` names.
    fn code(&mut self, expr: &Expression, code: &str, hint: Option<&Type>) -> Option<Typed> {
        let Some(hint) = hint else {
            return self.refuse(
                expr,
                format!(
                    "mã \"{code}\" không đứng cạnh dữ kiện nào nên không biết thuộc danh mục nào"
                ),
                format!("the code \"{code}\" stands beside no fact that says of which list it is"),
            );
        };
        let Type::Code(list) = hint else {
            let wanted = type_name(hint);
            return self.refuse(
                expr,
                format!("cần {}, nhưng đây là mã \"{code}\"", wanted.vi),
                format!("needs {}, but this is the code \"{code}\"", wanted.en),
            );
        };
        let codes = &*self.scope.codes;
        if let Some(position) = codes.position(list, code) {
            return Some(Typed {
                plan: Plan::Constant(Value::Code(position)),
                kind: hint.clone(),
            });
        }
        let length = u16::try_from(codes.len(list).unwrap_or(0)).unwrap_or(u16::MAX);
        let meant = suggestion(code, (0..length).filter_map(|p| codes.code(list, p)));
        self.refuse(
            expr,
            format!("danh mục `{list}` không có mã \"{code}\"{}", meant.vi),
            format!("the list `{list}` has no code \"{code}\"{}", meant.en),
        )
    }

    /// Notes an error at `expr`.
    fn refuse<T>(
        &mut self,
        expr: &Expression,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Option<T> {
        self.errors.push(FormulaError {
            offset: self.offsets.of(expr),
            message: Text::new(vi, en),
        });
        None
    }
}

/// How to bring an int and a decimal together.
fn mixing_advice(one: &Type, other: &Type) -> Text {
    match (one, other) {
        (Type::Int, Type::Decimal) | (Type::Decimal, Type::Int) => Text::new(
            "; đổi kiểu bằng double(…) hoặc int(…), viết hằng số thập phân có dấu chấm: 8.0",
            "; convert with double(…) or int(…), and write decimal constants with a point: 8.0",
        ),
        _ => Text::default(),
    }
}
