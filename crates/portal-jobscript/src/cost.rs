//! What a job would use when it runs until its limit, and what that costs at a site's prices.

use portal_templates::schema::Slurm;
use serde::Serialize;

/// What a job asks for, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Usage {
    /// How many.
    pub nodes: u32,
    /// How many in all.
    pub ntasks: u32,
    /// GiB of each node; none when the job takes all that its nodes have, which is known once it runs.
    pub memory_gib: Option<f64>,
    /// The whole limit, hours.
    pub time_hours: f64,
    /// Nodes × hours.
    pub node_hours: f64,
    /// GiB of all nodes × hours.
    pub gib_hours: Option<f64>,
}

impl Usage {
    /// What a job that asks for this uses at most.
    #[must_use]
    pub fn of(slurm: &Slurm) -> Self {
        let (nodes, time_hours) = (f64::from(slurm.nodes), hours(slurm));
        // To Slurm no memory is all of it.
        let memory_gib = Some(gib(slurm)).filter(|gib| *gib > 0.0);
        Self {
            nodes: slurm.nodes,
            ntasks: slurm.ntasks,
            memory_gib,
            time_hours,
            node_hours: rounded(nodes * time_hours),
            gib_hours: memory_gib.map(|gib| rounded(nodes * gib * time_hours)),
        }
    }
}

/// What a site asks, in its currency. What has no price is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Prices {
    /// For a node and hour.
    pub node_hour: Option<f64>,
    /// For a GiB of memory and hour.
    pub gib_hour: Option<f64>,
}

/// What a job costs at most, in the currency of the prices.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cost {
    /// All of it.
    pub total: f64,
    /// Of its nodes; none when they have no price.
    pub nodes: Option<f64>,
    /// Of its memory; none when that has no price.
    pub memory: Option<f64>,
}

impl Prices {
    /// What it costs; none without a price, and where something with a price is of unknown size.
    #[must_use]
    pub fn of(&self, usage: &Usage) -> Option<Cost> {
        let nodes = self.node_hour.map(|price| rounded(price * usage.node_hours));
        let memory = match self.gib_hour {
            Some(price) => Some(rounded(price * usage.gib_hours?)),
            None => None,
        };
        if nodes.is_none() && memory.is_none() {
            return None;
        }
        let total = rounded(nodes.unwrap_or_default() + memory.unwrap_or_default());
        Some(Cost { total, nodes, memory })
    }

    fn are_there(&self) -> bool {
        self.node_hour.is_some() || self.gib_hour.is_some()
    }
}

/// As the earlier portal told it, in US dollars.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EarlierCost {
    /// All of it.
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
    /// Of the nodes.
    pub node_cost: f64,
    /// Of the memory.
    pub memory_cost: f64,
}

/// What a job asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Resources {
    /// How many.
    pub nodes: u32,
    /// How many.
    pub ntasks: u32,
    /// GiB of each node.
    pub memory_gb: f64,
    /// The whole limit.
    pub time_hours: f64,
}

/// What the earlier portal took a node and hour for, US dollars.
const EARLIER_NODE_HOUR: f64 = 0.50;
/// What it took a GiB of memory and hour for, US dollars.
const EARLIER_GIB_HOUR: f64 = 0.01;

impl EarlierCost {
    /// At the site's prices in US dollars. Without any, by the formula that clients of the earlier portal know: its constants,
    /// and the memory of one node.
    #[must_use]
    pub fn of(slurm: &Slurm, dollars: &Prices) -> Self {
        let usage = Usage::of(slurm);
        let (node_cost, memory_cost) = if dollars.are_there() {
            let part = |price: Option<f64>, used| rounded(price.unwrap_or_default() * used);
            (
                part(dollars.node_hour, usage.node_hours),
                part(dollars.gib_hour, usage.gib_hours.unwrap_or_default()),
            )
        } else {
            (
                rounded(EARLIER_NODE_HOUR * f64::from(usage.nodes) * usage.time_hours),
                rounded(EARLIER_GIB_HOUR * gib(slurm) * usage.time_hours),
            )
        };
        Self {
            total_cost_usd: rounded(node_cost + memory_cost),
            breakdown: Breakdown { node_cost, memory_cost },
            resources: Resources {
                nodes: usage.nodes,
                ntasks: usage.ntasks,
                memory_gb: gib(slurm),
                time_hours: usage.time_hours,
            },
            note: "Estimated cost - actual cost may vary",
        }
    }
}

fn hours(slurm: &Slurm) -> f64 {
    as_number(slurm.time.seconds()) / 3600.0
}

fn gib(slurm: &Slurm) -> f64 {
    as_number(slurm.memory.kibibytes()) / (1024.0 * 1024.0)
}

/// Seconds of a year and KiB of a petabyte are whole numbers of an `f64`, and far below 2^52.
fn as_number(amount: u64) -> f64 {
    let (high, low) = (amount >> 32, amount & 0xffff_ffff);
    f64::from(u32::try_from(high).unwrap_or(u32::MAX)) * 4_294_967_296.0
        + f64::from(u32::try_from(low).unwrap_or(u32::MAX))
}

/// Four places: a minute of one node is less than a cent.
fn rounded(amount: f64) -> f64 {
    (amount * 10_000.0).round() / 10_000.0
}
