//! The living system as a program: the first account by hand, the server over either database,
//! the demonstration. Each test runs the binary and speaks HTTP to it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use vuonlen_store::testing::every_engine;

const PASSWORD: &str = "núi cao sông dài";

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vuonlen"));
    command
        .env_remove("VUONLEN_LAW")
        .env_remove("VUONLEN_DATABASE")
        .env_remove("VUONLEN_PRIVACY_KEYS_FILE");
    command
}

fn create_user(address: &str, name: &str, password: &str, role: &str) -> Output {
    let mut child = program()
        .args([
            "admin",
            "create-user",
            "--database",
            address,
            "--name",
            name,
        ])
        .args([
            "--display-name",
            "Người quản trị",
            "--role",
            role,
            "--area",
            "14",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(format!("{password}\n").as_bytes()).unwrap();
    drop(input);
    child.wait_with_output().unwrap()
}

/// A running server that ends with the value.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts `command` and waits for the line in which it says where it listens.
    fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("http://")?.1.trim().to_owned()))
            .expect("the server says where it listens");
        Self { child, address }
    }

    /// Status, headers and body of one request.
    fn ask(&self, method: &str, path: &str, cookie: &str, body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let address = &self.address;
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
             Sec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head[9..12].parse().unwrap();
        (status, head.to_owned(), body.to_owned())
    }

    /// The cookie of somebody who signed in; none when refused.
    fn sign_in(&self, name: &str, password: &str) -> Option<String> {
        let body = format!("name={name}&password={}", encoded(password));
        let (status, head, page) = self.ask("POST", "/sign-in", "", &body);
        assert!([303, 422].contains(&status), "{head}\n{page}");
        let cookies = head.lines().filter_map(|line| {
            let (header, value) = line.split_once(": ")?;
            header
                .eq_ignore_ascii_case("set-cookie")
                .then(|| value.split(';').next())?
        });
        (status == 303).then(|| cookies.collect::<Vec<_>>().join("; "))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn the_first_account_opens_the_served_system_on_either_database() {
    for fresh in every_engine().await.unwrap() {
        fresh.store.close().await;
        let engine = fresh.engine;
        let made = create_user(&fresh.address, "quan-tri", PASSWORD, "administrator");
        assert!(made.status.success(), "{engine}: {made:?}");
        assert!(String::from_utf8_lossy(&made.stdout).contains("quan-tri"));
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys.txt");
        let made = program().args(["keys", "new"]).arg(&keys).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        let server = Server::start(
            program()
                .env("VUONLEN_PRIVACY_KEYS_FILE", &keys)
                .args([
                    "serve",
                    "--listen",
                    "127.0.0.1:0",
                    "--database",
                    &fresh.address,
                ])
                .arg("--data")
                .arg(folder.path()),
        );
        let (status, head, _) = server.ask("GET", "/", "", "");
        assert_eq!(status, 303, "{engine}: nobody is let in: {head}");
        assert!(server.sign_in("quan-tri", "mật khẩu khác").is_none());
        let cookie = server.sign_in("quan-tri", PASSWORD).expect(engine);
        let (status, _, page) = server.ask("GET", "/", &cookie, "");
        assert_eq!(status, 200, "{engine}");
        assert!(page.contains("Người quản trị"), "{engine}");

        let token = |name: &str, scope: &str| {
            let mut command = program();
            command.env("VUONLEN_PRIVACY_KEYS_FILE", &keys);
            command.args(["admin", "make-token", "--database", &fresh.address]);
            command.args(["--name", name, "--scope", scope, "--days", "2"]);
            command.output().unwrap()
        };
        assert!(!token("ai-do", "audit_read").status.success());
        assert!(!token("quan-tri", "household_write").status.success());
        let made = token("quan-tri", "audit_read");
        assert!(made.status.success(), "{made:?}");
        let made = String::from_utf8_lossy(&made.stdout).trim().to_owned();
        let header = format!("none=1\r\nAuthorization: Bearer {made}");
        let (status, _, log) = server.ask("GET", "/api/v1/audit?province=VN", &header, "");
        assert_eq!(status, 404, "{engine}: another area's log: {log}");
        let (status, _, log) = server.ask("GET", "/api/v1/audit", &header, "");
        assert_eq!(status, 200, "{engine}: {log}");
        let (status, head, _) = server.ask("GET", "/api/v1/audit", &cookie, "");
        assert_eq!(status, 401, "{engine}: a session is no token: {head}");
    }
}

#[tokio::test]
async fn an_account_that_cannot_be_says_why() {
    for fresh in every_engine().await.unwrap() {
        fresh.store.close().await;
        let address = &fresh.address;
        let short = create_user(address, "quan-tri", "ngắn", "administrator");
        assert!(!short.status.success());
        let told = String::from_utf8_lossy(&short.stderr).into_owned();
        assert!(
            told.contains("Mật khẩu") && told.contains("password"),
            "{told}"
        );
        let unknown = create_user(address, "quan-tri", PASSWORD, "emperor");
        assert!(!unknown.status.success());
        assert!(
            create_user(address, "quan-tri", PASSWORD, "auditor")
                .status
                .success()
        );
        let twice = create_user(address, "quan-tri", PASSWORD, "auditor");
        assert!(!twice.status.success());
    }
}

#[test]
fn a_database_that_is_not_there_says_so() {
    let output = program()
        .args(["serve", "--database", "postgres://nobody@127.0.0.1:1/none"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("--database"), "{told}");
}

fn demo(folder: &Path, more: &[&str]) -> Command {
    let mut command = program();
    command
        .args([
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--households",
            "10",
            "--data",
        ])
        .arg(folder)
        .args(more);
    command
}

#[test]
fn the_demonstration_opens_with_every_account_and_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&mut demo(folder.path(), &["--today", "2026-11-20"]));
    let text = std::fs::read_to_string(folder.path().join("accounts.json")).unwrap();
    let accounts: Value = serde_json::from_str(&text).unwrap();
    let accounts = accounts.as_array().unwrap();
    assert!(accounts.len() > 20, "{}", accounts.len());
    for account in accounts {
        let field = |name: &str| account[name].as_str().unwrap().to_owned();
        let name = field("name");
        let cookie = server.sign_in(&name, &field("password")).expect(&name);
        let (status, _, page) = server.ask("GET", "/", &cookie, "");
        assert_eq!(status, 200, "{name}");
        assert!(
            page.contains("20/11/2026") || page.contains("2026-11-20"),
            "{name}: {page}"
        );
    }
    drop(server);

    let database = folder.path().join("demo.db");
    let before = std::fs::metadata(&database).unwrap().len();
    let again = Server::start(&mut demo(folder.path(), &["--today", "2026-11-27"]));
    assert_eq!(
        std::fs::metadata(&database).unwrap().len(),
        before,
        "it is not made again"
    );
    let cookie = again.sign_in("can-bo-quynh-nhai", "ban-tren-suoi-2026");
    let (_, _, page) = again.ask("GET", "/", &cookie.unwrap(), "");
    assert!(
        page.contains("27/11/2026") || page.contains("2026-11-27"),
        "a week later"
    );
    drop(again);

    let early = demo(folder.path(), &["--today", "2026-11-01"])
        .output()
        .unwrap();
    assert!(!early.status.success());
    let told = String::from_utf8_lossy(&early.stderr).into_owned();
    assert!(
        told.contains("--fresh") && told.contains("20/11/2026"),
        "{told}"
    );
}

#[test]
fn a_demonstration_cut_short_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("demo.db"), "nửa chừng").unwrap();
    let made = demo(folder.path(), &["--today", "2026-11-20", "--make-only"])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    assert!(folder.path().join("demo.json").exists());
}
