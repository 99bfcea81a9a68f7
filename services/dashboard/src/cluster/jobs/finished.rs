//! Jobs that have ended, from the history.

use actix_web::HttpResponse;
use portal_slurm::model::JobRef;
use portal_slurm::snapshot::JobQuery;
use portal_slurm::words::Language;

use super::view::JobView;
use crate::cluster::desk::{ClusterDesk, Sight};
use crate::cluster::error::ClusterError;

/// A page of the history.
///
/// # Errors
/// When the database cannot be asked.
#[expect(clippy::unused_async, reason = "the history is on its way")]
pub(super) async fn list(_desk: &ClusterDesk, _sight: &Sight, _wanted: JobQuery) -> Result<HttpResponse, ClusterError> {
    Err(ClusterError::NotConfigured)
}

/// A job that slurmctld has forgotten.
///
/// # Errors
/// When there is none that the caller may see.
#[expect(clippy::unused_async, reason = "the history is on its way")]
pub(super) async fn find(
    _desk: &ClusterDesk,
    _sight: &Sight,
    _wanted: JobRef,
    _language: Language,
) -> Result<JobView, ClusterError> {
    Err(ClusterError::NoJob)
}

/// The history as a table.
pub(super) fn lines(
    _desk: &ClusterDesk,
    _sight: Sight,
    _wanted: JobQuery,
) -> impl futures_util::Stream<Item = Result<actix_web::web::Bytes, portal_db::DbError>> + use<> {
    futures_util::stream::empty()
}
