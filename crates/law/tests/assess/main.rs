//! Assessments: the two evaluators agree, explanations tell the truth, lists are counted rightly.

mod agreement;
mod counterfactual;
mod explanation;
mod support;
