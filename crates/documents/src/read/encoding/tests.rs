use super::*;
use crate::read::{FileProblem, Input};
use unicode_normalization::UnicodeNormalization;

const LIST: &str = "STT,Họ và tên,Thôn,Dân tộc\n1,Nguyễn Văn Tính,Bản Bon,Thái\n\
    2,Đặng Thị Ngọc Tuyết,Mường Giôn,Mông\n3,LÊ THỊ HƯỜNG,Chiềng Ơn,Kháng\n";

/// The inverse of TCVN3, for lists typed in an ABC font.
fn tcvn3(text: &str) -> Vec<u8> {
    encoded(text, Encoding::Tcvn3)
}

/// Finds, letter by letter, the bytes that decode to the letter.
fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    let mut bytes = Vec::new();
    for letter in text.nfc() {
        if letter.is_ascii() {
            bytes.push(u8::try_from(letter).unwrap());
            continue;
        }
        let decodes = |bytes: &[u8], letter: char| {
            encoding.decode_all(bytes).nfc().eq(std::iter::once(letter))
        };
        let small = letter.to_lowercase().next().unwrap();
        let one = |letter| {
            (0x80..=0xFF)
                .map(|byte| vec![byte])
                .find(|b| decodes(b, letter))
        };
        let two = |letter| {
            (0x41..=0xFFu8)
                .flat_map(|first| (0x80..=0xFFu8).map(move |second| vec![first, second]))
                .find(|b| decodes(b, letter))
        };
        bytes.extend(
            one(letter)
                .or_else(|| two(letter))
                .or_else(|| one(small))
                .unwrap(),
        );
    }
    bytes
}

fn detected(bytes: &[u8]) -> Result<Encoding, FileProblem> {
    detect(&Input::from_bytes("danh sách.csv", bytes)).map_err(|error| error.problem)
}

fn read(bytes: &[u8]) -> String {
    detected(bytes).unwrap().decode_all(bytes).nfc().collect()
}

#[test]
fn every_way_of_writing_vietnamese_is_read() {
    let mut with_mark = b"\xEF\xBB\xBF".to_vec();
    with_mark.extend(LIST.bytes());
    let utf16 = |mark: &[u8], order: fn(u16) -> [u8; 2]| {
        let mut bytes = mark.to_vec();
        bytes.extend(LIST.encode_utf16().flat_map(order));
        bytes
    };
    for (bytes, encoding) in [
        (LIST.as_bytes().to_vec(), Encoding::Utf8),
        (with_mark, Encoding::Utf8),
        (utf16(b"\xFF\xFE", u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(b"\xFE\xFF", u16::to_be_bytes), Encoding::Utf16Be),
        (utf16(b"", u16::to_le_bytes), Encoding::Utf16Le),
        (encoded(LIST, Encoding::Windows1258), Encoding::Windows1258),
        (tcvn3(LIST), Encoding::Tcvn3),
        (encoded(LIST, Encoding::Vni), Encoding::Vni),
    ] {
        assert_eq!(detected(&bytes), Ok(encoding), "{encoding:?}");
        assert_eq!(read(&bytes), LIST, "{encoding:?}");
    }
}

#[test]
fn the_published_tcvn3_bytes_are_these() {
    // “Cộng hòa xã hội chủ nghĩa Việt Nam” as an ABC font stores it.
    let bytes = b"C\xE9ng h\xDFa x\xB7 h\xE9i ch\xF1 ngh\xDCa Vi\xD6t Nam";
    assert_eq!(read(bytes), "Cộng hòa xã hội chủ nghĩa Việt Nam");
}

#[test]
fn the_published_vni_bytes_are_these() {
    // The same words as a VNI font stores them.
    let bytes = b"Co\xE4ng ho\xF8a xa\xF5 ho\xE4i chu\xFB ngh\xF3a Vie\xE4t Nam";
    assert_eq!(read(bytes), "Cộng hòa xã hội chủ nghĩa Việt Nam");
}

#[test]
fn what_cannot_be_told_is_refused_by_name() {
    // Polish in windows-1250, no syllable in any Vietnamese encoding.
    assert_eq!(
        detected(b"Gda\xF1sk,\xA3\xF3d\x9F\n"),
        Err(FileProblem::UnknownEncoding)
    );
    let mut broken = LIST.repeat(20).into_bytes();
    broken.truncate(broken.len() - "Kháng\n".len() + 2);
    broken.push(b'\xE1');
    assert_eq!(detected(&broken), Err(FileProblem::BrokenUtf8 { line: 80 }));
    assert_eq!(
        detected(&[0, 1, 2, 3, 0, 0, 7]),
        Err(FileProblem::UnknownKind)
    );
    assert_eq!(detected(b"\x01\x02\x03abc"), Err(FileProblem::UnknownKind));
}

#[test]
fn a_letter_cut_between_two_reads_is_whole() {
    for encoding in [
        Encoding::Utf16Le,
        Encoding::Windows1258,
        Encoding::Tcvn3,
        Encoding::Vni,
    ] {
        let text = LIST.repeat(700);
        let bytes = match encoding {
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            other => encoded(LIST, other).repeat(700),
        };
        let decoded = encoding.decode_all(&bytes);
        assert!(decoded.nfc().eq(text.nfc()), "{encoding:?}");
    }
}
