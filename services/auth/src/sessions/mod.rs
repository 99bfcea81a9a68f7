//! Sessions: where they are kept, and how they end.
//!
//! Redis keeps them when it is configured, the database otherwise. What ends a session always stands in the database too, as
//! a revocation: a Redis that is flushed or short of memory loses sign-ins, and never lets an ended one back in.

mod end;
mod redis;
mod replaced;

use std::time::Duration;

use portal_config::{Clock, RedisUrl};
use portal_db::sessions::{self, EndReason, Session, Use};
use portal_db::{Db, DbError};
use portal_http::Revocations;
use uuid::{NoContext, Timestamp, Uuid};

pub(crate) use end::AllOver;
pub use redis::RedisError;
pub(crate) use redis::RedisSessions;
use replaced::{Replaced, is_recent};

/// So many sessions of a person go on at a time; with one more, the [`surplus`](sessions::surplus) ends.
const MOST: usize = 100;

/// How long sign-ins last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetimes {
    /// However much it is used.
    pub(crate) session: Duration,
    /// Without being used.
    pub(crate) idle: Duration,
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
    /// It begins no earlier (milliseconds since the epoch): a node whose clock is ahead may have ended all that begin before.
    pub(crate) not_before: i64,
}

/// A session that began.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) session: Session,
    /// Those that ended for it.
    pub(crate) too_many: Vec<Session>,
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

    /// For a program beside the service, which ends sessions and begins none.
    ///
    /// # Errors
    /// When the address of Redis cannot be read.
    pub fn beside_the_service(
        db: Db,
        redis: Option<&RedisUrl>,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        // Ages are the service's business: here every session that is kept counts.
        let lifetimes = Lifetimes {
            session: Duration::MAX,
            idle: Duration::MAX,
        };
        let redis = redis.map(RedisSessions::new).transpose()?;
        Ok(Self::new(db, redis, Revocations::default(), Clock::System, lifetimes))
    }

    /// Begins one.
    pub(crate) async fn begin(&self, new: NewSession) -> Result<Begun, SessionsError> {
        let now = self.clock.unix_millis();
        let created_at = now.max(new.not_before);
        let session = Session {
            sid: sid_of(created_at),
            username: new.username,
            method: new.method.to_owned(),
            created_at,
            last_used_at: now,
            expires_at: now + millis(self.lifetimes.session),
            address: new.address,
            user_agent: new.user_agent,
            generation: 0,
            rotated_at: now,
            id_token: new.id_token,
            ended_at: None,
            end_reason: None,
            replaced: String::new(),
        };
        let too_many = match &self.store {
            Store::Database(db) => {
                let row = session.clone();
                let add = move |connection: &mut _| sessions::add(connection, &row, MOST, now);
                let too_many = db.run(add).await?;
                for one in &too_many {
                    self.revocations.add(&one.sid, one.tokens_expire());
                }
                too_many
            }
            Store::Redis(redis) => {
                redis.add(&session, now).await?;
                self.make_room(redis, &session).await?
            }
        };
        Ok(Begun { session, too_many })
    }

    async fn make_room(&self, redis: &RedisSessions, newest: &Session) -> Result<Vec<Session>, SessionsError> {
        if redis.count(&newest.username).await? <= MOST {
            return Ok(Vec::new());
        }
        let mut others = self.of(&newest.username).await?;
        others.retain(|other| other.sid != newest.sid);
        let mut too_many = Vec::new();
        for one in sessions::surplus(others, MOST - 1) {
            if let Err(error) = self.end(&one, EndReason::TooMany).await {
                // Those that ended are told all the same; the next sign-in makes room again.
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "a session too many goes on for now");
                break;
            }
            too_many.push(one);
        }
        Ok(too_many)
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
            && !self.is_ended(session)
    }

    fn is_ended(&self, session: &Session) -> bool {
        let Session {
            username,
            sid,
            created_at,
            ..
        } = session;
        self.revocations.end_session(username, sid, *created_at)
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
            let replaced = Replaced::read(&session.replaced);
            let is_last = generation + 1 == session.generation;
            if generation == session.generation {
                let next = Session {
                    generation: generation + 1,
                    rotated_at: now,
                    last_used_at: now,
                    address: address.to_owned(),
                    replaced: replaced.with(generation, now).text(),
                    ..session
                };
                if self.advance(&next).await? {
                    return Ok(Rotation::Renewed(next));
                }
            } else if generation > session.generation {
                // Of a database that was restored from an older copy, or of a key that leaked: not of this session.
                return Ok(Rotation::Over);
            } else if replaced.forgives(generation, now) || is_last && is_recent(session.rotated_at, now) {
                return Ok(Rotation::Renewed(session));
            } else {
                self.end(&session, EndReason::Reused).await?;
                return Ok(Rotation::Reused(session));
            }
        }
        Ok(Rotation::Over)
    }

    /// Writes down what a rotation leads to, from the generation before; false when another request was first.
    async fn advance(&self, next: &Session) -> Result<bool, SessionsError> {
        match &self.store {
            Store::Database(db) => {
                let next = next.clone();
                let rotate = move |connection: &mut _| {
                    let used = Use {
                        at: next.rotated_at,
                        address: &next.address,
                    };
                    sessions::rotate(connection, &next.sid, next.generation - 1, used, &next.replaced)
                };
                Ok(db.run(rotate).await?)
            }
            Store::Redis(redis) => Ok(redis.rotate(next).await?),
        }
    }

    /// Notes that somebody goes on with a session without its refresh token; none when it is over.
    pub(crate) async fn used(&self, sid: &str, address: &str) -> Result<Option<Session>, SessionsError> {
        let Some(found) = self.find(sid).await? else {
            return Ok(None);
        };
        let session = Session {
            last_used_at: self.clock.unix_millis(),
            address: address.to_owned(),
            ..found
        };
        let goes_on = match &self.store {
            Store::Database(db) => {
                let used = session.clone();
                let touch = move |connection: &mut _| {
                    let at = Use {
                        at: used.last_used_at,
                        address: &used.address,
                    };
                    sessions::touch(connection, &used.sid, at)
                };
                db.run(touch).await?
            }
            Store::Redis(redis) => redis.touch(&session).await?,
        };
        Ok(goes_on.then_some(session))
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

/// Time-ordered, so that the table and the revocations' index grow at their ends; and services without a database read from
/// it whether a session began before its person was turned out.
fn sid_of(created_at: i64) -> String {
    let seconds = u64::try_from(created_at.div_euclid(1000)).unwrap_or_default();
    let nanos = u32::try_from(created_at.rem_euclid(1000)).unwrap_or_default() * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, nanos)).to_string()
}
