//! Members, sets and the macros over them, in words.

use super::{Bond, Phrase, Words, relation};
use crate::expr::{Aggregation, List, Plan, Quantifier, Range, Step};
use crate::facts::Type;

/// What a list is called: one element, several, and which of them.
struct Named {
    /// `nhân khẩu`, `member`.
    noun: String,
    /// `nhân khẩu`, `members`.
    nouns: String,
    /// ` mà tuổi < 16`, or empty.
    which: String,
}

impl Words<'_> {
    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        list: &List,
        predicate: &Plan,
        negated: bool,
    ) -> Phrase {
        let named = self.open(list);
        let predicate = self.of(predicate).text;
        self.close(list);
        let Named { noun, which, .. } = named;
        let start = match (quantifier, negated) {
            (Quantifier::Exists, false) => self.say(
                format!("có ít nhất một {noun}{which}"),
                format!("at least one {noun}{which}"),
            ),
            (Quantifier::Exists, true) => self.say(
                format!("không {noun}{which} nào"),
                format!("no {noun}{which}"),
            ),
            (Quantifier::All, _) => {
                self.say(format!("mọi {noun}{which}"), format!("every {noun}{which}"))
            }
            (Quantifier::ExistsOne, _) => self.say(
                format!("đúng một {noun}{which}"),
                format!("exactly one {noun}{which}"),
            ),
        };
        Phrase {
            text: format!("{start}: {predicate}"),
            bond: Bond::Sentence,
        }
    }

    pub(super) fn size(&mut self, list: &List) -> String {
        let Named { nouns, which, .. } = self.open(list);
        self.close(list);
        self.say(
            format!("số {nouns}{which}"),
            format!("the number of {nouns}{which}"),
        )
    }

    pub(super) fn aggregate(&mut self, aggregation: Aggregation, list: &List) -> String {
        let Named { nouns, which, .. } = self.open(list);
        let element = self.element(list.depth);
        self.close(list);
        match aggregation {
            Aggregation::Sum => self.say(
                format!("tổng {element} của các {nouns}{which}"),
                format!("the sum of {element} of the {nouns}{which}"),
            ),
            Aggregation::Min => self.say(
                format!("{element} nhỏ nhất của các {nouns}{which}"),
                format!("the smallest {element} of the {nouns}{which}"),
            ),
            Aggregation::Max => self.say(
                format!("{element} lớn nhất của các {nouns}{which}"),
                format!("the largest {element} of the {nouns}{which}"),
            ),
        }
    }

    pub(super) fn in_list(&mut self, needle: &Plan, list: &List) -> Phrase {
        let Named { nouns, which, .. } = self.open(list);
        let element = self.element(list.depth);
        let kind = self.kind(&Plan::Element(list.depth));
        self.close(list);
        let needle = self.side(needle, kind.as_ref());
        relation(self.say(
            format!("{needle} có trong {element} của các {nouns}{which}"),
            format!("{needle} is among {element} of the {nouns}{which}"),
        ))
    }

    /// What the element bound at `depth` is called.
    pub(super) fn element(&self, depth: usize) -> String {
        self.elements
            .get(depth)
            .map(|(words, _)| words.clone())
            .unwrap_or_default()
    }

    /// Names the list and its element, for words about it until it is closed.
    fn open(&mut self, list: &List) -> Named {
        let (noun, nouns) = match &list.range {
            Range::Members => (
                self.say("nhân khẩu", "member").to_owned(),
                self.say("nhân khẩu", "members").to_owned(),
            ),
            Range::Set(set) => {
                let set = self.within(set, Bond::Sum);
                (
                    self.say(format!("mục của {set}"), format!("item of {set}")),
                    self.say(format!("mục của {set}"), format!("items of {set}")),
                )
            }
        };
        let kind = match &list.range {
            Range::Set(set) => match self.kind(set) {
                Some(Type::Set(codes)) => Some(Type::Code(codes)),
                _ => None,
            },
            Range::Members => None,
        };
        let element = (self.say("mục ấy", "that item").to_owned(), kind);
        self.elements.resize(list.depth, element.clone());
        self.elements.push(element);
        let mut which = String::new();
        for step in &list.steps {
            match step {
                Step::Filter(predicate) => {
                    let predicate = self.within(predicate, Bond::And);
                    let joint = if which.is_empty() {
                        self.say(" mà ", " with ")
                    } else {
                        self.say(" và ", " and ")
                    };
                    which.push_str(joint);
                    which.push_str(&predicate);
                }
                Step::Map(transform) => {
                    let element = (self.within(transform, Bond::Single), self.kind(transform));
                    self.elements.truncate(list.depth);
                    self.elements.push(element);
                }
            }
        }
        Named { noun, nouns, which }
    }

    fn close(&mut self, list: &List) {
        self.elements.truncate(list.depth);
    }
}
