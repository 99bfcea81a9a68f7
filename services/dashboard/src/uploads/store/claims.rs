//! Who is writing which chunk right now.
//!
//! Two clients may send the same chunk at once: two tabs, or a laptop that was closed in the middle and the desk computer
//! that goes on. The newest wins, because the older connection may be dead without anybody knowing. Its writes stop at
//! once, since bytes of two senders must not mix, and its answer is the winner's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// How a chunk's claim ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Still being sent.
    Pending,
    /// The chunk is there.
    Received,
    /// It is not; somebody has to send it again.
    Failed,
}

/// All claims of one upload.
#[derive(Debug, Default)]
pub(crate) struct Claims(Mutex<HashMap<u64, Arc<Shared>>>);

#[derive(Debug)]
struct Shared {
    // Held during each write, so that a claim is not taken over in the middle of one.
    owned: Mutex<bool>,
    outcome: watch::Sender<Outcome>,
    successor: Mutex<Option<Arc<Shared>>>,
}

/// The right to write one chunk, until a newer claim takes it.
#[derive(Debug)]
pub(crate) struct Claim {
    index: u64,
    shared: Arc<Shared>,
}

/// The claim was taken over.
#[derive(Debug)]
pub(crate) struct Superseded;

impl Claims {
    /// Claims chunk `index`. Waits, on this thread, for the end of a write that the former owner is in.
    pub(crate) fn claim(&self, index: u64) -> Claim {
        let shared = Arc::new(Shared {
            owned: Mutex::new(true),
            outcome: watch::Sender::new(Outcome::Pending),
            successor: Mutex::new(None),
        });
        let former = lock(&self.0).insert(index, Arc::clone(&shared));
        if let Some(former) = former {
            *lock(&former.successor) = Some(Arc::clone(&shared));
            *lock(&former.owned) = false;
        }
        Claim { index, shared }
    }

    /// Ends a claim; whoever waits for it learns how it went. A failed one stays as the former owner: its last write may
    /// still be running, and the next claim has to wait for that.
    pub(crate) fn settle(&self, claim: &Claim, outcome: Outcome) {
        let mut claims = lock(&self.0);
        let current = claims
            .get(&claim.index)
            .is_some_and(|current| Arc::ptr_eq(current, &claim.shared));
        if current && outcome == Outcome::Received {
            claims.remove(&claim.index);
        }
        claim.shared.outcome.send_replace(outcome);
    }

    /// Takes every claim away: the upload was cancelled.
    pub(crate) fn revoke_all(&self) {
        for (_, shared) in lock(&self.0).drain() {
            *lock(&shared.owned) = false;
            shared.outcome.send_replace(Outcome::Failed);
        }
    }

    /// Whether nobody is sending.
    pub(crate) fn are_idle(&self) -> bool {
        lock(&self.0)
            .values()
            .all(|claim| *claim.outcome.borrow() != Outcome::Pending)
    }
}

impl Claim {
    /// Runs `write` if the claim still holds; nobody takes it over meanwhile.
    ///
    /// # Errors
    /// When it was taken over; `write` did not run.
    pub(crate) fn while_owned<T>(&self, write: impl FnOnce() -> T) -> Result<T, Superseded> {
        let owned = lock(&self.shared.owned);
        if *owned { Ok(write()) } else { Err(Superseded) }
    }

    /// How the chunk fares after this claim was taken over: what the newest claim on it comes to, also when that one is
    /// taken over in its turn.
    pub(crate) async fn successors_outcome(&self) -> Outcome {
        let mut current = Arc::clone(&self.shared);
        loop {
            let next = lock(&current.successor).clone();
            match next {
                Some(next) => current = next,
                // The last one: taken by a cancellation, or it failed on its own.
                None => return Outcome::Failed,
            }
            let mut outcome = current.outcome.subscribe();
            let ended = outcome.wait_for(|outcome| *outcome != Outcome::Pending).await;
            if ended.is_ok_and(|outcome| *outcome == Outcome::Received) {
                return Outcome::Received;
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_sender_wins_and_answers_for_both() {
        let claims = Claims::default();
        let first = claims.claim(3);
        assert!(first.while_owned(|| ()).is_ok());
        let second = claims.claim(3);
        assert!(first.while_owned(|| unreachable!()).is_err());
        assert!(second.while_owned(|| ()).is_ok());
        claims.settle(&first, Outcome::Failed);
        assert!(!claims.are_idle(), "the loser's end does not end the winner's claim");
        claims.settle(&second, Outcome::Received);
        assert_eq!(first.successors_outcome().await, Outcome::Received);
        assert!(claims.are_idle());
    }

    #[tokio::test]
    async fn the_answer_comes_through_a_chain_of_take_overs() {
        let claims = Claims::default();
        let (first, second) = (claims.claim(0), claims.claim(0));
        let answer = first.successors_outcome();
        let third = claims.claim(0);
        claims.settle(&second, Outcome::Failed);
        claims.settle(&third, Outcome::Received);
        assert_eq!(answer.await, Outcome::Received);
    }

    #[tokio::test]
    async fn a_cancelled_claim_fails() {
        let claims = Claims::default();
        let claim = claims.claim(0);
        claims.revoke_all();
        assert!(claim.while_owned(|| ()).is_err());
        assert_eq!(claim.successors_outcome().await, Outcome::Failed);
    }
}
