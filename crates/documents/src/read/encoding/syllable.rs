//! Whether a word could be a Vietnamese syllable: the test of a doubtful decoding.

use unicode_normalization::UnicodeNormalization;

const INITIALS: [&str; 29] = [
    "ngh", "ng", "nh", "gh", "gi", "ch", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "kr", "",
];

const NUCLEI: [&str; 57] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây",
    "eo", "êu", "ia", "iê", "iêu", "iu", "oa", "oai", "oao", "oay", "oă", "oe", "oeo", "oi", "oo",
    "ôi", "ơi", "ua", "uâ", "uây", "uê", "ui", "uô", "uôi", "uơ", "uy", "uya", "uyê", "uyu", "ưa",
    "ưi", "ươ", "ươi", "ươu", "ưu", "ya", "yê", "yêu", "ue",
];

const FINALS: [&str; 10] = ["", "c", "ch", "k", "m", "n", "ng", "nh", "p", "t"];

/// Whether `word` is spelt like a Vietnamese syllable, in small letters, capitals or with one
/// capital in front.
pub(super) fn is_plausible(word: &str) -> bool {
    cased(word) && {
        let (letters, tones) = without_tones(word);
        tones <= 1 && spelt(&letters)
    }
}

fn cased(word: &str) -> bool {
    let composed: Vec<char> = word.nfc().collect();
    let upper = |letters: &[char]| letters.iter().all(|c| c.is_uppercase());
    let lower = |letters: &[char]| letters.iter().all(|c| c.is_lowercase());
    match composed.split_first() {
        Some((_, rest)) => upper(&composed) || lower(rest),
        None => false,
    }
}

fn without_tones(word: &str) -> (String, usize) {
    let mut tones = 0;
    let letters: String = word
        .nfd()
        .filter(|c| {
            let tone = matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
            tones += usize::from(tone);
            !tone
        })
        .nfc()
        .flat_map(char::to_lowercase)
        .collect();
    (letters, tones)
}

fn spelt(letters: &str) -> bool {
    INITIALS
        .iter()
        .filter_map(|initial| letters.strip_prefix(initial))
        .any(|rime| {
            FINALS
                .iter()
                .filter_map(|last| rime.strip_suffix(last))
                .any(|nucleus| NUCLEI.contains(&nucleus))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_noise() {
        for word in [
            "Nguyễn", "Quỳnh", "Nhai", "Đặng", "hộ", "nghèo", "giếng", "NGƯỜI", "ưu", "yếu", "Ơ",
            "Thuỷ", "thủy", "khuya", "Gìn", "quốc", "hoặc",
        ] {
            assert!(is_plausible(word), "{word}");
        }
        for word in [
            "lỔ",
            "hé\u{fffd}",
            "ñoä",
            "NguyÔn",
            "nghÌo",
            "ôôi",
            "tàã",
            "bđa",
            "",
        ] {
            assert!(!is_plausible(word), "{word}");
        }
    }
}
