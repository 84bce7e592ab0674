//! The values a code carries beside its label, of the kinds a list declares.

use crate::status::Status;
use serde::Deserialize;

/// The kind of a field, as `[fields]` declares it: `boolean`, `text`, `decimal`, `amount`,
/// `status` or `list`; with a question mark (`decimal?`) a code may leave it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldKind {
    /// What its values are.
    pub shape: FieldShape,
    /// Whether a code may leave it out.
    pub optional: bool,
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldShape {
    /// True or false.
    Boolean,
    /// A text.
    Text,
    /// An exact decimal, written as a text: `"7.92"`.
    Decimal,
    /// A whole number of đồng, not negative.
    Amount,
    /// How sure another field is.
    Status,
    /// A list of texts.
    List,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// True or false.
    Boolean(bool),
    /// A text.
    Text(String),
    /// An exact decimal as written, digits with at most one point.
    Decimal(String),
    /// Đồng.
    Amount(u64),
    /// How sure another field is.
    Status(Status),
    /// Texts in order.
    List(Vec<String>),
}

impl FieldKind {
    /// Reads a declaration of `[fields]`.
    #[must_use]
    pub fn parse(declaration: &str) -> Option<Self> {
        let (name, optional) = match declaration.strip_suffix('?') {
            Some(name) => (name, true),
            None => (declaration, false),
        };
        let shape = match name {
            "boolean" => FieldShape::Boolean,
            "text" => FieldShape::Text,
            "decimal" => FieldShape::Decimal,
            "amount" => FieldShape::Amount,
            "status" => FieldShape::Status,
            "list" => FieldShape::List,
            _ => return None,
        };
        Some(Self { shape, optional })
    }

    /// Reads a value of this kind; `None` when it is of another.
    #[must_use]
    pub fn read(self, value: &toml::Value) -> Option<FieldValue> {
        match self.shape {
            FieldShape::Boolean => value.as_bool().map(FieldValue::Boolean),
            FieldShape::Text => value.as_str().map(|text| FieldValue::Text(text.to_owned())),
            FieldShape::Decimal => value
                .as_str()
                .filter(|text| is_decimal(text))
                .map(|text| FieldValue::Decimal(text.to_owned())),
            FieldShape::Amount => value
                .as_integer()
                .and_then(|amount| u64::try_from(amount).ok())
                .map(FieldValue::Amount),
            FieldShape::Status => Status::deserialize(value.clone())
                .ok()
                .map(FieldValue::Status),
            FieldShape::List => value
                .as_array()?
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect::<Option<_>>()
                .map(FieldValue::List),
        }
    }
}

fn is_decimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    [whole, fraction]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
