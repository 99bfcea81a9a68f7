//! Pages of accounts, by name.

use diesel::prelude::*;

use super::{Account, Source};
use crate::AnyConnection;
use crate::connection::MultiBackend;
use crate::like::{containing, contains, either};
use crate::schema::accounts::{self, dsl};

/// Which accounts; an absent part does not restrict.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the user name, the display name or the e-mail address; letters match in either case.
    pub text: Option<String>,
    /// Members of this group.
    pub group: Option<String>,
    /// Those whose password is kept there.
    pub source: Option<Source>,
    /// Those with which somebody may, or may not, come in.
    pub enabled: Option<bool>,
}

type Query<'a> = accounts::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Query<'_> {
    let mut query = accounts::table.into_boxed();
    if let Some(text) = &filter.text {
        let called = either(contains(dsl::username, text), contains(dsl::display_name, text));
        query = query.filter(either(called, contains(dsl::email, text)));
    }
    if let Some(group) = &filter.group {
        // As the name stands in the JSON array, with its quotes, so that no other name contains it.
        let quoted = serde_json::Value::from(group.as_str()).to_string();
        query = query.filter(dsl::groups.like(containing(&quoted)).escape('!'));
    }
    if let Some(source) = filter.source {
        query = query.filter(dsl::source.eq(source.as_str()));
    }
    match filter.enabled {
        Some(true) => query.filter(dsl::disabled_at.is_null()),
        Some(false) => query.filter(dsl::disabled_at.is_not_null()),
        None => query,
    }
}

/// At most `limit` accounts whose names come after `after`, and how many match in all.
pub fn page(
    connection: &mut AnyConnection,
    filter: &Filter,
    after: Option<&str>,
    limit: i64,
) -> QueryResult<(Vec<Account>, i64)> {
    let total = filtered(filter).count().get_result(connection)?;
    let mut query = filtered(filter).order(dsl::username).limit(limit);
    if let Some(after) = after {
        query = query.filter(dsl::username.gt(after));
    }
    let accounts = query.select(Account::as_select()).load(connection)?;
    Ok((accounts, total))
}
