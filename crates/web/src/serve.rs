//! The server: layers around the routes, the listener, an orderly end.

use crate::failure::Failure;
use crate::{App, assets, headers, health, routes, sessions, visit};
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;
use vuonlen_app::{Context, Error};

/// A page that takes longer than this is stopped; long work is done in the background instead.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);

/// How the pages are served.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// People reach the pages by HTTPS (through a proxy): cookies are marked Secure.
    pub https: bool,
    /// A proxy stands before the program: its `X-Forwarded-For` names the caller.
    pub behind_proxy: bool,
    /// Every household is synthetic: each page says so.
    pub demo: bool,
    /// Where files beside the database are kept.
    pub data_folder: PathBuf,
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
    /// Listening ended by itself.
    #[error("the server stopped")]
    Stopped(#[source] io::Error),
}

/// A server that listens but does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
}

impl Server {
    /// Starts listening.
    ///
    /// # Errors
    /// [`ServeError::Listen`].
    pub async fn bind(context: Context, options: ServeOptions) -> Result<Self, ServeError> {
        let asked = options.listen;
        let failed = |source| ServeError::Listen {
            address: asked,
            source,
        };
        let listener = TcpListener::bind(asked).await.map_err(failed)?;
        Ok(Self {
            address: listener.local_addr().map_err(failed)?,
            listener,
            router: router(context, options),
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` comes, then finishes what is under way.
    ///
    /// # Errors
    /// [`ServeError::Stopped`].
    pub async fn run(
        self,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let service = self
            .router
            .into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(self.listener, service)
            .with_graceful_shutdown(shutdown)
            .await
            .map_err(ServeError::Stopped)
    }
}

/// Serves the pages until `shutdown` comes.
///
/// # Errors
/// When it cannot listen, or listening ends by itself.
pub async fn serve(
    context: Context,
    options: ServeOptions,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let server = Server::bind(context, options).await?;
    tracing::info!(address = %server.address(), "listening");
    server.run(shutdown).await
}

/// Everything a browser can ask for.
pub(crate) fn router(context: Context, options: ServeOptions) -> Router {
    let https = options.https;
    let context = context.with_files(&options.data_folder);
    let app = App {
        context: context.clone(),
        options: Arc::new(options),
        rate: Arc::default(),
    };
    let nothing_here = || async { Failure::from(Error::not_found()) };
    let pages = routes()
        .into_router()
        .fallback(nothing_here)
        .layer(CatchPanicLayer::custom(|_| {
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST_ANSWER,
        ))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(app.clone(), visit::meet))
        .layer(sessions::layer(context, https));
    Router::new()
        .merge(health::router())
        .merge(assets::router())
        .merge(pages)
        .layer(CompressionLayer::new())
        .layer(from_fn(move |request, next| {
            headers::guard_browser(https, request, next)
        }))
        .with_state(app)
}
