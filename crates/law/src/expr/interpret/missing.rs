//! Which absent facts kept a formula from having a result.
//!
//! Evaluation stops at the first; an official wants to know them all. So the expression is walked,
//! part by part: where a part has a result nothing is missing for it, where it has none its own
//! parts are asked.

use super::values::MEMBER;
use crate::expr::macros::{Body, recognise};
use crate::expr::scope::Shape;
use crate::expr::{Absent, Scope};
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, SelectExpr, operators};
use cel::common::types::{CelBool, CelInt, CelString};
use cel::common::value::{CowVal, Val};
use cel::parser::Expression;
use cel::{Context, Value};
use std::collections::BTreeSet;

/// The facts whose absence kept `expr` from having a result, in order.
pub(super) fn absent(expr: &Expression, context: &Context<'_, '_>, scope: &Scope) -> Vec<Absent> {
    let mut search = Search {
        scope,
        found: BTreeSet::new(),
    };
    search.walk(expr, context);
    search.found.into_iter().collect()
}

/// The place in the household of the member that `value` is; none when it is no member.
pub(super) fn member_place(value: &dyn Val) -> Option<usize> {
    let place = value.as_indexer()?.get(&CelString::from(MEMBER)).ok()?;
    usize::try_from(*place.downcast_ref::<CelInt>()?.inner()).ok()
}

pub(super) fn is_true(value: &CowVal<'_, '_>) -> bool {
    matches!(value.downcast_ref::<CelBool>(), Some(value) if *value.inner())
}

struct Search<'a> {
    scope: &'a Scope,
    found: BTreeSet<Absent>,
}

impl Search<'_> {
    fn walk(&mut self, expr: &Expression, context: &Context<'_, '_>) {
        if Value::resolve_val(expr, context).is_ok() {
            return;
        }
        match &expr.expr {
            Expr::Ident(name) => self.name(name),
            Expr::Select(select) => self.select(select, context),
            Expr::Call(call) => self.call(call, context),
            Expr::Comprehension(comprehension) => self.elements(comprehension, context),
            Expr::List(list) => list.elements.iter().for_each(|e| self.walk(e, context)),
            Expr::Literal(_) | Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {}
        }
    }

    /// A name that stands for nothing: a fact of a flat scope, or members not listed.
    fn name(&mut self, name: &str) {
        match &self.scope.shape {
            Shape::Flat(schema) => {
                self.found.extend(schema.index(name).map(Absent::Household));
            }
            Shape::Survey { .. } if name == "members" => {
                self.found.insert(Absent::Members);
            }
            Shape::Survey { .. } => {}
        }
    }

    fn select(&mut self, select: &SelectExpr, context: &Context<'_, '_>) {
        let Expr::Ident(base) = &select.operand.expr else {
            return;
        };
        let member = context
            .get_variable(base)
            .and_then(|value| member_place(value.as_ref()));
        let field = select.field.as_str();
        let absent = match (member, &self.scope.shape) {
            (Some(place), Shape::Survey { member, .. }) => {
                member.index(field).map(|fact| Absent::Member {
                    member: place,
                    fact,
                })
            }
            // Only a parameter that depends on the area can be absent, and only for want of it.
            _ if base == "params" => self.scope.household().index("area").map(Absent::Household),
            _ => self.scope.household().index(field).map(Absent::Household),
        };
        self.found.extend(absent);
    }

    fn call(&mut self, call: &CallExpr, context: &Context<'_, '_>) {
        if let (operators::CONDITIONAL, [condition, then, otherwise]) =
            (call.func_name.as_str(), &call.args[..])
        {
            match Value::resolve_val(condition, context) {
                Err(_) => self.walk(condition, context),
                Ok(value) if is_true(&value) => self.walk(then, context),
                Ok(_) => self.walk(otherwise, context),
            }
            return;
        }
        if let Some(target) = &call.target {
            self.walk(target, context);
        }
        for argument in &call.args {
            self.walk(argument, context);
        }
    }

    fn elements(&mut self, comprehension: &ComprehensionExpr, context: &Context<'_, '_>) {
        let Ok(range) = Value::resolve_val(&comprehension.iter_range, context) else {
            self.walk(&comprehension.iter_range, context);
            return;
        };
        let (Some(found), Some(list)) = (recognise(comprehension), range.as_iterable()) else {
            return;
        };
        let mut items = list.iter();
        while let Some(item) = items.next() {
            let mut inner = context.new_inner_scope();
            inner.add_variable_as_val(found.variable, item.clone_as_boxed());
            match &found.body {
                Body::Quantify(_, predicate) | Body::Filter(predicate) => {
                    self.walk(predicate, &inner);
                }
                Body::Map { filter, transform } => {
                    let kept = filter.is_none_or(|filter| {
                        self.walk(filter, &inner);
                        Value::resolve_val(filter, &inner).is_ok_and(|value| is_true(&value))
                    });
                    if kept {
                        self.walk(transform, &inner);
                    }
                }
            }
        }
    }
}
