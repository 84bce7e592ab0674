//! Random well-typed formulas over the made-up survey.
//!
//! A formula is grown from a sequence of choices; when the choices run out every further one is
//! the first, which is always a leaf. So a shorter sequence is a smaller formula, and a failing
//! case shrinks to a readable one.

use super::support::{household_facts, member_facts};
use vuonlen_law::expr::Type;

/// Deepest nesting, and most loops around one another.
const DEPTH: u32 = 4;
const LOOPS: usize = 3;

/// The codes of the made-up lists.
pub(crate) fn codes(list: &str) -> &'static [&'static str] {
    match list {
        "areas" => &["rural", "urban"],
        "toilets" => &["septic", "pit", "none"],
        "assets" => &["tv", "fridge", "buffalo"],
        _ => &["farmer", "teacher"],
    }
}

pub(crate) struct Generator<'a> {
    choices: std::slice::Iter<'a, u8>,
    /// Loop variables, innermost last; one may hide another, or `household`.
    variables: Vec<(&'static str, Element)>,
}

#[derive(Debug, Clone)]
enum Element {
    Member,
    Value(Type),
}

impl<'a> Generator<'a> {
    pub(crate) fn new(choices: &'a [u8]) -> Self {
        Self {
            choices: choices.iter(),
            variables: Vec::new(),
        }
    }

    /// A formula and its type.
    pub(crate) fn formula(mut self) -> (String, Type) {
        let kinds = [
            Type::Bool,
            Type::Bool,
            Type::Bool,
            Type::Int,
            Type::Decimal,
            code("toilets"),
            set(),
        ];
        let kind = self.pick(&kinds).clone();
        let source = self.of(&kind, DEPTH);
        (source, kind)
    }

    fn choose(&mut self, options: usize) -> usize {
        self.choices
            .next()
            .map_or(0, |choice| usize::from(*choice) % options)
    }

    fn pick<'o, T>(&mut self, options: &'o [T]) -> &'o T {
        &options[self.choose(options.len())]
    }

    fn of(&mut self, kind: &Type, depth: u32) -> String {
        if depth == 0 {
            return self.leaf(kind);
        }
        match kind {
            Type::Bool => self.boolean(depth - 1),
            Type::Int => self.int(depth - 1),
            Type::Decimal => self.decimal(depth - 1),
            Type::Code(_) | Type::Set(_) => match self.choose(4) {
                0..3 => self.leaf(kind),
                _ => self.choice(kind, depth - 1),
            },
        }
    }

    fn boolean(&mut self, depth: u32) -> String {
        let relations = ["==", "!=", "<", "<=", ">", ">="];
        match self.choose(20) {
            0 => self.leaf(&Type::Bool),
            1..4 => {
                let operator = *self.pick(&["&&", "||"]);
                self.binary(&Type::Bool, operator, depth)
            }
            4..6 => {
                let relation = *self.pick(&relations);
                self.binary(&Type::Int, relation, depth)
            }
            6 => {
                let relation = *self.pick(&relations);
                self.binary(&Type::Decimal, relation, depth)
            }
            7 => {
                let relation = *self.pick(&relations[..2]);
                let kind = code(self.pick::<&str>(&["toilets", "jobs", "areas", "assets"]));
                match self.known(&kind) {
                    Some(known) => format!("({known} {relation} {})", self.of(&kind, depth)),
                    None => self.binary(&Type::Bool, relation, depth),
                }
            }
            8 => self.one_of(depth),
            9 => {
                let needle = self.of(&code("assets"), depth);
                format!("({needle} in {})", self.of(&set(), depth))
            }
            10 => {
                let needle = self.of(&Type::Int, depth);
                format!("({needle} in {})", self.numbers(&Type::Int, depth))
            }
            11 => self.presence(),
            12 => format!("!({})", self.of(&Type::Bool, depth)),
            13 => self.choice(&Type::Bool, depth),
            _ => {
                let call = *self.pick(&["exists", "all", "exists_one"]);
                let (list, name, element) = self.list(depth);
                let predicate = self.within(name, element, |inner| inner.of(&Type::Bool, depth));
                format!("{list}.{call}({name}, {predicate})")
            }
        }
    }

    fn int(&mut self, depth: u32) -> String {
        match self.choose(10) {
            0..2 => self.leaf(&Type::Int),
            2..5 => {
                let operator = *self.pick(&["+", "-", "*", "/", "%"]);
                self.binary(&Type::Int, operator, depth)
            }
            5 => format!("-({})", self.of(&Type::Int, depth)),
            6 => format!("int({})", self.of(&Type::Decimal, depth)),
            7 => self.choice(&Type::Int, depth),
            8 => format!("size({})", self.list(depth).0),
            _ => self.aggregate(&Type::Int, depth),
        }
    }

    fn decimal(&mut self, depth: u32) -> String {
        match self.choose(9) {
            0..2 => self.leaf(&Type::Decimal),
            2..5 => {
                let operator = *self.pick(&["+", "-", "*", "/"]);
                self.binary(&Type::Decimal, operator, depth)
            }
            5 => format!("-({})", self.of(&Type::Decimal, depth)),
            6 => format!("double({})", self.of(&Type::Int, depth)),
            7 => self.choice(&Type::Decimal, depth),
            _ => self.aggregate(&Type::Decimal, depth),
        }
    }

    fn binary(&mut self, kind: &Type, operator: &str, depth: u32) -> String {
        let left = self.of(kind, depth);
        format!("({left} {operator} {})", self.of(kind, depth))
    }

    fn choice(&mut self, kind: &Type, depth: u32) -> String {
        let condition = self.of(&Type::Bool, depth);
        // A branch that says of which list its codes are.
        let then = self.known(kind).unwrap_or_else(|| self.of(kind, depth));
        format!("({condition} ? {then} : {})", self.of(kind, depth))
    }

    fn aggregate(&mut self, kind: &Type, depth: u32) -> String {
        let function = *self.pick(&["sum", "min", "max"]);
        format!("{function}({})", self.numbers(kind, depth))
    }

    /// A list of numbers of `kind`.
    fn numbers(&mut self, kind: &Type, depth: u32) -> String {
        let (list, name, element) = self.list(depth);
        let transform = self.within(name, element, |inner| inner.of(kind, depth.min(2)));
        format!("{list}.map({name}, {transform})")
    }

    /// A list, a variable for its elements and what they are.
    fn list(&mut self, depth: u32) -> (String, &'static str, Element) {
        // `household` is hidden only where a member's facts stand in for its own.
        let name = match self.variables.len() {
            1 => "n",
            2 if !self.members().is_empty() => "household",
            _ => "m",
        };
        let crowded = self.variables.len() >= LOOPS;
        let (mut list, mut element) = if crowded || self.choose(4) == 3 {
            let set = self.of(&set(), depth.min(1));
            (set, Element::Value(code("assets")))
        } else {
            ("members".to_owned(), Element::Member)
        };
        while depth > 0 && self.choose(3) == 1 {
            let kind = self
                .pick(&[Type::Bool, Type::Int, Type::Decimal, code("jobs"), set()])
                .clone();
            let (filter, map) = self.within(name, element.clone(), |inner| {
                let filter = inner.of(&Type::Bool, depth - 1);
                let known = match &kind {
                    Type::Code(_) => inner.known(&kind),
                    _ => Some(inner.of(&kind, depth - 1)),
                };
                (filter, known)
            });
            match (self.choose(3), map) {
                (1, Some(map)) => {
                    list = format!("{list}.map({name}, {map})");
                    element = Element::Value(kind);
                }
                (2, Some(map)) => {
                    list = format!("{list}.map({name}, {filter}, {map})");
                    element = Element::Value(kind);
                }
                _ => list = format!("{list}.filter({name}, {filter})"),
            }
        }
        (list, name, element)
    }

    fn one_of(&mut self, depth: u32) -> String {
        match self.choose(4) {
            0 => {
                let needle = self.of(&Type::Int, depth);
                let list: Vec<String> = (0..self.choose(4)).map(|_| self.integer()).collect();
                format!("({needle} in [{}])", list.join(", "))
            }
            1 => {
                let needle = self.of(&Type::Bool, depth);
                let list = *self.pick(&["[]", "[true]", "[false]", "[true, false]"]);
                format!("({needle} in {list})")
            }
            _ => {
                let list = *self.pick(&["jobs", "toilets", "areas"]);
                let Some(needle) = self.known(&code(list)) else {
                    return self.leaf(&Type::Bool);
                };
                if list == "jobs" && self.choose(2) == 1 {
                    let params = *self.pick(&["params.jobs", "params.jobs_here"]);
                    return format!("({needle} in {params})");
                }
                let kept = self.choose(8);
                let some: Vec<String> = codes(list)
                    .iter()
                    .enumerate()
                    .filter(|(place, _)| kept >> place & 1 == 1)
                    .map(|(_, code)| format!("\"{code}\""))
                    .collect();
                format!("({needle} in [{}])", some.join(", "))
            }
        }
    }

    fn presence(&mut self) -> String {
        let mut names = Vec::new();
        if self.sees("household") {
            names.extend(
                household_facts()
                    .iter()
                    .map(|(f, ..)| format!("household.{f}")),
            );
        }
        for variable in self.members() {
            names.extend(
                member_facts()
                    .iter()
                    .map(|(f, ..)| format!("{variable}.{f}")),
            );
        }
        if names.is_empty() {
            return "true".to_owned();
        }
        format!("has({})", self.pick(&names))
    }

    fn leaf(&mut self, kind: &Type) -> String {
        match (self.choose(4), self.known(kind)) {
            (0..3, Some(name)) => name,
            (_, Some(name)) if matches!(kind, Type::Set(_)) => name,
            _ => self.literal(kind),
        }
    }

    /// A fact or variable of type `kind`, if one can be seen.
    fn known(&mut self, kind: &Type) -> Option<String> {
        let mut names = Vec::new();
        for (name, element) in self.visible() {
            match element {
                Element::Value(of) if of == *kind => names.push(name.to_owned()),
                Element::Value(_) => {}
                Element::Member => {
                    let facts = member_facts().into_iter().filter(|(_, of, ..)| of == kind);
                    names.extend(facts.map(|(fact, ..)| format!("{name}.{fact}")));
                }
            }
        }
        if self.sees("household") {
            let facts = household_facts()
                .into_iter()
                .filter(|(_, of, ..)| of == kind);
            names.extend(facts.map(|(fact, ..)| format!("household.{fact}")));
        }
        if names.is_empty() {
            None
        } else {
            Some(self.pick(&names).clone())
        }
    }

    fn literal(&mut self, kind: &Type) -> String {
        match kind {
            Type::Bool => (*self.pick(&["true", "false", "params.strict"])).to_owned(),
            Type::Int => self.integer_or_param(),
            Type::Decimal => (*self.pick(&[
                "0.0",
                "1.5",
                "-2.25",
                "8.0",
                "1.0e300",
                "params.per_person",
                "params.share",
            ]))
            .to_owned(),
            Type::Code(list) if &**list == "toilets" => (*self.pick(&[
                "\"pit\"",
                "\"none\"",
                "params.best_toilet",
                "params.toilet_here",
            ]))
            .to_owned(),
            Type::Code(list) => format!("\"{}\"", self.pick(codes(list))),
            // Reached only where no set can be seen, and nowhere: a loop hides `household` only
            // when there is a member around it.
            Type::Set(_) => "household.assets".to_owned(),
        }
    }

    fn integer(&mut self) -> String {
        (*self.pick(&[
            "0",
            "1",
            "2",
            "-3",
            "7",
            "16",
            "9223372036854775807",
            "-9223372036854775808",
        ]))
        .to_owned()
    }

    fn integer_or_param(&mut self) -> String {
        match self.choose(4) {
            2 => "params.child_age".to_owned(),
            3 => "params.poor".to_owned(),
            _ => self.integer(),
        }
    }

    fn within<T>(
        &mut self,
        name: &'static str,
        element: Element,
        write: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.variables.push((name, element));
        let written = write(self);
        self.variables.pop();
        written
    }

    /// The loop variables that are not hidden by an inner one.
    fn visible(&self) -> Vec<(&'static str, Element)> {
        let hidden = |place: usize, name: &str| {
            self.variables[place + 1..]
                .iter()
                .any(|(inner, _)| *inner == name)
        };
        self.variables
            .iter()
            .enumerate()
            .filter(|(place, (name, _))| !hidden(*place, name))
            .map(|(_, variable)| variable.clone())
            .collect()
    }

    fn members(&self) -> Vec<&'static str> {
        self.visible()
            .into_iter()
            .filter(|(_, element)| matches!(element, Element::Member))
            .map(|(name, _)| name)
            .collect()
    }

    fn sees(&self, name: &str) -> bool {
        self.variables.iter().all(|(variable, _)| *variable != name)
    }
}

fn code(list: &str) -> Type {
    Type::Code(list.into())
}

fn set() -> Type {
    Type::Set("assets".into())
}
