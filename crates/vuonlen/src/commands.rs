//! The commands and their options.

mod assess;
mod audit;
mod backup;
mod database;
mod demo;
mod demo_files;
mod explain;
mod keys;
mod law;
mod measure;
mod privacy;
mod schedule;
mod serve;
mod synth;
mod template;
mod token;
mod verify;

use crate::embedded;
use crate::failure::Failure;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use vuonlen_law::law::Law;

/// Vươn Lên: who is poor under the standard in force, why, and the tables the law asks for.
#[derive(Debug, Parser)]
#[command(name = "vuonlen", version, max_term_width = 100)]
pub(crate) struct CommandLine {
    #[command(flatten)]
    law: LawFolder,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Args)]
struct LawFolder {
    /// A folder of law files laid over the program's own: the same path replaces, a new path adds.
    #[arg(long = "law", value_name = "DIR", env = "VUONLEN_LAW", global = true)]
    folder: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Assess households: their class, why, what changed, and the statutory tables.
    Assess(assess::AssessArguments),
    /// Explain one household: what was read, which rule decided, what would change the class.
    Explain(explain::ExplainArguments),
    /// The living system over four synthetic communes: reviews in every state, an account per role.
    Demo(demo::DemoArguments),
    /// Survey workbooks of four synthetic communes, and what assessing them gives.
    DemoFiles(demo_files::DemoFilesArguments),
    /// Serve the pages over a database.
    Serve(serve::ServeArguments),
    /// Back everything up into one sealed file while people work; make its key; verify a backup.
    Backup(backup::BackupArguments),
    /// Bring a backup back into a new, empty database.
    Restore(backup::RestoreArguments),
    /// Copy a database into a new, empty one of either kind, and compare every table.
    MigrateDatabase(backup::MigrateArguments),
    /// Print a configuration file with every setting explained.
    Config,
    /// Keys of encrypted columns: make them, change them.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// What the database holds of people, column by column.
    #[command(subcommand)]
    Privacy(privacy::PrivacyCommand),
    /// Tend the database of a large installation.
    #[command(subcommand)]
    Database(database::DatabaseCommand),
    /// What only whoever has the machine may do: the first account.
    #[command(subcommand)]
    Admin(serve::AdminCommand),
    /// Check the audit log and every sealed year of a database against their hashes.
    Verify(verify::VerifyArguments),
    /// Check the audit log for tampering.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Figures from snapshots: tables, movements, answers to any question.
    #[command(subcommand)]
    Measure(measure::MeasureCommand),
    /// Write a synthetic country as a snapshot.
    Synth(synth::SynthArguments),
    /// Index, verify or show a snapshot.
    #[command(subcommand)]
    Snapshot(synth::SnapshotCommand),
    /// Write a workbook to fill in.
    #[command(subcommand)]
    Template(template::TemplateCommand),
    /// Print the JSON Schema of data the program reads.
    #[command(subcommand)]
    Schema(template::SchemaCommand),
    /// Check, show or compare the law data, or load an official score table.
    #[command(subcommand)]
    Law(law::LawCommand),
}

/// A day, written 2026-11-20 or 20/11/2026.
fn parse_day(text: &str) -> Result<NaiveDate, String> {
    ["%Y-%m-%d", "%d/%m/%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
        .ok_or_else(|| {
            "viết ngày như 2026-11-20 hoặc 20/11/2026 / write the day like 2026-11-20 or 20/11/2026"
                .to_owned()
        })
}

impl LawFolder {
    fn load(&self) -> Result<Arc<Law>, Failure> {
        let files = embedded::law_files(self.folder.as_deref())?;
        Law::load(&files).map(Arc::new).map_err(|findings| {
            Failure::new(
                format!("dữ liệu luật có lỗi; chạy “vuonlen law check” để xem:\n{findings}"),
                "the law data has faults; run “vuonlen law check” to see them",
            )
        })
    }
}

/// Carries out what the command line asks.
pub(crate) fn run(command_line: CommandLine) -> Result<ExitCode, Failure> {
    let law = &command_line.law;
    match command_line.command {
        Command::Assess(arguments) => assess::run(arguments, law),
        Command::Explain(arguments) => explain::run(arguments, law),
        Command::Demo(arguments) => demo::run(arguments, law),
        Command::DemoFiles(arguments) => demo_files::run(&arguments, law),
        Command::Serve(arguments) => serve::run(arguments, law),
        Command::Backup(arguments) => backup::run(arguments),
        Command::Restore(arguments) => backup::restore(&arguments),
        Command::MigrateDatabase(arguments) => backup::migrate(&arguments),
        Command::Config => Ok(serve::print_configuration()),
        Command::Keys(command) => keys::run(command),
        Command::Privacy(command) => privacy::run(&command),
        Command::Database(command) => database::run(&command),
        Command::Admin(command) => serve::admin(command, law),
        Command::Verify(arguments) => verify::run(arguments, law),
        Command::Audit(command) => audit::run(command, law),
        Command::Measure(command) => measure::run(command, law),
        Command::Synth(arguments) => synth::synth(arguments, law),
        Command::Snapshot(command) => synth::snapshot(command, law),
        Command::Template(command) => template::run(command, law),
        Command::Schema(command) => template::print_schema(&command, law),
        Command::Law(command) => law::run(command, law),
    }
}

#[cfg(test)]
mod tests {
    use super::CommandLine;
    use clap::{Command, CommandFactory};

    /// Every command below `command` that opens a database, by its full name.
    fn opening(command: &Command, name: &str, found: &mut Vec<String>) {
        if command
            .get_arguments()
            .any(|one| one.get_id() == "database")
        {
            found.push(name.to_owned());
        }
        for inner in command.get_subcommands() {
            opening(inner, &format!("{name} {}", inner.get_name()), found);
        }
    }

    #[test]
    fn every_command_that_opens_a_database_says_whose_it_is() {
        let mut found = Vec::new();
        opening(&CommandLine::command(), "vuonlen", &mut found);
        assert!(
            found.contains(&"vuonlen audit verify".to_owned()),
            "{found:?}"
        );
        let page = include_str!("../../../docs/operator-commands.md");
        for name in found {
            let row = format!("| `{name}` |");
            assert!(page.contains(&row), "docs/operator-commands.md lacks {row}");
        }
    }
}
