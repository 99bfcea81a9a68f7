//! The queue, from `squeue`.
//!
//! `-O` and not `-o`: only the long names know resources with GPUs, restarts, exit codes and components, and a field with a
//! suffix but no width is printed as it is. `--json` says the same in ten times the bytes and time.

use std::collections::HashMap;

use super::rows::{Cells, Columns, Nonce};
use super::texts::{Column, Texts};
use super::tres::{Amounts, gpus_asked};
use super::value::{duration, exit_code, moment, number, small, text};
use super::{array, utf8};
use crate::SlurmError;
use crate::cli::{Call, Runner};
use crate::model::{ArrayPart, ArrayTasks, HetPart, Job, JobId, JobState, Reason, Tres};

const COMMAND: &str = "squeue";

/// In the order in which [`parse`] reads them.
pub const COLUMNS: Columns = Columns {
    made: &[
        "JobID",
        "ArrayJobID",
        "ArrayTaskID",
        "HetJobID",
        "HetJobOffset",
        "UserName",
        "Partition",
        "QOS",
        "State",
        "PriorityLong",
        "SubmitTime",
        "EligibleTime",
        "StartTime",
        "EndTime",
        "TimeLimit",
        "NumNodes",
        "NumTasks",
        "NumCPUs",
        "tres-alloc",
        "NodeList",
        "exit_code",
        "RestartCnt",
    ],
    free: &[
        // An account is any word as long as accounting is not enforced.
        "Account",
        "Name",
        "Reason",
        "Feature",
        "Dependency",
        "Reservation",
        "WorkDir",
        "Command",
        "Comment",
        "tres-per-job",
        "tres-per-node",
        "tres-per-task",
    ],
};

/// All jobs, also of partitions that are hidden, also those that have ended lately.
pub(in crate::cli) fn ask(runner: &Runner) -> Result<Vec<Job>, SlurmError> {
    let nonce = Nonce::random();
    let call = Call::new(COMMAND)
        .args(["--all", "--noheader", "--local", "--noconvert", "--states=all"])
        // By number costs slurmctld nothing, and puts jobs that are alike side by side.
        .arg("--sort=i")
        .arg(format!("--Format={}", COLUMNS.format(&nonce)))
        // Else the tasks of an array are cut off after 64 letters.
        .variable("SLURM_BITSTR_LEN", "0");
    parse(&runner.run(&call)?.stdout, &nonce)
}

/// Reads the answer.
///
/// # Errors
/// When rows and cells are not as they were asked for. A row that has no number of a job is left out.
pub fn parse(answer: &[u8], nonce: &Nonce) -> Result<Vec<Job>, SlurmError> {
    let answer = utf8(answer);
    let mut cells = Cells::new(COMMAND, &answer, nonce);
    let mut shared = Shared::default();
    // Few rows are shorter; what is not used is never touched.
    let mut jobs = Vec::with_capacity(answer.len() / 256);
    while cells.more() {
        if let Ok(id) = cells.made()?.parse() {
            jobs.push(row(id, &mut cells, &mut shared)?);
        } else {
            tracing::warn!("squeue told of a job without a number; it is left out");
            cells.skip(COLUMNS.made.len() - 1, COLUMNS.free.len())?;
        }
        cells.end_row()?;
    }
    Ok(jobs)
}

/// Texts of the columns, what was made of the row before, and of each text of resources: there are few of these.
#[derive(Debug, Default)]
struct Shared {
    texts: Texts,
    user: Column,
    partition: Column,
    qos: Column,
    nodes: Column,
    others: Column,
    account: Column,
    name: Column,
    reason: (String, Option<Reason>),
    features: Column,
    dependency: Column,
    reservation: Column,
    work_dir: Column,
    command: Column,
    comment: Column,
    tres: HashMap<String, (Tres, Option<u32>)>,
    /// GPUs of this row as they were counted, if they were.
    counted: Option<u32>,
}

fn row(id: JobId, cells: &mut Cells<'_>, shared: &mut Shared) -> Result<Job, SlurmError> {
    let array_id = cells.made()?;
    let tasks = cells.made()?;
    let leader = cells.made()?;
    let offset = cells.made()?;
    let mut job = Job {
        id,
        array: array_part(array_id, tasks, shared),
        het: het_part(leader, offset),
        user: shared.user.share(&mut shared.texts, cells.made()?),
        partition: shared.partition.share(&mut shared.texts, cells.made()?),
        qos: shared.qos.share(&mut shared.texts, text(cells.made()?)),
        state: JobState::read(cells.made()?),
        priority: number(cells.made()?).unwrap_or(0),
        submit_at: moment(cells.made()?).unwrap_or(0),
        eligible_at: moment(cells.made()?),
        start_at: moment(cells.made()?),
        end_at: moment(cells.made()?),
        time_limit_seconds: duration(cells.made()?),
        nodes: small(cells.made()?).unwrap_or(0),
        tasks: small(cells.made()?).unwrap_or(0),
        tres: tres(cells, shared)?,
        node_list: shared.nodes.share(&mut shared.texts, text(cells.made()?)),
        exit_code: exit_code(cells.made()?),
        restarts: small(cells.made()?).unwrap_or(0),
        account: shared.account.share(&mut shared.texts, text(cells.free()?)),
        name: shared.name.share(&mut shared.texts, cells.free()?),
        reason: reason(cells.free()?, shared),
        features: shared.features.share(&mut shared.texts, text(cells.free()?)),
        dependency: shared.dependency.share(&mut shared.texts, text(cells.free()?)),
        reservation: shared.reservation.share(&mut shared.texts, text(cells.free()?)),
        work_dir: shared.work_dir.share(&mut shared.texts, text(cells.free()?)),
        command: shared.command.share(&mut shared.texts, text(cells.free()?)),
        comment: shared.comment.share(&mut shared.texts, text(cells.free()?)),
    };
    let asked = [cells.free()?, cells.free()?, cells.free()?];
    complete(&mut job, asked, shared.counted);
    Ok(job)
}

/// What follows from several cells.
fn complete(job: &mut Job, [per_job, per_node, per_task]: [&str; 3], gpus: Option<u32>) {
    // A site that does not count GPUs (`AccountingStorageTRES`) shows them only as they were asked for.
    if gpus.is_none() {
        job.tres.gpus = match [gpus_asked(per_job), gpus_asked(per_node), gpus_asked(per_task)] {
            [0, 0, per_task] => per_task.saturating_mul(job.tasks),
            [0, per_node, _] => per_node.saturating_mul(job.nodes.max(1)),
            [per_job, ..] => per_job,
        };
    }
    // A job that never had a node has not returned anything.
    if !job.state.has_ended() || job.node_list.is_empty() {
        job.exit_code = None;
    }
}

fn tres(cells: &mut Cells<'_>, shared: &mut Shared) -> Result<Tres, SlurmError> {
    let cpus = cells.made()?;
    let written = cells.made()?;
    let known = shared.tres.get(written).cloned();
    let (mut tres, counted) = known.unwrap_or_else(|| {
        let amounts = Amounts::read(written);
        let others = shared.others.share(&mut shared.texts, &amounts.others);
        let counted = amounts.gpus;
        let read = (amounts.tres(others), counted);
        shared.tres.insert(written.to_owned(), read.clone());
        read
    });
    if tres.cpus == 0 {
        tres.cpus = small(cpus).unwrap_or(0);
    }
    shared.counted = counted;
    Ok(tres)
}

fn reason(written: &str, shared: &mut Shared) -> Reason {
    match &shared.reason {
        (last, Some(reason)) if last == written => reason.clone(),
        _ => {
            let reason = match Reason::read(written) {
                Reason::None => Reason::None,
                Reason::Code(code) => Reason::Code(shared.texts.share(&code)),
                Reason::Text(text) => Reason::Text(shared.texts.share(&text)),
            };
            shared.reason = (written.to_owned(), Some(reason.clone()));
            reason
        }
    }
}

fn array_part(array: &str, tasks: &str, shared: &mut Shared) -> Option<ArrayPart> {
    let tasks = text(tasks);
    if tasks.is_empty() {
        return None;
    }
    Some(ArrayPart {
        job_id: array.parse().ok()?,
        tasks: match tasks.parse() {
            Ok(task) => ArrayTasks::One(task),
            Err(_several) => ArrayTasks::Waiting {
                count: array::count(tasks),
                expression: shared.texts.share(tasks),
            },
        },
    })
}

fn het_part(leader: &str, offset: &str) -> Option<HetPart> {
    Some(HetPart {
        leader: leader.parse().ok()?,
        offset: offset.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{COLUMNS, Nonce, parse};
    use crate::model::{ArrayTasks, ExitCode, Reason};

    /// A row as Slurm 22.05 prints it, cells in the order of the columns.
    fn line(made: [&str; 22], free: [&str; 12], nonce: &Nonce) -> String {
        let mut line: String = made.iter().map(|cell| format!("{cell}\u{1f}")).collect();
        line.extend(free.iter().map(|cell| format!("{cell}{}", nonce.as_str())));
        line + "\n"
    }

    const RUNNING: [&str; 22] = [
        "9",
        "5",
        "0",
        "N/A",
        "N/A",
        "alice",
        "gpu",
        "normal",
        "RUNNING",
        "4294901758",
        "1795317869",
        "1795317870",
        "1795317871",
        "1795318469",
        "10:00",
        "2",
        "2",
        "4",
        "cpu=4,mem=300M,node=2,billing=4,gres/gpu=2",
        "gpu[1-2]",
        "0",
        "1",
    ];
    const PLAIN: [&str; 12] = [
        "research",
        "name",
        "None",
        "(null)",
        "(null)",
        "(null)",
        "/home/alice",
        "/home/alice/run.sh -x",
        "(null)",
        "N/A",
        "N/A",
        "N/A",
    ];

    #[test]
    fn a_running_task_of_an_array_is_read() {
        let nonce = Nonce::random();
        let jobs = parse(line(RUNNING, PLAIN, &nonce).as_bytes(), &nonce).unwrap();
        let job = &jobs[0];
        assert_eq!(jobs.len(), 1);
        assert_eq!(job.shown_id(), "5_0");
        assert_eq!(
            (job.priority, job.submit_at, job.end_at),
            (4_294_901_758, 1_795_317_869, Some(1_795_318_469))
        );
        assert_eq!(
            (job.tres.cpus, job.tres.memory_bytes, job.tres.gpus, job.tres.billing),
            (4, 300 << 20, 2, Some(4))
        );
        assert_eq!((job.time_limit_seconds, job.nodes, job.restarts), (Some(600), 2, 1));
        assert_eq!((&*job.node_list, &*job.features, &*job.comment), ("gpu[1-2]", "", ""));
        assert_eq!((job.exit_code, &job.reason), (None, &Reason::None));
        assert_eq!(&*job.command, "/home/alice/run.sh -x");
    }

    #[test]
    fn the_waiting_rest_of_an_array_is_one_row_that_counts() {
        let nonce = Nonce::random();
        let mut made = RUNNING;
        (made[2], made[8], made[11], made[12], made[19]) = ("2-9%2", "PENDING", "N/A", "N/A", "");
        let mut free = PLAIN;
        (free[2], free[4]) = ("JobArrayTaskLimit", "afterok:1(unfulfilled)");
        let jobs = parse(line(made, free, &nonce).as_bytes(), &nonce).unwrap();
        assert_eq!((jobs[0].shown_id().as_str(), jobs[0].count()), ("5_[2-9%2]", 8));
        assert_eq!((jobs[0].start_at, jobs[0].reason.as_str()), (None, "JobArrayTaskLimit"));
        assert!(matches!(
            jobs[0].array.as_ref().unwrap().tasks,
            ArrayTasks::Waiting { count: 8, .. }
        ));
        assert_eq!(&*jobs[0].dependency, "afterok:1(unfulfilled)");
    }

    #[test]
    fn gpus_that_the_site_does_not_count_are_those_asked_for() {
        let nonce = Nonce::random();
        let mut made = RUNNING;
        made[18] = "cpu=4,mem=300M,node=2,billing=4";
        for (asked, gpus) in [
            (["N/A", "gres:gpu:a100:2", "N/A"], 4),
            (["gres:gpu:3", "N/A", "N/A"], 3),
            (["N/A", "N/A", "gres:gpu:1"], 2),
            (["N/A", "N/A", "N/A"], 0),
        ] {
            let mut free = PLAIN;
            free[9..].copy_from_slice(&asked);
            let jobs = parse(line(made, free, &nonce).as_bytes(), &nonce).unwrap();
            assert_eq!(jobs[0].tres.gpus, gpus, "{asked:?}");
        }
    }

    #[test]
    fn how_a_job_ended_is_told_when_it_has_and_ran() {
        let nonce = Nonce::random();
        let mut made = RUNNING;
        (made[8], made[20]) = ("FAILED", "768");
        let ended = parse(line(made, PLAIN, &nonce).as_bytes(), &nonce).unwrap();
        assert_eq!(ended[0].exit_code, Some(ExitCode { status: 3, signal: 0 }));
        made[19] = "";
        let never_ran = parse(line(made, PLAIN, &nonce).as_bytes(), &nonce).unwrap();
        assert_eq!(never_ran[0].exit_code, None);
    }

    #[test]
    fn words_of_a_newer_slurm_are_kept() {
        let nonce = Nonce::random();
        let mut made = RUNNING;
        (made[8], made[17], made[20]) = ("TELEPORTED", "2K", "0:0");
        made[18] = "N/A";
        let jobs = parse(line(made, PLAIN, &nonce).as_bytes(), &nonce).unwrap();
        assert_eq!((jobs[0].state.as_str(), jobs[0].tres.cpus), ("TELEPORTED", 2048));
    }

    #[test]
    fn a_row_without_a_number_is_left_out_and_the_others_stay() {
        let nonce = Nonce::random();
        let mut made = RUNNING;
        made[0] = "?";
        let answer = line(made, PLAIN, &nonce) + &line(RUNNING, PLAIN, &nonce);
        assert_eq!(parse(answer.as_bytes(), &nonce).unwrap().len(), 1);
    }

    #[test]
    fn as_many_cells_are_read_as_are_asked_for() {
        assert_eq!((COLUMNS.made.len(), COLUMNS.free.len()), (RUNNING.len(), PLAIN.len()));
    }

    proptest! {
        #[test]
        fn no_name_folder_or_comment_breaks_a_row(texts in prop::collection::vec(".{0,8}|[\\x00-\\x1f|\"'🚀]{0,20}", 12)) {
            let nonce = Nonce::random();
            let mut free: Vec<&str> = texts.iter().map(String::as_str).collect();
            free[2] = "Priority";
            let free: [&str; 12] = free.try_into().unwrap();
            let answer = line(RUNNING, free, &nonce) + &line(RUNNING, PLAIN, &nonce);
            let jobs = parse(answer.as_bytes(), &nonce).unwrap();
            prop_assert_eq!(jobs.len(), 2);
            prop_assert_eq!(&*jobs[0].name, free[1]);
            prop_assert_eq!(&*jobs[0].comment, super::text(free[8]));
            prop_assert_eq!(&*jobs[1].name, "name");
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes, &Nonce::of("~"));
        }
    }
}
