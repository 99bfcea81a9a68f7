//! Lists of jobs: filtered, sorted, a page at a time.

use std::cmp::Reverse;
use std::sync::Arc;

use super::JobSet;
use super::counts::StateCounts;
use super::job_filter::JobFilter;
use super::job_sieve::Sieve;
use super::page::{BadCursor, Cursor, first};
use crate::model::{ArrayTasks, Job, UnixTime};

/// By what a list of jobs can be sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "each is the field of that name; `Id` keeps the tasks of an array together"
)]
pub enum JobSortKey {
    Id,
    Submit,
    Start,
    End,
    Priority,
    Name,
    User,
    Account,
    Partition,
    Qos,
    State,
    Cpus,
    Nodes,
    Memory,
    Gpus,
    TimeLimit,
}

impl JobSortKey {
    /// All, with their words.
    pub const ALL: [(Self, &'static str); 16] = [
        (Self::Id, "id"),
        (Self::Submit, "submit"),
        (Self::Start, "start"),
        (Self::End, "end"),
        (Self::Priority, "priority"),
        (Self::Name, "name"),
        (Self::User, "user"),
        (Self::Account, "account"),
        (Self::Partition, "partition"),
        (Self::Qos, "qos"),
        (Self::State, "state"),
        (Self::Cpus, "cpus"),
        (Self::Nodes, "nodes"),
        (Self::Memory, "memory"),
        (Self::Gpus, "gpus"),
        (Self::TimeLimit, "time_limit"),
    ];
}

/// By what, and in which direction. Rows without the value come last either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JobSort {
    /// By what.
    pub key: JobSortKey,
    /// Largest first.
    pub descending: bool,
}

impl Default for JobSort {
    /// Newest first.
    fn default() -> Self {
        Self {
            key: JobSortKey::Submit,
            descending: true,
        }
    }
}

impl JobSort {
    /// Reads `priority` or `-priority`.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let (descending, word) = word.strip_prefix('-').map_or((false, word), |word| (true, word));
        let found = JobSortKey::ALL.iter().find(|(_, name)| *name == word);
        found.map(|(key, _)| Self { key: *key, descending })
    }
}

/// Which jobs, in which order, from where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobQuery {
    /// Which.
    pub filter: JobFilter,
    /// In which order.
    pub sort: JobSort,
    /// Behind which row; `None` for the first page.
    pub after: Option<Cursor>,
    /// At most so many; `usize::MAX` for all.
    pub limit: usize,
}

/// A page of jobs.
#[derive(Debug, Clone, PartialEq)]
pub struct JobPage {
    /// In the order asked for.
    pub items: Vec<Arc<Job>>,
    /// Rows on all pages.
    pub total: u64,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
    /// Jobs by state, as if the filter named no states.
    pub counts: StateCounts,
}

impl JobSet {
    /// A page of the queue.
    ///
    /// # Errors
    /// When the cursor belongs to another sort.
    pub fn query(&self, query: &JobQuery) -> Result<JobPage, BadCursor> {
        let (found, counts) = self.filtered(&query.filter);
        let total = found.len() as u64;
        let (places, more) = match query.sort.key {
            JobSortKey::Name => self.by_text(&found, query, |job| &job.name),
            JobSortKey::User => self.by_text(&found, query, |job| &job.user),
            JobSortKey::Account => self.by_text(&found, query, |job| &job.account),
            JobSortKey::Partition => self.by_text(&found, query, |job| &job.partition),
            JobSortKey::Qos => self.by_text(&found, query, |job| &job.qos),
            JobSortKey::State => self.by_text(&found, query, |job| job.state.as_str()),
            key => self.by_number(&found, query, |job| number(key, job)),
        }?;
        let jobs = places.iter().filter_map(|place| self.rows().get(*place as usize));
        let items: Vec<_> = jobs.map(Arc::clone).collect();
        let next = items.last().filter(|_| more).map(|last| cursor(query.sort.key, last));
        Ok(JobPage {
            items,
            total,
            next,
            counts,
        })
    }

    /// Places of the rows that pass, and the counts of those that would whatever their state.
    fn filtered(&self, filter: &JobFilter) -> (Vec<u32>, StateCounts) {
        let mut counts = StateCounts::default();
        let mut found = Vec::new();
        let sieve = Sieve::new(filter, self);
        let mut pass = |place: u32| {
            let Some(job) = self.rows().get(place as usize) else {
                return;
            };
            if sieve.passes(place, job) {
                counts.add(job);
                if filter.states.is_empty() || filter.states.iter().any(|states| states.has(&job.state)) {
                    found.push(place);
                }
            }
        };
        match self.candidates(filter) {
            Some(places) => places.into_iter().for_each(&mut pass),
            None => (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).for_each(&mut pass),
        }
        (found, counts)
    }

    /// Where to look when an index says more than all rows do; in order, each once.
    fn candidates(&self, filter: &JobFilter) -> Option<Vec<u32>> {
        let mut places: Vec<u32> = if !filter.ids.is_empty() {
            let places = filter.ids.iter().filter_map(|id| self.place(*id));
            places.filter_map(|place| u32::try_from(place).ok()).collect()
        } else if !filter.nodes.is_empty() {
            let nodes = filter.nodes.iter();
            nodes.flat_map(|node| self.places_on_node(node)).copied().collect()
        } else if let Some(user) = &filter.visible_to {
            self.places_of_user(user).to_vec()
        } else if !filter.users.is_empty() {
            let users = filter.users.iter();
            users.flat_map(|user| self.places_of_user(user)).copied().collect()
        } else {
            return None;
        };
        places.sort_unstable();
        places.dedup();
        Some(places)
    }

    /// The page's places and whether there are more, sorted by a number.
    fn by_number(
        &self,
        found: &[u32],
        query: &JobQuery,
        value: impl Fn(&Job) -> Option<u64>,
    ) -> Result<(Vec<u32>, bool), BadCursor> {
        let descending = query.sort.descending;
        let key = |value: Option<u64>, id: u32| match (value, descending) {
            (Some(value), true) => (false, !value, !id),
            (Some(value), false) => (false, value, id),
            (None, true) => (true, 0, !id),
            (None, false) => (true, 0, id),
        };
        let after = match &query.after {
            None => None,
            Some(cursor) => {
                let value = match cursor.value.as_str() {
                    "" => None,
                    digits => Some(digits.parse().or(Err(BadCursor))?),
                };
                Some(key(value, row_number(cursor)?))
            }
        };
        Ok(self.page(found, query.limit, after, |job| key(value(job), job.id.get())))
    }

    /// The page's places and whether there are more, sorted by a text; an empty one comes last.
    fn by_text<'a>(
        &'a self,
        found: &[u32],
        query: &'a JobQuery,
        value: impl Fn(&'a Job) -> &'a str,
    ) -> Result<(Vec<u32>, bool), BadCursor> {
        let after = match &query.after {
            None => None,
            Some(cursor) => Some((cursor.value.as_str(), row_number(cursor)?)),
        };
        Ok(if query.sort.descending {
            let key = |(text, id): (&'a str, u32)| (text.is_empty(), Reverse(text), !id);
            self.page(found, query.limit, after.map(key), |job| {
                key((value(job), job.id.get()))
            })
        } else {
            let key = |(text, id): (&'a str, u32)| (text.is_empty(), text, id);
            self.page(found, query.limit, after.map(key), |job| {
                key((value(job), job.id.get()))
            })
        })
    }

    fn page<'a, K: Ord + Copy>(
        &'a self,
        found: &[u32],
        limit: usize,
        after: Option<K>,
        key: impl Fn(&'a Job) -> K,
    ) -> (Vec<u32>, bool) {
        let keyed = found
            .iter()
            .filter_map(|place| self.rows().get(*place as usize).map(|job| (key(job), *place)));
        let rows = keyed
            .filter(|(key, _)| after.is_none_or(|after| *key > after))
            .collect();
        let (rows, more) = first(rows, limit);
        (rows.into_iter().map(|(_, place)| place).collect(), more)
    }
}

fn row_number(cursor: &Cursor) -> Result<u32, BadCursor> {
    cursor.row.parse().or(Err(BadCursor))
}

fn cursor(key: JobSortKey, job: &Job) -> Cursor {
    let value = match key {
        JobSortKey::Name => job.name.to_string(),
        JobSortKey::User => job.user.to_string(),
        JobSortKey::Account => job.account.to_string(),
        JobSortKey::Partition => job.partition.to_string(),
        JobSortKey::Qos => job.qos.to_string(),
        JobSortKey::State => job.state.as_str().to_owned(),
        key => number(key, job).map_or_else(String::new, |value| value.to_string()),
    };
    Cursor {
        row: job.id.to_string(),
        value,
    }
}

/// What is sorted by as a number; `None` comes last.
fn number(key: JobSortKey, job: &Job) -> Option<u64> {
    match key {
        JobSortKey::Id => Some(shown_number(job)),
        JobSortKey::Submit => Some(time(job.submit_at)),
        // While it waits, both are guesses; they are shown as such, not as times.
        JobSortKey::Start => job.start_at.filter(|_| !job.state.is_waiting()).map(time),
        JobSortKey::End => job.end_at.filter(|_| !job.state.is_waiting()).map(time),
        JobSortKey::Priority => Some(job.priority),
        JobSortKey::Cpus => Some(job.tres.cpus.into()),
        JobSortKey::Nodes => Some(job.nodes.into()),
        JobSortKey::Memory => Some(job.tres.memory_bytes),
        JobSortKey::Gpus => Some(job.tres.gpus.into()),
        JobSortKey::TimeLimit => Some(job.time_limit_seconds.unwrap_or(u64::MAX)),
        JobSortKey::Name
        | JobSortKey::User
        | JobSortKey::Account
        | JobSortKey::Partition
        | JobSortKey::Qos
        | JobSortKey::State => None,
    }
}

/// Keeps the order of times, also of those before 1970.
fn time(at: UnixTime) -> u64 {
    at.cast_unsigned() ^ (1 << 63)
}

/// The number as shown: that of the array or of the heterogeneous job, then the task or component.
fn shown_number(job: &Job) -> u64 {
    let (leader, part) = match (&job.array, job.het) {
        (Some(array), _) => match array.tasks {
            ArrayTasks::One(task) => (array.job_id, task),
            // The waiting rest comes behind the tasks that have been split off.
            ArrayTasks::Waiting { .. } => (array.job_id, u32::MAX),
        },
        (None, Some(het)) => (het.leader, het.offset),
        (None, None) => (job.id, 0),
    };
    u64::from(leader.get()) << 32 | u64::from(part)
}
