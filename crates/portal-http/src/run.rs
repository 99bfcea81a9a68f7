//! Starting and stopping like a good daemon.

use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::KeepAlive;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer, web};
use portal_ratelimit::Moment;
use rustix::net::Shutdown;
use sd_notify::NotifyState;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval, sleep, timeout};

use crate::door;
use crate::health::{self, ServiceName};
use crate::{Kit, Problem, body, metrics};

/// Requests that are being handled when the service is told to stop may take so long to finish.
const DRAIN: Duration = Duration::from_secs(30);

/// How often the end of the drain is looked for.
const STEP: Duration = Duration::from_millis(20);

/// What was sent may stay unacknowledged for so many milliseconds before the kernel ends the connection.
const UNREAD_MILLIS: u32 = 30_000;

/// What goes on beside the requests may take so long to finish after them.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// A client that opens a connection has so long to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);

/// A service could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A setting turned out wrong only when it was used.
    #[error(transparent)]
    Setting(#[from] portal_config::Invalid),
    /// Something that the service needs is not there.
    #[error("{what}")]
    Needs {
        /// What, and what to do.
        what: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StartError {
    /// Something that the service needs is not there.
    pub fn needs(what: impl Into<String>, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Needs {
            what: what.into(),
            source: source.into(),
        }
    }
}

/// What a service is at the door.
#[derive(Clone)]
pub struct Service<C> {
    /// Its name in `/health` and logs.
    pub name: &'static str,
    /// Keys, proxies, time.
    pub kit: Kit,
    /// Its routes and state.
    pub configure: C,
    /// Paths of older clients.
    pub rewrite: fn(&str) -> Option<String>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Threads that serve.
    pub workers: usize,
}

/// A service that serves.
#[derive(Debug)]
pub struct Running {
    name: &'static str,
    address: SocketAddr,
    kit: Kit,
    /// The listening socket, to close it while connections are still being served.
    listener: TcpListener,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
    chores: JoinHandle<()>,
    companions: Vec<JoinHandle<()>>,
    last: LastWork,
}

/// What is done when the last request has been answered.
#[derive(Default)]
struct LastWork(Vec<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl std::fmt::Debug for LastWork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LastWork").field(&self.0.len()).finish()
    }
}

/// Listens and serves until [`Running::stop`].
///
/// # Errors
/// When the address cannot be listened on.
pub fn serve<C>(service: Service<C>) -> Result<Running, StartError>
where
    C: Fn(&mut ServiceConfig) + Clone + Send + 'static,
{
    let Service {
        name,
        kit,
        configure,
        rewrite,
        listen,
        workers,
    } = service;
    let cannot = |source| StartError::Listen {
        address: listen,
        source,
    };
    let listener = TcpListener::bind(listen).map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    // Accepted connections inherit it. A client that acknowledges nothing for so long is gone, or reads no more.
    rustix::net::sockopt::set_tcp_user_timeout(&listener, UNREAD_MILLIS).map_err(|error| cannot(error.into()))?;
    let accepting = listener.try_clone().map_err(cannot)?;
    let door_kit = kit.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(door::data(&door_kit))
            .app_data(Data::new(ServiceName(name)))
            .app_data(body::json_config())
            .app_data(body::query_config())
            .app_data(body::path_config())
            .wrap(from_fn(move |request, next| door::pass(rewrite, request, next)))
            .configure(configure.clone())
            .route("/health", web::get().to(health::show))
            .route("/health", web::head().to(health::show))
            .route("/metrics", web::get().to(metrics::show))
            .default_service(web::to(nothing_here))
    })
    .workers(workers)
    // A frame must not wait for the acknowledgement of the one before, which the other side may delay by 40 ms.
    .tcp_nodelay(true)
    // Database calls and file writes; each has its own bound below this one.
    .worker_max_blocking_threads(24)
    .keep_alive(KeepAlive::Timeout(Duration::from_secs(75)))
    .client_request_timeout(HEAD_TIMEOUT)
    .shutdown_timeout(2)
    .disable_signals()
    .listen(accepting)
    .map_err(cannot)?
    .run();
    let handle = server.handle();
    let server = tokio::spawn(server);
    let chores = tokio::spawn(chores(kit.clone()));
    tracing::info!(service = name, address = %address, "{name} listens on {address}");
    Ok(Running {
        name,
        address,
        kit,
        listener,
        handle,
        server,
        chores,
        companions: Vec::new(),
        last: LastWork::default(),
    })
}

async fn nothing_here() -> HttpResponse {
    let status = actix_web::http::StatusCode::NOT_FOUND;
    Problem::new(status, "not_found", "Not found").response()
}

async fn chores(kit: Kit) {
    let upkeep = metrics::upkeep(kit.metrics().clone());
    let sweep = async {
        let mut every = interval(Duration::from_secs(60));
        loop {
            every.tick().await;
            kit.floods().sweep();
            kit.limiter().sweep(Moment::now(kit.clock()));
            kit.revocations().sweep(kit.clock().unix_seconds());
        }
    };
    let sums = async {
        let mut every = interval(Duration::from_secs(1));
        loop {
            every.tick().await;
            kit.audit().sum_up(kit.clock().unix_millis());
        }
    };
    tokio::join!(upkeep, sweep, sums);
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Work beside the requests that ends by itself once the service stops; [`stop`](Self::stop) waits for its end.
    #[must_use]
    pub fn alongside(mut self, work: impl Future<Output = ()> + Send + 'static) -> Self {
        self.companions.push(tokio::spawn(work));
        self
    }

    /// Work for when the last request has been answered and all that goes on beside them has ended, such as writing down
    /// what they left.
    #[must_use]
    pub fn finally(mut self, work: impl Future<Output = ()> + Send + 'static) -> Self {
        self.last.0.push(Box::pin(work));
        self
    }

    /// Finishes the requests that are being handled, closes WebSockets with 1001, and ends.
    pub async fn stop(self) {
        tracing::info!(service = self.name, "{} stops", self.name);
        self.handle.pause().await;
        self.kit.announce_stop();
        let patience = Instant::now() + DRAIN;
        // The acceptor takes its eyes off the socket in a thread of its own, meanwhile.
        sleep(STEP).await;
        // Whoever comes now is refused, and tries elsewhere or again, rather than queued up in vain.
        if let Err(error) = rustix::net::shutdown(&self.listener, Shutdown::Read) {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(service = self.name, error, "connections are still taken");
        }
        while self.kit.handles_requests() && Instant::now() < patience {
            sleep(STEP).await;
        }
        self.handle.stop(true).await;
        for companion in self.companions {
            if timeout(LAST_WORDS, companion).await.is_err() {
                tracing::warn!(
                    service = self.name,
                    "{} stops without waiting for its last work",
                    self.name
                );
            }
        }
        self.kit.audit().finish();
        for work in self.last.0 {
            if timeout(LAST_WORDS, work).await.is_err() {
                tracing::error!(service = self.name, "{} stops with work undone", self.name);
            }
        }
        self.chores.abort();
        if let Ok(Err(error)) = self.server.await {
            tracing::error!(
                service = self.name,
                error = &error as &dyn std::error::Error,
                "{} ended badly",
                self.name
            );
        }
    }
}

/// How a service ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Ending {
    /// After what was under way.
    Orderly,
    /// In the middle of it, because it was told twice.
    AtOnce,
}

/// Serves until SIGTERM or SIGINT, telling systemd what happens: READY, a watchdog beat as long as `/health` answers,
/// STOPPING. A second signal ends it at once.
///
/// # Errors
/// When signals cannot be received.
pub async fn run_until_signal(running: Running) -> std::io::Result<Ending> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tell(&[NotifyState::Ready]);
    tokio::select! {
        () = either(&mut terminate, &mut interrupt) => {}
        () = watchdog(running.address) => {}
    }
    tell(&[NotifyState::Stopping]);
    let name = running.name;
    tokio::select! {
        () = running.stop() => Ok(Ending::Orderly),
        () = either(&mut terminate, &mut interrupt) => {
            tracing::warn!(service = name, "{name} was told twice to stop: it ends at once, whatever is under way");
            Ok(Ending::AtOnce)
        }
    }
}

async fn either(one: &mut Signal, other: &mut Signal) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}

/// Beats as long as the service answers; a hung one is restarted by systemd.
async fn watchdog(address: SocketAddr) {
    let Some(patience) = sd_notify::watchdog_enabled() else {
        return std::future::pending().await;
    };
    let mut every = interval(patience / 3);
    loop {
        every.tick().await;
        if timeout(patience / 3, answers(address))
            .await
            .is_ok_and(|answered| answered.is_ok())
        {
            tell(&[NotifyState::Watchdog]);
        }
    }
}

async fn answers(address: SocketAddr) -> std::io::Result<()> {
    let address = if address.ip().is_unspecified() {
        SocketAddr::from(([127, 0, 0, 1], address.port()))
    } else {
        address
    };
    let mut stream = TcpStream::connect(address).await?;
    stream
        .write_all(b"GET /health HTTP/1.1\r\nhost: watchdog\r\nconnection: close\r\n\r\n")
        .await?;
    let mut status = [0; 12];
    stream.read_exact(&mut status).await?;
    if status.ends_with(b"200") {
        Ok(())
    } else {
        Err(std::io::Error::other("not healthy"))
    }
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(error = &error as &dyn std::error::Error, "systemd could not be told");
    }
}
