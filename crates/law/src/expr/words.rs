//! A formula in words, for people who know the law and not the language: labels of facts and
//! codes, parameters as their values, arithmetic as on paper.

mod lists;
mod logic;
mod numbers;

use super::{Arithmetic, Comparison, FactRef, Level, Plan, Scope};
use crate::facts::{Fact, Type, Value};
use numbers::{decimal, integer};
use vuonlen_domain::text::Language;

/// The words of `plan`.
pub(super) fn words(plan: &Plan, scope: &Scope, language: Language) -> String {
    Words {
        scope,
        language,
        elements: Vec::new(),
    }
    .of(plan)
    .text
}

/// How tightly words hold together, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    Sentence,
    Or,
    And,
    Relation,
    Sum,
    Product,
    Single,
}

/// Words and how tightly they hold together.
#[derive(Debug)]
struct Phrase {
    text: String,
    bond: Bond,
}

#[derive(Debug)]
struct Words<'a> {
    scope: &'a Scope,
    language: Language,
    /// What the elements of the lists around are called, and their types, outermost first.
    elements: Vec<(String, Option<Type>)>,
}

impl Words<'_> {
    fn of(&mut self, plan: &Plan) -> Phrase {
        match plan {
            Plan::Constant(value) => single(self.constant(*value, None)),
            Plan::ByArea { area, values } => single(self.by_area(*area, values)),
            Plan::Fact(fact) => single(self.fact(*fact)),
            Plan::Element(depth) => single(self.element(*depth)),
            Plan::Has(fact) => {
                let label = self.label(*fact);
                relation(self.say(
                    format!("đã trả lời “{label}”"),
                    format!("“{label}” is answered"),
                ))
            }
            Plan::Not(operand) => self.not(operand),
            Plan::And(..) => self.all_of(plan),
            Plan::Or(..) => self.any_of(plan, false),
            Plan::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.within(condition, Bond::Or);
                let then = self.within(then, Bond::Or);
                let otherwise = self.within(otherwise, Bond::Or);
                Phrase {
                    text: self.say(
                        format!("nếu {condition} thì {then}, nếu không thì {otherwise}"),
                        format!("if {condition} then {then}, otherwise {otherwise}"),
                    ),
                    bond: Bond::Sentence,
                }
            }
            Plan::Compare {
                comparison,
                left,
                right,
            } => self.comparison(*comparison, left, right),
            Plan::Arithmetic {
                operation,
                left,
                right,
            } => self.arithmetic(*operation, left, right),
            Plan::Negate(operand) => {
                let operand = self.within(operand, Bond::Single);
                Phrase {
                    text: format!("−{operand}"),
                    bond: Bond::Product,
                }
            }
            Plan::ToInt(operand) => {
                let operand = self.within(operand, Bond::Single);
                single(self.say(
                    format!("phần nguyên của {operand}"),
                    format!("the whole part of {operand}"),
                ))
            }
            Plan::ToDecimal(operand) => self.of(operand),
            Plan::OneOf { needle, values } => {
                self.one_of(needle, values, self.say("thuộc", "is one of"))
            }
            Plan::InSet { needle, set } => self.includes(set, needle, self.say("có", "includes")),
            Plan::InList { needle, list } => self.in_list(needle, list),
            Plan::Quantify {
                quantifier,
                list,
                predicate,
            } => self.quantified(*quantifier, list, predicate, false),
            Plan::Size(list) => single(self.size(list)),
            Plan::Aggregate {
                aggregation, list, ..
            } => single(self.aggregate(*aggregation, list)),
        }
    }

    /// The words of `plan`, in parentheses when they hold together less than `bond`.
    fn within(&mut self, plan: &Plan, bond: Bond) -> String {
        let phrase = self.of(plan);
        if phrase.bond < bond {
            format!("({})", phrase.text)
        } else {
            phrase.text
        }
    }

    fn say<T>(&self, vi: T, en: T) -> T {
        match self.language {
            Language::Vietnamese => vi,
            Language::English => en,
        }
    }

    fn not(&mut self, operand: &Plan) -> Phrase {
        match operand {
            Plan::OneOf { needle, values } => {
                self.one_of(needle, values, self.say("không thuộc", "is none of"))
            }
            Plan::InSet { needle, set } => {
                self.includes(set, needle, self.say("không có", "does not include"))
            }
            Plan::Or(..) => self.any_of(operand, true),
            Plan::Fact(fact) => {
                let words = self.fact(*fact);
                // “không có thẻ” rather than “không (có thẻ)”.
                if self.language == Language::Vietnamese && words.starts_with("có ") {
                    relation(format!("không {words}"))
                } else {
                    self.denied(&words)
                }
            }
            Plan::Quantify {
                quantifier: super::Quantifier::Exists,
                list,
                predicate,
            } => self.quantified(super::Quantifier::Exists, list, predicate, true),
            Plan::Has(fact) => {
                let label = self.label(*fact);
                relation(self.say(
                    format!("chưa trả lời “{label}”"),
                    format!("“{label}” is not answered"),
                ))
            }
            _ => {
                let operand = self.of(operand).text;
                self.denied(&operand)
            }
        }
    }

    fn denied(&self, words: &str) -> Phrase {
        relation(self.say(format!("không ({words})"), format!("not ({words})")))
    }

    fn comparison(&mut self, comparison: Comparison, left: &Plan, right: &Plan) -> Phrase {
        // `x == true` says no more than `x`.
        for (side, other) in [(left, right), (right, left)] {
            if let (Plan::Constant(Value::Bool(value)), Comparison::Equal | Comparison::NotEqual) =
                (side, comparison)
            {
                return if *value == (comparison == Comparison::Equal) {
                    self.of(other)
                } else {
                    self.not(other)
                };
            }
        }
        let kind = self.kind(left).or_else(|| self.kind(right));
        let is_code = matches!(kind, Some(Type::Code(_)));
        let sign = match comparison {
            Comparison::Equal if is_code => self.say("là", "is"),
            Comparison::NotEqual if is_code => self.say("không phải", "is not"),
            Comparison::Equal => "=",
            Comparison::NotEqual => "≠",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "≤",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => "≥",
        };
        let left = self.side(left, kind.as_ref());
        let right = self.side(right, kind.as_ref());
        relation(format!("{left} {sign} {right}"))
    }

    /// A side of a comparison; a constant code takes its label from the list of `kind`.
    fn side(&mut self, plan: &Plan, kind: Option<&Type>) -> String {
        match plan {
            Plan::Constant(value) => self.constant(*value, kind),
            _ => self.within(plan, Bond::Sum),
        }
    }

    fn arithmetic(&mut self, operation: Arithmetic, left: &Plan, right: &Plan) -> Phrase {
        let (sign, bond, right_bond) = match operation {
            Arithmetic::Add => ("+", Bond::Sum, Bond::Sum),
            Arithmetic::Subtract => ("−", Bond::Sum, Bond::Product),
            Arithmetic::Multiply => ("×", Bond::Product, Bond::Product),
            Arithmetic::Divide => ("÷", Bond::Product, Bond::Single),
            Arithmetic::Remainder => ("mod", Bond::Product, Bond::Single),
        };
        let left = self.within(left, bond);
        let right = self.within(right, right_bond);
        Phrase {
            text: format!("{left} {sign} {right}"),
            bond,
        }
    }

    fn one_of(&mut self, needle: &Plan, values: &[Value], word: &str) -> Phrase {
        let kind = self.kind(needle);
        let values: Vec<String> = values
            .iter()
            .map(|value| self.constant(*value, kind.as_ref()))
            .collect();
        let needle = self.within(needle, Bond::Sum);
        relation(format!("{needle} {word} {}", values.join(", ")))
    }

    fn includes(&mut self, set: &Plan, needle: &Plan, word: &str) -> Phrase {
        let needle = self.code_of(set, needle);
        let set = self.within(set, Bond::Sum);
        relation(format!("{set} {word} {needle}"))
    }

    /// A code that is looked for in `set`.
    fn code_of(&mut self, set: &Plan, needle: &Plan) -> String {
        let kind = match self.kind(set) {
            Some(Type::Set(list)) => Some(Type::Code(list)),
            _ => None,
        };
        self.side(needle, kind.as_ref())
    }

    /// The label of a fact as it stands within a sentence.
    fn fact(&self, fact: FactRef) -> String {
        let label = self.label(fact);
        let mut characters = label.chars();
        match (characters.next(), characters.next()) {
            // An abbreviation keeps its capitals.
            (Some(_), Some(second)) if second.is_uppercase() => label.to_owned(),
            (Some(first), _) => {
                let rest = &label[first.len_utf8()..];
                first.to_lowercase().chain(rest.chars()).collect()
            }
            (None, _) => label.to_owned(),
        }
    }

    fn label(&self, fact: FactRef) -> &str {
        self.definition(fact)
            .map_or("?", |fact| fact.label.get(self.language))
    }

    fn definition(&self, fact: FactRef) -> Option<&Fact> {
        match fact.level {
            Level::Household => self.scope.household().fact(fact.index),
            Level::Member(_) => self.scope.member()?.fact(fact.index),
        }
    }

    /// The type of what a plan reads, where its codes need it.
    fn kind(&self, plan: &Plan) -> Option<Type> {
        match plan {
            Plan::Fact(fact) => self.definition(*fact).map(|fact| fact.kind.clone()),
            Plan::If {
                then, otherwise, ..
            } => self.kind(then).or_else(|| self.kind(otherwise)),
            Plan::Element(depth) => self.elements.get(*depth)?.1.clone(),
            _ => None,
        }
    }

    fn by_area(&self, area: usize, values: &[Value]) -> String {
        let kind = self.scope.household().fact(area).map(|fact| &fact.kind);
        let parts: Vec<String> = (0..)
            .zip(values)
            .map(|(position, value)| {
                let area = self.constant(Value::Code(position), kind);
                format!(
                    "{}: {}",
                    area.trim_matches(['“', '”']),
                    self.constant(*value, None)
                )
            })
            .collect();
        format!("[{}]", parts.join("; "))
    }

    /// A constant, a code or set by the labels of the list that `kind` names.
    fn constant(&self, value: Value, kind: Option<&Type>) -> String {
        let code = |position: u16| {
            let (Some(Type::Code(list)) | Some(Type::Set(list))) = kind else {
                return position.to_string();
            };
            match self.scope.codes.label(list, position) {
                Some(label) => format!("“{}”", label.get(self.language)),
                None => format!("“{}”", self.scope.codes.code(list, position).unwrap_or("?")),
            }
        };
        match value {
            Value::Bool(true) => self.say("có", "yes").to_owned(),
            Value::Bool(false) => self.say("không", "no").to_owned(),
            Value::Int(value) => integer(value, self.language),
            Value::Decimal(value) => decimal(value, self.language),
            Value::Code(position) => code(position),
            Value::Set(mask) => {
                let codes: Vec<String> = (0..64)
                    .filter(|position| mask >> position & 1 == 1)
                    .map(code)
                    .collect();
                codes.join(", ")
            }
        }
    }
}

fn single(text: String) -> Phrase {
    Phrase {
        text,
        bond: Bond::Single,
    }
}

fn relation(text: String) -> Phrase {
    Phrase {
        text,
        bond: Bond::Relation,
    }
}
