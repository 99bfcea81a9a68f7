//! Whether a job passes a filter.

use std::fmt::Write;

use super::job_filter::JobFilter;
use super::{JobSet, Needle};
use crate::model::{ArrayTasks, Job};

/// A filter, made ready to be asked often.
pub(super) struct Sieve<'a> {
    filter: &'a JobFilter,
    text: Option<TextSieve<'a>>,
}

struct TextSieve<'a> {
    needle: &'a Needle,
    /// Whether the id can contain it at all.
    may_be_id: bool,
    /// Rows that hold the node of exactly that name.
    on_node: &'a [u32],
}

impl<'a> Sieve<'a> {
    pub(super) fn new(filter: &'a JobFilter, jobs: &'a JobSet) -> Self {
        let text = filter.text.as_ref().map(|needle| TextSieve {
            needle,
            may_be_id: needle
                .as_str()
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"_+[]-,%".contains(&byte)),
            on_node: jobs.places_on_node(needle.as_str()),
        });
        Self { filter, text }
    }

    /// Everything but the state.
    pub(super) fn passes(&self, place: u32, job: &Job) -> bool {
        let filter = self.filter;
        filter.visible_to.as_ref().is_none_or(|user| **user == *job.user)
            && filter.since.is_none_or(|since| job.submit_at >= since)
            && filter.until.is_none_or(|until| job.submit_at < until)
            && one_of(&filter.users, &job.user)
            && one_of(&filter.accounts, &job.account)
            && (filter.partitions.is_empty() || job.partition.split(',').any(|name| one_of(&filter.partitions, name)))
            && one_of(&filter.qos, &job.qos)
            && one_of(&filter.reservations, &job.reservation)
            && (filter.ids.is_empty() || filter.ids.contains(&job.id))
            && (filter.arrays.is_empty()
                || job
                    .array
                    .as_ref()
                    .is_some_and(|array| filter.arrays.contains(&array.job_id)))
            && self.text.as_ref().is_none_or(|text| text.passes(place, job))
    }
}

impl TextSieve<'_> {
    fn passes(&self, place: u32, job: &Job) -> bool {
        let texts = [
            &job.name,
            &job.user,
            &job.account,
            &job.partition,
            &job.node_list,
            &job.work_dir,
            &job.command,
            &job.comment,
        ];
        texts.into_iter().any(|text| self.needle.is_in(text))
            || self.may_be_id && self.is_in_id(job)
            || self.on_node.binary_search(&place).is_ok()
    }

    /// The id as shown, or the raw number; an expression that is too long is looked at as far as it fits.
    fn is_in_id(&self, job: &Job) -> bool {
        let mut shown = Short::default();
        let _ = match (&job.array, job.het) {
            (Some(array), _) => match &array.tasks {
                ArrayTasks::One(task) => write!(shown, "{}_{task} {}", array.job_id, job.id),
                ArrayTasks::Waiting { expression, .. } => write!(shown, "{}_[{expression}]", array.job_id),
            },
            (None, Some(het)) => write!(shown, "{}+{} {}", het.leader, het.offset, job.id),
            (None, None) => write!(shown, "{}", job.id),
        };
        self.needle.is_in(shown.as_str())
    }
}

/// A text on the stack.
struct Short {
    bytes: [u8; 64],
    length: usize,
}

impl Default for Short {
    fn default() -> Self {
        Self {
            bytes: [0; 64],
            length: 0,
        }
    }
}

impl Short {
    fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..self.length).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl Write for Short {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        // Ids are ASCII: cutting them anywhere leaves text.
        let room = self.bytes.get_mut(self.length..).unwrap_or_default();
        for (place, byte) in room.iter_mut().zip(text.bytes()) {
            *place = byte;
            self.length += 1;
        }
        Ok(())
    }
}

fn one_of(wanted: &[String], value: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|word| word == value)
}
