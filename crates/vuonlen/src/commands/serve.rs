//! `vuonlen serve` and `vuonlen admin …`: the living system over a database.

use super::{LawFolder, keys, schedule};
use crate::failure::Failure;
use crate::machine::{SystemClock, SystemRandomness};
use crate::output;
use clap::{Args, Subcommand};
use std::io::BufRead;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use vuonlen_app::Context;
use vuonlen_app::access::accounts::{NewAccount, NewRole};
use vuonlen_store::{Store, StoreError};
use vuonlen_web::configuration::Configuration;
use vuonlen_web::{OpenIdOptions, ServeError, ServeOptions, Server};

#[derive(Debug, Args)]
pub(super) struct Database {
    /// Address of the database: sqlite://PATH or postgres://USER@HOST/NAME.
    #[arg(long, value_name = "ADDRESS", env = "VUONLEN_DATABASE")]
    database: String,
    /// Key file of encrypted columns, where the database has any.
    #[arg(long = "keys", value_name = "FILE", env = "VUONLEN_PRIVACY_KEYS_FILE")]
    keys: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Configuration; “vuonlen config” prints one with every setting explained.
    #[arg(long, value_name = "FILE", env = "VUONLEN_CONFIG")]
    config: Option<PathBuf>,
    /// Address of the database: sqlite://PATH or postgres://USER@HOST/NAME.
    #[arg(long, value_name = "ADDRESS", env = "VUONLEN_DATABASE")]
    database: Option<String>,
    /// Where to listen; 127.0.0.1:8080 when nothing else is said.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Folder for files beside the database; “data” when nothing else is said.
    #[arg(long = "data", value_name = "DIR")]
    data_folder: Option<PathBuf>,
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
    /// Make a token with which a program acts for an account; it is printed this once.
    MakeToken(super::token::MakeTokenArguments),
}

pub(super) fn run(arguments: ServeArguments, law: &LawFolder) -> Result<ExitCode, Failure> {
    let configuration = read_configuration(arguments.config.as_deref())?;
    match configuration.text("log.format") {
        "json" => start_json_log(configuration.text("log.level")),
        _ => start_log(configuration.text("log.level")),
    }
    let database = arguments
        .database
        .unwrap_or_else(|| configuration.text("database.address").to_owned());
    if database.is_empty() {
        return Err(Failure::new(
            "chưa có địa chỉ cơ sở dữ liệu: thêm --database, hoặc address trong phần [database] của tệp cấu hình",
            "there is no address of a database: add --database, or address under [database] of the configuration",
        ));
    }
    let options = ServeOptions {
        listen: arguments
            .listen
            .or_else(|| configuration.address("server.listen"))
            .unwrap_or_else(|| ([127, 0, 0, 1], 8080).into()),
        https: arguments.https || configuration.yes("server.https"),
        public_address: configuration.text("server.public_address").to_owned(),
        behind_proxy: arguments.behind_proxy || configuration.yes("server.behind_proxy"),
        demo: false,
        data_folder: arguments
            .data_folder
            .unwrap_or_else(|| PathBuf::from(configuration.text("server.data"))),
        limits: configuration.limits(),
        tls: configuration.tls(),
        metrics: configuration.address("metrics.listen"),
        openid: configuration.openid(),
    };
    schedule::start(&configuration, &database, &options.data_folder)?;
    let law = law.clone();
    runtime()?.block_on(async {
        // Each takes about half of the time to start, and neither needs the other.
        let law = tokio::task::spawn_blocking(move || law.load());
        let store = match configuration.number("database.statement_seconds") {
            0 => Store::open(&database).await,
            seconds => Store::open_to_serve(&database, Duration::from_secs(seconds)).await,
        };
        let store = opened(store)?;
        let file = Some(configuration.text("privacy.keys_file")).filter(|file| !file.is_empty());
        let off = configuration.text("privacy.encryption") == "off";
        keys::unlock_to_serve(&store, file.map(Path::new), off).await?;
        let law = law.await.map_err(|error| Failure::untranslated(&error))??;
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandomness));
        let context =
            Context::new(store.clone(), law, clock, random).with_privacy(configuration.privacy());
        let failed = |error: ServeError| {
            Failure::new(
                format!("không phục vụ được: {error}. Kiểm tra --listen và tệp cấu hình."),
                format!("cannot serve: {error}. Check --listen and the configuration."),
            )
        };
        let scheme = if options.tls.is_some() {
            "https"
        } else {
            "http"
        };
        let server = Server::bind(context, options).await.map_err(failed)?;
        output::line(&format!("{scheme}://{}", server.address()));
        let outcome = server.run(stop_asked()).await.map_err(failed);
        store.close().await;
        outcome
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The provider of sign-ins as the environment names it, for what has no configuration.
pub(super) fn openid_of_environment() -> Result<Option<OpenIdOptions>, Failure> {
    let ours = |variable: &str| variable.starts_with("VUONLEN_OPENID_");
    let environment = |variable: &str| std::env::var(variable).ok().filter(|_| ours(variable));
    let read = Configuration::read(None, environment);
    let read = read.map_err(|wrong| Failure::from_text(&wrong.text).at(&wrong.place))?;
    Ok(read.openid())
}

/// The configuration: defaults, the file over them, the environment over both.
pub(super) fn read_configuration(file: Option<&Path>) -> Result<Configuration, Failure> {
    let text = match file {
        Some(file) => Some(std::fs::read_to_string(file).map_err(|error| {
            let reason = vuonlen_documents::disk::reason(&error);
            Failure::new(
                format!("không đọc được tệp cấu hình: {}", reason.vi),
                format!("the configuration cannot be read: {}", reason.en),
            )
            .at(&file.display())
        })?),
        None => None,
    };
    let name = file
        .map(|file| file.display().to_string())
        .unwrap_or_default();
    let file = text.as_deref().map(|text| (name.as_str(), text));
    Configuration::read(file, |variable| std::env::var(variable).ok())
        .map_err(|wrong| Failure::from_text(&wrong.text).at(&wrong.place))
}

/// `vuonlen config`: the whole configuration, commented.
pub(super) fn print_configuration() -> ExitCode {
    output::line(vuonlen_web::configuration::as_file().trim_end());
    ExitCode::SUCCESS
}

pub(super) fn admin(command: AdminCommand, law: &LawFolder) -> Result<ExitCode, Failure> {
    let (database, name, display_name, role, area) = match command {
        AdminCommand::CreateUser {
            database,
            name,
            display_name,
            role,
            area,
        } => (database, name, display_name, role, area),
        AdminCommand::MakeToken(arguments) => return super::token::make(arguments, law),
    };
    let law = law.load()?;
    output::note("Mật khẩu (gõ rồi Enter) / password (type it, then Enter):");
    let mut password = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .map_err(|error| Failure::untranslated(&error))?;
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

/// As [`start_log`], a JSON object per line.
fn start_json_log(level: &str) {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("VUONLEN_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level)),
        )
        .with_writer(std::io::stderr)
        .init();
}

/// The runtime everything that waits runs on.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Runtime::new().map_err(|error| Failure::untranslated(&error))
}

/// The database, brought up to date, with the machine's clock and random bytes.
pub(super) async fn open(
    database: &Database,
    law: Arc<vuonlen_law::law::Law>,
) -> Result<Context, Failure> {
    let store = opened(Store::open(&database.database).await)?;
    keys::unlock_with(&store, database.keys.as_deref()).await?;
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
