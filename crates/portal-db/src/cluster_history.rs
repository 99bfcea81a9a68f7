//! How much of the cluster was in use: means over minutes and over hours.

use diesel::prelude::*;

use crate::schema::cluster_history::{self, dsl};
use crate::{AnyConnection, transaction};

/// Length of the finer steps, seconds.
pub const MINUTE: i64 = 60;
/// Length of the coarser steps, seconds.
pub const HOUR: i64 = 3600;

/// Means over a step.
#[derive(Clone, Copy, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = cluster_history)]
pub struct Means {
    /// [`MINUTE`] or [`HOUR`].
    pub step_seconds: i64,
    /// Where the step begins, seconds since the Unix epoch; a multiple of the step.
    pub at: i64,
    /// How many looks the means are made of.
    pub samples: i64,
    /// CPUs that jobs have.
    pub cpus_allocated: f64,
    /// CPUs there are.
    pub cpus_total: f64,
    /// Memory that jobs have.
    pub memory_allocated_bytes: f64,
    /// Memory there is.
    pub memory_total_bytes: f64,
    /// GPUs that jobs have.
    pub gpus_allocated: f64,
    /// GPUs there are.
    pub gpus_total: f64,
    /// Jobs that hold nodes.
    pub jobs_running: f64,
    /// Jobs that wait.
    pub jobs_pending: f64,
    /// Nodes that take no jobs.
    pub nodes_unavailable: f64,
}

impl Means {
    /// The means of both together, in the step of `self`.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        let samples = self.samples + other.samples;
        #[expect(clippy::cast_precision_loss, reason = "a year has fewer looks than 2^53")]
        let share = if samples == 0 {
            0.0
        } else {
            other.samples as f64 / samples as f64
        };
        let mean = |own: f64, theirs: f64| own + (theirs - own) * share;
        Self {
            step_seconds: self.step_seconds,
            at: self.at,
            samples,
            cpus_allocated: mean(self.cpus_allocated, other.cpus_allocated),
            cpus_total: mean(self.cpus_total, other.cpus_total),
            memory_allocated_bytes: mean(self.memory_allocated_bytes, other.memory_allocated_bytes),
            memory_total_bytes: mean(self.memory_total_bytes, other.memory_total_bytes),
            gpus_allocated: mean(self.gpus_allocated, other.gpus_allocated),
            gpus_total: mean(self.gpus_total, other.gpus_total),
            jobs_running: mean(self.jobs_running, other.jobs_running),
            jobs_pending: mean(self.jobs_pending, other.jobs_pending),
            nodes_unavailable: mean(self.nodes_unavailable, other.nodes_unavailable),
        }
    }

    /// The same means as (part of) a longer step.
    #[must_use]
    pub fn in_step(self, step_seconds: i64) -> Self {
        Self {
            step_seconds,
            at: self.at.div_euclid(step_seconds) * step_seconds,
            ..self
        }
    }
}

/// Adds these means to what is known of their steps, each also to its hour; in one transaction. A step that is there already, such as
/// from before a restart, becomes the mean of both.
///
/// # Errors
/// When the database refuses.
pub fn add(connection: &mut AnyConnection, minutes: &[Means]) -> QueryResult<()> {
    transaction::write(connection, |connection| {
        for minute in minutes {
            add_one(connection, *minute)?;
            add_one(connection, minute.in_step(HOUR))?;
        }
        Ok(())
    })
}

fn add_one(connection: &mut AnyConnection, means: Means) -> QueryResult<()> {
    let step = cluster_history::table
        .filter(dsl::step_seconds.eq(means.step_seconds))
        .filter(dsl::at.eq(means.at));
    match step.select(Means::as_select()).first(connection).optional()? {
        Some(known) => {
            let both = known.and(&means);
            let step = cluster_history::table
                .filter(dsl::step_seconds.eq(means.step_seconds))
                .filter(dsl::at.eq(means.at));
            diesel::update(step).set(both).execute(connection).map(drop)
        }
        None => diesel::insert_into(cluster_history::table)
            .values(means)
            .execute(connection)
            .map(drop),
    }
}

/// Means over steps of that length which begin at `from` or later, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn since(connection: &mut AnyConnection, step_seconds: i64, from: i64) -> QueryResult<Vec<Means>> {
    cluster_history::table
        .filter(dsl::step_seconds.eq(step_seconds))
        .filter(dsl::at.ge(from))
        .order(dsl::at)
        .select(Means::as_select())
        .load(connection)
}

/// Forgets minutes that begin before `minutes`, and hours that begin before `hours`.
///
/// # Errors
/// When the database refuses.
pub fn forget(connection: &mut AnyConnection, minutes: i64, hours: i64) -> QueryResult<()> {
    for (step, before) in [(MINUTE, minutes), (HOUR, hours)] {
        let old = cluster_history::table
            .filter(dsl::step_seconds.eq(step))
            .filter(dsl::at.lt(before));
        diesel::delete(old).execute(connection)?;
    }
    Ok(())
}
