//! A cluster that can hang, and remembers how often it was asked.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use portal_config::{Clock, ClusterIntervals};
use portal_slurm::model::{
    Account, Controller, FinishedJob, Job, JobDetail, JobId, JobState, Node, NodeState, Partition, Qos, Reason,
    Reservation, StartEstimate, Tres, UnixTime, Username,
};
use portal_slurm::submission::{Marker, NodeName};
use portal_slurm::{Absent, By, Cluster, JobChange, JobTarget, NodeChange, SlurmError, Submission};

use crate::app::App;

/// Where manual clocks of tests begin.
pub(super) const NOW: i64 = 1_790_000_000;

#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) jobs: Vec<Job>,
    pub(super) nodes: Vec<Node>,
    /// `None` without accounting.
    pub(super) finished: Option<Vec<FinishedJob>>,
    /// Accounting does not get done in time with more than so many seconds.
    pub(super) most_at_once: Option<i64>,
    pub(super) away: bool,
    pub(super) hangs: bool,
    /// What was asked by whom, and when.
    pub(super) asked: Vec<(&'static str, &'static str, Instant)>,
}

/// One portal node's way to the cluster.
#[derive(Clone, Debug)]
pub(super) struct Slurm {
    who: &'static str,
    world: Arc<(Mutex<World>, Condvar)>,
}

impl Slurm {
    pub(super) fn new() -> Self {
        let world = World {
            jobs: vec![job(1, "RUNNING"), job(2, "PENDING")],
            nodes: vec![node("cn1", 32), node("cn2", 0)],
            ..World::default()
        };
        Self {
            who: "one",
            world: Arc::new((Mutex::new(world), Condvar::new())),
        }
    }

    /// The same cluster, asked by another portal node.
    pub(super) fn asked_by(&self, who: &'static str) -> Self {
        Self { who, ..self.clone() }
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut World)) {
        change(&mut self.world());
        self.world.1.notify_all();
    }

    /// How often `question` was asked, by anybody.
    pub(super) fn count(&self, question: &str) -> usize {
        self.times(question).len()
    }

    pub(super) fn times(&self, question: &str) -> Vec<(&'static str, Instant)> {
        let asked = &self.world().asked;
        let matching = asked.iter().filter(|(what, ..)| *what == question);
        matching.map(|(_, who, at)| (*who, *at)).collect()
    }

    /// That `question` was never asked more often than `every`. A thread that begins late makes one gap longer and the next
    /// shorter, so it is looked at two together.
    pub(super) fn assert_paced(&self, question: &str, every: Duration) {
        for three in self.times(question).windows(3) {
            let gaps = three[2].1.duration_since(three[0].1);
            assert!(gaps >= every * 3 / 2, "{three:?}: {gaps:?}");
        }
    }

    fn tell<T>(&self, question: &'static str, told: impl FnOnce(&World) -> T) -> Result<T, SlurmError> {
        let mut world = self.world();
        world.asked.push((question, self.who, Instant::now()));
        let limit = Duration::from_secs(30);
        let hung = self.world.1.wait_timeout_while(world, limit, |world| world.hangs);
        let (world, _) = hung.unwrap_or_else(PoisonError::into_inner);
        if world.away {
            return Err(SlurmError::Unreachable {
                said: "Unable to contact slurm controller".to_owned(),
            });
        }
        Ok(told(&world))
    }
}

impl Cluster for Slurm {
    fn controller(&self) -> Result<Controller, SlurmError> {
        self.tell("controller", |world| Controller {
            cluster: "crash".into(),
            version: "22.05.8".into(),
            daemons: Vec::new(),
            accounting: world.finished.is_some(),
            accounting_has_comments: true,
            jobs_are_private: false,
            nodes_are_private: false,
            min_job_age_seconds: 300,
            slurm_user: "slurm".into(),
            simulated: false,
        })
    }

    fn jobs(&self) -> Result<Vec<Job>, SlurmError> {
        self.tell("jobs", |world| world.jobs.clone())
    }

    fn job_detail(&self, id: JobId) -> Result<JobDetail, SlurmError> {
        Absent.job_detail(id)
    }

    fn nodes(&self) -> Result<Vec<Node>, SlurmError> {
        self.tell("nodes", |world| world.nodes.clone())
    }

    fn partitions(&self) -> Result<Vec<Partition>, SlurmError> {
        self.tell("partitions", |_| Vec::new())
    }

    fn reservations(&self) -> Result<Vec<Reservation>, SlurmError> {
        self.tell("reservations", |_| Vec::new())
    }

    fn qos(&self) -> Result<Vec<Qos>, SlurmError> {
        Err(SlurmError::NotConfigured { what: "accounting" })
    }

    fn accounts(&self) -> Result<Vec<Account>, SlurmError> {
        Err(SlurmError::NotConfigured { what: "accounting" })
    }

    fn finished_between(&self, from: UnixTime, until: UnixTime) -> Result<Vec<FinishedJob>, SlurmError> {
        let (ended, most) = self.tell("finished", |world| (world.finished.clone(), world.most_at_once))?;
        let ended = ended.ok_or(SlurmError::NotConfigured { what: "accounting" })?;
        if most.is_some_and(|most| until.min(NOW) - from > most) {
            let (command, limit) = ("sacct", Duration::from_secs(30));
            return Err(SlurmError::TimedOut { command, limit });
        }
        let within = |job: &FinishedJob| (from..=until).contains(&job.end_at);
        Ok(ended.into_iter().filter(within).collect())
    }

    fn submit(&self, user: &Username, submission: &Submission) -> Result<JobId, SlurmError> {
        Absent.submit(user, submission)
    }

    fn test(&self, user: &Username, submission: &Submission) -> Result<StartEstimate, SlurmError> {
        Absent.test(user, submission)
    }

    fn find_marked(&self, user: &Username, marker: &Marker) -> Result<Option<JobId>, SlurmError> {
        Absent.find_marked(user, marker)
    }

    fn change_job(&self, by: &By, target: JobTarget, change: &JobChange) -> Result<(), SlurmError> {
        Absent.change_job(by, target, change)
    }

    fn change_node(&self, name: &NodeName, change: &NodeChange) -> Result<(), SlurmError> {
        Absent.change_node(name, change)
    }
}

/// Slurm is asked so often: tests do not wait for seconds.
pub(super) fn often() -> ClusterIntervals {
    let often = Duration::from_millis(50);
    ClusterIntervals {
        queue: often,
        nodes: often,
        partitions: often,
        settings: often,
        finished: often,
    }
}

/// A dashboard before that cluster.
pub(super) async fn before(slurm: &Slurm) -> App {
    App::before(Arc::new(slurm.clone()), |settings| settings.intervals = often()).await
}

/// Asks until the answer is as expected.
pub(super) async fn until(
    app: &App,
    path: &str,
    what: &str,
    expected: impl Fn(&serde_json::Value) -> bool,
) -> serde_json::Value {
    crate::app::eventually(what, async || {
        let answer = app.user("kim").get(path).await;
        let json = answer.json();
        expected(&json).then_some(json)
    })
    .await
}

pub(super) fn job(number: u32, state: &str) -> Job {
    let state = JobState::read(state);
    Job {
        id: JobId::new(number).unwrap(),
        array: None,
        het: None,
        name: format!("job {number}").into(),
        user: "kim".into(),
        account: "cfd".into(),
        partition: "cpu".into(),
        qos: "normal".into(),
        reason: Reason::None,
        priority: 1,
        submit_at: NOW - 600,
        eligible_at: None,
        start_at: state.holds_nodes().then_some(NOW - 300),
        end_at: state.has_ended().then_some(NOW - 10),
        time_limit_seconds: Some(3600),
        nodes: 1,
        tasks: 1,
        tres: Tres::default(),
        node_list: "cn1".into(),
        features: "".into(),
        dependency: "".into(),
        reservation: "".into(),
        work_dir: "/home/kim".into(),
        command: "run.sh".into(),
        comment: "".into(),
        exit_code: None,
        restarts: 0,
        state,
    }
}

pub(super) fn node(name: &str, allocated: u32) -> Node {
    Node {
        name: name.into(),
        address: name.into(),
        state: NodeState::read(if allocated == 0 { "IDLE" } else { "MIXED" }),
        cpus: 64,
        cpus_allocated: allocated,
        load: None,
        memory_bytes: 1 << 38,
        memory_allocated_bytes: 0,
        memory_free_bytes: None,
        gres: Vec::new(),
        partitions: vec!["cpu".into()],
        features: Vec::new(),
        reason: "".into(),
        reason_by: "".into(),
        reason_at: None,
        boot_at: None,
        last_busy_at: None,
        version: "".into(),
        os: "".into(),
        arch: "".into(),
        topology: [1, 64, 1],
        weight: 1,
        tmp_disk_bytes: 0,
    }
}

/// A manual clock that stands where those of the tests begin.
pub(super) fn clock() -> Clock {
    Clock::manual(NOW)
}
