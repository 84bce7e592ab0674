//! The review's tables behave the same on both engines.

mod records;
mod rounds;
#[cfg(test)]
mod support;
