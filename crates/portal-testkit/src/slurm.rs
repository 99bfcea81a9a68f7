//! A real Slurm of one's own, or one that all tests of a run share; jobs are submitted with Slurm's own commands.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use tempfile::TempDir;

use crate::program::{Finished, Program, environment, quiet};
use crate::wait::eventually;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/fixtures/slurm.sh");

/// Starts the cluster that a run of tests shares unless somebody has, and has it stopped when the run ($2, a process) is over.
const SHARE: &str = r#"
exec 9>"$1.lock"
flock 9
[ -e "$1/values" ] && exit 0
SLURM_ACCOUNTING=yes "$0" start "$1" >/dev/null 9>&- || exit 1
setsid bash -c 'tail --pid="$2" --follow /dev/null; "$0" stop "$1"; rm -f "$1.lock"' "$0" "$1" "$2" 9>&- </dev/null >/dev/null 2>&1 &
"#;

/// A running cluster: `cn001`, `cn002` in the partition `compute` (default), `gpu1` in `gpu`, the users alice and bob.
#[derive(Debug)]
pub struct TestSlurm {
    folder: PathBuf,
    conf: PathBuf,
    owned: Option<TempDir>,
}

impl TestSlurm {
    /// The cluster named by `PORTAL_TEST_SLURM_DIR`, or one that all tests of this run (of nextest, else of this process) share.
    /// It has accounting. Others submit too: look for your own jobs, by their ids.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<TestSlurm> = OnceLock::new();
        SHARED.get_or_init(|| {
            if let Some(folder) = environment("PORTAL_TEST_SLURM_DIR") {
                return Self::at(folder.into(), None);
            }
            let (name, process) = environment("NEXTEST_RUN_ID").map_or_else(
                || (std::process::id().to_string(), std::process::id()),
                |run| (run, std::os::unix::process::parent_id()),
            );
            let folder = std::env::temp_dir().join(format!("hpc-portal-slurm.{name}"));
            fixture_script(&["-c", SHARE, FIXTURE], &folder, &[&process.to_string()], &[]);
            Self::at(folder, None)
        })
    }

    /// A cluster of one's own without accounting, gone at the end; for tests that stop it.
    #[must_use]
    pub fn own() -> Self {
        Self::with(&[])
    }

    /// A cluster of one's own with such settings of the fixture as `("SLURM_ACCOUNTING", "yes")`; see `scripts/fixtures/slurm.sh`.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn with(settings: &[(&str, &str)]) -> Self {
        let folder = TempDir::with_prefix("hpc-portal-slurm.").expect("a temporary folder");
        fixture_script(&[FIXTURE, "start"], folder.path(), &[], settings);
        Self::at(folder.path().to_owned(), Some(folder))
    }

    fn at(folder: PathBuf, owned: Option<TempDir>) -> Self {
        let conf = folder.join("etc/slurm.conf");
        assert!(
            conf.exists(),
            "{} is no folder of scripts/fixtures/slurm.sh",
            folder.display()
        );
        Self { folder, conf, owned }
    }

    /// Its `slurm.conf`.
    #[must_use]
    pub fn conf(&self) -> &Path {
        &self.conf
    }

    /// A folder in which a user may write.
    #[must_use]
    pub fn work(&self, user: &str) -> PathBuf {
        self.folder.join("homes").join(user)
    }

    /// Runs a command of Slurm as root, who may do everything.
    #[must_use]
    pub fn run(&self, program: &str, arguments: &[&str]) -> Finished {
        self.program(program).args(arguments).run()
    }

    /// Runs a command of Slurm as a user, in the user's folder.
    #[must_use]
    pub fn run_as(&self, user: &str, program: &str, arguments: &[&str]) -> Finished {
        self.program("runuser")
            .args(["-u", user, "--", program])
            .args(arguments)
            .folder(self.work(user))
            .run()
    }

    /// Submits a job with `sbatch` and tells its number.
    ///
    /// # Panics
    /// When Slurm refuses it.
    #[must_use]
    pub fn submit(&self, user: &str, arguments: &[&str]) -> u32 {
        let mut all = vec!["--parsable"];
        all.extend(arguments);
        let ended = self.run_as(user, "sbatch", &all);
        assert_eq!(ended.code, Some(0), "sbatch {arguments:?}: {}", ended.stderr);
        ended.stdout.trim().parse().expect("the number of a job")
    }

    /// Waits until `squeue` shows the job in that state, such as `RUNNING`.
    pub fn wait_for(&self, job: u32, state: &str) {
        let job = job.to_string();
        eventually(&format!("job {job} to be {state}"), Duration::from_secs(30), || {
            let shown = self.run("squeue", &["-h", "-a", "-t", "all", "-j", &job, "-o", "%T"]);
            shown.stdout.lines().any(|line| line == state).then_some(())
        });
    }

    /// Waits until the job's script is a process. Slurm calls a job running before that, and what is to end within that moment
    /// may be `COMPLETING` for minutes, because its node had nothing to end yet.
    pub fn wait_for_script(&self, job: u32) {
        let wanted = [
            format!("SLURM_JOB_ID={job}"),
            format!("SLURM_CONF={}", self.conf.display()),
        ];
        eventually(&format!("the script of job {job}"), Duration::from_secs(30), || {
            std::fs::read_dir("/proc")
                .expect("/proc")
                .flatten()
                .find_map(|process| {
                    let environment = std::fs::read(process.path().join("environ")).ok()?;
                    let variables: Vec<_> = environment.split(|&byte| byte == 0).collect();
                    wanted
                        .iter()
                        .all(|one| variables.contains(&one.as_bytes()))
                        .then_some(())
                })
        });
    }

    /// Stops slurmctld, which saves its state first; jobs go on.
    pub fn stop_controller(&self) {
        fixture_script(&[FIXTURE, "stop-controller"], &self.folder, &[], &[]);
    }

    /// Starts slurmctld again and waits until it answers.
    pub fn start_controller(&self) {
        fixture_script(&[FIXTURE, "start-controller"], &self.folder, &[], &[]);
    }

    /// Stops the daemon of a node; what runs there goes on.
    pub fn stop_node(&self, node: &str) {
        fixture_script(&[FIXTURE, "stop-node"], &self.folder, &[node], &[]);
    }

    /// Starts the daemon of a node again; it registers with the controller a moment later.
    pub fn start_node(&self, node: &str) {
        fixture_script(&[FIXTURE, "start-node"], &self.folder, &[node], &[]);
    }

    fn program(&self, program: &str) -> Program {
        Program::new(program).env("SLURM_CONF", &self.conf)
    }
}

impl Drop for TestSlurm {
    fn drop(&mut self) {
        if self.owned.is_some() {
            fixture_script(&[FIXTURE, "stop"], &self.folder, &[], &[]);
        }
    }
}

fn fixture_script(before: &[&str], folder: &Path, after: &[&str], settings: &[(&str, &str)]) {
    let output = quiet("bash")
        .args(before)
        .arg(folder)
        .args(after)
        .envs(settings.iter().copied())
        .stderr(Stdio::piped())
        .output()
        .expect("bash is missing: apt-get install bash");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{before:?}: {said}");
}

#[cfg(test)]
mod tests {
    use super::TestSlurm;

    #[test]
    fn a_job_of_a_user_runs_and_the_controller_can_be_stopped_and_started_again() {
        let slurm = TestSlurm::own();
        let job = slurm.submit("alice", &["--wrap", "sleep 60"]);
        slurm.wait_for(job, "RUNNING");
        slurm.stop_controller();
        assert_ne!(slurm.run("scontrol", &["ping"]).code, Some(0));
        slurm.start_controller();
        slurm.wait_for(job, "RUNNING");
    }
}
