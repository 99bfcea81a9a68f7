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
        let row = self.row(id, &new);
        let mut job = SimJob {
            rank: row.priority,
            row,
            user: new.user,
            account: new.account,
            qos: new.qos,
            parts: new.parts,
            ask: new.ask,
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
        job.tell_rest();
        if let Some(rest) = &job.rest {
            let tally = Tally {
                left: rest.tasks.len() as u32,
                records: vec![id],
                ..Tally::default()
            };
            self.arrays.insert(id, tally);
        }
        self.usage.comes(&job, job.row.count());
        self.jobs.insert(id, Box::new(job));
        id
    }

    /// What everybody sees of a new record.
    fn row(&mut self, id: JobId, new: &New) -> Job {
        let empty = self.text("");
        let tres = self.tres(&new.ask);
        let text = |text: Option<&Arc<str>>| text.map_or_else(|| Arc::clone(&empty), Arc::clone);
        Job {
            id,
            array: None,
            het: None,
            name: Arc::clone(&new.name),
            user: text(self.user(new.user).map(|user| &user.name)),
            account: text(self.account(new.account).map(|account| &account.name)),
            partition: self.names(&new.parts),
            qos: text(self.qos(new.qos).map(|qos| &qos.name)),
            state: JobState::Pending,
            reason: Reason::None,
            priority: self.rank(new),
            submit_at: new.submit_at,
            eligible_at: None,
            start_at: None,
            end_at: None,
            time_limit_seconds: new.limit_seconds,
            nodes: new.ask.nodes,
            tasks: new.ask.tasks,
            tres,
            node_list: empty.clone(),
            features: new.ask.features.join("&").into(),
            dependency: empty.clone(),
            reservation: empty.clone(),
            work_dir: Arc::clone(&new.work_dir),
            command: Arc::clone(&new.command),
            comment: empty.clone(),
            exit_code: None,
            restarts: 0,
        }
    }

    fn tres(&mut self, ask: &Ask) -> Tres {
        let others = if ask.gpus_per_node > 0 && !ask.gpu_kind.is_empty() {
            format!("gres/gpu:{}={}", ask.gpu_kind, ask.gpus())
        } else {
            String::new()
        };
        Tres {
            cpus: ask.cpus(),
            memory_bytes: ask.memory(),
            gpus: ask.gpus(),
            billing: Some(u64::from(ask.cpus()) + 16 * u64::from(ask.gpus())),
            others: self.text(&others),
        }
    }

    /// Names of partitions, with commas.
    fn names(&self, parts: &[usize]) -> Arc<str> {
        let names = parts.iter().filter_map(|part| Some(&self.parts.get(*part)?.plan.name));
        let names: Vec<&Arc<str>> = names.collect();
        match names.as_slice() {
            [one] => Arc::clone(one),
            several => several.iter().map(|name| &***name).collect::<Vec<_>>().join(",").into(),
        }
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
