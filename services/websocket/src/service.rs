//! What the handlers share, and the work that goes on beside them.

use std::{sync::Arc, time::Duration};

use actix_web::web::ServiceConfig;
use portal_config::{Clock, RedisUrl, WebsocketSettings};
use portal_events::{Channel, Event, Sink};
use portal_http::{Kit, KitParts, Mode, Revocations, Running, Service, StartError, serve};
use portal_ratelimit::{Flood, FloodQuota, Network, RateLimiter};

use crate::{
    SERVICE_NAME, auth_service::AuthService, frame::CloseCode, gauges, hub::Hub, keys_in_use, keys_in_use::Unchecked,
    refusals::Telling, roster::Roster, storage::Storage,
};

/// A page reconnects every three seconds, and a hundred people may share an address behind a firewall.
const CONNECTS: FloodQuota = FloodQuota::new(300, Duration::from_millis(20));
const CONNECTS_KEYS: usize = 100_000;

/// The storage channel is told so often, while anyone listens.
const PERIODIC_UPDATE: Duration = Duration::from_secs(30);
const TEND: Duration = Duration::from_secs(1);

/// After a question about a key that the auth service did not answer.
const KEYS_AGAIN: Duration = Duration::from_secs(10);

/// The WebSocket service's state; cheap to clone.
#[derive(Clone)]
pub struct Websocket(Arc<Inner>);

struct Inner {
    kit: Kit,
    hub: Arc<Hub>,
    roster: Arc<Roster>,
    storage: Storage,
    connects: Flood<Network>,
    needs_token: bool,
    redis: Option<RedisUrl>,
}

impl Websocket {
    /// The service with an empty hub. Nothing runs yet: see [`Websocket::routes`] and [`Websocket::chores`].
    #[must_use]
    pub fn new(kit: Kit, settings: &WebsocketSettings) -> Self {
        let clock = kit.clock().clone();
        let epoch = uuid::Uuid::new_v4().simple().to_string().chars().take(12).collect();
        Self(Arc::new(Inner {
            hub: Arc::new(Hub::new(epoch, settings.history, clock.clone())),
            roster: Arc::new(Roster::new(settings.max_connections, settings.max_connections_per_user)),
            storage: Storage::new(settings.data_path.clone(), clock.clone()),
            connects: Flood::new(CONNECTS, CONNECTS_KEYS, clock),
            needs_token: settings.jwt_auth,
            redis: settings.redis.clone(),
            kit,
        }))
    }

    /// Where to publish from the same process.
    #[must_use]
    pub fn hub(&self) -> &Arc<Hub> {
        &self.0.hub
    }

    /// All that goes on beside the requests, until the service stops; then every connection is closed with 1001.
    pub async fn chores(self) {
        let mut stopping = self.0.kit.stopping();
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => {}
            () = async { tokio::join!(self.tend(), self.look_at_keys(), self.tell_storage(), self.listen()); } => {}
        }
        let now = self.now();
        self.0
            .roster
            .each(|link| link.close(CloseCode::GoingAway, "the service stops", now));
    }

    async fn tend(&self) {
        let mut every = tokio::time::interval(TEND);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut signed_out = self.0.kit.revocations().news();
        loop {
            tokio::select! {
                _ = every.tick() => {}
                // Never an error: the kit holds the other end.
                _ = signed_out.changed() => {}
            }
            let now = self.now();
            self.0.roster.each(|link| link.tend(&self.0.kit, now));
            self.0.hub.forget_idle();
            self.0.connects.sweep();
            gauges::update(&self.0.hub, &self.0.roster);
        }
    }

    /// Beside [`tend`](Self::tend), which must not wait for the auth service.
    async fn look_at_keys(&self) {
        let mut every = tokio::time::interval(TEND);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            if let Err(Unchecked) = keys_in_use::look_again(&self.0.kit, &self.0.roster).await {
                tokio::time::sleep(KEYS_AGAIN).await;
            }
        }
    }

    async fn tell_storage(&self) {
        // Measured once before anyone asks, so that the first connection is greeted from memory.
        self.0.storage.current().await;
        let mut every = tokio::time::interval(PERIODIC_UPDATE);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        every.tick().await;
        loop {
            every.tick().await;
            if self.0.hub.subscribers(Channel::Storage) > 0 {
                let data = self.0.storage.current().await;
                self.0
                    .hub
                    .publish(Event::to_everyone(Channel::Storage, "periodic_update", data));
            }
        }
    }

    async fn listen(&self) {
        let Some(redis) = &self.0.redis else { return };
        let sink: Arc<dyn Sink> = Arc::<Hub>::clone(&self.0.hub);
        if let Err(error) = portal_events::listen(redis.expose(), sink).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "no events: the Redis address cannot be used"
            );
        }
    }

    pub(crate) fn kit(&self) -> &Kit {
        &self.0.kit
    }

    pub(crate) fn clock(&self) -> &Clock {
        self.0.kit.clock()
    }

    /// Milliseconds since the epoch.
    pub(crate) fn now(&self) -> i64 {
        self.clock().unix_millis()
    }

    pub(crate) fn roster(&self) -> &Arc<Roster> {
        &self.0.roster
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.0.storage
    }

    pub(crate) fn connects(&self) -> &Flood<Network> {
        &self.0.connects
    }

    pub(crate) fn needs_token(&self) -> bool {
        self.0.needs_token
    }

    pub(crate) fn subscribers(&self) -> impl Iterator<Item = (Channel, usize)> {
        Channel::ALL
            .into_iter()
            .map(|channel| (channel, self.0.hub.subscribers(channel)))
    }
}

/// Starts the service as its program runs it.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start(settings: WebsocketSettings) -> Result<Running, StartError> {
    let kit = Kit::new(KitParts {
        http: settings.http.clone(),
        clock: Clock::System,
        revocations: Revocations::default(),
        limiter: RateLimiter::local(),
        mode: Mode::Production,
    });
    let auth = AuthService::new(&settings.auth_url, settings.http.secrets.internal.clone());
    kit.api_keys().ask(auth.keys());
    let telling = Telling::begin(&kit, auth.clone());
    let following = auth.follow_ended_sessions(&kit).await;
    let hearing = kit.push_ended_sessions(settings.redis.as_ref())?;
    let mut stopping = kit.stopping();
    let running = start_with(kit, &settings)?.alongside(hearing).finally(telling.finish());
    Ok(running.alongside(async move {
        let _following = following;
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }))
}

/// Starts the service with a kit of one's own: another clock, revocations that somebody else fills.
///
/// # Errors
/// When the address cannot be listened on.
pub fn start_with(kit: Kit, settings: &WebsocketSettings) -> Result<Running, StartError> {
    let websocket = Websocket::new(kit.clone(), settings);
    let routes = websocket.clone();
    let running = serve(Service {
        name: SERVICE_NAME,
        kit,
        configure: move |config: &mut ServiceConfig| routes.routes(config),
        rewrite: |_path| None,
        listen: settings.http.listen,
        workers: settings.http.workers,
    })?;
    Ok(running.alongside(websocket.chores()))
}
