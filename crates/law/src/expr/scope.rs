//! What a formula may name: facts, members, parameters and code lists.

use crate::facts::{CodePositions, Schema};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What stands behind the names of a formula. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Scope {
    pub(crate) shape: Shape,
    pub(crate) params: Arc<Params>,
    pub(crate) codes: Arc<dyn CodePositions>,
}

/// How facts are named.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// `household.x` and `members`.
    Survey {
        household: Arc<Schema>,
        member: Arc<Schema>,
    },
    /// Facts by bare name.
    Flat(Arc<Schema>),
}

impl Scope {
    /// A scope of `household.x`, `members` and `params.x`.
    #[must_use]
    pub fn survey(
        household: Arc<Schema>,
        member: Arc<Schema>,
        codes: Arc<dyn CodePositions>,
    ) -> Self {
        Self {
            shape: Shape::Survey { household, member },
            params: Arc::default(),
            codes,
        }
    }

    /// A scope of facts by bare name and `params.x`.
    #[must_use]
    pub fn flat(schema: Arc<Schema>, codes: Arc<dyn CodePositions>) -> Self {
        Self {
            shape: Shape::Flat(schema),
            params: Arc::default(),
            codes,
        }
    }

    /// The same scope with `params.x` for each of `params`.
    #[must_use]
    pub fn with_params(mut self, params: Params) -> Self {
        self.params = Arc::new(params);
        self
    }

    /// The facts of the household, or of the assessed row in a flat scope.
    #[must_use]
    pub const fn household(&self) -> &Arc<Schema> {
        match &self.shape {
            Shape::Survey { household, .. } => household,
            Shape::Flat(schema) => schema,
        }
    }

    /// The facts of a member; none in a flat scope.
    #[must_use]
    pub const fn member(&self) -> Option<&Arc<Schema>> {
        match &self.shape {
            Shape::Survey { member, .. } => Some(member),
            Shape::Flat(_) => None,
        }
    }
}

/// Parameters by the name after `params.`.
pub type Params = BTreeMap<String, Param>;

/// A parameter of a formula: a value of the law on a given day.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// One value for all.
    Same(ParamValue),
    /// A value for each code of the list of the fact `area`.
    ByArea(BTreeMap<String, ParamValue>),
}

/// A parameter's value as the law file writes it. A number with a point is a decimal.
#[derive(Debug, Clone, PartialEq)]
pub enum ParamValue {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Decimal(f64),
    /// A code; the fact it is compared with says of which list.
    Code(String),
    /// Several of one kind, for `in`.
    List(Vec<ParamValue>),
}
