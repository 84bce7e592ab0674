//! Survey forms: nothing that a formula reads is left unasked, and what a question says it is for
//! is what its answer is read for.

use super::located::Step;
use super::report::Report;
use super::standards::named_like_its_file;
use crate::expr::Formula;
use crate::law::Law;
use crate::questionnaires::{Feed, Of, Question, Questionnaire};
use crate::standards::{Route, Standard};
use chrono::Days;
use std::collections::{BTreeMap, BTreeSet};

/// What reads a fact.
#[derive(Debug, Default)]
struct Readers {
    indicators: BTreeSet<String>,
    feeds: BTreeSet<Feed>,
}

type Uses = BTreeMap<(Of, String), Readers>;

pub(super) fn check(law: &Law, report: &mut Report<'_>) {
    for questionnaire in &law.questionnaires {
        named_like_its_file(&questionnaire.id, &questionnaire.file, report);
        let Some(standard) = law.standard(&questionnaire.standard) else {
            let id = &questionnaire.standard;
            report.at(
                &questionnaire.file,
                &["standard".into()],
                format!("không có chuẩn “{id}”"),
                format!("there is no standard “{id}”"),
            );
            continue;
        };
        let uses = uses(law, standard);
        holes(questionnaire, &uses, report);
        derived(law, questionnaire, report);
        let mut seen = BTreeSet::new();
        for (section_index, section) in questionnaire.sections.iter().enumerate() {
            for (index, question) in section.questions.iter().enumerate() {
                let place = Place {
                    law,
                    file: &questionnaire.file,
                    path: [
                        "section".into(),
                        section_index.into(),
                        "question".into(),
                        index.into(),
                    ],
                    of: section.scope,
                };
                place.question(question, &uses, report);
                if !seen.insert((section.scope, question.name())) {
                    place.at(
                        "label",
                        (
                            "câu hỏi này đã có ở trên; giữ một",
                            "this is asked above already; keep one",
                        ),
                        report,
                    );
                }
            }
        }
    }
}

/// Who reads which fact under `standard`.
fn uses(law: &Law, standard: &Standard) -> Uses {
    let mut uses = Uses::new();
    let last_day = standard
        .until()
        .and_then(|day| day.checked_sub_days(Days::new(1)));
    let Some(on) = last_day.and_then(|day| standard.on(day)) else {
        return uses;
    };
    for (indicator, formula) in standard.indicators.iter().zip(&on.indicators) {
        for fact in formula.iter().flat_map(survey_facts) {
            let readers = uses.entry(fact).or_default();
            readers.indicators.insert(indicator.code.clone());
        }
    }
    let mut feed = |fact: (Of, String), feed| {
        uses.entry(fact).or_default().feeds.insert(feed);
    };
    for formula in on.derived.iter().flatten() {
        survey_facts(formula).for_each(|fact| feed(fact, Feed::Tables));
    }
    for formula in law.groups.iter().filter_map(|group| group.formula()) {
        survey_facts(formula).for_each(|fact| feed(fact, Feed::Groups));
    }
    for table in law
        .score_tables
        .iter()
        .filter(|table| table.standard == standard.id)
    {
        let skips = table.groups.iter().filter_map(|group| group.skip());
        let items = table.items().filter_map(|(_, item)| item.formula());
        for formula in skips.chain(items) {
            survey_facts(formula).for_each(|fact| feed(fact, Feed::Score));
        }
        if !table.groups.is_empty() {
            // The column of the table.
            feed((Of::Household, "area".to_owned()), Feed::Score);
            feed((Of::Household, "region".to_owned()), Feed::Score);
        }
    }
    let household = law.scopes.survey.household();
    let rules = on.classes.iter().flat_map(|class| {
        let routes = Route::ALL.into_iter().filter_map(|route| class.rule(route));
        routes.chain(&class.only_when)
    });
    for formula in rules {
        for index in formula.reads().household {
            // Scores and the count of deprivations follow from other answers.
            let fact = formula.scope().household().fact(index);
            let asked = fact.filter(|fact| household.index(&fact.name).is_some());
            if let Some(fact) = asked {
                feed((Of::Household, fact.name.clone()), Feed::Class);
            }
        }
    }
    uses
}

fn survey_facts(formula: &Formula) -> impl Iterator<Item = (Of, String)> {
    let reads = formula.reads();
    let name = |of: Of, index: usize| {
        let schema = match of {
            Of::Household => Some(formula.scope().household()),
            Of::Member => formula.scope().member(),
        };
        Some((of, schema?.fact(index)?.name.clone()))
    };
    let household = reads
        .household
        .into_iter()
        .filter_map(move |i| name(Of::Household, i));
    let members = reads
        .member
        .into_iter()
        .filter_map(move |i| name(Of::Member, i));
    household.chain(members)
}

fn holes(questionnaire: &Questionnaire, uses: &Uses, report: &mut Report<'_>) {
    for ((of, fact), readers) in uses {
        if questionnaire.provides(*of, fact) {
            continue;
        }
        let scope = of.scope();
        let what: Vec<&str> = readers.indicators.iter().map(String::as_str).collect();
        let what = if what.is_empty() {
            "…".to_owned()
        } else {
            what.join(", ")
        };
        report.at(
            &questionnaire.file,
            &["section".into()],
            format!("không câu nào hỏi {scope}.{fact} mà công thức cần ({what}); thêm câu hỏi hoặc ghi vào [[derived]]"),
            format!("nothing asks {scope}.{fact}, which formulas read ({what}); add a question or a [[derived]]"),
        );
    }
}

fn derived(law: &Law, questionnaire: &Questionnaire, report: &mut Report<'_>) {
    for (index, derived) in questionnaire.derived.iter().enumerate() {
        let schema = law.facts.scope(derived.scope.scope());
        if schema.is_none_or(|schema| schema.index(&derived.fact).is_none()) {
            let fact = &derived.fact;
            report.at(
                &questionnaire.file,
                &["derived".into(), index.into(), "fact".into()],
                format!("không có dữ kiện “{fact}” trong law/facts"),
                format!("no fact “{fact}” in law/facts"),
            );
        }
    }
}

/// A question in its file.
struct Place<'a> {
    law: &'a Law,
    file: &'a str,
    path: [Step<'a>; 4],
    of: Of,
}

impl Place<'_> {
    fn at(&self, key: &str, (vi, en): (&str, &str), report: &mut Report<'_>) {
        let path = [&self.path[..], &[Step::Key(key)]].concat();
        report.at(self.file, &path, vi, en);
    }

    fn question(&self, question: &Question, uses: &Uses, report: &mut Report<'_>) {
        if question.fact.is_some() == question.field.is_some()
            || question.field.is_some() != question.field_type.is_some()
        {
            let text = (
                "mỗi câu có đúng một trong hai: fact, hoặc field cùng type",
                "a question has either `fact`, or `field` with `type`",
            );
            self.at("label", text, report);
        }
        if question.constraint.is_some() != question.message.is_some() {
            let text = (
                "constraint và message phải đi cùng nhau",
                "constraint and message go together",
            );
            self.at("label", text, report);
        }
        if let Some(fact) = &question.fact {
            let schema = self.law.facts.scope(self.of.scope());
            if schema.is_none_or(|schema| schema.index(fact).is_none()) {
                let text = (
                    "không có dữ kiện này trong law/facts",
                    "there is no such fact in law/facts",
                );
                self.at("fact", text, report);
            }
        }
        self.purpose(question, uses, report);
    }

    /// What the question says it is for is what its answer is read for.
    fn purpose(&self, question: &Question, uses: &Uses, report: &mut Report<'_>) {
        let none = Readers::default();
        let readers = question
            .fact
            .as_ref()
            .and_then(|fact| uses.get(&(self.of, fact.clone())))
            .unwrap_or(&none);
        let said: BTreeSet<String> = question.indicators.iter().cloned().collect();
        if said != readers.indicators {
            let read: Vec<&str> = readers.indicators.iter().map(String::as_str).collect();
            let read = read.join(", ");
            let text = (
                &*format!("indicators phải là [{read}], theo các công thức"),
                &*format!("indicators must be [{read}], by the formulas"),
            );
            self.at("indicators", text, report);
        }
        let mut feeds = readers.feeds.clone();
        match question.fact.as_deref() {
            Some("causes") => drop(feeds.insert(Feed::Causes)),
            Some("needs") => drop(feeds.insert(Feed::Needs)),
            _ if feeds.is_empty() && readers.indicators.is_empty() => {
                feeds.insert(Feed::Record);
            }
            _ => {}
        }
        let said: BTreeSet<Feed> = question.feeds.iter().copied().collect();
        if said != feeds {
            let read: Vec<String> = feeds.iter().map(|feed| format!("{feed:?}")).collect();
            let read = read.join(", ").to_lowercase();
            let text = (
                &*format!("feeds phải là [{read}], theo các công thức"),
                &*format!("feeds must be [{read}], by the formulas"),
            );
            self.at("feeds", text, report);
        }
    }
}
