//! “Did you mean …?”

use vuonlen_domain::text::key::search_key;

/// The candidate nearest to `word`, when it is near enough to be a slip of the pen.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let wanted: Vec<char> = search_key(word).chars().take(64).collect();
    let allowed = wanted.len().div_ceil(3);
    candidates
        .into_iter()
        .map(|candidate| (distance(&wanted, &search_key(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Letters to add, drop or change (Levenshtein).
fn distance(left: &[char], right: &str) -> usize {
    let right: Vec<char> = right.chars().take(64).collect();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, one) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let change = previous[column] + usize::from(one != other);
            current.push(
                change
                    .min(previous[column + 1] + 1)
                    .min(current[column] + 1),
            );
        }
        previous = current;
    }
    previous.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_words() {
        let known = ["health_insurance", "housing_area", "water", "toilet"];
        assert_eq!(nearest("heath_insurance", known), Some("health_insurance"));
        assert_eq!(nearest("Toillet", known), Some("toilet"));
        assert_eq!(nearest("electricity", known), None);
    }
}
