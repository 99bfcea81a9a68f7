//! What templates and older clients call an image.

use std::collections::{BTreeSet, HashSet};

use diesel::prelude::*;

use super::{AT_ONCE, Image};
use crate::AnyConnection;
use crate::schema::apptainer_images::{self, dsl};
use crate::schema::apptainer_places::{self, dsl as places};

diesel::define_sql_function!(fn replace(text: diesel::sql_types::Text, what: diesel::sql_types::Text, by: diesel::sql_types::Text) -> diesel::sql_types::Text);

/// Ids of the active images that go by one of these names. A name is the image's own or that of a file in which it lies,
/// both with or without `.sif`, or an id of it.
///
/// # Errors
/// When the database refuses.
pub fn called(connection: &mut AnyConnection, names: &[&str]) -> QueryResult<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for names in names.chunks(AT_ONCE / 4) {
        let stems: Vec<&str> = names
            .iter()
            .copied()
            .map(stem)
            .filter(|stem| !stem.is_empty())
            .collect();
        let own: Vec<String> = stems.iter().map(|stem| format!("{stem}.sif")).collect();
        let known = own.iter().map(String::as_str).chain(stems.iter().copied());
        let rows: Vec<String> = apptainer_images::table
            .filter(dsl::is_active.eq(true))
            .filter(
                dsl::name
                    .eq_any(known)
                    .or(dsl::id.eq_any(stems.iter().copied()))
                    .or(dsl::given_id.eq_any(stems.iter().copied()).assume_not_null()),
            )
            .select(dsl::id)
            .load(connection)?;
        found.extend(rows);
        // Where there is a place, its image is active.
        let rows: Vec<String> = apptainer_places::table
            .filter(places::file_name.eq_any(own.iter().map(String::as_str)))
            .select(places::image_id)
            .distinct()
            .load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Whether the active image of this id goes by one of these names.
///
/// # Errors
/// When the database refuses.
pub fn is_called(connection: &mut AnyConnection, id: &str, names: &[&str]) -> QueryResult<bool> {
    let image: Option<(String, Option<String>)> = apptainer_images::table
        .find(id)
        .filter(dsl::is_active.eq(true))
        .select((dsl::name, dsl::given_id))
        .first(connection)
        .optional()?;
    let Some((name, given_id)) = image else {
        return Ok(false);
    };
    let files: Vec<String> = apptainer_places::table
        .filter(places::image_id.eq(id))
        .select(places::file_name)
        .distinct()
        .load(connection)?;
    let files = files.iter().filter_map(|file| file.strip_suffix(".sif"));
    let own = [id, &name, stem(&name)];
    let goes_by: HashSet<&str> = own.into_iter().chain(given_id.as_deref()).chain(files).collect();
    Ok(names.iter().any(|name| goes_by.contains(stem(name))))
}

/// The active image of that name: rather one that is called so than one that lies in such a file, and that rather than one
/// of such an id; of several the first by partition, name and id.
///
/// # Errors
/// When the database refuses.
pub fn named(connection: &mut AnyConnection, name: &str) -> QueryResult<Option<Image>> {
    let ids = called(connection, &[name])?;
    let images: Vec<Image> = apptainer_images::table
        .filter(dsl::id.eq_any(ids))
        .order((dsl::partition, dsl::name, dsl::id))
        .select(Image::as_select())
        .load(connection)?;
    let wanted = stem(name);
    Ok(images.into_iter().min_by_key(|image| {
        let by_id = image.id == wanted || image.given_id.as_deref() == Some(wanted);
        (stem(&image.name) != wanted, by_id)
    }))
}

/// The first active image, by partition, name and id, whose name has this part; letters in the same case.
///
/// # Errors
/// When the database refuses.
pub fn with_part(connection: &mut AnyConnection, part: &str) -> QueryResult<Option<Image>> {
    apptainer_images::table
        .filter(dsl::is_active.eq(true))
        // LIKE looks at the case of letters in PostgreSQL alone.
        .filter(replace(dsl::name, part, "").ne(dsl::name))
        .order((dsl::partition, dsl::name, dsl::id))
        .select(Image::as_select())
        .first(connection)
        .optional()
}

fn stem(name: &str) -> &str {
    name.strip_suffix(".sif").unwrap_or(name)
}
