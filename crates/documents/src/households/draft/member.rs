//! What is said of a member.

use super::super::context::Context;
use super::super::field::MemberField as M;
use super::{Readers, Reading, Said, answer, answer_question, choose, full};
use crate::read::value;
use vuonlen_domain::{BirthDate, IdentityNumber};
use vuonlen_law::assess::MemberInput;
use vuonlen_law::facts::{Record, Value};

/// A member being read.
#[derive(Debug, Default)]
pub(in crate::households) struct MemberDraft {
    id: Option<String>,
    name: Option<String>,
    birth: Option<BirthDate>,
    identity: Option<IdentityNumber>,
    facts: Record,
}

impl MemberDraft {
    pub(in crate::households) fn new() -> Self {
        Self::default()
    }

    pub(in crate::households) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The member's answers, for a formula.
    pub(super) fn record(&self, context: &Context<'_>) -> Record {
        full(&self.facts, context.member_facts().map(AsRef::as_ref))
    }

    pub(super) fn suppose_name(&mut self, name: &str) {
        self.name.get_or_insert_with(|| name.to_owned());
    }

    /// Whether the member's relation is that of the head.
    pub(super) fn is_head(&self, readers: &Readers<'_>) -> bool {
        let context = &readers.context;
        let index = context
            .member_facts()
            .and_then(|schema| schema.index("relation"));
        let head = context
            .law
            .codes
            .list("relations")
            .and_then(|list| list.position("head"));
        match index.and_then(|index| self.facts.get(index)) {
            Some(Some(Value::Code(position))) => Some(usize::from(*position)) == head,
            _ => false,
        }
    }

    pub(super) fn say(
        &mut self,
        readers: &mut Readers<'_>,
        field: M,
        said: Said<'_>,
    ) -> Reading<()> {
        let context = readers.law_on_day();
        match field {
            M::Id => self.id = Some(said.text()?),
            M::Name => self.name = Some(said.text()?),
            M::Birth => self.birth = Some(said.read(value::date)?),
            M::BirthOfMan => self.born(&context, "male", said)?,
            M::BirthOfWoman => self.born(&context, "female", said)?,
            M::Identity => self.identity = Some(said.read(value::identity)?),
            M::Answer(index) => {
                let schema = context.member_facts().map(AsRef::as_ref);
                answer_question(&mut self.facts, readers, schema, index, said)?;
            }
            M::Choice(index, position) => {
                choose(&mut self.facts, index, position, said.yes_or_no()?);
            }
            M::ChoiceNone(index) => {
                said.yes_or_no()?;
                choose(&mut self.facts, index, 0, false);
            }
        }
        Ok(())
    }

    /// A birth in the column for men or for women tells the sex; so does a bare cross there.
    fn born(&mut self, context: &Context<'_>, sex: &str, said: Said<'_>) -> Reading<()> {
        let index = context
            .member_facts()
            .and_then(|schema| schema.index("sex"));
        let position = context
            .law
            .codes
            .list("sexes")
            .and_then(|list| list.position(sex));
        if let (Some(index), Some(Ok(position))) = (index, position.map(u16::try_from)) {
            answer(&mut self.facts, index, Value::Code(position));
        }
        if said.yes_or_no().is_err() {
            self.birth = Some(said.read(value::date)?);
        }
        Ok(())
    }

    /// The member, numbered `number` where it has no id.
    pub(in crate::households) fn finish(self, number: usize) -> MemberInput {
        MemberInput {
            id: self.id.unwrap_or_else(|| number.to_string()),
            name: self.name.unwrap_or_default(),
            birth: self.birth,
            identity: self.identity,
            facts: self.facts,
        }
    }
}
