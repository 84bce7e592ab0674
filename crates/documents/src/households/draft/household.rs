//! What is said of the household itself.

use super::super::codes::code_at;
use super::super::field::{HouseholdField as H, List};
use super::super::problem;
use super::{Draft, Readers, Reading, Recognition, Said, answer_question, bit, choose};
use vuonlen_domain::{Area, Class};
use vuonlen_law::assess::{PreviousClass, Problem};

impl Draft {
    pub(super) fn say_household(
        &mut self,
        readers: &mut Readers<'_>,
        field: H,
        said: Said<'_>,
    ) -> Reading<()> {
        let context = readers.law_on_day();
        match field {
            H::Id => self.id = Some(said.text()?),
            H::RowNumber => {}
            H::Unit => self.say_unit(said, |unit, text| unit.code = Some(text))?,
            H::Commune => self.say_unit(said, |unit, text| unit.commune = Some(text))?,
            H::District => self.say_unit(said, |unit, text| unit.district = Some(text))?,
            H::Province => self.say_unit(said, |unit, text| unit.province = Some(text))?,
            H::Address => self.say_unit(said, |unit, text| unit.address = Some(text))?,
            H::Village => self.village = Some(said.text()?),
            H::Area => self.area = area(readers, said)?,
            H::HeadName => self.head_name = Some(said.text()?),
            H::Size => self.size = Some(said.small_count()?),
            H::Income => self.income = Some(said.count()?),
            H::ScoreA => self.score_a = Some(said.count()?),
            H::ScoreB => self.score_b = Some(said.count()?),
            H::Ethnicity => {
                let position = said.code(readers, "ethnic_groups")?;
                self.ethnicity = code_at(&context, "ethnic_groups", position);
            }
            H::PreviousClass => {
                self.previous_class = class_or_none(readers, said)?;
            }
            H::PreviousSize => self.previous_size = Some(said.small_count()?),
            H::History => self.say_history(readers, said)?,
            H::Event => {
                let position = said.code(readers, "household_events")?;
                self.event = code_at(&context, "household_events", position);
            }
            H::StatedClass => self.stated_class = class(readers, said)?,
            H::NewlyRecognised => self.recognise(Recognition::New, said)?,
            H::Relapsed => self.recognise(Recognition::Relapsed, said)?,
            H::StillRecognised => self.recognise(Recognition::Still, said)?,
            H::List(list) => self.say_list(readers, list, said)?,
            H::Listed(list, position) => {
                let yes = said.yes_or_no().map_err(|problem| decide(list, problem))?;
                let mask = self.lists.entry(list).or_default();
                *mask |= if yes { bit(position) } else { 0 };
            }
            H::ListNone(list) => {
                said.yes_or_no()?;
                self.lists.entry(list).or_default();
            }
            H::Answer(index) => {
                let schema = context.household_facts().map(AsRef::as_ref);
                answer_question(&mut self.answers, readers, schema, index, said)?;
            }
            H::Choice(index, position) => {
                choose(&mut self.answers, index, position, said.yes_or_no()?);
            }
            H::ChoiceNone(index) => {
                said.yes_or_no()?;
                choose(&mut self.answers, index, 0, false);
            }
        }
        Ok(())
    }

    fn say_unit(
        &mut self,
        said: Said<'_>,
        set: impl FnOnce(&mut super::WrittenUnit, String),
    ) -> Reading<()> {
        set(&mut self.unit, said.text()?);
        self.unit_place.get_or_insert_with(|| said.place.clone());
        Ok(())
    }

    fn say_list(&mut self, readers: &mut Readers<'_>, list: List, said: Said<'_>) -> Reading<()> {
        let mask = said
            .codes(readers, list.codes())
            .map_err(|problem| decide(list, problem))?;
        *self.lists.entry(list).or_default() |= mask;
        Ok(())
    }

    fn recognise(&mut self, recognition: Recognition, said: Said<'_>) -> Reading<()> {
        if said.yes_or_no()? {
            self.recognition = Some(recognition);
        }
        Ok(())
    }

    /// `2024: nghèo; 2025: cận nghèo`; years of the same class may share it.
    fn say_history(&mut self, readers: &mut Readers<'_>, said: Said<'_>) -> Reading<()> {
        let text = said.text()?;
        for entry in text
            .split([';', ',', '\n'])
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
        {
            let year = entry.get(..4).and_then(|year| year.parse().ok());
            let class = entry
                .get(4..)
                .map(|rest| rest.trim_matches([':', '=', '-', '–', ' ', '(', ')']));
            let cell = crate::read::Cell::Text(class.unwrap_or_default().to_owned());
            let one = Said {
                value: super::Written::One(&cell),
                ..said
            };
            match (year, self::class(readers, one)) {
                (Some(year), Ok(Some(class))) if (1990..=2100).contains(&year) => {
                    self.history.push((year, class));
                }
                (Some(_), Ok(None)) => {}
                _ => return Err(problem::history(said.label, entry).into()),
            }
        }
        Ok(())
    }

    /// A year and a class of the past, as JSON says them.
    pub(in crate::households) fn say_past_class(
        &mut self,
        readers: &mut Readers<'_>,
        year: i32,
        said: Said<'_>,
    ) {
        match class(readers, said) {
            Ok(Some(class)) => self.history.push((year, class)),
            Ok(None) => {}
            Err(problem) => self.problems.push(problem.at(said.place.clone())),
        }
    }
}

/// A code that decides the class must not be left out quietly.
fn decide(list: List, problem: Box<Problem>) -> Box<Problem> {
    match list {
        List::Deprivations => Box::new(problem::deciding(*problem)),
        List::Groups | List::Causes | List::Needs => problem,
    }
}

fn area(readers: &mut Readers<'_>, said: Said<'_>) -> Reading<Option<Area>> {
    let position = said.code(readers, "areas")?;
    Ok(code_at(&readers.context, "areas", position).and_then(|code| Area::parse(&code)))
}

fn class_or_none(readers: &mut Readers<'_>, said: Said<'_>) -> Reading<Option<PreviousClass>> {
    // “Nghèo” and “Hộ nghèo” are the same; the code list has the longer form.
    let longer = crate::read::Cell::Text(format!("Hộ {}", said.text()?));
    let long = Said {
        value: super::Written::One(&longer),
        ..said
    };
    let position = long
        .code(readers, "classes_or_none")
        .or_else(|_| said.code(readers, "classes_or_none"))?;
    let code = code_at(&readers.context, "classes_or_none", position);
    Ok(code.and_then(|code| PreviousClass::parse(&code)))
}

/// `None` is said by a household that stood in no list.
fn class(readers: &mut Readers<'_>, said: Said<'_>) -> Reading<Option<Class>> {
    Ok(match class_or_none(readers, said)? {
        Some(PreviousClass::Class(class)) => Some(class),
        Some(PreviousClass::None) | None => None,
    })
}
