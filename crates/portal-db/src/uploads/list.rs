//! Lists of uploads: filtered, sorted and paged by the database.

use diesel::prelude::*;

use super::Upload;
use crate::AnyConnection;
use crate::connection::MultiBackend;
use crate::like::contains;
use crate::page::cut;
use crate::schema::file_uploads::{self, dsl};

/// Which uploads; an absent part does not restrict.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The owner.
    pub user: Option<String>,
    /// Any of these statuses.
    pub status: Vec<String>,
    /// Any of these kinds.
    pub file_type: Vec<String>,
    /// The job's folder.
    pub job_id: Option<String>,
    /// A part of the name; letters match in either case.
    pub name_part: Option<String>,
}

/// By what, and in which direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy {
    /// Newest first (true) or oldest first.
    Created {
        /// Newest first.
        descending: bool,
    },
    /// By name.
    Name {
        /// From Z to A.
        descending: bool,
    },
    /// By size.
    Size {
        /// Largest first.
        descending: bool,
    },
}

/// Where the next page begins: the sorted value of the last row and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// `created_at`, the name, or the size in decimal, as the sort says.
    pub value: String,
    /// Breaks ties.
    pub id: i64,
}

/// A page and how many there are in all.
#[derive(Debug)]
pub struct Page {
    /// At most as many as asked for.
    pub uploads: Vec<Upload>,
    /// Rows that match the filter, on all pages.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

type Query<'a> = file_uploads::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Query<'_> {
    let mut query = file_uploads::table.into_boxed();
    if let Some(user) = &filter.user {
        query = query.filter(dsl::user_id.eq(user));
    }
    if !filter.status.is_empty() {
        query = query.filter(dsl::status.eq_any(&filter.status));
    }
    if !filter.file_type.is_empty() {
        query = query.filter(dsl::file_type.eq_any(&filter.file_type));
    }
    if let Some(job_id) = &filter.job_id {
        query = query.filter(dsl::job_id.eq(job_id));
    }
    if let Some(part) = &filter.name_part {
        query = query.filter(contains(dsl::filename, part));
    }
    query
}

/// A page of at most `limit` uploads after `after`.
pub fn list(
    connection: &mut AnyConnection,
    filter: &Filter,
    sort: SortBy,
    after: Option<&Cursor>,
    limit: i64,
) -> QueryResult<Page> {
    let total = filtered(filter).count().get_result(connection)?;
    let query = sorted(filtered(filter), sort, after).limit(limit + 1);
    let mut uploads: Vec<Upload> = query.select(Upload::as_select()).load(connection)?;
    let next = cut(&mut uploads, limit).map(|last| Cursor {
        value: match sort {
            SortBy::Created { .. } => last.created_at.clone(),
            SortBy::Name { .. } => last.filename.clone(),
            SortBy::Size { .. } => last.file_size.to_string(),
        },
        id: last.id,
    });
    Ok(Page { uploads, total, next })
}

fn sorted<'a>(query: Query<'a>, sort: SortBy, after: Option<&'a Cursor>) -> Query<'a> {
    macro_rules! page {
        ($column:expr, $value:expr, $descending:expr) => {
            match (after, $descending) {
                (Some(cursor), true) => query
                    .filter(
                        $column
                            .lt($value(cursor))
                            .or($column.eq($value(cursor)).and(dsl::id.lt(cursor.id))),
                    )
                    .order(($column.desc(), dsl::id.desc())),
                (Some(cursor), false) => query
                    .filter(
                        $column
                            .gt($value(cursor))
                            .or($column.eq($value(cursor)).and(dsl::id.gt(cursor.id))),
                    )
                    .order(($column.asc(), dsl::id.asc())),
                (None, true) => query.order(($column.desc(), dsl::id.desc())),
                (None, false) => query.order(($column.asc(), dsl::id.asc())),
            }
        };
    }
    let text = |cursor: &'a Cursor| cursor.value.as_str();
    let number = |cursor: &'a Cursor| cursor.value.parse::<i64>().unwrap_or_default();
    match sort {
        SortBy::Created { descending } => page!(dsl::created_at, text, descending),
        SortBy::Name { descending } => page!(dsl::filename, text, descending),
        SortBy::Size { descending } => page!(dsl::file_size, number, descending),
    }
}
