//! Names, folders and comments that want to be something else.

use portal_slurm::Cluster;
use portal_slurm::model::JobState;
use portal_testkit::TestSlurm;

use crate::cluster::{commands, job_that};

const NAMES: &[&str] = &[
    "a|b,c;d \"e\" 'f'",
    "nl\nNodeName=evil\n99|root|RUNNING",
    "unit\u{1f}record\u{1e}bell\u{7}esc\u{1b}[31m",
    "x\n   StdOut=/etc/passwd\n   UserId=root(0)\n\nJobId=1 JobName=y",
    "🚀 한국어 %j %s %n $(id) `id` \\",
    "(null)",
    "-- --format=%i",
    "",
    "N/A",
];

#[test]
fn whatever_a_job_is_called_it_is_one_row_with_that_name() {
    let slurm = TestSlurm::own();
    let cluster = commands(&slurm);
    let folder = slurm.work("alice").join("d i r=x\nJobId=7 |\u{1f}");
    std::fs::create_dir(&folder).unwrap();
    let script = folder.join("my script.sh");
    std::fs::write(&script, "#!/bin/sh\nsleep 300\n").unwrap();
    let folder = folder.to_str().unwrap();
    let mut jobs = Vec::new();
    for name in NAMES {
        let (name_option, comment) = (format!("--job-name={name}"), format!("--comment={name}"));
        let more = [
            "--mem=1",
            "-D",
            folder,
            script.to_str().unwrap(),
            "one",
            "two = 2\nthree",
        ];
        let arguments: Vec<&str> = [name_option.as_str(), comment.as_str()]
            .into_iter()
            .chain(more)
            .collect();
        jobs.push((name, slurm.submit("alice", &arguments)));
    }

    let all = cluster.jobs().unwrap();
    assert_eq!(all.len(), NAMES.len());
    for (name, number) in jobs {
        let job = all.iter().find(|job| job.id.get() == number).unwrap();
        assert_eq!((&*job.user, &*job.work_dir), ("alice", folder));
        assert_eq!(&*job.name, *name);
        // "(null)" and "N/A" are Slurm's words for no comment.
        let comment = if ["(null)", "N/A"].contains(name) { "" } else { name };
        assert_eq!(&*job.comment, comment);
        assert_eq!(*job.command, *format!("{} one two = 2\nthree", script.display()));

        let detail = cluster.job_detail(job.id).unwrap();
        let values = |key: &str| -> Vec<&str> {
            detail
                .fields
                .iter()
                .filter(|(k, _)| k == key)
                .map(|(_, value)| value.as_str())
                .collect()
        };
        assert!(
            values("UserId")[0].starts_with("alice(") && values("UserId").len() == 1,
            "{name:?}"
        );
        assert_eq!(values("StdOut"), [format!("{folder}/slurm-{number}.out")], "{name:?}");
        assert_eq!(values("WorkDir"), [folder]);
    }
}

#[test]
fn bytes_that_are_no_text_are_shown_as_such() {
    let slurm = TestSlurm::own();
    let cluster = commands(&slurm);
    let named = slurm.run_as(
        "alice",
        "sh",
        &["-c", r#"sbatch --parsable -J "$(printf 'a\377b')" --wrap 'exit 0'"#],
    );
    let number = named.stdout.trim().parse().unwrap();
    let job = job_that(&cluster, number, "ends", |job| job.state == JobState::Completed);
    assert_eq!(&*job.name, "a\u{fffd}b");
}
