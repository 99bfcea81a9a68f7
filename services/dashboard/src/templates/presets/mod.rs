//! `/api/templates`: saved values of job forms, which the earlier portal calls templates too (contract 5.6).
//!
//! A person sees their own and shared ones, and changes their own; administrators see and change all.

pub(crate) mod change;
pub(crate) mod create;
mod draft;
mod error;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod show;
pub(crate) mod used;

use portal_db::job_templates::{self, Preset};
use portal_http::{Caller, DashboardUser};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::shelf::{TemplateShelf, is_admin};
use error::PresetError;

/// Saved values.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PresetView {
    /// `tpl-` and 12 hexadecimal digits.
    id: String,
    name: String,
    description: String,
    /// `ml`, `simulation`, `data` or `custom`.
    category: String,
    /// 1: everybody sees it; 0.
    shared: u8,
    #[schema(value_type = Object)]
    config: Value,
    /// Whose it is.
    created_by: String,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    updated_at: String,
    usage_count: i64,
    #[schema(required = true)]
    apptainer_template_id: Option<String>,
    #[schema(required = true)]
    apptainer_image_id: Option<String>,
    #[schema(value_type = Option<Object>)]
    custom_values: Option<Value>,
}

impl From<Preset> for PresetView {
    fn from(row: Preset) -> Self {
        let json = |text: &str| serde_json::from_str(text).unwrap_or_default();
        Self {
            id: row.id,
            name: row.name,
            description: row.description,
            category: row.category,
            shared: u8::from(row.shared),
            config: json(&row.config),
            created_by: row.created_by,
            created_at: row.created_at,
            updated_at: row.updated_at,
            usage_count: row.usage_count,
            apptainer_template_id: row.apptainer_template_id,
            apptainer_image_id: row.apptainer_image_id,
            custom_values: row.custom_values.as_deref().map(json),
        }
    }
}

/// It is done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Done {
    success: bool,
    message: &'static str,
}

impl Done {
    fn new(message: &'static str) -> Self {
        Self { success: true, message }
    }
}

/// What older clients are told when something is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PresetErrorBody {
    /// Always false.
    success: bool,
    error: String,
    code: String,
}

/// The preset of this id; one that the caller may not see is reported as missing.
///
/// # Errors
/// When there is none.
async fn find(shelf: &TemplateShelf, caller: &Caller, id: &str) -> Result<Preset, PresetError> {
    let id = id.to_owned();
    if id.contains('\0') {
        return Err(PresetError::NotFound);
    }
    let found = shelf
        .ask(move |connection| job_templates::find(connection, &id))
        .await?;
    let may_see = |row: &Preset| row.shared || row.created_by == caller.name() || is_admin(caller);
    found.filter(may_see).ok_or(PresetError::NotFound)
}

/// The same, to change it.
///
/// # Errors
/// Also when it is somebody else's.
async fn find_own(shelf: &TemplateShelf, caller: &DashboardUser, id: &str) -> Result<Preset, PresetError> {
    let row = find(shelf, caller, id).await?;
    if row.created_by == caller.name() || is_admin(caller) {
        Ok(row)
    } else {
        Err(PresetError::NotYours)
    }
}
