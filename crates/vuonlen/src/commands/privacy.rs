//! `vuonlen privacy …`: what the database holds of people.

use super::serve::told;
use crate::failure::Failure;
use crate::output;
use clap::Subcommand;
use std::process::ExitCode;
use vuonlen_app::privacy::fields::{FieldClass, Fields};

#[derive(Debug, Subcommand)]
pub(super) enum PrivacyCommand {
    /// Print every column with its class, what it is kept for, and for how long.
    Fields,
}

pub(super) fn run(command: &PrivacyCommand) -> Result<ExitCode, Failure> {
    let PrivacyCommand::Fields = command;
    let fields = Fields::shipped().map_err(|error| told(&error))?;
    for one in &fields.uses {
        let (vi, en) = (&one.label.vi, &one.label.en);
        output::line(&format!(
            "{}: {vi} / {en} [{}]",
            one.code,
            one.basis.join(", ")
        ));
    }
    for table in &fields.tables {
        let (name, kept_for) = (&table.name, &table.kept_for);
        output::line(&format!("{name} ({kept_for}; {})", table.retention));
        for class in FieldClass::ALL {
            let columns = table.of(class);
            if !columns.is_empty() {
                output::line(&format!("  {:9} {}", class.code(), columns.join(", ")));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
