//! How many messages a client may send: a burst, then a steady few.

/// A token bucket; 24 bytes a connection. Time is handed in, in milliseconds.
#[derive(Debug)]
pub(crate) struct Bucket {
    /// Thousandths of a message.
    left: i64,
    filled_at: i64,
}

/// A page subscribes to a handful of channels at once and then pings twice a minute.
const BURST: i64 = 60;
const PER_SECOND: i64 = 10;

impl Bucket {
    pub(crate) fn full(now: i64) -> Self {
        Self {
            left: BURST * 1000,
            filled_at: now,
        }
    }

    /// Takes one message out; false when there is none.
    pub(crate) fn take(&mut self, now: i64) -> bool {
        let passed = (now - self.filled_at).clamp(0, 60_000);
        self.left = (self.left + passed * PER_SECOND).min(BURST * 1000);
        self.filled_at = now;
        if self.left < 1000 {
            return false;
        }
        self.left -= 1000;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_ten_a_second() {
        let mut bucket = Bucket::full(0);
        assert_eq!((0..100).filter(|_| bucket.take(0)).count(), 60);
        assert_eq!((0..100).filter(|_| bucket.take(1_000)).count(), 10);
        assert_eq!((0..100).filter(|_| bucket.take(3_600_000)).count(), 60);
        assert!(!bucket.take(0), "a clock set back gives nothing");
    }
}
