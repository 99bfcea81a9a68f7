//! What a submission asks for, checked as slurmctld checks it (with `EnforcePartLimits=ALL`).

use std::sync::Arc;

use super::depend::Dependencies;
use super::job::{Ask, Ending, Fate, Rest};
use super::record::New;
use super::schedule::fits;
use super::world::World;
use super::{array, shared};
use crate::model::{ExitCode, PartitionState};
use crate::submission::Submission;

/// How long a script runs that does not say `sleep`, in seconds.
const UNTOLD_SECONDS: i64 = 90;

/// A submission that slurmctld would take.
pub(super) struct Demand {
    pub(super) new: New,
    pub(super) depends: Dependencies,
}

/// Slurm's words for what is wrong.
pub(super) type Wrong = &'static str;

const NO_ACCOUNT: Wrong = "Invalid account or account/partition combination specified";
const NO_CONFIGURATION: Wrong = "Requested node configuration is not available";
const TOO_MANY_CPUS: Wrong = "More processors requested than permitted";

impl World {
    /// Checks a submission.
    pub(super) fn demand(&mut self, user: &str, asked: &Submission) -> Result<Demand, Wrong> {
        let owner: Arc<str> = shared(user);
        let parts = self.asked_parts(asked)?;
        let user = self.user_by_name.get(&*owner).copied().ok_or(NO_ACCOUNT)?;
        let account = self.asked_account(user, asked, &parts)?;
        let qos = self.asked_qos(account, asked)?;
        if let Some(reservation) = &asked.reservation {
            let known = self.maintenance.iter().any(|known| *known.name == **reservation);
            return Err(if known {
                "Access denied to requested reservation"
            } else {
                "Requested reservation is invalid"
            });
        }
        let limit = self.asked_limit(asked, &parts)?;
        let ask = self.asked_size(asked, &parts)?;
        let rest = match &asked.array {
            Some(tasks) => Some(array::read(tasks).or(Err("Invalid job array specification"))?),
            None => None,
        };
        let depends = match &asked.dependency {
            Some(text) => Dependencies::read(text).or(Err("Job dependency problem"))?,
            None => Dependencies::default(),
        };
        let tasks = rest.as_ref().map_or(1, |rest: &Rest| rest.tasks.len() as u32);
        let most = self.qos(qos).and_then(|qos| qos.max_submit_per_user);
        if most.is_some_and(|most| self.usage.queued(user, qos) + tasks > most) {
            return Err("Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)");
        }
        let work_dir = match &asked.work_dir {
            Some(folder) => shared(&**folder),
            None => self.text(&format!("/home/{owner}")),
        };
        let new = New {
            name: asked
                .name
                .as_ref()
                .map_or_else(|| shared("sbatch"), |name| shared(&**name)),
            user,
            account,
            qos,
            parts,
            ask,
            limit_seconds: limit,
            fate: fate(&asked.script, self.plan.pace),
            rest,
            submit_at: self.now,
            command: shared(format!("{work_dir}/(script)")),
            work_dir,
        };
        Ok(Demand { new, depends })
    }

    fn asked_parts(&self, asked: &Submission) -> Result<Arc<[usize]>, Wrong> {
        let parts: Vec<usize> = match &asked.partition {
            Some(names) => {
                let found: Option<Vec<usize>> = names.split(',').map(|name| self.part_named(name)).collect();
                found.ok_or("Invalid partition name specified")?
            }
            None => {
                let default = self.parts.iter().position(|part| part.plan.default);
                vec![default.ok_or("No partition specified or system default partition")?]
            }
        };
        let takes = |part: &usize| {
            let state = self.parts.get(*part).map(|part| part.plan.state);
            matches!(state, Some(PartitionState::Up | PartitionState::Down))
        };
        if !parts.iter().all(takes) {
            return Err("Required partition not available (inactive or drain)");
        }
        let lone = parts
            .first()
            .filter(|_| parts.len() == 1)
            .and_then(|part| self.parts.get(*part));
        Ok(lone.map_or_else(|| parts.into(), |part| Arc::clone(&part.alone)))
    }

    fn asked_account(&self, user: usize, asked: &Submission, parts: &[usize]) -> Result<usize, Wrong> {
        let own = self.user(user).map_or(&[][..], |user| &user.accounts);
        let account = match &asked.account {
            None => own.first().copied(),
            Some(name) => own
                .iter()
                .copied()
                .find(|account| self.account(*account).is_some_and(|account| *account.name == **name)),
        };
        let account = account.ok_or(NO_ACCOUNT)?;
        let name = self.account(account).map(|account| &account.name);
        let open = |part: &usize| {
            let allowed = self.parts.get(*part).map_or(&[][..], |part| &part.plan.allow_accounts);
            allowed.is_empty() || allowed.iter().any(|allowed| Some(allowed) == name)
        };
        if parts.iter().all(open) {
            Ok(account)
        } else {
            Err(NO_ACCOUNT)
        }
    }

    fn asked_qos(&self, account: usize, asked: &Submission) -> Result<usize, Wrong> {
        let Some(name) = &asked.qos else { return Ok(0) };
        let allowed = self.account(account).map_or(&[][..], |account| &account.qos);
        let known = self.plan.qos.iter().position(|qos| *qos.name == **name);
        let may = allowed.is_empty() || allowed.iter().any(|allowed| **allowed == **name);
        known.filter(|_| may).ok_or("Invalid qos specification")
    }

    fn asked_limit(&self, asked: &Submission, parts: &[usize]) -> Result<Option<u64>, Wrong> {
        let plans = || parts.iter().filter_map(|part| Some(&self.parts.get(*part)?.plan));
        let Some(limit) = asked.time_limit.map(|limit| limit.as_secs().div_ceil(60) * 60) else {
            return Ok(plans().map(|plan| plan.default_time_seconds).next());
        };
        let too_long = |most: Option<u64>| most.is_some_and(|most| limit > most);
        if plans().any(|plan| too_long(plan.max_time_seconds)) {
            return Err("Requested time limit is invalid (missing or exceeds some limit)");
        }
        // As for Slurm, 0 is as long as may be.
        Ok(if limit == 0 {
            plans().filter_map(|plan| plan.max_time_seconds).min()
        } else {
            Some(limit)
        })
    }

    fn asked_size(&self, asked: &Submission, parts: &[usize]) -> Result<Ask, Wrong> {
        let features = self.asked_features(asked)?;
        let (gpu_kind, gpus_per_node) = gpus(asked)?;
        let (mut most, mut all, mut count, mut largest) = (None, 0, 0, 1);
        for part in parts.iter().filter_map(|part| self.parts.get(*part)) {
            let groups = part
                .classes
                .iter()
                .filter_map(|class| Some(&self.machines.classes.get(*class)?.group));
            for group in groups {
                all += group.cpus * group.count;
                count += group.count;
                largest = largest.max(group.cpus);
            }
            most = most.max(part.plan.max_nodes);
        }
        let per_task = asked.cpus_per_task.unwrap_or(1).max(1);
        let (nodes, tasks) = sizes(asked, per_task, largest)?;
        if u64::from(tasks) * u64::from(per_task) > u64::from(all) {
            return Err(TOO_MANY_CPUS);
        }
        if nodes > count || most.is_some_and(|most| nodes > most) {
            return Err("Node count specification invalid");
        }
        let ask = |memory_per_node| Ask {
            nodes,
            tasks,
            cpus_per_task: per_task,
            memory_per_node,
            gpus_per_node,
            gpu_kind: gpu_kind.clone(),
            features: features.clone(),
        };
        let default = parts.first().and_then(|part| self.parts.get(*part));
        let default = default.map_or(0, |part| part.plan.memory_per_cpu_bytes) * u64::from(ask(0).cpus_on(0));
        let ask = ask(asked.memory_per_node_bytes.unwrap_or(default));
        let possible = |part: &usize| {
            let able = self.classes_for(&ask, *part);
            let able = able.filter_map(|class| Some(self.machines.classes.get(class)?.group.count));
            able.sum::<u32>() >= nodes
        };
        if parts.iter().any(possible) {
            return Ok(ask);
        }
        let modest = Ask {
            memory_per_node: 0,
            ..ask
        };
        let by_memory = self.machines.classes.iter().any(|class| fits(&class.group, &modest));
        Err(if by_memory && asked.memory_per_node_bytes.is_some() {
            "Memory specification can not be satisfied; Batch job submission failed: Requested node configuration is not available"
        } else {
            NO_CONFIGURATION
        })
    }

    /// Features that a node must have; each may be several with `|`, of which one is enough.
    fn asked_features(&self, asked: &Submission) -> Result<Vec<Arc<str>>, Wrong> {
        let Some(text) = &asked.constraint else {
            return Ok(Vec::new());
        };
        let known = |feature: &str| {
            let feature = Arc::<str>::from(feature);
            self.plan.nodes.iter().any(|group| group.features.contains(&feature))
        };
        let terms: Vec<Arc<str>> = text.split(['&', ',']).map(Arc::from).collect();
        let sound = terms.iter().all(|term| term.split('|').all(known));
        if sound {
            Ok(terms)
        } else {
            Err("Invalid feature specification")
        }
    }
}

/// Nodes and tasks.
fn sizes(asked: &Submission, per_task: u32, largest: u32) -> Result<(u32, u32), Wrong> {
    let per_node = asked.tasks_per_node;
    let tasks = match (asked.tasks, per_node, asked.nodes) {
        (Some(tasks), _, _) => tasks,
        (None, Some(per_node), nodes) => per_node.checked_mul(nodes.unwrap_or(1)).ok_or(TOO_MANY_CPUS)?,
        (None, None, nodes) => nodes.unwrap_or(1),
    }
    .max(1);
    let fit = per_node.unwrap_or(u32::MAX).min(largest / per_task).max(1);
    let nodes = asked.nodes.unwrap_or_else(|| tasks.div_ceil(fit)).max(1);
    // Slurm warns, and takes no more nodes than there are tasks.
    Ok((nodes.min(tasks), tasks))
}

/// `gpu`, `gpu:2`, `gpu:a100:2`: kind and number.
fn gpus(asked: &Submission) -> Result<(Arc<str>, u32), Wrong> {
    const WRONG: Wrong = "Invalid generic resource (gres) specification";
    let Some(text) = &asked.gres else {
        return Ok((shared(""), 0));
    };
    let mut words = text.split(':');
    if words.next() != Some("gpu") {
        return Err(WRONG);
    }
    let words: Vec<&str> = words.collect();
    let number = |text: &str| text.parse::<u32>().or(Err(WRONG));
    match words.as_slice() {
        [] => Ok((shared(""), 1)),
        [one] => Ok(number(one).map_or_else(|_| (shared(one), 1), |gpus| (shared(""), gpus))),
        [kind, gpus] => Ok((shared(kind), number(gpus)?)),
        _ => Err(WRONG),
    }
}

/// What becomes of a script: it runs as long as its `sleep` lines say, and ends with what its last `exit` says.
fn fate(script: &str, pace: u32) -> Fate {
    let mut seconds = None;
    let mut status = 0;
    for line in script.lines() {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("sleep"), Some(time)) => seconds = Some(seconds.unwrap_or(0) + span(time)),
            (Some("exit"), Some(code)) => status = code.parse::<u8>().unwrap_or_default(),
            _ => {}
        }
    }
    let seconds = seconds.unwrap_or(UNTOLD_SECONDS) / i64::from(pace.max(1));
    let code = ExitCode {
        status: u16::from(status),
        signal: 0,
    };
    Fate {
        seconds: seconds.max(1),
        ending: Ending::Exits(code),
        varies: false,
    }
}

/// `30`, `5m`, `2h`, `1d` in seconds.
fn span(text: &str) -> i64 {
    let (number, unit) = match text.char_indices().last() {
        Some((at, 's')) => (text.get(..at), 1),
        Some((at, 'm')) => (text.get(..at), 60),
        Some((at, 'h')) => (text.get(..at), 3_600),
        Some((at, 'd')) => (text.get(..at), 86_400),
        _ => (Some(text), 1),
    };
    number
        .and_then(|number| number.parse::<i64>().ok())
        .unwrap_or_default()
        .clamp(0, 1_000_000)
        * unit
}
