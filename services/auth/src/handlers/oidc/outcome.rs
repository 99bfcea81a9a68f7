//! What became of a sign-in at the provider: every success and every refusal passes here.

use metrics::counter;
use portal_audit::Action;
use portal_ratelimit::RetryAfter;

use crate::Auth;
use crate::failure::Failure;
use crate::handlers::visitor::Visitor;
use crate::session::Session;
use crate::ways::{FlowError, HandoverError, ProviderError, shown};

/// Somebody came in.
pub(super) enum Arrived {
    /// With a session.
    Session(Box<Session>),
    /// With a code, in place of which a session begins in a moment.
    Code {
        username: String,
        code: String,
        cookie: actix_web::cookie::Cookie<'static>,
    },
}

/// Why somebody did not come in.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// Or the person changed their mind there.
    #[error("the provider refused: {0}")]
    Refused(String),
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error("the provider's user is in no allowed group; see OIDC_ALLOWED_GROUPS")]
    NotAllowed,
    #[error("the user name {0} belongs to somebody else")]
    NameTaken(String),
    #[error("the account {0} is disabled")]
    Disabled(String),
    #[error(transparent)]
    TooMany(#[from] RetryAfter),
    #[error("set PUBLIC_URL: the portal's address is not known, because the request came without a trusted proxy")]
    AddressUnknown,
    #[error(transparent)]
    Handover(#[from] HandoverError),
    #[error("the sign-in could not be finished")]
    Failed(#[from] Failure),
}

impl Refusal {
    /// What the sign-in page explains in words.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Refused(word) if word == "temporarily_unavailable" || word == "server_error" => "unavailable",
            Self::Refused(_) => "oidc_refused",
            Self::Flow(FlowError::Busy)
            | Self::TooMany(_)
            | Self::AddressUnknown
            | Self::Handover(_)
            | Self::Failed(_) => "unavailable",
            Self::Provider(error) if error.is_passing() => "unavailable",
            Self::Flow(_) | Self::Provider(_) => "oidc_failed",
            Self::NotAllowed => "not_allowed",
            Self::NameTaken(_) => "name_taken",
            Self::Disabled(_) => "account_disabled",
        }
    }
}

/// Writes it down: in the audit log, for operators, and for programs that watch the log. That a session began is recorded
/// where it begins.
pub(super) async fn note(auth: &Auth, visitor: &Visitor, tried: &Result<Arrived, Refusal>) {
    if let Err(refusal) = tried {
        audit(auth, visitor, refusal).await;
    }
    let address = visitor.address();
    let outcome = match tried {
        Ok(arrived) => {
            let name = match arrived {
                Arrived::Session(session) => session.username(),
                Arrived::Code { username, .. } => username,
            };
            tracing::info!(user.name = %name, client.address = %address, "{name} signed in at the provider");
            "signed_in"
        }
        Err(refusal) => {
            let code = refusal.code();
            let error = refusal as &dyn std::error::Error;
            tracing::warn!(client.address = %address, error, "a sign-in from {address} at the provider was refused: {code}");
            code
        }
    };
    counter!("auth_logins_total", "outcome" => outcome).increment(1);
}

async fn audit(auth: &Auth, visitor: &Visitor, refusal: &Refusal) {
    let entry = |object: &str| visitor.entry(Action::SessionRefuse, object).refused(refusal.code());
    match refusal {
        Refusal::TooMany(_) => {
            // Once a minute for each address, or a guesser could fill the disk.
            let recorded = auth
                .audit()
                .read(entry(&format!("session from {}", visitor.address())))
                .await;
            if let Err(error) = recorded {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "a refused sign-in was not audited");
            }
        }
        Refusal::NameTaken(name) | Refusal::Disabled(name) => auth.audit().note(entry("session").by(name, "oidc")),
        _ => auth.audit().note(entry("session")),
    }
}

/// What the provider says went wrong, fit for a log.
pub(super) fn refused(word: &str) -> Refusal {
    Refusal::Refused(shown(word))
}
