//! Doing something to jobs and nodes.

use crate::cli::hand::{Hand, Surroundings};
use crate::cli::refusal;
use crate::cli::run::{Call, Runner};
use crate::submission::NodeName;
use crate::{By, JobChange, JobTarget, NodeChange, SlurmError};

/// Does something to a job.
pub(in crate::cli) fn job(
    runner: &Runner,
    hand: &Hand,
    by: &By,
    target: JobTarget,
    change: &JobChange,
) -> Result<(), SlurmError> {
    let call = job_call(by, target, change);
    let said = runner.run(&hand.lend(runner, call, by, &Surroundings::default())?)?;
    if matches!(change, JobChange::Cancel) {
        return scancel_meant(&said.stderr);
    }
    Ok(())
}

fn job_call(by: &By, target: JobTarget, change: &JobChange) -> Call {
    let id = match target {
        JobTarget::Job(job) => job.to_string(),
        JobTarget::Waiting(array) => array.to_string(),
    };
    let control = |verb: &str| Call::new("scontrol").args([verb, id.as_str()]);
    match change {
        JobChange::Cancel => {
            let call = Call::new("scancel").arg("--verbose");
            match target {
                JobTarget::Job(_) => call.arg(id),
                JobTarget::Waiting(_) => call.arg("--state=PENDING").arg(id),
            }
        }
        // Held by its owner, who can release it, whoever else the account is that runs this.
        JobChange::Hold if matches!(by, By::Person(_)) => control("uhold"),
        JobChange::Hold => control("hold"),
        JobChange::Release => control("release"),
        JobChange::Requeue => control("requeue"),
        JobChange::Suspend => control("suspend"),
        JobChange::Resume => control("resume"),
        JobChange::TimeLimit(limit) => Call::new("scontrol").args([
            "update".to_owned(),
            format!("JobId={id}"),
            format!("TimeLimit={}", limit.as_secs().div_ceil(60).max(1)),
        ]),
    }
}

/// `scancel` ends with success when there is no such job, or it has ended; only when asked to be wordy it says so.
fn scancel_meant(said: &str) -> Result<(), SlurmError> {
    let complaints: Vec<_> = said
        .lines()
        .filter(|line| line.starts_with("scancel: error:"))
        .collect();
    if complaints.is_empty() {
        return Ok(());
    }
    Err(refusal::read("scancel", &complaints.join("\n"), "success"))
}

/// Does something to a node, as an operator.
pub(in crate::cli) fn node(
    runner: &Runner,
    hand: &Hand,
    name: &NodeName,
    change: &NodeChange,
) -> Result<(), SlurmError> {
    let call = Call::new("scontrol");
    let call = match change {
        NodeChange::Drain { reason } => call.args([
            "update".to_owned(),
            format!("NodeName={name}"),
            "State=DRAIN".to_owned(),
            format!("Reason={reason}"),
        ]),
        NodeChange::Resume => call.args([
            "update".to_owned(),
            format!("NodeName={name}"),
            "State=RESUME".to_owned(),
        ]),
        NodeChange::Reboot { reason } => call.args([
            "reboot".to_owned(),
            "ASAP".to_owned(),
            "nextstate=RESUME".to_owned(),
            format!("reason={reason}"),
            name.to_string(),
        ]),
    };
    runner.run(&hand.lend(runner, call, &By::Operator, &Surroundings::default())?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::scancel_meant;
    use crate::SlurmError;

    #[test]
    fn scancel_says_so_when_there_was_nothing_to_end() {
        assert_eq!(scancel_meant("scancel: Terminating job 6\n"), Ok(()));
        let meant = |said| scancel_meant(said).unwrap_err();
        assert!(matches!(
            meant("scancel: Terminating job 9\nscancel: error: Kill job error on job id 9: Invalid job id specified"),
            SlurmError::NotFound { .. }
        ));
        assert!(matches!(
            meant("scancel: error: Kill job error on job id 6_1: Job/step already completing or completed"),
            SlurmError::Refused { .. }
        ));
    }
}
