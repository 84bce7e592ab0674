//! Explanations say what the assessment says, in words that can be read out.

use crate::support::{case, cases};
use vuonlen_domain::text::Language;

#[test]
fn an_explanation_says_what_the_assessment_says() {
    for (case, assessor, household) in cases() {
        match (assessor.assess(&household), assessor.explain(&household)) {
            (Ok(assessment), Ok(explanation)) => {
                assert_eq!(assessment.class, explanation.class, "{}", case.name);
                assert_eq!(assessment.status, explanation.status, "{}", case.name);
                assert_eq!(assessment.problems, explanation.problems, "{}", case.name);
                let deprived = (explanation.indicators.iter())
                    .filter(|indicator| indicator.deprived == Some(true))
                    .map(|indicator| indicator.code.as_str());
                assert!(deprived.eq(assessment.deprivations.iter()), "{}", case.name);
                if !explanation.scores.is_empty() {
                    let sum: i64 = explanation.scores.iter().map(|score| score.points).sum();
                    assert_eq!(assessment.score_a, Some(sum), "{}", case.name);
                }
                let holding = explanation
                    .rules
                    .iter()
                    .filter(|rule| rule.holds == Some(true));
                let holding: Vec<_> = holding.map(|rule| rule.class).collect();
                let class: Vec<_> = assessment.class.into_iter().collect();
                assert_eq!(holding, class, "{}", case.name);
            }
            (Err(of_assessment), Err(of_explanation)) => {
                assert_eq!(of_assessment, of_explanation, "{}", case.name);
            }
            (assessment, explanation) => {
                panic!("{}: {assessment:?} and {explanation:?}", case.name);
            }
        }
    }
}

/// The text without the formulas in words, which have tests of their own.
fn without_formulas(text: &str) -> String {
    let lines = text.lines().filter(|line| {
        !line.contains("Thiếu hụt khi:")
            && !line.contains("Deprived when:")
            && !line.contains(" → đúng")
            && !line.contains(" → holds")
    });
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn three_deprivations_found_from_answers() {
    let (assessor, household) = case("cases/indicators-nd07-2022.toml#three-from-answers");
    let explanation = assessor.explain(&household).unwrap();
    assert!(explanation.indicators.iter().all(|indicator| {
        let definition = indicator.definition.as_ref().unwrap();
        !definition.vi.is_empty() && !definition.en.is_empty()
    }));
    insta::assert_snapshot!(
        "from_answers_vi",
        without_formulas(&explanation.to_text(Language::Vietnamese))
    );
    insta::assert_snapshot!(
        "from_answers_en",
        without_formulas(&explanation.to_text(Language::English))
    );
}

#[test]
fn a_score_computed_by_an_invented_table_says_so() {
    let (assessor, household) = case("cases/score-table-illustrative.toml#three-deprivations");
    let explanation = assessor.explain(&household).unwrap();
    assert!(explanation.illustrative);
    insta::assert_snapshot!(
        "by_score_vi",
        without_formulas(&explanation.to_text(Language::Vietnamese))
    );
}

#[test]
fn an_explanation_is_data_too() {
    let (assessor, household) = case("cases/income-nd07-2022.toml#rural-at-the-line-two");
    let explanation = assessor.explain(&household).unwrap();
    insta::assert_snapshot!(
        "as_json",
        serde_json::to_string_pretty(&explanation.counterfactual).unwrap()
    );
}
