//! Partitions, from `scontrol show partition`.

use super::record::{pairs, records};
use super::texts::Texts;
use super::utf8;
use super::value::{duration, list, mebibytes, small, text};
use crate::SlurmError;
use crate::cli::{Call, Runner};
use crate::model::{Partition, PartitionState};

pub(in crate::cli) fn ask(runner: &Runner) -> Result<Vec<Partition>, SlurmError> {
    let call = Call::new("scontrol").args(["--all", "show", "partition"]);
    Ok(parse(&runner.run(&call)?.stdout))
}

/// Reads the answer.
#[must_use]
pub fn parse(answer: &[u8]) -> Vec<Partition> {
    let answer = utf8(answer);
    let mut texts = Texts::default();
    records(&answer, "PartitionName=")
        .map(|record| partition(record, &mut texts))
        .filter(|partition| !partition.name.is_empty())
        .collect()
}

fn partition(record: &str, texts: &mut Texts) -> Partition {
    let mut partition = empty(texts);
    for (key, value) in pairs(record, &[]) {
        if !limit(&mut partition, key, value) && !who(&mut partition, key, value, texts) {
            property(&mut partition, key, value, texts);
        }
    }
    partition
}

fn property(partition: &mut Partition, key: &str, value: &str, texts: &mut Texts) {
    match key {
        "PartitionName" => partition.name = texts.share(value),
        "State" => partition.state = state(value),
        "Default" => partition.default = value == "YES",
        "Nodes" => partition.node_list = texts.share(text(value)),
        "TotalNodes" => partition.nodes = small(value).unwrap_or(0),
        "TotalCPUs" => partition.cpus = small(value).unwrap_or(0),
        "QoS" => partition.qos = texts.share(text(value)),
        "PriorityTier" => partition.priority_tier = small(value).unwrap_or(0),
        "PriorityJobFactor" => partition.priority_job_factor = small(value).unwrap_or(0),
        "OverSubscribe" => partition.over_subscribe = texts.share(text(value)),
        "PreemptMode" => partition.preempt_mode = texts.share(text(value)),
        "RootOnly" => partition.root_only = value == "YES",
        "ReqResv" => partition.reservation_required = value == "YES",
        _ => {}
    }
}

/// Whether the key is a limit.
fn limit(partition: &mut Partition, key: &str, value: &str) -> bool {
    match key {
        "MaxTime" => partition.max_time_seconds = duration(value),
        "DefaultTime" => partition.default_time_seconds = duration(value),
        "MinNodes" => partition.min_nodes = small(value).unwrap_or(0),
        "MaxNodes" => partition.max_nodes = small(value),
        "MaxCPUsPerNode" => partition.max_cpus_per_node = small(value),
        "MaxMemPerNode" => partition.max_memory_per_node_bytes = mebibytes(value).filter(|bytes| *bytes > 0),
        "MaxMemPerCPU" => partition.max_memory_per_cpu_bytes = mebibytes(value).filter(|bytes| *bytes > 0),
        "DefMemPerNode" => partition.default_memory_per_node_bytes = mebibytes(value).filter(|bytes| *bytes > 0),
        "DefMemPerCPU" => partition.default_memory_per_cpu_bytes = mebibytes(value).filter(|bytes| *bytes > 0),
        _ => return false,
    }
    true
}

/// Whether the key says who may use it.
fn who(partition: &mut Partition, key: &str, value: &str, texts: &mut Texts) -> bool {
    let place = match key {
        "AllowAccounts" => &mut partition.allow_accounts,
        "AllowGroups" => &mut partition.allow_groups,
        "AllowQos" => &mut partition.allow_qos,
        "DenyAccounts" => &mut partition.deny_accounts,
        "DenyQos" => &mut partition.deny_qos,
        _ => return false,
    };
    *place = list(value).map(|name| texts.share(name)).collect();
    true
}

fn state(word: &str) -> PartitionState {
    match word {
        "DOWN" => PartitionState::Down,
        "DRAIN" => PartitionState::Drain,
        "INACTIVE" => PartitionState::Inactive,
        _ => PartitionState::Up,
    }
}

fn empty(texts: &mut Texts) -> Partition {
    let mut text = || texts.share("");
    Partition {
        name: text(),
        state: PartitionState::Up,
        default: false,
        node_list: text(),
        nodes: 0,
        cpus: 0,
        max_time_seconds: None,
        default_time_seconds: None,
        min_nodes: 0,
        max_nodes: None,
        max_cpus_per_node: None,
        max_memory_per_node_bytes: None,
        max_memory_per_cpu_bytes: None,
        default_memory_per_cpu_bytes: None,
        default_memory_per_node_bytes: None,
        allow_accounts: Vec::new(),
        allow_groups: Vec::new(),
        allow_qos: Vec::new(),
        deny_accounts: Vec::new(),
        deny_qos: Vec::new(),
        qos: text(),
        priority_tier: 0,
        priority_job_factor: 0,
        over_subscribe: text(),
        preempt_mode: text(),
        root_only: false,
        reservation_required: false,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::model::PartitionState;

    const TWO: &str = "PartitionName=compute
   AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL
   AllocNodes=ALL Default=YES QoS=N/A
   DefaultTime=01:00:00 DisableRootJobs=NO ExclusiveUser=NO GraceTime=0 Hidden=NO
   MaxNodes=UNLIMITED MaxTime=UNLIMITED MinNodes=0 LLN=NO MaxCPUsPerNode=UNLIMITED
   Nodes=cn[001-040]
   PriorityJobFactor=1 PriorityTier=1 RootOnly=NO ReqResv=NO OverSubscribe=NO
   OverTimeLimit=NONE PreemptMode=OFF
   State=UP TotalCPUs=8 TotalNodes=2 SelectTypeParameters=NONE
   JobDefaults=(null)
   DefMemPerCPU=100 MaxMemPerNode=UNLIMITED
   TRES=cpu=8,mem=8000M,node=2,billing=8

PartitionName=gpu
   AllowGroups=hpc,root DenyAccounts=guests AllowQos=ALL
   AllocNodes=ALL Default=NO QoS=gpulimit
   DefaultTime=NONE
   MaxNodes=4 MaxTime=2-00:00:00 MinNodes=1 MaxCPUsPerNode=8
   Nodes=gpu[1-2]
   PriorityJobFactor=10 PriorityTier=5 RootOnly=YES ReqResv=YES OverSubscribe=YES:4
   PreemptMode=GANG,SUSPEND
   State=DRAIN TotalCPUs=16 TotalNodes=2
   MaxMemPerCPU=2048 DefMemPerNode=4096
";

    #[test]
    fn partitions_are_read_with_their_limits() {
        let partitions = parse(TWO.as_bytes());
        let [compute, gpu] = partitions.as_slice() else {
            panic!("two partitions")
        };
        assert!(compute.default && compute.state == PartitionState::Up && compute.allow_accounts.is_empty());
        assert_eq!(
            (compute.max_time_seconds, compute.default_time_seconds),
            (None, Some(3_600))
        );
        assert_eq!(
            (compute.max_nodes, compute.max_cpus_per_node, &*compute.qos),
            (None, None, "")
        );
        assert_eq!(compute.default_memory_per_cpu_bytes, Some(100 << 20));
        assert_eq!(
            (&*compute.node_list, compute.nodes, compute.cpus),
            ("cn[001-040]", 2, 8)
        );
        assert_eq!((gpu.max_time_seconds, gpu.default_time_seconds), (Some(172_800), None));
        assert_eq!(
            gpu.allow_groups.iter().map(|g| &**g).collect::<Vec<_>>(),
            ["hpc", "root"]
        );
        assert_eq!(
            (gpu.deny_accounts.len(), &*gpu.qos, gpu.state),
            (1, "gpulimit", PartitionState::Drain)
        );
        assert_eq!(
            (gpu.max_nodes, gpu.min_nodes, gpu.max_cpus_per_node),
            (Some(4), 1, Some(8))
        );
        assert_eq!(
            (gpu.max_memory_per_cpu_bytes, gpu.default_memory_per_node_bytes),
            (Some(2 << 30), Some(4 << 30))
        );
        assert_eq!(
            (gpu.priority_tier, gpu.priority_job_factor, &*gpu.over_subscribe),
            (5, 10, "YES:4")
        );
        assert!(gpu.root_only && gpu.reservation_required && &*gpu.preempt_mode == "GANG,SUSPEND");
    }
}
