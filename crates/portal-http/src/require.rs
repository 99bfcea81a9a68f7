//! The signature says who may call.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest};
use portal_jwt::{Permission, Scope};

use crate::{Caller, Problem, Unauthenticated};

/// A permission as a type, for [`Require`].
pub trait Needs {
    /// One of these is enough; when there are none, being known is.
    const ANY_OF: &'static [Permission];
    /// What a key needs besides; `None` when no key will do.
    const SCOPE: Option<Scope> = None;
}

/// Needs permission `dashboard`.
#[derive(Clone, Copy, Debug)]
pub struct Dashboard;
impl Needs for Dashboard {
    const ANY_OF: &'static [Permission] = &[Permission::Dashboard];
}

/// Needs permission `admin`.
#[derive(Clone, Copy, Debug)]
pub struct Admin;
impl Needs for Admin {
    const ANY_OF: &'static [Permission] = &[Permission::Admin];
}

/// Needs nothing but being known; a key needs `files:read`.
#[derive(Clone, Copy, Debug)]
pub struct ReadFiles;
impl Needs for ReadFiles {
    const ANY_OF: &'static [Permission] = &[];
    const SCOPE: Option<Scope> = Some(Scope::FilesRead);
}

/// Needs permission `dashboard`; a key needs `files:write`.
#[derive(Clone, Copy, Debug)]
pub struct WriteFiles;
impl Needs for WriteFiles {
    const ANY_OF: &'static [Permission] = &[Permission::Dashboard];
    const SCOPE: Option<Scope> = Some(Scope::FilesWrite);
}

/// Needs permission `admin`; a key needs `audit:read`.
#[derive(Clone, Copy, Debug)]
pub struct ReadAudit;
impl Needs for ReadAudit {
    const ANY_OF: &'static [Permission] = &[Permission::Admin];
    const SCOPE: Option<Scope> = Some(Scope::AuditRead);
}

/// Needs permission `dashboard`; a key needs `jobs:read`.
#[derive(Clone, Copy, Debug)]
pub struct ReadJobs;
impl Needs for ReadJobs {
    const ANY_OF: &'static [Permission] = &[Permission::Dashboard];
    const SCOPE: Option<Scope> = Some(Scope::JobsRead);
}

/// Needs permission `dashboard`; a key needs `cluster:read`.
#[derive(Clone, Copy, Debug)]
pub struct ReadCluster;
impl Needs for ReadCluster {
    const ANY_OF: &'static [Permission] = &[Permission::Dashboard];
    const SCOPE: Option<Scope> = Some(Scope::ClusterRead);
}

/// Needs permission `dashboard`; a key needs `jobs:submit`.
#[derive(Clone, Copy, Debug)]
pub struct SubmitJobs;
impl Needs for SubmitJobs {
    const ANY_OF: &'static [Permission] = &[Permission::Dashboard];
    const SCOPE: Option<Scope> = Some(Scope::JobsSubmit);
}

/// Needs permission `admin`; a key needs `nodes:admin`.
#[derive(Clone, Copy, Debug)]
pub struct OperateNodes;
impl Needs for OperateNodes {
    const ANY_OF: &'static [Permission] = &[Permission::Admin];
    const SCOPE: Option<Scope> = Some(Scope::NodesAdmin);
}

/// A caller who holds what `N` needs; everybody else gets 401 or 403 before the handler runs.
#[derive(Clone, Debug)]
pub struct Require<N> {
    caller: Caller,
    needs: PhantomData<N>,
}

/// A caller with permission `dashboard`.
pub type DashboardUser = Require<Dashboard>;
/// A caller with permission `admin`.
pub type AdminUser = Require<Admin>;
/// Somebody who may see files.
pub type FilesReader = Require<ReadFiles>;
/// Somebody who may upload and delete.
pub type FilesWriter = Require<WriteFiles>;
/// Somebody who may see jobs.
pub type JobsReader = Require<ReadJobs>;
/// Somebody who may submit jobs, and act on their own.
pub type JobsSubmitter = Require<SubmitJobs>;
/// Somebody who may act on nodes.
pub type NodesOperator = Require<OperateNodes>;
/// Somebody who may see nodes, partitions and the state of the cluster.
pub type ClusterReader = Require<ReadCluster>;
/// Somebody who may read the audit log.
pub type AuditReader = Require<ReadAudit>;

impl<N> Deref for Require<N> {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// Why the handler did not run.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Nobody we know.
    #[error(transparent)]
    Unauthenticated(#[from] Unauthenticated),
    /// Known, but not allowed.
    #[error("permission missing")]
    Forbidden {
        /// One of these would do.
        needs: &'static [Permission],
        /// What the caller holds.
        holds: Vec<String>,
    },
    /// A key without the scope, or where none will do.
    #[error("scope missing")]
    Scope {
        /// What would do.
        needs: Option<Scope>,
        /// What the key has.
        holds: Vec<String>,
    },
}

impl Refused {
    /// The caller, if it is a person: a key, whatever its scopes, is not enough.
    ///
    /// # Errors
    /// Why there is none, or that it is a key.
    pub fn unless_person(caller: Result<Caller, Unauthenticated>) -> Result<Caller, Self> {
        Self::unless_in_scope(caller?, None)
    }

    fn unless_in_scope(caller: Caller, needs: Option<Scope>) -> Result<Caller, Self> {
        match caller.key() {
            Some(key) if !needs.is_some_and(|scope| key.has(scope)) => Err(Self::Scope {
                needs,
                holds: key.scopes.clone(),
            }),
            Some(_) | None => Ok(caller),
        }
    }

    /// Status, code and words.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::Unauthenticated(why) => why.problem(),
            Self::Forbidden { needs, holds } => {
                let needs = needs
                    .iter()
                    .map(|permission| permission.as_str())
                    .collect::<Vec<_>>()
                    .join(", ");
                Problem::new(StatusCode::FORBIDDEN, "permission_missing", "Forbidden")
                    .message(format!("Required permissions: {needs}"))
                    .field("user_permissions", holds.clone())
            }
            Self::Scope { needs, holds } => {
                let message = match needs {
                    Some(scope) => format!("The API key lacks the scope {scope}"),
                    None => "This needs a person who is signed in; no API key will do".to_owned(),
                };
                Problem::new(StatusCode::FORBIDDEN, "scope_missing", "Forbidden")
                    .message(message)
                    .field("key_scopes", holds.clone())
            }
        }
    }
}
crate::answer!(Refused);

impl<N: Needs> FromRequest for Require<N> {
    type Error = Refused;
    type Future = Ready<Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let allowed = Caller::of(request).map_err(Refused::from).and_then(|caller| {
            let caller = Refused::unless_in_scope(caller, N::SCOPE)?;
            // A key has a scope only while its owner is permitted what the scope needs.
            let in_scope = caller.key().is_some();
            if in_scope || N::ANY_OF.is_empty() || N::ANY_OF.iter().any(|permission| caller.claims.may(*permission)) {
                Ok(Self {
                    caller,
                    needs: PhantomData,
                })
            } else {
                Err(Refused::Forbidden {
                    needs: N::ANY_OF,
                    holds: caller.claims.permissions,
                })
            }
        });
        ready(allowed)
    }
}
