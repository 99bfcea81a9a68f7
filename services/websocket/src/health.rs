//! `GET /health`: the contract's counts and what all services tell.

use actix_web::web::{Data, Json};
use portal_http::Health;
use serde_json::{Map, Value, json};

use crate::{SERVICE_NAME, service::Websocket};

/// Tells how many are connected and what they listen to.
pub(crate) async fn show_health(service: Data<Websocket>) -> Json<Value> {
    let subscriptions: Map<String, Value> = service
        .subscribers()
        .map(|(channel, count)| (channel.as_str().to_owned(), Value::from(count)))
        .collect();
    let health = Health::now(service.kit(), SERVICE_NAME);
    Json(json!({
        "status": health.status,
        "service": health.service,
        "version": health.version,
        "mode": health.mode,
        "timestamp": health.timestamp,
        "connected_clients": service.roster().count(),
        "subscriptions": subscriptions,
    }))
}
