//! What a job may cost, by the formula that the earlier portal had.

use portal_templates::schema::Slurm;
use serde::Serialize;

/// US dollars for a node and hour.
const NODE_HOUR: f64 = 0.50;
/// US dollars for a GiB of memory and hour.
const GIB_HOUR: f64 = 0.01;

/// An estimate; what a site really asks for the portal does not know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// US dollars.
    pub total_cost_usd: f64,
    /// What it is made of.
    pub breakdown: Breakdown,
    /// What is used.
    pub resources: Resources,
    /// For people.
    pub note: &'static str,
}

/// US dollars each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breakdown {
    /// Nodes × 0.50 × hours.
    pub node_cost: f64,
    /// GiB × 0.01 × hours.
    pub memory_cost: f64,
}

/// What a job asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Resources {
    /// How many.
    pub nodes: u32,
    /// How many.
    pub ntasks: u32,
    /// GiB.
    pub memory_gb: f64,
    /// The whole limit.
    pub time_hours: f64,
}

/// Estimates as the earlier portal did, and reads all forms of times.
#[must_use]
pub fn estimate(slurm: &Slurm) -> Cost {
    let hours = as_number(slurm.time.seconds()) / 3600.0;
    let gib = as_number(slurm.memory.kibibytes()) / (1024.0 * 1024.0);
    let node_cost = cents(f64::from(slurm.nodes) * NODE_HOUR * hours);
    let memory_cost = cents(gib * GIB_HOUR * hours);
    Cost {
        total_cost_usd: cents(node_cost + memory_cost),
        breakdown: Breakdown { node_cost, memory_cost },
        resources: Resources {
            nodes: slurm.nodes,
            ntasks: slurm.ntasks,
            memory_gb: gib,
            time_hours: hours,
        },
        note: "Estimated cost - actual cost may vary",
    }
}

/// Seconds of a year and KiB of a petabyte are whole numbers of an `f64`, and far below 2^52.
fn as_number(amount: u64) -> f64 {
    let (high, low) = (amount >> 32, amount & 0xffff_ffff);
    f64::from(u32::try_from(high).unwrap_or(u32::MAX)) * 4_294_967_296.0
        + f64::from(u32::try_from(low).unwrap_or(u32::MAX))
}

/// Four places: a minute of one node is less than a cent.
fn cents(dollars: f64) -> f64 {
    (dollars * 10_000.0).round() / 10_000.0
}
