//! Job templates: what their files say, as rows that lists are made of. The files are the truth; [`apply`] follows them.

mod apply;
mod list;
pub mod versions;
pub mod writes;

use diesel::prelude::*;

pub use apply::{Changed, FileChange, Synced, apply};
pub use list::{CategoryCount, Cursor, Filter, Page, Visible, categories, list};

use crate::AnyConnection;
use crate::schema::job_templates_v2::{self, dsl};

/// One file of a template. JSON columns hold text. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = job_templates_v2)]
pub struct Template {
    /// Of the row.
    pub id: i64,
    /// What it is known by; empty for a file that never said one.
    pub template_id: String,
    /// Short.
    pub name: String,
    /// For people.
    pub display_name: String,
    /// What the file says, or the folder.
    pub category: String,
    /// `official`, `community` or `private:<user>`.
    pub source: String,
    /// 0 official, 1 community, 2 private.
    pub rank: i64,
    /// Below the folder of templates.
    pub file_path: String,
    /// When the file was changed.
    pub updated_at: String,
    /// Whether it is the one that its id stands for.
    pub is_active: bool,
    /// SHA-256 of the file, 64 hexadecimal digits.
    pub digest: String,
    /// Who put it there; none when an operator did.
    pub owner: Option<String>,
    /// Whether the file is there.
    pub is_present: bool,
    /// Whether the file says enough to be listed.
    pub is_listed: bool,
    /// Whether a job can be made of it.
    pub is_usable: bool,
    /// As the API gives it, JSON.
    pub document: String,
    /// JSON list of what is wrong.
    pub problems: String,
    /// Its name among the archived files, when it was archived here.
    pub archived_as: Option<String>,
}

/// What a file is found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Below the folder of templates.
    pub path: String,
    /// `official`, `community` or `private:<user>`.
    pub source: String,
    /// 0 official, 1 community, 2 private.
    pub rank: i64,
    /// SHA-256, 64 hexadecimal digits.
    pub digest: String,
    /// Its first 16 digits.
    pub short_digest: String,
    /// RFC 3339.
    pub modified_at: String,
    /// All of it.
    pub text: String,
    /// JSON list of what is wrong.
    pub problems: String,
    /// None when it cannot be listed.
    pub says: Option<Says>,
}

/// What a file says that can be listed.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = job_templates_v2)]
pub struct Says {
    /// What it is known by.
    pub template_id: String,
    /// Short.
    pub name: String,
    /// For people.
    pub display_name: String,
    /// Several lines perhaps.
    pub description: String,
    /// What the file says, or the folder.
    pub category: String,
    /// JSON list.
    pub tags: String,
    /// As the file says.
    pub version: String,
    /// As the file says.
    pub author: String,
    /// As the file says.
    pub is_public: bool,
    /// JSON.
    pub slurm_config: String,
    /// JSON.
    pub apptainer_config: String,
    /// JSON.
    pub file_schema: String,
    /// JSON.
    pub script_template: String,
    /// As the API gives it, JSON.
    pub document: String,
    /// Whether a job can be made of it.
    pub is_usable: bool,
}

/// Files that are there, each with its digest: what the watcher of the folder knows from before.
///
/// # Errors
/// When the database refuses.
pub fn known(connection: &mut AnyConnection) -> QueryResult<Vec<(String, String)>> {
    job_templates_v2::table
        .filter(dsl::is_present.eq(true))
        .select((dsl::file_path, dsl::digest))
        .load(connection)
}

/// The template of this id: the active one; else, so that who broke it can mend it, a file that cannot be listed now.
///
/// # Errors
/// When the database refuses.
pub fn find(connection: &mut AnyConnection, template_id: &str) -> QueryResult<Option<Template>> {
    if template_id.is_empty() {
        return Ok(None);
    }
    job_templates_v2::table
        .filter(dsl::template_id.eq(template_id))
        .filter(dsl::is_present.eq(true))
        .order((dsl::is_active.desc(), dsl::rank, dsl::file_path))
        .select(Template::as_select())
        .first(connection)
        .optional()
}

/// The file at this place, if there is one.
///
/// # Errors
/// When the database refuses.
pub fn at(connection: &mut AnyConnection, file_path: &str) -> QueryResult<Option<Template>> {
    job_templates_v2::table
        .filter(dsl::file_path.eq(file_path))
        .filter(dsl::is_present.eq(true))
        .select(Template::as_select())
        .first(connection)
        .optional()
}

/// Files that are there and of which no job can be made; no more than a page has room for.
///
/// # Errors
/// When the database refuses.
pub fn with_problems(connection: &mut AnyConnection) -> QueryResult<Vec<Template>> {
    job_templates_v2::table
        .filter(dsl::is_present.eq(true))
        .filter(dsl::is_listed.eq(false).or(dsl::is_usable.eq(false)))
        .order((dsl::rank, dsl::file_path))
        .limit(1000)
        .select(Template::as_select())
        .load(connection)
}

/// Templates that were archived by the portal and are not there again, newest first.
///
/// # Errors
/// When the database refuses.
pub fn archived(connection: &mut AnyConnection) -> QueryResult<Vec<Template>> {
    job_templates_v2::table
        .filter(dsl::is_present.eq(false))
        .filter(dsl::archived_as.is_not_null())
        .order(dsl::id.desc())
        .limit(1000)
        .select(Template::as_select())
        .load(connection)
}

/// One of them, by its row's number.
///
/// # Errors
/// When the database refuses.
pub fn find_archived(connection: &mut AnyConnection, id: i64) -> QueryResult<Option<Template>> {
    job_templates_v2::table
        .find(id)
        .filter(dsl::is_present.eq(false))
        .filter(dsl::archived_as.is_not_null())
        .select(Template::as_select())
        .first(connection)
        .optional()
}

/// Notes under which name a template is about to go to the archive. False when it has gone.
///
/// # Errors
/// When the database refuses.
pub fn will_archive(connection: &mut AnyConnection, id: i64, name: &str) -> QueryResult<bool> {
    let there = job_templates_v2::table.find(id).filter(dsl::is_present.eq(true));
    let noted = diesel::update(there)
        .set(dsl::archived_as.eq(name))
        .execute(connection)?;
    Ok(noted == 1)
}

/// Takes that back, unless another name was noted since, or it has gone: then somebody else archived it, perhaps by this name.
///
/// # Errors
/// When the database refuses.
pub fn will_not_archive(connection: &mut AnyConnection, id: i64, name: &str) -> QueryResult<usize> {
    let there = job_templates_v2::table.find(id).filter(dsl::is_present.eq(true));
    diesel::update(there.filter(dsl::archived_as.eq(name)))
        .set(dsl::archived_as.eq(None::<String>))
        .execute(connection)
}

/// Notes under which name a template, whose row says that it has gone, went to the archive.
///
/// # Errors
/// When the database refuses.
pub fn has_archived(connection: &mut AnyConnection, id: i64, name: &str) -> QueryResult<usize> {
    diesel::update(job_templates_v2::table.find(id))
        .set(dsl::archived_as.eq(name))
        .execute(connection)
}
