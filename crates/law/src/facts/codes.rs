//! The seam to the code lists: positions for the columns, codes for the interpreter, labels for
//! the words.

use vuonlen_domain::Text;

/// The code lists of `law/codes/`, as formulas and facts need them.
///
/// A code's position is its place in its list, from 0; it is what columns hold and what a set's
/// bit stands for. Positions are stable within one law data set.
pub trait CodePositions: std::fmt::Debug + Send + Sync {
    /// The position of `code` in `list`, or none when the list or the code is unknown.
    fn position(&self, list: &str, code: &str) -> Option<u16>;

    /// The code at `position` of `list`.
    fn code(&self, list: &str, position: u16) -> Option<&str>;

    /// How many codes `list` holds, or none when there is no such list.
    fn len(&self, list: &str) -> Option<usize>;

    /// The label of the code at `position`, for people.
    fn label(&self, list: &str, position: u16) -> Option<&Text>;
}
