//! Which generations of a session's refresh token were replaced lately: who comes again with one of them is a second tab, or
//! did not get the answer.

/// A rotated token that comes again within this time is forgiven; later it is somebody else's.
pub(super) const GRACE_MILLIS: i64 = 30_000;

/// Nobody renews so often in that time; it bounds what is kept.
const MOST: usize = 100;

/// `5:1700000000000,6:1700000004000`, as it is kept: each generation by its name, so that a node of an older version, which
/// does not write it, leaves a gap and no mistake.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Replaced(Vec<(i64, i64)>);

impl Replaced {
    pub(super) fn read(text: &str) -> Self {
        let one = |entry: &str| {
            let (generation, at) = entry.split_once(':')?;
            Some((generation.parse().ok()?, at.parse().ok()?))
        };
        Self(text.split(',').filter_map(one).collect())
    }

    /// The same after `generation` was replaced at `now`.
    pub(super) fn with(mut self, generation: i64, now: i64) -> Self {
        self.0.retain(|(_, at)| is_recent(*at, now));
        self.0.push((generation, now));
        let surplus = self.0.len().saturating_sub(MOST);
        self.0.drain(..surplus);
        self
    }

    /// Whether `generation` was replaced so recently that its token may come again.
    pub(super) fn forgives(&self, generation: i64, now: i64) -> bool {
        self.0
            .iter()
            .any(|(replaced, at)| *replaced == generation && is_recent(*at, now))
    }

    pub(super) fn text(&self) -> String {
        let entries: Vec<_> = self
            .0
            .iter()
            .map(|(generation, at)| format!("{generation}:{at}"))
            .collect();
        entries.join(",")
    }
}

pub(super) fn is_recent(at: i64, now: i64) -> bool {
    now - at <= GRACE_MILLIS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_generation_is_forgiven_for_half_a_minute_after_its_own_end() {
        let replaced = Replaced::default().with(5, 0).with(6, 20_000);
        assert!(replaced.forgives(5, 30_000) && !replaced.forgives(5, 30_001));
        let replaced = Replaced::read(&replaced.with(7, 40_000).text());
        assert!(!replaced.forgives(5, 40_000));
        assert!(replaced.forgives(6, 50_000) && !replaced.forgives(6, 50_001));
        assert!(replaced.forgives(7, 70_000) && !replaced.forgives(8, 40_000));
    }

    #[test]
    fn it_does_not_grow_without_end_and_reads_anything() {
        let many = (0..1000).fold(Replaced::default(), |replaced, generation| replaced.with(generation, 7));
        assert_eq!(many.0.len(), MOST);
        assert!(many.forgives(999, 7));
        for text in ["", ",", "x", "1:", ":1", "1:2:3", "9,9"] {
            assert_eq!(Replaced::read(text), Replaced::default(), "{text}");
        }
    }
}
