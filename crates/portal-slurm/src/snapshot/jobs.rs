//! The queue, with what is asked of it often.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::counts::{StateCounts, UserTally, entry};
use super::delta::JobsDelta;
use crate::model::{ArrayPart, ArrayTasks, HetPart, Job, JobId, JobRef, Reason};

/// All jobs that slurmctld knows, in the order of their numbers.
#[derive(Debug, Default)]
pub struct JobSet {
    rows: Vec<Arc<Job>>,
    totals: OnceLock<Totals>,
    places: OnceLock<Places>,
}

/// Sums, needed after every answer.
#[derive(Debug, Default)]
struct Totals {
    states: StateCounts,
    users: HashMap<Arc<str>, UserTally>,
    partitions: HashMap<Arc<str>, UserTally>,
    waiting: Vec<(Reason, u64)>,
}

/// Where in `rows` something is; made when it is first asked for.
#[derive(Debug, Default)]
struct Places {
    users: HashMap<Arc<str>, Vec<u32>>,
    nodes: HashMap<Box<str>, Vec<u32>>,
    arrays: HashMap<JobId, Vec<u32>>,
    hets: HashMap<JobId, Vec<u32>>,
}

impl JobSet {
    /// The queue as Slurm told it.
    #[must_use]
    pub fn new(jobs: Vec<Job>) -> Self {
        Self::default().next(jobs).0
    }

    /// The queue that follows this one, and what is different. Rows that are equal are shared.
    #[must_use]
    pub fn next(&self, mut jobs: Vec<Job>) -> (Self, JobsDelta) {
        jobs.sort_by_key(|job| job.id);
        let mut delta = JobsDelta::default();
        let mut rows: Vec<Arc<Job>> = Vec::with_capacity(jobs.len());
        let mut before = self.rows.iter().peekable();
        for job in jobs {
            if rows.last().is_some_and(|last| last.id == job.id) {
                // Slurm never tells a record twice; should it, the first counts.
                continue;
            }
            while let Some(gone) = before.next_if(|old| old.id < job.id) {
                delta.gone.push(gone.id);
            }
            match before.next_if(|old| old.id == job.id) {
                Some(old) if **old == job => rows.push(Arc::clone(old)),
                Some(_) | None => {
                    let job = Arc::new(job);
                    delta.changed.push(Arc::clone(&job));
                    rows.push(job);
                }
            }
        }
        delta.gone.extend(before.map(|old| old.id));
        (Self::of_rows(rows), delta)
    }

    /// Expects rows in the order of their numbers.
    pub(super) fn of_rows(rows: Vec<Arc<Job>>) -> Self {
        Self {
            rows,
            ..Self::default()
        }
    }

    /// All rows, in the order of their numbers.
    #[must_use]
    pub fn rows(&self) -> &[Arc<Job>] {
        &self.rows
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the queue is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The record of that number.
    #[must_use]
    pub fn get(&self, id: JobId) -> Option<&Arc<Job>> {
        self.rows.get(self.place(id)?)
    }

    pub(super) fn place(&self, id: JobId) -> Option<usize> {
        self.rows.binary_search_by_key(&id, |job| job.id).ok()
    }

    /// The record that people mean: of that number, else the array's waiting rest or its first task, else the leader of the
    /// heterogeneous job; a task of an array, also one that still waits with others; a component.
    #[must_use]
    pub fn find(&self, wanted: JobRef) -> Option<&Arc<Job>> {
        match wanted {
            JobRef::Job(id) => self.get(id).or_else(|| {
                let mut tasks = self.array(id);
                let waiting = tasks.clone().find(|job| job.count() > 1);
                waiting.or_else(|| tasks.next()).or_else(|| self.het(id).next())
            }),
            JobRef::Task(array, task) => self.array(array).find(|job| is_task(job, task)),
            JobRef::Component(leader, offset) => self
                .het(leader)
                .find(|job| job.het.is_some_and(|part| part.offset == offset)),
        }
    }

    /// Records of an array.
    pub fn array(&self, id: JobId) -> impl Iterator<Item = &Arc<Job>> + Clone {
        self.at(self.places().arrays.get(&id))
    }

    /// Components of a heterogeneous job.
    pub fn het(&self, leader: JobId) -> impl Iterator<Item = &Arc<Job>> + Clone {
        self.at(self.places().hets.get(&leader))
    }

    /// Jobs of a person.
    pub fn of_user(&self, user: &str) -> impl Iterator<Item = &Arc<Job>> + Clone {
        self.at(self.places().users.get(user))
    }

    /// Jobs that hold that node.
    pub fn on_node(&self, node: &str) -> impl Iterator<Item = &Arc<Job>> + Clone {
        self.at(self.places().nodes.get(node))
    }

    pub(super) fn places_of_user(&self, user: &str) -> &[u32] {
        self.places().users.get(user).map_or(&[], Vec::as_slice)
    }

    pub(super) fn places_on_node(&self, node: &str) -> &[u32] {
        self.places().nodes.get(node).map_or(&[], Vec::as_slice)
    }

    /// Jobs by state.
    #[must_use]
    pub fn states(&self) -> &StateCounts {
        &self.totals().states
    }

    /// Jobs of a person, added up.
    #[must_use]
    pub fn user_tally(&self, user: &str) -> UserTally {
        self.totals().users.get(user).copied().unwrap_or_default()
    }

    /// Jobs of a partition, added up. A job that waits for several partitions counts in each.
    #[must_use]
    pub fn partition_tally(&self, partition: &str) -> UserTally {
        self.totals().partitions.get(partition).copied().unwrap_or_default()
    }

    /// Why jobs wait, and how many for each reason; most frequent first.
    #[must_use]
    pub fn waiting(&self) -> &[(Reason, u64)] {
        &self.totals().waiting
    }

    /// How many waiting jobs of the same partition have a higher priority (or the same, and came earlier); `None` when the
    /// job does not wait.
    #[must_use]
    pub fn ahead_of(&self, job: &Job) -> Option<u64> {
        if !job.state.is_waiting() {
            return None;
        }
        let before = |other: &&Arc<Job>| {
            other.state.is_waiting()
                && (other.priority, job.id) > (job.priority, other.id)
                && shares_partition(&other.partition, &job.partition)
        };
        let ahead = self.rows.iter().filter(before);
        Some(ahead.map(|other| u64::from(other.count())).sum())
    }

    fn at<'a>(&'a self, places: Option<&'a Vec<u32>>) -> impl Iterator<Item = &'a Arc<Job>> + Clone {
        let places = places.map_or(&[] as &[u32], Vec::as_slice);
        places.iter().filter_map(|place| self.rows.get(*place as usize))
    }

    fn totals(&self) -> &Totals {
        self.totals.get_or_init(|| Totals::of(&self.rows))
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::of(&self.rows))
    }
}

impl Totals {
    fn of(rows: &[Arc<Job>]) -> Self {
        let mut totals = Self::default();
        let mut waiting: HashMap<&Reason, u64> = HashMap::new();
        for job in rows {
            totals.states.add(job);
            entry(&mut totals.users, &job.user).add(job);
            if job.partition.contains(',') {
                for partition in job.partition.split(',') {
                    entry(&mut totals.partitions, &partition.into()).add(job);
                }
            } else {
                entry(&mut totals.partitions, &job.partition).add(job);
            }
            if job.state.is_waiting() {
                *waiting.entry(&job.reason).or_default() += u64::from(job.count());
            }
        }
        totals.waiting = waiting
            .into_iter()
            .map(|(reason, jobs)| (reason.clone(), jobs))
            .collect();
        totals.waiting.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        totals
    }
}

impl Places {
    fn of(rows: &[Arc<Job>]) -> Self {
        let mut places = Self::default();
        for (place, job) in (0_u32..).zip(rows) {
            entry(&mut places.users, &job.user).push(place);
            if let Some(ArrayPart { job_id, .. }) = &job.array {
                places.arrays.entry(*job_id).or_default().push(place);
            }
            if let Some(HetPart { leader, .. }) = job.het {
                places.hets.entry(leader).or_default().push(place);
            }
            if job.state.holds_nodes() {
                for node in crate::hostlist::expand(&job.node_list) {
                    places.nodes.entry(node.into()).or_default().push(place);
                }
            }
        }
        places
    }
}

/// Whether one of the partitions, with commas, is in both.
fn shares_partition(one: &str, other: &str) -> bool {
    one == other || one.split(',').any(|name| other.split(',').any(|also| also == name))
}

/// Whether the record is that task of its array, or holds it among those that wait.
fn is_task(job: &Job, task: u32) -> bool {
    match &job.array {
        Some(ArrayPart {
            tasks: ArrayTasks::One(one),
            ..
        }) => *one == task,
        Some(ArrayPart {
            tasks: ArrayTasks::Waiting { expression, .. },
            ..
        }) => names_task(expression, task),
        None => false,
    }
}

/// Whether `1,3-5,10-20:2%4` names `task`. Slurm cuts long ones short with `...`: what follows is then held to be named.
fn names_task(expression: &str, task: u32) -> bool {
    let tasks = expression.split('%').next().unwrap_or_default();
    tasks.split(',').any(|piece| {
        let (range, step) = piece.split_once(':').unwrap_or((piece, "1"));
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        match (first.parse::<u32>(), last.parse::<u32>(), step.parse::<u32>()) {
            (Ok(first), Ok(last), Ok(step)) => {
                (first..=last).contains(&task) && (task - first).is_multiple_of(step.max(1))
            }
            (..) => piece.contains("..."),
        }
    })
}

impl Serialize for JobSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for JobSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut rows = Vec::<Arc<Job>>::deserialize(deserializer)?;
        rows.sort_by_key(|job| job.id);
        rows.dedup_by_key(|job| job.id);
        Ok(Self::of_rows(rows))
    }
}

impl PartialEq for JobSet {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}
