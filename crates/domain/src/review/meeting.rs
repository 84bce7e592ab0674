//! The share of a meeting that must agree.

/// At least so many in a hundred of those attending (QĐ 24/2021 Điều 4 asks for a half; the
/// number itself is read from `law/procedures/`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorum {
    /// Percent of those attending.
    pub percent: u32,
}

impl Quorum {
    /// Whether `agree` of `attendance` is enough. Those who say nothing do not agree; a meeting
    /// nobody attended agrees to nothing.
    #[must_use]
    pub const fn is_reached(self, agree: u32, attendance: u32) -> bool {
        attendance > 0 && agree as u64 * 100 >= attendance as u64 * self.percent as u64
    }
}
