//! When what is asked. Time is handed in; nothing here waits.

use std::time::{Duration, Instant};

use portal_config::ClusterIntervals;

use super::topic::Topic;

/// Actions that come together are answered by one question.
const COALESCE: Duration = Duration::from_millis(150);
/// Never two of the same question within so long, whoever asks for it.
const LEAST_GAP: Duration = Duration::from_millis(500);
/// While Slurm struggles, questions about a part get rarer up to this, unless its own interval is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Doubling more often than this passes [`LONGEST_WAIT`] anyway.
const MOST_DOUBLINGS: u32 = 8;

/// When each topic is asked next.
#[derive(Debug)]
pub(super) struct Schedule(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    topic: Topic,
    interval: Duration,
    due: Instant,
    /// Before then nobody's wish has it asked.
    earliest: Instant,
    /// How often the wait was doubled.
    doublings: u32,
    failing: bool,
}

/// How a question went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Went {
    /// Slurm answered.
    Well,
    /// It was asked for a piece, and the rest comes next.
    Partly,
    /// It did not.
    Badly,
}

impl Schedule {
    /// Everything is due at once.
    pub(super) fn new(topics: &[Topic], intervals: &ClusterIntervals, now: Instant) -> Self {
        let entry = |topic: &Topic| Entry {
            topic: *topic,
            interval: topic.interval(intervals),
            due: now,
            earliest: now,
            doublings: 0,
            failing: false,
        };
        Self(topics.iter().map(entry).collect())
    }

    /// The topic that has been due for longest, or how long it takes until one is.
    pub(super) fn next(&self, now: Instant) -> Result<Topic, Duration> {
        match self.0.iter().min_by_key(|entry| entry.due) {
            Some(entry) if entry.due <= now => Ok(entry.topic),
            Some(entry) => Err(entry.due - now),
            None => Err(LONGEST_WAIT),
        }
    }

    /// Somebody wants to see it sooner.
    pub(super) fn nudge(&mut self, topic: Topic, now: Instant) {
        for entry in self.0.iter_mut().filter(|entry| entry.topic == topic) {
            entry.due = entry.due.min(entry.earliest.max(now + COALESCE));
        }
    }

    /// Asks everything anew, at once: this process collects from now on.
    pub(super) fn begin(&mut self, now: Instant) {
        for entry in &mut self.0 {
            entry.due = now;
            entry.doublings = 0;
        }
    }

    /// The question about `topic` that began at `started` is over.
    pub(super) fn done(&mut self, topic: Topic, started: Instant, now: Instant, went: Went) {
        let mut recovered = false;
        for entry in self.0.iter_mut().filter(|entry| entry.topic == topic) {
            let took = now.saturating_duration_since(started);
            recovered = entry.failing && went == Went::Well;
            entry.failing = went == Went::Badly;
            let struggles = entry.failing || took * 2 > entry.interval;
            entry.doublings = if struggles {
                (entry.doublings + 1).min(MOST_DOUBLINGS)
            } else {
                0
            };
            let wait = entry.interval * (1 << entry.doublings);
            let longest = if entry.failing {
                LONGEST_WAIT
            } else {
                LONGEST_WAIT.max(entry.interval)
            };
            // Slurm rests at least as long as it worked.
            let rested = now + took.min(LONGEST_WAIT);
            entry.due = match went {
                Went::Partly => rested.max(started + LEAST_GAP),
                Went::Well | Went::Badly => rested.max(started + wait.min(longest)),
            };
            // Who acted was answered, so Slurm is perhaps back: no wait that was doubled, but the topic's own. While it answers
            // slowly, the next look comes when it comes.
            entry.earliest = match (entry.failing, struggles) {
                (true, _) => rested.max(started + entry.interval).min(entry.due),
                (false, true) => entry.due,
                (false, false) => started + LEAST_GAP,
            };
        }
        if recovered {
            // Slurm is back: what failed meanwhile need not wait for its turn.
            for entry in self.0.iter_mut().filter(|entry| entry.failing) {
                entry.due = now;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn schedule(topics: &[Topic], now: Instant) -> Schedule {
        Schedule::new(topics, &ClusterIntervals::default(), now)
    }

    /// When the next question comes, in seconds after `from`.
    fn next_at(schedule: &Schedule, from: Instant) -> f64 {
        schedule.next(from).map_or_else(|wait| wait.as_secs_f64(), |_| 0.0)
    }

    #[test]
    fn each_topic_keeps_its_interval() {
        let start = Instant::now();
        let mut schedule = schedule(&[Topic::Jobs, Topic::Nodes], start);
        let mut asked = Vec::new();
        for second in 0..=20 {
            let now = start + second * SECOND;
            while let Ok(topic) = schedule.next(now) {
                asked.push((second, topic));
                schedule.done(topic, now, now, Went::Well);
            }
        }
        let jobs = asked
            .iter()
            .filter(|(_, topic)| *topic == Topic::Jobs)
            .map(|(at, _)| *at);
        assert_eq!(jobs.collect::<Vec<_>>(), [0, 5, 10, 15, 20]);
        assert_eq!(asked.iter().filter(|(_, topic)| *topic == Topic::Nodes).count(), 3);
    }

    #[test]
    fn failures_make_questions_rarer_and_success_brings_them_back() {
        let start = Instant::now();
        let mut schedule = schedule(&[Topic::Jobs], start);
        let mut now = start;
        let mut waits = Vec::new();
        for _ in 0..5 {
            schedule.done(Topic::Jobs, now, now, Went::Badly);
            let wait = schedule.next(now).unwrap_err();
            waits.push(wait.as_secs());
            now += wait;
        }
        assert_eq!(waits, [10, 20, 40, 60, 60]);
        schedule.done(Topic::Jobs, now, now, Went::Well);
        assert_eq!(schedule.next(now), Err(5 * SECOND));
    }

    #[test]
    fn a_slow_answer_counts_as_struggling_and_slurm_rests_as_long_as_it_worked() {
        let start = Instant::now();
        let mut schedule = schedule(&[Topic::Jobs], start);
        schedule.done(Topic::Jobs, start, start + 3 * SECOND, Went::Well);
        assert_eq!(schedule.next(start), Err(10 * SECOND));
        let again = start + 10 * SECOND;
        schedule.done(Topic::Jobs, again, again + 15 * SECOND, Went::Badly);
        assert_eq!(schedule.next(again), Err(30 * SECOND));
    }

    #[test]
    fn the_rest_of_what_came_in_part_is_asked_for_when_slurm_has_rested() {
        let start = Instant::now();
        let mut schedule = schedule(&[Topic::Finished], start);
        schedule.done(Topic::Finished, start, start + 20 * SECOND, Went::Partly);
        assert_eq!(schedule.next(start), Err(40 * SECOND));
        let later = start + 40 * SECOND;
        schedule.done(Topic::Finished, later, later, Went::Partly);
        assert_eq!(schedule.next(later), Err(LEAST_GAP));
        schedule.done(Topic::Finished, later, later, Went::Well);
        assert!(schedule.next(later).unwrap_err() > SECOND);
    }

    #[test]
    fn nudges_are_coalesced_and_never_closer_than_half_a_second() {
        let start = Instant::now();
        let mut schedule = schedule(&[Topic::Jobs], start);
        schedule.done(Topic::Jobs, start, start, Went::Well);
        let now = start + 100 * SECOND / 1000;
        (0..50).for_each(|_| schedule.nudge(Topic::Jobs, now));
        assert!((next_at(&schedule, start) - 0.5).abs() < 1e-6);
        let later = start + 2 * SECOND;
        schedule.done(Topic::Jobs, start + SECOND, start + SECOND, Went::Well);
        schedule.nudge(Topic::Jobs, later);
        assert!((next_at(&schedule, later) - 0.15).abs() < 1e-6);
    }

    #[test]
    fn wishes_shorten_the_wait_after_failures_to_the_interval_and_leave_a_slow_slurm_alone() {
        let start = Instant::now();
        let mut schedule = schedule(&[Topic::Jobs], start);
        (0..5).for_each(|_| schedule.done(Topic::Jobs, start, start, Went::Badly));
        assert_eq!(schedule.next(start), Err(60 * SECOND));
        (0..50).for_each(|_| schedule.nudge(Topic::Jobs, start));
        assert_eq!(schedule.next(start), Err(5 * SECOND));
        schedule.done(Topic::Jobs, start, start + 20 * SECOND, Went::Badly);
        schedule.nudge(Topic::Jobs, start + 20 * SECOND);
        assert_eq!(schedule.next(start), Err(40 * SECOND), "it rests as long as it worked");
        let later = start + 100 * SECOND;
        schedule.done(Topic::Jobs, later, later, Went::Well);
        schedule.done(Topic::Jobs, later, later + 4 * SECOND, Went::Well);
        schedule.nudge(Topic::Jobs, later + 4 * SECOND);
        assert_eq!(schedule.next(later), Err(10 * SECOND));
    }

    #[test]
    fn what_failed_is_asked_again_as_soon_as_slurm_is_back() {
        let start = Instant::now();
        let mut schedule = schedule(&[Topic::Controller, Topic::Jobs], start);
        schedule.done(Topic::Controller, start, start, Went::Badly);
        schedule.done(Topic::Jobs, start, start, Went::Badly);
        let later = start + 10 * SECOND;
        assert_eq!(schedule.next(later), Ok(Topic::Jobs));
        schedule.nudge(Topic::Jobs, later);
        schedule.done(Topic::Jobs, later, later, Went::Well);
        assert_eq!(schedule.next(later), Ok(Topic::Controller));
    }
}
