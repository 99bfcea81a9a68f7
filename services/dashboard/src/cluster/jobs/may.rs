//! What somebody may do to a job, as far as can be told before Slurm is asked.

use portal_http::Caller;
use portal_jwt::{Permission, Scope};
use portal_slurm::model::{Job, JobState, Reason};

use super::view::JobVerb;

/// What `caller` may do to `job` in the state that it is in: nothing to others' jobs, unless they are an administrator.
pub(crate) fn may(caller: &Caller, job: &Job) -> Vec<JobVerb> {
    let admin = caller.claims.may(Permission::Admin);
    if !admin && *job.user != *caller.name() || caller.key().is_some_and(|key| !key.has(Scope::JobsSubmit)) {
        return Vec::new();
    }
    let mut verbs = in_state(job);
    // slurmctld lets only operators stop and resume.
    verbs.retain(|verb| admin || !matches!(verb, JobVerb::Suspend | JobVerb::Resume));
    verbs
}

/// What makes sense in the job's state.
fn in_state(job: &Job) -> Vec<JobVerb> {
    match &job.state {
        JobState::Pending if is_held(job) => vec![JobVerb::Cancel, JobVerb::Release, JobVerb::TimeLimit],
        JobState::Pending => vec![JobVerb::Cancel, JobVerb::Hold, JobVerb::TimeLimit],
        JobState::RequeueHold | JobState::SpecialExit | JobState::ReservationDeleteHold => {
            vec![JobVerb::Cancel, JobVerb::Release]
        }
        JobState::Running => vec![JobVerb::Cancel, JobVerb::Requeue, JobVerb::Suspend, JobVerb::TimeLimit],
        JobState::Suspended => vec![JobVerb::Cancel, JobVerb::Requeue, JobVerb::Resume],
        JobState::Configuring
        | JobState::Stopped
        | JobState::StageOut
        | JobState::Signaling
        | JobState::Resizing
        | JobState::Requeued
        | JobState::Other(_) => vec![JobVerb::Cancel],
        JobState::Revoked | JobState::Completing => Vec::new(),
        // slurmctld still knows how to start it again.
        JobState::Completed
        | JobState::Cancelled
        | JobState::Failed
        | JobState::Timeout
        | JobState::NodeFail
        | JobState::Preempted
        | JobState::BootFail
        | JobState::Deadline
        | JobState::OutOfMemory => vec![JobVerb::Requeue],
    }
}

fn is_held(job: &Job) -> bool {
    job.priority == 0 || matches!(&job.reason, Reason::Code(code) if code.starts_with("JobHeld"))
}
