//! Numbers that look like chance, and are the same again for the same seed.

/// SplitMix64 (Steele, Lea, Flood 2014): small, quick, and never another one with a newer library.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// One of its own for a thing with a number, such as a job: what becomes of it does not depend on what else happens.
    pub(super) fn of(seed: u64, thing: u64) -> Self {
        let mut random = Self(seed ^ thing.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// At least 0, less than 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Less than `end`; 0 when that is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }

    /// From `low` to below `high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.unit() * (high - low).max(0) as f64) as i64
    }

    /// True that often in a hundred.
    pub(super) fn percent(&mut self, share: f64) -> bool {
        self.unit() * 100.0 < share
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, among: &'a [T]) -> Option<&'a T> {
        among.get(self.below(among.len()))
    }

    /// One of them, each as often as its weight says.
    pub(super) fn weighted<'a, T>(&mut self, among: &'a [(u32, T)]) -> Option<&'a T> {
        let all: u32 = among.iter().map(|(weight, _)| weight).sum();
        let mut at = self.below(all as usize) as u32;
        for (weight, thing) in among {
            match at.checked_sub(*weight) {
                Some(rest) => at = rest,
                None => return Some(thing),
            }
        }
        None
    }

    /// Exponentially distributed with this mean, as times between chance events are.
    pub(super) fn exponential(&mut self, mean: f64) -> f64 {
        -(1.0 - self.unit()).ln() * mean
    }

    /// A whole number of this mean: the part behind the point is left to chance.
    pub(super) fn round(&mut self, mean: f64) -> u32 {
        let whole = mean.max(0.0).floor();
        whole as u32 + u32::from(self.unit() < mean - whole)
    }
}
