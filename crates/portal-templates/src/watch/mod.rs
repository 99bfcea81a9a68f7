//! Following the folder of templates.
//!
//! Whatever happens there only says *when* to look; *what* happened is found by comparing names, sizes, times and inodes
//! with those of the last look, and then digests. So lost events, storms and an overflowing queue of the kernel cost a look
//! (some 30 ms for 10,000 files) and nothing else, and a folder on a file system that tells nothing is followed by the same
//! means, twice a second.
//!
//! A difference is told when it has been the same for 0.3 s, a broken file when it has been so for 1.2 s and nobody has it
//! open for writing. A root that cannot be read, or is as empty as a mount point, removes nothing.

mod engine;
mod follower;
mod news;
mod remote;

pub use news::{Change, Counts, How, News, Status};

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::store::{Digest, Place, Store};
use engine::{Engine, Learnt, Parts, Signal};

/// How many signals wait while the thread looks. What does not fit says nothing that the look does not find.
const SIGNALS: usize = 8192;

/// How long dropping a watcher waits for its thread.
const STOPS_WITHIN: Duration = Duration::from_secs(5);

/// How changes are learnt of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Means {
    /// By events, unless the file system is one that other hosts change.
    #[default]
    Fitting,
    /// By looking, whatever the file system is.
    Polling,
}

/// A thread that follows the folder. Dropping it ends it.
#[derive(Debug)]
pub struct Watcher {
    signals: SyncSender<Signal>,
    stop: Arc<AtomicBool>,
    status: Arc<Mutex<Status>>,
    learnt: Learnt,
    thread: Option<JoinHandle<()>>,
    /// Closed by the thread's end. Nobody waits for the lock: it is there so that several threads may ask one watcher.
    ended: Mutex<Receiver<()>>,
}

impl Watcher {
    /// Begins to follow. `known` are the files that somebody (a database) knows from before: of those only what differs is
    /// told, and those that are gone. `tell` is called on the watcher's thread, and holds it up while it works.
    ///
    /// # Errors
    /// When no thread can be started. A folder that is not there yet is no error, but [`News::Away`].
    pub fn start(
        store: Arc<Store>,
        known: impl IntoIterator<Item = (Place, Digest)>,
        means: Means,
        tell: impl FnMut(News) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (signals, inbox) = sync_channel(SIGNALS);
        let (alive, ended) = sync_channel::<()>(1);
        let stop = Arc::new(AtomicBool::new(false));
        let status = Arc::new(Mutex::new(Status {
            how: How::Polling {
                why: "not started".to_owned(),
            },
            away: None,
            files: 0,
            looks: 0,
        }));
        let learnt = Learnt::default();
        let parts = Parts {
            stop: Arc::clone(&stop),
            status: Arc::clone(&status),
            signals: signals.clone(),
            learnt: Arc::clone(&learnt),
        };
        let mut engine = Engine::new(store, known, means, parts, Box::new(tell));
        let thread = std::thread::Builder::new()
            .name("templates-watcher".to_owned())
            .spawn(move || {
                engine.run(&inbox);
                drop(alive);
            })?;
        Ok(Self {
            signals,
            stop,
            status,
            learnt,
            thread: Some(thread),
            ended: Mutex::new(ended),
        })
    }

    /// Looks now, without waiting for files to settle, and tells what it found before this answers. None when that takes
    /// longer than `patience`, or the folder is away.
    #[must_use]
    pub fn look_now(&self, patience: Duration) -> Option<Counts> {
        let (answer, counts) = sync_channel(1);
        self.signals.try_send(Signal::LookNow(answer)).ok()?;
        counts.recv_timeout(patience).ok().flatten()
    }

    /// Adds to what is known from before: somebody (the database) learnt of a file in another way. Without it the end of a
    /// file that came and went between two looks would never be told. Does not block.
    pub fn learn(&self, known: impl IntoIterator<Item = (Place, Digest)>) {
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner).extend(known);
        // A full queue wakes the thread, too.
        let _woken = self.signals.try_send(Signal::Learnt);
    }

    /// Whether its thread works; it ends by itself only when `tell` panics.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// How it is.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends it and waits for its thread, at most for `patience`: a folder on a server that is gone can hold a thread for
    /// good. Gives whether it has ended.
    #[must_use]
    pub fn stop(mut self, patience: Duration) -> bool {
        self.end(patience)
    }

    fn end(&mut self, patience: Duration) -> bool {
        self.stop.store(true, Ordering::Release);
        // Full is as good: there is something to wake up for.
        let _woken = self.signals.try_send(Signal::Stop);
        let Some(thread) = self.thread.take() else { return true };
        // The thread sends nothing: its end closes the channel.
        let ended = matches!(
            self.ended
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner)
                .recv_timeout(patience),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected)
        );
        if ended && thread.join().is_err() {
            tracing::error!("the watcher of templates has panicked");
        }
        ended
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        if self.thread.is_some() && !self.end(STOPS_WITHIN) {
            tracing::warn!("the watcher of templates hangs in the file system and is left behind");
        }
    }
}

/// Whether a folder is on a file system that other hosts change, and its name.
///
/// # Errors
/// When it is not there.
pub fn remote_file_system(folder: &Path) -> std::io::Result<Option<&'static str>> {
    remote::of(folder)
}
