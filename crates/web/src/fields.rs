//! What a form or an address carries: names and values in order, names repeated or not.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::str::FromStr;
use std::sync::Arc;
use uuid::Uuid;
use vuonlen_app::Error;

/// Names and values in the order they came, without control characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(Arc<Vec<(String, String)>>);

/// What stands behind the `?` of the address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked(pub(crate) Fields);

/// A form that was sent, already checked to come from one of our own pages.
#[derive(Debug, Clone, Default)]
pub(crate) struct Posted(pub(crate) Fields);

/// An id out of an address; what is no id names nothing.
pub(crate) fn id(text: &str) -> Result<Uuid, Error> {
    Uuid::parse_str(text).map_err(|_| Error::not_found())
}

impl Fields {
    /// Reads `a=1&b=2`.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        let clean = |text: &str| -> String {
            text.chars()
                .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
                .collect()
        };
        let pairs = form_urlencoded::parse(encoded);
        Self(Arc::new(
            pairs
                .map(|(name, value)| (clean(&name), clean(&value)))
                .collect(),
        ))
    }

    /// The first value of `name`, trimmed; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// The first value of `name` as it was sent: trimming would change a password that begins or
    /// ends with a space.
    pub(crate) fn exact(&self, name: &str) -> &str {
        let found = self.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value).unwrap_or_default()
    }

    /// The first value of `name` unless it is empty.
    pub(crate) fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// The first value of `name` as something else; `None` when empty or not readable.
    pub(crate) fn read<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }

    /// Every value of `name`, trimmed.
    pub(crate) fn all<'a, 'n: 'a>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> {
        self.iter()
            .filter(move |(known, _)| *known == name)
            .map(|(_, value)| value.trim())
    }

    /// Every name and value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// `path?name=value…` without the pairs whose value is empty.
pub(crate) fn address<'a>(
    path: &str,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(Fields::parse(query.as_bytes())))
    }
}

impl<S: Sync> FromRequestParts<S> for Posted {
    type Rejection = Infallible;

    /// The guard read and checked the form before the handler was reached.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_in_order_and_without_control_characters() {
        let fields = Fields::parse("a=+x%00y+&b=1&a=z&e=".as_bytes());
        assert_eq!(fields.get("a"), "xy");
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["xy", "z"]);
        assert_eq!(fields.read::<u8>("b"), Some(1));
        assert_eq!(fields.some("e"), None);
        let pairs = [("tìm", "Lò & Cà"), ("trống", "")];
        assert_eq!(address("/x", pairs), "/x?t%C3%ACm=L%C3%B2+%26+C%C3%A0");
    }
}
