//! The texts of `locales/`, typed: a key that does not exist does not compile.

use std::fmt::Display;
use vuonlen_domain::text::Language;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

impl Words {
    /// The texts in `language`.
    #[must_use]
    pub(crate) const fn of(language: Language) -> &'static Self {
        match language {
            Language::Vietnamese => &VI,
            Language::English => &EN,
        }
    }
}

/// `text` with each `{name}` replaced by its value. What stands in a value is never replaced.
fn fill(text: &str, arguments: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find('}').map_or(rest.len(), |end| end + 1);
        let (name, after) = rest.split_at(end);
        match arguments.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(&value.to_string()),
            None => filled.push_str(name),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_once() {
        let name: &dyn Display = &"{count} ${name}";
        let count: &dyn Display = &3;
        let arguments = [("{name}", name), ("{count}", count)];
        assert_eq!(
            fill("Hộ {name}: {count}", &arguments),
            "Hộ {count} ${name}: 3"
        );
        assert_eq!(fill("dở {dang", &arguments), "dở {dang");
        assert_eq!(VI.household.title("Lò Văn Đán"), "Hộ Lò Văn Đán");
    }
}
