//! Threads that hash passwords and do nothing else, at the lowest priority: hashing is made to cost, and who pays must not be
//! those who are signed in already.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::oneshot;

/// nice(1)'s lowest.
const LOWEST: i32 = 19;

type Work = Box<dyn FnOnce() + Send>;

/// The threads; they end when this is dropped.
#[derive(Debug)]
pub(crate) struct Hashers(Sender<Work>);

/// The work broke off in the middle, or there is nobody left to do it.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the work on a password broke off")]
pub(crate) struct BrokenOff;

impl Hashers {
    /// So many threads.
    ///
    /// # Errors
    /// When the machine gives none.
    pub(crate) fn start(threads: usize) -> std::io::Result<Self> {
        let (sender, work) = channel();
        let work = Arc::new(Mutex::new(work));
        for _ in 0..threads {
            let work = Arc::clone(&work);
            thread::Builder::new()
                .name("hashing".to_owned())
                .spawn(move || go_on(&work))?;
        }
        Ok(Self(sender))
    }

    /// Does `work` in turn.
    ///
    /// # Errors
    /// When it broke off.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, BrokenOff> {
        let (answer, asked) = oneshot::channel();
        let work = move || {
            // Whoever asked may have gone.
            let _ = answer.send(work());
        };
        self.0.send(Box::new(work)).map_err(|_nobody_left| BrokenOff)?;
        asked.await.map_err(|_broken_off| BrokenOff)
    }
}

fn go_on(work: &Mutex<Receiver<Work>>) {
    // On Linux this is about the calling thread alone. One that may not step back hashes all the same.
    let _ = rustix::process::setpriority_process(None, LOWEST);
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            // One that panics is told to whoever asked; the thread goes on with the next.
            Ok(work) => drop(catch_unwind(AssertUnwindSafe(work))),
            Err(_dropped) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Hashers;

    #[tokio::test]
    async fn work_that_panics_does_not_take_the_thread_along() {
        let hashers = Hashers::start(1).unwrap();
        let broken: Result<(), _> = hashers.run(|| panic!("on purpose")).await;
        assert!(broken.is_err());
        assert_eq!(hashers.run(|| 7).await.unwrap(), 7);
    }

    #[tokio::test]
    async fn they_step_back_behind_those_who_answer() {
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let (before, hashers) = (nice(), Hashers::start(1).unwrap());
        assert_eq!(hashers.run(nice).await.unwrap(), 19);
        assert_eq!(nice(), before, "only they do");
    }
}
