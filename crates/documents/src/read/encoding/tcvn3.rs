//! TCVN3 (VN3 of TCVN 5712:1993), the encoding of the “ABC” fonts such as `.VnTime`.
//!
//! It has capitals only for the letters without tone (Ă Â Ê Ô Ơ Ư Đ). A capital with a tone was
//! written with the small letter and shown by a capitals-only font (`.VnTimeH`), so a small marked
//! letter among two capitals or more is a capital. With one, as in “Lò”, it stays small.

/// Letters of the bytes 0xA1 to 0xFE; `\u{fffd}` where TCVN3 has none.
const LETTERS: [char; 94] = {
    const NONE: char = '\u{fffd}';
    [
        'Ă', 'Â', 'Ê', 'Ô', 'Ơ', 'Ư', 'Đ', 'ă', 'â', 'ê', 'ô', 'ơ', 'ư', 'đ', NONE, // A1–AF
        NONE, NONE, NONE, NONE, NONE, 'à', 'ả', 'ã', 'á', 'ạ', NONE, 'ằ', 'ẳ', 'ẵ', 'ắ',
        NONE, // B0–BF
        NONE, NONE, NONE, NONE, NONE, NONE, 'ặ', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ', 'è', NONE, 'ẻ',
        'ẽ', // C0–CF
        'é', 'ẹ', 'ề', 'ể', 'ễ', 'ế', 'ệ', 'ì', 'ỉ', NONE, NONE, NONE, 'ĩ', 'í', 'ị',
        'ò', // D0–DF
        NONE, 'ỏ', 'õ', 'ó', 'ọ', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ',
        'ù', // E0–EF
        NONE, 'ủ', 'ũ', 'ú', 'ụ', 'ừ', 'ử', 'ữ', 'ứ', 'ự', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ', // F0–FE
    ]
};

/// One run of letters.
pub(super) fn word(bytes: &[u8], text: &mut String) {
    let capitals = bytes
        .iter()
        .filter(|byte| byte.is_ascii_uppercase())
        .count();
    let small = bytes
        .iter()
        .filter(|byte| byte.is_ascii_lowercase())
        .count();
    let in_capitals = small == 0 && capitals > 1;
    for byte in bytes {
        let letter = letter(*byte);
        if in_capitals {
            text.extend(letter.to_uppercase());
        } else {
            text.push(letter);
        }
    }
}

fn letter(byte: u8) -> char {
    match byte {
        0..=0x7F => char::from(byte),
        // The fonts show a no-break space here.
        0xA0 => ' ',
        _ => usize::from(byte)
            .checked_sub(0xA1)
            .and_then(|position| LETTERS.get(position))
            .copied()
            .unwrap_or('\u{fffd}'),
    }
}
