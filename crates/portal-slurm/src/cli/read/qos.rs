//! QOS, from `sacctmgr show qos`.
//!
//! `sacctmgr` ends cells with `|` and knows no other way; names cannot hold one, and the only free text comes last.

use super::texts::Texts;
use super::utf8;
use super::value::{duration, list, number, small, text};
use crate::SlurmError;
use crate::cli::{Call, Runner};
use crate::model::Qos;

const COMMAND: &str = "sacctmgr";

/// In the order in which [`parse`] reads them.
const COLUMNS: [&str; 22] = [
    "Name",
    "Priority",
    "MaxWall",
    "MaxJobsPU",
    "MaxJobsPA",
    "MaxSubmitPU",
    "MaxSubmitPA",
    "MaxTRES",
    "MaxTRESPerNode",
    "MaxTRESPU",
    "MaxTRESPA",
    "MinTRES",
    "GrpTRES",
    "GrpTRESMins",
    "GrpJobs",
    "GrpSubmit",
    "GrpWall",
    "Preempt",
    "PreemptMode",
    "Flags",
    "UsageFactor",
    "Description",
];

pub(in crate::cli) fn ask(runner: &Runner) -> Result<Vec<Qos>, SlurmError> {
    let call = Call::new(COMMAND)
        .args(["--noheader", "--parsable2", "--readonly", "show", "qos"])
        .arg(format!("format={}", COLUMNS.join(",")));
    parse(&runner.run(&call)?.stdout)
}

/// Reads the answer.
///
/// # Errors
/// When a row has fewer cells than were asked for.
pub fn parse(answer: &[u8]) -> Result<Vec<Qos>, SlurmError> {
    let answer = utf8(answer);
    let mut texts = Texts::default();
    let rows = answer.lines().filter(|row| !row.is_empty());
    rows.map(|row| qos(row, &mut texts)).collect()
}

fn qos(row: &str, texts: &mut Texts) -> Result<Qos, SlurmError> {
    let mut cells = row.splitn(COLUMNS.len(), '|');
    let mut next = || {
        cells.next().ok_or_else(|| SlurmError::Unreadable {
            command: COMMAND,
            why: format!("a QOS has fewer than {} cells", COLUMNS.len()),
        })
    };
    Ok(Qos {
        name: texts.share(next()?),
        priority: number(next()?).unwrap_or(0),
        max_wall_seconds: duration(next()?),
        max_jobs_per_user: small(next()?),
        max_jobs_per_account: small(next()?),
        max_submit_jobs_per_user: small(next()?),
        max_submit_jobs_per_account: small(next()?),
        max_tres_per_job: texts.share(next()?),
        max_tres_per_node: texts.share(next()?),
        max_tres_per_user: texts.share(next()?),
        max_tres_per_account: texts.share(next()?),
        min_tres_per_job: texts.share(next()?),
        group_tres: texts.share(next()?),
        group_tres_minutes: texts.share(next()?),
        group_jobs: small(next()?),
        group_submit_jobs: small(next()?),
        group_wall_seconds: duration(next()?),
        preempt: list(next()?).map(|name| texts.share(name)).collect(),
        preempt_mode: texts.share(text(next()?)),
        flags: list(next()?).map(|flag| texts.share(flag)).collect(),
        usage_factor: next()?.parse().unwrap_or(1.0),
        description: texts.share(next()?),
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn limits_are_read_and_empty_cells_are_no_limit() {
        let answer = "normal|0|||||||||||||||||cluster||1.000000|Normal QOS default
short|10|00:10:00|1||5||cpu=8||cpu=8,gres/gpu=2||cpu=1||||||normal,low|REQUEUE|DenyOnLimit,NoReserve|0.500000|ten | minutes
";
        let all = parse(answer.as_bytes()).unwrap();
        let [normal, short] = all.as_slice() else { panic!("two") };
        assert_eq!(
            (&*normal.name, normal.max_wall_seconds, normal.max_jobs_per_user),
            ("normal", None, None)
        );
        assert_eq!(
            (normal.preempt.len(), &*normal.preempt_mode, normal.flags.len()),
            (0, "cluster", 0)
        );
        assert_eq!(
            (short.priority, short.max_wall_seconds, short.max_jobs_per_user),
            (10, Some(600), Some(1))
        );
        assert_eq!(
            (short.max_submit_jobs_per_user, short.max_jobs_per_account),
            (Some(5), None)
        );
        assert_eq!(
            (&*short.max_tres_per_job, &*short.max_tres_per_user),
            ("cpu=8", "cpu=8,gres/gpu=2")
        );
        assert_eq!(
            (&*short.min_tres_per_job, short.preempt.len(), short.flags.len()),
            ("cpu=1", 2, 2)
        );
        assert!((short.usage_factor - 0.5).abs() < 1e-9);
        assert_eq!(&*short.description, "ten | minutes");
        assert!(parse(b"normal|0\n").is_err());
    }
}
