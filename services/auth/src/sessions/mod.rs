//! Sessions: where they are kept, and how they end.
//!
//! Redis keeps them when it is configured, the database otherwise. What ends a session always stands in the database too, as
//! a revocation: a Redis that is flushed or short of memory loses sign-ins, and never lets an ended one back in.

mod redis;

use std::time::Duration;

use portal_config::{Clock, RedisUrl};
use portal_db::sessions::{self, EndReason, Session, Use};
use portal_db::{Db, DbError, api_keys, revocations};
use portal_http::{Revocations, session_of};

pub use redis::RedisError;
pub(crate) use redis::RedisSessions;

/// A rotated token that comes again within this time is a second tab, or an answer that was lost; later it is somebody else.
const GRACE_MILLIS: i64 = 30_000;

/// How long sign-ins last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetimes {
    /// However much it is used.
    pub(crate) session: Duration,
    /// Without being used.
    pub(crate) idle: Duration,
    /// An access token.
    pub(crate) access: Duration,
}

/// The sessions could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum SessionsError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
    /// Redis.
    #[error("the sessions in Redis could not be reached")]
    Redis(#[from] RedisError),
}

/// What became of a refresh token that was shown.
#[derive(Debug)]
pub(crate) enum Rotation {
    /// The session goes on; its newest token is of the session's generation.
    Renewed(Session),
    /// The session is over, by time or by somebody's will.
    Over,
    /// The token had been rotated long before: somebody has a copy. The session was ended.
    Reused(Session),
}

/// Open connections of a key look for its end once a second; it need not stand in the list for long.
const KEY_ENDS_WITHIN: i64 = 60;

/// All sessions; cheap to clone.
#[derive(Clone, Debug)]
pub struct Sessions {
    store: Store,
    db: Db,
    revocations: Revocations,
    clock: Clock,
    lifetimes: Lifetimes,
}

#[derive(Clone, Debug)]
enum Store {
    Database(Db),
    Redis(RedisSessions),
}

/// What a session is made from.
#[derive(Clone, Debug)]
pub(crate) struct NewSession {
    pub(crate) username: String,
    pub(crate) method: &'static str,
    pub(crate) address: String,
    pub(crate) user_agent: String,
    pub(crate) id_token: Option<String>,
}

impl Sessions {
    pub(crate) fn new(
        db: Db,
        redis: Option<RedisSessions>,
        revocations: Revocations,
        clock: Clock,
        lifetimes: Lifetimes,
    ) -> Self {
        Self {
            store: redis.map_or_else(|| Store::Database(db.clone()), Store::Redis),
            db,
            revocations,
            clock,
            lifetimes,
        }
    }

    /// For a program beside the service, which ends sessions and begins none: `access` is how long access tokens live.
    ///
    /// # Errors
    /// When the address of Redis cannot be read.
    pub fn beside_the_service(
        db: Db,
        redis: Option<&RedisUrl>,
        access: Duration,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        // Ages are the service's business: here every session that is kept counts.
        let lifetimes = Lifetimes {
            session: Duration::MAX,
            idle: Duration::MAX,
            access,
        };
        let redis = redis.map(RedisSessions::new).transpose()?;
        Ok(Self::new(db, redis, Revocations::default(), Clock::System, lifetimes))
    }

    /// Ends all that `username` has open, sessions and connections with API keys; how many sessions there were.
    ///
    /// # Errors
    /// When one of them could not be ended for good.
    pub async fn turn_out(&self, username: &str) -> Result<usize, SessionsError> {
        let ended = self.end_all(username, None, EndReason::Disabled).await?;
        let (owner, now) = (username.to_owned(), self.clock.unix_millis());
        let until = now.div_euclid(1000) + KEY_ENDS_WITHIN;
        let revoke = move |connection: &mut _| {
            let keys = api_keys::of(connection, &owner)?;
            for key in &keys {
                revocations::add(connection, &session_of(&key.key_id), until, now)?;
            }
            Ok(keys)
        };
        for key in self.db.run(revoke).await? {
            self.revocations.add(&session_of(&key.key_id), until);
        }
        Ok(ended)
    }

    /// Ends the sessions of `username` after their password was changed by somebody else.
    ///
    /// # Errors
    /// As [`turn_out`](Self::turn_out).
    pub async fn password_changed(&self, username: &str) -> Result<usize, SessionsError> {
        self.end_all(username, None, EndReason::Password).await
    }

    /// Begins one.
    pub(crate) async fn begin(&self, new: NewSession) -> Result<Session, SessionsError> {
        let now = self.clock.unix_millis();
        let session = Session {
            // Time-ordered, so that the table and the revocations' index grow at their ends.
            sid: uuid::Uuid::now_v7().to_string(),
            username: new.username,
            method: new.method.to_owned(),
            created_at: now,
            last_used_at: now,
            expires_at: now + millis(self.lifetimes.session),
            address: new.address,
            user_agent: new.user_agent,
            generation: 0,
            rotated_at: now,
            id_token: new.id_token,
            ended_at: None,
            end_reason: None,
        };
        match &self.store {
            Store::Database(db) => {
                let row = session.clone();
                db.run(move |connection| sessions::add(connection, &row)).await?;
            }
            Store::Redis(redis) => redis.add(&session, now).await?,
        }
        Ok(session)
    }

    /// The session of that id, while it goes on.
    pub(crate) async fn find(&self, sid: &str) -> Result<Option<Session>, SessionsError> {
        let now = self.clock.unix_millis();
        let found = self.look_up(sid).await?;
        Ok(found.filter(|session| self.goes_on(session, now)))
    }

    /// The session of that id, as it is kept, also when it is over.
    pub(crate) async fn look_up(&self, sid: &str) -> Result<Option<Session>, SessionsError> {
        match &self.store {
            Store::Database(db) => {
                let sid = sid.to_owned();
                Ok(db.run(move |connection| sessions::find(connection, &sid)).await?)
            }
            Store::Redis(redis) => Ok(redis.find(sid).await?),
        }
    }

    fn goes_on(&self, session: &Session, now: i64) -> bool {
        session.ended_at.is_none()
            && session.expires_at > now
            && session.last_used_at + millis(self.lifetimes.idle) > now
            && !self.revocations.contains(&session.sid)
    }

    /// The sessions of `username` that go on, latest use first.
    pub(crate) async fn of(&self, username: &str) -> Result<Vec<Session>, SessionsError> {
        let now = self.clock.unix_millis();
        let mut found = match &self.store {
            Store::Database(db) => {
                let username = username.to_owned();
                db.run(move |connection| sessions::live(connection, &username, now))
                    .await?
            }
            Store::Redis(redis) => redis.of(username).await?,
        };
        found.retain(|session| self.goes_on(session, now));
        Ok(found)
    }

    /// Renews a session with the refresh token of `generation`.
    pub(crate) async fn rotate(&self, sid: &str, generation: i64, address: &str) -> Result<Rotation, SessionsError> {
        // Twice: whoever loses the race looks again and finds the winner's generation.
        for _ in 0..2 {
            let now = self.clock.unix_millis();
            let Some(session) = self.find(sid).await? else {
                return Ok(Rotation::Over);
            };
            if generation == session.generation {
                if self.advance(&session, now, address).await? {
                    let next = session.generation + 1;
                    return Ok(Rotation::Renewed(Session {
                        generation: next,
                        rotated_at: now,
                        last_used_at: now,
                        address: address.to_owned(),
                        ..session
                    }));
                }
            } else if generation > session.generation {
                // Of a database that was restored from an older copy, or of a key that leaked: not of this session.
                return Ok(Rotation::Over);
            } else if generation + 1 == session.generation && now - session.rotated_at <= GRACE_MILLIS {
                return Ok(Rotation::Renewed(session));
            } else {
                self.end(&session, EndReason::Reused).await?;
                return Ok(Rotation::Reused(session));
            }
        }
        Ok(Rotation::Over)
    }

    async fn advance(&self, session: &Session, now: i64, address: &str) -> Result<bool, SessionsError> {
        match &self.store {
            Store::Database(db) => {
                let (sid, generation, address) = (session.sid.clone(), session.generation, address.to_owned());
                let rotate = move |connection: &mut _| {
                    let used = Use {
                        at: now,
                        address: &address,
                    };
                    sessions::rotate(connection, &sid, generation, used)
                };
                Ok(db.run(rotate).await?)
            }
            Store::Redis(redis) => Ok(redis.rotate(session, now, address).await?),
        }
    }

    /// Ends a session: at once here, within a second everywhere. False when it had ended already.
    pub(crate) async fn end(&self, session: &Session, reason: EndReason) -> Result<bool, SessionsError> {
        let now = self.clock.unix_millis();
        let tokens_expire = now.div_euclid(1000) + seconds(self.lifetimes.access);
        // The last of its tokens may outlive the session by no more than this.
        self.revocations.add(&session.sid, tokens_expire);
        let sid = session.sid.clone();
        match &self.store {
            Store::Database(db) => {
                let end = move |connection: &mut _| sessions::end(connection, &sid, reason, now, tokens_expire);
                Ok(db.run(end).await?)
            }
            Store::Redis(redis) => {
                // First what must not be forgotten, then what may.
                let revoke = move |connection: &mut _| revocations::add(connection, &sid, tokens_expire, now);
                self.db.run(revoke).await?;
                Ok(redis.remove(session).await?)
            }
        }
    }

    /// Ends all sessions of `username`, but `kept`; how many there were.
    pub(crate) async fn end_all(
        &self,
        username: &str,
        kept: Option<&str>,
        reason: EndReason,
    ) -> Result<usize, SessionsError> {
        let mut ended = 0;
        for session in self.of(username).await? {
            if Some(session.sid.as_str()) != kept && self.end(&session, reason).await? {
                ended += 1;
            }
        }
        Ok(ended)
    }

    /// Removes what is long over from the database; Redis forgets by itself.
    pub(crate) async fn sweep(&self) -> Result<(), SessionsError> {
        let before = self.clock.unix_millis() - millis(self.lifetimes.session);
        self.db
            .run(move |connection| sessions::sweep(connection, before))
            .await?;
        Ok(())
    }

    /// When a session ends if it is not renewed, milliseconds since the epoch.
    pub(crate) fn ends_at(&self, session: &Session) -> i64 {
        session
            .expires_at
            .min(session.last_used_at + millis(self.lifetimes.idle))
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX / 4)
}
