//! The server: layers around the routes, the listeners, an orderly end.

mod connections;
mod tls;

pub use tls::TlsFiles;

use crate::failure::Failure;
use crate::limits::{self, Gate, Limits};
use crate::metrics::{self, Metrics};
use crate::openid::{OpenIdOptions, Provider};
use crate::{App, api, assets, headers, health, routes, sessions, visit};
use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use connections::Connections;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tls::Tls;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;
use vuonlen_app::{Context, Error};

/// How the pages are served.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// People reach the pages by HTTPS (through a proxy): cookies are marked Secure.
    pub https: bool,
    /// A proxy stands before the program: its `X-Forwarded-For` names the caller.
    pub behind_proxy: bool,
    /// Where people reach the pages (`https://…`), for what is printed; taken from the request
    /// when empty.
    pub public_address: String,
    /// Every household is synthetic: each page says so.
    pub demo: bool,
    /// Where files beside the database are kept.
    pub data_folder: PathBuf,
    /// How much is taken on at once, and how long is waited.
    pub limits: Limits,
    /// Certificate and key, where the program itself speaks HTTPS.
    pub tls: Option<TlsFiles>,
    /// Where `/metrics` is served, apart from the pages.
    pub metrics: Option<SocketAddr>,
    /// The OpenID Connect provider through which people may sign in.
    pub openid: Option<OpenIdOptions>,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            listen: ([127, 0, 0, 1], 0).into(),
            https: false,
            behind_proxy: false,
            public_address: String::new(),
            demo: false,
            data_folder: PathBuf::from("data"),
            limits: Limits::default(),
            tls: None,
            metrics: None,
            openid: None,
        }
    }
}

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: is another program using it?")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The OpenID Connect provider cannot be set up.
    #[error("openid: {0}")]
    OpenId(String),
    /// Certificate or key cannot be used.
    #[error("{path}: {reason}")]
    Tls {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// A server that listens but does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    metrics: Option<(TcpListener, Router)>,
    connections: Arc<Connections>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Server")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Server {
    /// Starts listening.
    ///
    /// # Errors
    /// [`ServeError::Listen`]; [`ServeError::Tls`] for a certificate that cannot be used, and
    /// [`ServeError::OpenId`] for a provider.
    pub async fn bind(context: Context, options: ServeOptions) -> Result<Self, ServeError> {
        let listener = listen(options.listen).await?;
        let address = listener.local_addr().map_err(|source| ServeError::Listen {
            address: options.listen,
            source,
        })?;
        let tls = options.tls.clone().map(Tls::load).transpose()?;
        let (limits, figures) = (options.limits.clone(), options.metrics);
        let app = App::new(context, options)?;
        let metrics = match figures {
            Some(address) => Some((listen(address).await?, metrics::router(app.clone()))),
            None => None,
        };
        Ok(Self {
            address,
            listener,
            metrics,
            connections: Arc::new(Connections {
                limits,
                metrics: app.metrics.clone(),
                router: router_over(app),
                tls,
            }),
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where figures are served, when they are.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        let (listener, _) = self.metrics.as_ref()?;
        listener.local_addr().ok()
    }

    /// Answers until `shutdown` comes, then finishes what is under way. Sessions live in the
    /// database and go on with the next start.
    ///
    /// # Errors
    /// None at present: a connection that fails concerns its client only.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) -> Result<(), ServeError> {
        let figures = self.metrics.map(|(listener, router)| {
            tokio::spawn(async move { axum::serve(listener, router).await })
        });
        self.connections.run(self.listener, shutdown).await;
        if let Some(figures) = figures {
            figures.abort();
        }
        Ok(())
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { address, source })
}

/// Serves the pages until `shutdown` comes.
///
/// # Errors
/// When it cannot listen, or the certificate cannot be used.
pub async fn serve(
    context: Context,
    options: ServeOptions,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), ServeError> {
    let server = Server::bind(context, options).await?;
    tracing::info!(address = %server.address(), "listening");
    server.run(shutdown).await
}

impl App {
    /// Where people reach these pages, for addresses that are printed or sent.
    pub(crate) fn site(&self, headers: &HeaderMap) -> String {
        if !self.options.public_address.is_empty() {
            return self.options.public_address.trim_end_matches('/').to_owned();
        }
        let scheme = if self.is_https() { "https" } else { "http" };
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        format!("{scheme}://{}", host.unwrap_or("localhost"))
    }

    /// Whether people reach these pages by HTTPS, spoken here or by a proxy.
    fn is_https(&self) -> bool {
        self.options.https || self.options.tls.is_some()
    }

    fn new(context: Context, options: ServeOptions) -> Result<Self, ServeError> {
        let provider = options.openid.as_ref().map(Provider::new).transpose()?;
        Ok(Self {
            context: context.with_files(&options.data_folder),
            gate: Arc::new(Gate::new(&options.limits)),
            metrics: Metrics::new(),
            provider: provider.map(Arc::new),
            options: Arc::new(options),
        })
    }
}

/// Everything a browser can ask for.
#[cfg(test)]
pub(crate) fn router(context: Context, options: ServeOptions) -> Result<Router, ServeError> {
    Ok(router_over(App::new(context, options)?))
}

fn router_over(app: App) -> Router {
    let https = app.is_https();
    let nothing_here = || async { Failure::from(Error::not_found()) };
    let (pages, operations) = routes().into_routers();
    let pages = pages
        .fallback(nothing_here)
        .layer(CatchPanicLayer::custom(|_| {
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            app.options.limits.answer,
        ))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(app.clone(), visit::meet))
        .layer(sessions::layer(app.context.clone(), https))
        // Outermost: who is turned away has cost nothing.
        .layer(from_fn_with_state(app.clone(), limits::admit));
    Router::new()
        .merge(health::router())
        .merge(assets::router())
        .merge(api::layered(&app, operations))
        .merge(pages)
        .layer(CompressionLayer::new())
        .layer(from_fn(move |request, next| {
            headers::guard_browser(https, request, next)
        }))
        .with_state(app)
}
