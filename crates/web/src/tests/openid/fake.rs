//! A provider on this machine that can be made to answer wrongly.

use crate::{OpenIdOptions, OpenIdSecret};
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(super) const CLIENT: &str = "vuonlen";
pub(super) const SECRET: &str = "khoa chung: 100%";

/// What is wrong with what the provider says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Twist {
    Nothing,
    Issuer,
    Nonce,
    NoNonce,
    Audience,
    TwoAudiences,
    Expired,
    FromTheFuture,
    OtherKey,
    Unsigned,
    SharedSecret,
    NoToken,
    NoCode,
    Large,
    Elsewhere,
}

/// The provider; it is gone when the value is.
#[derive(Debug)]
pub(super) struct Fake {
    pub(super) issuer: String,
    said: Arc<Mutex<Said>>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Said {
    issuer: String,
    twist: Twist,
    key: Key,
    grants: HashMap<String, Grant>,
    now: DateTime<Utc>,
    keys_asked: usize,
}

#[derive(Debug)]
struct Key {
    id: String,
    pair: EcdsaKeyPair,
}

/// What a code stands for.
#[derive(Debug)]
struct Grant {
    subject: String,
    nonce: String,
    challenge: String,
    redirect: String,
}

impl Key {
    fn new(id: &str) -> Self {
        let (random, way) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let document = EcdsaKeyPair::generate_pkcs8(way, &random).unwrap();
        Self {
            id: id.to_owned(),
            pair: EcdsaKeyPair::from_pkcs8(way, document.as_ref(), &random).unwrap(),
        }
    }

    fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id,
            "x": part(&point[1..33]), "y": part(&point[33..]),
        })
    }

    fn sign(&self, head: &Value, claims: &Value) -> String {
        let text = unsigned(head, claims);
        let signature = self.pair.sign(&SystemRandom::new(), text.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.unwrap());
        format!("{text}.{signature}")
    }
}

fn unsigned(head: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(head), part(claims))
}

impl Fake {
    pub(super) async fn start(now: DateTime<Utc>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let said = Arc::new(Mutex::new(Said {
            issuer: issuer.clone(),
            twist: Twist::Nothing,
            key: Key::new("one"),
            grants: HashMap::new(),
            now,
            keys_asked: 0,
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&said));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self { issuer, said, task }
    }

    pub(super) fn options(&self) -> OpenIdOptions {
        OpenIdOptions {
            issuer: self.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: OpenIdSecret::Text(SECRET.to_owned()),
            label: None,
            ca_file: None,
        }
    }

    pub(super) fn twist(&self, twist: Twist) {
        lock(&self.said).twist = twist;
    }

    /// Signs with another key from now on.
    pub(super) fn renew_key(&self) {
        lock(&self.said).key = Key::new("two");
    }

    pub(super) fn keys_asked(&self) -> usize {
        lock(&self.said).keys_asked
    }

    /// `subject` signs in at the address a browser was sent to; gives the path it comes back to.
    pub(super) fn signs_in(&self, there: &str, subject: &str, now: DateTime<Utc>) -> String {
        let (place, query) = there.split_once('?').unwrap();
        assert_eq!(place, format!("{}/authorize", self.issuer));
        let asked: HashMap<_, _> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["scope"], "openid");
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut said = lock(&self.said);
        said.now = now;
        let code = format!("ma-{}", said.grants.len());
        let grant = Grant {
            subject: subject.to_owned(),
            nonce: asked["nonce"].clone(),
            challenge: asked["code_challenge"].clone(),
            redirect: asked["redirect_uri"].clone(),
        };
        let back = grant.redirect.strip_prefix("http://pages.test").unwrap();
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("code", &code)
            .append_pair("state", &asked["state"])
            .append_pair("iss", &self.issuer);
        let back = format!("{back}?{}", query.finish());
        said.grants.insert(code, grant);
        back
    }

    /// Nobody answers at its address any more.
    pub(super) async fn stop(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(said: &Mutex<Said>) -> MutexGuard<'_, Said> {
    said.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn metadata(State(said): State<Arc<Mutex<Said>>>) -> Response {
    let said = lock(&said);
    let issuer = &said.issuer;
    let mut metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    });
    match said.twist {
        Twist::Large => metadata["padding"] = "x".repeat(300 * 1024).into(),
        // A place inside the network that nobody outside may reach.
        Twist::Elsewhere => return Redirect::temporary("http://127.0.0.1:9/").into_response(),
        _ => {}
    }
    Json(metadata).into_response()
}

async fn keys(State(said): State<Arc<Mutex<Said>>>) -> Response {
    let mut said = lock(&said);
    said.keys_asked += 1;
    Json(json!({ "keys": [said.key.public()] })).into_response()
}

async fn token(
    State(said): State<Arc<Mutex<Said>>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let mut said = lock(&said);
    let coded =
        |text: &str| -> String { form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    let known = STANDARD.encode(format!("{}:{}", coded(CLIENT), coded(SECRET)));
    let sent = headers.get(header::AUTHORIZATION).unwrap();
    assert_eq!(sent, &format!("Basic {known}"), "who asks shows who he is");
    assert_eq!(form["grant_type"], "authorization_code");
    let refused = || {
        (
            StatusCode::BAD_REQUEST,
            Json(json!({ "error": "invalid_grant" })),
        )
    };
    // A code is good once.
    let grant = said.grants.remove(&form["code"]);
    let Some(grant) = grant.filter(|_| said.twist != Twist::NoCode) else {
        return refused().into_response();
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    assert_eq!(
        challenge, grant.challenge,
        "only who asked may take the token"
    );
    assert_eq!(form["redirect_uri"], grant.redirect);
    let issued = match said.twist {
        Twist::Expired => said.now - Duration::minutes(6),
        Twist::FromTheFuture => said.now + Duration::minutes(30),
        _ => said.now,
    };
    let mut claims = json!({
        "iss": said.issuer, "sub": grant.subject, "aud": CLIENT, "nonce": grant.nonce,
        "iat": issued.timestamp(), "exp": (issued + Duration::minutes(5)).timestamp(),
    });
    match said.twist {
        Twist::Issuer => claims["iss"] = "https://another.test".into(),
        Twist::Nonce => claims["nonce"] = "khac".into(),
        Twist::NoNonce => {
            claims.as_object_mut().unwrap().remove("nonce");
        }
        Twist::Audience => claims["aud"] = "another".into(),
        Twist::TwoAudiences => claims["aud"] = json!([CLIENT, "another"]),
        _ => {}
    }
    let head = json!({ "alg": "ES256", "typ": "JWT", "kid": said.key.id });
    let id_token = match said.twist {
        Twist::OtherKey => Key::new(&said.key.id).sign(&head, &claims),
        Twist::Unsigned => format!("{}.", unsigned(&json!({ "alg": "none" }), &claims)),
        Twist::SharedSecret => {
            let head = json!({ "alg": "HS256", "typ": "JWT" });
            let text = unsigned(&head, &claims);
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
            let tag = ring::hmac::sign(&key, text.as_bytes());
            format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))
        }
        _ => said.key.sign(&head, &claims),
    };
    let mut answer = json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 300 });
    if said.twist != Twist::NoToken {
        answer["id_token"] = id_token.into();
    }
    Json(answer).into_response()
}
