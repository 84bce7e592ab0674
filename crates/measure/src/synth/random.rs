//! Numbers that look random and are the same every time.

/// A stream of numbers from a key: SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable
/// pseudorandom number generators"). The n-th number is a function of key and n alone, so every
/// commune has a stream of its own, whichever thread draws it.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// The stream of `key` under `seed`.
    pub(super) fn new(seed: u64, key: &str) -> Self {
        let fold = |state: u64, byte: u8| mixed(state ^ u64::from(byte));
        Self(key.bytes().fold(mixed(seed ^ 0x5675_6f6e_4c65_6e21), fold))
    }

    /// Any number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// From 0 up to 1, without 1.
    pub(super) fn share(&mut self) -> f64 {
        // 53 bits: every one of them is a double.
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let share = (self.next() >> 11) as f64;
        share * f64::EPSILON / 2.0
    }

    /// True in this share of draws.
    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// From 0 up to `end`, without `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        // The high half of the product: Lemire 2019, here without the correction of a bias of
        // 2⁻⁵⁰ at most.
        let product = u128::from(self.next()) * u128::from(end);
        (product >> 64) as u64
    }

    /// A place in `weights`, as often as its weight says.
    pub(super) fn pick(&mut self, weights: &[f64]) -> usize {
        let mut rest = self.share() * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate() {
            rest -= weight;
            if rest < 0.0 {
                return place;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// 1 ± `spread`, evenly.
    pub(super) fn around_one(&mut self, spread: f64) -> f64 {
        1.0 + spread * (2.0 * self.share() - 1.0)
    }
}

const fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, key: &str| {
            let mut random = Random::new(seed, key);
            [random.next(), random.next()]
        };
        assert_eq!(draw(1, "03703"), draw(1, "03703"));
        assert_ne!(draw(1, "03703"), draw(1, "03704"));
        assert_ne!(draw(1, "03703"), draw(2, "03703"));
    }

    #[test]
    fn draws_are_about_as_often_as_asked() {
        let mut random = Random::new(7, "");
        let mut counts = [0_u32; 3];
        for _ in 0..30_000 {
            counts[random.pick(&[1.0, 2.0, 3.0])] += 1;
            assert!(random.below(6) < 6);
            assert!((0.4..1.6).contains(&random.around_one(0.6)));
        }
        for (count, expected) in counts.into_iter().zip([5_000, 10_000, 15_000]) {
            assert!(count.abs_diff(expected) < 300, "{counts:?}");
        }
        assert_eq!(random.pick(&[]), 0);
    }
}
