//! What has become of a job, of what the queue and the history have of it and of its tasks. A job that is put back into the queue
//! begins anew: what it did before that counts no more.

use std::collections::HashMap;

use portal_db::finished_jobs::FinishedJob;
use portal_db::job_submissions::{Open, Progress, Status};
use portal_slurm::model::{Job, JobId, JobState};
use portal_slurm::snapshot::JobSet;

/// Clocks of the portal and of slurmctld differ by less. Seconds.
pub(super) const CLOCKS: i64 = 600;

/// A job, or a task of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Slurm's number of the record.
    record: i64,
    state: JobState,
    pub(super) ended: bool,
    reason: String,
    /// By slurmctld; anew whenever it is put back into the queue.
    submitted_at: i64,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    exit_code: Option<i64>,
    /// How often it was put back; what the history does not tell.
    restarts: u32,
}

impl From<&Job> for Piece {
    fn from(job: &Job) -> Self {
        let ended = job.state.has_ended();
        Self {
            record: job.id.get().into(),
            submitted_at: job.submit_at,
            started_at: job.start_at.filter(|_| !job.state.is_waiting()),
            ended_at: job.end_at.filter(|_| ended),
            exit_code: job.exit_code.map(|code| code.status.into()).filter(|_| ended),
            reason: job.reason.as_str().to_owned(),
            state: job.state.clone(),
            restarts: job.restarts,
            ended,
        }
    }
}

impl From<&FinishedJob> for Piece {
    fn from(job: &FinishedJob) -> Self {
        Self {
            record: job.job_id,
            state: JobState::read(&job.state),
            ended: true,
            reason: job.reason.clone(),
            submitted_at: job.submit_at,
            started_at: job.start_at,
            ended_at: Some(job.end_at),
            exit_code: job.exit_status,
            restarts: 0,
        }
    }
}

/// What the queue has of the job. A job of this number from before a reset of Slurm is another one.
pub(super) fn pieces_of(jobs: &JobSet, job_id: i64, submitted_at: i64) -> Vec<Piece> {
    let Some(id) = u32::try_from(job_id).ok().and_then(JobId::new) else {
        return Vec::new();
    };
    let tasks: Vec<Piece> = jobs.array(id).map(|job| Piece::from(&**job)).collect();
    if !tasks.is_empty() {
        return tasks;
    }
    let job = jobs.get(id).filter(|job| job.submit_at >= submitted_at - CLOCKS);
    job.map(|job| Piece::from(&**job)).into_iter().collect()
}

/// Of each record what it did last; nothing at all while of a job that was put back only is known what it did before that.
pub(super) fn last_of_each(pieces: Vec<Piece>, put_back_at: Option<i64>) -> Vec<Piece> {
    let mut last: HashMap<i64, Piece> = HashMap::new();
    for piece in pieces {
        match last.get(&piece.record) {
            // What the queue says comes first, and counts before what accounting has made of it.
            Some(known) if known.submitted_at >= piece.submitted_at => {}
            _ => {
                last.insert(piece.record, piece);
            }
        }
    }
    let is_news = |piece: &Piece| put_back_at.is_none_or(|at| piece.submitted_at >= at);
    if last.values().any(is_news) {
        last.into_values().collect()
    } else {
        Vec::new()
    }
}

/// What the pieces say together: it runs while one does, and failed when one did.
pub(super) fn progress(pieces: &[Piece], row: &Open) -> Progress {
    let open = pieces.iter().filter(|piece| !piece.ended);
    let telling = open
        .clone()
        .find(|piece| !piece.state.is_waiting())
        .or_else(|| open.clone().next());
    let all_ended = telling.is_none();
    let telling = telling.or_else(|| pieces.iter().max_by_key(|piece| gravity(&piece.state)));
    let state = telling.map_or_else(|| JobState::Other("".into()), |piece| piece.state.clone());
    let again_at = put_back_at(pieces, row);
    let before = row.started_at.filter(|_| again_at.is_none());
    let started_at = pieces.iter().filter_map(|piece| piece.started_at).min();
    let status = match &state {
        _ if !all_ended && (!state.is_waiting() || pieces.iter().any(|piece| piece.ended)) => Status::Running,
        _ if !all_ended => Status::Submitted,
        JobState::Completed => Status::Completed,
        JobState::Cancelled => Status::Cancelled,
        JobState::Other(word) if matches!(&**word, "UNKNOWN" | "") => Status::Unknown,
        _ => Status::Failed,
    };
    let reason = telling.map_or("", |piece| piece.reason.as_str());
    Progress {
        status: status.as_str().to_owned(),
        slurm_state: state.as_str().to_owned(),
        exit_code: telling.and_then(|piece| piece.exit_code).filter(|_| all_ended),
        started_at: started_at.or(before),
        completed_at: pieces
            .iter()
            .filter_map(|piece| piece.ended_at)
            .max()
            .filter(|_| all_ended),
        error_message: (all_ended && status != Status::Completed && !reason.is_empty()).then(|| reason.to_owned()),
        put_back_at: again_at.or(row.put_back_at),
    }
}

/// When it was put back into the queue last, if the row does not know of that.
fn put_back_at(pieces: &[Piece], row: &Open) -> Option<i64> {
    let had_ended = !Status::named(&row.status).is_some_and(Status::is_open);
    let put_back = pieces
        .iter()
        .filter(|piece| piece.restarts > 0 || (had_ended && !piece.ended));
    let last = put_back.map(|piece| piece.submitted_at).max();
    last.filter(|_| last > row.put_back_at)
}

/// Of several ends the gravest is the job's.
fn gravity(state: &JobState) -> u8 {
    match state {
        JobState::Completed => 0,
        JobState::Other(_) => 1,
        JobState::Cancelled => 2,
        _ => 3,
    }
}

/// Nobody will tell any more how it ended.
pub(super) fn forgotten(row: &Open) -> Progress {
    Progress {
        status: Status::Unknown.as_str().to_owned(),
        slurm_state: row.slurm_state.clone(),
        exit_code: None,
        started_at: row.started_at,
        completed_at: None,
        error_message: Some("Slurm forgot the job before the portal saw how it ended".to_owned()),
        put_back_at: row.put_back_at,
    }
}

#[cfg(test)]
mod tests {
    use portal_db::job_submissions::Open;
    use portal_slurm::model::JobState;

    use super::{Piece, last_of_each, progress};

    fn piece(record: i64, state: JobState) -> Piece {
        Piece {
            record,
            ended: state.has_ended() || matches!(&state, JobState::Other(_)),
            exit_code: state.has_ended().then_some(i64::from(state != JobState::Completed)),
            reason: String::new(),
            submitted_at: 1,
            started_at: (!state.is_waiting()).then_some(10),
            ended_at: state.has_ended().then_some(20),
            restarts: 0,
            state,
        }
    }

    fn row(status: &str) -> Open {
        Open {
            id: 1,
            job_id: Some(7),
            marker: String::new(),
            user_name: "kim".to_owned(),
            folder: String::new(),
            status: status.to_owned(),
            slurm_state: String::new(),
            submitted_at: 1,
            started_at: None,
            put_back_at: None,
        }
    }

    #[test]
    fn a_job_is_as_far_as_its_pieces_together() {
        use JobState::{Cancelled, Completed, Completing, Failed, OutOfMemory, Pending, Running, Suspended};
        for (states, expected) in [
            (vec![Pending], ("submitted", "PENDING")),
            (vec![Running], ("running", "RUNNING")),
            (vec![Suspended], ("running", "SUSPENDED")),
            (vec![Completing], ("running", "COMPLETING")),
            (vec![Completed], ("completed", "COMPLETED")),
            (vec![Cancelled], ("cancelled", "CANCELLED")),
            (vec![OutOfMemory], ("failed", "OUT_OF_MEMORY")),
            (vec![Completed, Pending], ("running", "PENDING")),
            (vec![Completed, Running, Pending], ("running", "RUNNING")),
            (vec![Completed, Failed, Completed], ("failed", "FAILED")),
            (vec![Completed, Cancelled], ("cancelled", "CANCELLED")),
            (vec![JobState::Other("UNKNOWN".into())], ("unknown", "UNKNOWN")),
        ] {
            let pieces: Vec<Piece> = (7..)
                .zip(states.iter().cloned())
                .map(|(record, state)| piece(record, state))
                .collect();
            let told = progress(&pieces, &row("submitted"));
            assert_eq!(
                (told.status.as_str(), told.slurm_state.as_str()),
                expected,
                "{states:?}"
            );
        }
    }

    #[test]
    fn what_a_job_did_before_it_was_put_back_counts_no_more() {
        let failed = piece(7, JobState::Failed);
        let mut ended = row("failed");
        ended.started_at = Some(10);
        let waiting = Piece {
            submitted_at: 30,
            restarts: 1,
            ..piece(7, JobState::Pending)
        };
        let told = progress(std::slice::from_ref(&waiting), &ended);
        assert_eq!((told.status.as_str(), told.put_back_at), ("submitted", Some(30)));
        assert_eq!((told.started_at, told.completed_at, told.exit_code), (None, None, None));
        // Its row was open all the time: a node failed under it.
        let told = progress(std::slice::from_ref(&waiting), &row("running"));
        assert_eq!((told.put_back_at, told.started_at), (Some(30), None));

        // The history only knows of the first time yet.
        assert_eq!(last_of_each(vec![failed.clone()], Some(30)), []);
        let second = Piece {
            submitted_at: 30,
            ..piece(7, JobState::Completed)
        };
        let told = last_of_each(vec![failed.clone(), second.clone()], Some(30));
        assert_eq!(told, std::slice::from_ref(&second));
        assert_eq!(last_of_each(vec![second.clone(), failed], None), [second]);
    }
}
