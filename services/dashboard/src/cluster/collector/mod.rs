//! Asks Slurm at its own pace, whatever the number of readers, and keeps the newest snapshot at hand.
//!
//! Two threads ask: one slurmctld, one slurmdbd, which may take long. Readers take the snapshot from the board and wait for
//! nobody; a hanging Slurm makes the snapshot old, and nothing else.

mod ask;
mod bell;
mod board;
mod gauges;
pub(crate) mod news;
mod schedule;
mod topic;

use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use portal_config::{Clock, ClusterIntervals};
use portal_events::Publisher;
use portal_slurm::Cluster;
use portal_slurm::snapshot::{Intervals, Snapshot};
use tokio::sync::watch;

use self::bell::Bell;
use self::board::Board;
use self::news::News;
use self::schedule::Schedule;
pub(crate) use self::topic::Topic;

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
    news: News,
    clock: Clock,
}

/// The threads; they end when this is dropped.
#[derive(Debug)]
pub(crate) struct Collector {
    watch: Watch,
    threads: Vec<JoinHandle<()>>,
}

impl Watch {
    /// The newest snapshot.
    pub(crate) fn now(&self) -> Arc<Snapshot> {
        self.0.board.now()
    }

    /// Changes with each new snapshot; holds its version.
    pub(crate) fn versions(&self) -> watch::Receiver<u64> {
        self.0.board.versions()
    }

    /// Asks Slurm about `topic` as soon as it may be asked: after an action, so that all screens show what it did.
    pub(crate) fn nudge(&self, topic: Topic) {
        self.0.bell_of(topic).nudge(topic);
    }

    /// Slurm itself, for actions and details. Its calls block.
    pub(crate) fn slurm(&self) -> &Arc<dyn Cluster> {
        &self.0.slurm
    }

    /// Looks for as long as it is polled whether what is known has become stale, and tells so.
    async fn look(&self) {
        let mut every = tokio::time::interval(LOOK);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            let snapshot = self.now();
            gauges::set_ages(&snapshot, self.0.clock.unix_millis());
            if !self.0.bells.iter().all(Bell::is_resting) {
                self.0.news.tell_staleness(&snapshot);
            }
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
                    let told = |old: &Arc<Snapshot>, new: &Arc<Snapshot>| self.told(old, new);
                    let went = ask::ask(&*self.slurm, topic, &self.board, &self.clock, told);
                    schedule.done(topic, now, Instant::now(), went);
                    Duration::ZERO
                }
                Err(wait) => wait,
            };
            wishes = bell.wait(patience);
        }
    }

    fn told(&self, old: &Arc<Snapshot>, new: &Arc<Snapshot>) {
        gauges::set(new);
        self.news.tell(old, new);
    }
}

impl Collector {
    /// Begins to ask.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(crate) fn start(parts: CollectorParts) -> std::io::Result<Self> {
        let intervals = parts.intervals;
        let epoch = format!("{:016x}", rand::random::<u64>());
        let shared = Shared {
            slurm: parts.slurm,
            board: Board::new(Snapshot::unknown(epoch.into(), in_millis(&intervals))),
            bells: [Bell::default(), Bell::default()],
            news: News::new(parts.publisher, parts.clock.clone()),
            clock: parts.clock,
        };
        let watch = Watch(Arc::new(shared));
        let mut threads = Vec::new();
        let kinds = [
            ("slurm-controller", Topic::OF_CONTROLLER),
            ("slurm-accounting", Topic::OF_ACCOUNTING),
        ];
        for ((name, topics), bell) in kinds.into_iter().zip(watch.0.bells.clone()) {
            let shared = Arc::clone(&watch.0);
            let work = move || shared.collect(topics, &bell, &intervals);
            threads.push(Builder::new().name(name.to_owned()).spawn(work)?);
        }
        Ok(Self { watch, threads })
    }

    /// The cluster as handlers see it.
    pub(crate) fn watch(&self) -> Watch {
        self.watch.clone()
    }

    /// What goes on beside the threads; for as long as it is polled.
    pub(crate) async fn chores(&self) {
        self.watch.look().await;
    }

    /// Tells the threads to end, and waits for them as long as that makes sense.
    pub(crate) async fn stop(&self) {
        self.ring_out();
        let until = Instant::now() + LAST_ANSWER;
        while !self.threads.iter().all(JoinHandle::is_finished) && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
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
