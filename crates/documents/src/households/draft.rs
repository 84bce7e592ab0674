//! A household while its values are being read, one after the other, in any order.
//!
//! The meaning of every value stands here, once, for all shapes of files. A value that cannot be
//! read leaves a problem and counts as not answered; the household is dropped only where counting
//! it would be wrong.

mod finish;
mod household;
mod member;

pub(super) use member::MemberDraft;

use super::codes::CodeReader;
use super::context::Context;
use super::field::{Field, List};
use super::problem;
use super::units::{UnitReader, WrittenUnit};
use crate::read::Cell;
use crate::read::value::{self, Unreadable};
use std::collections::BTreeMap;
use vuonlen_domain::{Area, Class, UnitCode};
use vuonlen_law::assess::{Place, PreviousClass, Problem};
use vuonlen_law::facts::{Record, Schema, Type, Value};

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
}

/// A value, what it is called and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) value: Written<'a>,
    pub(super) label: &'a str,
    pub(super) place: &'a Place,
}

/// One value or, in JSON, several.
#[derive(Debug, Clone, Copy)]
pub(super) enum Written<'a> {
    One(&'a Cell),
    Many(&'a [Cell]),
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

impl Said<'_> {
    fn cell(self) -> Reading<Cell> {
        match self.value {
            Written::One(cell) => Ok(cell.clone()),
            Written::Many([cell]) => Ok(cell.clone()),
            Written::Many(cells) => {
                let written: Vec<String> = cells.iter().map(Cell::written).collect();
                let several = Unreadable::NotANumber(written.join(", "));
                Err(self.refused(&several))
            }
        }
    }

    fn read<T>(self, read: impl FnOnce(&Cell) -> Result<T, Unreadable>) -> Reading<T> {
        read(&self.cell()?).map_err(|reason| self.refused(&reason))
    }

    fn refused(self, reason: &Unreadable) -> Box<Problem> {
        Box::new(problem::unreadable(self.label, reason))
    }

    fn out_of_range(self, written: &str) -> Box<Problem> {
        Box::new(problem::out_of_range(self.label, written))
    }

    fn text(self) -> Reading<String> {
        self.read(value::text)
    }

    fn yes_or_no(self) -> Reading<bool> {
        self.read(value::yes_or_no)
    }

    /// A whole number that is not negative.
    fn count(self) -> Reading<i64> {
        let count = self.read(value::whole)?;
        if count < 0 {
            return Err(self.out_of_range(&count.to_string()));
        }
        Ok(count)
    }

    fn small_count(self) -> Reading<u32> {
        let count = self.count()?;
        u32::try_from(count)
            .ok()
            .filter(|count| *count <= MOST_PERSONS)
            .ok_or_else(|| self.out_of_range(&count.to_string()))
    }

    /// The position of one code of `list`.
    fn code(self, readers: &mut Readers<'_>, list: &str) -> Reading<u16> {
        let text = self.text()?;
        readers
            .codes
            .one(&readers.context, list, &text)
            .map_err(|unknown| Box::new(problem::unknown_code(self.label, &unknown)))
    }

    /// The positions of several codes of `list`, as bits.
    fn codes(self, readers: &mut Readers<'_>, list: &str) -> Reading<u64> {
        let cells = match self.value {
            Written::One(cell) => std::slice::from_ref(cell),
            Written::Many(cells) => cells,
        };
        let mut mask = 0;
        for cell in cells {
            let text = value::text(cell).map_err(|reason| self.refused(&reason))?;
            let positions = readers
                .codes
                .several(&readers.context, list, &text)
                .map_err(|unknown| Box::new(problem::unknown_code(self.label, &unknown)))?;
            mask |= positions
                .into_iter()
                .map(bit)
                .fold(0, |mask, bit| mask | bit);
        }
        Ok(mask)
    }

    /// The answer to a question of type `kind`.
    fn answer(self, readers: &mut Readers<'_>, kind: &Type) -> Reading<Value> {
        Ok(match kind {
            Type::Bool => Value::Bool(self.yes_or_no()?),
            Type::Int => Value::Int(self.count()?),
            Type::Decimal => {
                let number = self.read(value::decimal)?;
                if number < 0.0 {
                    return Err(self.out_of_range(&number.to_string()));
                }
                Value::Decimal(number)
            }
            Type::Code(list) => Value::Code(self.code(readers, list)?),
            Type::Set(list) => Value::Set(self.codes(readers, list)?),
        })
    }
}

/// Whether `cell` holds a date, a number, a tick or a code where `field` asks for one. Free text
/// proves nothing.
pub(super) fn is_typed_value(readers: &mut Readers<'_>, field: Field, cell: &Cell) -> bool {
    use super::field::{HouseholdField as H, MemberField as M};
    let place = Place::default();
    let said = Said {
        value: Written::One(cell),
        label: "",
        place: &place,
    };
    let context = readers.context.clone();
    let schema = match field {
        Field::Household(_) => context.household_facts(),
        Field::Member(_) | Field::Unused => context.member_facts(),
    };
    match field {
        Field::Household(H::Income | H::ScoreA | H::ScoreB | H::Size) => said.count().is_ok(),
        Field::Household(H::StatedClass) => said.code(readers, "classes_or_none").is_ok(),
        Field::Member(M::Birth | M::BirthOfMan | M::BirthOfWoman) => said.read(value::date).is_ok(),
        Field::Member(M::Identity) => said.read(value::identity).is_ok(),
        Field::Household(H::Answer(index)) | Field::Member(M::Answer(index)) => schema
            .and_then(|schema| schema.fact(index))
            .is_some_and(|fact| said.answer(readers, &fact.kind).is_ok()),
        _ => false,
    }
}

/// More than any household has; a number above it is a slip.
const MOST_PERSONS: u32 = 1_000;

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
