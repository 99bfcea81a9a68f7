//! Writing down jobs that have ended, each once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::{FROM_ACCOUNTING, FinishedJob};
use crate::schema::finished_jobs::{self, dsl};
use crate::{AnyConnection, transaction};

/// So many are written in one transaction, and looked for in one question.
const BATCH: usize = 500;

/// What became of jobs that were to be recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Rows that were not there.
    pub new: usize,
    /// Rows that say something else now.
    pub changed: usize,
}

/// Writes down jobs that have ended. One that is there already (same number and submit time) is changed when it says something else;
/// what accounting told is not overwritten by what was seen in the queue.
///
/// # Errors
/// When the database refuses; batches before that stay.
pub fn record(connection: &mut AnyConnection, jobs: &[FinishedJob]) -> QueryResult<Recorded> {
    let mut recorded = Recorded::default();
    for batch in jobs.chunks(BATCH) {
        let written = transaction::write(connection, |connection| write_batch(connection, batch))?;
        recorded.new += written.new;
        recorded.changed += written.changed;
    }
    if recorded.new >= BATCH {
        tell_the_planner(connection)?;
    }
    Ok(recorded)
}

fn write_batch(connection: &mut AnyConnection, batch: &[FinishedJob]) -> QueryResult<Recorded> {
    let numbers: Vec<i64> = batch.iter().map(|job| job.job_id).collect();
    let known: Vec<(i64, FinishedJob)> = finished_jobs::table
        .filter(dsl::job_id.eq_any(numbers))
        .select((dsl::id, FinishedJob::as_select()))
        .load(connection)?;
    let known: HashMap<(i64, i64), (i64, FinishedJob)> = known
        .into_iter()
        .map(|(id, job)| ((job.job_id, job.submit_at), (id, job)))
        .collect();
    let mut recorded = Recorded::default();
    for job in newest_of_each(batch) {
        match known.get(&(job.job_id, job.submit_at)) {
            Some((_, before)) if before == job => {}
            Some((_, before)) if before.source == FROM_ACCOUNTING && job.source != FROM_ACCOUNTING => {}
            Some((id, _)) => {
                let row = finished_jobs::table.filter(dsl::id.eq(*id));
                diesel::update(row).set(job).execute(connection)?;
                recorded.changed += 1;
            }
            None => {
                diesel::insert_into(finished_jobs::table)
                    .values(job)
                    .execute(connection)?;
                recorded.new += 1;
            }
        }
    }
    Ok(recorded)
}

/// Of the same job twice in a batch the later one counts.
fn newest_of_each(batch: &[FinishedJob]) -> Vec<&FinishedJob> {
    let mut places: HashMap<(i64, i64), usize> = HashMap::new();
    let mut jobs: Vec<&FinishedJob> = Vec::with_capacity(batch.len());
    for job in batch {
        match places.entry((job.job_id, job.submit_at)) {
            Entry::Occupied(place) => {
                if let Some(before) = jobs.get_mut(*place.get()) {
                    *before = job;
                }
            }
            Entry::Vacant(place) => {
                place.insert(jobs.len());
                jobs.push(job);
            }
        }
    }
    jobs
}

/// SQLite chooses indexes by counts that it takes when told to; PostgreSQL takes them by itself.
fn tell_the_planner(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(inner) => inner.batch_execute("PRAGMA analysis_limit = 1000; ANALYZE finished_jobs;"),
        AnyConnection::Postgres(_) => Ok(()),
    }
}
