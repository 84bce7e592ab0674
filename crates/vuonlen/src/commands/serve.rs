//! `vuonlen serve` and `vuonlen admin …`: the living system over a database.

use super::LawFolder;
use crate::failure::Failure;
use crate::machine::{SystemClock, SystemRandomness};
use crate::output;
use clap::{Args, Subcommand};
use std::io::BufRead;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use vuonlen_app::Context;
use vuonlen_app::access::accounts::{NewAccount, NewRole};
use vuonlen_store::{Store, StoreError};
use vuonlen_web::{ServeError, ServeOptions, Server};

#[derive(Debug, Args)]
pub(super) struct Database {
    /// Address of the database: sqlite://PATH or postgres://USER@HOST/NAME.
    #[arg(long, value_name = "ADDRESS", env = "VUONLEN_DATABASE")]
    database: String,
}

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    #[command(flatten)]
    database: Database,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder for files beside the database (dossiers, sealed snapshots).
    #[arg(long = "data", value_name = "DIR", default_value = "data")]
    data_folder: PathBuf,
    /// People reach the pages by HTTPS through a proxy: cookies are marked Secure.
    #[arg(long)]
    https: bool,
    /// A proxy stands before the program: its X-Forwarded-For names the caller.
    #[arg(long)]
    behind_proxy: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum AdminCommand {
    /// Make an account; the password is read from standard input.
    CreateUser {
        #[command(flatten)]
        database: Database,
        /// Sign-in name.
        #[arg(long)]
        name: String,
        /// Name shown to others.
        #[arg(long)]
        display_name: String,
        /// Role: administrator, commune_officer, …
        #[arg(long)]
        role: String,
        /// Code of the unit the role holds over: VN, a province or a commune.
        #[arg(long)]
        area: String,
    },
}

pub(super) fn run(arguments: ServeArguments, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    start_log("info");
    runtime()?.block_on(async {
        let context = open(&arguments.database, law).await?;
        let options = ServeOptions {
            listen: arguments.listen,
            https: arguments.https,
            behind_proxy: arguments.behind_proxy,
            demo: false,
            data_folder: arguments.data_folder,
        };
        let failed = |error: ServeError| {
            Failure::new(
                format!("không phục vụ được: {error}. Chọn địa chỉ khác bằng --listen."),
                format!("cannot serve: {error}. Choose another address by --listen."),
            )
        };
        let server = Server::bind(context, options).await.map_err(failed)?;
        output::line(&format!("http://{}", server.address()));
        server.run(stop_asked()).await.map_err(failed)
    })?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn admin(command: AdminCommand, law: &LawFolder) -> Result<ExitCode, Failure> {
    let AdminCommand::CreateUser {
        database,
        name,
        display_name,
        role,
        area,
    } = command;
    let law = law.load()?;
    output::note("Mật khẩu (gõ rồi Enter) / password (type it, then Enter):");
    let mut password = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .map_err(|error| Failure::new(error.to_string(), error.to_string()))?;
    let account = NewAccount {
        name: name.clone(),
        display_name,
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
    };
    let role = NewRole {
        role,
        area_code: area,
        ..NewRole::default()
    };
    runtime()?.block_on(async {
        let context = open(&database, law).await?;
        let created = context.install_account(account, vec![role]).await;
        context.store.close().await;
        created.map_err(|error| told(&error))
    })?;
    output::line(&format!("Đã tạo tài khoản / account made: {name}"));
    Ok(ExitCode::SUCCESS)
}

/// Starts logging to standard error: what `VUONLEN_LOG` asks for, otherwise `level`.
pub(super) fn start_log(level: &str) {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("VUONLEN_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level)),
        )
        .with_writer(std::io::stderr)
        .init();
}

/// The runtime everything that waits runs on.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Runtime::new()
        .map_err(|error| Failure::new(error.to_string(), error.to_string()))
}

/// The database, brought up to date, with the machine's clock and random bytes.
pub(super) async fn open(
    database: &Database,
    law: Arc<vuonlen_law::law::Law>,
) -> Result<Context, Failure> {
    let store = opened(Store::open(&database.database).await)?;
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandomness));
    Ok(Context::new(store, law, clock, random))
}

/// The store, or why it cannot be opened.
pub(super) fn opened(store: Result<Store, StoreError>) -> Result<Store, Failure> {
    store.map_err(|error| {
        let why = match &error {
            StoreError::Driver(cause) => format!("{error}: {cause}"),
            StoreError::Migration(cause) => format!("{error}: {cause}"),
            other => other.to_string(),
        };
        Failure::new(
            format!("không mở được cơ sở dữ liệu: {why}. Kiểm tra địa chỉ --database, máy chủ và quyền ghi."),
            format!("the database cannot be opened: {why}. Check --database, the server and permissions."),
        )
    })
}

/// What a use case says, with the fields it names.
pub(super) fn told(error: &vuonlen_app::Error) -> Failure {
    let mut text = error.text.clone();
    for field in &error.fields {
        text.vi = format!("{}\n  {}: {}", text.vi, field.field, field.text.vi);
        text.en = format!("{}\n  {}: {}", text.en, field.field, field.text.en);
    }
    Failure::from_text(&text)
}

/// Ends when somebody asks the program to stop (Ctrl-C, or SIGTERM by a service manager).
pub(super) async fn stop_asked() {
    let interrupted = tokio::signal::ctrl_c();
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupted => {}
        () = terminated => {}
    }
}
