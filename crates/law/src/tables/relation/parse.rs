//! Reads the text of an invariant with the parser of the `cel` crate.

use super::{ColumnName, Comparison, Relation, Term};
use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators};
use vuonlen_domain::Text;

/// Reads the text of an invariant.
///
/// # Errors
/// What in it is not understood, and what may be written instead.
pub(in crate::tables) fn parse(source: &str) -> Result<Relation<ColumnName>, Text> {
    let parsed = cel::parser::Parser::new().parse(source).map_err(|error| {
        Text::new(
            format!("đẳng thức không đọc được: {error}"),
            format!("the check cannot be read: {error}"),
        )
    })?;
    let Expr::Call(CallExpr {
        func_name, args, ..
    }) = &parsed.expr
    else {
        return Err(not_a_comparison());
    };
    let comparison = match func_name.as_str() {
        operators::EQUALS => Comparison::Equal,
        operators::NOT_EQUALS => Comparison::NotEqual,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::LessOrEqual,
        operators::GREATER => Comparison::Greater,
        operators::GREATER_EQUALS => Comparison::GreaterOrEqual,
        _ => return Err(not_a_comparison()),
    };
    let [left, right] = args.as_slice() else {
        return Err(not_a_comparison());
    };
    Ok(Relation {
        left: term(left)?,
        comparison,
        right: term(right)?,
    })
}

fn term(expression: &IdedExpr) -> Result<Term<ColumnName>, Text> {
    match &expression.expr {
        Expr::Literal(LiteralValue::Int(number)) => Ok(Term::Number(*number.inner())),
        Expr::Select(select) if !select.test && is_params(&select.operand) => {
            Ok(Term::Parameter(select.field.clone()))
        }
        Expr::Ident(_) | Expr::Select(_) => column(expression).map(Term::Cell),
        Expr::Call(call) if call.target.is_none() => {
            match (call.func_name.as_str(), &call.args[..]) {
                (operators::ADD, [left, right]) => {
                    Ok(Term::Add(Box::new(term(left)?), Box::new(term(right)?)))
                }
                (operators::SUBSTRACT, [left, right]) => Ok(Term::Subtract(
                    Box::new(term(left)?),
                    Box::new(term(right)?),
                )),
                (operators::MULTIPLY, [left, right]) => Ok(Term::Multiply(
                    Box::new(term(left)?),
                    Box::new(term(right)?),
                )),
                ("sum", [list]) => Ok(Term::Sum(vec![column(list)?])),
                _ => Err(not_a_term()),
            }
        }
        _ => Err(not_a_term()),
    }
}

fn column(expression: &IdedExpr) -> Result<ColumnName, Text> {
    match &expression.expr {
        Expr::Ident(column) => Ok(ColumnName {
            table: None,
            column: column.clone(),
        }),
        Expr::Select(select) if !select.test => match &select.operand.expr {
            Expr::Ident(table) => Ok(ColumnName {
                table: Some(table.clone()),
                column: select.field.clone(),
            }),
            _ => Err(not_a_term()),
        },
        _ => Err(not_a_term()),
    }
}

fn is_params(expression: &IdedExpr) -> bool {
    matches!(&expression.expr, Expr::Ident(name) if name == "params")
}

fn not_a_comparison() -> Text {
    Text::new(
        "điều kiện phải là một phép so sánh: ==, !=, <, <=, > hoặc >=",
        "the check must be one comparison: ==, !=, <, <=, > or >=",
    )
}

fn not_a_term() -> Text {
    Text::new(
        "chỉ dùng cột (c3, R1.c3), sum(cột), params.x, số nguyên và + - *",
        "only columns (c3, R1.c3), sum(column), params.x, whole numbers and + - * may stand here",
    )
}
