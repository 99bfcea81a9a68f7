//! Doing something to jobs and nodes.

use crate::cli::hand::{Hand, Surroundings};
use crate::cli::refusal;
use crate::cli::run::{Call, Runner};
use crate::model::JobId;
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
    let call = match target {
        JobTarget::Job(job) => job_call(by, &job.to_string(), change),
        JobTarget::Waiting(array) => waiting_call(runner, by, array, change)?,
    };
    let said = runner.run(&hand.lend(runner, call, by, &Surroundings::default())?)?;
    if matches!(change, JobChange::Cancel) {
        return scancel_meant(&said.stderr);
    }
    Ok(())
}

fn job_call(by: &By, id: &str, change: &JobChange) -> Call {
    let control = |verb: &str| Call::new("scontrol").args([verb, id]);
    match change {
        JobChange::Cancel => Call::new("scancel").args(["--verbose", id]),
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

/// For `scontrol` the number of an array is all of its tasks, also those that run, so those that wait are named one by one.
/// They are asked for anew: what the portal was shown may be old, and `squeue` cuts off what is long.
fn waiting_call(runner: &Runner, by: &By, array: JobId, change: &JobChange) -> Result<Call, SlurmError> {
    let refused = |said: String| Err(SlurmError::Refused { said });
    match change {
        JobChange::Cancel => {
            let call = Call::new("scancel").args(["--verbose", "--state=PENDING"]);
            return Ok(call.arg(array.to_string()));
        }
        // As Slurm says it. Tasks that begin in this moment would be hit.
        JobChange::Requeue | JobChange::Suspend | JobChange::Resume => {
            return refused("Job is pending execution".to_owned());
        }
        JobChange::Hold | JobChange::Release | JobChange::TimeLimit(_) => {}
    }
    let queue = Call::new("squeue")
        .args(["--all", "--noheader", "--states=PENDING", "--format=%K"])
        .arg(format!("--jobs={array}"))
        .variable("SLURM_BITSTR_LEN", "0");
    let said = runner.run(&queue)?;
    match tasks(&String::from_utf8_lossy(&said.stdout)) {
        tasks if tasks.is_empty() => refused(format!("No task of job {array} is pending")),
        tasks => Ok(job_call(by, &format!("{array}_[{tasks}]"), change)),
    }
}

/// One list of the tasks in lines such as `2-9%2` and `5`: how many may run at once is no part of it, and `N/A` no task.
fn tasks(lines: &str) -> String {
    let lists = lines
        .lines()
        .map(|line| line.split('%').next().unwrap_or_default().trim());
    let known = |list: &&str| list.bytes().all(|byte| byte.is_ascii_digit() || b",-:".contains(&byte));
    let lists: Vec<_> = lists.filter(|list| !list.is_empty()).filter(known).collect();
    lists.join(",")
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
    use super::{scancel_meant, tasks};
    use crate::SlurmError;

    #[test]
    fn tasks_that_wait_together_or_alone_are_one_list() {
        assert_eq!(tasks("2-9%2\n0,4-8:2\n11\n"), "2-9,0,4-8:2,11");
        assert_eq!(tasks("N/A\n"), "");
        assert_eq!(tasks("2-9,...\n3\n"), "3");
        assert_eq!(tasks(""), "");
    }

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
