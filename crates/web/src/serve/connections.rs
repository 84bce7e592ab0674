//! From a connection to requests: nobody holds one for longer than a patient client needs.

use super::tls::Tls;
use crate::limits::Limits;
use crate::metrics::Metrics;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::collections::HashMap;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_io_timeout::TimeoutStream;
use tower::{ServiceExt, service_fn};

/// Most bytes of a request's line and headers.
const LARGEST_HEAD: usize = 32 * 1024;

/// Most headers.
const MOST_HEADERS: usize = 100;

/// How long requests under way are waited for when the program stops.
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything a connection needs.
pub(super) struct Connections {
    pub(super) router: Router,
    pub(super) limits: Limits,
    pub(super) metrics: Metrics,
    pub(super) tls: Option<Tls>,
}

/// How many connections each address has.
type PerAddress = Arc<Mutex<HashMap<IpAddr, usize>>>;

impl Connections {
    /// Accepts until `shutdown` comes; then finishes what is under way, takes nothing new on a
    /// connection that is already there, and ends.
    pub(super) async fn run(
        self: Arc<Self>,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) {
        let (stop, stopped) = watch::channel(());
        let room = Arc::new(Semaphore::new(self.limits.connections));
        let addresses = PerAddress::default();
        let mut shutdown = pin!(shutdown);
        loop {
            let accepted = tokio::select! {
                () = &mut shutdown => break,
                accepted = listener.accept() => accepted,
            };
            let (stream, address) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // The client went away, or there are no descriptors: the next may succeed.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let Ok(place) = Arc::clone(&room).try_acquire_owned() else {
                self.metrics.turn_away();
                continue;
            };
            let Some(seat) = Seat::take(&addresses, address.ip(), &self.limits) else {
                self.metrics.turn_away();
                continue;
            };
            let (this, stopped) = (Arc::clone(&self), stopped.clone());
            tokio::spawn(async move {
                this.metrics.connected();
                this.greet(stream, address, stopped).await;
                this.metrics.disconnected();
                drop((place, seat));
            });
        }
        drop((listener, stopped));
        // Every connection holds a receiver; when all are gone, all have ended.
        let _ = stop.send(());
        if tokio::time::timeout(PATIENCE, stop.closed()).await.is_err() {
            tracing::warn!("requests were still under way when the program stopped");
        }
    }

    async fn greet(&self, stream: TcpStream, address: SocketAddr, stopped: watch::Receiver<()>) {
        // Pages are small; waiting to fill a packet only makes them late.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.limits.write));
        let stream = Box::pin(stream);
        let Some(tls) = &self.tls else {
            return self.converse(stream, address, stopped).await;
        };
        let handshake = tls.acceptor().accept(stream);
        match tokio::time::timeout(self.limits.header, handshake).await {
            Ok(Ok(stream)) => self.converse(stream, address, stopped).await,
            // Scanners and old clients: not worth a line each.
            Ok(Err(error)) => tracing::debug!(%error, "no TLS"),
            Err(_) => tracing::debug!("no TLS in time"),
        }
    }

    async fn converse<S>(&self, stream: S, address: SocketAddr, mut stopped: watch::Receiver<()>)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let router = self.router.clone();
        let service = service_fn(move |request: axum::http::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(address));
            router.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.header)
            .max_buf_size(LARGEST_HEAD)
            .max_headers(MOST_HEADERS)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let mut connection = pin!(connection);
        let outcome = tokio::select! {
            outcome = connection.as_mut() => outcome,
            _ = stopped.changed() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = outcome {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// One connection of an address.
struct Seat {
    addresses: PerAddress,
    address: IpAddr,
}

impl Seat {
    fn take(addresses: &PerAddress, address: IpAddr, limits: &Limits) -> Option<Self> {
        let mut held = addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(address).or_default();
        if limits.connections_per_address > 0 && *count >= limits.connections_per_address {
            return None;
        }
        *count += 1;
        drop(held);
        Some(Self {
            addresses: Arc::clone(addresses),
            address,
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut held = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.address);
            }
        }
    }
}
