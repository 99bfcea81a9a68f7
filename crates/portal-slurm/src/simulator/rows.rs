//! What is told about the cluster, its partitions, reservations, QOS and accounts.

use std::sync::Arc;

use super::shared;
use super::view::VERSION;
use super::world::World;
use crate::model::{Account, Controller, Daemon, Member, Partition, Qos, Reservation};

impl World {
    pub(super) fn controller(&self) -> Controller {
        let daemon = |host: &str, role: &str| Daemon {
            host: shared(host),
            role: shared(role),
            up: true,
        };
        Controller {
            cluster: Arc::clone(&self.cluster),
            version: shared(VERSION),
            daemons: vec![daemon("ctl1", "primary"), daemon("ctl2", "backup1")],
            accounting: true,
            accounting_has_comments: true,
            jobs_are_private: false,
            nodes_are_private: false,
            min_job_age_seconds: self.plan.min_job_age_seconds.unsigned_abs(),
            slurm_user: shared("slurm"),
            simulated: true,
        }
    }

    pub(super) fn partition_rows(&self) -> Vec<Partition> {
        let row = |part: &super::world::Part| {
            let mut classes = part.classes.clone();
            classes.sort_unstable();
            let nodes: Vec<_> = classes
                .iter()
                .flat_map(|class| self.machines.of_class(*class))
                .collect();
            let groups = classes
                .iter()
                .filter_map(|class| Some(&self.machines.classes.get(*class)?.group));
            let plan = &part.plan;
            Partition {
                name: Arc::clone(&plan.name),
                state: plan.state,
                default: plan.default,
                node_list: self.machines.fold(&nodes),
                nodes: nodes.len() as u32,
                cpus: groups.map(|group| group.cpus * group.count).sum(),
                max_time_seconds: plan.max_time_seconds,
                default_time_seconds: Some(plan.default_time_seconds),
                min_nodes: 1,
                max_nodes: plan.max_nodes,
                max_cpus_per_node: None,
                max_memory_per_node_bytes: None,
                max_memory_per_cpu_bytes: None,
                default_memory_per_cpu_bytes: Some(plan.memory_per_cpu_bytes),
                default_memory_per_node_bytes: None,
                allow_accounts: plan.allow_accounts.clone(),
                allow_groups: Vec::new(),
                allow_qos: Vec::new(),
                deny_accounts: Vec::new(),
                deny_qos: Vec::new(),
                qos: shared(""),
                priority_tier: plan.priority_tier,
                priority_job_factor: plan.priority as u32,
                over_subscribe: shared("NO"),
                preempt_mode: shared("OFF"),
                root_only: false,
                reservation_required: false,
            }
        };
        self.parts.iter().map(row).collect()
    }

    pub(super) fn reservation_rows(&self) -> Vec<Reservation> {
        let row = |reserved: &super::world::Maintenance| {
            let cpus = reserved
                .nodes
                .iter()
                .filter_map(|node| Some(self.machines.group(*node)?.cpus));
            Reservation {
                name: Arc::clone(&reserved.name),
                state: shared(if reserved.start_at <= self.now {
                    "ACTIVE"
                } else {
                    "INACTIVE"
                }),
                start_at: reserved.start_at,
                end_at: reserved.end_at,
                node_list: self.machines.fold(&reserved.nodes),
                nodes: reserved.nodes.len() as u32,
                cores: cpus.sum(),
                partition: shared(""),
                users: vec![shared("root")],
                accounts: Vec::new(),
                groups: Vec::new(),
                features: shared(""),
                flags: ["MAINT", "WEEKLY", "SPEC_NODES"].map(shared).to_vec(),
            }
        };
        self.maintenance.iter().map(row).collect()
    }

    pub(super) fn qos_rows(&self) -> Vec<Qos> {
        let amount = |name: &str, limit: Option<u32>| limit.map(|limit| format!("{name}={limit}"));
        let row = |plan: &super::plan::QosPlan| {
            let per_user = [
                amount("cpu", plan.max_cpus_per_user),
                amount("gres/gpu", plan.max_gpus_per_user),
            ];
            Qos {
                name: Arc::clone(&plan.name),
                description: Arc::clone(&plan.description),
                priority: plan.priority,
                max_wall_seconds: plan.max_wall_seconds,
                max_jobs_per_user: plan.max_jobs_per_user,
                max_submit_jobs_per_user: plan.max_submit_per_user,
                max_tres_per_user: shared(per_user.into_iter().flatten().collect::<Vec<_>>().join(",")),
                group_tres: shared(amount("cpu", plan.group_cpus).unwrap_or_default()),
                preempt_mode: shared("cluster"),
                usage_factor: 1.0,
                ..Qos::default()
            }
        };
        self.plan.qos.iter().map(row).collect()
    }

    pub(super) fn account_rows(&self) -> Vec<Account> {
        let names = || {
            self.plan
                .qos
                .iter()
                .map(|qos| Arc::clone(&qos.name))
                .collect::<Vec<_>>()
        };
        let default_qos = self
            .plan
            .qos
            .first()
            .map_or_else(|| shared(""), |qos| Arc::clone(&qos.name));
        let row = |plan: &super::plan::AccountPlan| {
            let qos = if plan.qos.is_empty() { names() } else { plan.qos.clone() };
            let charges = self.plan.users.iter().filter(|user| user.accounts.contains(&plan.name));
            let member = |user: &super::plan::UserPlan| Member {
                user: Arc::clone(&user.name),
                partition: shared(""),
                default: user.accounts.first() == Some(&plan.name),
                shares: Some(1),
                qos: qos.clone(),
                default_qos: Arc::clone(&default_qos),
                max_jobs: None,
                max_tres_per_job: shared(""),
                max_wall_seconds: None,
            };
            Account {
                name: Arc::clone(&plan.name),
                parent: Arc::clone(&plan.parent),
                description: Arc::clone(&plan.description),
                organization: shared("demo"),
                shares: Some(plan.shares),
                group_tres: shared(plan.group_cpus.map(|cpus| format!("cpu={cpus}")).unwrap_or_default()),
                max_tres_per_job: shared(""),
                max_jobs: None,
                max_wall_seconds: None,
                members: charges.map(member).collect(),
                qos: qos.clone(),
            }
        };
        self.plan.accounts.iter().map(row).collect()
    }
}
