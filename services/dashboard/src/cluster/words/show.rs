//! `GET /api/v2/words`: Slurm's words in people's.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use portal_http::Caller;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cluster::asked::{Asked, Nothing};
use crate::cluster::error::ClusterError;

/// The dictionary in the language that `Accept-Language` asks for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Words {
    /// `en` or `ko`.
    language: &'static str,
    /// States of jobs.
    states: BTreeMap<String, WordView>,
    /// Why jobs wait, or ended so.
    reasons: BTreeMap<String, ReasonView>,
    /// States of nodes.
    node_states: BTreeMap<String, WordView>,
    /// Flags of nodes.
    node_flags: BTreeMap<String, WordView>,
    /// Limits of partitions, QOS and accounts.
    limits: BTreeMap<String, WordView>,
}

/// What a word means.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WordView {
    title: String,
    meaning: String,
}

/// What a reason means, and what one can do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonView {
    title: String,
    meaning: String,
    advice: String,
}

/// Explains Slurm's words.
#[utoipa::path(get, path = "/api/v2/words", operation_id = "getWords", tag = "cluster",
    responses((status = 200, body = Words), (status = 304), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn show(
    caller: Caller,
    request: HttpRequest,
    asked: Asked<Nothing>,
) -> Result<HttpResponse, ClusterError> {
    let _ = (caller, request, asked);
    Err(ClusterError::NotConfigured)
}
