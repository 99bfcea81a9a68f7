//! Sessions in Redis: a hash each, with the time of their end as its expiry, and a set of ids for each person.

use std::sync::Arc;
use std::time::Duration;

use portal_config::RedisUrl;
use portal_db::sessions::Session;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, Client, Script};
use tokio::sync::OnceCell;

/// A sign-in can wait a little longer than a limit may.
const RESPONSE: Duration = Duration::from_millis(500);
const CONNECT: Duration = Duration::from_secs(1);

/// Redis did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RedisError {
    /// No answer, or an error.
    #[error("Redis did not answer as it should")]
    Redis(#[from] redis::RedisError),
    /// What is kept there is no session.
    #[error("a session in Redis makes no sense")]
    Nonsense(#[from] serde_json::Error),
}

/// See the module; cheap to clone.
#[derive(Clone)]
pub(crate) struct RedisSessions(Arc<Inner>);

struct Inner {
    client: Client,
    connection: OnceCell<ConnectionManager>,
    rotate: Script,
    touch: Script,
}

impl std::fmt::Debug for RedisSessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RedisSessions")
    }
}

/// Rotates only from the generation that the caller saw, and only a session that is still there.
const ROTATE: &str = r"
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'generation', ARGV[1] + 1, 'rotated_at', ARGV[2], 'last_used_at', ARGV[2], 'address', ARGV[3], 'replaced', ARGV[4])
return 1
";

/// A hash that is gone must not come back with half its fields.
const TOUCH: &str = r"
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'last_used_at', ARGV[1], 'address', ARGV[2])
return 1
";

impl RedisSessions {
    pub(crate) fn new(url: &RedisUrl) -> Result<Self, redis::RedisError> {
        Ok(Self(Arc::new(Inner {
            client: Client::open(url.expose())?,
            connection: OnceCell::new(),
            rotate: Script::new(ROTATE),
            touch: Script::new(TOUCH),
        })))
    }

    /// For what else has to be known to all nodes for a while.
    pub(crate) async fn connection(&self) -> Result<ConnectionManager, RedisError> {
        let connect = || {
            let config = ConnectionManagerConfig::new()
                .set_response_timeout(Some(RESPONSE))
                .set_connection_timeout(Some(CONNECT))
                .set_number_of_retries(1);
            ConnectionManager::new_with_config(self.0.client.clone(), config)
        };
        Ok(self.0.connection.get_or_try_init(connect).await?.clone())
    }

    pub(super) async fn add(&self, session: &Session, now: i64) -> Result<(), RedisError> {
        let key = key(&session.sid);
        let fields = [
            ("session", serde_json::to_string(session)?),
            ("generation", session.generation.to_string()),
            ("rotated_at", session.rotated_at.to_string()),
            ("last_used_at", session.last_used_at.to_string()),
            ("address", session.address.clone()),
        ];
        let lifetime = session.expires_at - now;
        let of = of(&session.username);
        redis::pipe()
            .atomic()
            .hset_multiple(&key, &fields)
            .ignore()
            .pexpire(&key, lifetime)
            .ignore()
            .sadd(&of, &session.sid)
            .ignore()
            // The newest session lives the longest.
            .pexpire(&of, lifetime)
            .ignore()
            .exec_async(&mut self.connection().await?)
            .await?;
        Ok(())
    }

    pub(super) async fn find(&self, sid: &str) -> Result<Option<Session>, RedisError> {
        type Number = Option<i64>;
        type Fields = (Option<String>, Number, Number, Number, Option<String>, Option<String>);
        let names = [
            "session",
            "generation",
            "rotated_at",
            "last_used_at",
            "address",
            "replaced",
        ];
        let fields: Fields = self.connection().await?.hmget(key(sid), &names).await?;
        let (Some(session), Some(generation), Some(rotated_at), Some(last_used_at), Some(address), replaced) = fields
        else {
            return Ok(None);
        };
        Ok(Some(Session {
            generation,
            rotated_at,
            last_used_at,
            address,
            // Not there before the first rotation.
            replaced: replaced.unwrap_or_default(),
            ..serde_json::from_str(&session)?
        }))
    }

    pub(super) async fn of(&self, username: &str) -> Result<Vec<Session>, RedisError> {
        let sids: Vec<String> = self.connection().await?.smembers(of(username)).await?;
        let mut sessions = Vec::new();
        for sid in sids {
            match self.find(&sid).await? {
                Some(session) => sessions.push(session),
                // Expired, or evicted.
                None => self.connection().await?.srem(of(username), &sid).await?,
            }
        }
        sessions.sort_by_key(|session| std::cmp::Reverse(session.last_used_at));
        Ok(sessions)
    }

    /// At most so many sessions of `username` go on.
    pub(super) async fn count(&self, username: &str) -> Result<usize, RedisError> {
        Ok(self.connection().await?.scard(of(username)).await?)
    }

    /// Writes down what a rotation leads to, from the generation before.
    pub(super) async fn rotate(&self, next: &Session) -> Result<bool, RedisError> {
        let rotated: i64 = self
            .0
            .rotate
            .key(key(&next.sid))
            .arg(next.generation - 1)
            .arg(next.rotated_at)
            .arg(&next.address)
            .arg(&next.replaced)
            .invoke_async(&mut self.connection().await?)
            .await?;
        Ok(rotated == 1)
    }

    pub(super) async fn touch(&self, session: &Session) -> Result<bool, RedisError> {
        let touched: i64 = self
            .0
            .touch
            .key(key(&session.sid))
            .arg(session.last_used_at)
            .arg(&session.address)
            .invoke_async(&mut self.connection().await?)
            .await?;
        Ok(touched == 1)
    }

    pub(super) async fn forget(&self, sid: &str) -> Result<(), RedisError> {
        match self.find(sid).await? {
            Some(session) => self.remove(&session).await.map(drop),
            None => Ok(()),
        }
    }

    pub(super) async fn remove(&self, session: &Session) -> Result<bool, RedisError> {
        let (removed, _): (i64, i64) = redis::pipe()
            .atomic()
            .del(key(&session.sid))
            .srem(of(&session.username), &session.sid)
            .query_async(&mut self.connection().await?)
            .await?;
        Ok(removed == 1)
    }
}

fn key(sid: &str) -> String {
    format!("portal:session:{sid}")
}

fn of(username: &str) -> String {
    format!("portal:sessions:{username}")
}
