//! What groups are called: the name of a unit, the label of a code.

use chrono::NaiveDate;
use vuonlen_law::facts::Type;
use vuonlen_law::law::Law;

/// Names of the groups of divisions.
pub(super) struct Names<'law> {
    law: &'law Law,
    /// The day of a register; the groups of a survey are called what its file calls them.
    on: Option<NaiveDate>,
}

impl<'law> Names<'law> {
    pub(super) const fn new(law: &'law Law, on: Option<NaiveDate>) -> Self {
        Self { law, on }
    }

    /// `14 Tỉnh Sơn La`, `Nông thôn`, or the value itself.
    pub(super) fn of(&self, division: &str, value: &str) -> String {
        let Some(on) = self.on else {
            return value.to_owned();
        };
        let unit = |code: &str| match self.law.units.unit(code, on) {
            Some(unit) => format!("{code} {}", unit.name),
            None => code.to_owned(),
        };
        match (division, value.split_once(' ')) {
            ("province" | "commune", _) => unit(value),
            (both, Some((province, code))) if both.starts_with("province ") => {
                let fact = both.trim_start_matches("province ");
                format!("{}, {}", unit(province), self.code(fact, code))
            }
            (fact, _) => self.code(fact, value),
        }
    }

    fn code(&self, fact: &str, code: &str) -> String {
        let schema = self.law.scopes.assessed.household();
        let kind = schema
            .index(fact)
            .and_then(|index| Some(&schema.fact(index)?.kind));
        let label = match kind {
            Some(Type::Code(list) | Type::Set(list)) => {
                let list = self.law.codes.list(list);
                list.and_then(|list| list.label(code))
                    .map(|label| label.vi.clone())
            }
            Some(Type::Bool) if code == "true" => Some("Có".to_owned()),
            Some(Type::Bool) => Some("Không".to_owned()),
            _ => None,
        };
        label.unwrap_or_else(|| code.to_owned())
    }
}
