//! What a known household says in a column: the reverse of reading it.

use crate::households::codes::code_at;
use crate::households::context::Context;
use crate::households::field::{Field, HouseholdField as H, List, MemberField as M};
use crate::read::Cell;
use vuonlen_domain::BirthDate;
use vuonlen_law::assess::{HouseholdInput, MemberInput};
use vuonlen_law::facts::{Record, Schema, Type, Value};

/// The cell of `household` in the column for `field`; `None` leaves it empty.
pub(super) fn of_household(
    context: &Context<'_>,
    household: &HouseholdInput,
    field: H,
) -> Option<Cell> {
    let schema = context.household_facts().map(AsRef::as_ref);
    match field {
        H::Id => text(&household.id),
        H::Unit => text(household.unit.as_str()),
        H::Village => text(household.village.as_deref()?),
        H::Area => label(context, "areas", household.area?.code()),
        H::HeadName => text(household.head_name.as_deref()?),
        H::Size => Some(Cell::Number(household.size?.into())),
        H::Income => whole(household.income_per_person?),
        H::ScoreA => whole(household.score_a?),
        H::ScoreB => whole(household.score_b?),
        H::Ethnicity => label(context, "ethnic_groups", household.ethnicity.as_deref()?),
        H::PreviousClass => label(context, "classes_or_none", household.previous_class?.code()),
        H::PreviousSize => Some(Cell::Number(household.previous_size?.into())),
        H::History => history(context, household),
        H::Event => label(context, "household_events", household.event.as_deref()?),
        H::StatedClass => label(context, "classes_or_none", household.stated_class?.code()),
        H::Listed(list, position) => {
            let code = code_at(context, list.codes(), position)?;
            cross(codes(household, list)?.contains(&code))
        }
        H::ListNone(list) => cross(codes(household, list)?.is_empty()),
        H::Answer(index) => answer(context, schema?, &household.answers, index),
        H::Choice(index, position) => choice(&household.answers, index, position),
        H::ChoiceNone(index) => none_chosen(&household.answers, index),
        H::List(_)
        | H::RowNumber
        | H::Commune
        | H::District
        | H::Province
        | H::Address
        | H::NewlyRecognised
        | H::Relapsed
        | H::StillRecognised => None,
    }
}

/// The cell of `member` in the column for `field`.
pub(super) fn of_member(
    context: &Context<'_>,
    household: &HouseholdInput,
    member: &MemberInput,
    field: Field,
) -> Option<Cell> {
    let schema = context.member_facts().map(AsRef::as_ref);
    match field {
        Field::Household(H::Id) => text(&household.id),
        Field::Household(_) | Field::Unused => None,
        Field::Member(field) => match field {
            M::Id => text(&member.id),
            M::Name => text(&member.name),
            M::Birth => match member.birth? {
                BirthDate::Day(day) => Some(Cell::Date(day)),
                BirthDate::Year(year) => Some(Cell::Number(year.into())),
            },
            M::Identity => text(member.identity.as_ref()?.reveal()),
            M::Answer(index) => answer(context, schema?, &member.facts, index),
            M::Choice(index, position) => choice(&member.facts, index, position),
            M::ChoiceNone(index) => none_chosen(&member.facts, index),
            M::BirthOfMan | M::BirthOfWoman => None,
        },
    }
}

fn text(text: &str) -> Option<Cell> {
    (!text.is_empty()).then(|| Cell::Text(text.to_owned()))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "đồng and points are far below 2^53"
)]
fn whole(number: i64) -> Option<Cell> {
    Some(Cell::Number(number as f64))
}

fn cross(yes: bool) -> Option<Cell> {
    yes.then(|| Cell::Text("x".to_owned()))
}

fn codes(household: &HouseholdInput, list: List) -> Option<&[String]> {
    match list {
        List::Deprivations => household.deprivations.as_deref(),
        List::Groups => household.groups.as_deref(),
        List::Causes => household.causes.as_deref(),
        List::Needs => household.needs.as_deref(),
    }
}

fn label(context: &Context<'_>, list: &str, code: &str) -> Option<Cell> {
    let list = context.law.codes.list(list)?;
    let version = list.as_of(context.on);
    let entry = version
        .and_then(|version| version.find(code))
        .or_else(|| list.latest(code))?;
    text(&entry.label.vi)
}

fn history(context: &Context<'_>, household: &HouseholdInput) -> Option<Cell> {
    let list = context.law.codes.list("classes_or_none")?;
    let entries: Vec<String> = household
        .history
        .iter()
        .filter_map(|(year, class)| {
            let code = list.latest(class.code())?;
            Some(format!(
                "{year}: {}",
                code.short.as_ref().unwrap_or(&code.label.vi)
            ))
        })
        .collect();
    text(&entries.join("; "))
}

fn answer(context: &Context<'_>, schema: &Schema, record: &Record, index: usize) -> Option<Cell> {
    let value = (*record.get(index)?)?;
    match (value, &schema.fact(index)?.kind) {
        (Value::Bool(yes), _) => Some(Cell::Text(if yes { "Có" } else { "Không" }.to_owned())),
        (Value::Int(number), _) => whole(number),
        (Value::Decimal(number), _) => Some(Cell::Number(number)),
        (Value::Code(position), Type::Code(list)) => {
            label(context, list, &code_at(context, list, position)?)
        }
        _ => None,
    }
}

fn choice(record: &Record, index: usize, position: u16) -> Option<Cell> {
    match (*record.get(index)?)? {
        Value::Set(mask) => cross(mask & (1 << position.min(63)) != 0),
        _ => None,
    }
}

fn none_chosen(record: &Record, index: usize) -> Option<Cell> {
    match (*record.get(index)?)? {
        Value::Set(mask) => cross(mask == 0),
        _ => None,
    }
}
