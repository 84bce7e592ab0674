//! Facts and parameters as the `cel` crate sees them, borrowed from the records: codes as strings,
//! sets as lists of strings, absent facts as absent fields.

use crate::expr::scope::Shape;
use crate::expr::{Facts, Param, ParamValue, Params, Scope};
use crate::facts::{CodePositions, Schema, Type, Value};
use cel::ExecutionError;
use cel::common::traits::Indexer;
use cel::common::types::{
    CelBool, CelDouble, CelInt, CelList, CelString, MAP_TYPE, Type as CelType,
};
use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;

/// Field under which a member tells its place in the household; `@` keeps it out of formulas.
pub(super) const MEMBER: &str = "@member";

/// What the names of a formula stand for, for one household.
#[derive(Debug)]
pub(super) struct Names<'a> {
    flat: bool,
    household: Row<'a>,
    members: Option<CelList<'a>>,
    params: ParamRow<'a>,
}

impl<'a> Names<'a> {
    pub(super) fn new(scope: &'a Scope, facts: Facts<'a>) -> Self {
        let codes = &*scope.codes;
        let household = Row {
            schema: scope.household(),
            codes,
            values: facts.household,
            member: None,
        };
        let members = match (&scope.shape, facts.members) {
            (Shape::Survey { member, .. }, Some(members)) => {
                Some(member_list(member, codes, members))
            }
            _ => None,
        };
        Self {
            flat: matches!(scope.shape, Shape::Flat(_)),
            params: ParamRow {
                params: &scope.params,
                area: household.area(),
            },
            household,
            members,
        }
    }
}

fn member_list<'a>(
    schema: &'a Schema,
    codes: &'a dyn CodePositions,
    members: &'a [Vec<Option<Value>>],
) -> CelList<'a> {
    let rows: Vec<Box<dyn Val + 'a>> = members
        .iter()
        .zip(0..)
        .map(|(values, place)| -> Box<dyn Val + 'a> {
            Box::new(Row {
                schema,
                codes,
                values,
                member: Some(place),
            })
        })
        .collect();
    CelList::from(rows)
}

impl VariableResolver for Names<'_> {
    fn resolve<'b>(&'b self, name: &str) -> Option<CowVal<'b, 'b>> {
        match name {
            "params" => Some(CowVal::Borrowed(&self.params)),
            _ if self.flat => self.household.fact(name),
            "household" => Some(CowVal::Borrowed(&self.household)),
            "members" => self
                .members
                .as_ref()
                .map(|list| CowVal::Borrowed(list as _)),
            _ => None,
        }
    }
}

/// A household or a member.
#[derive(Debug, Clone, Copy)]
struct Row<'a> {
    schema: &'a Schema,
    codes: &'a dyn CodePositions,
    values: &'a [Option<Value>],
    member: Option<i64>,
}

impl<'a> Row<'a> {
    fn fact<'b, 'v>(&self, name: &str) -> Option<CowVal<'b, 'v>>
    where
        'a: 'v,
    {
        let index = self.schema.index(name)?;
        let value = (*self.values.get(index)?)?;
        let kind = &self.schema.fact(index)?.kind;
        Some(match (value, kind) {
            (Value::Bool(value), _) => CowVal::owned(CelBool::from(value)),
            (Value::Int(value), _) => CowVal::owned(CelInt::from(value)),
            (Value::Decimal(value), _) => CowVal::owned(CelDouble::from(value)),
            (Value::Code(position), Type::Code(list)) => {
                CowVal::owned(CelString::from(self.codes.code(list, position)?))
            }
            (Value::Set(mask), Type::Set(list)) => CowVal::owned(self.set(list, mask)),
            // A value of another type than its fact: records are checked where they are made.
            (Value::Code(_) | Value::Set(_), _) => return None,
        })
    }

    fn set(&self, list: &str, mask: u64) -> CelList<'a> {
        let codes: Vec<Box<dyn Val + 'a>> = (0..64)
            .filter(|position| mask >> position & 1 == 1)
            .filter_map(|position| self.codes.code(list, position))
            .map(|code| -> Box<dyn Val + 'a> { Box::new(CelString::from(code)) })
            .collect();
        CelList::from(codes)
    }

    /// The code of the fact `area`.
    fn area(&self) -> Option<&'a str> {
        let index = self.schema.index("area")?;
        match (self.values.get(index)?, &self.schema.fact(index)?.kind) {
            (Some(Value::Code(position)), Type::Code(list)) => self.codes.code(list, *position),
            _ => None,
        }
    }
}

/// `params`, for a household of one area.
#[derive(Debug, Clone, Copy)]
struct ParamRow<'a> {
    params: &'a Params,
    area: Option<&'a str>,
}

impl<'a> ParamRow<'a> {
    fn param(&self, name: &str) -> Option<&'a ParamValue> {
        match self.params.get(name)? {
            Param::Same(value) => Some(value),
            Param::ByArea(values) => values.get(self.area?),
        }
    }
}

fn param_value<'v>(value: &'v ParamValue) -> Box<dyn Val + 'v> {
    match value {
        ParamValue::Bool(value) => Box::new(CelBool::from(*value)),
        ParamValue::Int(value) => Box::new(CelInt::from(*value)),
        ParamValue::Decimal(value) => Box::new(CelDouble::from(*value)),
        ParamValue::Code(code) => Box::new(CelString::from(code.as_str())),
        ParamValue::List(values) => {
            let values: Vec<Box<dyn Val + 'v>> = values.iter().map(param_value).collect();
            Box::new(CelList::from(values))
        }
    }
}

impl Indexer for Row<'_> {
    fn get<'b, 'v>(&'b self, key: &dyn Val) -> Result<CowVal<'b, 'v>, ExecutionError>
    where
        Self: 'v,
    {
        let name = field(key);
        match (name, self.member) {
            (MEMBER, Some(place)) => Some(CowVal::owned(CelInt::from(place))),
            _ => self.fact(name),
        }
        .ok_or_else(|| ExecutionError::no_such_key(name))
    }

    fn steal<'v>(self: Box<Self>, key: &dyn Val) -> Result<Box<dyn Val + 'v>, ExecutionError>
    where
        Self: 'v,
    {
        self.get(key).map(CowVal::into_owned)
    }
}

impl Indexer for ParamRow<'_> {
    fn get<'b, 'v>(&'b self, key: &dyn Val) -> Result<CowVal<'b, 'v>, ExecutionError>
    where
        Self: 'v,
    {
        let name = field(key);
        self.param(name)
            .map(|value| CowVal::Owned(param_value(value)))
            .ok_or_else(|| ExecutionError::no_such_key(name))
    }

    fn steal<'v>(self: Box<Self>, key: &dyn Val) -> Result<Box<dyn Val + 'v>, ExecutionError>
    where
        Self: 'v,
    {
        self.get(key).map(CowVal::into_owned)
    }
}

fn field(key: &dyn Val) -> &str {
    key.downcast_ref::<CelString<'_>>()
        .map_or("", CelString::inner)
}

/// Both rows are maps to CEL: fields by name, an absent one reported as such.
macro_rules! map_value {
    ($row:ident) => {
        impl Val for $row<'_> {
            fn get_type(&self) -> &CelType {
                <Self as Val>::cel_type()
            }

            fn cel_type() -> &'static CelType {
                &MAP_TYPE
            }

            fn as_indexer<'b, 'v>(&'b self) -> Option<&'b (dyn Indexer + 'v)>
            where
                Self: 'v,
            {
                Some(self)
            }

            fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v>
            where
                Self: 'v,
            {
                Box::new(*self)
            }
        }
    };
}

map_value!(Row);
map_value!(ParamRow);
