//! Alkire–Foster measures from outside: worked examples, properties, files, and agreement with an
//! independent implementation.

mod examples;
mod files;
mod periods;
mod properties;
mod reference;
mod sampling;
mod support;
