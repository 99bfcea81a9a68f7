//! Nodes are drained, restarted, and break.

use super::{START, Site, by, said};
use crate::model::JobState;
use crate::simulator::Plan;
use crate::{Cluster, JobChange, NodeChange, SlurmError};

fn drain(reason: &str) -> NodeChange {
    NodeChange::Drain {
        reason: reason.parse().unwrap(),
    }
}

#[test]
fn a_drained_node_lets_its_jobs_end_and_takes_no_others() {
    let site = Site::small();
    let first = site.submit("kim", "tasks=2");
    site.pass(1);
    site.node("cn1", drain("disk replacement")).unwrap();
    let node = || site.slurm.nodes().unwrap().remove(0);
    assert_eq!(node().state.to_string(), "MIXED+DRAIN");
    assert_eq!(
        (&*node().reason, &*node().reason_by, node().reason_at),
        ("disk replacement", "root", Some(START + 1))
    );
    let second = site.submit("kim", "tasks=2");
    site.pass(1);
    assert_eq!(&*site.job(second).node_list, "cn2");
    site.pass(60);
    assert_eq!(
        (site.state(first), site.node_state("cn1").as_str()),
        (JobState::Completed, "IDLE+DRAIN")
    );
    site.node("cn1", NodeChange::Resume).unwrap();
    assert_eq!((site.node_state("cn1").as_str(), node().reason.len()), ("IDLE", 0));
    assert_eq!(
        said(site.node("cn1", NodeChange::Resume)),
        "Invalid node state specified"
    );
    assert!(matches!(site.node("zz", drain("x")), Err(SlurmError::NotFound { .. })));
}

#[test]
fn a_node_restarts_when_its_jobs_have_ended() {
    let site = Site::small();
    site.submit("kim", "tasks=2");
    site.pass(1);
    let reason = "new kernel".parse().unwrap();
    site.node("cn1", NodeChange::Reboot { reason }).unwrap();
    assert_eq!(site.node_state("cn1"), "MIXED+DRAIN+REBOOT_REQUESTED");
    site.pass(60);
    assert_eq!(site.node_state("cn1"), "IDLE+DRAIN+REBOOT_ISSUED");
    site.pass(180);
    assert_eq!(site.node_state("cn1"), "IDLE");
    let node = site.slurm.nodes().unwrap().remove(0);
    assert_eq!(node.boot_at, Some(START + 241));
}

#[test]
fn a_node_that_breaks_takes_its_jobs_back_into_the_queue() {
    let site = Site::small();
    let id = site.submit("kim", "nodes=2 per-node=2");
    site.pass(5);
    site.slurm.break_node("cn1");
    assert_eq!(site.node_state("cn1"), "DOWN+NOT_RESPONDING");
    assert_eq!(site.standing(id), "PENDING BeginTime");
    assert_eq!(site.job(id).restarts, 1);
    let nodes = site.slurm.nodes().unwrap();
    assert_eq!(
        (nodes[0].load, nodes[0].memory_free_bytes),
        (None, None),
        "it tells nothing any more"
    );
    assert_eq!(nodes[1].cpus_allocated, 0);
    site.node("cn1", NodeChange::Resume).unwrap();
    assert_eq!(site.node_state("cn1"), "DOWN+NOT_RESPONDING", "words do not mend it");
    site.pass(125);
    assert_eq!(&*site.job(id).node_list, "cn[2-3]");
    site.slurm.mend_node("cn1");
    assert_eq!(site.node_state("cn1"), "IDLE");
}

#[test]
fn a_job_on_several_nodes_is_completing_for_a_moment() {
    let site = Site::new(Plan {
        completing_seconds: 3,
        ..super::small()
    });
    let id = site.submit("kim", "nodes=2 per-node=8");
    site.pass(61);
    assert_eq!(site.standing(id), "COMPLETING");
    assert_eq!(site.node_state("cn1"), "ALLOCATED+COMPLETING");
    assert!(said(site.act(&by("kim"), id, JobChange::Cancel)).contains("already completing"));
    site.pass(3);
    assert_eq!(site.standing(id), "COMPLETED");
    assert_eq!(site.job(id).end_at, Some(START + 61));
    assert_eq!(site.node_state("cn1"), "IDLE");
}
