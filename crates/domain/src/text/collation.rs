//! Vietnamese order: a ă â b c d đ e ê …, tones after letters.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use std::cmp::Ordering;
use std::sync::OnceLock;

/// Compares two texts in Vietnamese dictionary order (CLDR `vi`).
#[must_use]
pub fn compare(left: &str, right: &str) -> Ordering {
    static COLLATOR: OnceLock<CollatorBorrowed<'static>> = OnceLock::new();
    COLLATOR
        .get_or_init(|| {
            Collator::try_new(locale!("vi").into(), CollatorOptions::default())
                .expect("collation data is compiled in")
        })
        .compare(left, right)
}

/// Compares personal names the Vietnamese way: by given name (the last word), then by the rest.
#[must_use]
pub fn compare_names(left: &str, right: &str) -> Ordering {
    let (left_rest, left_given) = split_given(left);
    let (right_rest, right_given) = split_given(right);
    compare(left_given, right_given).then_with(|| compare(left_rest, right_rest))
}

fn split_given(name: &str) -> (&str, &str) {
    name.trim().rsplit_once(' ').unwrap_or(("", name.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_before_tones() {
        let mut words = ["đá", "da", "dâu", "an", "ăn", "ân", "cà", "ca", "cả"];
        words.sort_by(|a, b| compare(a, b));
        assert_eq!(
            words,
            ["an", "ăn", "ân", "ca", "cà", "cả", "da", "dâu", "đá"]
        );
    }

    #[test]
    fn people_are_sorted_by_given_name() {
        let mut names = [
            "Lò Văn Tính",
            "Quàng Thị Ánh",
            "Hoàng Văn Tính",
            "Cà Thị An",
        ];
        names.sort_by(|a, b| compare_names(a, b));
        assert_eq!(
            names,
            [
                "Cà Thị An",
                "Quàng Thị Ánh",
                "Hoàng Văn Tính",
                "Lò Văn Tính"
            ]
        );
    }
}
