//! `GET /api/health`.

use actix_web::web::{Data, Json};
use portal_http::{Health, Kit};

use crate::SERVICE_NAME;

/// Tells that the dashboard is up, and whether its data are real (`mode`).
#[utoipa::path(get, path = "/api/health", operation_id = "getHealth", tag = "operations", security(()), responses((status = 200, body = Health)))]
pub(crate) async fn show(kit: Data<Kit>) -> Json<Health> {
    Json(Health::now(&kit, SERVICE_NAME))
}
