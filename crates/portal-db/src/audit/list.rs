//! Parts of the log: filtered and paged by the database.

use diesel::prelude::*;
use portal_audit::{Action, Moment, Outcome, Record};

use super::Row;
use crate::AnyConnection;
use crate::connection::MultiBackend;
use crate::like::{containing, contains, lower};
use crate::page::cut;
use crate::schema::audit_log::{self, dsl};

/// Which rows; an absent part does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Who.
    pub actor: Option<String>,
    /// Any of these.
    pub actions: Vec<Action>,
    /// A part of the object; letters match in either case.
    pub object_part: Option<String>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// From where.
    pub address: Option<String>,
    /// At this time or later.
    pub since: Option<Moment>,
    /// Before this time.
    pub until: Option<Moment>,
    /// A part of actor, object, reason, address or request id; letters match in either case.
    pub text_part: Option<String>,
}

/// A page, newest row first, and how many rows there are in all.
#[derive(Debug)]
pub struct Page {
    /// At most as many as asked for.
    pub records: Vec<Record>,
    /// Rows that match the filter, on all pages.
    pub total: i64,
    /// Rows before this number are on the next page, if there is one.
    pub next: Option<i64>,
}

type Query<'a> = audit_log::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Query<'_> {
    let mut query = audit_log::table.into_boxed();
    if let Some(actor) = &filter.actor {
        query = query.filter(dsl::actor.eq(actor));
    }
    if !filter.actions.is_empty() {
        query = query.filter(dsl::action.eq_any(filter.actions.iter().map(|action| action.as_str())));
    }
    if let Some(part) = &filter.object_part {
        query = query.filter(contains(dsl::object, part));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(dsl::outcome.eq(outcome.as_str()));
    }
    if let Some(address) = &filter.address {
        query = query.filter(dsl::address.eq(address));
    }
    if let Some(since) = &filter.since {
        query = query.filter(dsl::at.ge(since.as_str()));
    }
    if let Some(until) = &filter.until {
        query = query.filter(dsl::at.lt(until.as_str()));
    }
    if let Some(part) = &filter.text_part {
        let part = containing(part);
        let texts = lower(dsl::actor)
            .concat("\n")
            .concat(lower(dsl::object))
            .concat("\n")
            .concat(lower(dsl::reason))
            .concat("\n")
            .concat(lower(dsl::address))
            .concat("\n")
            .concat(lower(dsl::request_id));
        query = query.filter(texts.like(lower(part)).escape('!'));
    }
    query
}

/// A page of at most `limit` rows with numbers below `before` (the newest, when it is absent).
pub fn page(connection: &mut AnyConnection, filter: &Filter, before: Option<i64>, limit: i64) -> QueryResult<Page> {
    let total = filtered(filter).count().get_result(connection)?;
    let mut records = older(connection, filter, before, limit + 1)?;
    let next = cut(&mut records, limit).map(|last| last.seq);
    Ok(Page { records, total, next })
}

/// At most `limit` rows with numbers below `before` (the newest, when it is absent), newest first.
pub fn older(
    connection: &mut AnyConnection,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> QueryResult<Vec<Record>> {
    let mut query = filtered(filter);
    if let Some(before) = before {
        query = query.filter(dsl::seq.lt(before));
    }
    load(connection, query.order(dsl::seq.desc()).limit(limit))
}

/// At most `limit` rows with numbers above `after` (from the first row, when it is absent), oldest first.
pub fn newer(
    connection: &mut AnyConnection,
    filter: &Filter,
    after: Option<i64>,
    limit: i64,
) -> QueryResult<Vec<Record>> {
    let mut query = filtered(filter);
    if let Some(after) = after {
        query = query.filter(dsl::seq.gt(after));
    }
    load(connection, query.order(dsl::seq.asc()).limit(limit))
}

fn load(connection: &mut AnyConnection, query: Query<'_>) -> QueryResult<Vec<Record>> {
    let rows: Vec<Row> = query.select(Row::as_select()).load(connection)?;
    Ok(rows.into_iter().map(Record::from).collect())
}
