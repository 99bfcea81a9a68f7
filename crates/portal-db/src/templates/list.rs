//! Lists of templates: filtered and paged by the database, from rows that say all that is shown.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::Template;
use crate::AnyConnection;
use crate::connection::MultiBackend;
use crate::like::{contains, either, has_one_of};
use crate::page::cut;
use crate::schema::job_templates_v2::{self, dsl};

/// Nobody types so many; a condition of thousands no database takes.
const MOST_WORDS: usize = 20;

/// Which templates somebody may see: official and community ones, and of the private ones these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visible {
    /// Everybody's.
    All,
    /// This person's.
    Of(String),
}

/// Which templates; an absent part does not restrict.
#[derive(Clone, Debug)]
pub struct Filter {
    /// What may be seen at all.
    pub visible: Visible,
    /// The category.
    pub category: Option<String>,
    /// 0 official, 1 community, 2 private.
    pub rank: Option<i64>,
    /// Any of these.
    pub tags: Vec<String>,
    /// Words, each a part of id, name, display name, description, category or a tag; letters match in either case.
    pub text: Option<String>,
}

/// Behind which row the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Its rank.
    pub rank: i64,
    /// Its place.
    pub file_path: String,
}

/// A page and how many there are in all.
#[derive(Debug)]
pub struct Page {
    /// Official ones first, then by path.
    pub templates: Vec<Template>,
    /// Rows on all pages.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// A category, and what is in it.
#[derive(Debug, PartialEq, Eq)]
pub struct CategoryCount {
    /// The name.
    pub name: String,
    /// Ids of the templates in it.
    pub templates: Vec<String>,
}

type Query<'a> = job_templates_v2::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Query<'_> {
    let mut query = job_templates_v2::table.filter(dsl::is_active.eq(true)).into_boxed();
    if let Visible::Of(user) = &filter.visible {
        query = query.filter(dsl::rank.lt(2).or(dsl::source.eq(format!("private:{user}"))));
    }
    if let Some(category) = &filter.category {
        query = query.filter(dsl::category.eq(category));
    }
    if let Some(rank) = filter.rank {
        query = query.filter(dsl::rank.eq(rank));
    }
    if let Some(tagged) = has_one_of(dsl::tags, &filter.tags) {
        query = query.filter(tagged);
    }
    let words = filter.text.as_deref().unwrap_or_default().split_whitespace();
    for word in words.take(MOST_WORDS) {
        let called = either(contains(dsl::display_name, word), contains(dsl::name, word));
        let told = either(contains(dsl::template_id, word), contains(dsl::description, word));
        // As JSON writes it between the quotes: a tag is looked for in a list of them.
        let quoted = serde_json::Value::from(word).to_string();
        let tag = quoted.get(1..quoted.len() - 1).unwrap_or(word);
        let sorted = either(contains(dsl::category, word), contains(dsl::tags, tag));
        query = query.filter(either(either(called, told), sorted));
    }
    query
}

/// A page of at most `limit` templates after `after`.
///
/// # Errors
/// When the database refuses.
pub fn list(connection: &mut AnyConnection, filter: &Filter, after: Option<&Cursor>, limit: i64) -> QueryResult<Page> {
    let total = filtered(filter).count().get_result(connection)?;
    let mut query = filtered(filter)
        .order((dsl::rank, dsl::file_path))
        .limit(limit + 1)
        .select(Template::as_select());
    if let Some(cursor) = after {
        let behind = sql::<Bool>("(rank, file_path) > (")
            .bind::<BigInt, _>(cursor.rank)
            .sql(", ")
            .bind::<Text, _>(&cursor.file_path)
            .sql(")");
        query = query.filter(behind);
    }
    let mut templates: Vec<Template> = query.load(connection)?;
    let next = cut(&mut templates, limit).map(|last| Cursor {
        rank: last.rank,
        file_path: last.file_path.clone(),
    });
    Ok(Page { templates, total, next })
}

/// The categories of what may be seen, by name.
///
/// # Errors
/// When the database refuses.
pub fn categories(connection: &mut AnyConnection, visible: Visible) -> QueryResult<Vec<CategoryCount>> {
    let filter = Filter {
        visible,
        category: None,
        rank: None,
        tags: Vec::new(),
        text: None,
    };
    let rows: Vec<(String, String)> = filtered(&filter)
        .order((dsl::category, dsl::rank, dsl::file_path))
        .select((dsl::category, dsl::template_id))
        .load(connection)?;
    let mut categories: Vec<CategoryCount> = Vec::new();
    for (name, template_id) in rows {
        match categories.last_mut().filter(|last| last.name == name) {
            Some(last) => last.templates.push(template_id),
            None => categories.push(CategoryCount {
                name,
                templates: vec![template_id],
            }),
        }
    }
    Ok(categories)
}
