//! Figures about the running program for Prometheus: how much, how fast, how full. Labels are
//! routes' patterns and statuses, never addresses, names or ids.

use crate::App;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Upper bounds in seconds; the aim for a page is 0.05.
const SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    status: u16,
}

/// A request from its coming to its answer, as it is counted and logged: whether a page or an
/// operation of the API.
#[derive(Debug)]
pub(crate) struct Passage {
    started: DateTime<Utc>,
    method: Method,
    route: Option<String>,
}

impl Passage {
    pub(crate) fn begin(app: &App, request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>();
        Self {
            started: app.context.now(),
            method: request.method().clone(),
            route: route.map(|path| path.as_str().to_owned()),
        }
    }

    /// Gives the answer its request's id, counts it and logs it.
    pub(crate) fn end(self, app: &App, request_id: &str, response: &mut Response) {
        if let Ok(id) = HeaderValue::from_str(request_id) {
            response.headers_mut().insert("x-request-id", id);
        }
        let (method, route) = (self.method.as_str(), self.route.as_deref());
        let status = response.status().as_u16();
        let milliseconds = (app.context.now() - self.started).num_milliseconds();
        let took = Duration::from_millis(milliseconds.unsigned_abs());
        app.metrics
            .answered(method, route, status, took.as_secs_f64());
        // Neither the address nor a name: only the route's pattern goes to the log.
        tracing::info!(
            request = request_id,
            method,
            route = route.unwrap_or("none"),
            status,
            milliseconds,
            "answered"
        );
    }
}

/// The counters.
#[derive(Clone)]
pub(crate) struct Metrics {
    registry: Arc<Registry>,
    answered: Family<Answered, Counter>,
    seconds: Histogram,
    under_way: Gauge,
    turned_away: Counter,
    connections: Gauge,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("vuonlen");
        let answered = Family::<Answered, Counter>::default();
        let seconds = Histogram::new(SECONDS);
        let (under_way, turned_away) = (Gauge::default(), Counter::default());
        let connections = Gauge::default();
        registry.register("requests", "Requests answered", answered.clone());
        registry.register_with_unit(
            "request",
            "Time from a request to its answer",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register(
            "requests_under_way",
            "Requests being answered",
            under_way.clone(),
        );
        registry.register(
            "requests_turned_away",
            "Requests answered 503 because there was no room",
            turned_away.clone(),
        );
        registry.register("connections", "Connections open", connections.clone());
        Self {
            registry: Arc::new(registry),
            answered,
            seconds,
            under_way,
            turned_away,
            connections,
        }
    }

    fn answered(&self, method: &str, route: Option<&str>, status: u16, seconds: f64) {
        let answered = Answered {
            // A method somebody made up would be a new line for ever.
            method: match method {
                "GET" | "POST" | "PUT" | "HEAD" => method.to_owned(),
                _ => "other".to_owned(),
            },
            route: route.unwrap_or("none").to_owned(),
            status,
        };
        self.answered.get_or_create(&answered).inc();
        self.seconds.observe(seconds);
    }

    pub(crate) fn enter(&self) {
        self.under_way.inc();
    }

    pub(crate) fn leave(&self) {
        self.under_way.dec();
    }

    pub(crate) fn turn_away(&self) {
        self.turned_away.inc();
    }

    pub(crate) fn connected(&self) {
        self.connections.inc();
    }

    pub(crate) fn disconnected(&self) {
        self.connections.dec();
    }

    fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// What the listener for Prometheus serves; it has no other page and asks for no sign-in, so it
/// listens where only the monitoring reaches it.
pub(crate) fn router(app: App) -> Router {
    Router::new().route("/metrics", get(show)).with_state(app)
}

async fn show(State(app): State<App>) -> Response {
    const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    match app.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, KIND)], text).into_response(),
        Err(_) => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
