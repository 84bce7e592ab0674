//! When a cell means "deprived": `== 1`, `!= 0`, `< 8`, `in [3, 4]`, `in ["không", "hỏng"]`.

use super::error::{PovertyError, Reason};
use std::str::FromStr;
use vuonlen_domain::Text;
use vuonlen_domain::text::normalise;

/// A rule of one comparison. Richer definitions belong into the preparation of the data, or into
/// a standard of `law/`, where formulas have a language and a trace.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Rule {
    /// The column says it itself: 1 or `true` is deprived, 0 or `false` is not, all else is wrong.
    #[default]
    Flag,
    /// A comparison with a number.
    Number(Comparison, f64),
    /// `in [1, 2]` or `== 1`: one of these numbers; negated for `!=`.
    NumberIn { values: Vec<f64>, negated: bool },
    /// The same with texts.
    TextIn { values: Vec<String>, negated: bool },
}

/// An order between a cell and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Rule {
    /// Whether a cell that is not missing means "deprived".
    ///
    /// # Errors
    /// [`Reason::WrongValue`] when the cell is not of the kind the rule compares with.
    pub fn is_deprived(&self, cell: &str) -> Result<bool, PovertyError> {
        match self {
            Self::Flag => match cell.trim() {
                "1" | "true" => Ok(true),
                "0" | "false" => Ok(false),
                other => match other.parse::<f64>() {
                    Ok(1.0) => Ok(true),
                    Ok(0.0) => Ok(false),
                    _ => Err(wrong(cell, "0 hoặc 1", "0 or 1")),
                },
            },
            Self::Number(comparison, bound) => {
                let number = number(cell)?;
                Ok(match comparison {
                    Comparison::Less => number < *bound,
                    Comparison::AtMost => number <= *bound,
                    Comparison::Greater => number > *bound,
                    Comparison::AtLeast => number >= *bound,
                })
            }
            Self::NumberIn { values, negated } => {
                let number = number(cell)?;
                Ok(values.contains(&number) != *negated)
            }
            Self::TextIn { values, negated } => Ok(values.contains(&normalise(cell)) != *negated),
        }
    }
}

impl FromStr for Rule {
    type Err = PovertyError;

    fn from_str(text: &str) -> Result<Self, PovertyError> {
        parse(text.trim()).ok_or_else(|| {
            Reason::RuleForm {
                rule: text.to_owned(),
            }
            .into()
        })
    }
}

/// Reads a cell as a finite number with a decimal point.
pub(super) fn number(cell: &str) -> Result<f64, PovertyError> {
    match cell.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(wrong(cell, "một số", "a number")),
    }
}

fn wrong(cell: &str, vi: &str, en: &str) -> PovertyError {
    Reason::WrongValue {
        value: cell.to_owned(),
        expected: Text::new(vi, en),
    }
    .into()
}

fn parse(text: &str) -> Option<Rule> {
    if let Some(list) = text.strip_prefix("in") {
        let list = list.trim().strip_prefix('[')?.strip_suffix(']')?;
        return one_of(&literals(list)?, false);
    }
    if let Some(value) = text.strip_prefix("==") {
        return one_of(&[literal(value.trim())?], false);
    }
    if let Some(value) = text.strip_prefix("!=") {
        return one_of(&[literal(value.trim())?], true);
    }
    let orders = [
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("<", Comparison::Less),
        (">", Comparison::Greater),
    ];
    let (rest, comparison) = orders
        .into_iter()
        .find_map(|(sign, comparison)| Some((text.strip_prefix(sign)?, comparison)))?;
    Some(Rule::Number(comparison, number(rest).ok()?))
}

enum Literal {
    Number(f64),
    Text(String),
}

fn literal(text: &str) -> Option<Literal> {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            let inner = inner.strip_suffix(quote)?;
            return (!inner.contains(quote)).then(|| Literal::Text(normalise(inner)));
        }
    }
    number(text).ok().map(Literal::Number)
}

/// Splits at the commas that stand outside quotes.
fn literals(list: &str) -> Option<Vec<Literal>> {
    let mut open: Option<char> = None;
    let parts = list.split(|c: char| {
        match open {
            Some(quote) if quote == c => open = None,
            None if matches!(c, '"' | '\'') => open = Some(c),
            _ => {}
        }
        c == ',' && open.is_none()
    });
    parts.map(|part| literal(part.trim())).collect()
}

/// All numbers or all texts; a mixture cannot be compared with one cell.
fn one_of(literals: &[Literal], negated: bool) -> Option<Rule> {
    let numbers: Option<Vec<f64>> = literals
        .iter()
        .map(|literal| match literal {
            Literal::Number(number) => Some(*number),
            Literal::Text(_) => None,
        })
        .collect();
    if let Some(values) = numbers {
        return Some(Rule::NumberIn { values, negated });
    }
    let texts: Option<Vec<String>> = literals
        .iter()
        .map(|literal| match literal {
            Literal::Text(text) => Some(text.clone()),
            Literal::Number(_) => None,
        })
        .collect();
    texts.map(|values| Rule::TextIn { values, negated })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(rule: &str, cell: &str) -> bool {
        rule.parse::<Rule>().unwrap().is_deprived(cell).unwrap()
    }

    #[test]
    fn at_below_and_above_a_bound() {
        for (rule, below, at, above) in [
            ("< 8", true, false, false),
            ("<= 8", true, true, false),
            ("> 8", false, false, true),
            (">= 8", false, true, true),
            ("== 8", false, true, false),
            ("!= 8", true, false, true),
        ] {
            assert_eq!(
                [holds(rule, "7.99"), holds(rule, "8"), holds(rule, "8.01")],
                [below, at, above],
                "{rule}"
            );
        }
    }

    #[test]
    fn lists_of_numbers_and_of_words() {
        assert!(holds("in [3, 4]", "4.0"));
        assert!(!holds("in [3, 4]", "5"));
        assert!(holds("in [\"ao, hồ\", 'suối']", " ao,  hồ "));
        assert!(holds("== 'suối'", "suối"));
        assert!(holds("!= \"suối\"", "giếng"));
    }

    #[test]
    fn a_flag_is_zero_or_one_and_nothing_else() {
        for (cell, deprived) in [
            ("1", true),
            ("0", false),
            ("true", true),
            ("false", false),
            ("1.0", true),
        ] {
            assert_eq!(Rule::Flag.is_deprived(cell).unwrap(), deprived);
        }
        for cell in ["2", "yes", "-1", "NaN"] {
            assert!(Rule::Flag.is_deprived(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for rule in [
            "",
            "1",
            "= 1",
            "<",
            "< x",
            "in 3",
            "in []",
            "in [1, 'a']",
            "== 'a",
            "== inf",
            "like 'a'",
        ] {
            assert!(rule.parse::<Rule>().is_err(), "{rule}");
        }
        assert!("< 8".parse::<Rule>().unwrap().is_deprived("eight").is_err());
    }
}
