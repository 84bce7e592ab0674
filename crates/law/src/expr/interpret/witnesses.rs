//! Which members make a formula true.

use super::missing::{is_true, member_place};
use super::values::Names;
use crate::expr::macros::{Body, recognise};
use crate::expr::{Facts, Quantifier, Scope};
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, operators};
use cel::parser::Expression;
use cel::{Context, Value};
use std::collections::BTreeSet;

/// The places of the members that make `expr` true, in order.
pub(in crate::expr) fn members_making_true(
    expr: &Expression,
    scope: &Scope,
    facts: Facts<'_>,
) -> Vec<usize> {
    let names = Names::new(scope, facts);
    let mut found = BTreeSet::new();
    condition(expr, &super::context(&names), &mut found);
    found.into_iter().collect()
}

fn condition(expr: &Expression, context: &Context<'_, '_>, found: &mut BTreeSet<usize>) {
    if !Value::resolve_val(expr, context).is_ok_and(|value| is_true(&value)) {
        return;
    }
    match &expr.expr {
        Expr::Comprehension(comprehension) => satisfying(comprehension, context, found),
        Expr::Call(call) => match (call.func_name.as_str(), &call.args[..]) {
            (operators::LOGICAL_AND | operators::LOGICAL_OR, [left, right]) => {
                condition(left, context, found);
                condition(right, context, found);
            }
            // The branch not taken is not the reason, even where it would be true too.
            (operators::CONDITIONAL, [choice, then, otherwise]) => {
                let taken = Value::resolve_val(choice, context).is_ok_and(|v| is_true(&v));
                condition(if taken { then } else { otherwise }, context, found);
            }
            _ => call.args.iter().for_each(|a| counted(a, context, found)),
        },
        _ => {}
    }
}

/// The members for whom the predicate of `members.exists(m, …)` holds.
fn satisfying(
    comprehension: &ComprehensionExpr,
    context: &Context<'_, '_>,
    found: &mut BTreeSet<usize>,
) {
    let Some(Body::Quantify(Quantifier::Exists | Quantifier::ExistsOne, predicate)) =
        recognise(comprehension).map(|found| found.body)
    else {
        return;
    };
    let Ok(range) = Value::resolve_val(&comprehension.iter_range, context) else {
        return;
    };
    let Some(list) = range.as_iterable() else {
        return;
    };
    let mut items = list.iter();
    while let Some(item) = items.next() {
        let mut inner = context.new_inner_scope();
        inner.add_variable_as_val(&comprehension.iter_var, item.clone_as_boxed());
        if Value::resolve_val(predicate, &inner).is_ok_and(|value| is_true(&value)) {
            found.extend(member_place(item));
        }
    }
}

/// The members that `size(members.filter(m, …))` counts, wherever it stands in `expr`.
fn counted(expr: &Expression, context: &Context<'_, '_>, found: &mut BTreeSet<usize>) {
    let Expr::Call(call) = &expr.expr else {
        return;
    };
    let Some(list) = sized_filter(call) else {
        call.args.iter().for_each(|a| counted(a, context, found));
        return;
    };
    let Ok(list) = Value::resolve_val(list, context) else {
        return;
    };
    let Some(list) = list.as_iterable() else {
        return;
    };
    let mut items = list.iter();
    while let Some(item) = items.next() {
        found.extend(member_place(item));
    }
}

/// The filtered list that `call` takes the size of.
fn sized_filter(call: &CallExpr) -> Option<&Expression> {
    let list = match (call.func_name.as_str(), &call.target, &call.args[..]) {
        ("size", None, [list]) => list,
        ("size", Some(list), []) => list,
        _ => return None,
    };
    matches!(&list.expr, Expr::Comprehension(_)).then_some(list)
}
