//! What the handlers share, and the start.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::{Data, ServiceConfig};
use portal_config::names::SSO_GROUP_PERMISSIONS;
use portal_config::{AuthSettings, Clock, Invalid};
use portal_db::accounts::{self, Account};
use portal_db::audit::{Journal, Trail};
use portal_db::{Db, api_keys, revocations};
use portal_http::{Following, Kit, KitParts, Mode, Revocations, Running, Service, StartError, serve};
use portal_jwt::{GroupPermissions, Signer};
use portal_ratelimit::RateLimiter;
use tokio::task::JoinHandle;
use tokio::time::interval;

use crate::failure::Failure;
use crate::guard::Guards;
use crate::message_of_the_day::MessageOfTheDay;
use crate::password::Passwords;
use crate::refresh_token::RefreshTokens;
use crate::routes;
use crate::sessions::{Lifetimes, RedisSessions, Sessions};
use crate::ways::Ways;

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
    audit: Trail,
    signer: Signer,
    permissions: GroupPermissions,
    passwords: Passwords,
    sessions: Sessions,
    refresh_tokens: RefreshTokens,
    guards: Arc<Guards>,
    ways: Ways,
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
        let permissions = GroupPermissions::read(settings.group_permissions.as_deref())
            .map_err(|wrong| StartError::Setting(Invalid::new(&SSO_GROUP_PERMISSIONS, wrong.to_string())))?;
        let db = open_database(&settings)?;
        let following = kit
            .revocations()
            .follow(kit.clock().clone(), revocations::ask(&db))
            .await
            .map_err(|error| StartError::needs("ended sessions cannot be read from the database", error))?;
        let guards = Arc::new(Guards::new(kit.clock()));
        let redis = redis_sessions(&settings)?;
        let ways = Ways::new(
            &settings.ways_in,
            &permissions,
            &settings.http.secrets,
            kit.clock(),
            redis.clone(),
        )
        .map_err(StartError::Setting)?;
        let sessions = sessions(kit, &settings, &db, redis);
        kit.api_keys()
            .ask_for_facts(permissions.clone(), api_keys::ask(&db, kit.clock().clone()));
        let audit = Journal::start(db.clone(), kit.clock().clone());
        let refusals = audit.clone();
        kit.audit_to(move |entry| refusals.note(entry));
        Ok(Self(Arc::new(Inner {
            audit: Trail::new(audit, kit.clock().clone()),
            signer: Signer::new(&settings.http.secrets.jwt, settings.token_lifetime),
            permissions,
            passwords: Passwords::new()
                .map_err(|error| StartError::needs("passwords cannot be hashed on this machine", error))?,
            message_of_the_day: MessageOfTheDay::new(settings.message_of_the_day.clone()),
            _following: following,
            refresh_tokens: RefreshTokens::new(&settings.http.secrets),
            _chores: Chores::start(db.clone(), sessions.clone(), kit.clock().clone(), Arc::clone(&guards)),
            sessions,
            guards,
            ways,
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

    /// The way into the audit log. Whoever runs the service [finishes](Journal::finish) it at the end.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        self.0.audit.journal()
    }

    pub(crate) fn audit(&self) -> &Trail {
        &self.0.audit
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

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(crate) fn refresh_tokens(&self) -> &RefreshTokens {
        &self.0.refresh_tokens
    }

    /// The account of somebody whose session goes on.
    pub(crate) async fn account_of(&self, name: &str) -> Result<Account, Failure> {
        let name = name.to_owned();
        let account = self
            .db()
            .run(move |connection| accounts::find(connection, &name))
            .await?;
        account.filter(Account::is_enabled).ok_or(Failure::AccountGone)
    }

    pub(crate) fn guards(&self) -> &Guards {
        &self.0.guards
    }

    /// Ways in besides the accounts that are kept here.
    pub(crate) fn ways(&self) -> &Ways {
        &self.0.ways
    }

    pub(crate) fn message_of_the_day(&self) -> &MessageOfTheDay {
        &self.0.message_of_the_day
    }
}

fn redis_sessions(settings: &AuthSettings) -> Result<Option<RedisSessions>, StartError> {
    let redis = settings.redis.as_ref().map(RedisSessions::new).transpose();
    redis.map_err(|error| StartError::needs("the address of Redis cannot be used; see REDIS_URL", error))
}

fn sessions(kit: &Kit, settings: &AuthSettings, db: &Db, redis: Option<RedisSessions>) -> Sessions {
    let lifetimes = Lifetimes {
        session: settings.session_lifetime,
        idle: settings.session_idle,
    };
    let (revocations, clock) = (kit.revocations().clone(), kit.clock().clone());
    Sessions::new(db.clone(), redis, revocations, clock, lifetimes)
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
    fn start(db: Db, sessions: Sessions, clock: Clock, guards: Arc<Guards>) -> Self {
        let tidy = async move {
            let mut every = interval(TIDY);
            loop {
                every.tick().await;
                let now = clock.unix_seconds();
                if let Err(error) = db.run(move |connection| revocations::sweep(connection, now)).await {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "expired revocations stay in the database for now");
                }
                if let Err(error) = sessions.sweep().await {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "sessions that are over stay in the database for now");
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
    let hearing = kit.push_ended_sessions(settings.redis.as_ref())?;
    let auth = Auth::open(&kit, settings).await?;
    let running = serve(Service {
        name: SERVICE_NAME,
        kit,
        configure: auth.configure(),
        rewrite: |_path| None,
        listen,
        workers,
    })?;
    Ok(running.alongside(hearing).finally(auth.journal().clone().finish()))
}
