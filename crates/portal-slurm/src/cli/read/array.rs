//! Tasks of arrays as Slurm writes them: `5-9%2`, `1,3,8-20:4`.

/// The number of an array is 32 bits, and so is what its tasks are counted with.
const MOST: u64 = u32::MAX as u64;

/// How many tasks an expression names, at least 1. Slurm may cut long ones off with `...`; what is there is counted.
pub(super) fn count(expression: &str) -> u32 {
    let tasks = expression.split_once('%').map_or(expression, |(tasks, _)| tasks);
    let count = tasks.split(',').map(piece).fold(0_u64, u64::saturating_add);
    u32::try_from(count.clamp(1, MOST)).unwrap_or(u32::MAX)
}

fn piece(piece: &str) -> u64 {
    let (range, step) = match piece.split_once(':') {
        Some((range, step)) => (range, step.parse::<u64>().unwrap_or(1).max(1)),
        None => (piece, 1),
    };
    let Some((first, last)) = range.split_once('-') else {
        return u64::from(range.parse::<u32>().is_ok());
    };
    match (first.parse::<u32>(), last.parse::<u32>()) {
        (Ok(first), Ok(last)) if first <= last => u64::from(last - first) / step + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn tasks_are_counted() {
        for (expression, tasks) in [
            ("5-9%2", 5),
            ("7", 1),
            ("1,3,8-20:4", 6),
            ("0-100000", 100_001),
            ("1,2,...", 2),
            ("", 1),
            ("9-1", 1),
            ("0-4294967295,0-4294967295", u32::MAX),
        ] {
            assert_eq!(count(expression), tasks, "{expression}");
        }
    }
}
