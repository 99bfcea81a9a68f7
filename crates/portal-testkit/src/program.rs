//! Running programs, the portal's own among them.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::eventually;

/// How long a program of a test may run before it is taken to hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program with arguments and exactly the environment it is given (besides `PATH` and `HOME`).
#[derive(Debug)]
pub struct Program {
    command: Command,
    input: Vec<u8>,
}

/// A program that has ended.
#[derive(Debug)]
pub struct Finished {
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

/// A program that runs; killed when dropped.
#[derive(Debug)]
pub struct Started {
    process: Child,
    lines: BufReader<ChildStdout>,
}

impl Program {
    /// The program at `path`, such as `env!("CARGO_BIN_EXE_portal")`.
    #[must_use]
    pub fn new(path: &str) -> Self {
        let mut command = quiet(path);
        command.env_clear();
        for name in ["PATH", "HOME"] {
            if let Some(value) = environment(name) {
                command.env(name, value);
            }
        }
        Self {
            command,
            input: Vec::new(),
        }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it in this folder.
    #[must_use]
    pub fn folder(mut self, folder: impl AsRef<std::path::Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What it reads from its standard input.
    #[must_use]
    pub fn input(mut self, text: &str) -> Self {
        text.as_bytes().clone_into(&mut self.input);
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn run(mut self) -> Finished {
        let pipes = self.command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = pipes.stderr(Stdio::piped()).spawn().expect("a program that starts");
        let mut pipe = process.stdin.take().expect("a pipe");
        // A program that does not want the input may have gone already.
        let _ = pipe.write_all(&self.input);
        drop(pipe);
        let output = process.wait_with_output().expect("an end");
        Finished {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Starts it and goes on.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(mut self) -> Started {
        let pipes = self.command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = pipes.stderr(Stdio::inherit()).spawn().expect("a program that starts");
        let lines = BufReader::new(process.stdout.take().expect("a pipe"));
        Started { process, lines }
    }
}

impl Started {
    /// Reads its output up to and with the first line that holds `text`.
    ///
    /// # Panics
    /// When the output ends before.
    pub fn read_until(&mut self, text: &str) -> String {
        let mut seen = String::new();
        loop {
            let before = seen.len();
            let read = self.lines.read_line(&mut seen).expect("text");
            assert!(read > 0, "the program ended without \"{text}\"; it said:\n{seen}");
            if seen.get(before..).is_some_and(|line| line.contains(text)) {
                return seen;
            }
        }
    }

    /// Tells it to stop (SIGTERM) and waits; its exit code, none when the signal ended it.
    pub fn terminate(&mut self) -> Option<i32> {
        self.ask_to_stop();
        self.wait()
    }

    /// Tells it to stop (SIGTERM).
    ///
    /// # Panics
    /// When it has ended and was waited for.
    pub fn ask_to_stop(&self) {
        kill_process(Pid::from_child(&self.process), Signal::TERM).expect("our own child");
    }

    /// What Ctrl-C does (SIGINT).
    ///
    /// # Panics
    /// When it has ended and was waited for.
    pub fn interrupt(&self) {
        kill_process(Pid::from_child(&self.process), Signal::INT).expect("our own child");
    }

    /// Waits for its end; its exit code, none when a signal ended it.
    ///
    /// # Panics
    /// When it does not end.
    pub fn wait(&mut self) -> Option<i32> {
        let ended = eventually("the end of a program", PATIENCE, || {
            self.process.try_wait().expect("our own child")
        });
        ended.code()
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program without input and output.
pub(crate) fn quiet(path: &str) -> Command {
    #[expect(clippy::disallowed_methods, reason = "tests start the programs they need, here")]
    let mut command = Command::new(path);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// A variable that says how tests are to run.
pub(crate) fn environment(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "these are not settings of the portal")]
    let value = std::env::var(name);
    value.ok().filter(|value| !value.is_empty())
}
