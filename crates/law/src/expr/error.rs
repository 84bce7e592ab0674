//! What is wrong in a formula, and where.

use crate::facts::Type;
use vuonlen_domain::Text;

/// One thing wrong in a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaError {
    /// Byte offset in the formula's text where it stands.
    pub offset: usize,
    /// What is wrong and what to write instead, in Vietnamese and English.
    pub message: Text,
}

/// The name of a type in messages.
pub(super) fn type_name(kind: &Type) -> Text {
    match kind {
        Type::Bool => Text::new("có/không (bool)", "yes/no (bool)"),
        Type::Int => Text::new("số nguyên (int)", "a whole number (int)"),
        Type::Decimal => Text::new("số thập phân (double)", "a number with a fraction (double)"),
        Type::Code(list) => Text::new(
            format!("mã của danh mục `{list}`"),
            format!("a code of the list `{list}`"),
        ),
        Type::Set(list) => Text::new(
            format!("tập mã của danh mục `{list}`"),
            format!("a set of codes of the list `{list}`"),
        ),
    }
}

/// What was perhaps meant by `name`: the nearest of `known`, as the tail of a message.
pub(super) fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Text {
    let nearest = known
        .into_iter()
        .map(|other| (distance(name, other), other))
        .min()
        .filter(|(distance, other)| *distance <= 2.max(other.chars().count() / 3));
    match nearest {
        Some((_, other)) => Text::new(
            format!("; có phải là `{other}`?"),
            format!("; is `{other}` meant?"),
        ),
        None => Text::default(),
    }
}

/// Levenshtein's distance: insertions, deletions and replacements from one name to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested() {
        let known = ["floor_area", "farm_household", "size"];
        assert_eq!(
            suggestion("flor_area", known).en,
            "; is `floor_area` meant?"
        );
        assert_eq!(suggestion("sise", known).vi, "; có phải là `size`?");
        assert_eq!(suggestion("income", known), Text::default());
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
