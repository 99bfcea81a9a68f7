//! Talks with a process until it has ended, its time is up, or it says too much.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::process::{Child, ChildStdin};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// What is kept of the error output; the rest is read and dropped.
const MOST_STDERR: usize = 64 << 10;

/// How the talk ended.
#[derive(Debug)]
pub(super) enum Talk {
    /// The process has ended; this is all it said.
    Done {
        /// Its output.
        stdout: Vec<u8>,
        /// Its error output, or the beginning of it.
        stderr: Vec<u8>,
    },
    /// The time was up.
    TooLate,
    /// More than was allowed.
    TooMuch,
}

/// Whether `child` has ended, or does so within `patience`. It is not waited for: its number stays its own.
pub(super) fn has_ended(child: &Child, patience: Duration) -> bool {
    let Ok(process) = open(child) else { return false };
    let mut wanted = [PollFd::new(&process, PollFlags::IN)];
    matches!(poll_until(&mut wanted, Instant::now() + patience), Ok(true))
}

/// Writes `input`, reads both outputs.
///
/// The end of the process is the end of the talk, even when a grandchild keeps a pipe open: what the process itself said is in
/// the pipe by then.
pub(super) fn talk(child: &mut Child, input: &[u8], deadline: Instant, most: usize) -> io::Result<Talk> {
    let process = open(child)?;
    let mut writer = child.stdin.take().map(|pipe| Writer::new(pipe, input)).transpose()?;
    let mut stdout = Reader::new(child.stdout.take().map(OwnedFd::from))?;
    let mut stderr = Reader::new(child.stderr.take().map(OwnedFd::from))?;
    loop {
        let mut wanted = vec![PollFd::new(&process, PollFlags::IN)];
        wanted.extend(stdout.pipe.iter().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        wanted.extend(stderr.pipe.iter().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        wanted.extend(writer.iter().map(|writer| PollFd::new(&writer.pipe, PollFlags::OUT)));
        if !poll_until(&mut wanted, deadline)? {
            return Ok(Talk::TooLate);
        }
        let ended = wanted.first().is_some_and(|process| !process.revents().is_empty());
        if let Some(still) = writer.take() {
            writer = still.write()?;
        }
        stdout.read(most)?;
        stderr.read(MOST_STDERR)?;
        if stdout.overflowed {
            return Ok(Talk::TooMuch);
        }
        if ended {
            return Ok(Talk::Done {
                stdout: stdout.said,
                stderr: stderr.said,
            });
        }
        if Instant::now() >= deadline {
            return Ok(Talk::TooLate);
        }
    }
}

/// A handle that becomes readable when the process ends.
fn open(child: &Child) -> io::Result<OwnedFd> {
    let pid = i32::try_from(child.id())
        .ok()
        .and_then(Pid::from_raw)
        .ok_or_else(|| io::Error::other("no process number"))?;
    Ok(pidfd_open(pid, PidfdFlags::empty())?)
}

/// Waits for one of them; `false` when it is `deadline`.
fn poll_until(wanted: &mut [PollFd<'_>], deadline: Instant) -> io::Result<bool> {
    loop {
        let rest = deadline.saturating_duration_since(Instant::now());
        let rest = Timespec {
            tv_sec: rest.as_secs().try_into().unwrap_or(i64::MAX),
            tv_nsec: rest.subsec_nanos().into(),
        };
        match poll(wanted, Some(&rest)) {
            Ok(ready) => return Ok(ready > 0),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn unblocked(pipe: impl AsFd) -> io::Result<()> {
    let flags = rustix::fs::fcntl_getfl(&pipe)?;
    Ok(rustix::fs::fcntl_setfl(&pipe, flags | rustix::fs::OFlags::NONBLOCK)?)
}

struct Writer<'a> {
    pipe: ChildStdin,
    rest: &'a [u8],
}

impl<'a> Writer<'a> {
    fn new(pipe: ChildStdin, rest: &'a [u8]) -> io::Result<Self> {
        unblocked(&pipe)?;
        Ok(Self { pipe, rest })
    }

    /// Writes what fits. `None` when all is written, or nobody reads any more.
    fn write(mut self) -> io::Result<Option<Self>> {
        while !self.rest.is_empty() {
            match self.pipe.write(self.rest) {
                Ok(written) => self.rest = self.rest.get(written..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Some(self)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

struct Reader {
    pipe: Option<std::fs::File>,
    said: Vec<u8>,
    overflowed: bool,
}

impl Reader {
    fn new(pipe: Option<OwnedFd>) -> io::Result<Self> {
        let pipe = pipe.map(std::fs::File::from);
        if let Some(pipe) = &pipe {
            unblocked(pipe)?;
        }
        Ok(Self {
            pipe,
            said: Vec::new(),
            overflowed: false,
        })
    }

    /// Reads what is there; the pipe is given up at its end. Of what goes beyond `most` nothing is kept.
    fn read(&mut self, most: usize) -> io::Result<()> {
        let mut piece = [0; 64 << 10];
        // A writer that is always faster than we are must not keep us from looking at the clock.
        for _ in 0..64 {
            let Some(pipe) = &mut self.pipe else { return Ok(()) };
            match pipe.read(&mut piece) {
                Ok(0) => self.pipe = None,
                Ok(length) => {
                    let room = most.saturating_sub(self.said.len());
                    self.overflowed |= length > room;
                    self.said
                        .extend_from_slice(piece.get(..length.min(room)).unwrap_or_default());
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
