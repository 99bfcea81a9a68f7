//! Jobs that have ended, from `sacct`.
//!
//! `-p` and not `-P`: then each cell ends with the delimiter, the last one too. What the steps used is folded into their job.

use super::rows::{Cells, Columns, Nonce};
use super::texts::{Column, Texts};
use super::tres::Amounts;
use super::utf8;
use super::value::{bytes, duration, exit_code, moment, small, text};
use crate::SlurmError;
use crate::cli::{Call, Runner};
use crate::model::{FinishedJob, JobId, JobState, Reason, UnixTime};

const COMMAND: &str = "sacct";

/// In the order in which [`parse`] reads them. All cells of `sacct` end alike, so all count as free.
const COLUMNS: Columns = Columns {
    made: &[],
    free: &[
        "JobIDRaw",
        "JobID",
        "JobName",
        "User",
        "Account",
        "Partition",
        "QOS",
        "State",
        "Reason",
        "Submit",
        "Eligible",
        "Start",
        "End",
        "TimelimitRaw",
        "NNodes",
        "NCPUS",
        "AllocTRES",
        "NodeList",
        "WorkDir",
        "Comment",
        "ExitCode",
        "TotalCPU",
        "MaxRSS",
    ],
};

/// States that are an end.
const ENDED: &str = "BF,CA,CD,DL,F,NF,OOM,PR,RV,TO";

/// `sacct` takes smaller numbers for something else.
const EARLIEST: UnixTime = 365 * 86_400;

/// A job may be told of before its name has reached the database ("allocation" then), so whoever keeps what is read here asks
/// for the last minutes twice.
pub(in crate::cli) fn ask(runner: &Runner, from: UnixTime, until: UnixTime) -> Result<Vec<FinishedJob>, SlurmError> {
    let nonce = Nonce::random();
    let from = from.max(EARLIEST);
    // An end in the future: clocks differ, and a beginning after the end is refused.
    let until = match until {
        UnixTime::MAX => "now+1day".to_owned(),
        until => format!("uts{}", until.max(from)),
    };
    let call = Call::new(COMMAND)
        .args(["--allusers", "--noheader", "--parsable"])
        .arg(format!("--delimiter={}", nonce.as_str()))
        .arg(format!("--starttime=uts{from}"))
        .arg(format!("--endtime={until}"))
        .arg(format!("--state={ENDED}"))
        .arg(format!("--format={}", COLUMNS.free.join(",")));
    parse(&runner.run(&call)?.stdout, &nonce)
}

/// Reads the answer.
///
/// # Errors
/// When rows and cells are not as they were asked for. What has no end yet is left out.
pub fn parse(answer: &[u8], nonce: &Nonce) -> Result<Vec<FinishedJob>, SlurmError> {
    let answer = utf8(answer);
    let mut cells = Cells::new(COMMAND, &answer, nonce);
    let mut shared = Shared::default();
    let mut jobs: Vec<FinishedJob> = Vec::with_capacity(answer.len() / 1024);
    let mut last_was_taken = false;
    while cells.more() {
        let number = cells.free()?;
        if number.contains('.') {
            let used = step(&mut cells)?;
            if let Some(job) = jobs.last_mut().filter(|_| last_was_taken) {
                job.memory_used_bytes = job.memory_used_bytes.max(used);
            }
        } else {
            let job = row(number, &mut cells, &mut shared)?;
            last_was_taken = job.is_some();
            jobs.extend(job);
        }
        cells.end_row()?;
    }
    Ok(jobs)
}

#[derive(Debug, Default)]
struct Shared {
    texts: Texts,
    name: Column,
    user: Column,
    account: Column,
    partition: Column,
    qos: Column,
    nodes: Column,
    work_dir: Column,
    comment: Column,
}

/// What a step used at most; all else of it is the job's.
fn step(cells: &mut Cells<'_>) -> Result<Option<u64>, SlurmError> {
    cells.skip(0, COLUMNS.free.len() - 2)?;
    Ok(bytes(cells.free()?))
}

/// `None` is a job that has no number or has not ended.
fn row(number: &str, cells: &mut Cells<'_>, shared: &mut Shared) -> Result<Option<FinishedJob>, SlurmError> {
    let id = number.parse::<JobId>().ok();
    let texts = &mut shared.texts;
    let shown_id = cells.free()?.into();
    let name = shared.name.share(texts, cells.free()?);
    let user = shared.user.share(texts, cells.free()?);
    let account = shared.account.share(texts, text(cells.free()?));
    let partition = shared.partition.share(texts, text(cells.free()?));
    let qos = shared.qos.share(texts, text(cells.free()?));
    let state = JobState::read(cells.free()?);
    let reason = Reason::read(cells.free()?);
    let [submit_at, eligible_at, start_at, end_at] = moments(cells)?;
    let time_limit_seconds = small(cells.free()?).map(|minutes| u64::from(minutes) * 60);
    let nodes = small(cells.free()?).unwrap_or(0);
    let cpus = small(cells.free()?).unwrap_or(0);
    let allocated = Amounts::read(cells.free()?);
    let node_list = match cells.free()? {
        "None assigned" => "",
        list => text(list),
    };
    let ran = !node_list.is_empty();
    let node_list = shared.nodes.share(texts, node_list);
    let work_dir = shared.work_dir.share(texts, cells.free()?);
    let comment = shared.comment.share(texts, cells.free()?);
    let exit_code = exit_code(cells.free()?).filter(|_| ran);
    let cpu_seconds_used = duration(cells.free()?).filter(|_| ran);
    // Of the job itself there is none, only of its steps.
    let memory_used_bytes = bytes(cells.free()?);
    let (Some(id), Some(end_at)) = (id, end_at) else {
        return Ok(None);
    };
    Ok(Some(FinishedJob {
        id,
        shown_id,
        name,
        user,
        account,
        partition,
        qos,
        state,
        // Accounting keeps why a job waited last. That says something about its end only when it never ran.
        reason: if ran { Reason::None } else { reason },
        submit_at: submit_at.unwrap_or(end_at),
        eligible_at,
        start_at: start_at.filter(|_| ran),
        end_at,
        time_limit_seconds,
        nodes: if ran { nodes } else { 0 },
        cpus: if ran { cpus } else { 0 },
        memory_bytes: allocated.memory_bytes.unwrap_or(0),
        gpus: allocated.gpus.unwrap_or(0),
        node_list,
        work_dir,
        comment,
        exit_code,
        cpu_seconds_used,
        memory_used_bytes,
    }))
}

fn moments(cells: &mut Cells<'_>) -> Result<[Option<UnixTime>; 4], SlurmError> {
    Ok([
        moment(cells.free()?),
        moment(cells.free()?),
        moment(cells.free()?),
        moment(cells.free()?),
    ])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Nonce, parse};
    use crate::model::{ExitCode, JobState, Reason};

    fn line(cells: [&str; 23], nonce: &Nonce) -> String {
        let mut line: String = cells.iter().map(|cell| format!("{cell}{}", nonce.as_str())).collect();
        line.push('\n');
        line
    }

    const JOB: [&str; 23] = [
        "9",
        "5_0",
        "name",
        "alice",
        "research",
        "compute",
        "normal",
        "CANCELLED by 1001",
        "JobArrayTaskLimit",
        "1795317869",
        "1795317870",
        "1795317871",
        "1795317875",
        "10",
        "1",
        "2",
        "billing=2,cpu=2,mem=300M,node=1,gres/gpu=1",
        "cn1",
        "/tmp",
        "",
        "3:0",
        "01:02.003",
        "",
    ];

    fn step<'a>(id: &'a str, used: &'a str) -> [&'a str; 23] {
        let mut cells = [""; 23];
        (cells[0], cells[1], cells[2], cells[7], cells[22]) = (id, "5_0.batch", "batch", "COMPLETED", used);
        cells
    }

    #[test]
    fn what_steps_used_is_their_jobs() {
        let nonce = Nonce::random();
        let answer = [
            line(JOB, &nonce),
            line(step("9.batch", "3108K"), &nonce),
            line(step("9.0", "2M"), &nonce),
        ]
        .concat();
        let jobs = parse(answer.as_bytes(), &nonce).unwrap();
        let [job] = jobs.as_slice() else { panic!("one job") };
        assert_eq!(
            (job.id.get(), &*job.shown_id, &job.state),
            (9, "5_0", &JobState::Cancelled)
        );
        assert_eq!(
            (job.cpu_seconds_used, job.memory_used_bytes),
            (Some(62), Some(3108 << 10))
        );
        assert_eq!(
            (job.time_limit_seconds, job.nodes, job.cpus, job.gpus),
            (Some(600), 1, 2, 1)
        );
        assert_eq!((job.memory_bytes, &job.reason), (300 << 20, &Reason::None));
        assert_eq!(job.exit_code, Some(ExitCode { status: 3, signal: 0 }));
        assert_eq!(
            (job.submit_at, job.start_at, job.end_at),
            (1_795_317_869, Some(1_795_317_871), 1_795_317_875)
        );
    }

    #[test]
    fn a_job_that_never_ran_says_why_and_used_nothing() {
        let nonce = Nonce::random();
        let mut cells = JOB;
        (cells[8], cells[13], cells[17]) = ("DependencyNeverSatisfied", "Partition_Limit", "None assigned");
        let jobs = parse(line(cells, &nonce).as_bytes(), &nonce).unwrap();
        assert_eq!(
            (jobs[0].reason.as_str(), jobs[0].start_at, jobs[0].nodes),
            ("DependencyNeverSatisfied", None, 0)
        );
        assert_eq!(
            (jobs[0].exit_code, jobs[0].cpu_seconds_used, jobs[0].time_limit_seconds),
            (None, None, None)
        );
    }

    #[test]
    fn what_has_not_ended_is_left_out_with_its_steps() {
        let nonce = Nonce::random();
        let mut running = JOB;
        (running[0], running[12]) = ("10", "Unknown");
        let answer = [
            line(JOB, &nonce),
            line(running, &nonce),
            line(step("10.batch", "9G"), &nonce),
        ]
        .concat();
        let jobs = parse(answer.as_bytes(), &nonce).unwrap();
        assert_eq!((jobs.len(), jobs[0].memory_used_bytes), (1, None));
    }

    proptest! {
        #[test]
        fn no_name_folder_or_comment_breaks_a_row(name in any::<String>(), folder in "[\\n\\x1e|.a-z ]*", comment in any::<String>()) {
            let nonce = Nonce::random();
            let mut cells = JOB;
            (cells[2], cells[18], cells[19]) = (&name, &folder, &comment);
            let jobs = parse((line(cells, &nonce) + &line(JOB, &nonce)).as_bytes(), &nonce).unwrap();
            prop_assert_eq!(jobs.len(), 2);
            prop_assert_eq!((&*jobs[0].name, &*jobs[0].work_dir, &*jobs[0].comment), (&*name, &*folder, &*comment));
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes, &Nonce::of("~"));
        }
    }
}
