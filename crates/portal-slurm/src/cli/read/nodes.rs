//! Nodes, from `scontrol show node -d`.
//!
//! Not from `sinfo`: it knows neither when a node was started or last busy nor who drained it when, and prints a row for each
//! partition of a node. `-d` adds the GRES that are in use.

use std::sync::Arc;

use super::record::{pairs, records};
use super::texts::Texts;
use super::value::{list, mebibytes, moment, small, text};
use super::{tres, utf8};
use crate::SlurmError;
use crate::cli::{Call, Runner};
use crate::model::{Node, NodeBase, NodeState};

/// Keys whose values are people's words, or the system's.
const WHOLE: &[&str] = &["OS", "Reason", "Comment", "Extra"];

pub(in crate::cli) fn ask(runner: &Runner) -> Result<Vec<Node>, SlurmError> {
    // `-a`: also nodes of partitions that are hidden.
    let call = Call::new("scontrol").args(["--all", "--details", "show", "node"]);
    Ok(parse(&runner.run(&call)?.stdout))
}

/// Reads the answer. What is not said is none or empty.
#[must_use]
pub fn parse(answer: &[u8]) -> Vec<Node> {
    let answer = utf8(answer);
    let mut texts = Texts::default();
    records(&answer, "NodeName=")
        .map(|record| node(record, &mut texts))
        .filter(|node| !node.name.is_empty())
        .collect()
}

fn node(record: &str, texts: &mut Texts) -> Node {
    let none = texts.share("");
    let mut node = empty(&none);
    let (mut gres, mut gres_used) = ("", "");
    for (key, value) in pairs(record, WHOLE) {
        match key {
            "NodeName" => node.name = value.into(),
            "NodeAddr" => node.address = texts.share(text(value)),
            "State" => node.state = NodeState::read(value),
            "CPUTot" => node.cpus = small(value).unwrap_or(0),
            "CPUAlloc" => node.cpus_allocated = small(value).unwrap_or(0),
            "CPULoad" => node.load = value.parse().ok().filter(|load: &f32| load.is_finite()),
            "RealMemory" => node.memory_bytes = mebibytes(value).unwrap_or(0),
            "AllocMem" => node.memory_allocated_bytes = mebibytes(value).unwrap_or(0),
            "FreeMem" => node.memory_free_bytes = mebibytes(value),
            "Gres" => gres = value,
            "GresUsed" => gres_used = value,
            "Partitions" => node.partitions = list(value).map(|name| texts.share(name)).collect(),
            "AvailableFeatures" => node.features = list(value).map(|name| texts.share(name)).collect(),
            "Reason" => said(value, &mut node, texts),
            "BootTime" => node.boot_at = moment(value),
            "LastBusyTime" => node.last_busy_at = moment(value),
            "Version" => node.version = texts.share(text(value)),
            "OS" => node.os = texts.share(text(value)),
            "Arch" => node.arch = texts.share(text(value)),
            "Sockets" => node.topology[0] = small(value).unwrap_or(0),
            "CoresPerSocket" => node.topology[1] = small(value).unwrap_or(0),
            "ThreadsPerCore" => node.topology[2] = small(value).unwrap_or(0),
            "Weight" => node.weight = small(value).unwrap_or(0),
            "TmpDisk" => node.tmp_disk_bytes = mebibytes(value).unwrap_or(0),
            _ => {}
        }
    }
    node.gres = tres::gres(gres, gres_used, |text| texts.share(text));
    node
}

/// `disk broken [root@1795318501]`.
fn said(value: &str, node: &mut Node, texts: &mut Texts) {
    let (reason, who) = match value.strip_suffix(']').and_then(|value| value.rsplit_once(" [")) {
        Some((reason, who)) if who.contains('@') => (reason, who),
        _ => (value, ""),
    };
    let (by, at) = who.rsplit_once('@').unwrap_or_default();
    node.reason = texts.share(text(reason));
    node.reason_by = texts.share(by);
    node.reason_at = moment(at);
}

fn empty(none: &Arc<str>) -> Node {
    let text = || Arc::clone(none);
    Node {
        name: text(),
        address: text(),
        state: NodeState {
            base: NodeBase::Unknown,
            flags: Vec::new(),
        },
        cpus: 0,
        cpus_allocated: 0,
        load: None,
        memory_bytes: 0,
        memory_allocated_bytes: 0,
        memory_free_bytes: None,
        gres: Vec::new(),
        partitions: Vec::new(),
        features: Vec::new(),
        reason: text(),
        reason_by: text(),
        reason_at: None,
        boot_at: None,
        last_busy_at: None,
        version: text(),
        os: text(),
        arch: text(),
        topology: [0; 3],
        weight: 0,
        tmp_disk_bytes: 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::parse;
    use crate::model::{NodeBase, NodeFlag};

    const GPU: &str = r#"NodeName=gpu1 Arch=x86_64 CoresPerSocket=8 
   CPUAlloc=1 CPUEfctv=8 CPUTot=8 CPULoad=0.52
   AvailableFeatures=gpu,a100
   ActiveFeatures=gpu,a100
   Gres=gpu:a100:2
   GresDrain=N/A
   GresUsed=gpu:a100:2(IDX:0-1)
   NodeAddr=10.0.0.7 NodeHostName=gpu1 Port=16831 Version=22.05.8
   OS=Linux 6.18.44 #1 SMP PREEMPT_DYNAMIC @0 
   RealMemory=4000 AllocMem=100 FreeMem=18862 Sockets=1 Boards=1
   State=MIXED+DRAIN ThreadsPerCore=1 TmpDisk=10 Weight=50 Owner=N/A MCS_label=N/A
   Partitions=gpu,all 
   BootTime=1795292141 SlurmdStartTime=1795317840
   LastBusyTime=1795317840
   CfgTRES=cpu=8,mem=4000M,billing=8,gres/gpu=2
   AllocTRES=cpu=1,mem=100M,gres/gpu=2
   CapWatts=n/a
   CurrentWatts=0 AveWatts=0
   ExtSensorsJoules=n/s ExtSensorsWatts=0 ExtSensorsTemp=n/s
   Reason=disk = broken  State=IDLE | "x" OS=5 [no one] [root@1795318501]

"#;

    /// A node that has never been seen.
    const SILENT: &str = "NodeName=cn1 CoresPerSocket=4 \n   CPUAlloc=0 CPUEfctv=4 CPUTot=4 CPULoad=N/A\n   AvailableFeatures=(null)\n   \
        ActiveFeatures=(null)\n   Gres=(null)\n   GresUsed=gpu:0\n   NodeAddr=cn1 NodeHostName=cn1 \n   \
        RealMemory=1 AllocMem=0 FreeMem=N/A Sockets=1 Boards=1\n   State=UNKNOWN*+FUTURISTIC ThreadsPerCore=1 TmpDisk=0 Weight=1\n   \
        BootTime=None SlurmdStartTime=None\n   LastBusyTime=Unknown\n   Comment=a b=c\n\n";

    #[test]
    fn a_node_is_read_with_gpus_in_use_and_why_it_is_drained() {
        let nodes = parse(GPU.as_bytes());
        let node = &nodes[0];
        assert_eq!((nodes.len(), &*node.name, &*node.address), (1, "gpu1", "10.0.0.7"));
        assert_eq!(node.state.to_string(), "MIXED+DRAIN");
        assert_eq!((node.cpus, node.cpus_allocated, node.load), (8, 1, Some(0.52)));
        assert_eq!(
            (node.memory_bytes, node.memory_allocated_bytes),
            (4000 << 20, 100 << 20)
        );
        assert_eq!((node.gpus(), node.gpus_allocated()), (2, 2));
        assert_eq!(node.partitions.iter().map(|p| &**p).collect::<Vec<_>>(), ["gpu", "all"]);
        assert_eq!(&*node.reason, r#"disk = broken  State=IDLE | "x" OS=5 [no one]"#);
        assert_eq!((&*node.reason_by, node.reason_at), ("root", Some(1_795_318_501)));
        assert_eq!(
            (&*node.os, node.topology),
            ("Linux 6.18.44 #1 SMP PREEMPT_DYNAMIC @0", [1, 8, 1])
        );
        assert_eq!(
            (node.boot_at, node.last_busy_at),
            (Some(1_795_292_141), Some(1_795_317_840))
        );
        assert_eq!((node.weight, node.tmp_disk_bytes), (50, 10 << 20));
    }

    #[test]
    fn what_slurm_does_not_know_is_none() {
        let nodes = parse(format!("{GPU}{SILENT}").as_bytes());
        let node = &nodes[1];
        assert_eq!(
            (node.load, node.memory_free_bytes, node.boot_at, node.last_busy_at),
            (None, None, None, None)
        );
        assert_eq!(node.state.base, NodeBase::Unknown);
        assert!(node.state.has(&NodeFlag::NotResponding));
        assert!(node.gres.is_empty() && node.features.is_empty() && node.reason.is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "(NodeName=|Reason=|Gres=|[ \\n\\[\\]@(:,0-9a])*") {
            let _ = parse(&bytes);
            let _ = parse(format!("NodeName=a {text}").as_bytes());
        }
    }
}
