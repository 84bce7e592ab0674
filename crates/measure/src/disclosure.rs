//! Small counts in published tables: which rows may be shown so that nothing hidden can be worked
//! out from what is shown.
//!
//! A table has a row per place and its total; a row counts households by class. A row with a small
//! count is hidden whole (primary suppression), and further rows are hidden with it until the sum
//! of the hidden rows, which anybody can work out by subtraction, tells nothing about any one of
//! them (complementary suppression). The attacker is taken to know how many households each place
//! has: village sizes are no secret. Whole rows are hidden and not single cells, because the
//! bounds of what can be worked out are then exact: for a hidden block of which only row and
//! column sums are known, the Fréchet bounds are reached.

/// Classes a household may be in: poor, near-poor, neither.
pub const CLASSES: usize = 3;

/// Households of a place by class.
pub type Counts = [u64; CLASSES];

/// Whether a count may be shown on its own.
#[must_use]
pub const fn is_small(count: u64, threshold: u64) -> bool {
    count > 0 && count < threshold
}

/// The sum of rows.
#[must_use]
pub fn total<'a>(rows: impl IntoIterator<Item = &'a Counts>) -> Counts {
    let mut sum = [0; CLASSES];
    for row in rows {
        for (sum, count) in sum.iter_mut().zip(row) {
            *sum += count;
        }
    }
    sum
}

/// Which rows may be shown beside their total; none when the total itself may not be shown.
///
/// A count below `threshold` and above zero is small.
#[must_use]
pub fn shown(rows: &[Counts], threshold: u64) -> Option<Vec<bool>> {
    let has_small = |row: &Counts| row.iter().any(|count| is_small(*count, threshold));
    if has_small(&total(rows)) {
        return None;
    }
    let mut shown: Vec<bool> = rows.iter().map(|row| !has_small(row)).collect();
    // Rows are given up from the smallest: most is still said then.
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|place| (rows[*place].iter().sum::<u64>(), *place));
    while tells(rows, &shown, threshold) {
        // All rows hidden and the total alone tells still: then even that is not shown.
        let next = order.iter().find(|place| shown[**place])?;
        shown[*next] = false;
    }
    Some(shown)
}

/// Whether the hidden rows can be worked out, in whole or in part.
fn tells(rows: &[Counts], shown: &[bool], threshold: u64) -> bool {
    let hidden: Vec<&Counts> = rows
        .iter()
        .zip(shown)
        .filter_map(|(row, shown)| (!shown).then_some(row))
        .collect();
    if hidden.is_empty() {
        return false;
    }
    let sum = total(hidden.iter().copied());
    if hidden.len() == 1 || sum.iter().any(|count| is_small(*count, threshold)) {
        return true;
    }
    hidden.iter().any(|row| {
        (0..CLASSES).any(|class| {
            let (low, high) = bounds(row, class, &sum);
            // A count that is there must stay open, and must not be known to be small.
            row[class] > 0 && (low == high || is_small(high, threshold))
        })
    })
}

/// What can be worked out of one count of a hidden row, by somebody who knows the sum of the
/// hidden rows and the households of each.
fn bounds(row: &Counts, class: usize, sum: &Counts) -> (u64, u64) {
    let size: u64 = row.iter().sum();
    let all: u64 = sum.iter().sum();
    let low = (size + sum[class]).saturating_sub(all);
    (low, size.min(sum[class]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_small_village_takes_another_with_it() {
        let rows = [[2, 6, 40], [10, 12, 50], [9, 30, 60]];
        let shown = shown(&rows, 5).unwrap();
        assert_eq!(shown, [false, false, true], "alone it would be subtracted");
    }

    #[test]
    fn what_need_not_be_hidden_is_shown() {
        assert_eq!(shown(&[[5, 0, 9], [7, 8, 9]], 5).unwrap(), [true, true]);
        assert_eq!(shown(&[], 5).unwrap(), Vec::<bool>::new());
        // One place is its own total.
        assert_eq!(shown(&[[5, 6, 7]], 5).unwrap(), [true]);
    }

    #[test]
    fn a_total_that_is_small_itself_is_not_shown() {
        assert_eq!(shown(&[[1, 9, 30], [2, 9, 30]], 5), None);
        assert_eq!(shown(&[[4, 6, 7]], 5), None);
    }

    #[test]
    fn a_village_known_to_be_all_of_one_class_is_not_left_to_be_worked_out() {
        // Hidden together they would be three and forty, all poor: every count is then certain.
        assert_eq!(shown(&[[3, 0, 0], [40, 0, 0]], 5), None);
    }

    /// Every table with these sizes whose hidden rows sum to `sum`: what the attacker cannot tell
    /// apart. The system is solved by going through it, not by the bounds above.
    fn solutions(sizes: &[u64], sum: Counts) -> Vec<Vec<Counts>> {
        let Some((size, rest)) = sizes.split_first() else {
            let done = sum.iter().all(|count| *count == 0);
            return if done { vec![Vec::new()] } else { Vec::new() };
        };
        let mut all = Vec::new();
        for poor in 0..=(*size).min(sum[0]) {
            for near in 0..=(size - poor).min(sum[1]) {
                let other = size - poor - near;
                if other > sum[2] {
                    continue;
                }
                let left = [sum[0] - poor, sum[1] - near, sum[2] - other];
                for mut tail in solutions(rest, left) {
                    tail.insert(0, [poor, near, other]);
                    all.push(tail);
                }
            }
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn an_attacker_who_solves_the_system_finds_no_hidden_count(
            rows in prop::collection::vec([0u64..6, 0u64..6, 0u64..6], 1..5),
            threshold in 2u64..5,
        ) {
            let Some(shown) = shown(&rows, threshold) else { return Ok(()) };
            let hidden: Vec<Counts> = rows
                .iter()
                .zip(&shown)
                .filter_map(|(row, shown)| (!shown).then_some(*row))
                .collect();
            for (row, shown) in rows.iter().zip(&shown) {
                prop_assert!(!shown || row.iter().all(|count| !is_small(*count, threshold)));
            }
            // What is published: the total and the shown rows; what is known: the sizes.
            let seen = total(rows.iter().zip(&shown).filter_map(|(row, shown)| shown.then_some(row)));
            let whole = total(&rows);
            let sum: Counts = std::array::from_fn(|class| whole[class] - seen[class]);
            let sizes: Vec<u64> = hidden.iter().map(|row| row.iter().sum()).collect();
            let possible = solutions(&sizes, sum);
            prop_assert!(possible.contains(&hidden));
            for (place, row) in hidden.iter().enumerate() {
                for class in 0..CLASSES {
                    if row[class] == 0 {
                        continue;
                    }
                    let found: std::collections::BTreeSet<u64> =
                        possible.iter().map(|table| table[place][class]).collect();
                    prop_assert!(found.len() > 1, "{row:?} class {class} is certain in {rows:?}");
                    let most = found.last().copied().unwrap_or_default();
                    prop_assert!(
                        !is_small(most, threshold),
                        "{row:?} class {class} is known to be small in {rows:?}"
                    );
                }
            }
        }

        #[test]
        fn most_of_a_large_table_is_shown(
            rows in prop::collection::vec([5u64..60, 5u64..60, 20u64..200], 4..12),
            small in 1u64..5,
        ) {
            let mut rows = rows;
            rows[0][0] = small;
            let shown = shown(&rows, 5).unwrap();
            let hidden = shown.iter().filter(|shown| !**shown).count();
            prop_assert!((2..=3).contains(&hidden), "{hidden} of {}", rows.len());
        }
    }
}
