//! Names of backups made on a schedule, and which have become too old.

use chrono::{DateTime, TimeDelta, Utc};

const START: &str = "vuonlen-";
const END: &str = ".backup";

/// The name of a backup begun at `at`; later ones sort later.
#[must_use]
pub fn file_name(at: DateTime<Utc>) -> String {
    format!("{START}{}{END}", at.format("%Y%m%dT%H%M%SZ"))
}

/// Which of the files of a folder are backups by our names beyond the `keep` newest.
#[must_use]
pub fn outdated(names: &[String], keep: usize) -> Vec<String> {
    let mut ours: Vec<&String> = names.iter().filter(|name| is_ours(name)).collect();
    ours.sort();
    let surplus = ours.len().saturating_sub(keep);
    ours.into_iter().take(surplus).cloned().collect()
}

/// Whether the newest of our backups among the files of a folder was begun `every` or longer before
/// `now`, or there is none: a program started again and again does not back up each time.
#[must_use]
pub fn is_due(names: &[String], now: DateTime<Utc>, every: TimeDelta) -> bool {
    let oldest_allowed = file_name(now - every);
    !names
        .iter()
        .any(|name| is_ours(name) && *name > oldest_allowed)
}

fn is_ours(name: &str) -> bool {
    name.strip_prefix(START)
        .and_then(|rest| rest.strip_suffix(END))
        .is_some_and(|moment| {
            moment.len() == 16
                && moment
                    .chars()
                    .enumerate()
                    .all(|(place, letter)| match place {
                        8 => letter == 'T',
                        15 => letter == 'Z',
                        _ => letter.is_ascii_digit(),
                    })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_oldest_backups_are_outdated() {
        let day = |day: i64| {
            file_name(DateTime::from_timestamp(1_795_140_000 + 86_400 * day, 0).unwrap())
        };
        let mut names: Vec<String> = (0..5).rev().map(day).collect();
        names.push("vuonlen-before-upgrade.backup".to_owned());
        names.push("a.txt".to_owned());
        assert_eq!(outdated(&names, 3), [day(0), day(1)]);
        assert!(outdated(&names, 9).is_empty());
    }

    #[test]
    fn the_next_is_due_when_the_newest_is_old_enough() {
        let at = |hours: i64| DateTime::from_timestamp(1_795_140_000 + 3_600 * hours, 0).unwrap();
        let day = TimeDelta::hours(24);
        let names = [file_name(at(0)), "later.backup".to_owned()];
        assert!(is_due(&[], at(0), day));
        assert!(!is_due(&names, at(23), day));
        assert!(is_due(&names, at(24), day));
    }
}
