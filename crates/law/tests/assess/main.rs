//! Assessments: the two evaluators agree, explanations tell the truth, lists are counted rightly.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail the test that calls them"
)]

mod agreement;
mod counterfactual;
mod coverage;
mod explanation;
mod round;
mod support;
