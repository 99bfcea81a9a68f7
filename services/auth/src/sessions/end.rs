//! How sessions end: first what must not be forgotten, in the database, then what may, in Redis.

use portal_db::sessions::{self, EndAll, EndReason, Session};
use portal_db::{AnyConnection, QueryResult, api_keys, revocations};
use portal_http::{TurnedOut, begun_at, session_of};

use super::{RedisError, RedisSessions, Sessions, SessionsError, Store, millis};

/// No access token lives longer, whatever `JWT_EXPIRATION_HOURS` is and was; seconds.
const LONGEST_TOKEN: i64 = 168 * 3600;

/// Clocks of nodes may differ by so much; seconds.
const SKEW: i64 = 60;

/// Open connections of a key look for its end once a second; it need not stand in the list for long.
const KEY_ENDS_WITHIN: i64 = 60;

/// All sessions of somebody ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AllOver {
    /// How many there were. Unknown when Redis keeps them and does not answer: they are over all the same.
    pub(crate) ended: Option<usize>,
}

impl Sessions {
    /// Ends all that `username` has open, sessions and connections with API keys; how many sessions there were, if Redis says.
    ///
    /// # Errors
    /// When that could not be written down.
    pub async fn turn_out(&self, username: &str) -> Result<Option<usize>, SessionsError> {
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
    pub async fn password_changed(&self, username: &str) -> Result<Option<usize>, SessionsError> {
        self.end_all(username, None, EndReason::Password).await
    }

    /// Ends a session: at once here, within a second everywhere. False when it had ended already.
    pub(crate) async fn end(&self, session: &Session, reason: EndReason) -> Result<bool, SessionsError> {
        let (sid, until) = (session.sid.clone(), session.tokens_expire());
        match &self.store {
            Store::Database(db) => {
                let now = self.clock.unix_millis();
                let end = move |connection: &mut _| sessions::end(connection, &sid, reason, now, until);
                let ended = db.run(end).await?;
                self.revocations.add(&session.sid, until);
                Ok(ended)
            }
            Store::Redis(redis) => {
                self.revoke(&sid, until).await?;
                Ok(redis.remove(session).await.unwrap_or_else(|error| {
                    stays_in_redis(&error);
                    true
                }))
            }
        }
    }

    /// Ends the session `sid`, one of whose tokens was shown and expires at `expires_at` (seconds since the epoch), whether
    /// or not it can be looked up.
    pub(crate) async fn sign_out(&self, sid: &str, expires_at: i64) -> Result<(), SessionsError> {
        let reason = EndReason::SignedOut;
        if let Store::Database(_) = &self.store
            && let Some(session) = self.look_up(sid).await?
        {
            return self.end(&session, reason).await.map(drop);
        }
        let lasts = self.clock.unix_seconds() + millis(self.lifetimes.session).div_euclid(1000);
        self.revoke(sid, lasts.max(expires_at) + SKEW).await?;
        if let Store::Redis(redis) = &self.store
            && let Err(error) = redis.forget(sid).await
        {
            stays_in_redis(&error);
        }
        Ok(())
    }

    /// Ends a token that belongs to no session and expires at `expires_at` (seconds since the epoch).
    pub(crate) async fn end_token(&self, jti: &str, expires_at: i64) -> Result<(), SessionsError> {
        self.revoke(jti, expires_at + SKEW).await
    }

    /// What is written down counts here too. The other way round, whoever tries again after a failure would find it done.
    async fn revoke(&self, id: &str, until: i64) -> Result<(), SessionsError> {
        let (name, now) = (id.to_owned(), self.clock.unix_millis());
        let add = move |connection: &mut _| revocations::add(connection, &name, until, now);
        self.db.run(add).await?;
        self.revocations.add(id, until);
        Ok(())
    }

    /// Ends all sessions of `username`, but `kept`; how many there were, if Redis says.
    pub(crate) async fn end_all(
        &self,
        username: &str,
        kept: Option<&str>,
        reason: EndReason,
    ) -> Result<Option<usize>, SessionsError> {
        let done = self
            .end_all_with(username, kept, reason, |_connection| Ok(true))
            .await?;
        Ok(done.and_then(|over| over.ended))
    }

    /// The same together with `change`, which is the reason for it: both are written down or neither. None when `change` says
    /// that it found nothing to change.
    pub(crate) async fn end_all_with(
        &self,
        username: &str,
        kept: Option<&str>,
        reason: EndReason,
        change: impl FnOnce(&mut AnyConnection) -> QueryResult<bool> + Send + 'static,
    ) -> Result<Option<AllOver>, SessionsError> {
        let now = self.clock.unix_millis();
        let until = now.div_euclid(1000) + LONGEST_TOKEN + SKEW;
        let (name, goes_on) = (username.to_owned(), kept.map(ToOwned::to_owned));
        let write = move |connection: &mut _| {
            let all = EndAll {
                username: &name,
                kept: goes_on.as_deref().map(|sid| (sid, begun_at(sid).unwrap_or_default())),
                reason,
                now,
                tokens_expire: until,
            };
            let named = |before, kept: Option<&str>| turned_out(&name, before, kept).id();
            sessions::end_all(connection, &all, named, change)
        };
        let Some(done) = self.db.run(write).await? else {
            return Ok(None);
        };
        let out = turned_out(username, done.before, done.kept.as_deref());
        // At once: a Redis that hangs must not hold up what is written down already.
        self.revocations.add(&out.id(), until);
        let ended = match &self.store {
            Store::Database(_) => Some(done.ended),
            Store::Redis(redis) => self.end_in_redis(redis, &out).await?,
        };
        Ok(Some(AllOver { ended }))
    }

    async fn end_in_redis(&self, redis: &RedisSessions, out: &TurnedOut) -> Result<Option<usize>, SessionsError> {
        let mut sessions = match redis.of(&out.username).await {
            Ok(sessions) => sessions,
            Err(error) => {
                stays_in_redis(&error);
                return Ok(None);
            }
        };
        sessions.retain(|session| out.kept.as_ref() != Some(&session.sid));
        let went_on = |session: &&Session| !self.revocations.contains(&session.sid);
        let ended = sessions.iter().filter(went_on).count();
        // Begun at a node whose clock is ahead.
        for session in sessions.iter().filter(|session| session.created_at >= out.before) {
            self.revoke(&session.sid, session.tokens_expire()).await?;
        }
        for session in &sessions {
            if let Err(error) = redis.remove(session).await {
                stays_in_redis(&error);
                // For each of the others it would be waited as long, and for nothing: they are over.
                break;
            }
        }
        Ok(Some(ended))
    }
}

fn turned_out(username: &str, before: i64, kept: Option<&str>) -> TurnedOut {
    TurnedOut {
        username: username.to_owned(),
        before,
        kept: kept.map(ToOwned::to_owned),
    }
}

/// It is over by what stands in the database.
fn stays_in_redis(error: &RedisError) {
    let error = error as &dyn std::error::Error;
    tracing::warn!(error, "a session that ended stays in Redis until it expires");
}
