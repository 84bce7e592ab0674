//! `vuonlen database …`: tending the database of a large installation.

use super::serve::{opened, runtime};
use crate::failure::Failure;
use crate::output;
use clap::Subcommand;
use std::process::ExitCode;
use vuonlen_store::Store;
use vuonlen_store::distribution::Plan;

#[derive(Debug, Subcommand)]
pub(super) enum DatabaseCommand {
    /// Spread the tables over the servers of a Citus cluster, by province.
    Distribute {
        /// Address of the coordinator: postgres://USER@HOST/NAME.
        #[arg(long, value_name = "ADDRESS", env = "VUONLEN_DATABASE")]
        database: String,
        /// Only print the statements.
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) fn run(command: &DatabaseCommand) -> Result<ExitCode, Failure> {
    let DatabaseCommand::Distribute { database, dry_run } = command;
    runtime()?.block_on(async {
        let store = opened(Store::open(database).await)?;
        let outcome = distribute(&store, *dry_run).await;
        store.close().await;
        outcome
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn distribute(store: &Store, dry_run: bool) -> Result<(), Failure> {
    let layout = async { store.read().await?.layout().await };
    let plan = Plan::of(&opened_as(layout.await)?);
    if dry_run {
        for statement in plan.statements() {
            output::line(&format!("{statement};"));
        }
        return Ok(());
    }
    if !opened_as(store.has_citus().await)? {
        return Err(Failure::new(
            "cơ sở dữ liệu này không có Citus: chưa có gì thay đổi. Cài Citus trên mọi máy, chạy “CREATE EXTENSION citus” trong cơ sở dữ liệu, rồi làm lại (docs/scale.md). Một máy PostgreSQL thường không cần lệnh này.",
            "this database has no Citus: nothing was changed. Install Citus on every server, run “CREATE EXTENSION citus” in the database, and do this again (docs/scale.md). A single PostgreSQL server does not need this command.",
        ));
    }
    opened_as(store.distribute(&plan).await)?;
    let tables = plan.tables.len();
    output::line(&format!(
        "Đã phân tán {tables} bảng / {tables} tables distributed"
    ));
    Ok(())
}

fn opened_as<T>(outcome: Result<T, vuonlen_store::StoreError>) -> Result<T, Failure> {
    outcome.map_err(|error| {
        let why = match &error {
            vuonlen_store::StoreError::Driver(cause) => cause.to_string(),
            other => other.to_string(),
        };
        Failure::new(
            format!("cơ sở dữ liệu từ chối: {why}"),
            format!("the database refused: {why}"),
        )
    })
}
