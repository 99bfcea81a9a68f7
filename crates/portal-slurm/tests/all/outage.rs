//! slurmctld is away, and comes back.

use std::time::Duration;

use portal_slurm::Cluster;
use portal_slurm::SlurmError;
use portal_slurm::model::{JobId, JobState};
use portal_testkit::TestSlurm;

use crate::cluster::{commands, commands_within, job_that};

#[test]
fn a_controller_that_is_gone_cannot_be_reached_until_it_is_back() {
    let slurm = TestSlurm::own();
    let cluster = commands(&slurm);
    let number = slurm.submit("alice", &["--wrap", "sleep 300"]);
    job_that(&cluster, number, "runs", |job| job.state == JobState::Running);

    slurm.stop_controller();
    // Slurm's own commands try for ten seconds; whoever cannot wait so long gives up earlier.
    let hasty = commands_within(&slurm, Duration::from_secs(1));
    std::thread::scope(|scope| {
        scope.spawn(|| told(cluster.jobs()));
        scope.spawn(|| told(cluster.nodes()));
        scope.spawn(|| told(cluster.job_detail(JobId::new(number).unwrap())));
        scope.spawn(|| told(cluster.controller()));
        scope.spawn(|| assert!(matches!(hasty.jobs(), Err(SlurmError::TimedOut { .. }))));
    });

    slurm.start_controller();
    job_that(&cluster, number, "still runs", |job| job.state == JobState::Running);
    assert_eq!(cluster.nodes().unwrap().len(), 3);
}

fn told<T: std::fmt::Debug>(answer: Result<T, SlurmError>) {
    assert!(matches!(answer, Err(SlurmError::Unreachable { .. })), "{answer:?}");
}
