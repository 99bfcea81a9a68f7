//! Submitting a job once: what its `Idempotency-Key` stands for is written down before Slurm is asked, and a marker in the job
//! finds it again when the answer is lost.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::rt::spawn;
use actix_web::web::Data;
use portal_audit::{Action, Entry};
use portal_db::submissions::{self, Found, Wanted};
use portal_http::{Caller, audited};
use portal_slurm::Submission;
use portal_slurm::model::{JobId, Username};
use portal_slurm::submission::Marker;
use sha2::{Digest, Sha256};
use tokio::time::sleep;

use crate::cluster::acting::error::ActError;
use crate::cluster::acting::{Hands, person};
use crate::cluster::collector::Topic;

/// Longer than an attempt takes at worst: the turn, `sbatch` three times, the search for the job. Who dies meanwhile keeps
/// others away so long, milliseconds.
const TAKES_MS: i64 = 180_000;
/// What `sbatch` asked for before it was killed may wait in slurmctld. Unless the job has come by then it never does,
/// milliseconds.
const SETTLES_MS: i64 = 120_000;
/// A slurmctld that has just come back works off what waited, newest and oldest side by side; so it is looked twice.
const SECOND_LOOK: Duration = Duration::from_secs(3);

/// There is a job.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Submitted {
    pub(crate) job: JobId,
    /// Whether an earlier request with the same key had submitted it.
    pub(crate) replayed: bool,
}

/// What is to be submitted, and what has to be done around it.
pub(crate) trait Work: 'static {
    /// What is asked for: the same key may not mean two things.
    fn asked(&self) -> Vec<u8>;

    /// What the audit log says of it beside its name; none for nothing.
    fn reason(&self) -> Option<String>;

    /// Makes what the job needs, and the job. Once for each marker something may have been made before by another attempt.
    ///
    /// # Errors
    /// Why there can be no job. Nothing is left of it then.
    async fn prepare(&mut self, marker: &Marker) -> Result<Submission, ActError>;

    /// There is a job.
    async fn made(&self, marker: &Marker, job: JobId);

    /// There certainly is none.
    async fn undone(&self, marker: &Marker);
}

/// A script that needs nothing else.
impl Work for Submission {
    fn asked(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn reason(&self) -> Option<String> {
        self.name.as_ref().map(ToString::to_string)
    }

    async fn prepare(&mut self, _: &Marker) -> Result<Submission, ActError> {
        Ok(self.clone())
    }

    async fn made(&self, _: &Marker, _: JobId) {}

    async fn undone(&self, _: &Marker) {}
}

/// Submits `work` for `caller`; once, when there is a `key`. The work goes on when the client goes away.
///
/// # Errors
/// Why there is no job; [`ActError::Doubtful`] and [`ActError::Unsettled`] say that there may be one.
pub(crate) async fn submit(
    hands: &Data<Hands>,
    caller: &Caller,
    request: &HttpRequest,
    key: Option<String>,
    work: impl Work,
) -> Result<Submitted, ActError> {
    let entry = audited(request, Action::JobSubmit, "job:new");
    let attempt = Attempt {
        hands: hands.clone(),
        user: person(caller.name())?,
        body_hash: hash_of(&work.asked()),
        entry: match work.reason() {
            Some(reason) => entry.because(&reason),
            None => entry,
        },
        key,
        work,
    };
    // Ends only with the process: then the key is found taken, and the marker tells.
    spawn(attempt.run()).await.unwrap_or(Err(ActError::Busy))
}

/// The job that an earlier request with this key made: whatever the request needs that has gone since, it needs no more.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn replayed(
    hands: &Hands,
    caller: &Caller,
    key: Option<&str>,
    asked: &[u8],
) -> Result<Option<Submitted>, ActError> {
    let Some(key) = key.map(str::to_owned) else {
        return Ok(None);
    };
    let (user, body_hash) = (caller.name().to_owned(), hash_of(asked));
    let made = hands
        .db
        .run(move |connection| submissions::made(connection, &user, &key, &body_hash))
        .await?;
    let job = made.and_then(|job| u32::try_from(job).ok()).and_then(JobId::new);
    Ok(job.map(|job| Submitted { job, replayed: true }))
}

struct Attempt<W> {
    hands: Data<Hands>,
    user: Username,
    key: Option<String>,
    work: W,
    body_hash: String,
    entry: Entry,
}

impl<W: Work> Attempt<W> {
    async fn run(mut self) -> Result<Submitted, ActError> {
        let fresh = self.marker()?;
        let marker = match self.take(&fresh).await? {
            Found::New => fresh,
            Found::Made(job) => return self.replayed(job),
            Found::Other => return Err(ActError::KeyReused),
            Found::Busy => return Err(ActError::KeyBusy),
            Found::Doubtful { marker, tried_at } => {
                let marker = marker.parse().map_err(|_unfit| ActError::KeyReused)?;
                match self.settle(&marker, tried_at).await {
                    Ok(Some(job)) => return self.made(&marker, job, true).await,
                    Ok(None) => marker,
                    Err(error) => return Err(self.left(error).await),
                }
            }
        };
        if let Err(unrecorded) = self.hands.record(vec![self.entry.clone()]).await {
            self.forget().await;
            return Err(unrecorded.into());
        }
        let mut submission = match self.work.prepare(&marker).await {
            Ok(submission) => submission,
            Err(error) => return Err(self.gave_up(error).await),
        };
        submission.marker = Some(marker.clone());
        let user = self.user.clone();
        match self.hands.ask(move |slurm| slurm.submit(&user, &submission)).await {
            Ok(job) => self.made(&marker, job, false).await,
            Err(error) if did_nothing(&error) => {
                self.work.undone(&marker).await;
                Err(self.gave_up(error).await)
            }
            Err(error) => match self.find(&marker).await {
                Ok(Some(job)) => self.made(&marker, job, false).await,
                Ok(None) | Err(_) => {
                    self.hands.note(self.entry.clone().failed("unknown_outcome"));
                    Err(self.left(doubt(error)).await)
                }
            },
        }
    }

    /// There is no job, and nothing is left of the attempt.
    async fn gave_up(&self, error: ActError) -> ActError {
        self.forget().await;
        self.hands.note(self.entry.clone().failed(error.problem().code()));
        error
    }

    fn marker(&self) -> Result<Marker, ActError> {
        let token = format!("{:032x}", rand::random::<u128>());
        Marker::new(&self.user, &token).map_err(|_unfit| ActError::NobodyThere)
    }

    /// Takes the submission that the key names; without a key it is always new.
    async fn take(&self, marker: &Marker) -> Result<Found, ActError> {
        let Some(key) = self.key.clone() else {
            return Ok(Found::New);
        };
        let (user, body_hash) = (self.user.to_string(), self.body_hash.clone());
        let (marker, now) = (marker.to_string(), self.hands.clock.unix_millis());
        let take = move |connection: &mut _| {
            let wanted = Wanted {
                user: &user,
                key: &key,
                body_hash: &body_hash,
                marker: &marker,
                now,
                takes: TAKES_MS,
            };
            submissions::take(connection, &wanted)
        };
        Ok(self.hands.db.run(take).await?)
    }

    /// Finds out what came of an attempt that nobody knows the end of: the job, or that there is none and may be one now.
    async fn settle(&self, marker: &Marker, tried_at: i64) -> Result<Option<JobId>, ActError> {
        let found = self.find(marker).await?;
        if found.is_some() {
            return Ok(found);
        }
        if self.hands.clock.unix_millis() - tried_at < SETTLES_MS {
            return Err(ActError::Unsettled);
        }
        sleep(SECOND_LOOK).await;
        let found = self.find(marker).await?;
        if found.is_none() {
            let now = self.hands.clock.unix_millis();
            self.keep(move |connection, user, key| submissions::retry(connection, user, key, now))
                .await?;
        }
        Ok(found)
    }

    async fn find(&self, marker: &Marker) -> Result<Option<JobId>, ActError> {
        let (user, marker) = (self.user.clone(), marker.clone());
        self.hands.ask(move |slurm| slurm.find_marked(&user, &marker)).await
    }

    fn replayed(&self, job: i64) -> Result<Submitted, ActError> {
        let job = u32::try_from(job)
            .ok()
            .and_then(JobId::new)
            .ok_or(ActError::KeyReused)?;
        Ok(Submitted { job, replayed: true })
    }

    async fn made(&self, marker: &Marker, job: JobId, replayed: bool) -> Result<Submitted, ActError> {
        self.work.made(marker, job).await;
        let number = i64::from(job.get());
        let kept = self
            .keep(move |connection, user, key| submissions::finish(connection, user, key, number))
            .await;
        if let Err(error) = kept {
            // The job is there; the marker will tell so to whoever comes with this key.
            let error = &error as &dyn std::error::Error;
            tracing::warn!(%job, error, "the number of a submitted job could not be written down");
        }
        self.hands.note(self.entry.clone().about(&format!("job:{job}")));
        self.hands.look(Topic::Jobs);
        Ok(Submitted { job, replayed })
    }

    /// There is certainly no job: the key is as if never used.
    async fn forget(&self) {
        self.tell_if_not(self.keep(submissions::release).await);
    }

    /// Nobody knows: whoever comes next may look.
    async fn left(&self, error: ActError) -> ActError {
        self.tell_if_not(self.keep(submissions::leave).await);
        error
    }

    /// Until it lapses by itself, the key is found taken.
    fn tell_if_not(&self, kept: Result<(), ActError>) {
        if let Err(error) = kept {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(user = %self.user, error, "an Idempotency-Key could not be let go");
        }
    }

    /// Writes to the row of the key, if there is a key.
    async fn keep(
        &self,
        write: impl FnOnce(&mut portal_db::AnyConnection, &str, &str) -> portal_db::QueryResult<usize> + Send + 'static,
    ) -> Result<(), ActError> {
        let Some(key) = self.key.clone() else { return Ok(()) };
        let user = self.user.to_string();
        self.hands
            .db
            .run(move |connection| write(connection, &user, &key))
            .await?;
        Ok(())
    }
}

/// Whether Slurm certainly has no job of it.
fn did_nothing(error: &ActError) -> bool {
    match error {
        ActError::Slurm(error) => error.did_nothing(),
        ActError::Busy => true,
        _ => false,
    }
}

fn doubt(error: ActError) -> ActError {
    match error {
        ActError::Slurm(error) => ActError::Doubtful(error),
        error => error,
    }
}

/// Of what is asked for: the same key may not mean two things.
fn hash_of(asked: &[u8]) -> String {
    let digest = Sha256::digest(asked);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
