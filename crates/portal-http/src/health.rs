//! `GET /health`: is it up.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Kit, Mode};

/// The contract's fields and what runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `healthy`: a service that is not does not answer.
    pub status: &'static str,
    /// Which service.
    pub service: &'static str,
    /// The portal's version.
    pub version: &'static str,
    /// `production`, or `mock` in the demo: the words that the existing interface knows.
    pub mode: &'static str,
    /// RFC 3339, UTC.
    pub timestamp: String,
}

impl Health {
    /// The health of `service`, now.
    #[must_use]
    pub fn now(kit: &Kit, service: &'static str) -> Self {
        let mode = match kit.mode() {
            Mode::Production => "production",
            Mode::Demo => "mock",
        };
        Self {
            status: "healthy",
            service,
            version: env!("CARGO_PKG_VERSION"),
            mode,
            timestamp: kit.clock().rfc3339(),
        }
    }
}

pub(crate) async fn show(kit: Data<Kit>, name: Data<ServiceName>) -> Json<Health> {
    Json(Health::now(&kit, name.0))
}

/// The name that `/health` tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServiceName(pub(crate) &'static str);
