//! What the door knows: keys, proxies, time.

use std::sync::Arc;

use actix_web::{FromRequest, HttpRequest, web::Data};
use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;
use portal_config::{Clock, HttpSettings};
use portal_events::SECRET_HEADER;
use portal_jwt::Verifier;
use portal_ratelimit::RateLimiter;
use secrecy::{ExposeSecret, SecretString};
use std::future::{Ready, ready};
use subtle::ConstantTimeEq;
use tokio::sync::watch;

use crate::audit::Audit;
use crate::{ApiKeys, Client, Problem, Revocations, door::Floods};

/// Whether the data are the cluster's or the demo's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A real service.
    Production,
    /// `portal demo`.
    Demo,
}

/// What a kit is made of.
pub struct KitParts {
    /// Proxies, origins and secrets.
    pub http: HttpSettings,
    /// Where "now" comes from.
    pub clock: Clock,
    /// Tokens that were ended before their time.
    pub revocations: Revocations,
    /// Counts requests per caller and rule.
    pub limiter: RateLimiter,
    /// Real or demo.
    pub mode: Mode,
}

/// Shared by all workers of a service; cheap to clone.
#[derive(Clone)]
pub struct Kit(Arc<Inner>);

struct Inner {
    verifier: Verifier,
    api_keys: ApiKeys,
    audit: Audit,
    open_mode: bool,
    internal: SecretString,
    trusted_proxies: Vec<IpNet>,
    allowed_origins: Vec<String>,
    clock: Clock,
    revocations: Revocations,
    limiter: RateLimiter,
    floods: Floods,
    metrics: PrometheusHandle,
    stopping: watch::Sender<bool>,
    in_flight: Arc<()>,
    mode: Mode,
}

impl Kit {
    /// Puts the door's knowledge together.
    #[must_use]
    pub fn new(parts: KitParts) -> Self {
        Self(Arc::new(Inner {
            verifier: Verifier::new(&parts.http.secrets.jwt, parts.http.secrets.jwt_previous.as_ref()),
            api_keys: ApiKeys::default(),
            audit: Audit::default(),
            open_mode: parts.http.open_mode,
            internal: parts.http.secrets.internal,
            trusted_proxies: parts.http.trusted_proxies,
            allowed_origins: parts.http.allowed_origins,
            floods: Floods::new(&parts.clock),
            clock: parts.clock,
            revocations: parts.revocations,
            limiter: parts.limiter,
            metrics: crate::metrics::recorder(),
            stopping: watch::Sender::new(false),
            in_flight: Arc::new(()),
            mode: parts.mode,
        }))
    }

    /// Checks tokens.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// What scripts show instead of a token.
    #[must_use]
    pub fn api_keys(&self) -> &ApiKeys {
        &self.0.api_keys
    }

    /// Says where refusals are recorded: the first of its kind, and what repeats it as a sum once a minute. The first sink
    /// counts: services that share a kit share its log.
    pub fn audit_to(&self, sink: impl Fn(portal_audit::Entry) + Send + Sync + 'static) {
        self.0.audit.goes_to(sink);
    }

    pub(crate) fn audit(&self) -> &Audit {
        &self.0.audit
    }

    /// Whether everybody is let in as an administrator (`PORTAL_OPEN_MODE`).
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.open_mode
    }

    /// Where "now" comes from.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Tokens that were ended before their time.
    #[must_use]
    pub fn revocations(&self) -> &Revocations {
        &self.0.revocations
    }

    /// Counts requests per caller and rule.
    #[must_use]
    pub fn limiter(&self) -> &RateLimiter {
        &self.0.limiter
    }

    /// Real or demo.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.0.mode
    }

    /// Turns true when the service begins to stop; long-lived connections watch it.
    #[must_use]
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stopping.subscribe()
    }

    pub(crate) fn announce_stop(&self) {
        self.0.stopping.send_replace(true);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.0.stopping.borrow()
    }

    /// Held while a request is handled.
    pub(crate) fn in_flight(&self) -> Arc<()> {
        Arc::clone(&self.0.in_flight)
    }

    pub(crate) fn handles_requests(&self) -> bool {
        Arc::strong_count(&self.0.in_flight) > 1
    }

    pub(crate) fn floods(&self) -> &Floods {
        &self.0.floods
    }

    pub(crate) fn metrics(&self) -> &PrometheusHandle {
        &self.0.metrics
    }

    pub(crate) fn trusts_proxy(&self, address: std::net::IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.trusted_proxies.iter().any(|network| network.contains(&address))
    }

    pub(crate) fn names_origins(&self) -> bool {
        !self.0.allowed_origins.is_empty()
    }

    pub(crate) fn allows_origin(&self, origin: &str) -> bool {
        self.0.allowed_origins.iter().any(|allowed| allowed == origin)
    }

    /// Whether the request names the internal secret; compared in constant time.
    #[must_use]
    pub fn is_internal(&self, request: &HttpRequest) -> bool {
        let Some(given) = request.headers().get(SECRET_HEADER) else {
            return false;
        };
        bool::from(given.as_bytes().ct_eq(self.0.internal.expose_secret().as_bytes()))
    }

    /// The kit of the service that handles this request.
    ///
    /// # Errors
    /// When the service was put together without one, a defect.
    pub fn of(request: &HttpRequest) -> Result<&Self, actix_web::Error> {
        let kit = request.app_data::<Data<Kit>>().map(|kit| kit.get_ref());
        kit.ok_or_else(|| actix_web::error::ErrorInternalServerError("the service has no kit"))
    }
}

impl std::fmt::Debug for Kit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kit")
            .field("mode", &self.0.mode)
            .finish_non_exhaustive()
    }
}

/// Extractor: another service of the portal, by the internal secret.
#[derive(Clone, Copy, Debug)]
pub struct Internal;

#[derive(Debug, thiserror::Error)]
#[error("the internal secret is missing or wrong")]
struct NotInternal;

impl NotInternal {
    fn problem(&self) -> Problem {
        let status = actix_web::http::StatusCode::UNAUTHORIZED;
        Problem::new(status, "internal_only", "Unauthorized").message("This route is for the portal's own services")
    }
}
crate::answer!(NotInternal);

impl FromRequest for Internal {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let known = Kit::of(request).map(|kit| kit.is_internal(request));
        ready(known.and_then(|known| if known { Ok(Self) } else { Err(NotInternal.into()) }))
    }
}

impl Kit {
    /// Whether a request may read metrics: from a program on this host that came without a proxy, or with the secret.
    pub(crate) fn may_scrape(&self, request: &HttpRequest) -> bool {
        let direct = Client::of(request).is_some_and(|client| client.is_direct() && client.address().is_loopback());
        direct || self.is_internal(request)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use portal_config::{HttpSettings, Source};

    use super::{Clock, Kit, KitParts, Mode, RateLimiter, Revocations};

    /// A kit as a service has it that was told nothing but its signing key; proxies are trusted on loopback.
    pub(crate) fn kit() -> Kit {
        let source = Source::from_pairs([("JWT_SECRET_KEY", "0123456789abcdef0123456789abcdef")]);
        Kit::new(KitParts {
            http: HttpSettings::load(&source, 1).unwrap(),
            clock: Clock::manual(1_800_000_000),
            revocations: Revocations::default(),
            limiter: RateLimiter::local(),
            mode: Mode::Production,
        })
    }
}
