//! Jobs that have ended: the row, and the questions asked of it.

mod filter;
mod list;
mod record;

use diesel::prelude::*;

pub use filter::{COUNTED_UP_TO, Filter};
pub use list::{Cursor, Page, Sort, SortKey, list};
pub use record::{Recorded, record};

use crate::AnyConnection;
use crate::schema::finished_jobs::{self, dsl};

/// `source` of rows that accounting told.
pub const FROM_ACCOUNTING: &str = "accounting";
/// `source` of rows that the portal saw end in the queue.
pub const FROM_QUEUE: &str = "queue";

/// A job that has ended. Times are seconds since the Unix epoch, sizes bytes; what is not known is `None` or empty.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = finished_jobs, treat_none_as_null = true)]
pub struct FinishedJob {
    /// Slurm's number of the record.
    pub job_id: i64,
    /// As Slurm shows it: `1234_7`, `1234+1`.
    pub shown_id: String,
    /// The array that it was a task of.
    pub array_job_id: Option<i64>,
    /// As given by the owner.
    pub name: String,
    /// Owner.
    pub user_name: String,
    /// Account that was charged.
    pub account: String,
    /// Partition.
    pub partition_name: String,
    /// QOS.
    pub qos: String,
    /// How it ended, in Slurm's word.
    pub state: String,
    /// Why, in Slurm's words.
    pub reason: String,
    /// Submitted.
    pub submit_at: i64,
    /// Could have run since.
    pub eligible_at: Option<i64>,
    /// Started; `None` when it never did.
    pub start_at: Option<i64>,
    /// Ended.
    pub end_at: i64,
    /// `None` is unlimited, or not known.
    pub time_limit_seconds: Option<i64>,
    /// Nodes it had.
    pub nodes: i64,
    /// CPUs it had.
    pub cpus: i64,
    /// Memory it had.
    pub memory_bytes: i64,
    /// GPUs it had.
    pub gpus: i64,
    /// Nodes in Slurm's short form.
    pub node_list: String,
    /// Folder that it worked in.
    pub work_dir: String,
    /// `--comment`.
    pub comment: String,
    /// What its script returned.
    pub exit_status: Option<i64>,
    /// The signal that ended it; 0 for none.
    pub exit_signal: Option<i64>,
    /// CPU time used; accounting only.
    pub cpu_seconds_used: Option<i64>,
    /// Most memory used; accounting only.
    pub memory_used_bytes: Option<i64>,
    /// [`FROM_ACCOUNTING`] or [`FROM_QUEUE`].
    pub source: String,
}

/// How a job is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// By Slurm's number of the record.
    Number(i64),
    /// As Slurm shows it: `1234_7`, `1234+1`.
    Shown(String),
}

/// The newest job of that name; `owner` restricts to one person's.
///
/// # Errors
/// When the database refuses.
pub fn find(connection: &mut AnyConnection, owner: Option<&str>, named: &Named) -> QueryResult<Option<FinishedJob>> {
    let mut query = finished_jobs::table.into_boxed();
    if let Some(owner) = owner {
        query = query.filter(dsl::user_name.eq(owner));
    }
    query = match named {
        Named::Number(job_id) => query.filter(dsl::job_id.eq(job_id)),
        Named::Shown(shown_id) => query.filter(dsl::shown_id.eq(shown_id)),
    };
    query
        .order((dsl::end_at.desc(), dsl::id.desc()))
        .select(FinishedJob::as_select())
        .first(connection)
        .optional()
}

/// The job of `user` with this number, or all tasks of the array with it, as far as they were submitted at or after `since`.
///
/// # Errors
/// When the database refuses.
pub fn of_submission(
    connection: &mut AnyConnection,
    user: &str,
    job_id: i64,
    since: i64,
) -> QueryResult<Vec<FinishedJob>> {
    // Two questions: each has its index.
    let of_user = finished_jobs::table
        .filter(dsl::user_name.eq(user))
        .filter(dsl::submit_at.ge(since));
    let tasks: Vec<FinishedJob> = of_user
        .filter(dsl::array_job_id.eq(job_id))
        .select(FinishedJob::as_select())
        .load(connection)?;
    if !tasks.is_empty() {
        return Ok(tasks);
    }
    of_user
        .filter(dsl::job_id.eq(job_id))
        .select(FinishedJob::as_select())
        .load(connection)
}

/// The number of the job of `user` with this comment, submitted at or after `since`.
///
/// # Errors
/// When the database refuses.
pub fn marked(connection: &mut AnyConnection, user: &str, comment: &str, since: i64) -> QueryResult<Option<i64>> {
    finished_jobs::table
        .filter(dsl::user_name.eq(user))
        .filter(dsl::end_at.ge(since))
        .filter(dsl::comment.eq(comment))
        .order(dsl::job_id)
        .select((dsl::job_id, dsl::array_job_id))
        .first::<(i64, Option<i64>)>(connection)
        .optional()
        .map(|found| found.map(|(job_id, array)| array.unwrap_or(job_id)))
}

/// When the newest job of that source ended; `None` when there is none.
///
/// # Errors
/// When the database refuses.
pub fn newest_end(connection: &mut AnyConnection, source: &str) -> QueryResult<Option<i64>> {
    // Not max(): this walks the index on `end_at` from its end.
    finished_jobs::table
        .filter(dsl::source.eq(source))
        .order(dsl::end_at.desc())
        .select(dsl::end_at)
        .first(connection)
        .optional()
}
