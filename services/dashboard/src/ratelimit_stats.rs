//! `GET /api/ratelimit/stats`: how often callers were told to wait.

use actix_web::web::{Data, Json};
use portal_http::{AdminUser, Kit};
use portal_ratelimit::{Moment, Statistics};

/// Tells what the limiter of this process has seen: total_requests, blocked_requests, unique_users, active_users,
/// block_rate, backend, degraded.
#[utoipa::path(get, path = "/api/ratelimit/stats", operation_id = "getRateLimitStats", tag = "operations",
    responses((status = 200, content_type = "application/json"), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody)))]
pub(crate) async fn show(kit: Data<Kit>, _admin: AdminUser) -> Json<Statistics> {
    Json(kit.limiter().statistics(Moment::now(kit.clock())))
}
