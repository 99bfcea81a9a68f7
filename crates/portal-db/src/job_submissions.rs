//! Jobs that were made from templates: the row, the questions asked of it, and how it follows its job.
//!
//! A row stands before `sbatch` is run, without a number of a job. What has none yet is in no list: an attempt, not a job.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::connection::MultiBackend;
use crate::like::contains;
use crate::page::cut;
use crate::schema::job_scripts;
use crate::schema::job_submissions::{self, dsl};
use crate::{AnyConnection, transaction};

/// How far the job is, as far as the portal knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Waits, or is about to be submitted.
    Submitted,
    /// Runs.
    Running,
    /// Ended with exit code 0.
    Completed,
    /// Ended otherwise.
    Failed,
    /// Was ended by somebody.
    Cancelled,
    /// Is over, and nobody saw how it ended.
    Unknown,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Submitted,
        Self::Running,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
        Self::Unknown,
    ];
    const OPEN: [&'static str; 2] = ["submitted", "running"];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }

    /// Whether its end is still to come.
    #[must_use]
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self.as_str())
    }

    /// The status of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// What was asked for: known when it is submitted, and never changed. JSON columns hold text.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = job_submissions)]
pub struct Asked {
    /// In the job's comment.
    pub marker: String,
    /// As given by the person.
    pub job_name: String,
    /// Of which template.
    pub template_id: String,
    /// For people.
    pub template_name: String,
    /// As its file said.
    pub template_version: String,
    /// SHA-256 of its file.
    pub template_digest: String,
    /// Whose.
    pub user_name: String,
    /// Partition.
    pub partition_name: String,
    /// Nodes.
    pub nodes: i64,
    /// CPUs of all tasks.
    pub cpus: i64,
    /// As Slurm writes it.
    pub memory: String,
    /// As Slurm writes it.
    pub time_limit: String,
    /// In which image.
    pub image_id: Option<String>,
    /// Its name.
    pub image_name: Option<String>,
    /// Its digest, when one is known.
    pub image_digest: Option<String>,
    /// JSON list: `file_key`, `name`, `bytes`, `upload_id`, and `sha256` as soon as it is known; null when it never will be.
    pub uploaded_files: String,
    /// JSON object.
    pub overrides: String,
    /// The command of the image that was chosen.
    pub command: Option<String>,
    /// Absolute.
    pub folder: String,
    /// SHA-256 of the script.
    pub script_hash: String,
    /// JSON list of patterns.
    pub output_patterns: String,
    /// Seconds since the Unix epoch.
    pub submitted_at: i64,
}

/// One that is about to be submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSubmission {
    /// What is known of it.
    pub asked: Asked,
    /// As submitted.
    pub script: String,
    /// Whether the person had changed what the template made.
    pub edited: bool,
}

/// A script as it was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = job_scripts)]
pub struct Submitted {
    /// All of it.
    pub script: String,
    /// Whether the person had changed what the template made.
    pub edited: bool,
}

/// One of them, without its script.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = job_submissions)]
pub struct JobSubmission {
    /// Of the row.
    pub id: i64,
    /// None while nobody knows whether there is a job.
    pub job_id: Option<i64>,
    /// What was asked for.
    #[diesel(embed)]
    pub asked: Asked,
    /// See [`Status`].
    pub status: String,
    /// Slurm's word; empty until it is known.
    pub slurm_state: String,
    /// What its script returned.
    pub exit_code: Option<i64>,
    /// Seconds since the Unix epoch.
    pub started_at: Option<i64>,
    /// The same.
    pub completed_at: Option<i64>,
    /// Why it ended as it did, in Slurm's words.
    pub error_message: Option<String>,
    /// When it was put back into the queue last.
    pub put_back_at: Option<i64>,
}

/// Which of them; an absent part does not restrict.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The owner.
    pub user: Option<String>,
    /// The template.
    pub template: Option<String>,
    /// Any of these statuses.
    pub status: Vec<String>,
    /// A part of the job's name; letters match in either case.
    pub text: Option<String>,
}

/// A page and how many there are in all.
#[derive(Debug)]
pub struct Page {
    /// Newest first.
    pub submissions: Vec<JobSubmission>,
    /// Rows on all pages.
    pub total: i64,
    /// The id behind which the next page begins, if there is one.
    pub next: Option<i64>,
}

type Query<'a> = job_submissions::BoxedQuery<'a, MultiBackend>;

/// Adds one, before `sbatch` is run.
///
/// # Errors
/// When the database refuses.
pub fn add(connection: &mut AnyConnection, new: &NewSubmission) -> QueryResult<()> {
    transaction::write(connection, |connection| {
        diesel::insert_into(job_submissions::table)
            .values((
                &new.asked,
                dsl::status.eq(Status::Submitted.as_str()),
                dsl::slurm_state.eq(""),
            ))
            .execute(connection)?;
        diesel::insert_into(job_scripts::table)
            .values((
                job_scripts::marker.eq(&new.asked.marker),
                job_scripts::script.eq(&new.script),
                job_scripts::edited.eq(new.edited),
            ))
            .execute(connection)?;
        Ok(())
    })
}

/// The one whose job carries this marker, and its script.
///
/// # Errors
/// When the database refuses.
pub fn marked(connection: &mut AnyConnection, marker: &str) -> QueryResult<Option<(JobSubmission, Submitted)>> {
    job_submissions::table
        .inner_join(job_scripts::table.on(job_scripts::marker.eq(dsl::marker)))
        .filter(dsl::marker.eq(marker))
        .select((JobSubmission::as_select(), Submitted::as_select()))
        .first(connection)
        .optional()
}

/// There is a job.
///
/// # Errors
/// When the database refuses.
pub fn found(connection: &mut AnyConnection, marker: &str, job_id: i64) -> QueryResult<usize> {
    let row = job_submissions::table
        .filter(dsl::marker.eq(marker))
        .filter(dsl::job_id.is_null());
    diesel::update(row).set(dsl::job_id.eq(job_id)).execute(connection)
}

/// There is certainly no job.
///
/// # Errors
/// When the database refuses.
pub fn forget(connection: &mut AnyConnection, marker: &str) -> QueryResult<usize> {
    let row = job_submissions::table
        .filter(dsl::marker.eq(marker))
        .filter(dsl::job_id.is_null());
    diesel::delete(row).execute(connection)
}

/// The one of this id with its script, if it is `owner`'s; of anybody without one.
///
/// # Errors
/// When the database refuses.
pub fn find(
    connection: &mut AnyConnection,
    owner: Option<&str>,
    id: i64,
) -> QueryResult<Option<(JobSubmission, Submitted)>> {
    let mut query = job_submissions::table
        .inner_join(job_scripts::table.on(job_scripts::marker.eq(dsl::marker)))
        .filter(dsl::id.eq(id))
        .filter(dsl::job_id.is_not_null())
        .into_boxed();
    if let Some(owner) = owner {
        query = query.filter(dsl::user_name.eq(owner));
    }
    query
        .select((JobSubmission::as_select(), Submitted::as_select()))
        .first(connection)
        .optional()
}

/// The id of the newest one of `user` with this job: Slurm counts anew after a reset.
///
/// # Errors
/// When the database refuses.
pub fn id_of_job(connection: &mut AnyConnection, user: &str, job_id: i64) -> QueryResult<Option<i64>> {
    job_submissions::table
        .filter(dsl::job_id.eq(job_id))
        .filter(dsl::user_name.eq(user))
        .order(dsl::id.desc())
        .select(dsl::id)
        .first(connection)
        .optional()
}

/// A page of at most `limit`, older than `after`.
///
/// # Errors
/// When the database refuses.
pub fn list(connection: &mut AnyConnection, filter: &Filter, after: Option<i64>, limit: i64) -> QueryResult<Page> {
    let total = filtered(filter).count().get_result(connection)?;
    let mut query = filtered(filter).order(dsl::id.desc()).limit(limit + 1);
    if let Some(after) = after {
        query = query.filter(dsl::id.lt(after));
    }
    let mut submissions: Vec<JobSubmission> = query.select(JobSubmission::as_select()).load(connection)?;
    let next = cut(&mut submissions, limit).map(|last| last.id);
    Ok(Page {
        submissions,
        total,
        next,
    })
}

fn filtered(filter: &Filter) -> Query<'_> {
    let mut query = job_submissions::table.filter(dsl::job_id.is_not_null()).into_boxed();
    if let Some(user) = &filter.user {
        query = query.filter(dsl::user_name.eq(user));
    }
    if let Some(template) = &filter.template {
        query = query.filter(dsl::template_id.eq(template));
    }
    if !filter.status.is_empty() {
        query = query.filter(dsl::status.eq_any(&filter.status));
    }
    if let Some(part) = &filter.text {
        query = query.filter(contains(dsl::job_name, part));
    }
    query
}

/// What is needed to follow one.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = job_submissions)]
pub struct Open {
    /// Of the row.
    pub id: i64,
    /// None while nobody knows whether there is a job.
    pub job_id: Option<i64>,
    /// In the job's comment.
    pub marker: String,
    /// Whose.
    pub user_name: String,
    /// Absolute.
    pub folder: String,
    /// See [`Status`].
    pub status: String,
    /// Slurm's word.
    pub slurm_state: String,
    /// Seconds since the Unix epoch.
    pub submitted_at: i64,
    /// The same.
    pub started_at: Option<i64>,
    /// When it was put back into the queue last, by slurmctld: what it did before counts no more.
    pub put_back_at: Option<i64>,
}

/// Those whose end is not known, of ids behind `after`.
///
/// # Errors
/// When the database refuses.
pub fn open(connection: &mut AnyConnection, after: i64, limit: i64) -> QueryResult<Vec<Open>> {
    job_submissions::table
        .filter(dsl::status.eq_any(Status::OPEN))
        .filter(dsl::id.gt(after))
        .order(dsl::id)
        .limit(limit)
        .select(Open::as_select())
        .load(connection)
}

/// Those of these markers whose end is known.
///
/// # Errors
/// When the database refuses.
pub fn ended(connection: &mut AnyConnection, markers: &[String]) -> QueryResult<Vec<Open>> {
    job_submissions::table
        .filter(dsl::marker.eq_any(markers))
        .filter(dsl::status.ne_all(Status::OPEN))
        .select(Open::as_select())
        .load(connection)
}

/// What has become of the job of one row.
#[derive(Clone, Debug, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = job_submissions, treat_none_as_null = true)]
pub struct Progress {
    /// See [`Status`].
    pub status: String,
    /// Slurm's word.
    pub slurm_state: String,
    /// What its script returned.
    pub exit_code: Option<i64>,
    /// Seconds since the Unix epoch.
    pub started_at: Option<i64>,
    /// The same.
    pub completed_at: Option<i64>,
    /// Why it ended as it did.
    pub error_message: Option<String>,
    /// When it was put back into the queue last.
    pub put_back_at: Option<i64>,
}

/// Notes what has become of a job.
///
/// # Errors
/// When the database refuses.
pub fn follow(connection: &mut AnyConnection, id: i64, progress: &Progress) -> QueryResult<usize> {
    diesel::update(job_submissions::table.find(id))
        .set(progress)
        .execute(connection)
}

/// Files of one row whose digests are to be made.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = job_submissions)]
pub struct Undigested {
    /// Of the row.
    pub id: i64,
    /// Whose.
    pub user_name: String,
    /// Absolute.
    pub folder: String,
    /// As in [`Asked`].
    pub uploaded_files: String,
}

/// Those with an id behind `after` and files of which nothing is said about a digest.
///
/// # Errors
/// When the database refuses.
pub fn undigested(connection: &mut AnyConnection, limit: i64) -> QueryResult<Vec<Undigested>> {
    // In a name the quotes would be escaped. The words of an index, which has only these rows.
    let has_none = r#"uploaded_files <> '[]' AND uploaded_files NOT LIKE '%"sha256":%'"#;
    job_submissions::table
        .filter(sql::<Bool>(has_none))
        .order(dsl::id)
        .limit(limit)
        .select(Undigested::as_select())
        .load(connection)
}

/// Notes digests: the files as they were with what is known now.
///
/// # Errors
/// When the database refuses.
pub fn digested(connection: &mut AnyConnection, id: i64, files: &str) -> QueryResult<usize> {
    diesel::update(job_submissions::table.find(id))
        .set(dsl::uploaded_files.eq(files))
        .execute(connection)
}
