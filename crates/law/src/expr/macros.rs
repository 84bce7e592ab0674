//! Recognises what the parser made of `exists`, `all`, `exists_one`, `filter` and `map`.
//!
//! The `cel` crate hands macros over as general comprehensions. Only the five shapes that its own
//! macros expand to are known here; any other comprehension is refused by the checker.

use super::Quantifier;
use cel::common::ast::{ComprehensionExpr, Expr, LiteralValue, operators};
use cel::parser::Expression;

/// A macro call: `range.name(variable, …)`.
#[derive(Debug)]
pub(super) struct Macro<'a> {
    pub(super) range: &'a Expression,
    pub(super) variable: &'a str,
    pub(super) body: Body<'a>,
}

/// What the macro does with each element.
#[derive(Debug)]
pub(super) enum Body<'a> {
    /// `exists`, `all`, `exists_one`.
    Quantify(Quantifier, &'a Expression),
    /// `filter(v, predicate)`.
    Filter(&'a Expression),
    /// `map(v, transform)` or `map(v, filter, transform)`.
    Map {
        filter: Option<&'a Expression>,
        transform: &'a Expression,
    },
}

/// The macro that `comprehension` was written as; none when it is none of them.
pub(super) fn recognise(comprehension: &ComprehensionExpr) -> Option<Macro<'_>> {
    if comprehension.iter_var2.is_some() {
        return None;
    }
    Some(Macro {
        range: &comprehension.iter_range,
        variable: &comprehension.iter_var,
        body: quantifier(comprehension).or_else(|| list(comprehension))?,
    })
}

fn quantifier(comprehension: &ComprehensionExpr) -> Option<Body<'_>> {
    let step = &comprehension.loop_step;
    let initial = literal(&comprehension.accu_init)?;
    let (quantifier, predicate) = match initial {
        LiteralValue::Boolean(start) => {
            is_accumulator(comprehension, &comprehension.result).then_some(())?;
            let (quantifier, operator) = if *start.inner() {
                (Quantifier::All, operators::LOGICAL_AND)
            } else {
                (Quantifier::Exists, operators::LOGICAL_OR)
            };
            match call(step, operator)? {
                [accumulator, predicate] if is_accumulator(comprehension, accumulator) => {
                    (quantifier, predicate)
                }
                _ => return None,
            }
        }
        LiteralValue::Int(start) if *start.inner() == 0 => {
            is_with_one(comprehension, &comprehension.result, operators::EQUALS).then_some(())?;
            match call(step, operators::CONDITIONAL)? {
                [predicate, more, same]
                    if is_with_one(comprehension, more, operators::ADD)
                        && is_accumulator(comprehension, same) =>
                {
                    (Quantifier::ExistsOne, predicate)
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(Body::Quantify(quantifier, predicate))
}

fn list(comprehension: &ComprehensionExpr) -> Option<Body<'_>> {
    let starts_empty =
        matches!(&comprehension.accu_init.expr, Expr::List(list) if list.elements.is_empty());
    if !starts_empty || !is_accumulator(comprehension, &comprehension.result) {
        return None;
    }
    let step = &comprehension.loop_step;
    match call(step, operators::CONDITIONAL) {
        None => Some(Body::Map {
            filter: None,
            transform: appended(comprehension, step)?,
        }),
        Some([predicate, more, same]) if is_accumulator(comprehension, same) => {
            let transform = appended(comprehension, more)?;
            // `map(v, p, v)` expands to the same as `filter(v, p)`, and means the same.
            let element = matches!(&transform.expr, Expr::Ident(n) if *n == comprehension.iter_var);
            Some(if element {
                Body::Filter(predicate)
            } else {
                Body::Map {
                    filter: Some(predicate),
                    transform,
                }
            })
        }
        Some(_) => None,
    }
}

/// The one `x` of `accumulator + [x]`.
fn appended<'a>(comprehension: &ComprehensionExpr, step: &'a Expression) -> Option<&'a Expression> {
    match call(step, operators::ADD)? {
        [accumulator, items] if is_accumulator(comprehension, accumulator) => match &items.expr {
            Expr::List(list) if list.optional_indices.is_empty() => match &list.elements[..] {
                [item] => Some(item),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// `accumulator OPERATOR 1`.
fn is_with_one(comprehension: &ComprehensionExpr, expr: &Expression, operator: &str) -> bool {
    matches!(
        call(expr, operator),
        Some([accumulator, one])
            if is_accumulator(comprehension, accumulator)
                && matches!(literal(one), Some(LiteralValue::Int(one)) if *one.inner() == 1)
    )
}

fn is_accumulator(comprehension: &ComprehensionExpr, expr: &Expression) -> bool {
    matches!(&expr.expr, Expr::Ident(name) if *name == comprehension.accu_var)
}

fn literal(expr: &Expression) -> Option<&LiteralValue> {
    match &expr.expr {
        Expr::Literal(literal) => Some(literal),
        _ => None,
    }
}

/// The arguments when `expr` calls the global function or operator `name`.
fn call<'a>(expr: &'a Expression, name: &str) -> Option<&'a [Expression]> {
    match &expr.expr {
        Expr::Call(call) if call.func_name == name && call.target.is_none() => Some(&call.args),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cel::Program;

    fn shape(source: &str) -> String {
        let program = Program::compile(source).unwrap();
        let Expr::Comprehension(comprehension) = &program.expression().expr else {
            panic!("{source} is no macro");
        };
        let Some(found) = recognise(comprehension) else {
            return "unknown".to_owned();
        };
        let name = |expr: &Expression| match &expr.expr {
            Expr::Ident(name) => name.clone(),
            other => format!("{other:?}"),
        };
        let body = match found.body {
            Body::Quantify(quantifier, predicate) => format!("{quantifier:?} {}", name(predicate)),
            Body::Filter(predicate) => format!("filter {}", name(predicate)),
            Body::Map { filter, transform } => {
                format!("map {:?} {}", filter.map(name), name(transform))
            }
        };
        format!("{} {} {body}", name(found.range), found.variable)
    }

    #[test]
    fn each_macro_is_recognised() {
        assert_eq!(shape("list.exists(v, p)"), "list v Exists p");
        assert_eq!(shape("list.all(v, p)"), "list v All p");
        assert_eq!(shape("list.exists_one(v, p)"), "list v ExistsOne p");
        assert_eq!(shape("list.existsOne(v, p)"), "list v ExistsOne p");
        assert_eq!(shape("list.filter(v, p)"), "list v filter p");
        assert_eq!(shape("list.map(v, t)"), "list v map None t");
        assert_eq!(shape("list.map(v, p, t)"), r#"list v map Some("p") t"#);
        assert_eq!(shape("list.map(v, p, v)"), "list v filter p");
        assert_eq!(shape("list.map(v, v)"), "list v map None v");
    }

    #[test]
    fn other_comprehensions_are_not() {
        let program = Program::compile("list.exists(v, p)").unwrap();
        let Expr::Comprehension(exists) = &program.expression().expr else {
            panic!("a macro");
        };
        let mut two_variables = exists.clone();
        two_variables.iter_var2 = Some("k".into());
        assert!(recognise(&two_variables).is_none());
        let mut other_result = exists.clone();
        other_result.result = other_result.iter_range.clone();
        assert!(recognise(&other_result).is_none());
        let mut other_start = exists.clone();
        other_start.accu_init = other_start.iter_range.clone();
        assert!(recognise(&other_start).is_none());
        let mut other_step = exists.clone();
        other_step.loop_step = other_step.loop_cond.clone();
        assert!(recognise(&other_step).is_none());
    }
}
