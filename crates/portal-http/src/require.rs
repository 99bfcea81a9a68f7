//! The signature says who may call.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest};
use portal_jwt::Permission;

use crate::{Caller, Problem, Unauthenticated};

/// A permission as a type, for [`Require`].
pub trait Needs {
    /// One of these is enough.
    const ANY_OF: &'static [Permission];
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
}

impl Refused {
    fn problem(&self) -> Problem {
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
        }
    }
}
crate::answer!(Refused);

impl<N: Needs> FromRequest for Require<N> {
    type Error = Refused;
    type Future = Ready<Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let allowed = Caller::of(request).map_err(Refused::from).and_then(|caller| {
            if N::ANY_OF.iter().any(|permission| caller.claims.may(*permission)) {
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
