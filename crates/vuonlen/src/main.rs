//! The program: one binary, many commands.
//!
//! This room parses the command line, reads the clock, shows progress and prints; what a command
//! does is a use case of `app` or a function of the rooms below.

mod clock;
mod commands;
mod embedded;
mod failure;
mod machine;
mod output;
mod progress;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let command_line = commands::CommandLine::parse();
    match commands::run(command_line) {
        Ok(code) => code,
        Err(failure) => {
            output::error_line(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}
