//! Which encoding a text file is in.

use super::super::error::{FileError, FileProblem};
use super::super::input::Input;
use super::{Encoding, syllable};
use std::io::Read;
use unicode_normalization::UnicodeNormalization;

/// Bytes of words with marks that are kept to try the legacy encodings on.
const SAMPLE_BYTES: usize = 64 << 10;

/// Tells the encoding of a text file from all of its bytes.
///
/// # Errors
/// [`FileError`] when it is not text, is UTF-8 with a broken character, or no encoding gives
/// Vietnamese words.
pub fn detect(input: &Input) -> Result<Encoding, FileError> {
    let mut survey = Survey::default();
    let mut reader = input.open()?;
    let mut piece = vec![0; 64 << 10];
    loop {
        match reader.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => survey.add(&piece[..length]),
            Err(error) => return Err(input.error(FileProblem::unreadable(&error))),
        }
        if let Some(encoding) = survey.by_mark() {
            return Ok(encoding);
        }
    }
    survey.finish();
    survey.verdict().map_err(|problem| input.error(problem))
}

/// What was seen of a file's bytes.
#[derive(Default)]
struct Survey {
    start: Vec<u8>,
    bytes: usize,
    controls: usize,
    zeros: [usize; 2],
    line: u64,
    marked: usize,
    broken: usize,
    first_broken_line: Option<u64>,
    waiting: Vec<u8>,
    word: Vec<u8>,
    sample: Vec<u8>,
}

impl Survey {
    fn add(&mut self, piece: &[u8]) {
        if self.start.len() < 4 {
            self.start.extend(piece.iter().take(4));
        }
        for byte in piece {
            match byte {
                0 => self.zeros[self.bytes % 2] += 1,
                b'\t' | b'\n' | b'\r' | 0x0C | 0x1A => {}
                ..0x20 | 0x7F => self.controls += 1,
                _ => {}
            }
            self.bytes += 1;
            self.add_to_sample(*byte);
        }
        let mut text = std::mem::take(&mut self.waiting);
        text.extend_from_slice(piece);
        self.check_utf8(&text);
    }

    fn add_to_sample(&mut self, byte: u8) {
        if byte.is_ascii_alphabetic() || byte >= 0x80 {
            if self.word.len() < 64 {
                self.word.push(byte);
            }
            return;
        }
        if self.sample.len() < SAMPLE_BYTES && !self.word.is_ascii() {
            self.sample.append(&mut self.word);
            self.sample.push(b' ');
        }
        self.word.clear();
    }

    fn check_utf8(&mut self, mut text: &[u8]) {
        loop {
            let (good, error) = match std::str::from_utf8(text) {
                Ok(good) => (good, None),
                Err(error) => (
                    std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default(),
                    Some(error),
                ),
            };
            self.line += good.bytes().filter(|byte| *byte == b'\n').count() as u64;
            self.marked += good.chars().filter(|c| !c.is_ascii()).count();
            let Some(error) = error else { return };
            let rest = &text[error.valid_up_to()..];
            let Some(length) = error.error_len() else {
                self.waiting = rest.to_vec();
                return;
            };
            self.add_broken();
            text = &rest[length..];
        }
    }

    fn add_broken(&mut self) {
        self.broken += 1;
        self.first_broken_line.get_or_insert(self.line + 1);
    }

    fn finish(&mut self) {
        if !self.waiting.is_empty() {
            self.add_broken();
        }
        self.add_to_sample(b' ');
    }

    fn by_mark(&self) -> Option<Encoding> {
        match self.start.as_slice() {
            [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
            [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
            _ => None,
        }
    }

    fn verdict(&self) -> Result<Encoding, FileProblem> {
        let many = self.bytes / 4;
        match self.zeros {
            [0, 0] => {}
            [even, odd] if odd > many && even < odd / 4 => return Ok(Encoding::Utf16Le),
            [even, odd] if even > many && odd < even / 4 => return Ok(Encoding::Utf16Be),
            _ => return Err(FileProblem::UnknownKind),
        }
        if self.controls * 100 > self.bytes {
            return Err(FileProblem::UnknownKind);
        }
        match self.first_broken_line {
            None => Ok(Encoding::Utf8),
            Some(line) if self.marked > 10 * self.broken => Err(FileProblem::BrokenUtf8 { line }),
            Some(_) => by_words(&self.sample).ok_or(FileProblem::UnknownEncoding),
        }
    }
}

/// The one legacy encoding in which nearly all words with marks are Vietnamese.
fn by_words(sample: &[u8]) -> Option<Encoding> {
    let candidates = [Encoding::Windows1258, Encoding::Tcvn3, Encoding::Vni];
    let mut scores = candidates.map(|encoding| (share_of_syllables(encoding, sample), encoding));
    scores.sort_by_key(|(share, _)| std::cmp::Reverse(*share));
    let [(best, encoding), (second, _), _] = scores;
    (best >= 90 && best >= second + 20).then_some(encoding)
}

/// Percentage of the words with marks that are plausible syllables.
fn share_of_syllables(encoding: Encoding, sample: &[u8]) -> usize {
    let text: String = encoding.decode_all(sample).nfc().collect();
    let marked = || text.split_whitespace().filter(|word| !word.is_ascii());
    let plausible = marked().filter(|word| syllable::is_plausible(word)).count();
    // The sample has only words with marks: one that lost them was decoded wrongly.
    let words = text.split_whitespace().count();
    (plausible * 100).checked_div(words).unwrap_or_default()
}
