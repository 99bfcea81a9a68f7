//! What the handlers share, and the start.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::{Data, ServiceConfig};
use portal_config::names::SSO_GROUP_PERMISSIONS;
use portal_config::{AuthSettings, Clock, Invalid};
use portal_db::{Db, revocations};
use portal_http::{Following, Kit, KitParts, Mode, Revocations, Running, Service, StartError, serve};
use portal_jwt::{GroupPermissions, Signer};
use portal_ratelimit::RateLimiter;
use tokio::task::JoinHandle;
use tokio::time::interval;

use crate::guard::Guards;
use crate::message_of_the_day::MessageOfTheDay;
use crate::password::Passwords;
use crate::routes;

/// The name in `/health` and logs; the contract's.
pub const SERVICE_NAME: &str = "auth-portal";

/// Expired revocations are removed from the database so often.
const TIDY: Duration = Duration::from_secs(3600);

/// Guards forget idle names and addresses so often.
const SWEEP: Duration = Duration::from_secs(30);

/// The auth service's state; cheap to clone.
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    settings: AuthSettings,
    db: Db,
    signer: Signer,
    permissions: GroupPermissions,
    passwords: Passwords,
    guards: Arc<Guards>,
    message_of_the_day: MessageOfTheDay,
    _following: Following,
    _chores: Chores,
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Auth")
    }
}

impl Auth {
    /// Opens the database, brings its tables up to date, and learns which tokens were ended. `kit` is the one that the
    /// service (or, in the demo, all services) stands on.
    ///
    /// # Errors
    /// When the database is not there, or the group map cannot be used.
    pub async fn open(kit: &Kit, settings: AuthSettings) -> Result<Self, StartError> {
        let permissions = match &settings.group_permissions {
            Some(text) => GroupPermissions::parse(text)
                .map_err(|wrong| StartError::Setting(Invalid::new(&SSO_GROUP_PERMISSIONS, wrong.to_string())))?,
            None => GroupPermissions::default(),
        };
        let db = open_database(&settings)?;
        let following = kit
            .revocations()
            .follow(kit.clock().clone(), revocations::ask(&db))
            .await
            .map_err(|error| StartError::needs("ended sessions cannot be read from the database", error))?;
        let guards = Arc::new(Guards::new(kit.clock()));
        Ok(Self(Arc::new(Inner {
            signer: Signer::new(&settings.http.secrets.jwt, settings.token_lifetime),
            permissions,
            passwords: Passwords::new()
                .map_err(|error| StartError::needs("passwords cannot be hashed on this machine", error))?,
            message_of_the_day: MessageOfTheDay::new(settings.message_of_the_day.clone()),
            _following: following,
            _chores: Chores::start(db.clone(), kit.clock().clone(), Arc::clone(&guards)),
            guards,
            db,
            settings,
        })))
    }

    /// Adds the routes to an application that has the kit.
    pub fn configure(&self) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
        let state = self.clone();
        move |config| {
            config.app_data(Data::new(state.clone()));
            routes::configure(config);
        }
    }

    pub(crate) fn settings(&self) -> &AuthSettings {
        &self.0.settings
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(crate) fn signer(&self) -> &Signer {
        &self.0.signer
    }

    pub(crate) fn permissions(&self) -> &GroupPermissions {
        &self.0.permissions
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn guards(&self) -> &Guards {
        &self.0.guards
    }

    pub(crate) fn message_of_the_day(&self) -> &MessageOfTheDay {
        &self.0.message_of_the_day
    }
}

fn open_database(settings: &AuthSettings) -> Result<Db, StartError> {
    let db = Db::open(&settings.database)
        .map_err(|error| StartError::needs("the database cannot be opened; see DATABASE_URL", error))?;
    db.migrate()
        .map_err(|error| StartError::needs("the database's tables cannot be brought up to date", error))?;
    Ok(db)
}

/// What goes on beside the requests, until the state is dropped.
struct Chores(JoinHandle<()>);

impl Chores {
    fn start(db: Db, clock: Clock, guards: Arc<Guards>) -> Self {
        let tidy = async move {
            let mut every = interval(TIDY);
            loop {
                every.tick().await;
                let now = clock.unix_seconds();
                if let Err(error) = db.run(move |connection| revocations::sweep(connection, now)).await {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "expired revocations stay in the database for now");
                }
            }
        };
        let sweep = async move {
            let mut every = interval(SWEEP);
            loop {
                every.tick().await;
                guards.sweep();
            }
        };
        Self(tokio::spawn(async {
            tokio::join!(tidy, sweep);
        }))
    }
}

impl Drop for Chores {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Starts the service as its program runs it.
///
/// # Errors
/// When something that it needs is not there, or a setting cannot be used.
pub async fn start(settings: AuthSettings) -> Result<Running, StartError> {
    start_with(settings, Clock::System).await
}

/// Starts the service with a clock of one's own.
///
/// # Errors
/// As [`start`].
pub async fn start_with(settings: AuthSettings, clock: Clock) -> Result<Running, StartError> {
    let kit = Kit::new(KitParts {
        http: settings.http.clone(),
        clock,
        revocations: Revocations::default(),
        limiter: RateLimiter::local(),
        mode: if settings.demo { Mode::Demo } else { Mode::Production },
    });
    let (listen, workers) = (settings.http.listen, settings.http.workers);
    let auth = Auth::open(&kit, settings).await?;
    serve(Service {
        name: SERVICE_NAME,
        kit,
        configure: auth.configure(),
        rewrite: |_path| None,
        listen,
        workers,
    })
}
