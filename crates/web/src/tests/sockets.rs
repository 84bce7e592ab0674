//! Over real connections: slow, greedy and many clients, TLS, an orderly end.

use crate::{Limits, ServeOptions, Server, TlsFiles};
use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use vuonlen_app::Error;
use vuonlen_app::testing::fixtures;

/// A server that runs.
struct Running {
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn start(options: ServeOptions) -> Result<Running, Error> {
    // One engine is enough: nothing here depends on the database.
    let fixture = fixtures().await?.remove(0);
    fixture.personas().await?;
    let context = fixture.context.clone();
    let server = Server::bind(context, options).await.unwrap();
    let (address, metrics) = (server.address(), server.metrics_address());
    let (stop, asked) = oneshot::channel();
    let ended = tokio::spawn(async move {
        // The database goes away with the fixture.
        let _fixture = fixture;
        let shutdown = async {
            let _ = asked.await;
        };
        server.run(shutdown).await.unwrap();
    });
    Ok(Running {
        address,
        metrics,
        stop,
        ended,
    })
}

fn limited(limits: Limits) -> ServeOptions {
    ServeOptions {
        limits,
        ..ServeOptions::default()
    }
}

const SIGN_IN: &str = "GET /sign-in HTTP/1.1\r\nHost: pages.test\r\nConnection: close\r\n\r\n";

async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection the server ends without a word gives an empty answer or a reset.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn ask(address: SocketAddr, request: &str) -> String {
    exchange(TcpStream::connect(address).await.unwrap(), request).await
}

#[tokio::test]
async fn a_client_that_never_finishes_its_headers_is_sent_away() -> Result<(), Error> {
    let server = start(limited(Limits {
        header: Duration::from_millis(100),
        ..Limits::default()
    }))
    .await?;
    let answer = ask(server.address, "GET /sign-in HTTP/1.1\r\nHost: pa").await;
    assert!(!answer.contains("200 OK"), "{answer}");
    // The connection ended by itself, and others are served.
    assert!(ask(server.address, SIGN_IN).await.contains("200 OK"));
    Ok(())
}

#[tokio::test]
async fn a_slow_form_holds_no_place_and_is_ended() -> Result<(), Error> {
    let server = start(limited(Limits {
        requests: 1,
        body: Duration::from_millis(500),
        ..Limits::default()
    }))
    .await?;
    let mut slow = TcpStream::connect(server.address).await.unwrap();
    let half = "POST /sign-in HTTP/1.1\r\nHost: pages.test\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname=";
    slow.write_all(half.as_bytes()).await.unwrap();
    for _ in 0..3 {
        assert!(ask(server.address, SIGN_IN).await.contains("200 OK"));
    }
    let answer = exchange(slow, "").await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    Ok(())
}

#[tokio::test]
async fn too_many_at_once_are_told_to_come_back_and_health_still_answers() -> Result<(), Error> {
    let server = start(limited(Limits {
        requests: 0,
        ..Limits::default()
    }))
    .await?;
    let answer = ask(server.address, SIGN_IN).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.to_lowercase().contains("retry-after: 5"), "{answer}");
    assert!(answer.contains("quá nhiều người dùng") && answer.contains("Too many people"));
    assert!(
        answer.contains("content-security-policy"),
        "headers of every answer"
    );
    let health = SIGN_IN.replace("/sign-in", "/health/live");
    assert!(ask(server.address, &health).await.contains("200 OK"));
    Ok(())
}

#[tokio::test]
async fn uploads_beyond_their_places_are_turned_away_before_they_are_read() -> Result<(), Error> {
    let server = start(limited(Limits {
        uploads: 0,
        ..Limits::default()
    }))
    .await?;
    let upload = "POST /sign-in HTTP/1.1\r\nHost: pages.test\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n";
    assert!(
        ask(server.address, upload)
            .await
            .starts_with("HTTP/1.1 503")
    );
    assert!(ask(server.address, SIGN_IN).await.contains("200 OK"));
    Ok(())
}

#[tokio::test]
async fn one_address_gets_only_its_share_of_connections() -> Result<(), Error> {
    let server = start(limited(Limits {
        connections_per_address: 1,
        ..Limits::default()
    }))
    .await?;
    let mut first = TcpStream::connect(server.address).await.unwrap();
    let open = SIGN_IN.replace("close", "keep-alive");
    first.write_all(open.as_bytes()).await.unwrap();
    let mut part = [0; 15];
    first.read_exact(&mut part).await.unwrap();
    assert_eq!(&part, b"HTTP/1.1 200 OK");
    assert_eq!(ask(server.address, SIGN_IN).await, "");
    Ok(())
}

#[tokio::test]
async fn an_address_that_does_not_sign_in_gets_so_many_pages_a_minute() -> Result<(), Error> {
    let server = start(limited(Limits {
        public_per_minute: 3,
        ..Limits::default()
    }))
    .await?;
    for _ in 0..3 {
        assert!(ask(server.address, SIGN_IN).await.contains("200 OK"));
    }
    let answer = ask(server.address, SIGN_IN).await;
    assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
    assert!(answer.to_lowercase().contains("retry-after: 30"));
    assert!(answer.contains("Đợi nửa phút"));
    Ok(())
}

#[tokio::test]
async fn headers_without_end_and_broken_requests_are_refused() -> Result<(), Error> {
    let server = start(limited(Limits::default())).await?;
    let long = format!(
        "GET /sign-in HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n",
        "a".repeat(60_000)
    );
    let many = format!(
        "GET /sign-in HTTP/1.1\r\nHost: x\r\n{}\r\n",
        "X-Many: a\r\n".repeat(200)
    );
    for request in [long.as_str(), many.as_str()] {
        let answer = ask(server.address, request).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
            "{answer}"
        );
    }
    let smuggled = "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\
         Transfer-Encoding: gzip\r\n\r\nhello";
    for request in ["\0\0\0\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", smuggled] {
        let answer = ask(server.address, request).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{answer}"
        );
    }
    // A header that would split the answer never comes back in it.
    let split = "GET /sign-in?next=%0d%0aSet-Cookie:%20a=b&lang=%0d%0aX-Own:%201 HTTP/1.1\r\n\
         Host: pages.test\r\nConnection: close\r\n\r\n";
    let answer = ask(server.address, split).await;
    let head = answer.split("\r\n\r\n").next().unwrap().to_lowercase();
    assert!(!head.contains("a=b") && !head.contains("x-own"), "{head}");
    Ok(())
}

#[tokio::test]
async fn what_is_under_way_is_finished_when_the_program_stops() -> Result<(), Error> {
    let server = start(limited(Limits::default())).await?;
    let mut client = TcpStream::connect(server.address).await.unwrap();
    let half = "POST /sign-in HTTP/1.1\r\nHost: pages.test\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\nname=";
    // Once this is answered, the connection above has been accepted before it.
    client.write_all(half.as_bytes()).await.unwrap();
    assert!(ask(server.address, SIGN_IN).await.contains("200 OK"));
    server.stop.send(()).unwrap();
    let answer = exchange(client, "x&a=b").await;
    assert!(
        answer.starts_with("HTTP/1.1 4"),
        "a page says what is wrong: {answer}"
    );
    assert!(answer.contains("</html>"), "{answer}");
    server.ended.await.unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
    Ok(())
}

#[tokio::test]
async fn figures_have_their_own_listener_and_no_personal_data() -> Result<(), Error> {
    let server = start(ServeOptions {
        metrics: Some(([127, 0, 0, 1], 0).into()),
        ..ServeOptions::default()
    })
    .await?;
    let body = format!("name=commune-officer&password={}", "x".repeat(20));
    let sign_in = format!(
        "POST /sign-in HTTP/1.1\r\nHost: pages.test\r\nConnection: close\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    ask(server.address, &sign_in).await;
    let scrape = SIGN_IN.replace("/sign-in", "/metrics");
    let figures = ask(server.metrics.unwrap(), &scrape).await;
    assert!(figures.contains("vuonlen_requests_total{method=\"POST\",route=\"/sign-in\""));
    assert!(
        figures.contains("vuonlen_request_seconds_bucket"),
        "{figures}"
    );
    assert!(!figures.contains("commune-officer"));
    let from_the_pages = ask(server.address, &scrape).await;
    assert!(from_the_pages.starts_with("HTTP/1.1 404"));
    Ok(())
}

/// Copies a pair of PEM files as a renewal would, at a moment of its own.
fn renew(name: &str, into: &Path, moment: u64) {
    let from = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/tests/tls");
    for end in ["pem", "key"] {
        let to = into.join(end);
        std::fs::copy(from.join(format!("{name}.{end}")), &to).unwrap();
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(moment);
        let file = File::options().write(true).open(&to).unwrap();
        file.set_modified(moment).unwrap();
    }
}

/// What a client that trusts only `name` is answered; none when it does not trust the server.
async fn trusting(name: &str, address: SocketAddr) -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("src/tests/tls/{name}.pem"));
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(file).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("pages.test").unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let stream = connector.connect(name, stream).await.ok()?;
    Some(exchange(stream, SIGN_IN).await)
}

#[tokio::test]
async fn a_renewed_certificate_is_used_without_a_restart() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    renew("one", folder.path(), 1_000);
    let server = start(ServeOptions {
        tls: Some(TlsFiles {
            certificate: folder.path().join("pem"),
            key: folder.path().join("key"),
        }),
        ..ServeOptions::default()
    })
    .await?;
    let answer = trusting("one", server.address).await.unwrap();
    assert!(answer.contains("200 OK"), "{answer}");
    assert!(answer.contains("strict-transport-security"), "{answer}");
    assert_eq!(trusting("two", server.address).await, None);

    renew("two", folder.path(), 2_000);
    assert!(
        trusting("two", server.address)
            .await
            .unwrap()
            .contains("200 OK")
    );
    assert_eq!(trusting("one", server.address).await, None);

    std::fs::write(folder.path().join("pem"), "half of a rene").unwrap();
    let answer = trusting("two", server.address).await;
    assert!(
        answer.is_some(),
        "a broken renewal leaves the one before in use"
    );
    assert!(
        !ask(server.address, SIGN_IN).await.contains("200 OK"),
        "no pages without TLS"
    );
    Ok(())
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_is_named() -> Result<(), Error> {
    let fixture = fixtures().await?.remove(0);
    let options = ServeOptions {
        tls: Some(TlsFiles {
            certificate: "no/such.pem".into(),
            key: "no/such.key".into(),
        }),
        ..ServeOptions::default()
    };
    let error = Server::bind(fixture.context.clone(), options)
        .await
        .unwrap_err();
    assert!(error.to_string().starts_with("no/such.pem:"), "{error}");
    Ok(())
}
