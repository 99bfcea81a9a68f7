//! Rows follow what was found: all of one look in one transaction.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::AT_ONCE;
use crate::schema::apptainer_images::{self, dsl};
use crate::schema::apptainer_places::{self, dsl as places};
use crate::{AnyConnection, transaction};

/// What was found everywhere.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// All places that were asked, also those that did not answer. The registry is the first: what it says about an image
    /// counts. Places that are not among them are no longer any.
    pub sources: Vec<Source>,
    /// Images, each once.
    pub images: Vec<NewImage>,
}

/// What one place has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// `headnode` for the registry.
    pub node: String,
    /// It was asked to the end: what was not found is gone. Else it may still be there, and what is known of it stays.
    pub is_complete: bool,
    /// Files and folders that could not be looked at all the same: what is known of them, and in them, stays.
    pub unknown: Vec<String>,
    /// Paths, each with the id of the image that lies there.
    pub found: Vec<(String, String)>,
    /// Paths at which something lies that is no image.
    pub refused: Vec<String>,
}

impl Source {
    /// Whether something may lie there although it was not found.
    fn may_have(&self, path: &str) -> bool {
        self.unknown.iter().any(|unknown| {
            let below = path.strip_prefix(unknown.as_str());
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        })
    }
}

/// An image as it is found. JSON columns hold text.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = apptainer_images, treat_none_as_null = true)]
pub struct NewImage {
    /// The first 16 digits of its digest.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Where it lies on `node`: the place by which it is described.
    pub path: String,
    /// `headnode` for the registry.
    pub node: String,
    /// `compute`, `viz`, `shared`, or as a description names it.
    pub partition: String,
    /// `viz`, `compute`, `shared` or `custom`.
    pub kind: String,
    /// Bytes.
    pub size: i64,
    /// Its version, or `unknown`.
    pub version: String,
    /// One sentence.
    pub description: String,
    /// JSON object.
    pub labels: String,
    /// JSON list.
    pub apps: String,
    /// What `run` does.
    pub runscript: Option<String>,
    /// JSON object.
    pub env_vars: String,
    /// JSON list.
    pub command_templates: String,
    /// 64 hexadecimal digits.
    pub digest: String,
    /// The id that an operator wrote beside it.
    pub given_id: Option<String>,
    /// JSON list: the names of labels.
    pub tags: String,
    /// For which processors.
    pub arch: Option<String>,
    /// RFC 3339.
    pub built_at: Option<String>,
    /// Whether it carries signatures.
    pub is_signed: bool,
    /// JSON object.
    pub details: String,
    /// SHA-256 of all of it: the same again is no change.
    pub said: String,
}

/// What became of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Ids of images that are not what they were, or not where.
    pub changed: BTreeSet<String>,
    /// Images that were not known.
    pub added: usize,
    /// Images that lie nowhere any more.
    pub gone: usize,
    /// Images that were gone, and are back.
    pub back: usize,
}

/// Has rows say what was found; the same again changes nothing but times. `now` is RFC 3339.
///
/// # Errors
/// When the database refuses; then nothing was changed.
pub fn apply(connection: &mut AnyConnection, look: &Look, now: &str) -> QueryResult<Applied> {
    transaction::write(connection, |connection| {
        take_turns(connection)?;
        let mut work = Work::load(connection, now)?;
        for image in &look.images {
            work.image(connection, image)?;
        }
        for source in &look.sources {
            work.source(connection, source)?;
        }
        work.leave_others(connection, &look.sources)?;
        work.describe(connection, look)?;
        work.settle(connection)?;
        work.touch(connection, look)?;
        Ok(work.applied)
    })
}

/// Several portal nodes look; SQLite has one writer anyway.
fn take_turns(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Postgres(inner) => inner.batch_execute("SELECT pg_advisory_xact_lock(4430501050113)"),
        AnyConnection::Sqlite(_) => Ok(()),
    }
}

/// A row, as far as it matters here.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = apptainer_images)]
struct Known {
    id: String,
    node: String,
    path: String,
    is_active: bool,
    said: String,
}

type At = (String, String);

struct Work<'a> {
    now: &'a str,
    rows: HashMap<String, Known>,
    /// Which image lies where.
    places: HashMap<At, String>,
    applied: Applied,
}

impl<'a> Work<'a> {
    fn load(connection: &mut AnyConnection, now: &'a str) -> QueryResult<Self> {
        let rows: Vec<Known> = apptainer_images::table.select(Known::as_select()).load(connection)?;
        let places: Vec<(String, String, String)> = apptainer_places::table
            .select((places::node, places::path, places::image_id))
            .load(connection)?;
        Ok(Self {
            now,
            rows: rows.into_iter().map(|row| (row.id.clone(), row)).collect(),
            places: places.into_iter().map(|(node, path, id)| ((node, path), id)).collect(),
            applied: Applied::default(),
        })
    }

    /// An image that is not known yet gets its row; places refer to it.
    fn image(&mut self, connection: &mut AnyConnection, image: &NewImage) -> QueryResult<()> {
        if self.rows.contains_key(&image.id) {
            return Ok(());
        }
        diesel::insert_into(apptainer_images::table)
            .values((
                image,
                dsl::created_at.eq(self.now),
                dsl::updated_at.eq(self.now),
                dsl::last_scanned.eq(self.now),
                dsl::is_active.eq(true),
            ))
            .execute(connection)?;
        let known = Known {
            id: image.id.clone(),
            node: image.node.clone(),
            path: image.path.clone(),
            is_active: true,
            said: image.said.clone(),
        };
        self.rows.insert(image.id.clone(), known);
        self.applied.changed.insert(image.id.clone());
        self.applied.added += 1;
        Ok(())
    }

    fn source(&mut self, connection: &mut AnyConnection, source: &Source) -> QueryResult<()> {
        let found: HashSet<&str> = source.found.iter().map(|(path, _)| path.as_str()).collect();
        let refused: HashSet<&str> = source.refused.iter().map(String::as_str).collect();
        let gone = self.places.keys().filter(|(node, path)| {
            let missing = source.is_complete && !found.contains(path.as_str()) && !source.may_have(path);
            *node == source.node && (missing || refused.contains(path.as_str()))
        });
        for at in gone.cloned().collect::<Vec<_>>() {
            self.leave(connection, &at)?;
        }
        for (path, id) in &source.found {
            let at = (source.node.clone(), path.clone());
            if self.places.get(&at) == Some(id) || !self.rows.contains_key(id) {
                continue;
            }
            self.leave(connection, &at)?;
            diesel::insert_into(apptainer_places::table)
                .values((
                    places::node.eq(&source.node),
                    places::path.eq(path),
                    places::file_name.eq(path.rsplit('/').next().unwrap_or(path)),
                    places::image_id.eq(id),
                    places::last_seen_at.eq(self.now),
                ))
                .execute(connection)?;
            self.applied.changed.insert(id.clone());
            self.places.insert(at, id.clone());
        }
        Ok(())
    }

    /// No image lies there any more.
    fn leave(&mut self, connection: &mut AnyConnection, at: &At) -> QueryResult<()> {
        if let Some(id) = self.places.remove(at) {
            diesel::delete(apptainer_places::table.find((&at.0, &at.1))).execute(connection)?;
            self.applied.changed.insert(id);
        }
        Ok(())
    }

    /// Nodes that nobody asks any more have no places.
    fn leave_others(&mut self, connection: &mut AnyConnection, sources: &[Source]) -> QueryResult<()> {
        let asked: HashSet<&str> = sources.iter().map(|source| source.node.as_str()).collect();
        let others = self.places.keys().filter(|(node, _)| !asked.contains(node.as_str()));
        for at in others.cloned().collect::<Vec<_>>() {
            self.leave(connection, &at)?;
        }
        Ok(())
    }

    /// What is said about images that were known. What the registry says counts, also while it is away: a node does not
    /// describe an image that still has the place by which it was described.
    fn describe(&mut self, connection: &mut AnyConnection, look: &Look) -> QueryResult<()> {
        let registry = look.sources.first().map(|source| source.node.as_str());
        for image in &look.images {
            let Some(known) = self.rows.get_mut(&image.id) else {
                continue;
            };
            let described_by = (known.node.clone(), known.path.clone());
            let still_there = self.places.get(&described_by) == Some(&image.id);
            let counts = Some(image.node.as_str()) == registry || image.node == known.node || !still_there;
            if known.said == image.said || !counts {
                continue;
            }
            diesel::update(apptainer_images::table.find(&image.id))
                .set((image, dsl::updated_at.eq(self.now)))
                .execute(connection)?;
            known.said.clone_from(&image.said);
            self.applied.changed.insert(image.id.clone());
        }
        Ok(())
    }

    /// Whatever lies anywhere is active.
    fn settle(&mut self, connection: &mut AnyConnection) -> QueryResult<()> {
        let somewhere: HashSet<&str> = self.places.values().map(String::as_str).collect();
        for is_active in [true, false] {
            let wrong: Vec<&str> = self
                .rows
                .values()
                .filter(|row| row.is_active != is_active && somewhere.contains(row.id.as_str()) == is_active)
                .map(|row| row.id.as_str())
                .collect();
            for ids in wrong.chunks(AT_ONCE) {
                diesel::update(apptainer_images::table.filter(dsl::id.eq_any(ids.iter().copied())))
                    .set((dsl::is_active.eq(is_active), dsl::updated_at.eq(self.now)))
                    .execute(connection)?;
            }
            let count = if is_active {
                &mut self.applied.back
            } else {
                &mut self.applied.gone
            };
            *count += wrong.len();
            self.applied.changed.extend(wrong.into_iter().map(str::to_owned));
        }
        Ok(())
    }

    /// When what was found was last seen.
    fn touch(&self, connection: &mut AnyConnection, look: &Look) -> QueryResult<()> {
        let ids: Vec<&str> = look.images.iter().map(|image| image.id.as_str()).collect();
        for ids in ids.chunks(AT_ONCE) {
            diesel::update(apptainer_images::table.filter(dsl::id.eq_any(ids.iter().copied())))
                .set(dsl::last_scanned.eq(self.now))
                .execute(connection)?;
        }
        for source in &look.sources {
            let there = places::node.eq(&source.node);
            if source.is_complete && source.unknown.is_empty() {
                diesel::update(apptainer_places::table.filter(there))
                    .set(places::last_seen_at.eq(self.now))
                    .execute(connection)?;
                continue;
            }
            let paths: Vec<&str> = source.found.iter().map(|(path, _)| path.as_str()).collect();
            for paths in paths.chunks(AT_ONCE) {
                let these = there.and(places::path.eq_any(paths.iter().copied()));
                diesel::update(apptainer_places::table.filter(these))
                    .set(places::last_seen_at.eq(self.now))
                    .execute(connection)?;
            }
        }
        Ok(())
    }
}
