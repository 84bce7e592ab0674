//! The functions formulas have beside CEL's own: `sum`, `min`, `max` of a list of numbers.

use cel::common::ast::{EntryExpr, Expr};
use cel::common::types::{CelDouble, CelInt, LIST_TYPE};
use cel::common::value::{CowVal, Val};
use cel::parser::Expression;
use cel::{Env, ExecutionError};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

/// CEL's standard library and these functions.
pub(super) static ENVIRONMENT: LazyLock<Arc<Env>> = LazyLock::new(|| {
    let mut environment = Env::stdlib();
    for (name, function) in [
        ("sum", sum as cel::common::functions::Function),
        (DECIMAL_SUM, decimal_sum),
        ("min", min),
        ("max", max),
    ] {
        environment
            .add_overload(name, name, vec![LIST_TYPE], function)
            .expect("CEL's standard library has no function of these names");
    }
    Arc::new(environment)
});

/// Message of the error that `min` and `max` of no numbers give.
pub(super) const EMPTY: &str = "empty list";

/// What `sum` over decimals is called in a checked expression. An empty list does not show the
/// type of its elements, and the sum must; `@` keeps the name out of what can be written.
const DECIMAL_SUM: &str = "@sum_decimal";

/// Gives the calls of `sum` with these ids the name under which an empty sum is 0.0.
pub(in crate::expr) fn name_decimal_sums(expr: &mut Expression, ids: &BTreeSet<u64>) {
    if ids.is_empty() {
        return;
    }
    match &mut expr.expr {
        Expr::Call(call) => {
            if ids.contains(&expr.id) {
                DECIMAL_SUM.clone_into(&mut call.func_name);
            }
            call.target
                .iter_mut()
                .map(|target| &mut **target)
                .chain(&mut call.args)
                .for_each(|part| name_decimal_sums(part, ids));
        }
        Expr::Comprehension(comprehension) => {
            for part in [
                &mut comprehension.iter_range,
                &mut comprehension.accu_init,
                &mut comprehension.loop_cond,
                &mut comprehension.loop_step,
                &mut comprehension.result,
            ] {
                name_decimal_sums(part, ids);
            }
        }
        Expr::List(list) => list
            .elements
            .iter_mut()
            .for_each(|part| name_decimal_sums(part, ids)),
        Expr::Select(select) => name_decimal_sums(&mut select.operand, ids),
        Expr::Map(map) => {
            for entry in &mut map.entries {
                if let EntryExpr::MapEntry(entry) = &mut entry.expr {
                    name_decimal_sums(&mut entry.key, ids);
                    name_decimal_sums(&mut entry.value, ids);
                }
            }
        }
        Expr::Unspecified | Expr::Ident(_) | Expr::Literal(_) | Expr::Struct(_) => {}
    }
}

type Result<'b, 'v> = std::result::Result<CowVal<'b, 'v>, ExecutionError>;

fn sum<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<'b, 'v> {
    total(arguments, Box::new(CelInt::from(0)))
}

fn decimal_sum<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<'b, 'v> {
    total(arguments, Box::new(CelDouble::from(0.0)))
}

fn min<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<'b, 'v> {
    extreme(arguments, "min", Ordering::Less)
}

fn max<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<'b, 'v> {
    extreme(arguments, "max", Ordering::Greater)
}

/// Adds the elements in order with CEL's own `+`, which fails on overflow.
fn total<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>, start: Box<dyn Val + 'v>) -> Result<'b, 'v> {
    let mut total = start;
    for item in items(arguments)? {
        total = total
            .as_adder()
            .ok_or_else(not_numbers)?
            .add(item.as_ref())?
            .into_owned();
    }
    Ok(CowVal::Owned(total))
}

/// The first of the elements that no other comes before (or after), by CEL's own order.
fn extreme<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>, name: &str, better: Ordering) -> Result<'b, 'v> {
    let items = items(arguments)?;
    let mut items = items.iter();
    let mut best = items
        .next()
        .ok_or_else(|| ExecutionError::function_error(name, EMPTY))?;
    for item in items {
        let comparer = item.as_comparer().ok_or_else(not_numbers)?;
        if comparer.compare(best.as_ref())? == better {
            best = item;
        }
    }
    Ok(CowVal::Owned(best.clone()))
}

fn items<'v>(
    arguments: Vec<CowVal<'_, 'v>>,
) -> std::result::Result<Vec<Box<dyn Val + 'v>>, ExecutionError> {
    let list = arguments.into_iter().next().ok_or_else(not_numbers)?;
    let list = list.as_iterable().ok_or_else(not_numbers)?;
    let mut iterator = list.iter();
    let mut items = Vec::new();
    while let Some(item) = iterator.next() {
        items.push(item.clone_as_boxed());
    }
    Ok(items)
}

fn not_numbers() -> ExecutionError {
    ExecutionError::function_error("sum, min, max", "not a list of numbers")
}
