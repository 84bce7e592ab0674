//! From files to an [`Edition`]: `each` spelt out, formulas compiled, names turned into places.

use super::edition::{CellRef, Column, Content, Edition, Invariant, Line, LineKind, Table};
use super::expand::{Expanded, ListedCode, expand};
use super::file::InvariantEntry;
use super::names::{EachCode, Places};
use super::relation::{self, ColumnName, Relation};
use super::{EditionOptions, Source};
use crate::codes::CodeLists;
use crate::expr::{Formula, Scope, compile};
use crate::facts::Type;
use crate::findings::{Finding, Findings};
use crate::formula_text::FormulaText;
use crate::status::Provenance;
use vuonlen_domain::Text;

/// Everything wrong in the formulas and references of all tables, whatever the day and standard.
pub(super) fn check(sources: &[Source], scope: &Scope, codes: &CodeLists) -> Vec<Finding> {
    let mut resolver = Resolver::new(sources, scope, None, |list| ListedCode::ever(codes, list));
    resolver.tables();
    resolver.findings.sort();
    resolver.findings.dedup();
    resolver.findings
}

pub(super) fn edition(
    sources: &[Source],
    scope: &Scope,
    options: &EditionOptions<'_>,
) -> Result<Edition, Findings> {
    let mut resolver = Resolver::new(sources, scope, Some(options), |list| {
        ListedCode::on(options.codes, list, options.on)
    });
    let tables = resolver.tables();
    match resolver.size() {
        Some(size) if resolver.findings.is_empty() => Ok(Edition { tables, size }),
        _ => Err(Findings(resolver.findings)),
    }
}

struct Resolver<'a> {
    sources: &'a [Source],
    scope: &'a Scope,
    /// None when everything is checked, for no day and no standard in particular.
    options: Option<&'a EditionOptions<'a>>,
    columns: Vec<Vec<Expanded<'a>>>,
    findings: Vec<Finding>,
}

impl<'a> Resolver<'a> {
    fn new(
        sources: &'a [Source],
        scope: &'a Scope,
        options: Option<&'a EditionOptions<'a>>,
        listed: impl Fn(&str) -> Option<Vec<ListedCode>>,
    ) -> Self {
        let mut findings = Vec::new();
        let columns = sources
            .iter()
            .map(|source| expand(source, &listed, &mut findings))
            .collect();
        Self {
            sources,
            scope,
            options,
            columns,
            findings,
        }
    }

    fn tables(&mut self) -> Vec<Table> {
        (0..self.sources.len())
            .map(|index| self.table(index))
            .collect()
    }

    fn table(&mut self, index: usize) -> Table {
        let source = &self.sources[index];
        let file = &source.table;
        let mut columns = Vec::new();
        for position in 0..self.columns[index].len() {
            if let Some(content) = self.content(index, position) {
                columns.push(self.columns[index][position].column(position, content));
            }
        }
        let invariants = file
            .invariants
            .iter()
            .filter_map(|entry| self.invariant(index, entry))
            .collect();
        Table {
            id: file.id.get_ref().clone(),
            title: file.title.clone(),
            kind: file.kind,
            provenance: Provenance {
                source: file.source.clone(),
                status: file.status,
            },
            note: file.note.clone(),
            lines: if file.lines.is_empty() {
                vec![household_line()]
            } else {
                file.lines.clone()
            },
            columns,
            invariants,
            filter: file
                .filter
                .as_ref()
                .and_then(|filter| self.formula(source, filter, None, &Type::Bool)),
        }
    }

    fn content(&mut self, table: usize, position: usize) -> Option<Content> {
        let source = &self.sources[table];
        let expanded = &self.columns[table][position];
        let (entry, code) = (expanded.entry, expanded.code.clone());
        let code = code.as_ref().map(|listed| listed.code.as_str());
        let persons = match &entry.persons {
            Some(persons) => Some(self.formula(source, persons, code, &Type::Int)?),
            None => None,
        };
        if let Some(count) = &entry.count {
            let rows = self.formula(source, count, code, &Type::Bool)?;
            return Some(Content::Count { rows, persons });
        }
        if let Some(sum) = &entry.sum {
            let value = self.formula(source, sum, code, &Type::Int)?;
            return Some(Content::Sum { value, persons });
        }
        if let Some(ratio) = &entry.ratio {
            let part = self.reference(table, &ratio.part, code)?;
            let whole = self.reference(table, &ratio.whole, code)?;
            return Some(Content::Ratio {
                part,
                whole,
                percent: ratio.percent,
                decimals: ratio.decimals,
            });
        }
        if let Some(mark) = &entry.mark {
            return self
                .formula(source, mark, code, &Type::Bool)
                .map(Content::Mark);
        }
        entry.field.map(Content::Field)
    }

    fn invariant(&mut self, table: usize, entry: &InvariantEntry) -> Option<Invariant> {
        let source = &self.sources[table];
        let excluded = self.options.is_some_and(|options| {
            let named = entry.standards.as_ref();
            named.is_some_and(|names| !names.iter().any(|name| name == options.standard))
        });
        if excluded {
            return None;
        }
        if entry.lines.line() == Some(LineKind::Person) && !source.table.has_person_line() {
            self.report(
                source,
                &entry.check,
                0,
                Text::new(
                    "bảng không có dòng nhân khẩu",
                    "the table has no line of persons",
                ),
            );
        }
        let relation = relation::parse(entry.check.as_str());
        if let Ok(relation) = &relation {
            self.check_parameters(source, entry, relation);
        }
        let places = Places::new(self.sources, &self.columns, table);
        let parameters = self.options.map(|options| options.parameters);
        let resolved = relation.and_then(|relation| {
            let codes = places.codes(&relation.cells())?;
            codes
                .iter()
                .map(|code| relation.resolve(&EachCode::new(&places, code.as_deref(), parameters)))
                .collect()
        });
        match resolved {
            Ok(relations) => Some(Invariant {
                text: entry.text.clone(),
                check: entry.check.as_str().to_owned(),
                line: entry.lines.line(),
                relations,
            }),
            Err(message) => {
                self.report(source, &entry.check, 0, message);
                None
            }
        }
    }

    /// A misspelt parameter must not silence a check: it names its standards, and they have it.
    fn check_parameters(
        &mut self,
        source: &Source,
        entry: &InvariantEntry,
        relation: &Relation<ColumnName>,
    ) {
        for id in relation.parameters() {
            let known = self
                .options
                .is_none_or(|options| options.parameters.contains_key(id));
            if entry.standards.is_none() || !known {
                let message = Text::new(
                    format!(
                        "điều kiện đọc params.{id} phải ghi `standards`, và các chuẩn đó phải có tham số này là số nguyên"
                    ),
                    format!(
                        "a check that reads params.{id} must say `standards`, and those must have it as a whole number"
                    ),
                );
                self.report(source, &entry.check, 0, message);
            }
        }
    }

    fn reference(
        &mut self,
        table: usize,
        name: &FormulaText,
        code: Option<&str>,
    ) -> Option<CellRef> {
        let written = name.as_str().replace("$code", code.unwrap_or("$code"));
        let found = Places::new(self.sources, &self.columns, table).find(&written);
        match found {
            Ok(cell) => Some(cell),
            Err(message) => {
                let source = &self.sources[table];
                self.report(source, name, 0, message);
                None
            }
        }
    }

    fn formula(
        &mut self,
        source: &Source,
        text: &FormulaText,
        code: Option<&str>,
        expected: &Type,
    ) -> Option<Formula> {
        let substituted = code.map(|code| text.as_str().replace("$code", code));
        let written = substituted.as_deref().unwrap_or(text.as_str());
        match compile(written, self.scope, expected) {
            Ok(formula) => Some(formula),
            Err(errors) => {
                for error in errors {
                    let offset = original_offset(text.as_str(), written, error.offset);
                    self.report(source, text, offset, error.message);
                }
                None
            }
        }
    }

    /// What a line of persons sums where a column does not say otherwise.
    fn size(&mut self) -> Option<Formula> {
        compile("size", self.scope, &Type::Int)
            .map_err(|errors| {
                let messages = errors
                    .into_iter()
                    .map(|error| Finding::at("facts/", "", 0, error.message.vi, error.message.en));
                self.findings.extend(messages);
            })
            .ok()
    }

    fn report(&mut self, source: &Source, text: &FormulaText, offset: usize, message: Text) {
        self.findings.push(Finding::at(
            &source.file.path,
            &source.file.text,
            text.offset_in(&source.file.text, offset),
            message.vi,
            message.en,
        ));
    }
}

/// A code put in for `$code` moves what stands behind it, but never to another line.
fn original_offset(original: &str, written: &str, offset: usize) -> usize {
    if original == written {
        return offset;
    }
    let line = written.bytes().take(offset).filter(|b| *b == b'\n').count();
    original
        .match_indices('\n')
        .nth(line.wrapping_sub(1))
        .map_or(0, |(end, _)| end + 1)
}

fn household_line() -> Line {
    Line {
        id: LineKind::Household,
        label: Text::new("Hộ", "Households"),
    }
}

impl Expanded<'_> {
    fn column(&self, position: usize, content: Content) -> Column {
        Column {
            id: self.entry.id.clone(),
            code: self.code.as_ref().map(|listed| listed.code.clone()),
            number: self
                .entry
                .number
                .clone()
                .unwrap_or_else(|| (position + 1).to_string()),
            heads: self.heads(),
            label: self.label(),
            content,
        }
    }

    /// Whether its cells are whole numbers that may be compared and divided.
    pub(super) fn is_figure(&self) -> bool {
        self.entry.count.is_some() || self.entry.sum.is_some()
    }
}
