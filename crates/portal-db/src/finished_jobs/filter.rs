//! Which finished jobs, and by which index they are found.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use crate::AnyConnection;
use crate::connection::MultiBackend;
use crate::like::{containing, lower};
use crate::schema::finished_jobs::{self, dsl};

/// Rows beyond these are not counted: that there are more is all that people want to know.
pub const COUNTED_UP_TO: usize = 10_000;

pub(super) type Query<'a> = finished_jobs::BoxedQuery<'a, MultiBackend>;

/// Which finished jobs. An empty list does not restrict; of several words one has to fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Whose jobs may be seen at all; `None` is everybody's.
    pub visible_to: Option<String>,
    /// Owners.
    pub users: Vec<String>,
    /// Slurm's words.
    pub states: Vec<String>,
    /// Accounts.
    pub accounts: Vec<String>,
    /// Partitions.
    pub partitions: Vec<String>,
    /// QOS.
    pub qos: Vec<String>,
    /// Numbers of records.
    pub job_ids: Vec<i64>,
    /// Numbers of arrays.
    pub array_job_ids: Vec<i64>,
    /// A part of id, name, owner, account, nodes, folder or comment; letters match in either case.
    pub text: Option<String>,
    /// Ended then or later.
    pub ended_from: Option<i64>,
    /// Ended before then.
    pub ended_before: Option<i64>,
}

/// The part of a filter whose index is used. Databases guess which one restricts most, from averages, and guess wrong where one
/// person has a third of all jobs; here it is the first of these that is there, and the others are compared row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// Rows whose three letters in a row are those of the text.
    Text,
    Job,
    Array,
    User,
    Account,
    Qos,
    Partition,
    State,
    None,
}

impl Lead {
    pub(super) fn of(connection: &mut AnyConnection, filter: &Filter) -> QueryResult<Self> {
        if how_many_have_the_text(connection, filter)? == Having::Few {
            return Ok(Self::Text);
        }
        let restricts = [
            (Self::Job, !filter.job_ids.is_empty()),
            (Self::Array, !filter.array_job_ids.is_empty()),
            (Self::User, !filter.users.is_empty() || filter.visible_to.is_some()),
            (Self::Account, !filter.accounts.is_empty()),
            (
                Self::State,
                !filter.states.is_empty() && !filter.states.iter().any(|state| state == "COMPLETED"),
            ),
            (Self::Partition, !filter.partitions.is_empty()),
            (Self::Qos, !filter.qos.is_empty()),
            (Self::State, !filter.states.is_empty()),
        ];
        let first = restricts.into_iter().find(|(_, restricts)| *restricts);
        Ok(first.map_or(Self::None, |(lead, _)| lead))
    }
}

/// Filters that together say the same, each with one value of what leads: an index gives the rows of one value in order, those
/// of several would all have to be sorted.
pub(super) fn one_by_one(filter: &Filter, lead: Lead) -> Vec<Filter> {
    macro_rules! split {
        ($field:ident) => {{
            let words = filter.$field.iter();
            let alone = |word: &String| Filter {
                $field: vec![word.clone()],
                ..filter.clone()
            };
            words.map(alone).collect()
        }};
    }
    match lead {
        Lead::User if filter.users.len() > 1 => split!(users),
        Lead::Account if filter.accounts.len() > 1 => split!(accounts),
        Lead::Partition if filter.partitions.len() > 1 => split!(partitions),
        Lead::Qos if filter.qos.len() > 1 => split!(qos),
        Lead::State if filter.states.len() > 1 => split!(states),
        _ => vec![filter.clone()],
    }
}

mod functions {
    diesel::define_sql_function! {
        /// The column itself, in a form that no index is used for.
        fn coalesce(text: diesel::sql_types::Text, instead: diesel::sql_types::Text) -> diesel::sql_types::Text;
    }
}

pub(super) fn filtered(filter: &Filter, lead: Lead) -> Query<'_> {
    let mut query = finished_jobs::table.into_boxed();
    macro_rules! any {
        ($column:expr, $words:expr, $lead:expr) => {
            match $words.as_slice() {
                [] => {}
                [one] if lead == $lead => query = query.filter($column.eq(one)),
                [one] => query = query.filter(functions::coalesce($column, "").eq(one)),
                words if lead == $lead => query = query.filter($column.eq_any(words)),
                words => query = query.filter(functions::coalesce($column, "").eq_any(words)),
            }
        };
    }
    match &filter.visible_to {
        Some(user) if lead == Lead::User => query = query.filter(dsl::user_name.eq(user)),
        Some(user) => query = query.filter(functions::coalesce(dsl::user_name, "").eq(user)),
        None => {}
    }
    any!(dsl::user_name, filter.users, Lead::User);
    any!(dsl::state, filter.states, Lead::State);
    any!(dsl::account, filter.accounts, Lead::Account);
    any!(dsl::partition_name, filter.partitions, Lead::Partition);
    any!(dsl::qos, filter.qos, Lead::Qos);
    if !filter.job_ids.is_empty() {
        query = query.filter(dsl::job_id.eq_any(&filter.job_ids));
    }
    if !filter.array_job_ids.is_empty() {
        query = query.filter(dsl::array_job_id.eq_any(&filter.array_job_ids));
    }
    if let Some(from) = filter.ended_from {
        query = query.filter(dsl::end_at.ge(from));
    }
    if let Some(before) = filter.ended_before {
        query = query.filter(dsl::end_at.lt(before));
    }
    if let Some(part) = &filter.text {
        query = query.filter(lower(all_texts()).like(lower(containing(part))).escape('!'));
        if lead == Lead::Text {
            let having = sql::<Bool>("id IN (SELECT rowid FROM finished_jobs_text WHERE finished_jobs_text MATCH ");
            query = query.filter(having.bind::<Text, _>(phrase(part)).sql(")"));
        }
    }
    query
}

/// All that is searched, a line each, so that nothing is found across two of them.
fn all_texts() -> SqlLiteral<Text> {
    sql(
        "name || '\n' || shown_id || '\n' || user_name || '\n' || account || '\n' || node_list || '\n' || work_dir || '\n' || comment",
    )
}

/// Shorter texts have no three letters in a row.
const LEAST_LETTERS: usize = 3;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// How many rows have the text that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Having {
    /// No more than are counted: they are best found by it.
    Few,
    /// More than are counted.
    Many,
    /// Nobody can say without reading.
    Unknown,
}

/// On PostgreSQL an index of letters is used without being asked, where there is one.
fn how_many_have_the_text(connection: &mut AnyConnection, filter: &Filter) -> QueryResult<Having> {
    let (Some(part), AnyConnection::Sqlite(connection)) = (&filter.text, connection) else {
        return Ok(Having::Unknown);
    };
    if part.chars().count() < LEAST_LETTERS {
        return Ok(Having::Unknown);
    }
    let most = i64::try_from(COUNTED_UP_TO).unwrap_or(i64::MAX);
    let question =
        "SELECT count(*) AS rows FROM (SELECT rowid FROM finished_jobs_text WHERE finished_jobs_text MATCH ? LIMIT ?)";
    let count: Count = diesel::sql_query(question)
        .bind::<Text, _>(phrase(part))
        .bind::<BigInt, _>(most + 1)
        .get_result(connection)?;
    Ok(if count.rows <= most { Having::Few } else { Having::Many })
}

/// How many rows pass, as far as they are counted, and whether there are more.
pub(super) fn count(connection: &mut AnyConnection, filter: &Filter, lead: Lead) -> QueryResult<(usize, bool)> {
    let only_text = Filter {
        text: filter.text.clone(),
        ..Filter::default()
    };
    // Other letters than ASCII are the same in either case to the index, and not to the comparison.
    let is_plain = filter.text.as_ref().is_some_and(|part| part.is_ascii());
    if is_plain && *filter == only_text && how_many_have_the_text(connection, filter)? == Having::Many {
        return Ok((COUNTED_UP_TO, true));
    }
    let most = i64::try_from(COUNTED_UP_TO).unwrap_or(i64::MAX);
    let ids: Vec<i64> = filtered(filter, lead)
        .limit(most + 1)
        .select(dsl::id)
        .load(connection)?;
    Ok((ids.len().min(COUNTED_UP_TO), ids.len() > COUNTED_UP_TO))
}

/// These letters, one after the other, whatever they are.
fn phrase(part: &str) -> String {
    format!("\"{}\"", part.replace('"', "\"\""))
}
