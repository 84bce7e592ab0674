//! A sample anybody can draw again: households in order of SHA-256 over a published seed and the
//! household's code.

use sha2::{Digest, Sha256};

/// The `count` codes whose SHA-256 of `SEED`, a line feed and `CODE` is smallest, in that order.
///
/// With a seed nobody could choose (a lottery's result, published before), nobody chooses the
/// sample; `printf 'SEED\nCODE' | sha256sum` checks each place by hand.
#[must_use]
pub fn draw<'a>(
    seed: &str,
    codes: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let mut ranked: Vec<([u8; 32], &str)> = codes
        .into_iter()
        .map(|code| {
            let mut hasher = Sha256::new();
            hasher.update(seed.as_bytes());
            hasher.update(b"\n");
            hasher.update(code.as_bytes());
            (hasher.finalize().into(), code)
        })
        .collect();
    ranked.sort_unstable();
    ranked
        .into_iter()
        .take(count)
        .map(|(_, code)| code)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::draw;

    const CODES: [&str; 4] = ["03703-00001", "03703-00002", "03703-00003", "03703-00004"];

    #[test]
    fn the_sample_depends_on_the_seed_alone() {
        let seed = "XSMB 20/11/2026: 12345";
        let all = draw(seed, CODES, 4);
        let mut backwards = CODES;
        backwards.reverse();
        assert_eq!(draw(seed, backwards, 4), all);
        assert_eq!(draw(seed, CODES, 2), all[..2]);
        assert_eq!(draw(seed, CODES, 9).len(), 4);
        assert_ne!(draw("XSMB 21/11/2026: 12345", CODES, 4), all);
    }

    #[test]
    fn the_order_is_the_one_sha256sum_gives() {
        // printf 'a\n1' | sha256sum: 4f395a2e…; 2: 29c58cb1…; 3: 16399384…
        assert_eq!(draw("a", ["1", "2", "3"], 3), ["3", "2", "1"]);
    }
}
