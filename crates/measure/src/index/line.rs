//! Lines of 512 rows, and the four gates over planes of them.
//!
//! A plane of a block of up to 64 lines is a mask of the lines that hold any 1, and those lines
//! packed together. Rows are sorted so that most planes have few; what is all zero is neither
//! stored nor read nor computed with. The idea is that of compressed bitmaps over sorted rows
//! (Lemire, Kaser & Aouiche 2010, "Sorting improves word-aligned bitmap indexes"), at the width
//! of a cache line and a vector register.

/// 512 rows, the first in the lowest bit of the first word.
pub(crate) type Line = [u64; 8];

/// Rows of a [`Line`].
pub(crate) const LINE_ROWS: usize = 512;

/// Lines of a block, one for each bit of a mask.
pub(crate) const BLOCK_LINES: usize = 64;

/// Rows of a block.
pub(crate) const BLOCK_ROWS: usize = LINE_ROWS * BLOCK_LINES;

/// A plane of one block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane<'a> {
    /// Which lines hold any 1.
    pub(crate) mask: u64,
    /// Those lines; more may follow.
    pub(crate) lines: &'a [Line],
}

/// A plane computed on the way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Register {
    mask: u64,
    lines: Vec<Line>,
}

/// A gate of two operands.
pub(crate) trait Operation {
    /// Whether a line that only the first operand has is kept as it is.
    const FIRST_ALONE: bool;
    /// Whether a line that only the second operand has is kept as it is.
    const SECOND_ALONE: bool;

    /// The gate on 64 rows.
    fn apply(a: u64, b: u64) -> u64;
}

/// Both.
#[derive(Debug)]
pub(crate) struct And;
/// The first without the second.
#[derive(Debug)]
pub(crate) struct AndNot;
/// Either.
#[derive(Debug)]
pub(crate) struct Or;
/// One of the two.
#[derive(Debug)]
pub(crate) struct Xor;

macro_rules! operation {
    ($name:ty, $first:literal, $second:literal, $a:ident, $b:ident => $body:expr) => {
        impl Operation for $name {
            const FIRST_ALONE: bool = $first;
            const SECOND_ALONE: bool = $second;

            #[inline(always)]
            fn apply($a: u64, $b: u64) -> u64 {
                $body
            }
        }
    };
}

operation!(And, false, false, a, b => a & b);
operation!(AndNot, true, false, a, b => a & !b);
operation!(Or, true, true, a, b => a | b);
operation!(Xor, true, true, a, b => a ^ b);

impl Register {
    /// A register with room for a block.
    pub(crate) fn new() -> Self {
        Self {
            mask: 0,
            lines: vec![[0; 8]; BLOCK_LINES],
        }
    }

    /// What it holds.
    #[inline(always)]
    pub(crate) fn plane(&self) -> Plane<'_> {
        Plane {
            mask: self.mask,
            lines: &self.lines,
        }
    }

    /// Holds what the gate puts out for `a` and `b`.
    #[inline(always)]
    pub(crate) fn set<O: Operation>(&mut self, a: Plane<'_>, b: Plane<'_>) {
        let mut mask = 0;
        let mut end = 0;
        let out = &mut self.lines;
        let mut stretches = Stretches::new::<O>(a, b);
        while let Some((at, stretch)) = stretches.next() {
            match stretch {
                Stretch::Both(a, b) => {
                    for (offset, (a, b)) in a.iter().zip(b).enumerate() {
                        let line = gate::<O>(a, b);
                        let some = holds_any(&line);
                        out[end] = line;
                        end += usize::from(some);
                        mask |= u64::from(some) << (at + offset);
                    }
                }
                Stretch::One(lines) => {
                    for (out, line) in out[end..].iter_mut().zip(lines) {
                        *out = *line;
                    }
                    end += lines.len();
                    mask |= ones(lines.len()) << at;
                }
            }
        }
        self.mask = mask;
    }
}

/// How many rows of `plane` are set.
#[inline(always)]
pub(crate) fn count(plane: Plane<'_>) -> u64 {
    let lines = plane.mask.count_ones() as usize;
    let mut sums = [0; 8];
    for line in &plane.lines[..lines] {
        add_ones(&mut sums, line);
    }
    sums.iter().sum()
}

/// How many rows the gate would set.
#[inline(always)]
pub(crate) fn count_of<O: Operation>(a: Plane<'_>, b: Plane<'_>) -> u64 {
    let mut sums = [0; 8];
    let mut stretches = Stretches::new::<O>(a, b);
    while let Some((_, stretch)) = stretches.next() {
        match stretch {
            Stretch::Both(a, b) => {
                for (a, b) in a.iter().zip(b) {
                    add_ones(&mut sums, &gate::<O>(a, b));
                }
            }
            Stretch::One(lines) => {
                for line in lines {
                    add_ones(&mut sums, line);
                }
            }
        }
    }
    sums.iter().sum()
}

/// A stretch of lines that both operands have, or of which one alone decides.
enum Stretch<'a> {
    Both(&'a [Line], &'a [Line]),
    One(&'a [Line]),
}

/// Goes through both planes in order of lines, past those that cannot hold any 1. Not a closure:
/// those are compiled on their own, for any processor, when they are called more than once.
struct Stretches<'a> {
    a: Plane<'a>,
    b: Plane<'a>,
    /// Lines not yet gone through.
    left: u64,
}

impl<'a> Stretches<'a> {
    #[inline(always)]
    fn new<O: Operation>(a: Plane<'a>, b: Plane<'a>) -> Self {
        let mut left = a.mask & b.mask;
        if O::FIRST_ALONE {
            left |= a.mask;
        }
        if O::SECOND_ALONE {
            left |= b.mask;
        }
        Self { a, b, left }
    }

    /// The next stretch and the line it begins at.
    #[inline(always)]
    fn next(&mut self) -> Option<(usize, Stretch<'a>)> {
        if self.left == 0 {
            return None;
        }
        let at = self.left.trailing_zeros() as usize;
        let (rest_a, rest_b) = (self.a.mask >> at, self.b.mask >> at);
        let length = same_bits(rest_a)
            .min(same_bits(rest_b))
            .min((self.left >> at).trailing_ones() as usize);
        self.left &= !(ones(length) << at);
        let stretch = match (rest_a & 1 == 1, rest_b & 1 == 1) {
            (true, true) => Stretch::Both(self.a.lines(at, length), self.b.lines(at, length)),
            (true, false) => Stretch::One(self.a.lines(at, length)),
            _ => Stretch::One(self.b.lines(at, length)),
        };
        Some((at, stretch))
    }
}

impl<'a> Plane<'a> {
    /// Some lines that the plane has, from line `at` of the block.
    #[inline(always)]
    fn lines(&self, at: usize, length: usize) -> &'a [Line] {
        let before = (self.mask & !(u64::MAX << at)).count_ones() as usize;
        &self.lines[before..before + length]
    }
}

/// How many of the lowest bits are the same as the lowest.
#[inline(always)]
const fn same_bits(mask: u64) -> usize {
    if mask & 1 == 1 {
        mask.trailing_ones() as usize
    } else {
        mask.trailing_zeros() as usize
    }
}

/// `count` ones, of 1 to 64.
const fn ones(count: usize) -> u64 {
    u64::MAX >> (BLOCK_LINES - count)
}

#[inline(always)]
fn gate<O: Operation>(a: &Line, b: &Line) -> Line {
    let mut line = [0; 8];
    for word in 0..8 {
        line[word] = O::apply(a[word], b[word]);
    }
    line
}

#[inline(always)]
fn holds_any(line: &Line) -> bool {
    let mut any = 0;
    for word in line {
        any |= word;
    }
    any != 0
}

#[inline(always)]
fn add_ones(sums: &mut [u64; 8], line: &Line) {
    for (sum, word) in sums.iter_mut().zip(line) {
        *sum += u64::from(word.count_ones());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A block's plane from its lines, all of them.
    fn packed(lines: &[Line]) -> Register {
        let mut register = Register::new();
        let mut end = 0;
        for (at, line) in lines.iter().enumerate() {
            if *line != [0; 8] {
                register.lines[end] = *line;
                end += 1;
                register.mask |= 1 << at;
            }
        }
        register
    }

    fn unpacked(plane: Plane<'_>) -> Vec<Line> {
        let mut lines = plane.lines.iter();
        (0..BLOCK_LINES)
            .map(|at| match plane.mask >> at & 1 {
                1 => *lines.next().unwrap(),
                _ => [0; 8],
            })
            .collect()
    }

    /// Lines of which most are zero, or the same in both blocks.
    fn block() -> impl Strategy<Value = Vec<Line>> {
        let line = prop_oneof![
            3 => Just([0; 8]),
            1 => Just([u64::MAX; 8]),
            2 => any::<Line>(),
        ];
        proptest::collection::vec(line, BLOCK_LINES)
    }

    fn check<O: Operation>(a: &[Line], b: &[Line]) {
        let (x, y) = (packed(a), packed(b));
        let mut out = Register::new();
        out.set::<O>(x.plane(), y.plane());
        let expected: Vec<Line> = a.iter().zip(b).map(|(a, b)| gate::<O>(a, b)).collect();
        assert_eq!(unpacked(out.plane()), expected);
        assert_eq!(out.mask, packed(&expected).mask, "a line of zeros was kept");
        let ones: u64 = expected
            .iter()
            .flatten()
            .map(|word| u64::from(word.count_ones()))
            .sum();
        assert_eq!(count(out.plane()), ones);
        assert_eq!(count_of::<O>(x.plane(), y.plane()), ones);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn packed_planes_give_what_plain_bits_give(a in block(), b in block()) {
            check::<And>(&a, &b);
            check::<AndNot>(&a, &b);
            check::<Or>(&a, &b);
            check::<Xor>(&a, &b);
            check::<Xor>(&a, &a);
        }
    }
}
