//! VNI, the encoding of the `VNI-Times` fonts: a plain letter followed by a byte for its marks.

/// Marks by their byte after a small letter; after a capital the byte is 0x20 lower.
const MARKS: [(u8, &str); 17] = [
    (0xF9, "\u{301}"),
    (0xF8, "\u{300}"),
    (0xFB, "\u{309}"),
    (0xF5, "\u{303}"),
    (0xEF, "\u{323}"),
    (0xE2, "\u{302}"),
    (0xE1, "\u{302}\u{301}"),
    (0xE0, "\u{302}\u{300}"),
    (0xE5, "\u{302}\u{309}"),
    (0xE3, "\u{302}\u{303}"),
    (0xE4, "\u{302}\u{323}"),
    (0xEA, "\u{306}"),
    (0xE9, "\u{306}\u{301}"),
    (0xE8, "\u{306}\u{300}"),
    (0xFA, "\u{306}\u{309}"),
    (0xFC, "\u{306}\u{303}"),
    (0xEB, "\u{306}\u{323}"),
];

/// Letters that have a byte of their own; the capital's byte is 0x20 lower.
const WHOLE: [(u8, char); 9] = [
    (0xED, 'í'),
    (0xEC, 'ì'),
    (0xE6, 'ỉ'),
    (0xF3, 'ĩ'),
    (0xF2, 'ị'),
    (0xF4, 'ơ'),
    (0xF6, 'ư'),
    (0xEE, 'ỵ'),
    (0xF1, 'đ'),
];

/// One run of letters. Marks come out as combining characters; the way in makes them one.
pub(super) fn word(bytes: &[u8], text: &mut String) {
    let mut previous = None;
    for byte in bytes {
        if byte.is_ascii() {
            text.push(char::from(*byte));
            previous = Some(char::from(byte.to_ascii_lowercase()));
        } else if let Some(letter) = whole(*byte) {
            text.push(letter);
            previous = letter.to_lowercase().next();
        } else {
            let marks = previous.and_then(|letter| marks(letter, *byte));
            text.push_str(marks.unwrap_or("\u{fffd}"));
            previous = None;
        }
    }
}

fn whole(byte: u8) -> Option<char> {
    let small = |byte: u8| {
        WHOLE
            .iter()
            .find(|(code, _)| *code == byte)
            .map(|(_, c)| *c)
    };
    small(byte).or_else(|| small(byte | 0x20)?.to_uppercase().next())
}

fn marks(letter: char, byte: u8) -> Option<&'static str> {
    let (_, marks) = MARKS.iter().find(|(code, _)| *code == byte | 0x20)?;
    let fits = match marks.chars().next()? {
        '\u{302}' => matches!(letter, 'a' | 'e' | 'o'),
        '\u{306}' => letter == 'a',
        _ => matches!(letter, 'a' | 'e' | 'o' | 'u' | 'y' | 'ơ' | 'ư'),
    };
    fits.then_some(*marks)
}
