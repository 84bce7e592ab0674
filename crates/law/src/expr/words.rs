//! A formula in words.

use super::{Plan, Scope};
use vuonlen_domain::text::Language;

/// The words of `plan`.
pub(super) fn words(plan: &Plan, scope: &Scope, language: Language) -> String {
    let _ = (scope, language);
    format!("{plan:?}")
}
