//! Runs one command of Slurm and says how it went.

mod gate;
mod pipes;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use self::gate::{Gate, Pass};
use self::pipes::Talk;
use super::refusal;
use super::tools::Tools;
use crate::SlurmError;

/// How commands are run.
#[derive(Clone)]
pub struct RunOptions {
    /// Looked into before `path`: `SLURM_BIN_DIR`.
    pub bin_dir: Option<PathBuf>,
    /// Folders with colons between them, as in `PATH`; the commands get it too.
    pub path: String,
    /// Slurm's configuration, when it is not where Slurm looks for it.
    pub slurm_conf: Option<PathBuf>,
    /// Time zone of the portal, as in `TZ`, handed on unchanged.
    pub time_zone: Option<String>,
    /// How long a command may take, waiting for its turn included.
    pub limit: Duration,
    /// So many run at the same time, never more.
    pub at_once: usize,
    /// Most bytes of output that are taken; a command that says more is killed.
    pub most_output: usize,
    /// Hears of each command that ended, one way or the other: for metrics.
    pub observe: Arc<dyn Fn(&Ran) + Send + Sync>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            bin_dir: None,
            path: "/usr/local/slurm/bin:/usr/local/bin:/usr/bin:/bin".to_owned(),
            slurm_conf: None,
            time_zone: None,
            limit: Duration::from_secs(30),
            at_once: 8,
            most_output: 512 << 20,
            observe: Arc::new(|_| {}),
        }
    }
}

impl fmt::Debug for RunOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunOptions")
            .field("bin_dir", &self.bin_dir)
            .field("path", &self.path)
            .field("slurm_conf", &self.slurm_conf)
            .field("limit", &self.limit)
            .field("at_once", &self.at_once)
            .finish_non_exhaustive()
    }
}

/// A command that has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ran {
    /// Such as `squeue`.
    pub command: &'static str,
    /// `ok`, `refused`, `timed_out`, `unreachable` or `failed`.
    pub outcome: &'static str,
    /// From the question to the answer, waiting for its turn included.
    pub took: Duration,
    /// Bytes of its output.
    pub output_bytes: usize,
}

/// One command with its arguments, none of which a shell ever sees.
#[derive(Debug, Clone)]
pub struct Call {
    command: &'static str,
    before: Vec<OsString>,
    arguments: Vec<OsString>,
    stdin: Vec<u8>,
    environment: Vec<(String, String)>,
    epoch_times: bool,
    limit: Option<Duration>,
    fine: Option<i32>,
}

impl Call {
    /// A command without arguments, by its name.
    #[must_use]
    pub fn new(command: &'static str) -> Self {
        Self {
            command,
            before: Vec::new(),
            arguments: Vec::new(),
            stdin: Vec::new(),
            environment: Vec::new(),
            epoch_times: true,
            limit: None,
            fine: None,
        }
    }

    /// One more argument.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// More arguments.
    #[must_use]
    pub fn args<T: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = T>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// What it reads; nothing by default.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// Another program with arguments, which runs this one: the way to be somebody else.
    #[must_use]
    pub fn through<T: Into<OsString>>(mut self, before: impl IntoIterator<Item = T>) -> Self {
        self.before = before.into_iter().map(Into::into).collect();
        self
    }

    /// One more variable of its environment.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without `SLURM_TIME_FORMAT`: `sbatch` hands variables of that kind on to the job.
    #[must_use]
    pub fn plain_times(mut self) -> Self {
        self.epoch_times = false;
        self
    }

    /// Ending with `status` is an answer too, not an error.
    #[must_use]
    pub fn fine_with(mut self, status: i32) -> Self {
        self.fine = Some(status);
        self
    }

    /// Another time limit than the runner's.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }
}

/// The answer of a command that ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its output.
    pub stdout: Vec<u8>,
    /// What it said besides, at most 64 KiB.
    pub stderr: String,
}

/// Runs commands: with a clean environment, within a time limit, in a process group of their own that is killed as a whole,
/// and never more than a set number at once.
#[derive(Debug)]
pub struct Runner {
    tools: Tools,
    options: RunOptions,
    gate: Arc<Gate>,
}

impl Runner {
    /// Looks for nothing yet: Slurm may be installed later.
    #[must_use]
    pub fn new(options: RunOptions) -> Self {
        Self {
            tools: Tools::new(options.bin_dir.as_deref(), &options.path),
            gate: Arc::new(Gate::new(options.at_once.max(1))),
            options,
        }
    }

    /// The absolute path of a command.
    ///
    /// # Errors
    /// [`SlurmError::NoCommand`].
    pub fn find(&self, command: &'static str) -> Result<PathBuf, SlurmError> {
        self.tools.find(command)
    }

    /// How long a command may take.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.options.limit
    }

    /// Runs it. Blocks until it has ended, at most for its time limit and a moment.
    ///
    /// # Errors
    /// When it is not there, does not end in time, says too much, or ends with anything but success, by what it says.
    pub fn run(&self, call: &Call) -> Result<Said, SlurmError> {
        let started = Instant::now();
        let result = self.answer(call, started);
        (self.options.observe)(&Ran {
            command: call.command,
            outcome: match &result {
                Ok(_) => "ok",
                Err(SlurmError::TimedOut { .. }) => "timed_out",
                Err(SlurmError::Unreachable { .. }) => "unreachable",
                Err(SlurmError::Refused { .. } | SlurmError::NotFound { .. } | SlurmError::NotConfigured { .. }) => {
                    "refused"
                }
                Err(_) => "failed",
            },
            took: started.elapsed(),
            output_bytes: result.as_ref().map_or(0, |said| said.stdout.len()),
        });
        result
    }

    fn answer(&self, call: &Call, started: Instant) -> Result<Said, SlurmError> {
        let command = call.command;
        let limit = call.limit.unwrap_or(self.options.limit);
        let timed_out = || SlurmError::TimedOut { command, limit };
        let path = self.tools.find(command)?;
        let deadline = started + limit;
        let pass = self.gate.enter(deadline).ok_or_else(|| SlurmError::NotStarted {
            command,
            why: format!("{} others run already", self.options.at_once),
        })?;
        let mut child = self.spawn(call, &path)?;
        let talk = pipes::talk(&mut child, &call.stdin, deadline, self.options.most_output);
        let status = end(child, pass);
        let (talk, status) = match (talk, status) {
            (Ok(Talk::TooLate), _) => return Err(timed_out()),
            (Ok(Talk::TooMuch), _) => {
                return Err(SlurmError::Unreadable {
                    command,
                    why: format!("it is longer than {} bytes", self.options.most_output),
                });
            }
            (Err(error), _) => return Err(system(command, &error)),
            (Ok(Talk::Done { .. }), None) => return Err(timed_out()),
            (Ok(Talk::Done { stdout, stderr }), Some(status)) => ((stdout, stderr), status),
        };
        let stderr = String::from_utf8_lossy(&talk.1).into_owned();
        let fine = call.fine.is_some() && status.code() == call.fine;
        if status.success() || fine || (command == "scontrol" && refusal::done_in_part(&stderr)) {
            return Ok(Said { stdout: talk.0, stderr });
        }
        let how = match (status.code(), status.signal()) {
            (Some(code), _) => format!("status {code}"),
            (None, Some(signal)) => format!("signal {signal}"),
            (None, None) => "no status".to_owned(),
        };
        Err(refusal::read(command, &stderr, &how))
    }

    fn spawn(&self, call: &Call, path: &Path) -> Result<Child, SlurmError> {
        let (program, before) = match call.before.split_first() {
            Some((program, before)) => (program.clone(), before),
            None => (path.as_os_str().to_owned(), [].as_slice()),
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where Slurm's commands are started"
        )]
        let mut command = Command::new(program);
        command.args(before);
        if !call.before.is_empty() {
            command.arg(path);
        }
        command
            .args(&call.arguments)
            .env_clear()
            .env("PATH", self.tools.path())
            .env("LANG", "C.UTF-8")
            .env("LC_ALL", "C.UTF-8");
        if call.epoch_times {
            command.env("SLURM_TIME_FORMAT", "%s");
        }
        if let Some(conf) = &self.options.slurm_conf {
            command.env("SLURM_CONF", conf);
        }
        if let Some(zone) = &self.options.time_zone {
            command.env("TZ", zone);
        }
        command
            .envs(call.environment.iter().map(|(name, value)| (name, value)))
            .current_dir("/")
            .stdin(if call.stdin.is_empty() {
                Stdio::null()
            } else {
                Stdio::piped()
            })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        command.spawn().map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                self.tools.forget(call.command);
                SlurmError::NoCommand { command: call.command }
            } else {
                SlurmError::NotStarted {
                    command: call.command,
                    why: error.to_string(),
                }
            }
        })
    }
}

fn system(command: &'static str, error: &io::Error) -> SlurmError {
    SlurmError::System {
        command,
        why: error.to_string(),
    }
}

/// Kills what is left of its process group and takes its status. A process that cannot be killed (it is somebody else's, or
/// waits for a dead file system) keeps its place at the gate until it is gone; `None` then.
fn end(mut child: Child, pass: Pass) -> Option<std::process::ExitStatus> {
    // The group has its leader's number, which nobody else gets before the leader is waited for, a few lines below.
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // Nobody left to kill is the usual case.
        let _nobody = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    if pipes::has_ended(&child, Duration::from_secs(1)) {
        return child.wait().ok();
    }
    pass.leave_to(child);
    None
}
