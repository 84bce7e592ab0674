//! TLS from files that may be renewed while the program runs.

use super::ServeError;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use tokio_rustls::TlsAcceptor;

/// Where the certificate and its key are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate and those between it and the authority, as PEM.
    pub certificate: PathBuf,
    /// Its private key, as PEM.
    pub key: PathBuf,
}

/// Accepts TLS with what the files held when they last changed.
pub(super) struct Tls {
    files: TlsFiles,
    current: Mutex<(Changed, TlsAcceptor)>,
}

/// When the two files were last written.
type Changed = [Option<SystemTime>; 2];

impl Tls {
    pub(super) fn load(files: TlsFiles) -> Result<Self, ServeError> {
        let changed = changed(&files);
        let acceptor = read(&files)?;
        Ok(Self {
            files,
            current: Mutex::new((changed, acceptor)),
        })
    }

    /// The acceptor for a new connection. Files are read again when one of them was written; a
    /// pair that does not fit (half of a renewal) leaves the one before in use.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let now = changed(&self.files);
        if now != current.0 {
            match read(&self.files) {
                Ok(acceptor) => {
                    *current = (now, acceptor);
                    tracing::info!("the TLS certificate was read again");
                }
                Err(error) => {
                    // Tried again when a file changes once more, not at every connection.
                    current.0 = now;
                    tracing::warn!(%error, "the renewed TLS files cannot be used; the old stay");
                }
            }
        }
        current.1.clone()
    }
}

fn changed(files: &TlsFiles) -> Changed {
    [&files.certificate, &files.key].map(|path| {
        std::fs::metadata(path)
            .and_then(|found| found.modified())
            .ok()
    })
}

fn read(files: &TlsFiles) -> Result<TlsAcceptor, ServeError> {
    let failed = |path: &PathBuf, reason: String| ServeError::Tls {
        path: path.clone(),
        reason,
    };
    let certificates = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| failed(&files.certificate, error.to_string()))?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| failed(&files.key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&files.certificate, error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(|error| failed(&files.certificate, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
