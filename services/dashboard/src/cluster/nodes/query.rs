//! Which nodes somebody asks for.

use portal_slurm::snapshot::{Needle, NodeFilter, NodeSort, NodeSortKey, NodeStateFilter, NodeSummary};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::cluster::asked::{given, list};
use crate::cluster::error::ClusterError;

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

impl NodeFilterQuery {
    /// Which nodes.
    ///
    /// # Errors
    /// Names what is not as expected.
    pub(super) fn filter(&self) -> Result<NodeFilter, ClusterError> {
        Ok(NodeFilter {
            states: states(self.state.as_deref())?,
            partitions: list(self.partition.as_deref()),
            features: list(self.feature.as_deref()),
            gres: list(self.gres.as_deref()),
            names: Vec::new(),
            text: self.q.as_deref().and_then(Needle::new),
        })
    }

    /// In which order.
    ///
    /// # Errors
    /// When there is no such order.
    pub(super) fn sort(&self) -> Result<NodeSort, ClusterError> {
        given(self.sort.as_deref()).map_or(Ok(NodeSort::default()), |word| {
            NodeSort::named(word).ok_or_else(|| {
                let words = NodeSortKey::ALL.map(|(_, word)| word).join(", ");
                ClusterError::bad_query(
                    "sort",
                    format!("one of {words}, with - in front for the other direction"),
                )
            })
        })
    }
}

fn states(text: Option<&str>) -> Result<Vec<NodeStateFilter>, ClusterError> {
    let named = |word: String| {
        NodeStateFilter::named(&word).ok_or_else(|| {
            let words = NodeSummary::ALL.map(NodeSummary::as_str).join(", ");
            ClusterError::bad_query("state", format!("of {words}, attention"))
        })
    };
    list(text).into_iter().map(named).collect()
}
