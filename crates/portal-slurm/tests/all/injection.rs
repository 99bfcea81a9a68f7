//! Texts that want to be options, commands, files or lists: each is refused, or reaches the real Slurm as one literal value.

use portal_slurm::submission::{
    ArrayAsked, ClusterPath, Constraint, Dependency, GresAsked, JobName, Names, NodeName, OneLine,
};
use portal_slurm::{Cluster, Submission};
use portal_testkit::TestSlurm;

use crate::acting::{held, root, user};

const CORPUS: &[&str] = &[
    "--user=x",
    "--uid=0",
    "-1",
    "-u root",
    "--",
    "-",
    "",
    " ",
    "a\nb",
    "a\n#SBATCH --uid=0",
    "a\r\nb",
    "a\0b",
    "a\tb",
    "a\u{2028}b",
    "\u{1b}[31m",
    ";",
    "; id",
    "a;id",
    "$(id)",
    "`id`",
    "${HOME}",
    "$HOME",
    "| id",
    "&& id",
    "> /tmp/x",
    "*",
    "?",
    "~root",
    "@/etc/passwd",
    "/etc/passwd",
    "../../etc/passwd",
    "file:///etc/passwd",
    "ALL",
    "all",
    "cn[001-002]",
    "cn001,cn002",
    "help",
    "list",
    "%u %j %n",
    "한글",
    "🚀",
    "a\u{202e}b",
    "'",
    "\"",
    "a'b\"c",
    "\\",
    "a\\",
    "a=b",
    "a,b=c",
    "NONE",
    "singleton",
    "afterok:1",
    "0-9999999999",
    "1-3%0",
];

#[test]
fn every_field_takes_a_text_literally_or_refuses_it() {
    let slurm = TestSlurm::own();
    let cluster = root(&slurm);
    let mut jobs = 0;
    for text in CORPUS {
        let base = || held(&slurm, "alice");
        let fields = [
            text.parse::<JobName>().ok().map(|value| Submission {
                name: Some(value),
                ..base()
            }),
            text.parse::<Names>().ok().map(|value| Submission {
                partition: Some(value),
                ..base()
            }),
            text.parse::<Names>().ok().map(|value| Submission {
                account: Some(value),
                ..base()
            }),
            text.parse::<Names>().ok().map(|value| Submission {
                qos: Some(value),
                ..base()
            }),
            text.parse::<Names>().ok().map(|value| Submission {
                reservation: Some(value),
                ..base()
            }),
            text.parse::<GresAsked>().ok().map(|value| Submission {
                gres: Some(value),
                ..base()
            }),
            text.parse::<Constraint>().ok().map(|value| Submission {
                constraint: Some(value),
                ..base()
            }),
            text.parse::<ArrayAsked>().ok().map(|value| Submission {
                array: Some(value),
                ..base()
            }),
            text.parse::<Dependency>().ok().map(|value| Submission {
                dependency: Some(value),
                ..base()
            }),
            text.parse::<ClusterPath>().ok().map(|value| Submission {
                work_dir: Some(value),
                ..base()
            }),
            text.parse::<ClusterPath>().ok().map(|value| Submission {
                stdout: Some(value),
                ..base()
            }),
            text.parse::<ClusterPath>().ok().map(|value| Submission {
                stderr: Some(value),
                ..base()
            }),
        ];
        for submission in fields.into_iter().flatten() {
            // Slurm may know no such partition; then there is no job. What may not be is another job than the one described.
            let Ok(id) = cluster.submit(&user("alice"), &submission) else {
                continue;
            };
            jobs += 1;
            let job = cluster.jobs().unwrap().into_iter().find(|job| job.id == id).unwrap();
            assert_eq!(&*job.user, "alice", "{text:?}");
            assert_eq!(job.priority, 0, "{text:?}: it is held as asked");
            assert_eq!(&*job.name, submission.name.as_deref().unwrap_or("sbatch"), "{text:?}");
            assert_eq!(
                &*job.features,
                submission.constraint.as_deref().unwrap_or(""),
                "{text:?}"
            );
            assert_eq!(
                &*job.partition,
                submission.partition.as_deref().unwrap_or("compute"),
                "{text:?}"
            );
            // Slurm keeps names of accounts in small letters.
            let account = submission.account.as_deref().unwrap_or(&job.account);
            assert!(job.account.eq_ignore_ascii_case(account), "{text:?}");
            let folder = slurm.work("alice");
            let folder = submission.work_dir.as_deref().unwrap_or(folder.to_str().unwrap());
            assert_eq!(&*job.work_dir, folder, "{text:?}");
        }
    }
    assert!(jobs > 25, "{jobs}: names take nearly everything that is one line");
    let others = slurm.run("squeue", &["-h", "-a", "-o", "%u"]);
    assert!(others.stdout.lines().all(|owner| owner == "alice"), "{}", others.stdout);
}

#[test]
fn nodes_and_reasons_are_one_name_and_one_line() {
    for text in CORPUS {
        if let Ok(name) = text.parse::<NodeName>() {
            let plain = name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
            assert!(
                plain && !name.eq_ignore_ascii_case("all") && !name.starts_with('-'),
                "{text:?}"
            );
        }
        if let Ok(line) = text.parse::<OneLine>() {
            assert!(
                !line.contains(char::is_control) && line.trim() == line.as_str(),
                "{text:?}"
            );
        }
    }
}
