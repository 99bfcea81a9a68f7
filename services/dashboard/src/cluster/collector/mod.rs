//! Asks Slurm at its own pace, whatever the number of readers, and keeps the newest snapshot at hand.
//!
//! Two threads ask: one slurmctld, one slurmdbd, which may take long. Readers take the snapshot from the board and wait for
//! nobody; a hanging Slurm makes the snapshot old, and nothing else. Of several portal nodes that share a Redis, one asks.

mod ask;
mod bell;
mod board;
mod finished;
mod gauges;
mod lease;
mod memory;
pub(crate) mod news;
#[cfg(test)]
mod news_test;
mod nudges;
mod schedule;
mod topic;
mod utilisation;

use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use portal_config::{Clock, ClusterIntervals, RedisUrl};
use portal_db::{Db, DbError};
use portal_events::Publisher;
use portal_slurm::Cluster;
use portal_slurm::snapshot::{Intervals, Snapshot};

use self::bell::Bell;
use self::board::Board;
use self::lease::Lease;
use self::memory::{Memory, Note, Notebook};
use self::news::News;
use self::nudges::Nudges;
use self::schedule::Schedule;
pub(crate) use self::topic::Topic;
use self::utilisation::Utilisation;
pub(crate) use self::utilisation::{Range, Utilised};

/// How often it is looked whether what is known has become stale.
const LOOK: Duration = Duration::from_secs(1);
/// A thread that still waits for Slurm when the service stops is left behind after this.
const LAST_ANSWER: Duration = Duration::from_secs(2);

/// What a collector works with.
pub(crate) struct CollectorParts {
    /// Who is asked.
    pub(crate) slurm: Arc<dyn Cluster>,
    /// How often.
    pub(crate) intervals: ClusterIntervals,
    /// Where several portal nodes agree who asks.
    pub(crate) redis: Option<RedisUrl>,
    /// Where ended jobs and utilisation are kept.
    pub(crate) db: Db,
    /// Who is told.
    pub(crate) publisher: Publisher,
    /// Time.
    pub(crate) clock: Clock,
}

/// The cluster as handlers see it: the newest snapshot, and a way to ask for a newer one. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Watch(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    slurm: Arc<dyn Cluster>,
    board: Board,
    bells: [Bell; 2],
    nudges: Nudges,
    news: News,
    source: finished::Source,
    utilisation: Utilisation,
    notebook: Notebook,
    db: Db,
    clock: Clock,
}

/// The threads; they end when this is dropped.
#[derive(Debug)]
pub(crate) struct Collector {
    watch: Watch,
    threads: Vec<JoinHandle<()>>,
    memory: Memory,
    lease: Option<Lease>,
}

impl Watch {
    /// The newest snapshot.
    pub(crate) fn now(&self) -> Arc<Snapshot> {
        self.0.board.now()
    }

    /// Changes with each new snapshot.
    pub(crate) fn versions(&self) -> tokio::sync::watch::Receiver<u64> {
        self.0.board.versions()
    }

    /// Whether another portal node collects.
    pub(crate) fn is_resting(&self) -> bool {
        self.0.is_resting()
    }

    /// Asks Slurm about `topic` as soon as it may be asked, here or on the node that collects: after an action, so that all
    /// screens show what it did.
    pub(crate) fn nudge(&self, topic: Topic) {
        if self.0.is_resting() {
            self.0.nudges.pass_on(topic);
        } else {
            self.0.bell_of(topic).nudge(topic);
        }
    }

    /// Asks Slurm about the queue, and waits until `found` finds what it looks for in the snapshot, or until that is an answer of
    /// after `since` (milliseconds since the Unix epoch); no longer than `patience`.
    pub(crate) async fn look_again(&self, since: i64, patience: Duration, found: impl Fn(&Snapshot) -> bool) {
        let mut versions = self.0.board.versions();
        self.nudge(Topic::Jobs);
        let seen = versions.wait_for(|_| {
            let now = self.now();
            found(&now) || now.jobs.as_of.is_some_and(|at| at > since)
        });
        // An elapsed time limit is an answer too: what is known.
        let _ = tokio::time::timeout(patience, seen).await;
    }

    /// Slurm itself, for actions and details. Its calls block.
    pub(crate) fn slurm(&self) -> &Arc<dyn Cluster> {
        &self.0.slurm
    }

    /// How much of the cluster was in use.
    ///
    /// # Errors
    /// When the database does not answer; the last hour needs none.
    pub(crate) async fn utilisation(&self, range: Range) -> Result<Utilised, DbError> {
        let now = self.0.clock.unix_millis();
        self.0.utilisation.over(range, &self.0.db, now).await
    }

    /// Looks for as long as it is polled whether what is known has become stale, and tells so.
    async fn look(&self) {
        let mut every = tokio::time::interval(LOOK);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            let snapshot = self.now();
            gauges::set_ages(&snapshot, self.0.clock.unix_millis());
            if !self.0.is_resting() {
                self.0.news.tell_staleness(&snapshot);
            }
        }
    }

    /// Fills what the memory of the last hour has from before the start.
    async fn remember(&self) {
        let now = self.0.clock.unix_millis();
        if let Err(error) = self.0.utilisation.remember(&self.0.db, now).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "what was in use during the last hour could not be read");
        }
    }
}

impl Shared {
    fn bell_of(&self, topic: Topic) -> &Bell {
        let [controller, accounting] = &self.bells;
        if Topic::OF_ACCOUNTING.contains(&topic) {
            accounting
        } else {
            controller
        }
    }

    /// Whether another portal node collects.
    fn is_resting(&self) -> bool {
        self.bells.iter().all(Bell::is_resting)
    }

    fn rest(&self, resting: bool) {
        self.bells.iter().for_each(|bell| bell.rest(resting));
    }

    /// Asks, until told to stop.
    fn collect(&self, topics: &[Topic], bell: &Bell, intervals: &ClusterIntervals) {
        let mut schedule = Schedule::new(topics, intervals, Instant::now());
        let mut wishes = bell.wait(Duration::ZERO);
        let mut rested = false;
        while !wishes.stop {
            let now = Instant::now();
            wishes.sooner.iter().for_each(|topic| schedule.nudge(*topic, now));
            let patience = match schedule.next(now) {
                _ if wishes.resting => {
                    rested = true;
                    LOOK
                }
                _ if rested => {
                    rested = false;
                    schedule.begin(now);
                    Duration::ZERO
                }
                Ok(topic) => {
                    let went = self.ask(topic);
                    schedule.done(topic, now, Instant::now(), went);
                    Duration::ZERO
                }
                Err(wait) => wait,
            };
            wishes = bell.wait(patience);
        }
    }

    fn ask(&self, topic: Topic) -> schedule::Went {
        match topic {
            Topic::Finished => self.source.ask(&*self.slurm, &self.db, &self.clock),
            _ => ask::ask(&*self.slurm, topic, &self.board, &self.clock, |old, new| {
                self.told(old, new)
            }),
        }
    }

    /// Slurm has answered this process.
    fn told(&self, old: &Snapshot, new: &Snapshot) {
        self.news.tell(old, new);
        let ended = self.source.seen(old, new);
        if !ended.is_empty() {
            self.notebook.note(Note::Ended(ended));
        }
        if let Some(minute) = self.looked(old, new) {
            self.notebook.note(Note::Minute(minute));
        }
    }

    /// There is a new snapshot, of this process or of another one. Gives the minute that is over with it.
    fn looked(&self, old: &Snapshot, new: &Snapshot) -> Option<portal_db::cluster_history::Means> {
        gauges::set(new);
        let asked_anew = old.jobs.as_of != new.jobs.as_of || old.nodes.as_of != new.nodes.as_of;
        asked_anew
            .then(|| self.utilisation.look(new, self.clock.unix_millis()))
            .flatten()
    }
}

impl Collector {
    /// Begins to ask; where there is a Redis, as soon as it is known that nobody else does.
    ///
    /// # Errors
    /// When no thread can be started, or the address of Redis cannot be used.
    pub(crate) fn start(parts: CollectorParts) -> std::io::Result<Self> {
        let intervals = parts.intervals;
        let epoch = format!("{:016x}", rand::random::<u64>());
        let (notebook, memory) = Memory::new(parts.db.clone());
        let (nudges, passed_on) = Nudges::new();
        let shared = Arc::new(Shared {
            slurm: parts.slurm,
            board: Board::new(Snapshot::unknown(epoch.into(), in_millis(&intervals))),
            bells: [Bell::default(), Bell::default()],
            nudges,
            news: News::new(parts.publisher, parts.clock.clone()),
            source: finished::Source::default(),
            utilisation: Utilisation::default(),
            notebook,
            db: parts.db,
            clock: parts.clock,
        });
        let lease = parts.redis.map(|url| Lease::new(&url, Arc::clone(&shared), passed_on));
        let lease = lease.transpose().map_err(std::io::Error::other)?;
        shared.rest(lease.is_some());
        let mut threads = Vec::new();
        let kinds = [
            ("slurm-controller", Topic::OF_CONTROLLER),
            ("slurm-accounting", Topic::OF_ACCOUNTING),
        ];
        for ((name, topics), bell) in kinds.into_iter().zip(shared.bells.clone()) {
            let shared = Arc::clone(&shared);
            let work = move || shared.collect(topics, &bell, &intervals);
            threads.push(Builder::new().name(name.to_owned()).spawn(work)?);
        }
        Ok(Self {
            watch: Watch(shared),
            threads,
            memory,
            lease,
        })
    }

    /// The cluster as handlers see it.
    pub(crate) fn watch(&self) -> Watch {
        self.watch.clone()
    }

    /// What goes on beside the threads; for as long as it is polled.
    pub(crate) async fn chores(&self) {
        self.watch.remember().await;
        let agree = async {
            match &self.lease {
                Some(lease) => lease.keep().await,
                None => std::future::pending().await,
            }
        };
        tokio::join!(self.watch.look(), self.memory.keep(), agree);
    }

    /// Tells the threads to end, waits for them as long as that makes sense, and writes down what they saw last.
    pub(crate) async fn stop(&self) {
        self.ring_out();
        if let Some(lease) = &self.lease {
            lease.give_back().await;
        }
        let until = Instant::now() + LAST_ANSWER;
        while !self.threads.iter().all(JoinHandle::is_finished) && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let shared = &self.watch.0;
        if let Some(minute) = shared.utilisation.unfinished().filter(|_| !shared.is_resting()) {
            shared.notebook.note(Note::Minute(minute));
        }
        self.memory.finish().await;
    }

    fn ring_out(&self) {
        self.watch.0.bells.iter().for_each(Bell::stop);
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.ring_out();
    }
}

fn in_millis(intervals: &ClusterIntervals) -> Intervals {
    let millis = |interval: Duration| u64::try_from(interval.as_millis()).unwrap_or(u64::MAX);
    Intervals {
        jobs_ms: millis(intervals.queue),
        nodes_ms: millis(intervals.nodes),
        partitions_ms: millis(intervals.partitions),
        settings_ms: millis(intervals.settings),
    }
}
