//! Acts on a cluster by `sbatch`, `scancel` and `scontrol`.

pub(super) mod change;
pub(super) mod find;
pub(super) mod submit;
