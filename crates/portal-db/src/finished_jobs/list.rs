//! Lists of finished jobs: filtered, sorted and paged by the database.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::FinishedJob;
use super::filter::{Filter, Lead, Query, count, filtered, one_by_one};
use crate::AnyConnection;
use crate::page::cut;
use crate::schema::finished_jobs::dsl;

/// By what finished jobs can be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the column of that name")]
pub enum SortKey {
    End,
    Submit,
    Start,
    Job,
    Name,
    User,
    Account,
    Partition,
    Qos,
    State,
    Nodes,
    Cpus,
    Memory,
    Gpus,
    TimeLimit,
}

/// By what, and in which direction; rows of the same value by their end, and rows without one last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Largest (newest) first.
    pub descending: bool,
}

/// Behind which row the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Number of the row; breaks ties.
    id: i64,
    end_at: i64,
    /// The sorted value; `None` when the row has none.
    value: Option<String>,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.id, self.end_at)?;
        // The value last: it may contain anything.
        self.value.iter().try_for_each(|value| write!(f, ":{value}"))
    }
}

impl std::str::FromStr for Cursor {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, ':');
        Ok(Self {
            id: parts.next().unwrap_or_default().parse()?,
            end_at: parts.next().unwrap_or_default().parse()?,
            value: parts.next().map(str::to_owned),
        })
    }
}

/// A page and how many there are in all.
#[derive(Clone, Debug)]
pub struct Page {
    /// At most as many as asked for.
    pub jobs: Vec<FinishedJob>,
    /// Rows that pass the filter, counted up to [`super::COUNTED_UP_TO`].
    pub total: usize,
    /// Whether there are more than were counted.
    pub total_is_at_least: bool,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

type Row = (i64, FinishedJob);

/// A page of at most `limit` jobs behind `after`.
///
/// # Errors
/// When the database refuses, or the cursor belongs to another sort.
pub fn list(
    connection: &mut AnyConnection,
    filter: &Filter,
    sort: Sort,
    after: Option<&Cursor>,
    limit: usize,
) -> QueryResult<Page> {
    let lead = Lead::of(connection, filter)?;
    let (total, many) = count(connection, filter, lead)?;
    // So many rows are not sorted: the index of the order is walked, and meets one that passes often enough.
    let lead = if many && sort.key != SortKey::End {
        Lead::None
    } else {
        lead
    };
    let mut rows = Vec::new();
    for alone in one_by_one(filter, lead) {
        rows.append(&mut rows_of(connection, &alone, lead, sort, after, limit)?);
    }
    rows.sort_by(|a, b| compare(sort, a, b));
    let next = cut(&mut rows, limit).map(|(id, job)| Cursor {
        id: *id,
        end_at: job.end_at,
        value: value(sort.key, job),
    });
    Ok(Page {
        jobs: rows.into_iter().map(|(_, job)| job).collect(),
        total,
        total_is_at_least: many,
        next,
    })
}

/// Up to `limit + 1` rows: those with a value, then those without.
fn rows_of(
    connection: &mut AnyConnection,
    filter: &Filter,
    lead: Lead,
    sort: Sort,
    after: Option<&Cursor>,
    limit: usize,
) -> QueryResult<Vec<Row>> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut rows: Vec<Row> = Vec::new();
    if after.is_none_or(|cursor| cursor.value.is_some()) {
        let query = sorted(present(filtered(filter, lead), sort.key), sort, after).limit(most);
        rows = query.select((dsl::id, FinishedJob::as_select())).load(connection)?;
    }
    let missing = most - i64::try_from(rows.len()).unwrap_or(most);
    if missing > 0 && nullable(sort.key) {
        let by_end = Sort {
            key: SortKey::End,
            ..sort
        };
        let after = after.filter(|cursor| cursor.value.is_none());
        let query = sorted(absent(filtered(filter, lead), sort.key), by_end, after).limit(missing);
        let mut without: Vec<Row> = query.select((dsl::id, FinishedJob::as_select())).load(connection)?;
        rows.append(&mut without);
    }
    Ok(rows)
}

fn nullable(key: SortKey) -> bool {
    matches!(key, SortKey::Start | SortKey::TimeLimit)
}

fn present(query: Query<'_>, key: SortKey) -> Query<'_> {
    match key {
        SortKey::Start => query.filter(dsl::start_at.is_not_null()),
        SortKey::TimeLimit => query.filter(dsl::time_limit_seconds.is_not_null()),
        _ => query,
    }
}

fn absent(query: Query<'_>, key: SortKey) -> Query<'_> {
    match key {
        SortKey::Start => query.filter(dsl::start_at.is_null()),
        SortKey::TimeLimit => query.filter(dsl::time_limit_seconds.is_null()),
        _ => query,
    }
}

/// In order, from behind the cursor on. Values are compared as rows, `(a, b, c) < (x, y, z)`: both databases walk an index with that.
fn sorted<'a>(query: Query<'a>, sort: Sort, after: Option<&'a Cursor>) -> Query<'a> {
    macro_rules! by {
        ($column:expr, $name:literal, $type:ty, $value:expr) => {{
            let query = match (after, sort.descending) {
                (None, _) => query,
                (Some(cursor), true) => query.filter(
                    sql::<Bool>(concat!("(", $name, ", end_at, id) < ("))
                        .bind::<$type, _>($value(cursor))
                        .sql(", ")
                        .bind::<BigInt, _>(cursor.end_at)
                        .sql(", ")
                        .bind::<BigInt, _>(cursor.id)
                        .sql(")"),
                ),
                (Some(cursor), false) => query.filter(
                    sql::<Bool>(concat!("(", $name, ", end_at, id) > ("))
                        .bind::<$type, _>($value(cursor))
                        .sql(", ")
                        .bind::<BigInt, _>(cursor.end_at)
                        .sql(", ")
                        .bind::<BigInt, _>(cursor.id)
                        .sql(")"),
                ),
            };
            if sort.descending {
                query.order(($column.desc(), dsl::end_at.desc(), dsl::id.desc()))
            } else {
                query.order(($column.asc(), dsl::end_at.asc(), dsl::id.asc()))
            }
        }};
    }
    if sort.key == SortKey::End {
        return by_end(query, sort.descending, after);
    }
    let text = |cursor: &Cursor| cursor.value.clone().unwrap_or_default();
    let number = |cursor: &Cursor| cursor.value.as_deref().unwrap_or_default().parse::<i64>().unwrap_or(0);
    match sort.key {
        SortKey::End => query,
        SortKey::Submit => by!(dsl::submit_at, "submit_at", BigInt, number),
        SortKey::Start => by!(dsl::start_at, "start_at", BigInt, number),
        SortKey::Job => by!(dsl::job_id, "job_id", BigInt, number),
        SortKey::Name => by!(dsl::name, "name", Text, text),
        SortKey::User => by!(dsl::user_name, "user_name", Text, text),
        SortKey::Account => by!(dsl::account, "account", Text, text),
        SortKey::Partition => by!(dsl::partition_name, "partition_name", Text, text),
        SortKey::Qos => by!(dsl::qos, "qos", Text, text),
        SortKey::State => by!(dsl::state, "state", Text, text),
        SortKey::Nodes => by!(dsl::nodes, "nodes", BigInt, number),
        SortKey::Cpus => by!(dsl::cpus, "cpus", BigInt, number),
        SortKey::Memory => by!(dsl::memory_bytes, "memory_bytes", BigInt, number),
        SortKey::Gpus => by!(dsl::gpus, "gpus", BigInt, number),
        SortKey::TimeLimit => by!(dsl::time_limit_seconds, "time_limit_seconds", BigInt, number),
    }
}

fn by_end<'a>(query: Query<'a>, descending: bool, after: Option<&Cursor>) -> Query<'a> {
    let behind = |comparison: &str, cursor: &Cursor| {
        sql::<Bool>(comparison)
            .bind::<BigInt, _>(cursor.end_at)
            .sql(", ")
            .bind::<BigInt, _>(cursor.id)
            .sql(")")
    };
    match (after, descending) {
        (None, true) => query.order((dsl::end_at.desc(), dsl::id.desc())),
        (None, false) => query.order((dsl::end_at.asc(), dsl::id.asc())),
        (Some(cursor), true) => query
            .filter(behind("(end_at, id) < (", cursor))
            .order((dsl::end_at.desc(), dsl::id.desc())),
        (Some(cursor), false) => query
            .filter(behind("(end_at, id) > (", cursor))
            .order((dsl::end_at.asc(), dsl::id.asc())),
    }
}

fn number(key: SortKey, job: &FinishedJob) -> Option<i64> {
    match key {
        SortKey::End => Some(job.end_at),
        SortKey::Submit => Some(job.submit_at),
        SortKey::Start => job.start_at,
        SortKey::Job => Some(job.job_id),
        SortKey::Nodes => Some(job.nodes),
        SortKey::Cpus => Some(job.cpus),
        SortKey::Memory => Some(job.memory_bytes),
        SortKey::Gpus => Some(job.gpus),
        SortKey::TimeLimit => job.time_limit_seconds,
        SortKey::Name | SortKey::User | SortKey::Account | SortKey::Partition | SortKey::Qos | SortKey::State => None,
    }
}

fn text(key: SortKey, job: &FinishedJob) -> Option<&str> {
    match key {
        SortKey::Name => Some(&job.name),
        SortKey::User => Some(&job.user_name),
        SortKey::Account => Some(&job.account),
        SortKey::Partition => Some(&job.partition_name),
        SortKey::Qos => Some(&job.qos),
        SortKey::State => Some(&job.state),
        _ => None,
    }
}

fn value(key: SortKey, job: &FinishedJob) -> Option<String> {
    text(key, job)
        .map(str::to_owned)
        .or_else(|| number(key, job).map(|number| number.to_string()))
}

/// As the database orders: rows of several questions are merged by it.
fn compare(sort: Sort, (id_a, a): &Row, (id_b, b): &Row) -> std::cmp::Ordering {
    let without = |job| value(sort.key, job).is_none();
    let values = || {
        let numbers = number(sort.key, a).cmp(&number(sort.key, b));
        numbers
            .then_with(|| text(sort.key, a).cmp(&text(sort.key, b)))
            .then_with(|| (a.end_at, id_a).cmp(&(b.end_at, id_b)))
    };
    without(a)
        .cmp(&without(b))
        .then_with(|| if sort.descending { values().reverse() } else { values() })
}
