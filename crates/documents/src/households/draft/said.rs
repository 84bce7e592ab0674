//! One value as it was written, and what it means where a text, a number or a code is expected.

use super::{Readers, Reading, bit};
use crate::households::field::{Field, HouseholdField as H, MemberField as M};
use crate::households::problem;
use crate::read::Cell;
use crate::read::value::{self, Unreadable};
use vuonlen_law::assess::{Place, Problem};
use vuonlen_law::facts::{Type, Value};

/// More than any household has; a number above it is a slip.
const MOST_PERSONS: u32 = 1_000;

/// A value, what it is called and where it stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::households) struct Said<'a> {
    pub(in crate::households) value: Written<'a>,
    pub(in crate::households) label: &'a str,
    pub(in crate::households) place: &'a Place,
}

/// One value or, in JSON, several.
#[derive(Debug, Clone, Copy)]
pub(in crate::households) enum Written<'a> {
    One(&'a Cell),
    Many(&'a [Cell]),
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

    pub(super) fn read<T>(self, read: impl FnOnce(&Cell) -> Result<T, Unreadable>) -> Reading<T> {
        read(&self.cell()?).map_err(|reason| self.refused(&reason))
    }

    fn refused(self, reason: &Unreadable) -> Box<Problem> {
        Box::new(problem::unreadable(self.label, reason))
    }

    fn out_of_range(self, written: &str) -> Box<Problem> {
        Box::new(problem::out_of_range(self.label, written))
    }

    pub(super) fn text(self) -> Reading<String> {
        self.read(value::text)
    }

    pub(super) fn yes_or_no(self) -> Reading<bool> {
        self.read(value::yes_or_no)
    }

    /// A whole number that is not negative.
    pub(super) fn count(self) -> Reading<i64> {
        let count = self.read(value::whole)?;
        if count < 0 {
            return Err(self.out_of_range(&count.to_string()));
        }
        Ok(count)
    }

    pub(super) fn small_count(self) -> Reading<u32> {
        let count = self.count()?;
        u32::try_from(count)
            .ok()
            .filter(|count| *count <= MOST_PERSONS)
            .ok_or_else(|| self.out_of_range(&count.to_string()))
    }

    /// The position of one code of `list`.
    pub(super) fn code(self, readers: &mut Readers<'_>, list: &str) -> Reading<u16> {
        let text = self.text()?;
        readers
            .codes
            .one(&readers.context, list, &text)
            .map_err(|unknown| Box::new(problem::unknown_code(self.label, &unknown)))
    }

    /// The positions of several codes of `list`, as bits.
    pub(super) fn codes(self, readers: &mut Readers<'_>, list: &str) -> Reading<u64> {
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
    pub(super) fn answer(self, readers: &mut Readers<'_>, kind: &Type) -> Reading<Value> {
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
pub(in crate::households) fn is_typed_value(
    readers: &mut Readers<'_>,
    field: Field,
    cell: &Cell,
) -> bool {
    let place = Place::default();
    let said = Said {
        value: Written::One(cell),
        label: "",
        place: &place,
    };
    let context = readers.law_on_day();
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
