//! New records of slurmctld.

use std::sync::Arc;

use super::depend::Dependencies;
use super::job::{Ask, Fate, Rest, SimJob, Wait};
use super::world::{Tally, World};
use crate::model::{Job, JobId, JobState, Reason, Tres, UnixTime};

/// All that makes a new record.
pub(super) struct New {
    pub(super) name: Arc<str>,
    pub(super) user: usize,
    pub(super) account: usize,
    pub(super) qos: usize,
    pub(super) parts: Arc<[usize]>,
    pub(super) ask: Ask,
    pub(super) limit_seconds: Option<u64>,
    pub(super) fate: Fate,
    pub(super) rest: Option<Rest>,
    pub(super) submit_at: UnixTime,
    pub(super) work_dir: Arc<str>,
    pub(super) command: Arc<str>,
}

impl World {
    /// Makes a record that is not yet anywhere; [`World::wait`] puts it into the queue.
    pub(super) fn create(&mut self, new: New) -> JobId {
        let id = self.new_id();
        let empty = self.text("");
        let text = |text: Option<&Arc<str>>| text.map_or_else(|| Arc::clone(&empty), Arc::clone);
        let part_names: Vec<&Arc<str>> = new
            .parts
            .iter()
            .filter_map(|part| Some(&self.parts.get(*part)?.plan.name))
            .collect();
        let partition = match part_names.as_slice() {
            [one] => Arc::clone(one),
            several => several.iter().map(|name| &***name).collect::<Vec<_>>().join(",").into(),
        };
        let rank = self.rank(&new);
        let ask = &new.ask;
        let row = Job {
            id,
            array: None,
            het: None,
            name: new.name,
            user: text(self.user(new.user).map(|user| &user.name)),
            account: text(self.account(new.account).map(|account| &account.name)),
            partition,
            qos: text(self.qos(new.qos).map(|qos| &qos.name)),
            state: JobState::Pending,
            reason: Reason::None,
            priority: rank,
            submit_at: new.submit_at,
            eligible_at: None,
            start_at: None,
            end_at: None,
            time_limit_seconds: new.limit_seconds,
            nodes: ask.nodes,
            tasks: ask.tasks,
            tres: Tres {
                cpus: ask.cpus(),
                memory_bytes: ask.memory(),
                gpus: ask.gpus(),
                billing: Some(u64::from(ask.cpus()) + 16 * u64::from(ask.gpus())),
                others: empty.clone(),
            },
            node_list: empty.clone(),
            features: ask.features.join("&").into(),
            dependency: empty.clone(),
            reservation: empty.clone(),
            work_dir: new.work_dir,
            command: new.command,
            comment: empty.clone(),
            exit_code: None,
            restarts: 0,
        };
        let mut job = SimJob {
            row,
            user: new.user,
            account: new.account,
            qos: new.qos,
            parts: new.parts,
            ask: new.ask,
            rank,
            wait: Wait::No,
            held_by_operator: false,
            nodes: Vec::new(),
            turn: 0,
            fate: new.fate,
            rest: new.rest,
            components: Vec::new(),
            depends: Dependencies::default(),
            begin_at: None,
            requeue: true,
            verdict: None,
            suspended_at: None,
            stood: 0,
            papers: None,
        };
        if job.ask.gpus_per_node > 0 && !job.ask.gpu_kind.is_empty() {
            job.row.tres.others = self.text(&format!("gres/gpu:{}={}", job.ask.gpu_kind, job.ask.gpus()));
        }
        job.tell_rest();
        if let Some(rest) = &job.rest {
            let left = rest.tasks.len() as u32;
            let tally = Tally {
                left,
                records: vec![id],
                ..Tally::default()
            };
            self.arrays.insert(id, tally);
        }
        self.usage.comes(&job, job.row.count());
        self.jobs.insert(id, Box::new(job));
        id
    }

    /// Priority: of the QOS, the partition, the user's fair share and the size; whoever came earlier has more. That age counts
    /// the same for all keeps the order, and so the number never has to change while a job waits.
    fn rank(&self, new: &New) -> u64 {
        let part = new.parts.first().and_then(|part| self.parts.get(*part));
        let factors = self.qos(new.qos).map_or(0, |qos| qos.priority)
            + part.map_or(0, |part| part.plan.priority)
            + self.user(new.user).map_or(0, |user| user.share)
            + u64::from(new.ask.nodes) * 10;
        let later = (new.submit_at - self.began_at).max(0) as u64 / 16;
        let earlier = (self.began_at - new.submit_at).max(0) as u64 / 16;
        (2_000_000 + factors + earlier).saturating_sub(later).max(1)
    }
}
