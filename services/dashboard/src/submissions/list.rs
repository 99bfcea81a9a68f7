//! `GET /api/v2/submissions`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use portal_audit::Action;
use portal_db::job_submissions::{self, Filter, Status};
use portal_http::{JobsReader, audited};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::desk::{SubmissionDesk, only_of};
use super::error::SubmissionError;
use super::view::SubmissionView;
use crate::cluster::asked::{Asked, PageQuery, given, list as words};
use crate::cluster::error::ClusterError;

/// Which submissions.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SubmissionQuery {
    /// Whose; of others only for administrators.
    user: Option<String>,
    /// The template's id.
    template: Option<String>,
    /// Comma list of `submitted`, `running`, `completed`, `failed`, `cancelled`, `unknown`.
    status: Option<String>,
    /// A part of the job's name.
    q: Option<String>,
}

/// A page, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubmissionsView {
    submissions: Vec<SubmissionView>,
    /// Rows on all pages.
    total: i64,
    /// Where the next page begins; null on the last one.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

/// Lists the caller's own jobs of templates; an administrator sees everybody's.
#[utoipa::path(get, path = "/api/v2/submissions", operation_id = "listSubmissions", tag = "submissions", params(SubmissionQuery, PageQuery),
    responses((status = 200, body = SubmissionsView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn list(
    desk: Data<SubmissionDesk>,
    caller: JobsReader,
    request: HttpRequest,
    asked: Asked<SubmissionQuery, PageQuery>,
) -> Result<Json<SubmissionsView>, SubmissionError> {
    let Asked(query, page) = asked;
    let limit = i64::try_from(page.limit()?).unwrap_or(i64::MAX);
    let after = page.cursor().map(|cursor| {
        let id = cursor.parse::<i64>();
        id.map_err(|_not_a_number| ClusterError::bad_query("cursor", "the next_cursor of a page"))
    });
    let after = after.transpose()?;
    let status = words(query.status.as_deref());
    if status.iter().any(|word| Status::named(word).is_none()) {
        let known = Status::ALL.map(Status::as_str).join(", ");
        return Err(ClusterError::bad_query("status", format!("of {known}")).into());
    }
    let asked_for = given(query.user.as_deref()).map(str::to_owned);
    let filter = Filter {
        // One's own, whatever is asked for.
        user: match only_of(&caller) {
            Some(own) if asked_for.as_ref().is_some_and(|user| *user != own) => Some(String::new()),
            Some(own) => Some(own),
            None => asked_for,
        },
        template: given(query.template.as_deref()).map(str::to_owned),
        status,
        text: given(query.q.as_deref()).map(str::to_owned),
    };
    let found = desk.ask(move |connection| job_submissions::list(connection, &filter, after, limit));
    let found = found.await?;
    if found.submissions.iter().any(|row| row.asked.user_name != caller.name()) {
        let entry = audited(&request, Action::SubmissionsRead, "submissions:*");
        desk.trail.read(entry).await?;
    }
    Ok(Json(SubmissionsView {
        submissions: found.submissions.into_iter().map(SubmissionView::from).collect(),
        total: found.total,
        next_cursor: found.next.map(|id| id.to_string()),
    }))
}
