//! A snapshot on its way to another process: all of it, or what is different from one that the other has.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};

use super::delta::{JobsDelta, NodesDelta};
use super::part::Failure;
use super::{JobSet, NodeSet, Part, Snapshot};
use crate::model::{Account, Controller, Job, Partition, Qos, Reservation};

/// A snapshot, or a difference to one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Packed {
    /// The version that it is a difference to; `None` for a whole snapshot.
    from: Option<u64>,
    epoch: Arc<str>,
    version: u64,
    jobs: PackedPart<JobsDelta>,
    nodes: PackedPart<NodesDelta>,
    partitions: PackedPart<Arc<Vec<Partition>>>,
    reservations: PackedPart<Arc<Vec<Reservation>>>,
    qos: PackedPart<Arc<Vec<Qos>>>,
    accounts: PackedPart<Arc<Vec<Account>>>,
    controller: PackedPart<Arc<Controller>>,
}

/// A part: its age, and what is different.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct PackedPart<C> {
    as_of: Option<i64>,
    took_ms: Option<u64>,
    failure: Option<Failure>,
    interval_ms: u64,
    known: bool,
    change: Option<C>,
}

/// What was unpacked does not follow the snapshot that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the difference is one to another snapshot")]
pub struct Elsewhere;

impl Packed {
    /// All of `snapshot`, or with `old` what is different from it.
    #[must_use]
    pub fn new(old: Option<&Snapshot>, snapshot: &Snapshot) -> Self {
        Self {
            from: old.map(|old| old.version),
            epoch: Arc::clone(&snapshot.epoch),
            version: snapshot.version,
            jobs: pack(old.map(|old| &old.jobs), &snapshot.jobs, |old, new| {
                let delta = JobsDelta::between(old, Some(new));
                (old.is_none() || !delta.is_empty()).then_some(delta)
            }),
            nodes: pack(old.map(|old| &old.nodes), &snapshot.nodes, |old, new| {
                let delta = NodesDelta::between(old, Some(new));
                (old.is_none() || !delta.is_empty()).then_some(delta)
            }),
            partitions: pack_whole(old.map(|old| &old.partitions), &snapshot.partitions),
            reservations: pack_whole(old.map(|old| &old.reservations), &snapshot.reservations),
            qos: pack_whole(old.map(|old| &old.qos), &snapshot.qos),
            accounts: pack_whole(old.map(|old| &old.accounts), &snapshot.accounts),
            controller: pack_whole(old.map(|old| &old.controller), &snapshot.controller),
        }
    }

    /// The version that it leads to.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The snapshot that follows `old`, or, of a whole one, itself. Texts that repeat are shared.
    ///
    /// # Errors
    /// When it is a difference to another snapshot.
    pub fn unpack(self, old: &Snapshot) -> Result<Snapshot, Elsewhere> {
        if self.from.is_some_and(|from| from != old.version) {
            return Err(Elsewhere);
        }
        let old = self.from.map(|_| old);
        let mut texts = Texts::default();
        Ok(Snapshot {
            epoch: self.epoch,
            version: self.version,
            jobs: self.jobs.unpack(old.map(|old| &old.jobs), |before, mut delta| {
                for job in &mut delta.changed {
                    texts.share_job(Arc::make_mut(job));
                }
                Arc::new(delta.apply(before.unwrap_or(&JobSet::default())))
            }),
            nodes: self.nodes.unpack(old.map(|old| &old.nodes), |before, delta| {
                Arc::new(delta.apply(before.unwrap_or(&NodeSet::default())))
            }),
            partitions: self.partitions.unpack(old.map(|old| &old.partitions), |_, new| new),
            reservations: self.reservations.unpack(old.map(|old| &old.reservations), |_, new| new),
            qos: self.qos.unpack(old.map(|old| &old.qos), |_, new| new),
            accounts: self.accounts.unpack(old.map(|old| &old.accounts), |_, new| new),
            controller: self.controller.unpack(old.map(|old| &old.controller), |_, new| new),
        })
    }

    /// As compressed bytes.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        // Without the buffer every name and number would be a call of the encoder.
        let mut buffer = io::BufWriter::with_capacity(1 << 16, &mut encoder);
        serde_json::to_writer(&mut buffer, self)?;
        buffer.flush()?;
        drop(buffer);
        encoder.finish()
    }

    /// From compressed bytes.
    ///
    /// # Errors
    /// When they are none of ours, such as those of another version of the portal.
    pub fn from_bytes(bytes: &[u8]) -> io::Result<Self> {
        let reader = io::BufReader::with_capacity(1 << 16, ZlibDecoder::new(bytes));
        Ok(serde_json::from_reader(reader)?)
    }
}

fn pack<T, C>(old: Option<&Part<T>>, new: &Part<T>, change: impl FnOnce(Option<&T>, &T) -> Option<C>) -> PackedPart<C> {
    let before = old.and_then(|old| old.value.as_deref());
    PackedPart {
        as_of: new.as_of,
        took_ms: new.took_ms,
        failure: new.failure.clone(),
        interval_ms: new.interval_ms,
        known: new.value.is_some(),
        change: new.value.as_deref().and_then(|new| change(before, new)),
    }
}

fn pack_whole<T: PartialEq>(old: Option<&Part<T>>, new: &Part<T>) -> PackedPart<Arc<T>> {
    let value = new.value.as_ref();
    let mut packed = pack(old, new, |old, new| (old != Some(new)).then_some(()));
    let change = packed.change.take().and(value.map(Arc::clone));
    PackedPart {
        as_of: packed.as_of,
        took_ms: packed.took_ms,
        failure: packed.failure,
        interval_ms: packed.interval_ms,
        known: packed.known,
        change,
    }
}

impl<C> PackedPart<C> {
    fn unpack<T>(self, old: Option<&Part<T>>, change: impl FnOnce(Option<&T>, C) -> Arc<T>) -> Part<T> {
        let before = old.and_then(|old| old.value.as_ref());
        let value = match self.change {
            Some(different) => Some(change(before.map(|before| &**before), different)),
            None => before.map(Arc::clone),
        };
        Part {
            value: value.filter(|_| self.known),
            as_of: self.as_of,
            took_ms: self.took_ms,
            failure: self.failure,
            interval_ms: self.interval_ms,
        }
    }
}

/// Texts that were met before.
#[derive(Default)]
struct Texts(HashSet<Arc<str>>);

impl Texts {
    fn share(&mut self, text: &mut Arc<str>) {
        match self.0.get(&**text) {
            Some(known) => *text = Arc::clone(known),
            None => {
                self.0.insert(Arc::clone(text));
            }
        }
    }

    fn share_job(&mut self, job: &mut Job) {
        let texts = [
            &mut job.name,
            &mut job.user,
            &mut job.account,
            &mut job.partition,
            &mut job.qos,
            &mut job.node_list,
            &mut job.features,
            &mut job.dependency,
            &mut job.reservation,
            &mut job.work_dir,
            &mut job.command,
            &mut job.comment,
            &mut job.tres.others,
        ];
        texts.into_iter().for_each(|text| self.share(text));
    }
}
