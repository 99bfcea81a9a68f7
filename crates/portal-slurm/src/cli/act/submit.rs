//! Submitting, and asking when a job would start.

use std::fmt::Display;

use crate::cli::hand::{Hand, Surroundings, reads_no_files};
use crate::cli::run::{Call, Runner, Said};
use crate::model::{JobId, StartEstimate, Username};
use crate::{By, SlurmError, Submission};

/// Submits as `user`.
pub(in crate::cli) fn submit(
    runner: &Runner,
    hand: &Hand,
    user: &Username,
    submission: &Submission,
) -> Result<JobId, SlurmError> {
    // The times of Slurm's own format would get into the job's environment.
    let call = Call::new("sbatch").plain_times().arg("--parsable");
    let said = ask(runner, hand, user, submission, call)?;
    let answer = String::from_utf8_lossy(&said.stdout);
    // "1234", or "1234;cluster".
    let number = answer.lines().last().and_then(|line| line.split(';').next());
    number
        .and_then(|number| number.trim().parse().ok())
        .ok_or_else(|| unreadable(&answer))
}

/// Asks when `submission` would start.
pub(in crate::cli) fn test(
    runner: &Runner,
    hand: &Hand,
    user: &Username,
    submission: &Submission,
) -> Result<StartEstimate, SlurmError> {
    let said = ask(runner, hand, user, submission, Call::new("sbatch").arg("--test-only"))?;
    said.stderr
        .lines()
        .find_map(estimate)
        .ok_or_else(|| unreadable(&said.stderr))
}

fn ask(runner: &Runner, hand: &Hand, user: &Username, submission: &Submission, call: Call) -> Result<Said, SlurmError> {
    if matches!(hand, Hand::Service) && !reads_no_files(&submission.script) {
        return Err(SlurmError::NotAllowed {
            said: "the script has #SBATCH lines that this portal does not take; see its documentation".to_owned(),
        });
    }
    let home = hand.person(runner, user)?.map(|person| person.home);
    let folder = submission
        .work_dir
        .as_ref()
        .map(|folder| folder.as_str())
        .or(home.as_deref());
    let mut call = call.args(arguments(submission)).stdin(submission.script.as_bytes());
    if let Some(folder) = folder {
        call = call.arg(format!("--chdir={folder}"));
    }
    for (name, value) in submission.environment.iter() {
        call = call.variable(name, value);
    }
    let by = By::Person(user.clone());
    let mut at = Surroundings {
        folder,
        variables: submission.environment.iter().map(|(name, _)| name).collect(),
    };
    let answer = runner.run(&hand.lend(runner, call.clone(), &by, &at)?);
    match answer {
        Err(error) if at.folder.is_some() && Hand::missed_folder(&error) => {
            at.folder = None;
            runner.run(&hand.lend(runner, call, &by, &at)?)
        }
        answer => answer,
    }
}

/// Each option and its value are one argument: no value can be taken for an option.
fn arguments(submission: &Submission) -> Vec<String> {
    let mut arguments = vec!["--ignore-pbs".to_owned(), export(submission)];
    let mut option = |name: &str, value: Option<&dyn Display>| {
        arguments.extend(value.map(|value| format!("--{name}={value}")));
    };
    fn shown<T: Display>(value: &Option<T>) -> Option<&dyn Display> {
        value.as_ref().map(|value| value as &dyn Display)
    }
    option("job-name", shown(&submission.name));
    option("partition", shown(&submission.partition));
    option("account", shown(&submission.account));
    option("qos", shown(&submission.qos));
    option("reservation", shown(&submission.reservation));
    option("nodes", shown(&submission.nodes));
    option("ntasks", shown(&submission.tasks));
    option("ntasks-per-node", shown(&submission.tasks_per_node));
    option("cpus-per-task", shown(&submission.cpus_per_task));
    let memory = submission
        .memory_per_node_bytes
        .map(|bytes| format!("{}M", bytes.div_ceil(1 << 20)));
    option("mem", shown(&memory));
    option("gres", shown(&submission.gres));
    option("constraint", shown(&submission.constraint));
    let minutes = submission.time_limit.map(|limit| limit.as_secs().div_ceil(60));
    option("time", shown(&minutes));
    option("array", shown(&submission.array));
    option("dependency", shown(&submission.dependency));
    // Seconds since the epoch, in Slurm's words: no time zone can come in between.
    let begin = submission.begin_at.map(|at| format!("uts{at}"));
    option("begin", shown(&begin));
    option("output", shown(&submission.stdout));
    option("error", shown(&submission.stderr));
    option("comment", shown(&submission.marker));
    if submission.hold {
        arguments.push("--hold".to_owned());
    }
    arguments
}

/// Only the variables that were given; Slurm adds those of a login on the node.
fn export(submission: &Submission) -> String {
    let names: Vec<_> = submission.environment.iter().map(|(name, _)| name).collect();
    if names.is_empty() {
        "--export=NONE".to_owned()
    } else {
        format!("--export={}", names.join(","))
    }
}

/// Reads "sbatch: Job 12 to start at 1795321576 using 1 processors on nodes cn001 in partition compute".
fn estimate(line: &str) -> Option<StartEstimate> {
    let (_, rest) = line.split_once(" to start at ")?;
    let (at, rest) = rest.split_once(" using ")?;
    let (cpus, rest) = rest.split_once(" processors on ")?;
    let rest = rest.strip_prefix("nodes ").unwrap_or(rest);
    let (nodes, partition) = rest.split_once(" in partition ").unwrap_or((rest, ""));
    Some(StartEstimate {
        start_at: at.trim().parse().ok()?,
        cpus: cpus.trim().parse().ok()?,
        node_list: nodes.trim().into(),
        partition: partition.trim().into(),
    })
}

fn unreadable(answer: &str) -> SlurmError {
    SlurmError::Unreadable {
        command: "sbatch",
        why: format!(
            "no number of a job in \"{}\"",
            answer.chars().take(100).collect::<String>()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{arguments, estimate};
    use crate::Submission;
    use crate::submission::Environment;

    #[test]
    fn an_estimate_is_read() {
        let read =
            estimate("sbatch: Job 12 to start at 1795321576 using 96 processors on nodes cn[001-002] in partition cpu");
        let read = read.unwrap();
        assert_eq!((read.start_at, read.cpus), (1_795_321_576, 96));
        assert_eq!((&*read.node_list, &*read.partition), ("cn[001-002]", "cpu"));
        assert!(estimate("allocation failure: Requested node configuration is not available").is_none());
    }

    #[test]
    fn every_option_is_one_argument() {
        let submission = Submission {
            name: Some("-N 9 --uid=0".parse().unwrap()),
            memory_per_node_bytes: Some((8 << 30) + 1),
            time_limit: Some(std::time::Duration::from_secs(61)),
            begin_at: Some(1_795_400_000),
            hold: true,
            environment: Environment::try_from(vec![("A".to_owned(), "x,B=y".to_owned())]).unwrap(),
            ..Submission::new("#!/bin/sh\n".parse().unwrap())
        };
        let expected = [
            "--ignore-pbs",
            "--export=A",
            "--job-name=-N 9 --uid=0",
            "--mem=8193M",
            "--time=2",
            "--begin=uts1795400000",
            "--hold",
        ];
        assert_eq!(arguments(&submission), expected);
    }
}
