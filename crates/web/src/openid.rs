//! Asking an OpenID Connect provider who somebody is: authorization code with PKCE, and an ID
//! token whose signature, issuer, audience, time and nonce are checked before it is believed.
//!
//! What a provider's word opens is decided in `app::access::openid`. Nothing here knows an
//! account, and nothing of a person is kept: what is under way stands in the session of the
//! browser that began it.

mod http;

use crate::serve::ServeError;
use crate::visit::random_hex;
use axum::http::Uri;
use chrono::{DateTime, Duration, Utc};
use http::{Http, HttpError};
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken,
    CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, SignatureVerificationError, TokenResponse,
};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use uuid::Uuid;
use vuonlen_app::Context;
use vuonlen_app::access::openid::Subject;
use vuonlen_domain::Text;

/// Minutes somebody may take at the provider.
const LONGEST_MINUTES: i64 = 10;

/// Minutes by which the provider's clock may differ from ours.
const CLOCK_MINUTES: i64 = 10;

/// Hours after which the provider is asked again where its places are.
const KNOWN_HOURS: i64 = 1;

/// Times it is spoken to at once: when it is slow, those who need it do not hold up everybody.
const SPOKEN_TO_AT_ONCE: usize = 8;

/// Signatures believed: with the provider's private key, never with a shared secret, never none.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Which provider is asked, and as whom.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenIdOptions {
    /// Its issuer identifier: `https://…`, or `http://` on this machine.
    pub issuer: String,
    /// The name under which this system is registered there.
    pub client_id: String,
    /// How this system shows that it is the one registered.
    pub client_secret: OpenIdSecret,
    /// What the button says; words of our own where none.
    pub label: Option<Text>,
    /// Certificates (PEM) believed besides the public ones, for a provider within an agency.
    pub ca_file: Option<PathBuf>,
}

/// The secret shared with the provider.
#[derive(Clone, PartialEq, Eq)]
pub enum OpenIdSecret {
    /// None: PKCE alone binds the answer to the question.
    None,
    /// As it is.
    Text(String),
    /// What a file holds, read at the start.
    File(PathBuf),
}

// The secret must not get into a log by way of `{:?}`.
impl std::fmt::Debug for OpenIdOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("OpenIdOptions")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for OpenIdSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("OpenIdSecret")
    }
}

/// Why a provider's word could not be had, or is not believed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    /// It does not answer, or not as a provider does.
    #[error("the provider cannot be asked: {0}")]
    Unreachable(String),
    /// It answered, and the answer is not believed.
    #[error("the provider's answer is not believed: {0}")]
    Refused(String),
}

/// What is under way between a browser and the provider; kept in the browser's session.
#[derive(Serialize, Deserialize)]
pub(crate) struct Underway {
    state: String,
    nonce: String,
    verifier: String,
    redirect: String,
    since: i64,
    /// Where to go afterwards.
    pub(crate) next: String,
    /// The account that is to be linked; none where somebody signs in.
    pub(crate) links: Option<Uuid>,
}

/// The provider of the configuration.
pub(crate) struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    secret: Option<ClientSecret>,
    label: Option<Text>,
    http: Http,
    places: Semaphore,
    known: Mutex<Option<Known>>,
}

/// What the provider said of itself.
#[derive(Clone)]
struct Known {
    metadata: Arc<CoreProviderMetadata>,
    since: DateTime<Utc>,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl std::fmt::Debug for Provider {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Provider")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

impl Provider {
    /// The provider, not yet spoken to: pages are served although it is away.
    pub(crate) fn new(options: &OpenIdOptions) -> Result<Self, ServeError> {
        let issuer = IssuerUrl::new(options.issuer.clone())
            .ok()
            .filter(|_| is_safe(&options.issuer))
            .ok_or_else(|| ServeError::OpenId(format!("{}: not an issuer", options.issuer)))?;
        let secret = match &options.client_secret {
            OpenIdSecret::None => None,
            OpenIdSecret::Text(secret) => Some(secret.clone()),
            OpenIdSecret::File(path) => {
                let read = std::fs::read_to_string(path);
                let read = read.map_err(|error| unusable(path, &error))?;
                if read.trim().is_empty() {
                    return Err(unusable(path, &"there is no secret in it"));
                }
                Some(read.trim().to_owned())
            }
        };
        Ok(Self {
            issuer,
            client_id: ClientId::new(options.client_id.clone()),
            secret: secret.map(ClientSecret::new),
            label: options.label.clone(),
            http: Http::new(options.ca_file.as_deref())?,
            places: Semaphore::new(SPOKEN_TO_AT_ONCE),
            known: Mutex::default(),
        })
    }

    pub(crate) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    pub(crate) const fn label(&self) -> Option<&Text> {
        self.label.as_ref()
    }

    /// Where to send a browser, and what its session must remember until it comes back to
    /// `redirect`. Whoever links an account is asked to sign in at the provider anew: on a shared
    /// machine somebody else may still be signed in there.
    pub(crate) async fn begin(
        &self,
        context: &Context,
        redirect: String,
        (next, links): (String, Option<Uuid>),
    ) -> Result<(String, Underway), ProviderError> {
        let _place = self.place()?;
        let metadata = self.metadata(context.now()).await?;
        let endpoint = metadata.authorization_endpoint().as_str();
        if !is_safe(endpoint) {
            let said = "its page for signing in is neither https nor on this machine";
            return Err(ProviderError::Unreachable(said.to_owned()));
        }
        let underway = Underway {
            state: random_hex(context, 32),
            nonce: random_hex(context, 32),
            verifier: random_hex(context, 32),
            redirect,
            since: context.now().timestamp(),
            next,
            links,
        };
        let verifier = PkceCodeVerifier::new(underway.verifier.clone());
        let state = CsrfToken::new(underway.state.clone());
        let nonce = Nonce::new(underway.nonce.clone());
        let client = self.client(&metadata, &underway)?;
        let mut asked = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || state,
                || nonce,
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if links.is_some() {
            asked = asked.add_prompt(CoreAuthPrompt::Login);
        }
        let (address, ..) = asked.url();
        Ok((address.to_string(), underway))
    }

    /// Who came back with `code`, by the ID token the provider gives for it.
    pub(crate) async fn finish(
        &self,
        context: &Context,
        underway: &Underway,
        code: &str,
    ) -> Result<Subject, ProviderError> {
        let _place = self.place()?;
        let now = context.now();
        let metadata = self.metadata(now).await?;
        let client = self.client(&metadata, underway)?;
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| ProviderError::Unreachable(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(underway.verifier.clone()))
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                RequestTokenError::Request(error) => ProviderError::Unreachable(error.to_string()),
                // What it says of the error may hold anything: only that there was one is kept.
                RequestTokenError::ServerResponse(_) => refused("it did not take the code"),
                RequestTokenError::Parse(..) => refused("its answer cannot be read"),
                RequestTokenError::Other(_) => refused("its answer is none"),
            })?;
        let token = answer.id_token();
        let token = token.ok_or_else(|| refused("it gave no ID token"))?;
        let nonce = Nonce::new(underway.nonce.clone());
        let first = self.subject(&metadata, token, (&nonce, now));
        let checked = match first {
            // It may sign with another key since it was asked last.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let metadata = self.with_present_keys(&metadata, now).await?;
                self.subject(&metadata, token, (&nonce, now))
            }
            other => other,
        };
        checked.map_err(|error| match error {
            ClaimsVerificationError::SignatureVerification(inner) => refused(&inner.to_string()),
            other => refused(&other.to_string()),
        })
    }

    /// Whose token this is, when it was signed by the provider, for us, a moment ago, in answer
    /// to our question.
    fn subject(
        &self,
        metadata: &CoreProviderMetadata,
        token: &CoreIdToken,
        (nonce, now): (&Nonce, DateTime<Utc>),
    ) -> Result<Subject, ClaimsVerificationError> {
        // As for a client without a secret: the secret is known here, so it proves nothing.
        let (client_id, issuer) = (self.client_id.clone(), self.issuer.clone());
        let keys = metadata.jwks().clone();
        let verifier = CoreIdTokenVerifier::new_public_client(client_id, issuer, keys)
            .set_allowed_algs(SIGNATURES)
            .set_time_fn(move || now)
            .set_issue_time_verifier_fn(move |issued| {
                let apart = (now - issued).abs();
                if apart <= Duration::minutes(CLOCK_MINUTES) {
                    Ok(())
                } else {
                    Err(format!("issued {} minutes from now", apart.num_minutes()))
                }
            });
        let claims = token.claims(&verifier, nonce)?;
        Ok(Subject {
            issuer: self.issuer.as_str().to_owned(),
            subject: claims.subject().as_str().to_owned(),
        })
    }

    fn place(&self) -> Result<tokio::sync::SemaphorePermit<'_>, ProviderError> {
        let place = self.places.try_acquire();
        place.map_err(|_| ProviderError::Unreachable("too many are asking it at once".to_owned()))
    }

    /// What the provider says of itself, asked once in [`KNOWN_HOURS`].
    async fn metadata(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
        let known = self.known().clone();
        if let Some(known) = known
            && now - known.since < Duration::hours(KNOWN_HOURS)
        {
            return Ok(known.metadata);
        }
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        Ok(self.keep(found.map_err(unreachable)?, now))
    }

    /// The same with the keys it signs with at present.
    async fn with_present_keys(
        &self,
        metadata: &CoreProviderMetadata,
        now: DateTime<Utc>,
    ) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
        let keys = CoreJsonWebKeySet::fetch_async(metadata.jwks_uri(), &self.http).await;
        let keys = keys.map_err(unreachable)?;
        Ok(self.keep(metadata.clone().set_jwks(keys), now))
    }

    fn keep(
        &self,
        metadata: CoreProviderMetadata,
        now: DateTime<Utc>,
    ) -> Arc<CoreProviderMetadata> {
        let metadata = Arc::new(metadata);
        *self.known() = Some(Known {
            metadata: Arc::clone(&metadata),
            since: now,
        });
        metadata
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Option<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(
        &self,
        metadata: &CoreProviderMetadata,
        underway: &Underway,
    ) -> Result<Client, ProviderError> {
        let redirect = RedirectUrl::new(underway.redirect.clone());
        let redirect = redirect.map_err(|error| ProviderError::Unreachable(error.to_string()))?;
        let (id, secret) = (self.client_id.clone(), self.secret.clone());
        let client = CoreClient::from_provider_metadata(metadata.clone(), id, secret);
        // Where nothing is said, a secret goes into the header (OpenID Connect Discovery, 3).
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_some_and(|methods| methods.contains(&method));
        let in_form = takes(CoreClientAuthMethod::ClientSecretPost)
            && !takes(CoreClientAuthMethod::ClientSecretBasic);
        Ok(client.set_redirect_uri(redirect).set_auth_type(if in_form {
            AuthType::RequestBody
        } else {
            AuthType::BasicAuth
        }))
    }
}

impl Underway {
    /// Whether an answer that names `state` at `now` belongs to this question.
    pub(crate) fn is_answered_by(&self, state: &str, now: DateTime<Utc>) -> bool {
        let age = now.timestamp() - self.since;
        self.state == state && (0..=LONGEST_MINUTES * 60).contains(&age)
    }
}

/// Whether what is said to `address` stays between the two: https, or plain on this machine.
pub(crate) fn is_safe(address: &str) -> bool {
    let Ok(address) = address.parse::<Uri>() else {
        return false;
    };
    let host = address.host().unwrap_or_default();
    match address.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => {
            let number: Option<IpAddr> = bare(host).parse().ok();
            host == "localhost" || number.is_some_and(|number| number.is_loopback())
        }
        _ => false,
    }
}

/// An address of version 6 stands in brackets there.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

fn unusable(path: &std::path::Path, error: &dyn std::fmt::Display) -> ServeError {
    ServeError::OpenId(format!("{}: {error}", path.display()))
}

fn refused(why: &str) -> ProviderError {
    ProviderError::Refused(why.to_owned())
}

fn unreachable(error: openidconnect::DiscoveryError<HttpError>) -> ProviderError {
    use openidconnect::DiscoveryError as E;
    ProviderError::Unreachable(match error {
        E::Request(error) => error.to_string(),
        // Not the answer itself: it may hold anything.
        E::Response(status, ..) => format!("it answered {status}"),
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn nothing_is_said_in_the_open() {
        for safe in [
            "https://dang-nhap.vi-du.vn",
            "https://dang-nhap.vi-du.vn:8443/realms/xa",
            "http://127.0.0.1:3000",
            "http://[::1]:3000/x",
            "http://localhost:3000",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for open in [
            "",
            "http://dang-nhap.vi-du.vn",
            "http://127.0.0.1.vi-du.vn",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
            "/sign-in",
            "javascript:alert(1)",
        ] {
            assert!(!is_safe(open), "{open}");
        }
    }
}
