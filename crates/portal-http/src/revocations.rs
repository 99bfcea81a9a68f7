//! Tokens that were ended before their time.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use metrics::gauge;
use portal_config::Clock;
use portal_jwt::Claims;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::turned_out::TurnedOut;

/// Revocation reaches every service within a second.
const EVERY: Duration = Duration::from_millis(500);

/// How far back each question goes: clocks of two nodes may differ, and a row may be seen later than its time says.
const OVERLAP_MILLIS: i64 = 60_000;

/// An outage that lasts longer is worth an operator's attention.
const WORRISOME: Duration = Duration::from_secs(60);

/// Ids of revoked tokens and sessions, each kept until the token would have expired anyway. Cheap to clone; shared by all workers.
#[derive(Clone, Debug, Default)]
pub struct Revocations(Arc<Inner>);

#[derive(Default)]
struct Inner {
    ended: RwLock<Ended>,
    news: watch::Sender<()>,
    announce: OnceLock<Announce>,
}

#[derive(Debug, Default)]
struct Ended {
    ids: HashMap<String, i64>,
    /// By name; the latest counts, for it covers what those before it did.
    people: HashMap<String, (TurnedOut, i64)>,
}

impl Ended {
    /// Whether that is news. What is known already is kept for the longer of the two times.
    fn learn(&mut self, id: &str, exp: i64) -> bool {
        let Some(out) = TurnedOut::read(id) else {
            let known = self.ids.get(id).copied();
            if known.is_none_or(|known| known < exp) {
                self.ids.insert(id.to_owned(), exp);
            }
            return known.is_none();
        };
        match self.people.get_mut(&out.username) {
            Some((known, _)) if known.before > out.before => false,
            Some((known, until)) if *known == out => {
                *until = exp.max(*until);
                false
            }
            Some((_, until)) => {
                let until = exp.max(*until);
                self.people.insert(out.username.clone(), (out, until));
                true
            }
            None => {
                self.people.insert(out.username.clone(), (out, exp));
                true
            }
        }
    }

    fn contains(&self, claims: &Claims) -> bool {
        let ids = [&claims.jti, &claims.sid];
        ids.into_iter().flatten().any(|id| self.ids.contains_key(id))
            || self.people.get(&claims.sub).is_some_and(|(out, _)| out.covers(claims))
    }
}

type Announce = Box<dyn Fn(&str, i64) + Send + Sync>;

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner")
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

/// Ended sessions as one service tells another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedSessions {
    /// Ids of tokens and when they would have expired (seconds since the epoch).
    pub revocations: Vec<(String, i64)>,
}

/// Keeps [`Revocations`] up to date as long as it lives.
#[derive(Debug)]
pub struct Following(JoinHandle<()>);

impl Drop for Following {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Revocations {
    /// Says how other services are told at once of what is ended here. The first way counts.
    pub fn announce(&self, way: impl Fn(&str, i64) + Send + Sync + 'static) {
        let _ = self.0.announce.set(Box::new(way));
    }

    /// Ends the token or session `jti`, or the sessions of a [`TurnedOut`], whose tokens expire by `exp` (seconds since the
    /// epoch), and tells other services.
    pub fn add(&self, jti: &str, exp: i64) {
        self.learn(jti, exp);
        if let Some(announce) = self.0.announce.get() {
            announce(jti, exp);
        }
    }

    /// Takes note of what was ended elsewhere.
    pub fn learn(&self, jti: &str, exp: i64) {
        let mut ended = self.0.ended.write().unwrap_or_else(PoisonError::into_inner);
        let is_news = ended.learn(jti, exp);
        drop(ended);
        if is_news {
            self.0.news.send_replace(());
        }
    }

    /// Whether the token or session `jti` was ended by its own name.
    #[must_use]
    pub fn contains(&self, jti: &str) -> bool {
        let ended = self.0.ended.read().unwrap_or_else(PoisonError::into_inner);
        ended.ids.contains_key(jti)
    }

    /// Whether a token that says this was ended, by its own name, by its session's, or with all sessions of its person.
    #[must_use]
    pub fn cover(&self, claims: &Claims) -> bool {
        self.0
            .ended
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(claims)
    }

    /// Whether the session `sid` of `username`, which began at `begun` (milliseconds since the epoch), was ended.
    #[must_use]
    pub fn end_session(&self, username: &str, sid: &str, begun: i64) -> bool {
        let ended = self.0.ended.read().unwrap_or_else(PoisonError::into_inner);
        ended.ids.contains_key(sid) || ended.people.get(username).is_some_and(|(out, _)| out.ends(sid, begun))
    }

    /// Changes with each token that is ended; for whoever has something open on its behalf.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<()> {
        self.0.news.subscribe()
    }

    /// Forgets tokens that have expired at `now`.
    pub fn sweep(&self, now: i64) {
        let mut ended = self.0.ended.write().unwrap_or_else(PoisonError::into_inner);
        ended.ids.retain(|_, exp| *exp > now);
        ended.people.retain(|_, (_, exp)| *exp > now);
    }

    /// Learns everything that `ask` knows, then asks twice a second what came since. `ask` takes a moment (milliseconds
    /// since the epoch) and gives ids and expiry (seconds) of the tokens that were ended from then on:
    ///
    /// ```ignore
    /// let db = db.clone();
    /// let ask = move |since| { let db = db.clone(); async move { db.run(move |c| revocations::since(c, since)).await } };
    /// let following = kit.revocations().follow(kit.clock().clone(), ask).await?;
    /// ```
    ///
    /// # Errors
    /// When the first question is not answered; later ones are asked again.
    pub async fn follow<A, F, E>(&self, clock: Clock, ask: A) -> Result<Following, E>
    where
        A: Fn(i64) -> F + Send + 'static,
        F: Future<Output = Result<Vec<(String, i64)>, E>> + Send,
        E: Error + Send + 'static,
    {
        let mut course = Course::new(clock);
        let first = ask(course.question()).await;
        course.learn(self, first)?;
        Ok(self.go_on(course, ask))
    }

    /// As [`follow`](Self::follow), from somebody who need not be there yet: until the first answer nothing is known.
    pub async fn follow_once_there<A, F, E>(&self, clock: Clock, ask: A) -> Following
    where
        A: Fn(i64) -> F + Send + 'static,
        F: Future<Output = Result<Vec<(String, i64)>, E>> + Send,
        E: Error + Send + 'static,
    {
        let mut course = Course::new(clock);
        let first = ask(course.question()).await;
        if let Err(error) = course.learn(self, first) {
            course.complain(&error);
        }
        self.go_on(course, ask)
    }

    fn go_on<A, F, E>(&self, mut course: Course, ask: A) -> Following
    where
        A: Fn(i64) -> F + Send + 'static,
        F: Future<Output = Result<Vec<(String, i64)>, E>> + Send,
        E: Error + Send + 'static,
    {
        let revocations = self.clone();
        Following(tokio::spawn(async move {
            let mut every = interval(EVERY);
            every.set_missed_tick_behavior(MissedTickBehavior::Delay);
            every.tick().await;
            loop {
                every.tick().await;
                let answer = ask(course.question()).await;
                if let Err(error) = course.learn(&revocations, answer) {
                    course.complain(&error);
                }
            }
        }))
    }

    fn add_new(&self, ended: Vec<(String, i64)>, now: i64) {
        for (jti, exp) in ended.into_iter().filter(|(_, exp)| *exp > now) {
            self.learn(&jti, exp);
        }
    }
}

/// How the questions have gone so far.
struct Course {
    clock: Clock,
    /// The next question goes back to here (milliseconds since the epoch).
    since: i64,
    /// When the present question was asked (milliseconds since the epoch).
    asked_at: i64,
    answered_at: Instant,
    said: Said,
}

/// What the log has of the present outage: it is told once that there is one, and once that it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    Begun,
    Lasting,
}

impl Course {
    fn new(clock: Clock) -> Self {
        Self {
            clock,
            since: 0,
            asked_at: 0,
            answered_at: Instant::now(),
            said: Said::Nothing,
        }
    }

    /// Since when to ask now.
    fn question(&mut self) -> i64 {
        self.asked_at = self.clock.unix_millis();
        self.since
    }

    fn learn<E>(&mut self, revocations: &Revocations, answer: Result<Vec<(String, i64)>, E>) -> Result<(), E> {
        if answer.is_err() {
            gauge!("revocations_age_seconds").set(self.answered_at.elapsed().as_secs_f64());
        }
        revocations.add_new(answer?, self.clock.unix_seconds());
        gauge!("revocations_age_seconds").set(0.0);
        self.since = self.asked_at - OVERLAP_MILLIS;
        self.answered_at = Instant::now();
        if self.said != Said::Nothing {
            self.said = Said::Nothing;
            tracing::info!("ended sessions of other services are seen again");
        }
        Ok(())
    }

    /// Says it, but not twice a second.
    fn complain(&mut self, error: &(dyn Error + 'static)) {
        let lasting = self.answered_at.elapsed() >= WORRISOME;
        match self.said {
            Said::Nothing => {
                self.said = Said::Begun;
                tracing::warn!(error, "ended sessions of other services are not seen for now");
            }
            Said::Begun if lasting => {
                self.said = Said::Lasting;
                tracing::error!(
                    error,
                    "ended sessions of other services have not been seen for {} s: who signs out there stays signed in here",
                    WORRISOME.as_secs()
                );
            }
            Said::Begun | Said::Lasting => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_told_when_it_begins_and_when_it_lasts() {
        let mut course = Course::new(Clock::manual(1_800_000_000));
        let error = std::io::Error::other("nobody there");
        course.complain(&error);
        course.complain(&error);
        assert_eq!(course.said, Said::Begun);
        course.answered_at = Instant::now().checked_sub(WORRISOME).unwrap();
        course.complain(&error);
        assert_eq!(course.said, Said::Lasting);
        let revocations = Revocations::default();
        revocations.add("known before", i64::MAX);
        course.learn::<()>(&revocations, Ok(Vec::new())).unwrap();
        assert_eq!(course.said, Said::Nothing);
        assert!(revocations.contains("known before"));
    }

    #[test]
    fn after_an_outage_the_question_goes_back_to_before_it() {
        let clock = Clock::manual(1_800_000_000);
        let (mut course, revocations) = (Course::new(clock.clone()), Revocations::default());
        assert_eq!(course.question(), 0, "from the beginning");
        course.learn::<()>(&revocations, Ok(Vec::new())).unwrap();
        for _ in 0..3 {
            clock.advance(Duration::from_secs(3600));
            assert_eq!(course.question(), 1_800_000_000_000 - OVERLAP_MILLIS);
            course.learn(&revocations, Err(())).unwrap_err();
        }
        course
            .learn::<()>(&revocations, Ok(vec![("a".to_owned(), i64::MAX), ("b".to_owned(), 0)]))
            .unwrap();
        assert!(
            revocations.contains("a") && !revocations.contains("b"),
            "what has expired is not kept"
        );
        assert_eq!(course.question(), 1_800_010_800_000 - OVERLAP_MILLIS);
    }

    #[test]
    fn whoever_has_something_open_hears_of_it() {
        let revocations = Revocations::default();
        let mut news = revocations.news();
        assert!(!news.has_changed().unwrap());
        revocations.add("a", 1);
        assert!(news.has_changed().unwrap());
        news.mark_unchanged();
        assert!(!news.has_changed().unwrap());
    }

    #[test]
    fn what_is_known_is_kept_for_the_longer_time_and_is_no_news() {
        let revocations = Revocations::default();
        revocations.learn("a", 100);
        let news = revocations.news();
        revocations.learn("a", 50);
        revocations.learn("a", 90);
        revocations.sweep(95);
        assert!(revocations.contains("a"), "a smaller time takes nothing away");
        revocations.learn("a", 200);
        revocations.sweep(150);
        assert!(revocations.contains("a"));
        assert!(!news.has_changed().unwrap());
    }

    #[test]
    fn a_person_who_was_turned_out_has_no_session_of_before() {
        let sid = |millis: u64| {
            let at = uuid::Timestamp::from_unix(uuid::NoContext, millis / 1000, (millis % 1000) as u32 * 1_000_000);
            uuid::Uuid::new_v7(at).to_string()
        };
        let claims = |sub: &str, iat: i64, sid: Option<&str>| Claims {
            sub: sub.to_owned(),
            email: String::new(),
            groups: Vec::new(),
            permissions: Vec::new(),
            iat,
            exp: iat + 3600,
            iss: portal_jwt::ISSUER.to_owned(),
            jti: None,
            sid: sid.map(ToOwned::to_owned),
            nbf: None,
        };
        let (old, kept, new) = (sid(999_999), sid(999_000), sid(1_000_000));
        let revocations = Revocations::default();
        let out = |before, kept: Option<&str>| TurnedOut {
            username: "kim".to_owned(),
            before,
            kept: kept.map(ToOwned::to_owned),
        };
        revocations.learn(&out(1_000_000, Some(&kept)).id(), i64::MAX);
        // One of before comes late.
        revocations.learn(&out(500_000, None).id(), i64::MAX);
        let ended = |claims: &Claims| revocations.cover(claims);
        assert!(
            ended(&claims("kim", 2000, Some(&old))),
            "also when it was renewed since"
        );
        assert!(!ended(&claims("kim", 900, Some(&kept))));
        assert!(!ended(&claims("kim", 1000, Some(&new))));
        assert!(!ended(&claims("lee", 900, Some(&old))));
        assert!(ended(&claims("kim", 999, None)), "a token of the earlier portal");
        assert!(!ended(&claims("kim", 1000, None)));
        assert!(!ended(&claims("kim", 900, Some("key:abc"))), "keys end by themselves");
        revocations.learn(&out(1_000_001, None).id(), i64::MAX);
        assert!(ended(&claims("kim", 1000, Some(&new))) && ended(&claims("kim", 900, Some(&kept))));
    }
}
