//! What the portal nodes agree on in Redis: who asks Slurm, and what was learned last.

use std::time::Duration;

use portal_config::RedisUrl;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, Client, RedisError, Script};
use tokio::sync::OnceCell;

use crate::lease::Lease;

/// Who asks Slurm: a word of its own.
const LEASE: &str = "portal:cluster:lease";
/// Version of the newest snapshot.
const HEAD: &str = "portal:cluster:head";
/// A whole snapshot, not always the newest.
const WHOLE: &str = "portal:cluster:whole";
/// What leads on from a version, whose number follows.
const DIFFERENCE: &str = "portal:cluster:from:";
/// Channel of wishes for a newer snapshot.
pub(super) const NUDGES: &str = "portal:cluster:nudge";
/// What nobody renews is worth nothing after this (seconds).
const KEPT: i64 = 600;

const CONNECT: Duration = Duration::from_secs(1);
/// A whole snapshot of a large queue has some megabytes.
const RESPONSE: Duration = Duration::from_secs(3);

/// Redis did not do its part.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoreError {
    /// No answer, or an error.
    #[error("Redis did not answer as it should")]
    Redis(#[from] RedisError),
    /// What is stored is none of ours, or cannot be packed.
    #[error("a stored snapshot makes no sense")]
    Nonsense(#[from] std::io::Error),
}

/// Takes part in the agreement under a word of its own.
pub(super) struct Store {
    client: Client,
    connection: OnceCell<ConnectionManager>,
    lease: Lease,
    put: Script,
}

/// Only who holds the lease stores: one that was slow for so long that another took over must not put its older look over the
/// newer one.
const PUT: &str = r"
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[3], ARGV[3], 'EX', ARGV[4])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[4])
return 1
";

impl Store {
    pub(super) fn new(url: &RedisUrl) -> Result<Self, RedisError> {
        Ok(Self {
            client: Client::open(url.expose())?,
            connection: OnceCell::new(),
            lease: Lease::new(LEASE),
            put: Script::new(PUT),
        })
    }

    async fn connection(&self) -> Result<ConnectionManager, RedisError> {
        let connect = || {
            let config = ConnectionManagerConfig::new()
                .set_response_timeout(Some(RESPONSE))
                .set_connection_timeout(Some(CONNECT))
                .set_number_of_retries(1);
            ConnectionManager::new_with_config(self.client.clone(), config)
        };
        self.connection.get_or_try_init(connect).await.cloned()
    }

    /// Takes the lease when nobody has it.
    pub(super) async fn take(&self, term: Duration) -> Result<bool, StoreError> {
        let mut connection = self.connection().await?;
        Ok(self.lease.take(term).invoke_async(&mut connection).await?)
    }

    /// Keeps the lease; false when another one has it.
    pub(super) async fn renew(&self, term: Duration) -> Result<bool, StoreError> {
        let mut connection = self.connection().await?;
        Ok(self.lease.renew(term).invoke_async(&mut connection).await?)
    }

    /// Gives the lease back.
    pub(super) async fn give_back(&self) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        let _: bool = self.lease.give_back().invoke_async(&mut connection).await?;
        Ok(())
    }

    /// Stores what leads `from` a version (`None`: a whole one) to `version`; false when another one has the lease.
    pub(super) async fn put(&self, from: Option<u64>, version: u64, bytes: &[u8]) -> Result<bool, StoreError> {
        let mut connection = self.connection().await?;
        let key = from.map_or_else(|| WHOLE.to_owned(), |from| format!("{DIFFERENCE}{from}"));
        let mut call = self.put.prepare_invoke();
        call.key(self.lease.key()).key(HEAD).key(key);
        call.arg(self.lease.word()).arg(version).arg(bytes).arg(KEPT);
        Ok(call.invoke_async(&mut connection).await?)
    }

    /// Version of the newest snapshot.
    pub(super) async fn head(&self) -> Result<Option<u64>, StoreError> {
        Ok(self.connection().await?.get(HEAD).await?)
    }

    /// What leads on from a version.
    pub(super) async fn difference(&self, from: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.connection().await?.get(format!("{DIFFERENCE}{from}")).await?)
    }

    /// A whole snapshot.
    pub(super) async fn whole(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.connection().await?.get(WHOLE).await?)
    }

    /// Tells the node that collects that somebody wants to see it sooner.
    pub(super) async fn nudge(&self, topic: &str) -> Result<(), StoreError> {
        let _: i64 = self.connection().await?.publish(NUDGES, topic).await?;
        Ok(())
    }
}
