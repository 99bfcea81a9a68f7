//! Routes of the earlier portal about the cluster, with its shapes and true values (docs/COMPATIBILITY.md).

pub(crate) mod act_on_jobs;
pub(crate) mod act_on_nodes;
pub(crate) mod config;
pub(crate) mod error;
pub(crate) mod groups;
pub(crate) mod jobs;
pub(crate) mod metrics;
pub(crate) mod node_history;
pub(crate) mod nodes;
pub(crate) mod slurm_nodes;
pub(crate) mod status;
pub(crate) mod submit;
mod text;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::age::Age;
use super::answer::answer;
use super::desk::{ClusterDesk, Sight};
use super::error::ClusterError;
use error::LegacyError;

/// Answers as the new routes do, with a 304 for who has it already; errors in the earlier words.
fn told<T: Serialize>(
    desk: &ClusterDesk,
    request: &HttpRequest,
    sight: &Sight,
    age: Age,
    view: impl FnOnce() -> Result<T, ClusterError>,
) -> Result<HttpResponse, LegacyError> {
    answer(request, sight, age, desk.mode(), view).map_err(|error| LegacyError::new(error, desk.mode()))
}
