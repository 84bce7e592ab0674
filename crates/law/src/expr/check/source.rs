//! From text to syntax tree, and from a node of the tree back to its place in the text.

use crate::expr::FormulaError;
use cel::Program;
use cel::common::ast::SourceInfo;
use cel::parser::Expression;
use vuonlen_domain::Text;

/// Parses `source`.
pub(in crate::expr) fn parse(source: &str) -> Result<Program, Vec<FormulaError>> {
    Program::compile(source).map_err(|failed| {
        failed
            .errors
            .iter()
            .map(|error| FormulaError {
                offset: offset_of_line(source, error.pos),
                message: Text::new(
                    format!("công thức sai cú pháp CEL: {}", error.msg),
                    format!("the formula is not CEL: {}", error.msg),
                ),
            })
            .collect()
    })
}

/// Where the nodes of a syntax tree stand in its text.
#[derive(Debug, Clone, Copy)]
pub(in crate::expr) struct Offsets<'a> {
    source: &'a str,
    info: &'a SourceInfo,
}

impl<'a> Offsets<'a> {
    pub(in crate::expr) fn new(source: &'a str, program: &'a Program) -> Self {
        Self {
            source,
            info: program.source_info(),
        }
    }

    /// The byte at which `expr` begins. The parser counts characters.
    pub(super) fn of(&self, expr: &Expression) -> usize {
        let character = self
            .info
            .offset_for(expr.id)
            .map_or(0, |(start, _)| start as usize);
        byte_of_character(self.source, character)
    }
}

fn byte_of_character(text: &str, character: usize) -> usize {
    text.char_indices()
        .nth(character)
        .map_or(text.len(), |(byte, _)| byte)
}

/// The byte at a line and a column, both counted from 1, as the parser reports them.
fn offset_of_line(source: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let column = usize::try_from(column - 1).unwrap_or(0);
    let start: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
    start + byte_of_character(&source[start..], column)
}
