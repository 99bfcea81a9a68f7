//! What is told about nodes and jobs.

use std::sync::Arc;

use super::machines::{FAR, Machine, Reboot};
use super::plan::NodeGroup;
use super::random::Random;
use super::shared;
use super::world::World;
use crate::SlurmError;
use crate::model::{
    ArrayTasks, FinishedJob, Gres, Job, JobDetail, JobId, Node, NodeBase, NodeFlag, NodeState, Tres, UnixTime,
};

/// slurmd tells load and free memory so often, in seconds.
const TOLD_EVERY: i64 = 300;
/// The release whose behaviour is simulated.
pub(super) const VERSION: &str = "22.05.8";
const MIB: u64 = 1 << 20;

impl World {
    pub(super) fn node_rows(&mut self) -> Vec<Node> {
        let partitions: Vec<Vec<Arc<str>>> = (0..self.machines.classes.len())
            .map(|class| {
                let of = self.parts.iter().filter(|part| part.classes.contains(&class));
                of.map(|part| Arc::clone(&part.plan.name)).collect()
            })
            .collect();
        let texts = [VERSION, "Linux 6.1.0-28-amd64", "x86_64"].map(|text| self.text(text));
        let row = |(at, machine): (usize, &Machine)| {
            let group = &self.machines.classes.get(machine.class)?.group;
            let partitions = partitions.get(machine.class)?.clone();
            Some(self.node_row(at as u64, machine, group, partitions, &texts))
        };
        self.machines.iter().enumerate().filter_map(row).collect()
    }

    fn node_row(
        &self,
        at: u64,
        machine: &Machine,
        group: &NodeGroup,
        partitions: Vec<Arc<str>>,
        [version, os, arch]: &[Arc<str>; 3],
    ) -> Node {
        let allocated = group.cpus - machine.cpus_free;
        let memory_allocated = group.memory_bytes - machine.memory_free;
        // Each node tells in its own second of the five minutes.
        let told = (self.now + at as i64 * 37).div_euclid(TOLD_EVERY);
        let mut random = Random::of(self.plan.seed ^ at, told as u64);
        let idle = 0.02 + 0.3 * random.unit();
        let busy = f64::from(allocated) * (0.85 + 0.18 * random.unit());
        let used = memory_allocated as f64 * (0.3 + 0.5 * random.unit()) + 2_500_000_000.0;
        let gpus = Gres {
            name: shared("gpu"),
            kind: Arc::clone(&group.gpu_kind),
            total: group.gpus,
            allocated: group.gpus - machine.gpus_free,
        };
        let cores = (group.cpus / 4).max(1);
        Node {
            name: Arc::clone(&machine.name),
            address: Arc::clone(&machine.name),
            state: state(machine, allocated, group.cpus, self.now),
            cpus: group.cpus,
            cpus_allocated: allocated,
            load: (!machine.silent).then_some(((idle + busy) * 100.0).round() as f32 / 100.0),
            memory_bytes: group.memory_bytes,
            memory_allocated_bytes: memory_allocated,
            memory_free_bytes: (!machine.silent)
                .then_some((group.memory_bytes as f64 - used).max(0.0) as u64 / MIB * MIB),
            gres: if group.gpus > 0 { vec![gpus] } else { Vec::new() },
            partitions,
            features: group.features.clone(),
            reason: Arc::clone(&machine.reason),
            reason_by: Arc::clone(&machine.reason_by),
            reason_at: machine.reason_at,
            boot_at: Some(machine.boot_at),
            last_busy_at: Some(machine.busy_at),
            version: Arc::clone(version),
            os: Arc::clone(os),
            arch: Arc::clone(arch),
            topology: if group.cpus.is_multiple_of(4) {
                [2, cores, 2]
            } else {
                [1, group.cpus, 1]
            },
            weight: group.weight,
            tmp_disk_bytes: 400 << 30,
        }
    }

    /// Ended jobs whose state changed since then.
    pub(super) fn finished_rows(&self, since: UnixTime) -> Vec<FinishedJob> {
        // They are kept in the order in which they ended.
        let first = self.finished.partition_point(|job| job.end_at < since);
        self.finished.range(first..).cloned().collect()
    }

    pub(super) fn detail(&self, id: JobId) -> Result<JobDetail, SlurmError> {
        let Some(job) = self.jobs.get(&id) else {
            return Err(SlurmError::NotFound {
                said: "Invalid job id specified".to_owned(),
            });
        };
        let row = &job.row;
        let runs = !job.nodes.is_empty();
        let papers = job.papers.as_deref();
        let stdout = papers.and_then(|papers| papers.stdout.clone());
        let stdout = stdout.unwrap_or_else(|| {
            let pattern = if row.array.is_some() {
                "slurm-%A_%a.out"
            } else {
                "slurm-%j.out"
            };
            shared(format!("{}/{pattern}", row.work_dir))
        });
        let stdout = filled(&stdout, row);
        let stderr = papers.and_then(|papers| papers.stderr.as_ref());
        let stderr = stderr.map_or_else(|| Arc::clone(&stdout), |path| filled(path, row));
        let planned = self.parts.iter().filter_map(|part| part.planned.as_ref());
        let planned = planned.filter(|planned| planned.job == id);
        let planned: Vec<_> = planned.flat_map(|planned| planned.nodes.iter().copied()).collect();
        let mut detail = JobDetail {
            stdout,
            stderr,
            stdin: shared("/dev/null"),
            submit_host: shared("login1"),
            batch_host: job
                .nodes
                .first()
                .map_or_else(|| shared(""), |(node, _)| Arc::clone(&self.machines[*node].name)),
            requested_tres: tres_text(&row.tres, row.nodes),
            allocated_tres: if runs {
                tres_text(&row.tres, row.nodes)
            } else {
                shared("")
            },
            tres_per_node: match (job.ask.gpus_per_node, &*job.ask.gpu_kind) {
                (0, _) => shared(""),
                (gpus, "") => shared(format!("gres:gpu:{gpus}")),
                (gpus, kind) => shared(format!("gres:gpu:{kind}:{gpus}")),
            },
            scheduled_nodes: self.machines.fold(&planned),
            over_subscribe: shared("OK"),
            last_considered_at: Some(row.start_at.filter(|_| runs).unwrap_or(self.now)),
            suspended_at: job.suspended_at,
            exit_code: row.exit_code,
            requeue: job.requeue,
            ..JobDetail::default()
        };
        detail.fields = fields(row, &detail);
        Ok(detail)
    }
}

fn state(machine: &Machine, allocated: u32, cpus: u32, now: UnixTime) -> NodeState {
    let base = match allocated {
        _ if machine.down => NodeBase::Down,
        0 => NodeBase::Idle,
        some if some == cpus => NodeBase::Allocated,
        _ => NodeBase::Mixed,
    };
    let planned = base == NodeBase::Idle && machine.planned.iter().any(|(_, from)| *from > now);
    let flags = [
        (machine.completing > 0, NodeFlag::Completing),
        (machine.drained, NodeFlag::Drain),
        (machine.maintenance, NodeFlag::Maintenance),
        (machine.maintenance, NodeFlag::Reserved),
        (machine.reboot == Reboot::Requested, NodeFlag::RebootRequested),
        (machine.reboot == Reboot::Issued, NodeFlag::RebootIssued),
        (machine.silent, NodeFlag::NotResponding),
        (
            planned && machine.usable() && machine.reserved_from <= FAR,
            NodeFlag::Planned,
        ),
    ];
    let flags = flags
        .into_iter()
        .filter_map(|(there, flag)| there.then_some(flag))
        .collect();
    NodeState { base, flags }
}

/// `cpu=4,mem=8G,node=1,billing=4,gres/gpu=2`.
fn tres_text(tres: &Tres, nodes: u32) -> Arc<str> {
    let memory = match tres.memory_bytes {
        bytes if bytes.is_multiple_of(1 << 30) => format!("{}G", bytes >> 30),
        bytes => format!("{}M", bytes >> 20),
    };
    let mut text = format!("cpu={},mem={memory},node={nodes}", tres.cpus);
    if let Some(billing) = tres.billing {
        text.push_str(&format!(",billing={billing}"));
    }
    if tres.gpus > 0 {
        text.push_str(&format!(",gres/gpu={}", tres.gpus));
    }
    if !tres.others.is_empty() {
        text.push_str(&format!(",{}", tres.others));
    }
    text.into()
}

/// A path with Slurm's patterns replaced.
fn filled(path: &str, row: &Job) -> Arc<str> {
    let id = row.id.to_string();
    let (array, task) = match &row.array {
        Some(array) => match array.tasks {
            ArrayTasks::One(task) => (array.job_id.to_string(), task.to_string()),
            // As Slurm itself writes it while the tasks wait.
            ArrayTasks::Waiting { .. } => (array.job_id.to_string(), u32::MAX.wrapping_sub(1).to_string()),
        },
        None => (id.clone(), "4294967294".to_owned()),
    };
    let path = path.replace("%j", &id).replace("%A", &array).replace("%a", &task);
    path.replace("%x", &row.name).replace("%u", &row.user).into()
}

/// Some of what `scontrol show job` prints, by its own keys.
fn fields(row: &Job, detail: &JobDetail) -> Vec<(String, String)> {
    let time = |at: Option<UnixTime>| at.map_or_else(|| "Unknown".to_owned(), |at| portal_config::rfc3339(at * 1_000));
    let or_null = |text: &str| {
        if text.is_empty() {
            "(null)".to_owned()
        } else {
            text.to_owned()
        }
    };
    let reason = if row.reason.as_str().is_empty() {
        "None"
    } else {
        row.reason.as_str()
    };
    let limit = row.time_limit_seconds;
    let fields: [(&str, String); 26] = [
        ("JobId", row.id.to_string()),
        ("JobName", row.name.to_string()),
        ("UserId", row.user.to_string()),
        ("Priority", row.priority.to_string()),
        ("Account", row.account.to_string()),
        ("QOS", row.qos.to_string()),
        ("JobState", row.state.as_str().to_owned()),
        ("Reason", reason.to_owned()),
        ("Dependency", or_null(&row.dependency)),
        ("Requeue", u8::from(detail.requeue).to_string()),
        ("Restarts", row.restarts.to_string()),
        (
            "ExitCode",
            row.exit_code
                .map_or_else(|| "0:0".to_owned(), |code| format!("{}:{}", code.status, code.signal)),
        ),
        (
            "TimeLimit",
            limit.map_or_else(|| "UNLIMITED".to_owned(), |limit| format!("{} min", limit / 60)),
        ),
        ("SubmitTime", time(Some(row.submit_at))),
        ("EligibleTime", time(row.eligible_at)),
        ("StartTime", time(row.start_at)),
        ("EndTime", time(row.end_at)),
        ("Partition", row.partition.to_string()),
        ("NodeList", or_null(&row.node_list)),
        ("NumNodes", row.nodes.to_string()),
        ("NumTasks", row.tasks.to_string()),
        ("TRES", detail.requested_tres.to_string()),
        ("Features", or_null(&row.features)),
        ("Command", row.command.to_string()),
        ("WorkDir", row.work_dir.to_string()),
        ("StdOut", detail.stdout.to_string()),
    ];
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
