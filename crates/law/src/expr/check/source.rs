//! From text to syntax tree, and from a node of the tree back to its place in the text.

use crate::expr::FormulaError;
use cel::Program;
use cel::common::ast::{Expr, SourceInfo};
use cel::parser::Expression;
use vuonlen_domain::Text;

/// Most bytes of a formula. People write formulas too (groups, questions): one of a megabyte would
/// make the parser nest deeper than a thread's stack.
const LONGEST: usize = 4096;

/// Most levels of a formula; whatever walks its tree goes one call deeper for each.
const DEEPEST: usize = 200;

/// Parses `source`.
pub(in crate::expr) fn parse(source: &str) -> Result<Program, Vec<FormulaError>> {
    if source.len() > LONGEST {
        return Err(too_much(source.floor_char_boundary(LONGEST)));
    }
    let program = parse_text(source)?;
    if is_deeper_than(DEEPEST, program.expression()) {
        return Err(too_much(0));
    }
    Ok(program)
}

fn too_much(offset: usize) -> Vec<FormulaError> {
    vec![FormulaError {
        offset,
        message: Text::new(
            format!(
                "công thức quá dài hoặc lồng quá sâu (tối đa {LONGEST} byte, {DEEPEST} tầng); chia thành nhiều công thức"
            ),
            format!(
                "the formula is too long or nested too deeply (at most {LONGEST} bytes and {DEEPEST} levels); divide it"
            ),
        ),
    }]
}

/// Whether the tree has more than `most` levels. Maps and structures count as leaves: no formula
/// may hold one.
fn is_deeper_than(most: usize, root: &Expression) -> bool {
    let mut open = vec![(root, 1)];
    while let Some((expression, level)) = open.pop() {
        if level > most {
            return true;
        }
        let mut add = |child| open.push((child, level + 1));
        match &expression.expr {
            Expr::Select(select) => add(&select.operand),
            Expr::List(list) => list.elements.iter().for_each(add),
            Expr::Call(call) => call
                .target
                .as_deref()
                .into_iter()
                .chain(&call.args)
                .for_each(add),
            Expr::Comprehension(all) => {
                let parts = [
                    &all.iter_range,
                    &all.accu_init,
                    &all.loop_cond,
                    &all.loop_step,
                    &all.result,
                ];
                parts.into_iter().for_each(add);
            }
            Expr::Unspecified
            | Expr::Ident(_)
            | Expr::Literal(_)
            | Expr::Map(_)
            | Expr::Struct(_) => {}
        }
    }
    false
}

fn parse_text(source: &str) -> Result<Program, Vec<FormulaError>> {
    Program::compile(source).map_err(|failed| {
        // What a parser says after its first error is mostly a consequence of it.
        let (offset, message) = match failed.errors.first() {
            Some(error) => (offset_of_line(source, error.pos), error.msg.as_str()),
            None => (0, ""),
        };
        vec![FormulaError {
            offset,
            message: Text::new(
                format!("công thức sai cú pháp CEL: {message}"),
                format!("the formula is not CEL: {message}"),
            ),
        }]
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

    /// The byte at which `expr` begins. The parser notes the operator of a node, its dot or its
    /// opening parenthesis; it begins where its leftmost part does.
    pub(super) fn of(&self, expr: &Expression) -> usize {
        let noted = self
            .info
            .offset_for(expr.id)
            .map_or(usize::MAX, |(start, _)| start as usize);
        let start = match &expr.expr {
            Expr::Select(select) => noted.min(self.of(&select.operand)),
            Expr::Comprehension(comprehension) => noted.min(self.of(&comprehension.iter_range)),
            Expr::Call(call) => match (&call.target, call.args.first()) {
                (Some(target), _) => noted.min(self.of(target)),
                (None, first) => {
                    let name = noted.saturating_sub(call.func_name.len());
                    if self.source.get(name..noted) == Some(&call.func_name) {
                        name
                    } else {
                        noted.min(first.map_or(noted, |first| self.of(first)))
                    }
                }
            },
            _ => noted,
        };
        self.source.floor_char_boundary(start)
    }
}

/// The byte at a line and a column, both counted from 1, the column in characters, as the parser
/// reports errors.
fn offset_of_line(source: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let column = usize::try_from(column - 1).unwrap_or(0);
    let start: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
    source[start..]
        .char_indices()
        .nth(column)
        .map_or(source.len(), |(byte, _)| start + byte)
}
