//! Ways in besides the accounts that are kept here.
//!
//! Each ends in an [`Identity`](portal_db::accounts::Identity): somebody whom the directory or the provider vouches for. What
//! becomes of it, account and session, is not decided here.

mod authorities;
mod directory;
mod flow;
mod groups;
pub(crate) mod handover;
mod provider;
mod return_to;

use std::sync::Arc;

use portal_config::{Clock, Handover, Invalid, Secrets, WaysIn};
use portal_jwt::GroupPermissions;

use crate::sessions::RedisSessions;

pub(crate) use directory::{Directory, DirectoryError, Verdict};
pub(crate) use flow::{Flow, FlowError, Flows};
pub(crate) use handover::{HandoverError, Handovers, Waiting};
pub(crate) use provider::{Answer, Provider, ProviderError, Returned};
pub(crate) use return_to::ReturnTo;

/// Longest e-mail address and name that are taken over, in characters; what is longer is cut.
const LONGEST_TEXT: usize = 200;

/// The ways in that there are.
#[derive(Debug)]
pub(crate) struct Ways {
    directory: Option<Directory>,
    oidc: Option<Arc<Oidc>>,
}

/// Signing in at the provider.
#[derive(Debug)]
pub(crate) struct Oidc {
    provider: Provider,
    flows: Flows,
    handovers: Handovers,
}

impl Ways {
    /// Prepares them; connects to nothing. `redis` is where the sessions are, if they are there.
    ///
    /// # Errors
    /// When a setting cannot be used.
    pub(crate) fn new(
        settings: &WaysIn,
        permissions: &GroupPermissions,
        secrets: &Secrets,
        clock: &Clock,
        redis: Option<RedisSessions>,
    ) -> Result<Self, Invalid> {
        let directory = settings.ldap.as_ref().map(|ldap| Directory::new(ldap, permissions));
        let oidc = match &settings.oidc {
            Some(oidc) => {
                if oidc.handover == Handover::Token {
                    tracing::warn!(
                        "SSO_CALLBACK_HANDOVER=token: tokens stand in addresses, where histories and logs keep them"
                    );
                }
                Some(Arc::new(Oidc {
                    provider: Provider::new(oidc, permissions, clock.clone())?,
                    flows: Flows::new(secrets, clock.clone()),
                    handovers: Handovers::new(clock.clone(), redis),
                }))
            }
            None => None,
        };
        Ok(Self {
            directory: directory.transpose()?,
            oidc,
        })
    }

    /// The LDAP directory.
    pub(crate) fn directory(&self) -> Option<&Directory> {
        self.directory.as_ref()
    }

    /// The OpenID provider.
    pub(crate) fn oidc(&self) -> Option<Arc<Oidc>> {
        self.oidc.clone()
    }
}

impl Oidc {
    pub(crate) fn provider(&self) -> &Provider {
        &self.provider
    }

    pub(crate) fn flows(&self) -> &Flows {
        &self.flows
    }

    pub(crate) fn handovers(&self) -> &Handovers {
        &self.handovers
    }
}

/// A text of somebody else's, fit to be shown: without control characters, and not endless.
pub(crate) fn shown(text: &str) -> String {
    let visible = text.chars().filter(|character| !character.is_control());
    visible.take(LONGEST_TEXT).collect::<String>().trim().to_owned()
}
