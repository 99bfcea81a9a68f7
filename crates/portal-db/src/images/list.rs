//! Lists of images: filtered and paged by the database.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::Image;
use crate::AnyConnection;
use crate::connection::MultiBackend;
use crate::like::{contains, either, has_one_of};
use crate::page::cut;
use crate::schema::apptainer_images::{self, dsl};
use crate::schema::apptainer_places::{self, dsl as places};

/// Which active images; an absent part does not restrict.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The partition.
    pub partition: Option<String>,
    /// `viz`, `compute`, `shared` or `custom`.
    pub kind: Option<String>,
    /// A node on which it lies.
    pub node: Option<String>,
    /// Names of labels; one of them is enough. Letters match in either case.
    pub tags: Vec<String>,
    /// A part of name or description; letters match in either case.
    pub text: Option<String>,
    /// Only these ids.
    pub ids: Option<BTreeSet<String>>,
}

/// Behind which row the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Its partition.
    pub partition: String,
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
}

/// A page and how many there are in all.
#[derive(Debug)]
pub struct Page {
    /// By partition, then by name.
    pub images: Vec<Image>,
    /// Rows on all pages.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// A partition, and what is in it.
#[derive(Debug, PartialEq, Eq)]
pub struct PartitionCount {
    /// The name.
    pub name: String,
    /// Active images.
    pub images: usize,
    /// Nodes on which they lie.
    pub nodes: BTreeSet<String>,
    /// How many of each type.
    pub kinds: BTreeMap<String, usize>,
}

type Query<'a> = apptainer_images::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Query<'_> {
    let mut query = apptainer_images::table.filter(dsl::is_active.eq(true)).into_boxed();
    if let Some(partition) = &filter.partition {
        query = query.filter(dsl::partition.eq(partition));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(dsl::kind.eq(kind));
    }
    if let Some(node) = &filter.node {
        let there = apptainer_places::table
            .filter(places::node.eq(node))
            .select(places::image_id);
        query = query.filter(dsl::id.eq_any(there));
    }
    if let Some(tagged) = has_one_of(dsl::tags, &filter.tags) {
        query = query.filter(tagged);
    }
    if let Some(part) = &filter.text {
        query = query.filter(either(contains(dsl::name, part), contains(dsl::description, part)));
    }
    if let Some(ids) = &filter.ids {
        query = query.filter(dsl::id.eq_any(ids));
    }
    query
}

/// A page of at most `limit` active images after `after`.
///
/// # Errors
/// When the database refuses.
pub fn list(connection: &mut AnyConnection, filter: &Filter, after: Option<&Cursor>, limit: i64) -> QueryResult<Page> {
    let total = filtered(filter).count().get_result(connection)?;
    let mut query = filtered(filter)
        .order((dsl::partition, dsl::name, dsl::id))
        .limit(limit + 1)
        .select(Image::as_select());
    if let Some(cursor) = after {
        let behind = sql::<Bool>("(partition, name, id) > (")
            .bind::<Text, _>(&cursor.partition)
            .sql(", ")
            .bind::<Text, _>(&cursor.name)
            .sql(", ")
            .bind::<Text, _>(&cursor.id)
            .sql(")");
        query = query.filter(behind);
    }
    let mut images: Vec<Image> = query.load(connection)?;
    let next = cut(&mut images, limit).map(|last| Cursor {
        partition: last.partition.clone(),
        name: last.name.clone(),
        id: last.id.clone(),
    });
    Ok(Page { images, total, next })
}

/// The partitions that have images, by name.
///
/// # Errors
/// When the database refuses.
pub fn partitions(connection: &mut AnyConnection) -> QueryResult<Vec<PartitionCount>> {
    let rows: Vec<(String, String)> = apptainer_images::table
        .filter(dsl::is_active.eq(true))
        .order(dsl::partition)
        .select((dsl::partition, dsl::kind))
        .load(connection)?;
    let nodes: Vec<(String, String)> = apptainer_images::table
        .inner_join(apptainer_places::table.on(places::image_id.eq(dsl::id)))
        .select((dsl::partition, places::node))
        .distinct()
        .load(connection)?;
    let mut counts: Vec<PartitionCount> = Vec::new();
    for (name, kind) in rows {
        if counts.last().is_none_or(|last| last.name != name) {
            counts.push(PartitionCount {
                name,
                images: 0,
                nodes: BTreeSet::new(),
                kinds: BTreeMap::new(),
            });
        }
        if let Some(last) = counts.last_mut() {
            last.images += 1;
            *last.kinds.entry(kind).or_default() += 1;
        }
    }
    for (partition, node) in nodes {
        if let Some(count) = counts.iter_mut().find(|count| count.name == partition) {
            count.nodes.insert(node);
        }
    }
    Ok(counts)
}
