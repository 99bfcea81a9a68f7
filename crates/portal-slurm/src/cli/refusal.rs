//! What Slurm's words on the error output mean.

use crate::SlurmError;

/// Longest message that is handed on, in characters.
const LONGEST: usize = 1_000;

/// Slurm (or its database) was not reached, or was not ready.
const AWAY: &[&str] = &[
    "unable to contact slurm controller",
    "socket timed out",
    "connection refused",
    "connection reset",
    "connection timed out",
    "no route to host",
    "zero bytes were transmitted",
    "communication connection failure",
    "communications connection failure",
    "transport endpoint is not connected",
    "unable to connect to database",
    "unexpected message received",
    "backup controller in standby",
    "controller in standby mode",
    "could not establish a configuration source",
    "munge",
    "protocol authentication error",
    "temporarily unable to accept job",
    "database connection",
    "slurmdbd: sending",
    "failed to connect to",
    "persistent connection",
];

/// There is no such thing.
const ABSENT: &[&str] = &[
    "invalid job id specified",
    "invalid node name specified",
    "invalid job id",
    "node not found",
    " not found",
    "no such job",
];

/// What is said of a task of an array to which there was nothing to do, as it is in another state.
const NOTHING_TO_DO: &[&str] = &[
    "Job has already finished",
    "Job/step already completing or completed",
    "Job is pending execution",
    "Job is no longer pending execution",
    "Job is not pending nor running",
    "Job is not running",
];

/// The cluster is not made for it.
const ACCOUNTING_OFF: &[&str] = &[
    "slurm accounting storage is disabled",
    "not running a supported accounting_storage plugin",
    "accounting_storage plugin",
];

/// What the end of `command` with an error means. `said` is its error output, `how` how it ended.
pub(super) fn read(command: &'static str, said: &str, how: &str) -> SlurmError {
    let said = plain(said);
    if said.is_empty() {
        return SlurmError::System {
            command,
            why: format!("it ended with {how} and said nothing"),
        };
    }
    let lower = said.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(AWAY) {
        SlurmError::Unreachable { said }
    } else if has(ACCOUNTING_OFF) {
        SlurmError::NotConfigured { what: "accounting" }
    } else if has(ABSENT) {
        SlurmError::NotFound { said }
    } else if lower.starts_with("sudo: ") || lower.starts_with("setpriv: ") {
        SlurmError::System { command, why: said }
    } else {
        SlurmError::Refused { said }
    }
}

/// Whether some of it was done, and the rest had nothing to be done to: of an array of which one task has ended, `scontrol`
/// ends with an error, and says `17_0: Job has already finished` beside `17_[1-9]: No error`.
pub(super) fn done_in_part(said: &str) -> bool {
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let (done, others): (Vec<_>, Vec<_>) = lines.partition(|line| line.ends_with(": No error"));
    let had_nothing = |line: &&str| NOTHING_TO_DO.iter().any(|words| line.ends_with(words));
    !done.is_empty() && others.iter().all(had_nothing)
}

/// The lines without the name of the command before them, each once, as one line.
pub(super) fn plain(said: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in said.lines() {
        let line = without_name(line.trim());
        if !line.is_empty() && !is_chatter(line) && !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
        .join("; ")
        .chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST)
        .collect()
}

/// What is said of what went well.
fn is_chatter(line: &str) -> bool {
    line.ends_with(": No error") || line.starts_with("Terminating job ")
}

/// `scancel: error: Kill job error` becomes `Kill job error`; `sudo:` stays, as it is not Slurm who speaks.
fn without_name(line: &str) -> &str {
    let Some((name, rest)) = line.split_once(": ") else {
        return line;
    };
    let slurms = matches!(
        name,
        "allocation failure"
            | "sbatch"
            | "scancel"
            | "scontrol"
            | "squeue"
            | "sinfo"
            | "sacct"
            | "sacctmgr"
            | "sprio"
            | "sshare"
    );
    if !slurms && !matches!(name, "error" | "fatal") {
        return line;
    }
    without_name(rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::{done_in_part, plain, read};
    use crate::SlurmError;

    #[test]
    fn what_was_done_to_some_tasks_was_done() {
        assert!(done_in_part("1_0: Job has already finished\n1_1-9: No error\n"));
        assert!(!done_in_part("1_0: Access/permission denied\n1_1-9: No error\n"));
        assert!(!done_in_part(
            "1_0: Job has already finished\n1_1-9: Access/permission denied\n"
        ));
        assert!(!done_in_part(""));
    }

    #[test]
    fn the_name_of_the_command_is_left_out_and_each_line_comes_once() {
        assert_eq!(
            plain("scancel: error: Kill job error on job id 7: Access/permission denied\n"),
            "Kill job error on job id 7: Access/permission denied"
        );
        assert_eq!(
            plain(
                "sbatch: error: Memory too large\nsbatch: error: Batch job submission failed: No\nsbatch: error: Memory too large\n"
            ),
            "Memory too large; Batch job submission failed: No"
        );
        assert_eq!(
            plain("slurm_update error: Invalid time limit"),
            "slurm_update error: Invalid time limit"
        );
        assert_eq!(plain("\u{1b}[31mred\u{7}"), "[31mred");
    }

    #[test]
    fn slurms_words_decide_what_is_answered() {
        let meant = |said: &str| read("scancel", said, "status 1");
        for said in [
            "scancel: error: Unable to contact slurm controller (connect failure)",
            "slurm_load_jobs error: Socket timed out on send/recv operation",
            "squeue: error: slurm_receive_msgs: Zero Bytes were transmitted or received",
            "sbatch: error: Munge encode failed: Failed to access \"/run/munge/munge.socket.2\"",
            "sacct: error: slurm_persist_conn_open_without_init: failed to open persistent connection to host:localhost:6819: Connection refused",
        ] {
            assert!(matches!(meant(said), SlurmError::Unreachable { .. }), "{said}");
            assert!(meant(said).is_outage());
        }
        assert!(matches!(
            meant("scancel: error: Kill job error on job id 99: Invalid job id specified"),
            SlurmError::NotFound { .. }
        ));
        assert!(matches!(
            meant("scancel: error: Kill job error on job id 7: Access/permission denied"),
            SlurmError::Refused { .. }
        ));
        assert!(matches!(
            meant("Slurm accounting storage is disabled"),
            SlurmError::NotConfigured { .. }
        ));
        assert!(matches!(
            meant("sudo: a password is required"),
            SlurmError::System { .. }
        ));
        assert!(matches!(meant(""), SlurmError::System { .. }));
    }
}
