//! Of several portal nodes one looks at a time: who has the lease in Redis, for as long as it looks. It stores how far it is, for
//! the others to show. Blocks.

use std::time::{Duration, Instant};

use portal_config::RedisUrl;
use redis::{Client, Connection, FromRedisValue, RedisError, ScriptInvocation, cmd};

use super::scan::ScanView;
use crate::lease::Lease;

/// Who looks: a word of its own.
const LEASE: &str = "portal:images:lease";
/// The scan that goes on, or the last one.
const SCAN: &str = "portal:images:scan";
/// A node that does not say for so long that it looks has died.
const TERM: Duration = Duration::from_secs(10);
/// What nobody renews is worth nothing after this (seconds).
const KEPT: u64 = 86_400;

const CONNECT: Duration = Duration::from_secs(1);
const RESPONSE: Duration = Duration::from_secs(1);
/// A Redis that did not answer is left alone for so long.
const PAUSE: Duration = Duration::from_secs(3);

/// This node's part in the agreement; without Redis, and while it is away, it is always this node's turn.
pub(super) struct Turns {
    redis: Option<Redis>,
}

/// Whose turn it is.
pub(super) enum Turn {
    /// This node's. What the others did last, if they said.
    Here(Option<ScanView>),
    /// Another one's.
    Elsewhere(Option<ScanView>),
}

/// What the others do.
pub(super) struct Seen {
    /// Whether one of them looks.
    pub(super) looks: bool,
    /// The scan that it stored last; or that the one before did.
    pub(super) scan: Option<ScanView>,
}

impl Turns {
    /// # Errors
    /// When the address of Redis cannot be used.
    pub(super) fn new(redis: Option<&RedisUrl>) -> Result<Self, RedisError> {
        let redis = redis.map(|url| {
            Ok::<_, RedisError>(Redis {
                client: Client::open(url.expose())?,
                connection: None,
                lease: Lease::new(LEASE),
                away_since: None,
            })
        });
        Ok(Self {
            redis: redis.transpose()?,
        })
    }

    /// Whether there may be others.
    pub(super) const fn are_shared(&self) -> bool {
        self.redis.is_some()
    }

    /// Takes the turn, unless another node looks.
    pub(super) fn take(&mut self) -> Turn {
        let Some(taken) = self.redis.as_mut().and_then(Redis::take) else {
            return Turn::Here(None);
        };
        let last = self.seen().and_then(|seen| seen.scan);
        if taken { Turn::Here(last) } else { Turn::Elsewhere(last) }
    }

    /// Says that this node still looks, and how far it is. False: it was silent for so long that it is not its turn any more.
    pub(super) fn hold(&mut self, scan: &ScanView) -> bool {
        self.redis.as_mut().and_then(|redis| redis.hold(scan)).unwrap_or(true)
    }

    /// Lets another node look.
    pub(super) fn give_back(&mut self) {
        if let Some(redis) = &mut self.redis {
            // Whether it worked or not: the lease ends by itself.
            let _: Option<bool> = redis.agree(Lease::give_back);
        }
    }

    /// What the others do; none when nobody knows.
    pub(super) fn seen(&mut self) -> Option<Seen> {
        self.redis.as_mut()?.seen()
    }
}

struct Redis {
    client: Client,
    connection: Option<Connection>,
    lease: Lease,
    away_since: Option<Instant>,
}

impl Redis {
    fn take(&mut self) -> Option<bool> {
        self.agree(|lease| lease.take(TERM))
    }

    fn hold(&mut self, scan: &ScanView) -> Option<bool> {
        let holds = self.agree(|lease| lease.renew(TERM))?;
        if holds && let Ok(text) = serde_json::to_string(scan) {
            self.ask(|connection, _| cmd("SET").arg(SCAN).arg(text).arg("EX").arg(KEPT).exec(connection))?;
        }
        Some(holds)
    }

    fn seen(&mut self) -> Option<Seen> {
        let (word, scan): (Option<String>, Option<Vec<u8>>) =
            self.ask(|connection, lease| cmd("MGET").arg(lease.key()).arg(SCAN).query(connection))?;
        Some(Seen {
            looks: word.is_some_and(|word| word != self.lease.word()),
            // What another version of the portal wrote may make no sense here.
            scan: scan.and_then(|text| serde_json::from_slice(&text).ok()),
        })
    }

    fn agree<T: FromRedisValue>(&mut self, call: impl FnOnce(&Lease) -> ScriptInvocation<'_>) -> Option<T> {
        self.ask(|connection, lease| call(lease).invoke(connection))
    }

    /// None when Redis does not answer.
    fn ask<T>(&mut self, question: impl FnOnce(&mut Connection, &Lease) -> Result<T, RedisError>) -> Option<T> {
        if self.away_since.is_some_and(|since| since.elapsed() < PAUSE) {
            return None;
        }
        let answer = self.connected().and_then(|mut connection| {
            let answer = question(&mut connection, &self.lease)?;
            self.connection = Some(connection);
            Ok(answer)
        });
        match answer {
            Ok(answer) => {
                self.away_since = None;
                Some(answer)
            }
            Err(error) => {
                if self.away_since.is_none() {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(
                        error,
                        "Redis does not say who looks for images; this process looks for itself"
                    );
                }
                self.away_since = Some(Instant::now());
                None
            }
        }
    }

    fn connected(&mut self) -> Result<Connection, RedisError> {
        if let Some(connection) = self.connection.take() {
            return Ok(connection);
        }
        let connection = self.client.get_connection_with_timeout(CONNECT)?;
        connection.set_read_timeout(Some(RESPONSE))?;
        connection.set_write_timeout(Some(RESPONSE))?;
        Ok(connection)
    }
}
