//! One job closely, from `scontrol -d show job`.
//!
//! Its answer is for people: the owner's texts stand in it as they are, and a job named "x⏎   StdOut=/etc/passwd" would tell of
//! a file that it does not have. So the owner's texts are asked for first, from `squeue`, where nobody can end a cell but
//! Slurm; then it is known how many lines of the answer are theirs.

use std::sync::Arc;

use super::rows::{Cells, Columns, Nonce};
use super::utf8;
use super::value::{exit_code, moment, text};
use super::{record, tres::Amounts};
use crate::SlurmError;
use crate::cli::{Call, Runner};
use crate::model::{JobDetail, JobId};

/// Keys of the answer whose values are the owner's texts, in the order of the columns.
const KEYS: [&str; 7] = ["JobName", "Command", "WorkDir", "Comment", "StdErr", "StdIn", "StdOut"];

const OWNERS: Columns = Columns {
    made: &["JobID"],
    free: &["Name", "Command", "WorkDir", "Comment", "StdErr", "StdIn", "StdOut"],
};

/// Keys whose values go on to the end of the line.
const WHOLE: &[&str] = &[
    "JobName",
    "Command",
    "WorkDir",
    "Comment",
    "StdErr",
    "StdIn",
    "StdOut",
    "AdminComment",
    "SystemComment",
    "SubmitLine",
    "Extra",
    "FailedNode",
];

/// The texts of the owner, which may hold line breaks; those of files with their patterns (`%j`) or without.
pub type OwnersTexts = [String; 7];

pub(in crate::cli) fn ask(runner: &Runner, id: JobId) -> Result<JobDetail, SlurmError> {
    let nonce = Nonce::random();
    let call = Call::new("squeue")
        .args(["--all", "--noheader", "--local", "--states=all"])
        .arg(format!("--jobs={id}"))
        .arg(format!("--Format={}", OWNERS.format(&nonce)));
    let owners = owners(&runner.run(&call)?.stdout, &nonce, id)?;
    let call = Call::new("scontrol").args(["--details", "show", "job", &id.to_string()]);
    parse(&runner.run(&call)?.stdout, id, &owners).ok_or_else(|| unknown(id))
}

fn unknown(id: JobId) -> SlurmError {
    SlurmError::NotFound {
        said: format!("there is no job {id} in the queue"),
    }
}

/// The number of an array or of a heterogeneous job gives several rows.
fn owners(answer: &[u8], nonce: &Nonce, id: JobId) -> Result<OwnersTexts, SlurmError> {
    let answer = utf8(answer);
    let mut cells = Cells::new("squeue", &answer, nonce);
    while cells.more() {
        let found = cells.made()?.parse() == Ok(id);
        let mut texts = OwnersTexts::default();
        for text in &mut texts {
            cells.free()?.clone_into(text);
        }
        cells.end_row()?;
        if found {
            return Ok(texts);
        }
    }
    Err(unknown(id))
}

/// Reads the answer; `None` when the job is not in it.
#[must_use]
pub fn parse(answer: &[u8], id: JobId, owners: &OwnersTexts) -> Option<JobDetail> {
    let answer = utf8(answer);
    let first = format!("JobId={id} ");
    let begin = memchr::memmem::find_iter(answer.as_bytes(), first.as_bytes())
        .find(|at| *at == 0 || answer.as_bytes().get(at - 1) == Some(&b'\n'))?;
    let fields = fields(answer.get(begin..)?, owners);
    Some(detail(fields))
}

/// Key by key, up to the empty line that ends the record.
fn fields(record: &str, owners: &OwnersTexts) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    // The name comes behind the numbers on the first line, the owner's other texts begin theirs.
    let first = record.split_once('\n').map_or(record, |(line, _)| line);
    let (numbers, mut rest) = record.split_at(first.find(" JobName=").unwrap_or(0));
    add(&mut fields, numbers);
    while !rest.is_empty() {
        if let Some((key, value, behind)) = owned(rest.trim_start_matches(' '), owners) {
            fields.push((key.to_owned(), text(value).to_owned()));
            rest = behind;
            continue;
        }
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        if line.trim().is_empty() {
            break;
        }
        add(&mut fields, line);
        rest = behind;
    }
    fields
}

/// The owner's text that begins here, and what is behind its last line.
fn owned<'a>(rest: &'a str, owners: &OwnersTexts) -> Option<(&'static str, &'a str, &'a str)> {
    let [name, ..] = owners;
    let (key, value, text) = KEYS.iter().zip(owners).find_map(|(key, text)| {
        let value = rest.strip_prefix(key)?.strip_prefix('=')?;
        Some((*key, value, text))
    })?;
    // Of all patterns of files only that of the name can bring line breaks with it.
    let names = if key.starts_with("Std") { names_in(text) } else { 0 };
    let breaks = line_breaks(text) + names * line_breaks(name);
    let end = value.match_indices('\n').nth(breaks).map_or(value.len(), |(at, _)| at);
    let (value, behind) = value.split_at_checked(end)?;
    Some((
        key,
        value.trim_end_matches(' '),
        behind.strip_prefix('\n').unwrap_or(behind),
    ))
}

/// How often the pattern of a file says the job's name: `%x`, or with a width `%8x`.
fn names_in(pattern: &str) -> usize {
    let behind = pattern.split('%').skip(1);
    behind
        .filter(|rest| {
            rest.trim_start_matches(|letter: char| letter.is_ascii_digit())
                .starts_with('x')
        })
        .count()
}

fn line_breaks(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

fn add(fields: &mut Vec<(String, String)>, line: &str) {
    fields.extend(record::pairs(line, WHOLE).map(|(key, value)| (key.to_owned(), value.to_owned())));
}

fn detail(fields: Vec<(String, String)>) -> JobDetail {
    let mut detail = JobDetail::default();
    for (key, value) in &fields {
        let shown = || Arc::from(text(value));
        match key.as_str() {
            "StdOut" => detail.stdout = shown(),
            "StdErr" => detail.stderr = shown(),
            "StdIn" => detail.stdin = shown(),
            // `login1:23087`
            "AllocNode:Sid" => {
                detail.submit_host = value.rsplit_once(':').map_or(value.as_str(), |(host, _)| host).into()
            }
            "BatchHost" => detail.batch_host = shown(),
            "ReqTRES" => detail.requested_tres = shown(),
            "TRES" | "AllocTRES" => detail.allocated_tres = shown(),
            "TresPerNode" => detail.tres_per_node = shown(),
            "ReqNodeList" => detail.required_nodes = shown(),
            "ExcNodeList" => detail.excluded_nodes = shown(),
            "SchedNodeList" => detail.scheduled_nodes = shown(),
            "Licenses" => detail.licenses = shown(),
            "OverSubscribe" => detail.over_subscribe = shown(),
            "LastSchedEval" => detail.last_considered_at = moment(value),
            "SuspendTime" => detail.suspended_at = moment(value),
            "Deadline" => detail.deadline_at = moment(value),
            "ExitCode" => detail.exit_code = exit_code(value),
            "Requeue" => detail.requeue = value == "1",
            _ => {}
        }
    }
    // Up to 22.05 one key says what a job has, or asks for while it waits.
    let waits = fields
        .iter()
        .any(|(key, value)| key == "JobState" && value == "PENDING");
    if waits && detail.requested_tres.is_empty() && Amounts::read(&detail.allocated_tres) != Amounts::default() {
        detail.requested_tres = std::mem::take(&mut detail.allocated_tres);
    }
    detail.fields = fields;
    detail
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{JobDetail, OwnersTexts, parse};
    use crate::model::{ExitCode, JobId};

    fn record(owners: &OwnersTexts, state: &str) -> String {
        let [name, command, folder, comment, files @ ..] = owners;
        let [stderr, stdin, stdout] = files.clone().map(|text| text.replace("%j", "18").replace("%x", name));
        format!(
            "JobId=18 ArrayJobId=17 ArrayTaskId=1 JobName={name}
   UserId=alice(1001) GroupId=alice(1001) MCS_label=N/A
   JobState={state} Reason=Nodes_required_for_job_are_DOWN,_DRAINED or reserved Dependency=(null)
   Requeue=1 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=3:0
   SuspendTime=None SecsPreSuspend=0 LastSchedEval=1795318562 Scheduler=Backfill Deadline=1795577761
   Partition=gpu AllocNode:Sid=login1:23087
   ReqNodeList=gpu1 ExcNodeList=(null)
   BatchHost=gpu1
   TRES=cpu=4,mem=400M,node=1,billing=4,gres/gpu=1
   JOB_GRES=gpu:a100:1
     Nodes=gpu1 CPU_IDs=0-3 Mem=400 GRES=gpu:a100:1(IDX:0)
   OverSubscribe=OK Contiguous=0 Licenses= Network=(null)
   Command={command}
   WorkDir={folder}
   Comment={comment} 
   StdErr={stderr}
   StdIn={stdin}
   StdOut={stdout}
   Power=
   TresPerNode=gres:gpu:a100:1
   

"
        )
    }

    fn read(answer: &str, owners: &OwnersTexts) -> JobDetail {
        parse(answer.as_bytes(), JobId::new(18).unwrap(), owners).unwrap()
    }

    fn value<'a>(detail: &'a JobDetail, key: &str) -> Vec<&'a str> {
        detail
            .fields
            .iter()
            .filter(|(k, _)| k == key)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    fn owners(name: &str, command: &str, folder: &str, comment: &str) -> OwnersTexts {
        [
            name,
            command,
            folder,
            comment,
            "/home/alice/e rr%j.txt",
            "/dev/null",
            "/home/alice/o ut %j.txt",
        ]
        .map(str::to_owned)
    }

    #[test]
    fn values_with_blanks_are_not_cut_off() {
        let owners = owners(
            "my job a=b",
            "/home/alice/my script.sh one b=c",
            "/home/alice/d i r=x",
            "why = not",
        );
        let before = "JobId=17 ArrayJobId=17 JobName=other\n   StdOut=/other\n\n";
        let detail = read(&(before.to_owned() + &record(&owners, "RUNNING")), &owners);
        for (key, expected) in ["JobName", "Command", "WorkDir", "Comment"].iter().zip(&owners) {
            assert_eq!(value(&detail, key), [expected.as_str()]);
        }
        assert_eq!(
            (&*detail.stdout, &*detail.stderr),
            ("/home/alice/o ut 18.txt", "/home/alice/e rr18.txt")
        );
        assert_eq!((&*detail.submit_host, &*detail.batch_host), ("login1", "gpu1"));
        assert_eq!((&*detail.required_nodes, &*detail.excluded_nodes), ("gpu1", ""));
        assert_eq!(
            (detail.last_considered_at, detail.suspended_at),
            (Some(1_795_318_562), None)
        );
        assert_eq!(detail.deadline_at, Some(1_795_577_761));
        assert_eq!(
            (detail.exit_code, detail.requeue),
            (Some(ExitCode { status: 3, signal: 0 }), true)
        );
        assert_eq!(
            value(&detail, "Reason"),
            ["Nodes_required_for_job_are_DOWN,_DRAINED or reserved"]
        );
        assert_eq!(value(&detail, "ArrayTaskId"), ["1"]);
        assert_eq!(&*detail.tres_per_node, "gres:gpu:a100:1");
        assert_eq!(
            (&*detail.requested_tres, &*detail.allocated_tres),
            ("", "cpu=4,mem=400M,node=1,billing=4,gres/gpu=1")
        );
    }

    #[test]
    fn what_a_waiting_job_asks_for_is_not_what_it_has() {
        let owners = owners("a", "b", "c", "d");
        let detail = read(&record(&owners, "PENDING"), &owners);
        assert_eq!(
            (&*detail.requested_tres, &*detail.allocated_tres),
            ("cpu=4,mem=400M,node=1,billing=4,gres/gpu=1", "")
        );
    }

    #[test]
    fn no_text_of_the_owner_passes_for_slurms() {
        let forged = "x\n   StdOut=/etc/passwd\n   UserId=root(0)\n\nJobId=18 JobName=y\n   StdOut=/forged";
        let mut owners = [forged; 7].map(str::to_owned);
        owners[6] = format!("/home/%j\n{forged}");
        owners[4] = "/home/%x".to_owned();
        let detail = read(&record(&owners, "RUNNING"), &owners);
        assert_eq!(value(&detail, "UserId"), ["alice(1001)"]);
        assert_eq!(value(&detail, "StdOut"), [format!("/home/18\n{forged}")]);
        assert_eq!(value(&detail, "StdErr"), [format!("/home/{forged}")]);
        assert_eq!(value(&detail, "Comment"), [forged]);
        assert_eq!(value(&detail, "JobId"), ["18"]);
    }

    #[test]
    fn a_text_that_changed_in_between_is_read_as_a_line() {
        let then = owners("old name = x", "/run.sh", "/home", "(null)");
        let owners = owners("new name", "/run.sh", "/home", "(null)");
        let detail = read(&record(&then, "RUNNING"), &owners);
        assert_eq!(
            (value(&detail, "JobName"), value(&detail, "Comment")),
            (vec!["old name = x"], vec![""])
        );
        assert_eq!(value(&detail, "UserId"), ["alice(1001)"]);
    }

    #[test]
    fn another_job_is_not_taken_for_it() {
        assert!(
            parse(
                b"JobId=180 JobName=x\n   UserId=a(1)\n",
                JobId::new(18).unwrap(),
                &Default::default()
            )
            .is_none()
        );
        assert!(parse(b"", JobId::new(18).unwrap(), &Default::default()).is_none());
    }

    proptest! {
        #[test]
        fn whatever_the_owner_wrote_the_rest_is_slurms(texts in prop::collection::vec("(.|\n| |=|StdOut|JobId=18 |Comment=|UserId|%x|%j){0,12}", 7)) {
            let owners: OwnersTexts = texts.try_into().unwrap();
            let detail = read(&record(&owners, "RUNNING"), &owners);
            for key in super::KEYS.iter().chain(["UserId", "TresPerNode", "BatchHost"].iter()) {
                prop_assert_eq!(value(&detail, key).len(), 1, "{}", key);
            }
            prop_assert_eq!(value(&detail, "UserId"), ["alice(1001)"]);
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut answer = b"JobId=18 ".to_vec();
            answer.extend(bytes);
            let _ = parse(&answer, JobId::new(18).unwrap(), &Default::default());
        }
    }
}
