//! One question to the provider over one connection: TLS unless it is on this machine, a limit of
//! time and of size, and no redirect is followed, so nobody leads the program elsewhere.

use super::{bare, unusable};
use crate::serve::ServeError;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, Response, Uri, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

/// Longest time for a question and its answer.
const LONGEST: Duration = Duration::from_secs(5);

/// Most bytes of an answer: keys and tokens are a tenth of it.
const LARGEST: usize = 256 * 1024;

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    /// Neither https nor on this machine.
    #[error("its address is neither https nor on this machine")]
    Open,
    /// No connection, or it broke off.
    #[error("{0}")]
    Broken(String),
    /// It took too long.
    #[error("it did not answer within {} seconds", LONGEST.as_secs())]
    Slow,
}

/// Asks questions.
pub(super) struct Http {
    tls: TlsConnector,
}

impl Http {
    /// Believes the public authorities, and those in `ca_file`.
    pub(super) fn new(ca_file: Option<&Path>) -> Result<Self, ServeError> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        if let Some(path) = ca_file {
            let certificates = CertificateDer::pem_file_iter(path)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|error| unusable(path, &error))?;
            if certificates.is_empty() {
                return Err(unusable(path, &"there is no certificate in it"));
            }
            for certificate in certificates {
                let added = roots.add(certificate);
                added.map_err(|error| unusable(path, &error))?;
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| ServeError::OpenId(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            tls: TlsConnector::from(Arc::new(config)),
        })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let uri = request.uri();
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(HttpError::Open),
        };
        let host = bare(uri.host().unwrap_or_default()).to_owned();
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        let stream = TcpStream::connect((host.as_str(), port)).await;
        let stream = stream.map_err(broken)?;
        if !https {
            // What the name led to counts, not the name.
            let peer = stream.peer_addr().map_err(broken)?;
            if !peer.ip().is_loopback() {
                return Err(HttpError::Open);
            }
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(host).map_err(broken)?;
        let stream = self.tls.connect(name, stream).await.map_err(broken)?;
        exchange(stream, request).await
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answered = tokio::time::timeout(LONGEST, self.ask(request)).await;
            answered.unwrap_or(Err(HttpError::Slow))
        })
    }
}

async fn exchange<S>(stream: S, request: HttpRequest) -> Result<HttpResponse, HttpError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(broken)?;
    // Ends with the answer, or when nobody waits for it any more.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let (mut parts, body) = request.into_parts();
    let host = parts.uri.authority().map(ToString::to_string);
    let host = HeaderValue::from_str(&host.unwrap_or_default()).map_err(broken)?;
    parts.headers.insert(header::HOST, host);
    let agent = HeaderValue::from_static("vuonlen");
    parts.headers.insert(header::USER_AGENT, agent);
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    parts.uri = path.parse::<Uri>().map_err(broken)?;
    let asked = Request::from_parts(parts, Body::from(body));
    let answer = sender.send_request(asked).await.map_err(broken)?;
    let (parts, body) = answer.into_parts();
    let body = to_bytes(Body::new(body), LARGEST).await.map_err(|_| {
        HttpError::Broken(format!(
            "its answer broke off or is larger than {LARGEST} bytes"
        ))
    })?;
    Ok(Response::from_parts(parts, body.to_vec()))
}

fn broken(error: impl std::fmt::Display) -> HttpError {
    HttpError::Broken(error.to_string())
}
