//! Which of several portal nodes asks Slurm: the one that holds the lease in Redis. The others take over its snapshots.

mod store;

use std::sync::Arc;
use std::time::{Duration, Instant};

use portal_config::RedisUrl;
use portal_events::hear_text;
use portal_slurm::snapshot::{Packed, Snapshot};
use redis::RedisError;
use tokio::sync::Mutex;

use self::store::{Store, StoreError};
use super::Shared;
use super::nudges::PassedOn;
use super::topic::Topic;

/// Who holds the lease renews it so often.
const RENEW: Duration = Duration::from_secs(3);
/// Who does not renew it for so long has lost it.
const TERM: Duration = Duration::from_secs(10);
/// How often the others look for a newer snapshot, and whether the lease is free.
const LOOK: Duration = Duration::from_millis(500);
/// A whole snapshot is stored anew after so many differences.
const DIFFERENCES: u32 = 30;

/// This process' part in the agreement.
pub(super) struct Lease {
    shared: Arc<Shared>,
    store: Store,
    url: RedisUrl,
    passed_on: Mutex<PassedOn>,
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lease")
            .field("resting", &self.shared.is_resting())
            .finish_non_exhaustive()
    }
}

/// How this process stands to the others.
enum Role {
    /// It asks Slurm and stores what it learned.
    Leads(Leading),
    /// It takes what the leader stored.
    Follows,
    /// Redis does not answer: it asks for itself, as if there were no others.
    Alone,
}

struct Leading {
    renewed: Instant,
    /// What the others can have.
    stored: Option<Arc<Snapshot>>,
    differences: u32,
}

impl Lease {
    pub(super) fn new(url: &RedisUrl, shared: Arc<Shared>, passed_on: PassedOn) -> Result<Self, RedisError> {
        Ok(Self {
            shared,
            store: Store::new(url)?,
            url: url.clone(),
            passed_on: Mutex::new(passed_on),
        })
    }

    /// Agrees with the others for as long as it is polled.
    pub(super) async fn keep(&self) {
        tokio::join!(self.take_part(), self.pass_nudges_on(), self.hear_nudges());
    }

    /// Lets another node take over at once.
    pub(super) async fn give_back(&self) {
        if !self.shared.is_resting() {
            // Whether it worked or not: the lease ends by itself.
            let _ = self.store.give_back().await;
        }
    }

    async fn take_part(&self) {
        let mut versions = self.shared.board.versions();
        let mut answered = Instant::now();
        let mut role = Role::Follows;
        loop {
            let next = match role {
                Role::Leads(leading) => self.lead(leading).await,
                Role::Follows | Role::Alone => self.follow().await,
            };
            role = match next {
                Ok(next) => {
                    answered = Instant::now();
                    next
                }
                Err(error) if answered.elapsed() < TERM => {
                    let error = &error as &dyn std::error::Error;
                    tracing::debug!(error, "Redis did not answer about who asks Slurm");
                    if self.shared.is_resting() {
                        Role::Follows
                    } else {
                        Role::Alone
                    }
                }
                Err(error) => {
                    if self.shared.is_resting() {
                        let error = &error as &dyn std::error::Error;
                        tracing::warn!(error, "Redis does not say who asks Slurm; this process asks for itself");
                    }
                    Role::Alone
                }
            };
            self.shared.rest(matches!(role, Role::Follows));
            let _ = tokio::time::timeout(LOOK, versions.changed()).await;
        }
    }

    /// Renews the lease when it is time, and stores what is new.
    async fn lead(&self, mut leading: Leading) -> Result<Role, StoreError> {
        if leading.renewed.elapsed() >= RENEW {
            let asked = Instant::now();
            if !self.store.renew(TERM).await? {
                tracing::warn!("another portal node asks Slurm now; this one was too slow to say that it is there");
                return Ok(Role::Follows);
            }
            leading.renewed = asked;
        }
        let newest = self.shared.board.now();
        if newest.version == 0
            || leading
                .stored
                .as_ref()
                .is_some_and(|stored| stored.version == newest.version)
        {
            return Ok(Role::Leads(leading));
        }
        let old = leading.stored.take().filter(|_| leading.differences < DIFFERENCES);
        leading.differences = if old.is_some() { leading.differences + 1 } else { 0 };
        let packing = Arc::clone(&newest);
        let from = old.as_ref().map(|old| old.version);
        // Packing a large queue takes a while: not on a thread that serves requests.
        let packed = tokio::task::spawn_blocking(move || Packed::new(old.as_deref(), &packing).to_bytes());
        let bytes = packed.await.map_err(std::io::Error::other)??;
        if !self.store.put(from, newest.version, &bytes).await? {
            return Ok(Role::Follows);
        }
        leading.stored = Some(newest);
        Ok(Role::Leads(leading))
    }

    /// Takes the lease when it is free, else the newest snapshot.
    async fn follow(&self) -> Result<Role, StoreError> {
        // What the one before knew comes first: the differences that this one will tell begin there.
        self.catch_up().await?;
        let asked = Instant::now();
        if self.store.take(TERM).await? {
            self.catch_up().await?;
            tracing::info!("this portal node asks Slurm from now on");
            return Ok(Role::Leads(Leading {
                renewed: asked,
                stored: None,
                differences: 0,
            }));
        }
        Ok(Role::Follows)
    }

    /// Goes along the stored differences as far as they lead; where they do not lead on from what is here, from the whole
    /// snapshot on.
    async fn catch_up(&self) -> Result<(), StoreError> {
        let here = self.shared.board.now();
        let Some(head) = self.store.head().await?.filter(|head| *head > here.version) else {
            return Ok(());
        };
        let mut at = here;
        let mut may_start_over = true;
        while at.version < head {
            let bytes = match self.store.difference(at.version).await? {
                Some(bytes) => bytes,
                None if may_start_over => {
                    may_start_over = false;
                    match self.store.whole().await? {
                        Some(bytes) => bytes,
                        None => break,
                    }
                }
                None => break,
            };
            let from = Arc::clone(&at);
            let unpacked = tokio::task::spawn_blocking(move || {
                let packed = Packed::from_bytes(&bytes)?;
                packed.unpack(&from).map_err(std::io::Error::other)
            });
            at = Arc::new(unpacked.await.map_err(std::io::Error::other)??);
        }
        let next = |old: &Snapshot| (old.version < at.version).then(|| (*at).clone());
        self.shared.board.change(next, |old, new| {
            // The node that asks writes the minute down.
            let _ = self.shared.looked(old, new);
        });
        Ok(())
    }

    async fn pass_nudges_on(&self) {
        let mut passed_on = self.passed_on.lock().await;
        while let Some(topic) = passed_on.recv().await {
            if let Err(error) = self.store.nudge(topic.as_str()).await {
                let error = &error as &dyn std::error::Error;
                tracing::debug!(error, "the node that asks Slurm was not told to hurry");
            }
        }
    }

    async fn hear_nudges(&self) {
        let heard = |word: &str| {
            if let Some(topic) = Topic::named(word).filter(|_| !self.shared.is_resting()) {
                self.shared.bell_of(topic).nudge(topic);
            }
        };
        if let Err(error) = hear_text(self.url.expose(), store::NUDGES, heard).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "wishes of other portal nodes are not heard");
        }
    }
}
