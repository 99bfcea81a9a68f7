//! Jobs that have ended, from the history that the portal keeps.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use futures_util::stream::{Stream, try_unfold};
use portal_db::finished_jobs::{self, Cursor, Filter, FinishedJob, Named, Sort, SortKey};
use portal_db::{Db, DbError};
use portal_slurm::model::{JobRef, JobState};
use portal_slurm::snapshot::{BadCursor, JobFilter, JobSort, JobSortKey, StateFilter};
use portal_slurm::words::Language;

use super::row::{ExitCodeView, JobPage, JobRow};
use super::table;
use super::view::{JobSource, JobView, TresView, Used, Why};
use crate::cluster::age::time;
use crate::cluster::desk::{ClusterDesk, Sight};
use crate::cluster::error::ClusterError;

/// Rows read at a time for a table.
const ROWS: usize = 500;

/// What is asked of the history.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// `None` when nothing can match, such as a state in which no job ends.
    filter: Option<Filter>,
    sort: Sort,
    after: Option<Cursor>,
}

impl Wanted {
    /// The same question for the database.
    ///
    /// # Errors
    /// Names what the history cannot be asked for.
    pub(super) fn new(
        sight: &Sight,
        filter: JobFilter,
        sort: JobSort,
        cursor: Option<&str>,
    ) -> Result<Self, ClusterError> {
        let unknown = [
            ("node", !filter.nodes.is_empty()),
            ("reservation", !filter.reservations.is_empty()),
        ];
        if let Some((name, _)) = unknown.into_iter().find(|(_, given)| *given) {
            return Err(ClusterError::bad_query(name, "left out with in=finished"));
        }
        let after = cursor.map(|text| {
            let cursor = text.split_once('~').filter(|(word, _)| *word == mark(sort));
            cursor.and_then(|(_, cursor)| cursor.parse().ok()).ok_or(BadCursor)
        });
        Ok(Self {
            filter: history_filter(sight, filter),
            sort: Sort {
                key: sort_key(sort.key)?,
                descending: sort.descending,
            },
            after: after.transpose()?,
        })
    }
}

/// What tells cursors of one order from those of another.
fn mark(sort: JobSort) -> String {
    let word = JobSortKey::ALL.iter().find(|(key, _)| *key == sort.key);
    let word = word.map_or("", |(_, word)| word);
    format!("{}{word}", if sort.descending { "-" } else { "" })
}

fn history_filter(sight: &Sight, filter: JobFilter) -> Option<Filter> {
    let states = ended_states(&filter.states)?;
    let numbers = |ids: Vec<portal_slurm::model::JobId>| ids.into_iter().map(|id| id.get().into()).collect();
    Some(Filter {
        visible_to: sight.only_own_jobs().then(|| sight.caller.to_string()),
        users: filter.users,
        states,
        accounts: filter.accounts,
        partitions: filter.partitions,
        qos: filter.qos,
        job_ids: numbers(filter.ids),
        array_job_ids: numbers(filter.arrays),
        text: filter.text.map(|needle| needle.as_str().to_owned()),
        ended_from: filter.since,
        ended_before: filter.until,
    })
}

/// Words of states; empty for all of them, `None` when no ended job is in any.
fn ended_states(wanted: &[StateFilter]) -> Option<Vec<String>> {
    if wanted.is_empty() || wanted.contains(&StateFilter::Ended) {
        return Some(Vec::new());
    }
    let known = JobState::KNOWN.iter().filter(|state| state.has_ended());
    let wanted = known.filter(|state| wanted.iter().any(|filter| filter.has(state)));
    let words: Vec<_> = wanted.map(|state| state.as_str().to_owned()).collect();
    (!words.is_empty()).then_some(words)
}

fn sort_key(key: JobSortKey) -> Result<SortKey, ClusterError> {
    Ok(match key {
        JobSortKey::Id => SortKey::Job,
        JobSortKey::Submit => SortKey::Submit,
        JobSortKey::Start => SortKey::Start,
        JobSortKey::End => SortKey::End,
        JobSortKey::Name => SortKey::Name,
        JobSortKey::User => SortKey::User,
        JobSortKey::Account => SortKey::Account,
        JobSortKey::Partition => SortKey::Partition,
        JobSortKey::Qos => SortKey::Qos,
        JobSortKey::State => SortKey::State,
        JobSortKey::Cpus => SortKey::Cpus,
        JobSortKey::Nodes => SortKey::Nodes,
        JobSortKey::Memory => SortKey::Memory,
        JobSortKey::Gpus => SortKey::Gpus,
        JobSortKey::TimeLimit => SortKey::TimeLimit,
        JobSortKey::Priority => {
            return Err(ClusterError::bad_query(
                "sort",
                "another than priority with in=finished",
            ));
        }
    })
}

/// A page of the history. It has no tag: rows may be added at any moment.
///
/// # Errors
/// When the database cannot be asked.
pub(super) async fn list(
    desk: &ClusterDesk,
    sight: &Sight,
    wanted: Wanted,
    sort: JobSort,
    limit: usize,
) -> Result<HttpResponse, ClusterError> {
    let age = sight.age(&sight.snapshot.jobs);
    let mut page = JobPage {
        items: Vec::new(),
        total: 0,
        total_is_at_least: false,
        next_cursor: None,
        counts: None,
        as_of: if age.as_of_ms == 0 {
            desk.clock.rfc3339()
        } else {
            age.as_of()
        },
        stale: age.stale,
        version: sight.snapshot.version,
    };
    if let Some(filter) = wanted.filter {
        let ask = move |connection: &mut _| {
            finished_jobs::list(connection, &filter, wanted.sort, wanted.after.as_ref(), limit)
        };
        let found = desk.db.run(ask).await?;
        page.items = found
            .jobs
            .iter()
            .map(|job| JobRow::of_finished(job, &sight.caller))
            .collect();
        page.total = found.total as u64;
        page.total_is_at_least = found.total_is_at_least;
        page.next_cursor = found.next.map(|cursor| format!("{}~{cursor}", mark(sort)));
    }
    Ok(HttpResponse::Ok().json(page))
}

/// A job that slurmctld has forgotten.
///
/// # Errors
/// When there is none that the caller may see.
pub(super) async fn find(
    desk: &ClusterDesk,
    sight: &Sight,
    wanted: JobRef,
    language: Language,
) -> Result<HttpResponse, ClusterError> {
    let owner = sight.only_own_jobs().then(|| sight.caller.to_string());
    let named = match wanted {
        JobRef::Job(id) => Named::Number(id.get().into()),
        JobRef::Task(..) | JobRef::Component(..) => Named::Shown(wanted.to_string()),
    };
    let ask = move |connection: &mut _| finished_jobs::find(connection, owner.as_deref(), &named);
    let job = desk.db.run(ask).await?.ok_or(ClusterError::NoJob)?;
    let number = job.array_job_id.unwrap_or(job.job_id);
    Ok(HttpResponse::Ok().json(JobView {
        submission_id: desk.submission_of(sight, &job.user_name, number).await?,
        ..view(sight, &job, language)
    }))
}

fn view(sight: &Sight, job: &FinishedJob, language: Language) -> JobView {
    let age = sight.age(&sight.snapshot.jobs);
    let row = JobRow::of_finished(job, &sight.caller);
    let used = job.cpu_seconds_used.is_some() || job.memory_used_bytes.is_some();
    JobView {
        work_dir: job.work_dir.clone(),
        command: String::new(),
        comment: job.comment.clone(),
        features: String::new(),
        reservation: String::new(),
        tres: TresView {
            cpus: row.cpus,
            memory_bytes: row.memory_bytes,
            gpus: row.gpus,
            billing: None,
            others: String::new(),
        },
        het: None,
        detail: None,
        why: Why::of(&job.reason, language),
        ahead: None,
        siblings: None,
        used: used.then(|| Used {
            cpu_seconds: job.cpu_seconds_used.map(natural),
            memory_bytes: job.memory_used_bytes.map(natural),
        }),
        submission_id: None,
        may: Vec::new(),
        from: JobSource::Finished,
        as_of: age.as_of(),
        stale: age.stale,
        version: sight.snapshot.version,
        job: row,
    }
}

impl JobRow {
    /// Of a job of the history.
    pub(super) fn of_finished(job: &FinishedJob, caller: &str) -> Self {
        let task = job.shown_id.split_once('_').and_then(|(_, task)| task.parse().ok());
        let exit_code = job.exit_status.map(|status| ExitCodeView {
            status: u16::try_from(status).unwrap_or(u16::MAX),
            signal: u16::try_from(job.exit_signal.unwrap_or(0)).unwrap_or(0),
        });
        Self {
            id: job.shown_id.clone(),
            job_id: small(job.job_id),
            array_job_id: job.array_job_id.map(small),
            array_task: task.filter(|_| job.array_job_id.is_some()),
            task_count: 1,
            name: job.name.clone(),
            user: job.user_name.clone(),
            account: job.account.clone(),
            partition: job.partition_name.clone(),
            qos: job.qos.clone(),
            state: job.state.clone(),
            reason: job.reason.clone(),
            priority: 0,
            submit_at: time(job.submit_at),
            eligible_at: job.eligible_at.map(time),
            start_at: job.start_at.map(time),
            expected_start_at: None,
            end_at: Some(time(job.end_at)),
            time_limit_at: None,
            time_limit_seconds: job.time_limit_seconds.map(natural),
            nodes: small(job.nodes),
            tasks: None,
            cpus: small(job.cpus),
            memory_bytes: natural(job.memory_bytes),
            gpus: small(job.gpus),
            node_list: job.node_list.clone(),
            dependency: String::new(),
            exit_code,
            restarts: 0,
            mine: Some(job.user_name == caller),
        }
    }
}

/// The database knows no unsigned numbers; none below zero is ever written.
fn natural(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// The history as a table, [`ROWS`] rows at a time. When the database goes away in the middle the connection breaks, so that
/// nobody takes a part for the whole.
pub(super) fn lines(db: Db, caller: Arc<str>, wanted: Wanted) -> impl Stream<Item = Result<Bytes, DbError>> {
    let header = Bytes::from(table::header());
    try_unfold((Some(header), Some(wanted)), move |(header, wanted)| {
        let (db, caller) = (db.clone(), Arc::clone(&caller));
        async move {
            if let Some(header) = header {
                return Ok(Some((header, (None, wanted))));
            }
            let Some(Wanted {
                filter: Some(filter),
                sort,
                after,
            }) = wanted
            else {
                return Ok(None);
            };
            let next_filter = filter.clone();
            let ask = move |connection: &mut _| finished_jobs::list(connection, &filter, sort, after.as_ref(), ROWS);
            let page = db.run(ask).await?;
            let text: String = page
                .jobs
                .iter()
                .map(|job| table::line(&JobRow::of_finished(job, &caller)))
                .collect();
            let next = page.next.map(|cursor| Wanted {
                filter: Some(next_filter),
                sort,
                after: Some(cursor),
            });
            Ok(Some((Bytes::from(text), (None, next))))
        }
    })
}
