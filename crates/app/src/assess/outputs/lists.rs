//! The detailed lists of poor and near-poor households, member by member, as they are met.

use super::AssessError;
use super::folder::Folder;
use super::spool::Spool;
use crate::assess::tables::Tables as Counted;
use crate::forms::{self, Headings};
use chrono::Datelike;
use std::sync::Arc;
use vuonlen_documents::report::{Banner, Book, Content, ReportColumn, WriteError};
use vuonlen_domain::{BirthDate, Text};
use vuonlen_law::assess::{HouseholdInput, MemberInput};
use vuonlen_law::codes::CodeLists;
use vuonlen_law::facts::{Batch, Schema, Type, Value};
use vuonlen_law::law::Law;
use vuonlen_law::status::Status;
use vuonlen_law::tables::{self, Field, Kind};
use vuonlen_measure::tables::{ListBuilder, Person, Roster, Sex, TablePlan};

/// Lists being written, and how far each has counted.
pub(super) struct Lists<'law> {
    law: &'law Law,
    lists: Vec<List>,
}

struct List {
    id: String,
    title: Text,
    columns: Vec<ReportColumn>,
    lines: Spool,
    households: i64,
}

impl<'law> Lists<'law> {
    pub(super) fn begin(
        law: &'law Law,
        tables: &Counted<'_>,
        folder: &Folder,
    ) -> Result<Self, AssessError> {
        let plan = tables.plan();
        let mut lists = Vec::new();
        for table in plan
            .edition()
            .tables
            .iter()
            .filter(|t| t.kind == Kind::List)
        {
            let builder = ListBuilder::new(plan, &table.id, tables.status())?;
            let heads = builder.columns();
            let contents = table.columns.iter().map(|column| &column.content);
            let columns = heads
                .iter()
                .zip(contents)
                .map(|(head, content)| {
                    let (content, width) = appearance(content);
                    forms::column(head, content).wide(width)
                })
                .collect();
            let path = folder.aside(&format!("{}.jsonl", table.id));
            lists.push(List {
                id: table.id.clone(),
                title: builder.title().clone(),
                columns,
                lines: Spool::create(path.clone())
                    .map_err(|source| AssessError::Write { path, source })?,
                households: 0,
            });
        }
        Ok(Self { law, lists })
    }

    pub(super) fn add(
        &mut self,
        plan: &TablePlan,
        facts: &Batch,
        households: &[&HouseholdInput],
    ) -> Result<(), AssessError> {
        let people = People {
            households,
            facts: self.law.facts.scope("member"),
            codes: &self.law.codes,
        };
        for list in &mut self.lists {
            let builder = ListBuilder::new(plan, &list.id, Status::Verified)?;
            let mut builder = builder.continued(list.households);
            for line in builder.lines(facts, &people)? {
                list.lines
                    .push(&line)
                    .map_err(|source| AssessError::Write {
                        path: list.lines.path().to_owned(),
                        source,
                    })?;
            }
            list.households = builder.households();
        }
        Ok(())
    }

    /// Draws the lists: of the households of `unit`, below a warning where there is one.
    pub(super) fn draw(
        self,
        book: &mut Book,
        headings: &Headings,
        unit: Option<&Text>,
        banner: Option<&String>,
    ) -> Result<(), WriteError> {
        for list in self.lists {
            let mut frame = forms::frame(&list.id, &list.title, headings, list.columns);
            if let Some(unit) = unit {
                frame.subtitle.insert(0, unit.vi.clone());
            }
            frame.banner = banner.map(|text| Banner { text: text.clone() });
            let mut sheet = book.begin_list(&list.id, frame)?;
            for row in list.lines.rows()? {
                sheet.push(&row?)?;
            }
            book.end_list(sheet)?;
        }
        Ok(())
    }
}

/// How the cells of a list's column stand, and how wide it is.
const fn appearance(column: &tables::Content) -> (Content, f64) {
    match column {
        tables::Content::Field(Field::Name) => (Content::Text, 26.0),
        tables::Content::Field(Field::Relation) => (Content::Text, 18.0),
        tables::Content::Field(Field::Ethnicity) => (Content::Text, 12.0),
        tables::Content::Field(_) => (Content::Centred, 8.0),
        _ => (Content::Centred, 9.0),
    }
}

/// The members behind the rows of a chunk.
struct People<'a> {
    households: &'a [&'a HouseholdInput],
    facts: Option<&'a Arc<Schema>>,
    codes: &'a CodeLists,
}

impl People<'_> {
    fn code(&self, member: &MemberInput, fact: &str) -> Option<(String, Text)> {
        let facts = self.facts?;
        let index = facts.index(fact)?;
        let Type::Code(list) = &facts.fact(index)?.kind else {
            return None;
        };
        let Value::Code(position) = (*member.facts.get(index)?)? else {
            return None;
        };
        let list = self.codes.list(list)?;
        let code = list.code_at(usize::from(position))?;
        Some((code.to_owned(), list.label(code)?.clone()))
    }

    fn person(&self, member: &MemberInput) -> Person {
        Person {
            name: member.name.clone(),
            sex: self.code(member, "sex").map(|(code, _)| {
                if code == "female" {
                    Sex::Female
                } else {
                    Sex::Male
                }
            }),
            birth_year: member.birth.map(|birth| match birth {
                BirthDate::Day(date) => date.year(),
                BirthDate::Year(year) => year,
            }),
            ethnicity: self.code(member, "ethnicity").map(|(_, label)| label),
            relation: self.code(member, "relation").map(|(_, label)| label),
        }
    }
}

impl Roster for People<'_> {
    fn members(&self, row: usize) -> Vec<Person> {
        let Some(household) = self.households.get(row) else {
            return Vec::new();
        };
        if household.members.is_empty() {
            let list = self.codes.list("ethnic_groups");
            let label = |code: &String| list?.label(code).cloned();
            return vec![Person {
                name: household
                    .head_name
                    .clone()
                    .unwrap_or_else(|| household.id.clone()),
                ethnicity: household.ethnicity.as_ref().and_then(label),
                ..Person::default()
            }];
        }
        household
            .members
            .iter()
            .map(|member| self.person(member))
            .collect()
    }
}
