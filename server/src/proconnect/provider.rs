//! The provider's side: what is asked of it, and what of its answers is believed.
//!
//! Nothing of an answer is believed that is not signed by one of the provider's published keys, with the one algorithm
//! that the service is registered for. Reasons stand in the log, where no token, code or secret is written.

use crate::clock::SystemClock;
use chrono::{DateTime, Duration, Utc};
use entity::{
    address::Address,
    sign_in::{Fault, Organisation, at_least},
};
use openidconnect::{
    AdditionalClaims, AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, Client, ClientId,
    ClientSecret, CsrfToken, EmptyExtraTokenFields, EndSessionUrl, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, IdToken, IdTokenClaims, IdTokenFields, IdTokenVerifier, IssuerUrl, JsonWebKeySet,
    LogoutRequest, Nonce, NonceVerifier, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, StandardErrorResponse, StandardTokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType, CoreRevocableToken,
        CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
    http::{Method, Request, header},
};
use serde::{Deserialize, Serialize};
use std::{
    error::Error as _,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration as Span, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::{Host, Url};

/// What a person is asked to let the service know.
const SCOPES: [&str; 6] = ["given_name", "usual_name", "email", "uid", "siret", "organization_label"];

/// How long an answer of the provider is waited for.
const PATIENCE: Span = Span::from_secs(10);

/// Calls to the provider at once: each holds a thread while it waits.
const CALLS: usize = 16;

/// For how long a provider that made somebody wait for nothing is not asked again what it says of itself.
const SILENT: Span = Span::from_secs(10);

/// A failure within this time made nobody wait.
const PROMPT: Span = Span::from_secs(1);

/// The most that an answer may hold, in bytes.
const MOST: u64 = 256 * 1024;

/// For how long what the provider says of itself, its addresses and keys, is kept.
const KEPT: Span = Span::from_secs(3600);

/// How far the provider's clock may be ahead of ours.
const AHEAD: Duration = Duration::seconds(10);

/// The claims that are not of OpenID Connect itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Ours {
    usual_name: Option<String>,
    /// Whatever came: what is no text is no SIRET.
    siret: Option<serde_json::Value>,
    nbf: Option<i64>,
}

impl AdditionalClaims for Ours {}

type TokenClaims = IdTokenClaims<Ours, CoreGenderClaim>;
type Token = IdToken<Ours, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Fields = IdTokenFields<
    Ours,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Service = Client<
    Ours,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What the provider says of somebody, checked.
#[derive(Debug, Clone)]
pub(super) struct Claims {
    pub subject: String,
    /// Given and usual name as they came.
    pub name: String,
    pub email: String,
    pub organisation: Organisation,
    /// How sure the provider is.
    pub acr: String,
    /// What signing out there asks for.
    pub id_token: String,
}

/// The secrets of one sign-in.
#[derive(Debug, Clone)]
pub(super) struct Secrets {
    pub state: String,
    pub nonce: String,
    /// Of PKCE, when the service is registered with it.
    pub verifier: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
enum Unanswered {
    #[error("{0}")]
    Http(#[from] ureq::Error),
    #[error("{0}")]
    Request(#[from] openidconnect::http::Error),
    /// A fault of the provider's, or a way to somewhere else that nobody follows.
    #[error("status {0}")]
    Status(u16),
    #[error("the call was cut")]
    Cut,
    #[error("too many calls wait for the provider")]
    Busy,
}

/// The algorithm with which the provider signs for this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    Es256,
    Rs256,
}

/// How the service is registered at the provider.
#[derive(Clone)]
pub struct Registration {
    pub issuer: String,
    pub client_id: String,
    pub client_secret: String,
    pub algorithm: Algorithm,
    pub pkce: bool,
    /// The weakest level that is asked for.
    pub acr: String,
}

/// ProConnect, where it is configured.
pub struct ProConnect {
    pub(super) provider: Provider,
    pub(super) pkce: bool,
}

impl ProConnect {
    /// For a site at this address. None when the issuer's address, or the site's, is none, or is neither https nor this
    /// machine's.
    pub fn new(registration: Registration, base_url: &str) -> Option<Self> {
        Some(Self { pkce: registration.pkce, provider: Provider::new(registration, base_url)? })
    }

    /// The origin of the provider's pages (`https://provider.example`).
    pub fn origin(&self) -> &str {
        self.provider.origin()
    }
}

/// The identity provider, as this service sees it.
pub(super) struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: ClientSecret,
    algorithm: CoreJwsSigningAlgorithm,
    acr: String,
    way_back: RedirectUrl,
    way_out: PostLogoutRedirectUrl,
    origin: String,
    agent: ureq::Agent,
    /// What the provider says of itself, and when it was asked.
    known: RwLock<Option<(Instant, Arc<ProviderMetadataWithLogout>)>>,
    /// Whoever asks what it says of itself holds this: the others wait for that answer. Since when it has not answered.
    asking: tokio::sync::Mutex<Option<Instant>>,
    calls: Arc<Semaphore>,
}

/// Whether an address is out of reach of whoever listens on the way: https, or this very machine.
fn is_private(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_here(url))
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl Provider {
    /// None when the issuer's address, or one of ours, is none or can be listened to.
    pub fn new(registration: Registration, base_url: &str) -> Option<Self> {
        let issuer = IssuerUrl::new(registration.issuer).ok().filter(|issuer| is_private(issuer.url()))?;
        let base = base_url.trim_end_matches('/');
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .user_agent("terreau");
        // Proxies of the environment lead out of this machine.
        let config = if is_here(issuer.url()) { config.proxy(None) } else { config };
        Some(Self {
            origin: issuer.url().origin().ascii_serialization(),
            client_id: ClientId::new(registration.client_id),
            client_secret: ClientSecret::new(registration.client_secret),
            algorithm: match registration.algorithm {
                Algorithm::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                Algorithm::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            },
            acr: registration.acr,
            way_back: RedirectUrl::new(format!("{base}{}", Address::ProConnectReturn)).ok()?,
            way_out: PostLogoutRedirectUrl::new(format!("{base}{}", Address::SignedOut)).ok()?,
            agent: config.build().new_agent(),
            known: RwLock::new(None),
            asking: tokio::sync::Mutex::default(),
            calls: Arc::new(Semaphore::new(CALLS)),
            issuer,
        })
    }

    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The levels that are asked for, and believed.
    pub fn levels(&self) -> Vec<&str> {
        at_least(&self.acr)
    }

    /// Where a browser is sent to sign in. [`Fault::Unreachable`].
    pub async fn entrance(&self, secrets: &Secrets) -> Result<String, Fault> {
        let service = self.service(&*self.described().await?);
        let claims = serde_json::json!({ "id_token": { "acr": { "essential": true, "values": self.levels() } } });
        let (state, nonce) = (CsrfToken::new(secrets.state.clone()), Nonce::new(secrets.nonce.clone()));
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let request = service
            .authorize_url(flow, move || state, move || nonce)
            .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("claims", claims.to_string());
        let request = match &secrets.verifier {
            Some(verifier) => {
                let verifier = PkceCodeVerifier::new(verifier.clone());
                request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            }
            None => request,
        };
        Ok(request.url().0.into())
    }

    /// Where a browser is sent to sign out, when the provider has such a page at its own origin; it leads back with the
    /// state.
    pub async fn exit(&self, id_token: &str, state: &str) -> Option<String> {
        let described = self.described().await.ok()?;
        let page: EndSessionUrl = described.additional_metadata().end_session_endpoint.clone()?;
        // Our pages' form-action lets the form of signing out lead to this origin alone.
        if page.url().origin().ascii_serialization() != self.origin {
            tracing::warn!(
                page = page.as_str(),
                "the provider's page to sign out is at another origin than its issuer"
            );
            return None;
        }
        let token: Token = id_token.parse().ok()?;
        let request = LogoutRequest::from(page)
            .set_id_token_hint(&token)
            .set_state(CsrfToken::new(state.to_owned()))
            .set_post_logout_redirect_uri(self.way_out.clone());
        Some(request.http_get_url().into())
    }

    /// Who signed in, for the code that a browser came back with.
    ///
    /// [`Fault::Code`] when the provider refuses it, [`Fault::Unreachable`], [`Fault::ProviderError`];
    /// [`Fault::Answer`] when what it says cannot be believed, [`Fault::Acr`] when the person signed in more weakly
    /// than was asked.
    pub async fn who(&self, code: &str, secrets: &Secrets) -> Result<Claims, Fault> {
        let described = self.described().await?;
        let service = self.service(&described);
        let call = |request| self.call(request);
        let request = service.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|error| {
            tracing::warn!(%error, "the provider names no address for tokens");
            Fault::Unreachable
        })?;
        let request = match &secrets.verifier {
            Some(verifier) => request.set_pkce_verifier(PkceCodeVerifier::new(verifier.clone())),
            None => request,
        };
        let tokens = request.request_async(&call).await.map_err(token_fault)?;
        let Some(id_token) = tokens.extra_fields().id_token() else {
            tracing::warn!("the provider gave no ID token");
            return Err(Fault::Answer);
        };
        let proved = self.believed(id_token, Some(&Nonce::new(secrets.nonce.clone()))).await?;
        let subject = proved.subject().as_str();
        if subject.is_empty() || subject.len() > 255 {
            tracing::warn!("the ID token names nobody");
            return Err(Fault::Answer);
        }
        let acr = proved.auth_context_ref().map(|acr| acr.as_str()).unwrap_or_default();
        if !self.levels().contains(&acr) {
            tracing::warn!(acr = ?acr, "signed in more weakly than was asked");
            return Err(Fault::Acr);
        }
        let described_person = self.person(&described, tokens.access_token().secret()).await?;
        let person = self.believed(&described_person, None).await?;
        if person.subject().as_str() != subject {
            tracing::warn!("what the provider says of a person is of another one");
            return Err(Fault::Answer);
        }
        let given = person.given_name().and_then(|names| names.get(None)).map(|name| name.as_str()).unwrap_or_default();
        let ours = person.additional_claims();
        let usual = ours.usual_name.as_deref().unwrap_or_default();
        Ok(Claims {
            subject: subject.to_owned(),
            name: format!("{given} {usual}"),
            email: person.email().map(|email| email.to_string()).unwrap_or_default(),
            organisation: match &ours.siret {
                None | Some(serde_json::Value::Null) => Organisation::Missing,
                Some(serde_json::Value::String(text)) => Organisation::of(text),
                Some(_) => Organisation::Malformed,
            },
            acr: acr.to_owned(),
            id_token: id_token.to_string(),
        })
    }

    /// What the provider says of the person, signed: an answer of another kind is none.
    async fn person(&self, described: &ProviderMetadataWithLogout, access_token: &str) -> Result<Token, Fault> {
        let Some(address) = described.userinfo_endpoint() else {
            tracing::warn!("the provider names no address for who somebody is");
            return Err(Fault::Unreachable);
        };
        let request = Request::builder()
            .method(Method::GET)
            .uri(address.as_str())
            .header(header::ACCEPT, "application/jwt")
            .header(header::AUTHORIZATION, format!("Bearer {access_token}"))
            .body(Vec::new());
        let answer = match request {
            Ok(request) => self.call(request).await,
            Err(error) => Err(error.into()),
        };
        let answer = answer.map_err(|error| unreachable("who somebody is", &error))?;
        if !answer.status().is_success() {
            tracing::warn!(status = answer.status().as_u16(), "the provider does not say who somebody is");
            return Err(Fault::ProviderError);
        }
        let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let signed = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/jwt"));
        let token = std::str::from_utf8(answer.body()).ok().filter(|_| signed).and_then(|text| text.parse().ok());
        token.ok_or_else(|| {
            tracing::warn!(kind = ?kind, "what the provider says of a person is no signed token");
            Fault::Answer
        })
    }

    /// The claims of a token, once everything about it is right. A key that is not known is asked for once: the
    /// provider may have begun to sign with a new one.
    async fn believed<'a>(&self, token: &'a Token, nonce: Option<&Nonce>) -> Result<&'a TokenClaims, Fault> {
        let now = SystemClock::machine_now();
        let described = self.described().await?;
        let mut checked = self.check(token, described.jwks(), nonce, now);
        if let Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) = checked
        {
            let described = self.read_keys(&described).await?;
            checked = self.check(token, described.jwks(), nonce, now);
        }
        checked.map_err(|error| {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            tracing::warn!(%error, why, "a token of the provider is refused");
            Fault::Answer
        })
    }

    fn check<'a>(
        &self,
        token: &'a Token,
        keys: &JsonWebKeySet<CoreJsonWebKey>,
        nonce: Option<&Nonce>,
        now: DateTime<Utc>,
    ) -> Result<&'a TokenClaims, ClaimsVerificationError> {
        let begun = |at: DateTime<Utc>| match at <= now + AHEAD {
            true => Ok(()),
            false => Err("not valid yet".to_owned()),
        };
        // A public client's verifier holds no secret with which a symmetric signature could be right.
        let verifier = IdTokenVerifier::new_public_client(self.client_id.clone(), self.issuer.clone(), keys.clone())
            .set_allowed_algs([self.algorithm.clone()])
            .set_time_fn(move || now)
            .set_issue_time_verifier_fn(begun);
        // What is said of the person carries no nonce: it is asked for with the token of this very sign-in.
        let claims = token.claims(&verifier, |sent: Option<&Nonce>| match nonce {
            Some(nonce) => nonce.verify(sent),
            None => Ok(()),
        })?;
        if let Some(at) = claims.additional_claims().nbf {
            let at = DateTime::from_timestamp(at, 0).ok_or_else(|| ClaimsVerificationError::Other("nbf".into()))?;
            begun(at).map_err(ClaimsVerificationError::Expired)?;
        }
        Ok(claims)
    }

    /// What the provider says of itself: asked for when it is needed, so that the site starts without it.
    async fn described(&self) -> Result<Arc<ProviderMetadataWithLogout>, Fault> {
        if let Some(known) = self.known() {
            return Ok(known);
        }
        let mut silent = self.asking.lock().await;
        if let Some(known) = self.known() {
            return Ok(known);
        }
        if silent.is_some_and(|since| since.elapsed() < SILENT) {
            return Err(Fault::Unreachable);
        }
        let began = Instant::now();
        let described = self.describe_itself().await;
        // What fails at once is asked again at once: only waiting is worth sparing.
        *silent = (described.is_err() && began.elapsed() > PROMPT).then(Instant::now);
        described
    }

    fn known(&self) -> Option<Arc<ProviderMetadataWithLogout>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(at, _)| at.elapsed() < KEPT).map(|(_, known)| Arc::clone(known))
    }

    async fn describe_itself(&self) -> Result<Arc<ProviderMetadataWithLogout>, Fault> {
        let call = |request| self.call(request);
        let described = ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &call).await;
        let described = described.map_err(|error| unreachable("itself", &error))?;
        let tokens = described.token_endpoint().map(|address| address.url());
        let person = described.userinfo_endpoint().map(|address| address.url());
        let needed = [Some(described.authorization_endpoint().url()), tokens, person];
        if !needed.into_iter().all(|address| address.is_some_and(is_private)) {
            tracing::warn!("the provider does not name all its addresses, each with https");
            return Err(Fault::Unreachable);
        }
        Ok(self.keep(described))
    }

    /// The provider's keys of this moment.
    async fn read_keys(
        &self,
        described: &ProviderMetadataWithLogout,
    ) -> Result<Arc<ProviderMetadataWithLogout>, Fault> {
        let call = |request| self.call(request);
        let keys = JsonWebKeySet::fetch_async(described.jwks_uri(), &call).await;
        let keys = keys.map_err(|error| unreachable("its keys", &error))?;
        Ok(self.keep(described.clone().set_jwks(keys)))
    }

    fn keep(&self, described: ProviderMetadataWithLogout) -> Arc<ProviderMetadataWithLogout> {
        let described = Arc::new(described);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&described)));
        described
    }

    fn service(&self, described: &ProviderMetadataWithLogout) -> Service {
        let secret = Some(self.client_secret.clone());
        Service::from_provider_metadata(described.clone(), self.client_id.clone(), secret)
            // ProConnect takes the secret in the form alone (client_secret_post).
            .set_auth_type(AuthType::RequestBody)
            .set_redirect_uri(self.way_back.clone())
    }

    /// One call: no redirection is followed, and what is no answer in time and size is an error.
    fn call(&self, request: HttpRequest) -> impl Future<Output = Result<HttpResponse, Unanswered>> + Send + use<> {
        let (agent, calls) = (self.agent.clone(), Arc::clone(&self.calls));
        let work = move |_permit: OwnedSemaphorePermit| {
            let (parts, body) = request.into_parts();
            let mut answer = match parts.method {
                Method::GET => agent.run(Request::from_parts(parts, ()))?,
                _ => agent.run(Request::from_parts(parts, body))?,
            };
            let status = answer.status();
            if status.is_redirection() || status.is_server_error() {
                return Err(Unanswered::Status(status.as_u16()));
            }
            let body = answer.body_mut().with_config().limit(MOST).read_to_vec()?;
            Ok(HttpResponse::from_parts(answer.into_parts().0, body))
        };
        async move {
            let permit = tokio::time::timeout(PATIENCE, calls.acquire_owned()).await;
            let Ok(Ok(permit)) = permit else { return Err(Unanswered::Busy) };
            tokio::task::spawn_blocking(move || work(permit)).await.unwrap_or(Err(Unanswered::Cut))
        }
    }
}

/// Writes down why the provider did not say something.
fn unreachable(what: &str, error: &(dyn std::error::Error + 'static)) -> Fault {
    let why = error.source().map(ToString::to_string).unwrap_or_default();
    tracing::warn!(%error, why, what, "the provider does not answer as it should");
    Fault::Unreachable
}

/// Why the provider gave no tokens for a code.
fn token_fault(error: RequestTokenError<Unanswered, StandardErrorResponse<CoreErrorResponseType>>) -> Fault {
    match error {
        RequestTokenError::Request(error) => unreachable("tokens", &error),
        RequestTokenError::ServerResponse(said) => {
            let code = said.error();
            tracing::warn!(error = code.as_ref(), "the provider gives no tokens");
            match code {
                CoreErrorResponseType::InvalidGrant => Fault::Code,
                _ => Fault::ProviderError,
            }
        }
        // Not even why it cannot be read: the reason would repeat parts of the tokens.
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            tracing::warn!("the provider's tokens cannot be read");
            Fault::Answer
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_at_an_address_that_nobody_listens_to() {
        let provider = |issuer: &str, base: &str| {
            let registration = Registration {
                issuer: issuer.to_owned(),
                client_id: "terreau".into(),
                client_secret: "secret".into(),
                algorithm: Algorithm::Es256,
                pkce: true,
                acr: "eidas1".into(),
            };
            Provider::new(registration, base)
        };
        for issuer in
            ["https://provider.example/api/v2", "http://127.0.0.1:4000", "http://localhost/", "http://[::1]:1/x"]
        {
            assert!(provider(issuer, "https://terreau.example").is_some(), "{issuer}");
        }
        for issuer in ["", "provider.example", "http://provider.example", "http://127.0.0.1.example", "file:///etc"] {
            assert!(provider(issuer, "https://terreau.example").is_none(), "{issuer}");
        }
        let one = provider("https://provider.example:8443/api/v2", "https://terreau.example/").expect("a provider");
        assert_eq!(one.origin(), "https://provider.example:8443");
        assert_eq!(one.way_back.as_str(), "https://terreau.example/connexion/proconnect/retour");
    }
}
