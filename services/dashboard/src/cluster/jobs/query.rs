//! Which jobs somebody asks for.

use serde::Deserialize;
use utoipa::IntoParams;

/// Which jobs. Filters with several values are lists with commas.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobFilterQuery {
    /// `queue` (what slurmctld knows; default) or `finished` (the history).
    #[param(value_type = Option<String>)]
    pub(super) r#in: Option<String>,
    /// Slurm's words such as `PENDING,RUNNING`, or `active`, `waiting`, `ended`.
    pub(super) state: Option<String>,
    /// User names; `me` is the caller.
    pub(super) user: Option<String>,
    pub(super) account: Option<String>,
    pub(super) partition: Option<String>,
    pub(super) qos: Option<String>,
    /// Runs, or ran, on one of these nodes.
    pub(super) node: Option<String>,
    pub(super) reservation: Option<String>,
    /// Tasks of the array with this number.
    #[param(value_type = Option<u32>)]
    pub(super) array: Option<String>,
    /// Raw job ids, at most 500.
    pub(super) ids: Option<String>,
    /// A part of id, name, user, account, node list, working directory or command.
    pub(super) q: Option<String>,
    /// RFC 3339: submitted at that time or later; with `in=finished`, ended.
    pub(super) since: Option<String>,
    /// RFC 3339: before that time.
    pub(super) until: Option<String>,
    /// `id`, `submit`, `start`, `end`, `priority`, `name`, `user`, `account`, `partition`, `qos`, `state`, `cpus`, `nodes`, `memory`, `gpus` or
    /// `time_limit`; `-` in front turns the order. `-submit` when absent, `-end` with `in=finished`.
    pub(super) sort: Option<String>,
}
