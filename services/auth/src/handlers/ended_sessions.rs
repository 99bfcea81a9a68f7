//! `GET /auth/revocations`: for the portal's own services, so it is not in the OpenAPI document and nginx hides it.

use actix_web::web::{Data, Json, Query};
use portal_db::revocations;
use portal_http::{EndedSessions, Internal};
use serde::Deserialize;

use crate::Auth;
use crate::failure::Failure;

/// From when on.
#[derive(Deserialize)]
pub(crate) struct Since {
    /// Milliseconds since the epoch; without it, from the beginning.
    #[serde(default)]
    since: i64,
}

/// Tells which sessions were ended, on this node or on another one with the same database.
pub(crate) async fn ended_sessions(
    _: Internal,
    auth: Data<Auth>,
    since: Query<Since>,
) -> Result<Json<EndedSessions>, Failure> {
    let since = since.since;
    let revocations = auth
        .db()
        .run(move |connection| revocations::since(connection, since))
        .await?;
    Ok(Json(EndedSessions { revocations }))
}
