//! Lists: members, sets, the macros over them, and what is found in them.

use super::calls::yes_or_no;
use super::{Checker, Element, Loop, Typed};
use crate::expr::error::type_name;
use crate::expr::macros::{Body, recognise};
use crate::expr::scope::Shape;
use crate::expr::{
    Aggregation, Comparison, FactRef, Level, List, Param, ParamValue, Plan, Range, Step,
};
use crate::facts::{Type, Value};
use cel::common::ast::{ComprehensionExpr, Expr};
use cel::parser::Expression;
use std::sync::Arc;

impl Checker<'_> {
    /// `list.exists(v, …)`, `all` or `exists_one`.
    pub(super) fn quantified(
        &mut self,
        expr: &Expression,
        comprehension: &ComprehensionExpr,
    ) -> Option<Typed> {
        let Some(found) = recognise(comprehension) else {
            return self.unknown_macro(expr);
        };
        let Body::Quantify(quantifier, predicate) = found.body else {
            return self.refuse(
                expr,
                "filter và map cho danh sách; lấy giá trị bằng size(…), sum(…), min(…), max(…) hoặc .exists(…)",
                "filter and map give a list; make a value of it with size(…), sum(…), min(…), max(…) or .exists(…)",
            );
        };
        let (list, element) = self.list(found.range)?;
        let predicate = self.within(found.variable, element, |checker| {
            checker.expect(predicate, &Type::Bool)
        })?;
        Some(yes_or_no(Plan::Quantify {
            quantifier,
            list,
            predicate: Box::new(predicate),
        }))
    }

    /// Members or a set, filtered and mapped; and what its elements are.
    pub(super) fn list(&mut self, expr: &Expression) -> Option<(List, Element)> {
        match &expr.expr {
            Expr::Ident(name)
                if name == "members"
                    && matches!(self.scope.shape, Shape::Survey { .. })
                    && self.bound(name).is_none() =>
            {
                Some((self.start(Range::Members), Element::Member))
            }
            Expr::Comprehension(comprehension) => self.stepped(expr, comprehension),
            _ => {
                let typed = self.check(expr, None)?;
                if let Type::Set(list) = typed.kind {
                    let range = Range::Set(Box::new(typed.plan));
                    return Some((self.start(range), Element::Value(Type::Code(list))));
                }
                let kind = type_name(&typed.kind);
                self.refuse(
                    expr,
                    format!(
                        "cần một danh sách (members, tập mã, filter, map), nhưng đây là {}",
                        kind.vi
                    ),
                    format!(
                        "needs a list (members, a set, filter, map), but this is {}",
                        kind.en
                    ),
                )
            }
        }
    }

    fn start(&self, range: Range) -> List {
        List {
            depth: self.loops.len(),
            range,
            steps: Vec::new(),
        }
    }

    fn stepped(
        &mut self,
        expr: &Expression,
        comprehension: &ComprehensionExpr,
    ) -> Option<(List, Element)> {
        let Some(found) = recognise(comprehension) else {
            return self.unknown_macro(expr);
        };
        let (filter, transform) = match found.body {
            Body::Filter(predicate) => (Some(predicate), None),
            Body::Map { filter, transform } => (filter, Some(transform)),
            Body::Quantify(..) => {
                return self.refuse(
                    expr,
                    "exists, all, exists_one cho có/không, không phải danh sách",
                    "exists, all and exists_one give yes or no, not a list",
                );
            }
        };
        let (mut list, mut element) = self.list(found.range)?;
        if let Some(predicate) = filter {
            let predicate = self.within(found.variable, element.clone(), |checker| {
                checker.expect(predicate, &Type::Bool)
            })?;
            list.steps.push(Step::Filter(predicate));
        }
        if let Some(transform) = transform {
            let typed = self.within(found.variable, element, |checker| {
                checker.check(transform, None)
            })?;
            list.steps.push(Step::Map(typed.plan));
            element = Element::Value(typed.kind);
        }
        Some((list, element))
    }

    fn unknown_macro<T>(&mut self, expr: &Expression) -> Option<T> {
        self.refuse(
            expr,
            "không hỗ trợ vòng lặp này; có exists, all, exists_one, filter, map với một biến",
            "this loop is not supported; there are exists, all, exists_one, filter, map with one variable",
        )
    }

    /// Checks with `variable` bound to an element.
    fn within<T>(
        &mut self,
        variable: &str,
        element: Element,
        check: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.loops.push(Loop {
            variable: variable.to_owned(),
            element,
        });
        let result = check(self);
        self.loops.pop();
        result
    }

    /// `sum(list)`, `min(list)`, `max(list)`.
    pub(super) fn aggregate(
        &mut self,
        expr: &Expression,
        aggregation: Aggregation,
        list: &Expression,
    ) -> Option<Typed> {
        let (list, element) = self.list(list)?;
        let decimal = match element {
            Element::Value(Type::Int) => false,
            Element::Value(Type::Decimal) => true,
            Element::Value(_) | Element::Member => {
                return self.refuse(
                    expr,
                    "sum, min, max cần danh sách số, ví dụ sum(members.map(m, m.age))",
                    "sum, min and max need a list of numbers, as in sum(members.map(m, m.age))",
                );
            }
        };
        if decimal && aggregation == Aggregation::Sum {
            self.decimal_sums.insert(expr.id);
        }
        Some(Typed {
            plan: Plan::Aggregate {
                aggregation,
                list,
                decimal,
            },
            kind: if decimal { Type::Decimal } else { Type::Int },
        })
    }

    /// `needle in haystack`.
    pub(super) fn membership(
        &mut self,
        expr: &Expression,
        needle: &Expression,
        haystack: &Expression,
    ) -> Option<Typed> {
        match &haystack.expr {
            Expr::List(list) => {
                let needle = self.scalar(expr, needle)?;
                let mut values = Vec::with_capacity(list.elements.len());
                for element in &list.elements {
                    values.push(self.constant(element, &needle.kind));
                }
                let values = values.into_iter().collect::<Option<_>>()?;
                Some(one_of(needle.plan, values))
            }
            Expr::Select(select) if self.is_param(haystack) => {
                self.in_param(expr, needle, haystack, &select.field)
            }
            Expr::Comprehension(_) => {
                let (list, element) = self.list(haystack)?;
                let kind = match element {
                    Element::Value(kind) if !matches!(kind, Type::Set(_)) => kind,
                    Element::Value(_) | Element::Member => {
                        return self.refuse(
                            expr,
                            "chỉ tìm được giá trị đơn; viết .map(m, m.x) để lấy một dữ kiện của nhân khẩu",
                            "only single values can be looked for; write .map(m, m.x) to take one fact of the members",
                        );
                    }
                };
                let needle = self.expect(needle, &kind)?;
                Some(yes_or_no(Plan::InList {
                    needle: Box::new(needle),
                    list,
                }))
            }
            _ => {
                let set = self.check(haystack, None)?;
                let Type::Set(list) = set.kind else {
                    let kind = type_name(&set.kind);
                    return self.refuse(
                        haystack,
                        format!(
                            "bên phải `in` cần danh sách hoặc tập mã, nhưng đây là {}",
                            kind.vi
                        ),
                        format!(
                            "`in` needs a list or a set on its right, but this is {}",
                            kind.en
                        ),
                    );
                };
                let needle = self.expect(needle, &Type::Code(list))?;
                Some(yes_or_no(Plan::InSet {
                    needle: Box::new(needle),
                    set: Box::new(set.plan),
                }))
            }
        }
    }

    fn is_param(&self, expr: &Expression) -> bool {
        matches!(&expr.expr, Expr::Select(select) if !select.test
            && matches!(&select.operand.expr, Expr::Ident(base) if base == "params")
            && self.bound("params").is_none())
    }

    fn in_param(
        &mut self,
        expr: &Expression,
        needle: &Expression,
        haystack: &Expression,
        name: &str,
    ) -> Option<Typed> {
        let params = Arc::clone(&self.scope.params);
        match params.get(name) {
            Some(Param::Same(value)) => {
                let needle = self.scalar(expr, needle)?;
                let values = self.param_list(haystack, name, value, &needle.kind)?;
                Some(one_of(needle.plan, values))
            }
            Some(Param::ByArea(values)) => {
                let needle = self.scalar(expr, needle)?;
                let (area, values) = self.in_order_of_areas(haystack, name, values)?;
                let mut lists = Vec::with_capacity(values.len());
                for value in values {
                    lists.push(self.param_list(haystack, name, value, &needle.kind)?);
                }
                choice_by_area(area, &needle.plan, lists)
            }
            // Reports the unknown parameter.
            None => self.check(haystack, None),
        }
    }

    fn param_list(
        &mut self,
        expr: &Expression,
        name: &str,
        value: &ParamValue,
        kind: &Type,
    ) -> Option<Vec<Value>> {
        let ParamValue::List(values) = value else {
            return self.refuse(
                expr,
                format!("tham số `{name}` không phải danh sách nên không đứng bên phải `in`"),
                format!("the parameter `{name}` is no list and cannot stand to the right of `in`"),
            );
        };
        values
            .iter()
            .map(|value| {
                let typed = self.param_value(expr, name, value, Some(kind))?;
                self.constant_of(expr, &typed, kind)
            })
            .collect()
    }

    /// A value that can be looked for: anything but a set, its type plain from itself.
    fn scalar(&mut self, expr: &Expression, needle: &Expression) -> Option<Typed> {
        let needle = self.check(needle, None)?;
        if matches!(needle.kind, Type::Set(_)) {
            return self.refuse(
                expr,
                "bên trái `in` cần một giá trị đơn, không phải tập mã",
                "`in` needs a single value on its left, not a set",
            );
        }
        Some(needle)
    }

    fn constant(&mut self, expr: &Expression, kind: &Type) -> Option<Value> {
        let typed = self.check(expr, Some(kind))?;
        self.constant_of(expr, &typed, kind)
    }

    fn constant_of(&mut self, expr: &Expression, typed: &Typed, kind: &Type) -> Option<Value> {
        let wanted = Typed {
            plan: Plan::Constant(Value::Bool(false)),
            kind: kind.clone(),
        };
        self.same_type(expr, &wanted, typed)?;
        match typed.plan {
            Plan::Constant(value) => Some(value),
            _ => self.refuse(
                expr,
                "danh sách chỉ gồm hằng số hoặc tham số không theo khu vực",
                "a list holds only constants, or parameters that do not depend on the area",
            ),
        }
    }
}

fn one_of(needle: Plan, values: Vec<Value>) -> Typed {
    yes_or_no(Plan::OneOf {
        needle: Box::new(needle),
        values,
    })
}

/// A choice between lists by the position of the fact `area`, the last for want of another.
fn choice_by_area(area: usize, needle: &Plan, mut lists: Vec<Vec<Value>>) -> Option<Typed> {
    let last = one_of(needle.clone(), lists.pop()?);
    let area = Plan::Fact(FactRef {
        level: Level::Household,
        index: area,
    });
    Some(
        lists
            .into_iter()
            .enumerate()
            .rev()
            .fold(last, |otherwise, (position, values)| {
                let position = u16::try_from(position).unwrap_or(u16::MAX);
                yes_or_no(Plan::If {
                    condition: Box::new(Plan::Compare {
                        comparison: Comparison::Equal,
                        left: Box::new(area.clone()),
                        right: Box::new(Plan::Constant(Value::Code(position))),
                    }),
                    then: Box::new(one_of(needle.clone(), values).plan),
                    otherwise: Box::new(otherwise.plan),
                })
            }),
    )
}
