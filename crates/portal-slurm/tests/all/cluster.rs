//! What the stories share.

use std::time::{Duration, Instant};

use portal_slurm::Cluster;
use portal_slurm::cli::{RunOptions, SlurmCommands};
use portal_slurm::model::Job;
use portal_testkit::TestSlurm;

/// How long Slurm may take for what it does in a second.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The portal's view of a cluster.
pub(crate) fn commands(slurm: &TestSlurm) -> SlurmCommands {
    commands_within(slurm, Duration::from_secs(20))
}

/// The same with another time limit.
pub(crate) fn commands_within(slurm: &TestSlurm, limit: Duration) -> SlurmCommands {
    SlurmCommands::new(RunOptions {
        slurm_conf: Some(slurm.conf().to_owned()),
        limit,
        ..RunOptions::default()
    })
}

/// The job as the portal reads it; waits until it is as expected.
pub(crate) fn job_that(cluster: &SlurmCommands, number: u32, what: &str, is: impl Fn(&Job) -> bool) -> Job {
    let started = Instant::now();
    loop {
        let jobs = cluster.jobs().unwrap();
        let found = jobs.into_iter().find(|job| job.id.get() == number);
        match found {
            Some(job) if is(&job) => return job,
            other if started.elapsed() > PATIENCE => {
                panic!("no job {number} that {what} within {PATIENCE:?}: {other:#?}")
            }
            _ => std::thread::park_timeout(Duration::from_millis(5)),
        }
    }
}
