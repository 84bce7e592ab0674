//! A household while its values are being read, one after the other, in any order.
//!
//! The meaning of every value stands here, once, for all shapes of files. A value that cannot be
//! read leaves a problem and counts as not answered; the household is dropped only where counting
//! it would be wrong.

mod finish;
mod household;
mod member;
mod said;

pub(super) use member::MemberDraft;
pub(super) use said::{Said, Written, is_typed_value};

use super::codes::CodeReader;
use super::context::Context;
use super::field::{Field, List};
use super::units::{UnitReader, WrittenUnit};
use std::collections::BTreeMap;
use vuonlen_domain::{Area, Class, UnitCode};
use vuonlen_law::assess::{Place, PreviousClass, Problem};
use vuonlen_law::facts::{Record, Schema, Value};

/// A value read, or the problem with it.
type Reading<T> = Result<T, Box<Problem>>;

/// What is shared by all households of a file.
#[derive(Debug)]
pub(super) struct Readers<'a> {
    pub(super) context: Context<'a>,
    pub(super) codes: CodeReader,
    pub(super) units: UnitReader,
}

impl<'a> Readers<'a> {
    pub(super) fn new(context: Context<'a>) -> Self {
        Self {
            context,
            codes: CodeReader::default(),
            units: UnitReader::default(),
        }
    }

    /// Law and day, free to be kept while a value is read.
    const fn law_on_day(&self) -> Context<'a> {
        Context::new(self.context.law, self.context.on)
    }
}

/// A household being read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    place: Place,
    problems: Vec<Problem>,
    id: Option<String>,
    unit: WrittenUnit,
    unit_place: Option<Place>,
    village: Option<String>,
    area: Option<Area>,
    head_name: Option<String>,
    size: Option<u32>,
    income: Option<i64>,
    score_a: Option<i64>,
    score_b: Option<i64>,
    ethnicity: Option<String>,
    previous_class: Option<PreviousClass>,
    previous_size: Option<u32>,
    history: Vec<(i32, Class)>,
    event: Option<String>,
    stated_class: Option<Class>,
    recognition: Option<Recognition>,
    lists: BTreeMap<List, u64>,
    /// Groups that the file has a column for, where not for all.
    asked_groups: Option<u64>,
    answers: Record,
    members: Vec<MemberDraft>,
}

/// What a list says of a household's way into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recognition {
    New,
    Relapsed,
    Still,
}

impl Draft {
    /// A household that begins at `place`.
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            ..Self::default()
        }
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    pub(super) fn set_id(&mut self, id: String) {
        self.id = Some(id);
    }

    pub(super) const fn place(&self) -> &Place {
        &self.place
    }

    /// The class the whole list is about, where the household's own row says none.
    pub(super) const fn suppose_class(&mut self, class: Class) {
        self.stated_class = Some(class);
    }

    /// The class that all households of the list have left.
    pub(super) const fn suppose_previous(&mut self, class: Class) {
        self.previous_class = Some(PreviousClass::Class(class));
    }

    /// Says that the file tells only of these groups; the others follow from the members.
    pub(super) const fn ask_groups(&mut self, mask: u64) {
        self.asked_groups = Some(mask);
    }

    /// The commune the whole list is about.
    pub(super) fn suppose_unit(&mut self, unit: &UnitCode) {
        self.unit.code = Some(unit.as_str().to_owned());
    }

    pub(super) fn push_member(&mut self, member: MemberDraft) {
        self.members.push(member);
    }

    pub(super) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Takes in what was said of `field`. What is said of a member belongs to the last one.
    pub(super) fn say(&mut self, readers: &mut Readers<'_>, field: Field, said: Said<'_>) {
        let result = match field {
            Field::Unused => Ok(()),
            Field::Household(field) => self.say_household(readers, field, said),
            Field::Member(field) => match self.members.last_mut() {
                Some(member) => member.say(readers, field, said),
                None => Ok(()),
            },
        };
        if let Err(problem) = result {
            self.problems.push(problem.at(said.place.clone()));
        }
    }
}

const fn bit(position: u16) -> u64 {
    if position < 64 { 1 << position } else { 0 }
}

/// The record with every fact of the schema, as formulas need it.
fn full(record: &Record, schema: Option<&Schema>) -> Record {
    let mut record = record.clone();
    record.resize(schema.map_or(record.len(), Schema::len), None);
    record
}

/// Puts `value` at `index` of a record that may be shorter.
fn answer(answers: &mut Record, index: usize, value: Value) {
    if answers.len() <= index {
        answers.resize(index + 1, None);
    }
    answers[index] = Some(value);
}

/// Adds a ticked choice to the set at `index`; an unticked one makes the question answered.
fn choose(answers: &mut Record, index: usize, position: u16, chosen: bool) {
    let before = match answers.get(index) {
        Some(Some(Value::Set(mask))) => *mask,
        _ => 0,
    };
    let after = if chosen {
        before | bit(position)
    } else {
        before
    };
    answer(answers, index, Value::Set(after));
}

/// The answer to the question at `index` of `schema`, put where it belongs.
fn answer_question(
    answers: &mut Record,
    readers: &mut Readers<'_>,
    schema: Option<&Schema>,
    index: usize,
    said: Said<'_>,
) -> Reading<()> {
    let Some(fact) = schema.and_then(|schema| schema.fact(index)) else {
        return Ok(());
    };
    let value = said.answer(readers, &fact.kind)?;
    answer(answers, index, value);
    Ok(())
}
