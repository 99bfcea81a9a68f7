//! Which nodes somebody asks for.

use serde::Deserialize;
use utoipa::IntoParams;

/// Which nodes. Filters with several values are lists with commas.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NodeFilterQuery {
    /// `idle`, `mixed`, `allocated`, `draining`, `drained`, `down`, `unknown`, `future`; or `attention`.
    pub(super) state: Option<String>,
    pub(super) partition: Option<String>,
    pub(super) feature: Option<String>,
    /// Names of generic resources, such as `gpu`, or with the kind, `gpu:a100`.
    pub(super) gres: Option<String>,
    /// A part of name, address, reason, feature or partition.
    pub(super) q: Option<String>,
    /// `name` (default), `state`, `cpus`, `load`, `memory`, `gpus` or `boot`; `-` in front turns the order.
    pub(super) sort: Option<String>,
}

/// Which part of the map.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MapQuery {
    /// Only nodes of this partition.
    pub(super) partition: Option<String>,
}
