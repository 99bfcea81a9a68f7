//! Programs that hang, print too much, die or are not there.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::{Call, Ran, RunOptions, Runner, Said};
use crate::SlurmError;

/// A folder with one command that is this script.
struct Fake {
    folder: tempfile::TempDir,
    heard: Arc<Mutex<Vec<Ran>>>,
}

impl Fake {
    fn new(script: &str) -> Self {
        let fake = Self {
            folder: tempfile::tempdir().unwrap(),
            heard: Arc::default(),
        };
        let path = fake.folder.path().join("squeue");
        std::fs::write(&path, format!("#!/bin/bash\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        fake
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn options(&self) -> RunOptions {
        let heard = Arc::clone(&self.heard);
        RunOptions {
            bin_dir: Some(self.path().to_owned()),
            path: "/usr/bin:/bin".to_owned(),
            limit: Duration::from_secs(20),
            at_once: 4,
            most_output: 1 << 20,
            observe: Arc::new(move |ran| heard.lock().unwrap().push(*ran)),
            ..RunOptions::default()
        }
    }

    fn run(&self, call: &Call) -> Result<Said, SlurmError> {
        Runner::new(self.options()).run(call)
    }
}

fn said(text: &str) -> Said {
    Said {
        stdout: text.as_bytes().to_vec(),
        stderr: String::new(),
    }
}

/// Whether a process with this text among its arguments is alive.
fn alive(mark: &str) -> bool {
    std::fs::read_dir("/proc").unwrap().flatten().any(|process| {
        let arguments = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&arguments).contains(mark)
    })
}

#[test]
fn arguments_arrive_as_they_are_and_no_shell_sees_them() {
    let fake = Fake::new(r#"printf '[%s]' "$@""#);
    let arguments = ["--name=$(id); `id`", "*", "a b", "'", "줄\n바꿈", "-1", ""];
    let answer = fake.run(&Call::new("squeue").args(arguments)).unwrap();
    let expected: String = arguments.iter().map(|text| format!("[{text}]")).collect();
    assert_eq!(String::from_utf8(answer.stdout).unwrap(), expected);
}

#[test]
fn the_environment_is_clean() {
    let fake = Fake::new("env | grep -vE '^(PWD|SHLVL|_)=' | sort; pwd");
    let options = RunOptions {
        slurm_conf: Some("/etc/slurm/other.conf".into()),
        time_zone: Some("Asia/Seoul".to_owned()),
        ..fake.options()
    };
    let call = Call::new("squeue");
    let answer = Runner::new(options).run(&call).unwrap();
    assert_eq!(
        String::from_utf8(answer.stdout).unwrap(),
        format!(
            "LANG=C.UTF-8\nLC_ALL=C.UTF-8\nPATH={}:/usr/bin:/bin\nSLURM_CONF=/etc/slurm/other.conf\nSLURM_TIME_FORMAT=%s\nTZ=Asia/Seoul\n/\n",
            fake.path().display()
        )
    );
    let answer = fake.run(&call.plain_times().variable("A", "b c")).unwrap();
    let text = String::from_utf8(answer.stdout).unwrap();
    assert!(
        text.starts_with("A=b c\n") && !text.contains("SLURM_TIME_FORMAT"),
        "{text}"
    );
}

#[test]
fn what_is_written_to_it_is_read_by_it_whatever_its_size() {
    let fake = Fake::new("cat");
    let text = "x".repeat(900_000);
    assert_eq!(fake.run(&Call::new("squeue").stdin(text.clone())).unwrap(), said(&text));
    // It does not read: that is its own business.
    let deaf = Fake::new("echo done");
    assert_eq!(deaf.run(&Call::new("squeue").stdin(text)).unwrap(), said("done\n"));
}

#[test]
fn a_command_that_hangs_is_killed_with_all_that_it_started() {
    let mark = format!("86400.{}", std::process::id());
    let fake = Fake::new(&format!("sleep {mark} & sleep {mark}"));
    let started = Instant::now();
    let limit = Duration::from_millis(300);
    let error = fake.run(&Call::new("squeue").limit(limit)).unwrap_err();
    assert_eq!(
        error,
        SlurmError::TimedOut {
            command: "squeue",
            limit
        }
    );
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    // Killed is not gone at once.
    let patience = Instant::now() + Duration::from_secs(5);
    while alive(&mark) {
        assert!(Instant::now() < patience, "it lives on");
        std::thread::yield_now();
    }
    assert_eq!(fake.heard.lock().unwrap()[0].outcome, "timed_out");
}

#[test]
fn a_grandchild_that_keeps_the_pipe_open_delays_nothing() {
    let mark = format!("86401.{}", std::process::id());
    let fake = Fake::new(&format!("sleep {mark} & echo said"));
    let started = Instant::now();
    assert_eq!(fake.run(&Call::new("squeue")).unwrap(), said("said\n"));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    let patience = Instant::now() + Duration::from_secs(5);
    while alive(&mark) {
        assert!(Instant::now() < patience, "it lives on");
        std::thread::yield_now();
    }
}

#[test]
fn a_command_that_closes_its_outputs_and_hangs_is_killed_too() {
    let fake = Fake::new("exec >&- 2>&-; sleep 86402");
    let error = fake
        .run(&Call::new("squeue").limit(Duration::from_millis(300)))
        .unwrap_err();
    assert!(matches!(error, SlurmError::TimedOut { .. }), "{error}");
}

#[test]
fn a_flood_is_cut_off() {
    let fake = Fake::new("yes");
    let error = fake.run(&Call::new("squeue")).unwrap_err();
    assert!(matches!(error, SlurmError::Unreadable { .. }), "{error}");
    // On the error output it is only not kept.
    let fake = Fake::new("head -c 1000000 /dev/zero | tr '\\0' x >&2; echo fine");
    let answer = fake.run(&Call::new("squeue")).unwrap();
    assert_eq!(
        (answer.stdout.as_slice(), answer.stderr.len()),
        (b"fine\n".as_slice(), 64 << 10)
    );
}

#[test]
fn ends_are_told_apart() {
    let end = |script: &str| Fake::new(script).run(&Call::new("squeue")).unwrap_err();
    assert_eq!(
        end("echo 'squeue: error: Invalid user: nobody' >&2; exit 1"),
        SlurmError::Refused {
            said: "Invalid user: nobody".to_owned()
        }
    );
    let SlurmError::System { why, .. } = end("kill -SEGV $$") else {
        panic!("a signal is the system's business")
    };
    assert!(why.contains("signal 11"), "{why}");
    assert!(matches!(end("exit 7"), SlurmError::System { .. }));
}

#[test]
fn a_command_that_is_missing_is_named_and_found_once_it_is_there() {
    let fake = Fake::new("echo here");
    let runner = Runner::new(RunOptions {
        path: String::new(),
        ..fake.options()
    });
    let error = runner.run(&Call::new("sinfo")).unwrap_err();
    assert_eq!(error, SlurmError::NoCommand { command: "sinfo" });
    let (old, new) = (fake.path().join("squeue"), fake.path().join("sinfo"));
    std::fs::rename(&old, &new).unwrap();
    runner.run(&Call::new("sinfo")).unwrap();
    std::fs::rename(&new, &old).unwrap();
    assert_eq!(
        runner.run(&Call::new("sinfo")).unwrap_err(),
        SlurmError::NoCommand { command: "sinfo" }
    );
    // A folder that depends on where one is, is no place for a command.
    let relative = Runner::new(RunOptions {
        bin_dir: Some("bin".into()),
        path: ".:usr/bin".to_owned(),
        ..RunOptions::default()
    });
    assert!(relative.find("squeue").is_err());
}

#[test]
fn never_more_than_allowed_run_at_once_and_waiting_counts() {
    let fake =
        Fake::new(r#"cd "${0%/*}"; mkdir run.$$; ls -d run.* | wc -l >> counts; read -t 0.05 <> <(:); rmdir run.$$"#);
    let runner = Runner::new(RunOptions {
        at_once: 3,
        ..fake.options()
    });
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| runner.run(&Call::new("squeue")).unwrap());
        }
    });
    let counts = std::fs::read_to_string(fake.path().join("counts")).unwrap();
    let counts: Vec<u32> = counts.lines().map(|line| line.trim().parse().unwrap()).collect();
    assert_eq!(counts.len(), 12);
    assert!(counts.iter().all(|count| *count <= 3), "{counts:?}");
}

#[test]
fn who_waits_in_vain_is_not_run() {
    let fake = Fake::new(r#"echo >> "${0%/*}/started"; read < "${0%/*}/end""#);
    let end = fake.path().join("end");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &end,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    )
    .unwrap();
    let runner = Runner::new(RunOptions {
        at_once: 1,
        ..fake.options()
    });
    let limit = Duration::from_millis(100);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| runner.run(&Call::new("squeue")));
        // Opening waits until the command has opened it to read: from here on it is known to run until it is told to end.
        let mut told = std::fs::File::options().write(true).open(&end).unwrap();
        let waiting: Vec<_> = (0..7)
            .map(|_| scope.spawn(|| runner.run(&Call::new("squeue").limit(limit))))
            .collect();
        for error in waiting.into_iter().map(|thread| thread.join().unwrap().unwrap_err()) {
            assert!(matches!(error, SlurmError::NotStarted { .. }), "{error}");
        }
        std::io::Write::write_all(&mut told, b"\n").unwrap();
        first.join().unwrap().unwrap();
    });
    let ran = std::fs::read_to_string(fake.path().join("started")).unwrap();
    assert_eq!(ran.lines().count(), 1);
    assert_eq!(fake.heard.lock().unwrap().len(), 8);
}
