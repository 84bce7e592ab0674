//! Writes answers by the names of facts and codes.

use vuonlen_law::codes::CodeLists;
use vuonlen_law::facts::{Record, Schema, Type, Value};

/// One household's or member's answers being written.
///
/// A fact or code that the law data set does not have (an overlay may have dropped it) is left
/// unanswered.
pub(super) struct Sheet<'a> {
    schema: &'a Schema,
    codes: &'a CodeLists,
    answers: Record,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(schema: &'a Schema, codes: &'a CodeLists) -> Self {
        Self {
            schema,
            codes,
            answers: vec![None; schema.len()],
        }
    }

    pub(super) fn yes(&mut self, fact: &str, answer: bool) -> &mut Self {
        self.set(fact, Value::Bool(answer))
    }

    pub(super) fn int(&mut self, fact: &str, answer: i64) -> &mut Self {
        self.set(fact, Value::Int(answer))
    }

    pub(super) fn decimal(&mut self, fact: &str, answer: f64) -> &mut Self {
        self.set(fact, Value::Decimal(answer))
    }

    pub(super) fn code(&mut self, fact: &str, code: &str) -> &mut Self {
        let position = self.list(fact).and_then(|list| list.position(code));
        match position.and_then(|position| u16::try_from(position).ok()) {
            Some(position) => self.set(fact, Value::Code(position)),
            None => self,
        }
    }

    pub(super) fn set_of(&mut self, fact: &str, codes: &[&str]) -> &mut Self {
        let mask = self.list(fact).map(|list| {
            codes
                .iter()
                .filter_map(|code| list.position(code))
                .fold(0, |mask, position| mask | (1_u64 << position))
        });
        match mask {
            Some(mask) => self.set(fact, Value::Set(mask)),
            None => self,
        }
    }

    pub(super) fn finish(self) -> Record {
        self.answers
    }

    fn set(&mut self, fact: &str, value: Value) -> &mut Self {
        if let Some(index) = self.schema.index(fact) {
            self.answers[index] = Some(value);
        }
        self
    }

    fn list(&self, fact: &str) -> Option<&'a vuonlen_law::codes::CodeList> {
        let fact = self
            .schema
            .index(fact)
            .and_then(|index| self.schema.fact(index))?;
        match &fact.kind {
            Type::Code(list) | Type::Set(list) => self.codes.list(list),
            _ => None,
        }
    }
}
