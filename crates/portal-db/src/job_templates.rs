//! Saved values of job forms: what the earlier portal keeps in its table `templates`.

use diesel::prelude::*;

use crate::schema::job_templates::{self, dsl};
use crate::{AnyConnection, transaction};

/// Saved values. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = job_templates)]
pub struct Preset {
    /// `tpl-` and 12 hexadecimal digits.
    pub id: String,
    /// For people.
    pub name: String,
    /// Perhaps empty.
    pub description: String,
    /// `ml`, `simulation`, `data` or `custom`.
    pub category: String,
    /// Whether everybody sees it.
    pub shared: bool,
    /// JSON object.
    pub config: String,
    /// Whose it is.
    pub created_by: String,
    /// When it was made.
    pub created_at: String,
    /// When it was changed, or used.
    pub updated_at: String,
    /// How often it was used.
    pub usage_count: i64,
    /// A command template of an image.
    pub apptainer_template_id: Option<String>,
    /// An image.
    pub apptainer_image_id: Option<String>,
    /// JSON.
    pub custom_values: Option<String>,
}

/// What changes; what is absent stays.
#[derive(Clone, Debug, Default, AsChangeset)]
#[diesel(table_name = job_templates)]
#[expect(missing_docs, reason = "the columns of that name")]
pub struct Changes {
    pub name: Option<String>,
    pub description: Option<String>,
    pub category: Option<String>,
    pub shared: Option<bool>,
    pub config: Option<String>,
    pub apptainer_template_id: Option<String>,
    pub apptainer_image_id: Option<String>,
    pub custom_values: Option<String>,
    /// Always.
    pub updated_at: String,
}

/// Which ones; an absent part does not restrict.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Who asks: their own and shared ones. None is everybody's.
    pub visible_to: Option<String>,
    /// The category.
    pub category: Option<String>,
    /// Only shared ones.
    pub only_shared: bool,
    /// Only this person's.
    pub created_by: Option<String>,
}

/// Presets that one person may have.
pub const MOST: i64 = 500;

/// The most used first, then the newest; at most 1000.
///
/// # Errors
/// When the database refuses.
pub fn list(connection: &mut AnyConnection, filter: &Filter) -> QueryResult<Vec<Preset>> {
    let mut query = job_templates::table.into_boxed();
    if let Some(user) = &filter.visible_to {
        query = query.filter(dsl::shared.eq(true).or(dsl::created_by.eq(user)));
    }
    if let Some(category) = &filter.category {
        query = query.filter(dsl::category.eq(category));
    }
    if filter.only_shared {
        query = query.filter(dsl::shared.eq(true));
    }
    if let Some(user) = &filter.created_by {
        query = query.filter(dsl::created_by.eq(user));
    }
    query
        .order((dsl::usage_count.desc(), dsl::updated_at.desc(), dsl::id))
        .limit(1000)
        .select(Preset::as_select())
        .load(connection)
}

/// One of them, whoever's it is.
///
/// # Errors
/// When the database refuses.
pub fn find(connection: &mut AnyConnection, id: &str) -> QueryResult<Option<Preset>> {
    job_templates::table
        .find(id)
        .select(Preset::as_select())
        .first(connection)
        .optional()
}

/// Adds one, unless its owner has [`MOST`] already; false then.
///
/// # Errors
/// When the database refuses.
pub fn add(connection: &mut AnyConnection, preset: &Preset) -> QueryResult<bool> {
    transaction::write(connection, |connection| {
        let own = job_templates::table.filter(dsl::created_by.eq(&preset.created_by));
        if own.count().get_result::<i64>(connection)? >= MOST {
            return Ok(false);
        }
        diesel::insert_into(job_templates::table)
            .values(preset)
            .execute(connection)?;
        Ok(true)
    })
}

/// Changes one.
///
/// # Errors
/// When the database refuses.
pub fn change(connection: &mut AnyConnection, id: &str, changes: &Changes) -> QueryResult<usize> {
    diesel::update(job_templates::table.find(id))
        .set(changes)
        .execute(connection)
}

/// Counts that one was used.
///
/// # Errors
/// When the database refuses.
pub fn used(connection: &mut AnyConnection, id: &str) -> QueryResult<usize> {
    diesel::update(job_templates::table.find(id))
        .set(dsl::usage_count.eq(dsl::usage_count + 1_i64))
        .execute(connection)
}

/// Removes one.
///
/// # Errors
/// When the database refuses.
pub fn remove(connection: &mut AnyConnection, id: &str) -> QueryResult<usize> {
    diesel::delete(job_templates::table.find(id)).execute(connection)
}
