//! `vuonlen admin make-token`: a program is set up without anybody's password.

use super::LawFolder;
use super::serve::{Database, open, runtime, told};
use crate::failure::Failure;
use crate::output;
use clap::Args;
use std::process::ExitCode;
use vuonlen_app::access::token::NewToken;

#[derive(Debug, Args)]
pub(super) struct MakeTokenArguments {
    #[command(flatten)]
    database: Database,
    /// Sign-in name of the account the token acts for.
    #[arg(long)]
    name: String,
    /// What the token may be used for: household_list, household_read, … (several: repeat it, or
    /// separate by commas).
    #[arg(long = "scope", required = true, value_delimiter = ',')]
    scopes: Vec<String>,
    /// How many days it is good for.
    #[arg(long, default_value_t = 90)]
    days: i64,
    /// What it is for.
    #[arg(long, default_value = "vuonlen admin make-token")]
    label: String,
}

pub(super) fn make(arguments: MakeTokenArguments, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    let new = NewToken {
        label: arguments.label,
        scopes: arguments.scopes,
        days: arguments.days,
    };
    let token = runtime()?.block_on(async {
        let context = open(&arguments.database, law).await?;
        let made = context.install_token(&arguments.name, new).await;
        context.store.close().await;
        made.map_err(|error| told(&error))
    })?;
    output::note(
        "Mã chỉ hiện một lần; cất giữ như mật khẩu / the token is shown this once; keep it like a password:",
    );
    output::line(&token);
    Ok(ExitCode::SUCCESS)
}
