//! What the law makes of a form's answers, beside the form: class, scores, indicator by
//! indicator, the rules with their sources, and what would change the class.

use crate::App;
use crate::page::Page;
use crate::registry::list::class_label;
use askama::Template;
use vuonlen_app::Error;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{Direction, Judgement, Verdict};
use vuonlen_domain::{Class, Text};

/// The panel beside a form; the same on the page and when it is drawn anew.
#[derive(Template)]
#[template(path = "review/result.html")]
struct ResultTemplate<'a> {
    page: &'a Page,
    results: Vec<ResultView>,
}

/// The result under one standard.
struct ResultView {
    /// Of the coming year rather than of the round.
    coming: bool,
    standard: String,
    class: &'static str,
    class_label: String,
    decided: bool,
    status: String,
    status_code: &'static str,
    figures: Vec<(String, String)>,
    problems: Vec<(String, String, String)>,
    indicators: Vec<IndicatorRow>,
    rules: Vec<RuleRow>,
    scores: Vec<(String, String, i64)>,
    movement: Option<String>,
    changes: Vec<String>,
    thresholds: Vec<String>,
}

struct IndicatorRow {
    label: String,
    deprived: Option<bool>,
    because: String,
    definition: String,
    points: Option<i64>,
    source: String,
    status: String,
}

struct RuleRow {
    label: String,
    rule: String,
    holds: Option<bool>,
    source: String,
    status: String,
}

/// The panel as HTML.
pub(super) fn panel(app: &App, page: &Page, verdict: &Verdict) -> Result<String, Error> {
    let mut results = vec![view(app, page, &verdict.now, false)];
    results.extend(verdict.opening.iter().map(|one| view(app, page, one, true)));
    let template = ResultTemplate { page, results };
    template.render().map_err(Error::internal)
}

fn view(app: &App, page: &Page, one: &Judgement, coming: bool) -> ResultView {
    let law = &app.context.law;
    let wording = Wording::new(law);
    let say = |text: &Text| page.say(text).to_owned();
    let t = &page.t.survey;
    let standard = law.standards.iter().find(|known| known.id == one.standard);
    let assessment = one.assessment.as_ref();
    let class = assessment.and_then(|found| found.class);
    let label = |class: Class| class_label(page, &wording, class.code());
    let figures = assessment.map(|found| {
        let figures = [
            (t.score_a, found.score_a.map(|score| score.to_string())),
            (t.score_b, found.score_b.map(|score| score.to_string())),
            (
                t.income,
                found.income_per_person.map(|income| page.number(&income)),
            ),
            (
                t.deprivations,
                found.deprivation_count().map(|count| count.to_string()),
            ),
        ];
        let known = figures.into_iter();
        known
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    });
    let problems = one.problems.iter().map(|problem| {
        let column = problem.place.column.as_deref();
        let anchor = column.map(|column| format!("answers.{column}"));
        let text = format!("{} {}", page.say(&problem.what), page.say(&problem.advice));
        let severity = problem.severity.code().to_owned();
        (severity, text, anchor.unwrap_or_default())
    });
    let mut view = ResultView {
        coming,
        standard: standard.map_or_else(|| one.standard.clone(), |known| say(&known.title)),
        class: page.class_code(&class),
        class_label: class.map_or_else(String::new, label),
        decided: class.is_some(),
        status: assessment
            .map(|found| say(&found.status.label()))
            .unwrap_or_default(),
        status_code: assessment.map_or("unverified", |found| found.status.code()),
        figures: figures.unwrap_or_default(),
        problems: problems.collect(),
        indicators: Vec::new(),
        rules: Vec::new(),
        scores: Vec::new(),
        movement: None,
        changes: Vec::new(),
        thresholds: Vec::new(),
    };
    let Some(why) = &one.explanation else {
        return view;
    };
    view.indicators = (why.indicators.iter())
        .map(|found| IndicatorRow {
            label: say(&found.label),
            deprived: found.deprived,
            because: found.because.as_ref().map(say).unwrap_or_default(),
            definition: found.definition.as_ref().map(say).unwrap_or_default(),
            points: found.points,
            source: found.source.clone(),
            status: say(&found.status.label()),
        })
        .collect();
    view.rules = (why.rules.iter())
        .map(|rule| RuleRow {
            label: say(&rule.label),
            rule: say(&rule.rule),
            holds: rule.holds,
            source: rule.source.clone(),
            status: say(&rule.status.label()),
        })
        .collect();
    view.scores = (why.scores.iter())
        .map(|line| (say(&line.group), say(&line.label), line.points))
        .collect();
    view.movement = why.movement.as_ref().map(|movement| say(&movement.label));
    view.changes = (why.counterfactual.changes.iter().take(6))
        .map(|change| {
            let names: Vec<String> = change.labels.iter().map(say).collect();
            let (names, class) = (names.join(", "), label(change.class));
            match change.direction {
                Direction::Ends => t.change_ends(names, class),
                Direction::Begins => t.change_begins(names, class),
            }
        })
        .collect();
    view.thresholds = (why.counterfactual.thresholds.iter())
        .map(|line| {
            let (value, limit) = (page.number(&line.value), page.number(&line.line));
            let distance = page.number(&line.distance.abs());
            let beyond = label(line.beyond);
            t.threshold(say(&line.measure_label), value, limit, distance, beyond)
        })
        .collect();
    view
}
