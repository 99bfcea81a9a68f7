//! Text that contains a part.

use diesel::expression::{NonAggregate, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::{Bool, Text};

use crate::connection::MultiBackend;

/// A condition on rows of `T`.
pub(crate) type Condition<'a, T> = Box<dyn BoxableExpression<T, MultiBackend, SqlType = Bool> + 'a>;

/// Text that rows of `T` have.
pub(crate) trait TextOf<'a, T>:
    Expression<SqlType = Text>
    + SelectableExpression<T>
    + QueryFragment<MultiBackend>
    + ValidGrouping<(), IsAggregate = is_aggregate::No>
    + NonAggregate
    + Send
    + 'a
{
}

impl<'a, T, C> TextOf<'a, T> for C where
    C: Expression<SqlType = Text>
        + SelectableExpression<T>
        + QueryFragment<MultiBackend>
        + ValidGrouping<(), IsAggregate = is_aggregate::No>
        + NonAggregate
        + Send
        + 'a
{
}

diesel::define_sql_function!(fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text);

/// A LIKE pattern that matches `part` anywhere, its own wildcards taken literally (escape character `!`). To match letters
/// in either case, let the database lower both sides: SQLite knows only ASCII letters, and what it leaves alone must be
/// left alone here too.
pub(crate) fn containing(part: &str) -> String {
    format!("%{}%", literal(part))
}

fn literal(part: &str) -> String {
    part.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// Rows whose `column` contains `part`; letters match in either case.
pub(crate) fn contains<'a, T: 'a, C: TextOf<'a, T>>(column: C, part: &str) -> Condition<'a, T> {
    Box::new(lower(column).like(lower(containing(part))).escape('!'))
}

/// Rows whose `column`, a JSON list of texts, has one of these; letters match in either case.
pub(crate) fn has_one_of<'a, T: 'a, C: TextOf<'a, T> + Copy>(column: C, texts: &[String]) -> Option<Condition<'a, T>> {
    // A text in its quotes is a whole one.
    let quoted = |text: &String| serde_json::Value::from(text.as_str()).to_string();
    let conditions = texts.iter().map(|text| contains(column, &quoted(text)));
    conditions.reduce(either)
}

/// Rows that fulfil one of the two.
pub(crate) fn either<'a, T: 'a>(one: Condition<'a, T>, other: Condition<'a, T>) -> Condition<'a, T> {
    Box::new(one.or(other))
}
