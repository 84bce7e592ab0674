//! Font encodings are decoded word by word: a letter's case and marks depend on its neighbours.

use std::io::{self, Read};

/// Longest run of letters kept together; no word comes near it.
const LONGEST_WORD: usize = 4 << 10;

/// A reader of text in a font encoding.
pub(super) struct Legacy<R> {
    reader: R,
    word: fn(&[u8], &mut String),
    waiting: Vec<u8>,
    ready: Vec<u8>,
    position: usize,
    finished: bool,
}

impl<R> Legacy<R> {
    /// `word` turns one run of letters into text.
    pub(super) fn new(reader: R, word: fn(&[u8], &mut String)) -> Self {
        Self {
            reader,
            word,
            waiting: Vec::new(),
            ready: Vec::new(),
            position: 0,
            finished: false,
        }
    }

    /// Decodes the waiting bytes up to the last one that certainly ends a word.
    fn advance(&mut self) {
        let after_last_word = self
            .waiting
            .iter()
            .rposition(|byte| !is_letter(*byte))
            .map_or(0, |last| last + 1);
        let waits = !self.finished && self.waiting.len() - after_last_word <= LONGEST_WORD;
        let end = if waits {
            after_last_word
        } else {
            self.waiting.len()
        };
        let mut text = String::with_capacity(end * 2);
        for run in self.waiting[..end].chunk_by(|left, right| is_letter(*left) == is_letter(*right))
        {
            if run.first().is_some_and(|byte| is_letter(*byte)) {
                (self.word)(run, &mut text);
            } else {
                text.extend(run.iter().map(|byte| char::from(*byte)));
            }
        }
        self.waiting.drain(..end);
        self.ready = text.into_bytes();
        self.position = 0;
    }
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

impl<R: Read> Read for Legacy<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.position == self.ready.len() && !self.finished {
            let mut piece = [0; 16 << 10];
            let length = self.reader.read(&mut piece)?;
            self.finished = length == 0;
            self.waiting.extend_from_slice(&piece[..length]);
            self.advance();
        }
        let length = (&self.ready[self.position..]).read(target)?;
        self.position += length;
        Ok(length)
    }
}
