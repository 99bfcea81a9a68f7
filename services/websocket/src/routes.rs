//! The route table.

use actix_web::web::{Data, ServiceConfig};

use crate::{broadcast, connect, health, service::Websocket};

portal_http::route_table! {
    GET  "/ws"        => connect::connect;
    POST "/broadcast" => broadcast::broadcast;
    GET  "/health"    => health::show_health;
}

impl Websocket {
    /// Adds the routes to an application that has this service's kit.
    pub fn routes(&self, config: &mut ServiceConfig) {
        config.app_data(Data::new(self.clone()));
        configure(config);
    }
}
