//! Answers about keys, remembered for a moment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use portal_jwt::KeyDigest;

use super::KeyGrant;

/// An answer is good for so long: whatever ends a key, or changes what its owner may, holds within a second.
const GOOD_FOR: Duration = Duration::from_millis(500);

/// Answers of each kind remembered at a time, some 500 bytes each.
const MOST: usize = 10_000;

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The answer of just now.
    Now(Option<Arc<KeyGrant>>),
    /// It was good a while ago; ask again.
    Before,
    /// Nothing.
    Nothing,
}

/// Keys that are good apart from those that are not: anybody can make up the latter, and they must not push the former out.
#[derive(Default)]
pub(super) struct Answers(Mutex<Both>);

#[derive(Default)]
struct Both {
    good: Bounded<Arc<KeyGrant>>,
    bad: Bounded<()>,
}

impl Answers {
    pub(super) fn of(&self, digest: &KeyDigest) -> Known {
        let both = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match (both.good.get(digest), both.bad.get(digest)) {
            (Some((grant, since)), _) if is_fresh(*since) => Known::Now(Some(Arc::clone(grant))),
            (Some(_), _) => Known::Before,
            (None, Some(((), since))) if is_fresh(*since) => Known::Now(None),
            (None, _) => Known::Nothing,
        }
    }

    pub(super) fn remember(&self, digest: KeyDigest, grant: Option<Arc<KeyGrant>>) {
        let mut both = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(grant) = grant {
            both.bad.answers.remove(&digest);
            both.good.insert(digest, grant);
        } else {
            both.good.answers.remove(&digest);
            both.bad.insert(digest, ());
        }
    }
}

fn is_fresh(since: Instant) -> bool {
    since.elapsed() < GOOD_FOR
}

/// Answers and when they came.
struct Bounded<T> {
    answers: HashMap<KeyDigest, (T, Instant)>,
    swept_at: Option<Instant>,
}

impl<T> Default for Bounded<T> {
    fn default() -> Self {
        Self {
            answers: HashMap::new(),
            swept_at: None,
        }
    }
}

impl<T> Bounded<T> {
    fn get(&self, digest: &KeyDigest) -> Option<&(T, Instant)> {
        self.answers.get(digest)
    }

    fn insert(&mut self, digest: KeyDigest, answer: T) {
        // Looked through once in a while, not for each request of a flood.
        if self.answers.len() >= MOST && !self.swept_at.is_some_and(is_fresh) {
            self.answers.retain(|_, (_, since)| is_fresh(*since));
            self.swept_at = Some(Instant::now());
        }
        if self.answers.len() < MOST || self.answers.contains_key(&digest) {
            self.answers.insert(digest, (answer, Instant::now()));
        }
    }
}

#[cfg(test)]
mod tests {
    use portal_jwt::{GroupPermissions, KeyFacts};

    use super::*;

    fn digest(number: usize) -> KeyDigest {
        format!("{number:064x}").parse().unwrap()
    }

    fn grant() -> Arc<KeyGrant> {
        let facts = KeyFacts {
            key_id: "1".to_owned(),
            username: "kim".to_owned(),
            email: String::new(),
            groups: Vec::new(),
            scopes: Vec::new(),
            networks: Vec::new(),
            expires_at: None,
        };
        Arc::new(KeyGrant::new(facts, &GroupPermissions::default()).unwrap())
    }

    #[test]
    fn a_flood_of_bad_keys_pushes_no_good_one_out_and_has_a_bound() {
        let answers = Answers::default();
        answers.remember(digest(0), Some(grant()));
        for number in 1..=2 * MOST {
            answers.remember(digest(number), None);
        }
        assert_eq!(answers.0.lock().unwrap().bad.answers.len(), MOST);
        assert_ne!(answers.of(&digest(0)), Known::Nothing);
        assert_eq!(answers.of(&digest(2 * MOST)), Known::Nothing, "there was no room");
    }

    #[test]
    fn a_key_is_what_the_newest_answer_says() {
        let answers = Answers::default();
        answers.remember(digest(1), None);
        assert_eq!(answers.of(&digest(1)), Known::Now(None));
        answers.remember(digest(1), Some(grant()));
        assert_eq!(answers.of(&digest(1)), Known::Now(Some(grant())));
        std::thread::park_timeout(GOOD_FOR + Duration::from_millis(100));
        assert_eq!(answers.of(&digest(1)), Known::Before);
        answers.remember(digest(1), None);
        assert_eq!(answers.of(&digest(1)), Known::Now(None));
    }
}
