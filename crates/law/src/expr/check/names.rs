//! Names: loop variables, facts, parameters.

use super::{Checker, Element, Typed};
use crate::expr::error::{suggestion, type_name};
use crate::expr::scope::Shape;
use crate::expr::{FactRef, Level, Param, ParamValue, Plan};
use crate::facts::{Schema, Type, Value};
use cel::common::ast::{Expr, SelectExpr};
use cel::parser::Expression;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Checker<'_> {
    /// The innermost loop that binds `name`: its depth and what it binds.
    pub(super) fn bound(&self, name: &str) -> Option<(usize, Element)> {
        let depth = self.loops.iter().rposition(|l| l.variable == name)?;
        Some((depth, self.loops[depth].element.clone()))
    }

    pub(super) fn name(&mut self, expr: &Expression, name: &str) -> Option<Typed> {
        match self.bound(name) {
            Some((depth, Element::Value(kind))) => {
                return Some(Typed {
                    plan: Plan::Element(depth),
                    kind,
                });
            }
            Some((_, Element::Member)) => {
                return self.refuse(
                    expr,
                    format!("`{name}` là một nhân khẩu; ghi dữ kiện cần dùng, ví dụ {name}.age"),
                    format!("`{name}` is a member; name one of its facts, as in {name}.age"),
                );
            }
            None => {}
        }
        match &self.scope.shape {
            Shape::Flat(schema) => {
                let schema = Arc::clone(schema);
                self.fact(expr, &schema, Level::Household, name, false)
            }
            Shape::Survey { .. } if name == "members" => self.refuse(
                expr,
                "`members` là danh sách nhân khẩu; dùng members.exists(m, …), size(members) …",
                "`members` is the list of members; use members.exists(m, …), size(members) …",
            ),
            Shape::Survey { .. } => {
                let meant = suggestion(name, ["household", "members", "params"]);
                self.refuse(
                    expr,
                    format!(
                        "không có tên `{name}`; dữ kiện của hộ viết household.{name}{}",
                        meant.vi
                    ),
                    format!(
                        "there is no `{name}`; a fact of the household is written household.{name}{}",
                        meant.en
                    ),
                )
            }
        }
    }

    /// `base.field`, or `has(base.field)` when the select is a test.
    pub(super) fn select(
        &mut self,
        expr: &Expression,
        select: &SelectExpr,
        hint: Option<&Type>,
    ) -> Option<Typed> {
        let field = select.field.as_str();
        let Expr::Ident(base) = &select.operand.expr else {
            return self.no_such_base(expr, field);
        };
        match (self.bound(base), &self.scope.shape, base.as_str()) {
            (Some((depth, Element::Member)), Shape::Survey { member, .. }, _) => {
                let member = Arc::clone(member);
                self.fact(expr, &member, Level::Member(depth), field, select.test)
            }
            (None, _, "params") if !select.test => self.param(expr, field, hint),
            (None, Shape::Survey { household, .. }, "household") => {
                let household = Arc::clone(household);
                self.fact(expr, &household, Level::Household, field, select.test)
            }
            _ => self.no_such_base(expr, field),
        }
    }

    fn no_such_base(&mut self, expr: &Expression, field: &str) -> Option<Typed> {
        let (vi, en) = match &self.scope.shape {
            Shape::Survey { .. } => (
                format!("`.{field}` chỉ viết sau household, params hoặc biến nhân khẩu"),
                format!("`.{field}` follows only household, params or a member's variable"),
            ),
            Shape::Flat(_) => (
                format!("ở đây dữ kiện viết bằng tên trần; `.{field}` chỉ viết sau params"),
                format!("facts go by their bare name here; `.{field}` follows only params"),
            ),
        };
        self.refuse(expr, vi, en)
    }

    fn fact(
        &mut self,
        expr: &Expression,
        schema: &Schema,
        level: Level,
        name: &str,
        test: bool,
    ) -> Option<Typed> {
        let Some(index) = schema.index(name) else {
            let meant = suggestion(name, schema.facts().iter().map(|f| f.name.as_str()));
            let scope = schema.scope();
            return self.refuse(
                expr,
                format!(
                    "không có dữ kiện `{name}` trong phạm vi `{scope}`{}",
                    meant.vi
                ),
                format!(
                    "there is no fact `{name}` in the scope `{scope}`{}",
                    meant.en
                ),
            );
        };
        let fact = FactRef { level, index };
        Some(if test {
            Typed {
                plan: Plan::Has(fact),
                kind: Type::Bool,
            }
        } else {
            Typed {
                plan: Plan::Fact(fact),
                kind: schema.facts()[index].kind.clone(),
            }
        })
    }

    fn param(&mut self, expr: &Expression, name: &str, hint: Option<&Type>) -> Option<Typed> {
        let params = Arc::clone(&self.scope.params);
        match params.get(name) {
            None => {
                let meant = suggestion(name, params.keys().map(String::as_str));
                self.refuse(
                    expr,
                    format!("không có tham số `{name}`{}", meant.vi),
                    format!("there is no parameter `{name}`{}", meant.en),
                )
            }
            Some(Param::Same(value)) => self.param_value(expr, name, value, hint),
            Some(Param::ByArea(values)) => {
                let (area, values) = self.in_order_of_areas(expr, name, values)?;
                let mut plans = Vec::with_capacity(values.len());
                let mut kind: Option<Type> = None;
                for value in values {
                    let typed = self.param_value(expr, name, value, hint)?;
                    if kind.as_ref().is_some_and(|kind| *kind != typed.kind) {
                        return self.refuse(
                            expr,
                            format!("tham số `{name}` có kiểu khác nhau giữa các khu vực"),
                            format!("the parameter `{name}` is of different types by area"),
                        );
                    }
                    kind = Some(typed.kind);
                    let Plan::Constant(value) = typed.plan else {
                        return None;
                    };
                    plans.push(value);
                }
                Some(Typed {
                    plan: Plan::ByArea {
                        area,
                        values: plans,
                    },
                    kind: kind?,
                })
            }
        }
    }

    pub(super) fn param_value(
        &mut self,
        expr: &Expression,
        name: &str,
        value: &ParamValue,
        hint: Option<&Type>,
    ) -> Option<Typed> {
        let (value, kind) = match value {
            ParamValue::Bool(value) => (Value::Bool(*value), Type::Bool),
            ParamValue::Int(value) => (Value::Int(*value), Type::Int),
            ParamValue::Decimal(value) => (Value::Decimal(*value), Type::Decimal),
            ParamValue::Code(code) => return self.code(expr, code, hint),
            ParamValue::List(_) => {
                return self.refuse(
                    expr,
                    format!("tham số `{name}` là danh sách, chỉ đứng bên phải `in`"),
                    format!(
                        "the parameter `{name}` is a list: it stands only to the right of `in`"
                    ),
                );
            }
        };
        Some(Typed {
            plan: Plan::Constant(value),
            kind,
        })
    }

    /// The fact `area` of the household, and a value for each code of its list.
    pub(super) fn in_order_of_areas<'v>(
        &mut self,
        expr: &Expression,
        name: &str,
        values: &'v BTreeMap<String, ParamValue>,
    ) -> Option<(usize, Vec<&'v ParamValue>)> {
        let schema = self.scope.household();
        let area = schema.index("area");
        let kind = area.and_then(|area| schema.fact(area)).map(|f| &f.kind);
        let (Some(area), Some(Type::Code(list))) = (area, kind) else {
            let scope = schema.scope().to_owned();
            return self.refuse(
                expr,
                format!("tham số `{name}` theo khu vực, nhưng phạm vi `{scope}` không có dữ kiện `area`"),
                format!("the parameter `{name}` depends on the area, but the scope `{scope}` has no fact `area`"),
            );
        };
        let codes = Arc::clone(&self.scope.codes);
        let length = u16::try_from(codes.len(list).unwrap_or(0)).unwrap_or(u16::MAX);
        let areas: Vec<&str> = (0..length).filter_map(|p| codes.code(list, p)).collect();
        if let Some(unknown) = values.keys().find(|key| !areas.contains(&key.as_str())) {
            return self.refuse(
                expr,
                format!("tham số `{name}` có giá trị cho khu vực lạ `{unknown}`"),
                format!("the parameter `{name}` has a value for an unknown area `{unknown}`"),
            );
        }
        let mut ordered = Vec::with_capacity(areas.len());
        for code in areas {
            let Some(value) = values.get(code) else {
                return self.refuse(
                    expr,
                    format!("tham số `{name}` thiếu giá trị cho khu vực `{code}`"),
                    format!("the parameter `{name}` lacks a value for the area `{code}`"),
                );
            };
            ordered.push(value);
        }
        Some((area, ordered))
    }

    /// Whether `expr` is a code whose list only its surroundings tell.
    pub(super) fn is_code_text(&self, expr: &Expression) -> bool {
        match &expr.expr {
            Expr::Literal(cel::common::ast::LiteralValue::String(_)) => true,
            Expr::Select(select) => {
                let base = matches!(&select.operand.expr, Expr::Ident(base)
                    if base == "params" && self.bound(base).is_none());
                base && match self.scope.params.get(&select.field) {
                    Some(Param::Same(value)) => matches!(value, ParamValue::Code(_)),
                    Some(Param::ByArea(values)) => {
                        values.values().any(|v| matches!(v, ParamValue::Code(_)))
                    }
                    None => false,
                }
            }
            Expr::Call(call) => match &call.args[..] {
                [_, then, otherwise]
                    if call.func_name == cel::common::ast::operators::CONDITIONAL =>
                {
                    self.is_code_text(then) && self.is_code_text(otherwise)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Refuses two values of different types where one type is needed.
    pub(super) fn same_type(
        &mut self,
        expr: &Expression,
        one: &Typed,
        other: &Typed,
    ) -> Option<()> {
        if one.kind == other.kind {
            return Some(());
        }
        let (left, right) = (type_name(&one.kind), type_name(&other.kind));
        let advice = super::mixing_advice(&one.kind, &other.kind);
        self.refuse(
            expr,
            format!("hai vế khác kiểu: {} và {}{}", left.vi, right.vi, advice.vi),
            format!(
                "the two sides differ in type: {} and {}{}",
                left.en, right.en, advice.en
            ),
        )
    }
}
