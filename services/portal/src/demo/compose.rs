//! The three services as one: one door, one set of ended sessions, events handed over in the process.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::web::{self, Data, Json, ServiceConfig};
use auth::Auth;
use dashboard::Dashboard;
use portal_config::Clock;
use portal_events::Publisher;
use portal_http::{Health, Kit, KitParts, Mode, Revocations, Running, Service, StartError, serve};
use portal_ratelimit::RateLimiter;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use websocket::Websocket;

use super::pages::Pages;
use super::settings::DemoSettings;
use crate::commands::openapi;

/// The name in `/health` and logs.
const NAME: &str = "portal-demo";

/// The running demo.
pub(super) struct Composed {
    pub(super) running: Running,
    pub(super) chores: Chores,
}

/// What goes on beside the requests, and has something to write down at the end.
pub(super) struct Chores(JoinHandle<()>);

impl Chores {
    /// Waits for the end.
    pub(super) async fn finish(self) {
        // Whatever it is that hangs, people who press Ctrl-C want to leave.
        let _ = timeout(Duration::from_secs(5), self.0).await;
    }
}

impl Composed {
    pub(super) async fn start(settings: DemoSettings, pages: Pages) -> Result<Self, StartError> {
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
        let publisher = Publisher::in_process(std::sync::Arc::<websocket::Hub>::clone(websocket.hub()));
        let dashboard = Dashboard::open(&kit, &settings.dashboard, publisher)
            .await?
            .with_document(openapi::document());
        let auth = Auth::open(&kit, settings.auth).await?;
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
        let chores = async move {
            tokio::join!(websocket.chores(), dashboard.chores(kit));
        };
        Ok(Self {
            running,
            chores: Chores(tokio::spawn(chores)),
        })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.running.address()
    }
}

async fn health(kit: Data<Kit>) -> Json<Health> {
    Json(Health::now(&kit, NAME))
}
