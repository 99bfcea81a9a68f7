//! `GET /api/v2/templates/watcher/status`

use actix_web::web::{Data, Json};
use portal_http::JobsReader;
use portal_templates::watch::How;
use serde::Serialize;
use utoipa::ToSchema;

use super::shelf::{TemplateShelf, is_admin};

/// How the folder is followed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatcherView {
    running: bool,
    /// For administrators: the folder.
    #[schema(required = true)]
    watch_path: Option<String>,
    message: &'static str,
    /// `events`, or `polling` where the file system tells nothing.
    how: &'static str,
    /// For administrators: why it is polled.
    #[schema(required = true)]
    why: Option<String>,
    /// Whether the folder is away; then templates can be read and not changed.
    away: bool,
    /// For administrators: why.
    #[schema(required = true)]
    away_reason: Option<String>,
    /// Files that are known.
    files: usize,
}

/// Tells how the folder of templates is followed.
#[utoipa::path(get, path = "/api/v2/templates/watcher/status", operation_id = "showTemplateWatcher", tag = "templates",
    responses((status = 200, body = WatcherView), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody)))]
pub(crate) async fn status(shelf: Data<TemplateShelf>, caller: JobsReader) -> Json<WatcherView> {
    let (status, running) = shelf.keeper.status();
    let for_admins = |text: String| Some(text).filter(|_| is_admin(&caller));
    let (how, why) = match status.how {
        How::Events => ("events", None),
        How::Polling { why } => ("polling", for_admins(why)),
    };
    Json(WatcherView {
        running,
        watch_path: for_admins(shelf.store.root().display().to_string()),
        message: if running {
            "Template watcher is running"
        } else {
            "Template watcher stopped"
        },
        how,
        why,
        away: status.away.is_some(),
        away_reason: status.away.and_then(for_admins),
        files: status.files,
    })
}
