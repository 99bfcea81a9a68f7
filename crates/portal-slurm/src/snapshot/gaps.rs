//! Numbers that are sent often: sorted, the first one whole, then differences.

/// `[1200, 1201, 1300]` becomes `[1200, 1, 99]`. Expects sorted numbers without duplicates.
#[must_use]
pub fn gap_coded(sorted: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut before = 0;
    let gap = |number: u32| {
        let gap = number.saturating_sub(before);
        before = number;
        gap
    };
    sorted.into_iter().map(gap).collect()
}

/// The other way round. Numbers beyond what a `u32` holds, which only a broken sender can mean, are left out.
#[must_use]
pub fn gap_decoded(gaps: &[u32]) -> Vec<u32> {
    let sums = gaps.iter().scan(0_u32, |sum, gap| {
        *sum = sum.checked_add(*gap)?;
        Some(*sum)
    });
    sums.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{gap_coded, gap_decoded};

    #[test]
    fn the_first_is_whole_and_the_others_are_differences() {
        assert_eq!(gap_coded([1200, 1201, 1300]), [1200, 1, 99]);
        assert_eq!(gap_decoded(&[u32::MAX, 1]), [u32::MAX]);
    }

    proptest! {
        #[test]
        fn what_was_coded_is_decoded(numbers in prop::collection::btree_set(any::<u32>(), 0..50)) {
            let decoded: BTreeSet<u32> = gap_decoded(&gap_coded(numbers.iter().copied())).into_iter().collect();
            prop_assert_eq!(decoded, numbers);
        }
    }
}
