//! Keys under which the same name is found however it was typed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without any mark: `Đặng Thị Hoà` → `dang thi hoa`.
///
/// Search compares these, so a person finds a name without typing its accents.
#[must_use]
pub fn search_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in super::normalise(text).nfd() {
        match c {
            'đ' | 'Đ' => key.push('d'),
            mark if is_combining_mark(mark) => {}
            other => key.extend(other.to_lowercase()),
        }
    }
    key
}

/// The same word however its tone mark was placed: `hoà` and `hòa` give one key, `hoa` another.
///
/// Lower case, marks kept; the tone of each word stands at its end.
#[must_use]
pub fn tone_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 8);
    for word in super::normalise(text).split(' ') {
        if !key.is_empty() {
            key.push(' ');
        }
        let mut tone = None;
        let mut letters = String::with_capacity(word.len());
        for c in word.nfd() {
            if is_tone(c) {
                tone = Some(c);
            } else {
                letters.extend(c.to_lowercase());
            }
        }
        key.extend(letters.nfc());
        key.extend(tone);
    }
    key
}

/// Grave, acute, tilde, hook above and dot below are the five written tones; circumflex, breve
/// and horn belong to the letter.
const fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_needs_no_accents() {
        assert_eq!(search_key("Đặng Thị Hoà"), "dang thi hoa");
        assert_eq!(search_key("Quỳnh  Nhai"), "quynh nhai");
    }

    #[test]
    fn tone_placement_does_not_matter_but_the_tone_does() {
        assert_eq!(tone_key("Hòa"), tone_key("hoà"));
        assert_eq!(tone_key("Thúy"), tone_key("Thuý"));
        assert_ne!(tone_key("Hoà"), tone_key("Hoa"));
        assert_ne!(tone_key("Hoà"), tone_key("Hoá"));
        assert_ne!(tone_key("Lơ"), tone_key("Lo"));
    }
}
