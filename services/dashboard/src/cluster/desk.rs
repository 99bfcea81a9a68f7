//! What the reading handlers work with: the newest snapshot, as much of it as the caller may see.

use std::sync::Arc;

use portal_config::Clock;
use portal_db::{Db, DbError, job_submissions};
use portal_http::{Caller, Mode};
use portal_jwt::Permission;
use portal_slurm::model::Controller;
use portal_slurm::snapshot::{JobSet, NodeSet, Part, Snapshot};

use super::age::Age;
use super::collector::{Range, Utilised, Watch};
use super::error::ClusterError;
use super::jobs::detail::Details;

/// What a desk is made of.
pub(crate) struct ClusterDeskParts {
    pub(crate) watch: Watch,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    /// Whether this is the demo.
    pub(crate) mode: Mode,
}

/// The cluster as handlers see it.
pub(crate) struct ClusterDesk {
    watch: Watch,
    pub(crate) details: Details,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    mode: Mode,
}

impl ClusterDesk {
    pub(crate) fn new(parts: ClusterDeskParts) -> Self {
        Self {
            details: Details::new(Arc::clone(parts.watch.slurm()), parts.clock.clone()),
            watch: parts.watch,
            db: parts.db,
            clock: parts.clock,
            mode: parts.mode,
        }
    }

    /// The newest snapshot as `caller` may see it; parts of it may be unknown.
    pub(crate) fn sight(&self, caller: &Caller) -> Sight {
        Sight {
            snapshot: self.watch.now(),
            caller: caller.name().into(),
            sees_all: caller.claims.may(Permission::Admin),
            now_ms: self.clock.unix_millis(),
        }
    }

    /// The submission of a job of a template, if the caller may see it.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub(crate) async fn submission_of(&self, sight: &Sight, user: &str, job_id: i64) -> Result<Option<i64>, DbError> {
        if !sight.sees_all && *sight.caller != *user {
            return Ok(None);
        }
        let user = user.to_owned();
        self.db
            .run(move |connection| job_submissions::id_of_job(connection, &user, job_id))
            .await
    }

    /// How much was in use.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub(crate) async fn utilisation(&self, range: Range) -> Result<Utilised, DbError> {
        self.watch.utilisation(range).await
    }

    /// What the earlier portal calls `mode`: whether the data are a simulation's.
    pub(crate) fn mode(&self) -> &'static str {
        let told = self.watch.now().controller.value.clone();
        let simulated = told.map_or(self.mode == Mode::Demo, |controller| controller.simulated);
        if simulated { "mock" } else { "production" }
    }
}

/// A snapshot as one caller may see it. Where Slurm keeps jobs or nodes private, everything here is made of the caller's own jobs
/// and the nodes that they hold, counts too.
#[derive(Clone, Debug)]
pub(crate) struct Sight {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) caller: Arc<str>,
    /// Whether what is private is not for them.
    pub(crate) sees_all: bool,
    /// When the request came, milliseconds since the Unix epoch.
    pub(crate) now_ms: i64,
}

impl Sight {
    /// Whether others' jobs are hidden.
    pub(crate) fn only_own_jobs(&self) -> bool {
        !self.sees_all && self.snapshot.jobs_are_private()
    }

    /// Whether nodes that the caller's jobs do not hold are hidden.
    pub(crate) fn only_own_nodes(&self) -> bool {
        !self.sees_all && self.snapshot.nodes_are_private()
    }

    /// The jobs that the caller may see.
    ///
    /// # Errors
    /// Why nothing is known.
    pub(crate) fn jobs(&self) -> Result<Arc<JobSet>, ClusterError> {
        let all = self.snapshot.jobs.get()?;
        if !self.only_own_jobs() {
            return Ok(Arc::clone(all));
        }
        let own = all.of_user(&self.caller).map(|job| (**job).clone());
        Ok(Arc::new(JobSet::new(own.collect())))
    }

    /// The nodes that the caller may see.
    ///
    /// # Errors
    /// Why nothing is known.
    pub(crate) fn nodes(&self) -> Result<Arc<NodeSet>, ClusterError> {
        let all = self.snapshot.nodes.get()?;
        if !self.only_own_nodes() {
            return Ok(Arc::clone(all));
        }
        let own = self.snapshot.jobs.get()?.of_user(&self.caller);
        let held = own.filter(|job| job.state.holds_nodes());
        let names = held.flat_map(|job| portal_slurm::hostlist::expand(&job.node_list));
        let nodes = names.filter_map(|name| all.get(&name)).map(|node| (**node).clone());
        Ok(Arc::new(NodeSet::new(nodes.collect())))
    }

    /// What slurmctld says about itself, when it has.
    pub(crate) fn controller(&self) -> Option<&Controller> {
        self.snapshot.controller.value.as_deref()
    }

    /// The age of an answer that is made of `part`.
    pub(crate) fn age<T>(&self, part: &Part<T>) -> Age {
        Age::new(part.as_of.unwrap_or(0), part.is_stale(self.now_ms))
    }
}
