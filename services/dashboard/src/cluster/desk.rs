//! What the reading handlers work with.

/// The cluster as handlers see it.
#[derive(Debug, Default)]
pub(crate) struct ClusterDesk {}
