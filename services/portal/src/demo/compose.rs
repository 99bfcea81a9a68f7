//! The three services as one: one door, one set of ended sessions, events handed over in the process.

use std::sync::Arc;

use actix_web::web::{self, Data, Json, ServiceConfig};
use auth::Auth;
use dashboard::Dashboard;
use portal_config::Clock;
use portal_events::Publisher;
use portal_http::{Health, Kit, KitParts, Mode, Revocations, Running, Service, StartError, serve};
use portal_ratelimit::RateLimiter;
use portal_slurm::Cluster;
use websocket::{Hub, Websocket};

use super::pages::Pages;
use super::settings::DemoSettings;
use crate::commands::openapi;

/// The name in `/health` and logs.
const NAME: &str = "portal-demo";

/// Starts all of it; [`Running::stop`] waits for what the services still have to write down.
pub(super) async fn start(
    settings: DemoSettings,
    pages: Pages,
    slurm: Arc<dyn Cluster>,
) -> Result<Running, StartError> {
    let http = settings.auth.http.clone();
    let (listen, workers) = (http.listen, http.workers);
    let kit = Kit::new(KitParts {
        http,
        clock: Clock::System,
        revocations: Revocations::default(),
        limiter: RateLimiter::local(),
        mode: Mode::Demo,
    });
    let websocket = Websocket::new(kit.clone(), &settings.websocket);
    let publisher = Publisher::in_process(Arc::<Hub>::clone(websocket.hub()));
    let dashboard = Dashboard::open(&kit, &settings.dashboard, publisher, slurm)
        .await?
        .with_document(openapi::document());
    let auth = Auth::open(&kit, settings.auth).await?;
    let trails = (auth.journal().clone(), dashboard.audit().clone());
    let routes = (auth.configure(), dashboard.configure(), websocket.clone());
    let running = serve(Service {
        name: NAME,
        kit: kit.clone(),
        configure: move |config: &mut ServiceConfig| {
            let (auth, dashboard, websocket) = &routes;
            // Before the WebSocket service's own, which it has for when it runs alone.
            config.route("/health", web::get().to(health));
            auth(config);
            dashboard(config);
            websocket.routes(config);
            pages.configure(config);
        },
        rewrite: dashboard::canonical,
        listen,
        workers,
    })?;
    Ok(running
        .alongside(websocket.chores())
        .alongside(dashboard.chores(kit))
        .finally(trails.0.finish())
        .finally(trails.1.finish()))
}

async fn health(kit: Data<Kit>) -> Json<Health> {
    Json(Health::now(&kit, NAME))
}
