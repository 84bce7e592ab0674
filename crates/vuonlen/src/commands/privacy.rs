//! `vuonlen privacy …`: what the database holds of people, and removing what has served its turn.

use super::serve::{opened, read_configuration, runtime, told};
use crate::failure::Failure;
use crate::machine::SystemClock;
use crate::output;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use vuonlen_app::Clock as _;
use vuonlen_app::privacy;
use vuonlen_app::privacy::fields::{FieldClass, Fields};
use vuonlen_store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum PrivacyCommand {
    /// Print every column with its class, what it is kept for, and for how long.
    Fields,
    /// Remove what is past the time the unit has set: ended sessions, invitations, tokens, marks of
    /// sent forms, settled notices, lists never taken in. Never households, decisions or the log.
    Expire(ExpireArguments),
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("how").required(true).args(["dry_run", "yes"])))]
pub(super) struct ExpireArguments {
    /// Configuration with the periods under [retention].
    #[arg(long, value_name = "FILE", env = "VUONLEN_CONFIG")]
    config: Option<PathBuf>,
    /// Address of the database: sqlite://PATH or postgres://USER@HOST/NAME.
    #[arg(long, value_name = "ADDRESS", env = "VUONLEN_DATABASE")]
    database: String,
    /// Only say what would go.
    #[arg(long)]
    dry_run: bool,
    /// Remove it.
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(command: &PrivacyCommand) -> Result<ExitCode, Failure> {
    match command {
        PrivacyCommand::Fields => print_fields()?,
        PrivacyCommand::Expire(arguments) => expire(arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn print_fields() -> Result<(), Failure> {
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
    Ok(())
}

fn expire(arguments: &ExpireArguments) -> Result<(), Failure> {
    let configuration = read_configuration(arguments.config.as_deref())?;
    let retention = configuration.privacy().retention;
    let when = (SystemClock.now(), arguments.yes);
    let found = runtime()?.block_on(async {
        let store = opened(Store::open(&arguments.database).await)?;
        let outcome = privacy::expire(&store, &retention, when).await;
        store.close().await;
        outcome.map_err(|error| told(&error))
    })?;
    for one in &found {
        let kept = match one.days {
            0 => "giữ / kept".to_owned(),
            days => format!("{days} ngày / days: {}", one.rows),
        };
        output::line(&format!("  {:20} {kept}", one.kind.table()));
    }
    let rows: u64 = found.iter().map(|one| one.rows).sum();
    output::line(&if arguments.yes {
        format!("đã xóa {rows} hàng / {rows} rows removed")
    } else {
        format!("sẽ xóa {rows} hàng khi chạy với --yes / {rows} rows would be removed with --yes")
    });
    Ok(())
}
