//! What templates said, whoever wrote it.

use diesel::dsl::max;
use diesel::prelude::*;

use crate::AnyConnection;
use crate::schema::template_versions::{self, dsl};

/// Versions that are kept of a template.
pub const KEPT: i64 = 100;

/// A version, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = template_versions)]
pub struct Version {
    /// Grows with each version.
    pub id: i64,
    /// SHA-256 of the text, 64 hexadecimal digits.
    pub digest: String,
    /// Bytes.
    pub size: i64,
    /// RFC 3339.
    pub made_at: String,
    /// None when somebody wrote into the folder.
    pub made_by: Option<String>,
    /// `create`, `change`, `import`, `restore` or `folder`.
    pub how: String,
    /// Where the template was then: `official`, `community` or `private:<user>`.
    pub source: String,
}

/// A version to be kept.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = template_versions)]
pub(super) struct NewVersion<'a> {
    pub(super) template: i64,
    pub(super) digest: &'a str,
    pub(super) text: &'a str,
    pub(super) size: i64,
    pub(super) made_at: &'a str,
    pub(super) made_by: Option<&'a str>,
    pub(super) how: &'a str,
    pub(super) source: &'a str,
}

/// The versions of the template with this row, newest first.
///
/// # Errors
/// When the database refuses.
pub fn list(connection: &mut AnyConnection, template: i64) -> QueryResult<Vec<Version>> {
    template_versions::table
        .filter(dsl::template.eq(template))
        .order(dsl::id.desc())
        .select(Version::as_select())
        .load(connection)
}

/// The text of one of them.
///
/// # Errors
/// When the database refuses.
pub fn text(connection: &mut AnyConnection, template: i64, digest: &str) -> QueryResult<Option<String>> {
    template_versions::table
        .filter(dsl::template.eq(template))
        .filter(dsl::digest.eq(digest))
        .order(dsl::id.desc())
        .select(dsl::text)
        .first(connection)
        .optional()
}

/// Where the template was whenever it said that.
///
/// # Errors
/// When the database refuses.
pub fn sources(connection: &mut AnyConnection, template: i64, digest: &str) -> QueryResult<Vec<String>> {
    template_versions::table
        .filter(dsl::template.eq(template))
        .filter(dsl::digest.eq(digest))
        .select(dsl::source)
        .load(connection)
}

/// Keeps versions, each unless it says what the newest one of its template says.
pub(super) fn keep(connection: &mut AnyConnection, new: &[NewVersion<'_>]) -> QueryResult<()> {
    if new.is_empty() {
        return Ok(());
    }
    let newest = newest_digests(connection, new)?;
    for version in new {
        let same = newest
            .iter()
            .any(|(template, digest)| *template == version.template && digest == version.digest);
        if same {
            continue;
        }
        diesel::insert_into(template_versions::table)
            .values(version)
            .execute(connection)?;
        if newest.iter().any(|(template, _)| *template == version.template) {
            forget(connection, version.template)?;
        }
    }
    Ok(())
}

fn newest_digests(connection: &mut AnyConnection, new: &[NewVersion<'_>]) -> QueryResult<Vec<(i64, String)>> {
    let templates: Vec<i64> = new.iter().map(|version| version.template).collect();
    let newest: Vec<(i64, Option<i64>)> = template_versions::table
        .filter(dsl::template.eq_any(templates))
        .group_by(dsl::template)
        .select((dsl::template, max(dsl::id)))
        .load(connection)?;
    let newest: Vec<i64> = newest.into_iter().filter_map(|(_, id)| id).collect();
    if newest.is_empty() {
        return Ok(Vec::new());
    }
    template_versions::table
        .filter(dsl::id.eq_any(newest))
        .select((dsl::template, dsl::digest))
        .load(connection)
}

/// Forgets what is older than the [`KEPT`] newest.
fn forget(connection: &mut AnyConnection, template: i64) -> QueryResult<()> {
    let oldest_kept: Option<i64> = template_versions::table
        .filter(dsl::template.eq(template))
        .order(dsl::id.desc())
        .offset(KEPT - 1)
        .select(dsl::id)
        .first(connection)
        .optional()?;
    if let Some(oldest) = oldest_kept {
        let older = template_versions::table
            .filter(dsl::template.eq(template))
            .filter(dsl::id.lt(oldest));
        diesel::delete(older).execute(connection)?;
    }
    Ok(())
}
