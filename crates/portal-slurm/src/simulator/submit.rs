//! Submitting, and asking what would become of it.

use super::demand::Demand;
use super::job::Papers;
use super::machines::FAR;
use super::refused;
use super::world::World;
use crate::SlurmError;
use crate::model::{JobId, StartEstimate};
use crate::submission::{Marker, Submission};

impl World {
    /// `sbatch`.
    pub(super) fn submit(&mut self, user: &str, asked: &Submission) -> Result<JobId, SlurmError> {
        let Demand { new, depends } = match self.demand(user, asked) {
            Ok(demand) => demand,
            Err(wrong) if wrong.contains("; ") => return refused(wrong),
            Err(wrong) if wrong.starts_with("Job violates") => {
                return refused(format!(
                    "QOSMaxSubmitJobPerUserLimit; Batch job submission failed: {wrong}"
                ));
            }
            Err(wrong) => return refused(format!("Batch job submission failed: {wrong}")),
        };
        let text = |path: &Option<crate::submission::ClusterPath>| path.as_ref().map(|path| super::shared(&**path));
        let papers = Papers {
            stdout: text(&asked.stdout),
            stderr: text(&asked.stderr),
        };
        let on: Vec<JobId> = depends.on().collect();
        let singleton = depends.is_singleton();
        let id = self.create(new);
        if singleton {
            self.singletons.insert(id);
        }
        if let Some(job) = self.jobs.get_mut(&id) {
            job.papers = Some(Box::new(papers));
            job.depends = depends;
            job.begin_at = asked.begin_at;
            if let Some(marker) = &asked.marker {
                job.row.comment = super::shared(&**marker);
            }
            if asked.hold {
                job.row.priority = 0;
            }
        }
        for on in on {
            self.dependents.entry(on).or_default().push(id);
        }
        self.wait(id);
        Ok(id)
    }

    /// `sbatch --test-only`: as if it were submitted now, before all that waits.
    pub(super) fn estimate(&mut self, user: &str, asked: &Submission) -> Result<StartEstimate, SlurmError> {
        let new = match self.demand(user, asked) {
            Ok(demand) => demand.new,
            Err(wrong) => return refused(format!("allocation failure: {wrong}")),
        };
        let limit = new
            .limit_seconds
            .and_then(|limit| i64::try_from(limit).ok())
            .unwrap_or(FAR);
        let best = new
            .parts
            .iter()
            .filter_map(|part| {
                let now = self.find(&new.ask, *part, (self.now + limit).min(FAR), None).ok();
                let now = now.map(|nodes| (self.now, nodes));
                let (start_at, nodes) = now.or_else(|| self.earliest(&new.ask, *part, limit))?;
                Some((start_at, *part, nodes))
            })
            .min_by_key(|(start_at, ..)| *start_at);
        let Some((start_at, part, nodes)) = best else {
            return refused("allocation failure: Requested node configuration is not available");
        };
        let begin_at = asked.begin_at.unwrap_or(start_at);
        Ok(StartEstimate {
            start_at: start_at.max(begin_at),
            cpus: new.ask.cpus(),
            node_list: self.machines.fold(&nodes),
            partition: self
                .parts
                .get(part)
                .map_or_else(|| super::shared(""), |part| part.plan.name.clone()),
        })
    }

    /// The job of that user with that comment; an array's own number.
    pub(super) fn find_marked(&self, user: &str, marker: &Marker) -> Option<JobId> {
        let here = self.jobs.values().rev().map(|job| &job.row);
        let here = here.filter(|row| *row.user == *user && *row.comment == **marker);
        let here = here
            .map(|row| row.array.as_ref().map_or(row.id, |array| array.job_id))
            .next();
        here.or_else(|| {
            let ended = self.finished.iter().rev();
            let ended = ended.filter(|job| *job.user == *user && *job.comment == **marker);
            ended.map(|job| job.id).min()
        })
    }
}
