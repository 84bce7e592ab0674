//! Reads the files of `law/cases/` into cases, a grid row by row.

use super::Case;
use super::file::{CaseEntry, CasesFile, GridEntry};
use super::household::Templates;
use crate::assess::Options;
use crate::files::{LawFile, LawFiles};
use crate::findings::{Finding, Findings, line_of, parse_toml};
use std::collections::BTreeSet;

/// Every case, and the templates they start from.
///
/// # Errors
/// Everything wrong in the files, by file and line.
pub(super) fn read(files: &LawFiles) -> Result<(Vec<Case>, Templates), Findings> {
    let (mut cases, mut templates) = (Vec::new(), Templates::default());
    let mut findings = Vec::new();
    for file in files
        .under("cases/")
        .filter(|file| file.path.ends_with(".toml"))
    {
        match parse_toml::<CasesFile>(file) {
            Err(finding) => findings.push(finding),
            Ok(content) => {
                for (kind, entries) in [
                    ("person", &content.person),
                    ("household", &content.household),
                ] {
                    for entry in entries {
                        if !templates.add(kind, entry.get_ref()) {
                            findings.push(twice(file, entry.span().start));
                        }
                    }
                }
                read_cases(file, content, &mut cases, &mut findings);
            }
        }
    }
    findings.sort();
    if findings.is_empty() {
        Ok((cases, templates))
    } else {
        Err(Findings(findings))
    }
}

fn read_cases(
    file: &LawFile,
    content: CasesFile,
    cases: &mut Vec<Case>,
    findings: &mut Vec<Finding>,
) {
    let mut ids = BTreeSet::new();
    let entries = content.case.iter().map(|case| &case.id);
    for id in entries.chain(content.grid.iter().map(|grid| &grid.id)) {
        if !ids.insert(id.get_ref()) {
            findings.push(twice(file, id.span().start));
        }
    }
    for grid in &content.grid {
        grid_cases(file, grid, cases, findings);
    }
    cases.extend(content.case.into_iter().map(|entry| single(file, entry)));
}

fn single(file: &LawFile, entry: CaseEntry) -> Case {
    Case {
        name: format!("{}#{} on {}", file.path, entry.id.get_ref(), entry.on.0),
        file: file.path.clone(),
        line: line_of(&file.text, entry.id.span().start),
        title: entry.title,
        generated: entry.generated,
        on: entry.on.0,
        standard: entry.standard,
        options: Options {
            score_table: entry.score_table,
            overlay: entry.overlay,
        },
        household: entry.household,
        set: entry.set,
        expect: entry.expect,
    }
}

fn grid_cases(
    file: &LawFile,
    grid: &GridEntry,
    cases: &mut Vec<Case>,
    findings: &mut Vec<Finding>,
) {
    let id = grid.id.get_ref();
    for (number, row) in grid.rows.iter().enumerate() {
        let number = number + 1;
        if row.len() != grid.columns.len() {
            findings.push(Finding::at(
                &file.path,
                &file.text,
                grid.id.span().start,
                format!(
                    "bảng “{id}”, dòng {number}: {} ô cho {} cột",
                    row.len(),
                    grid.columns.len()
                ),
                format!(
                    "grid “{id}”, row {number}: {} cells for {} columns",
                    row.len(),
                    grid.columns.len()
                ),
            ));
            continue;
        }
        let (mut set, mut expect) = (grid.set.clone(), toml::Table::new());
        for (column, value) in grid.columns.iter().zip(row) {
            match column.strip_prefix('=') {
                Some(expected) => expect.insert(expected.to_owned(), value.clone()),
                None => set.insert(column.clone(), value.clone()),
            };
        }
        cases.extend(grid.on.iter().map(|day| Case {
            name: format!("{}#{id} {number} on {}", file.path, day.0),
            file: file.path.clone(),
            line: line_of(&file.text, grid.id.span().start),
            title: grid.title.clone(),
            generated: grid.generated,
            on: day.0,
            standard: grid.standard.clone(),
            options: Options {
                score_table: grid.score_table.clone(),
                overlay: grid.overlay.clone(),
            },
            household: grid.household.clone(),
            set: set.clone(),
            expect: expect.clone(),
        }));
    }
}

fn twice(file: &LawFile, offset: usize) -> Finding {
    Finding::at(
        &file.path,
        &file.text,
        offset,
        "thiếu id hoặc id đã dùng; mỗi mục một id riêng",
        "the id is missing or stands twice; give each entry its own",
    )
}
