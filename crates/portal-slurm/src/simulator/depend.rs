//! Dependencies of jobs on others, as `--dependency` says them.

use std::fmt::Write as _;
use std::sync::Arc;

use super::world::World;
use crate::model::{JobId, JobRef, JobState};

/// What has to be true of the other job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    After,
    AfterAny,
    AfterOk,
    AfterNotOk,
    AfterCorresponding,
}

/// One condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Condition {
    kind: Kind,
    on: JobRef,
    failed: bool,
}

/// All conditions of a job that are not fulfilled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dependencies {
    conditions: Vec<Condition>,
    /// One of them is enough.
    any: bool,
    /// No other job of the same name and owner may be there.
    singleton: bool,
}

/// How it stands with the conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Fulfilled,
    Open,
    Never,
}

/// Not a dependency.
#[derive(Debug)]
pub(super) struct BadDependency;

impl Dependencies {
    /// Reads `afterok:12:13,afterany:14`, with `?` for "or", and `singleton`.
    pub(super) fn read(text: &str) -> Result<Self, BadDependency> {
        let mut read = Self {
            any: text.contains('?'),
            ..Self::default()
        };
        for part in text.split([',', '?']).filter(|part| !part.is_empty()) {
            if part == "singleton" {
                read.singleton = true;
                continue;
            }
            let (kind, jobs) = part.split_once(':').ok_or(BadDependency)?;
            let kind = match kind {
                "after" => Kind::After,
                "afterany" => Kind::AfterAny,
                "afterok" => Kind::AfterOk,
                "afternotok" => Kind::AfterNotOk,
                "aftercorr" => Kind::AfterCorresponding,
                _ => return Err(BadDependency),
            };
            for job in jobs.split(':') {
                let on = job.trim_end_matches("_*").parse().or(Err(BadDependency))?;
                let failed = false;
                read.conditions.push(Condition { kind, on, failed });
            }
        }
        Ok(read)
    }

    /// `afterok` of one job.
    pub(super) fn after_ok(on: JobId) -> Self {
        let condition = Condition {
            kind: Kind::AfterOk,
            on: JobRef::Job(on),
            failed: false,
        };
        Self {
            conditions: vec![condition],
            ..Self::default()
        }
    }

    /// Jobs that are named, by the number of the record or of the array.
    pub(super) fn on(&self) -> impl Iterator<Item = JobId> {
        self.conditions.iter().map(|condition| match condition.on {
            JobRef::Job(id) | JobRef::Task(id, _) | JobRef::Component(id, _) => id,
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.conditions.is_empty() && !self.singleton
    }

    pub(super) fn is_singleton(&self) -> bool {
        self.singleton
    }

    /// As Slurm shows what is not fulfilled: `afterok:12(unfulfilled)`.
    pub(super) fn text(&self) -> Arc<str> {
        let mut text = String::new();
        let or = if self.any { '?' } else { ',' };
        for condition in &self.conditions {
            if !text.is_empty() {
                text.push(or);
            }
            let kind = match condition.kind {
                Kind::After => "after",
                Kind::AfterAny => "afterany",
                Kind::AfterOk => "afterok",
                Kind::AfterNotOk => "afternotok",
                Kind::AfterCorresponding => "aftercorr",
            };
            let state = if condition.failed { "failed" } else { "unfulfilled" };
            let _ = write!(text, "{kind}:{}({state})", condition.on);
        }
        if self.singleton {
            if !text.is_empty() {
                text.push(or);
            }
            text.push_str("singleton(unfulfilled)");
        }
        text.into()
    }
}

/// How it went with another job.
enum Outcome {
    Waits,
    Runs,
    Ended { well: bool },
}

impl World {
    /// Looks at the conditions of a waiting job again; those that are fulfilled are gone afterwards.
    pub(super) fn judge(&self, job: JobId, depends: &mut Dependencies) -> Standing {
        let mut one_fulfilled = false;
        depends.conditions.retain_mut(|condition| {
            let (done, failed) = self.stands(*condition);
            condition.failed = failed;
            one_fulfilled |= done;
            !done
        });
        if depends.singleton && !self.has_namesake(job) {
            depends.singleton = false;
            one_fulfilled = true;
        }
        if depends.is_empty() || (depends.any && one_fulfilled) {
            *depends = Dependencies::default();
            return Standing::Fulfilled;
        }
        let failed = |condition: &Condition| condition.failed;
        let never = if depends.any {
            !depends.singleton && depends.conditions.iter().all(failed)
        } else {
            depends.conditions.iter().any(failed)
        };
        if never { Standing::Never } else { Standing::Open }
    }

    /// Whether a condition is fulfilled, and whether it never will be.
    fn stands(&self, condition: Condition) -> (bool, bool) {
        match (self.outcome(condition.on), condition.kind) {
            (Outcome::Waits, _) => (false, false),
            (Outcome::Runs, kind) => (kind == Kind::After, false),
            (Outcome::Ended { .. }, Kind::After | Kind::AfterAny) => (true, false),
            (Outcome::Ended { well }, Kind::AfterOk | Kind::AfterCorresponding) => (well, !well),
            (Outcome::Ended { well }, Kind::AfterNotOk) => (!well, well),
        }
    }

    fn outcome(&self, on: JobRef) -> Outcome {
        let id = match on {
            JobRef::Job(id) | JobRef::Task(id, _) | JobRef::Component(id, _) => id,
        };
        if let Some(tally) = self.arrays.get(&id) {
            return match tally.left {
                0 => Outcome::Ended {
                    well: tally.failed == 0,
                },
                _ if tally.started > 0 => Outcome::Runs,
                _ => Outcome::Waits,
            };
        }
        match self.jobs.get(&id) {
            // What slurmctld has forgotten has ended, and nobody knows how.
            None => Outcome::Ended { well: true },
            Some(job) if job.row.state.has_ended() => Outcome::Ended {
                well: job.row.state == JobState::Completed,
            },
            Some(job) if job.row.state.is_waiting() => Outcome::Waits,
            Some(_) => Outcome::Runs,
        }
    }

    /// Whether an older job of the same name and owner waits or runs.
    fn has_namesake(&self, id: JobId) -> bool {
        let Some(job) = self.jobs.get(&id) else { return false };
        self.jobs
            .range(..id)
            .any(|(_, other)| other.user == job.user && other.row.name == job.row.name && !other.row.state.has_ended())
    }
}

#[cfg(test)]
mod tests {
    use super::Dependencies;

    #[test]
    fn dependencies_are_read_as_sbatch_reads_them() {
        let text = |text: &str| Dependencies::read(text).map(|read| read.text().to_string()).ok();
        assert_eq!(
            text("afterok:12:13,afterany:14_2").as_deref(),
            Some("afterok:12(unfulfilled),afterok:13(unfulfilled),afterany:14_2(unfulfilled)")
        );
        assert_eq!(text("singleton").as_deref(), Some("singleton(unfulfilled)"));
        for wrong in ["wrong:1", "afterok", "afterok:", "afterok:x", "afterok:-1"] {
            assert_eq!(text(wrong), None, "{wrong}");
        }
    }
}
