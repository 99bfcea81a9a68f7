//! Container images: what was found in the registry and on nodes, as rows. [`apply`] has them follow what is found; what has
//! vanished stays as an inactive row, since jobs ran with it.

mod apply;
mod called;
mod list;

use std::collections::HashMap;

use diesel::prelude::*;

pub use apply::{Applied, Look, NewImage, Source, apply};
pub use called::{called, is_called, named, with_part};
pub use list::{Cursor, Filter, Page, PartitionCount, list, partitions};

use crate::AnyConnection;
use crate::schema::apptainer_images::{self, dsl};
use crate::schema::apptainer_places::{self, dsl as places_dsl};

/// Rows that one question asks for by name: SQLite has a bound.
const AT_ONCE: usize = 500;

/// An image. JSON columns hold text. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = apptainer_images)]
pub struct Image {
    /// The first 16 digits of its digest.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Where it lies on `node`: the place by which it is described. Absolute.
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
    /// JSON list: commands that it offers, as they were written.
    pub command_templates: String,
    /// When it was first seen.
    pub created_at: String,
    /// When it was last found to say something else, to be gone or to be back.
    pub updated_at: String,
    /// When it was last seen.
    pub last_scanned: String,
    /// Whether it lies anywhere.
    pub is_active: bool,
    /// What tells builds from one another: 64 hexadecimal digits.
    pub digest: String,
    /// The id that an operator wrote beside it.
    pub given_id: Option<String>,
    /// For which processors, in Go's words.
    pub arch: Option<String>,
    /// When it was built.
    pub built_at: Option<String>,
    /// Whether it carries signatures; nobody has verified them.
    pub is_signed: bool,
}

/// Where an image lies.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = apptainer_places)]
pub struct Place {
    /// `headnode` for the registry.
    pub node: String,
    /// Absolute.
    pub path: String,
    /// Which image.
    pub image_id: String,
    /// RFC 3339.
    pub last_seen_at: String,
}

/// The image of this id, also one that is nowhere any more; else the active one to which an operator gave this id.
///
/// # Errors
/// When the database refuses.
pub fn get(connection: &mut AnyConnection, id: &str) -> QueryResult<Option<Image>> {
    let own = apptainer_images::table
        .find(id)
        .select(Image::as_select())
        .first(connection)
        .optional()?;
    if own.is_some() || id.is_empty() {
        return Ok(own);
    }
    apptainer_images::table
        .filter(dsl::given_id.eq(id))
        .filter(dsl::is_active.eq(true))
        .order((dsl::partition, dsl::name, dsl::id))
        .select(Image::as_select())
        .first(connection)
        .optional()
}

/// What only the page of one image shows, a JSON object.
///
/// # Errors
/// When the database refuses.
pub fn details(connection: &mut AnyConnection, id: &str) -> QueryResult<Option<String>> {
    apptainer_images::table
        .find(id)
        .select(dsl::details)
        .first(connection)
        .optional()
}

/// Where these images lie, by id; each in the order of nodes and paths.
///
/// # Errors
/// When the database refuses.
pub fn places(connection: &mut AnyConnection, ids: &[&str]) -> QueryResult<HashMap<String, Vec<Place>>> {
    let mut found: HashMap<String, Vec<Place>> = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let places: Vec<Place> = apptainer_places::table
            .filter(places_dsl::image_id.eq_any(ids.iter().copied()))
            .order((places_dsl::node, places_dsl::path))
            .select(Place::as_select())
            .load(connection)?;
        for place in places {
            found.entry(place.image_id.clone()).or_default().push(place);
        }
    }
    Ok(found)
}
