//! Tasks of arrays as `--array` writes them.

use std::collections::VecDeque;
use std::fmt::Write as _;

use super::job::Rest;

/// Slurm's `MaxArraySize`: task numbers are less than this.
const MAX_ARRAY_SIZE: u32 = 10_001;

/// Not an array of this cluster.
#[derive(Debug)]
pub(super) struct BadArray;

/// Reads `0-9%2`, `1,3,5-7`, `0-100:10`.
pub(super) fn read(text: &str) -> Result<Rest, BadArray> {
    let number = |text: &str| text.parse::<u32>().or(Err(BadArray));
    let (tasks, at_once) = match text.split_once('%') {
        Some((tasks, most)) => (tasks, Some(number(most)?).filter(|most| *most > 0)),
        None => (text, None),
    };
    let mut all = std::collections::BTreeSet::new();
    for part in tasks.split(',') {
        let (range, step) = match part.split_once(':') {
            Some((range, step)) => (range, number(step)?),
            None => (part, 1),
        };
        let (low, high) = match range.split_once('-') {
            Some((low, high)) => (number(low)?, number(high)?),
            None => (number(range)?, number(range)?),
        };
        if low > high || step == 0 || high >= MAX_ARRAY_SIZE {
            return Err(BadArray);
        }
        all.extend((low..=high).step_by(step as usize));
    }
    Ok(Rest {
        tasks: all.into_iter().collect(),
        at_once,
    })
}

/// As Slurm shows those that wait: `5-9%2`.
pub(super) fn expression(rest: &Rest) -> String {
    let mut text = folded(&rest.tasks);
    if let Some(most) = rest.at_once {
        let _ = write!(text, "%{most}");
    }
    text
}

fn folded(tasks: &VecDeque<u32>) -> String {
    let tasks: Vec<u32> = tasks.iter().copied().collect();
    let mut text = String::new();
    for run in tasks.chunk_by(|a, b| a + 1 == *b) {
        let Some((low, high)) = run.first().zip(run.last()) else {
            continue;
        };
        if !text.is_empty() {
            text.push(',');
        }
        let _ = if low == high {
            write!(text, "{low}")
        } else {
            write!(text, "{low}-{high}")
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{expression, read};

    #[test]
    fn what_is_read_is_shown_in_slurms_form() {
        let shown = |text: &str| read(text).map(|rest| expression(&rest)).ok();
        assert_eq!(shown("0-9%2").as_deref(), Some("0-9%2"));
        assert_eq!(shown("7,1-20:3%2").as_deref(), Some("1,4,7,10,13,16,19%2"));
        assert_eq!(shown("5").as_deref(), Some("5"));
        for wrong in ["", "5-1", "a", "1-", "0-99999999", "1:0", "-1"] {
            assert_eq!(shown(wrong), None, "{wrong}");
        }
    }
}
