//! Submitting a job once: what its `Idempotency-Key` stands for is written down before Slurm is asked, and a marker in the job
//! finds it again when the answer is lost.

use std::cell::Cell;
use std::pin::pin;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::rt::spawn;
use actix_web::web::Data;
use portal_audit::{Action, Entry};
use portal_db::submissions::{self, Found, Hold, Wanted};
use portal_db::{AnyConnection, QueryResult, finished_jobs};
use portal_http::{Caller, audited};
use portal_slurm::Submission;
use portal_slurm::model::{JobId, Username};
use portal_slurm::submission::Marker;
use sha2::{Digest, Sha256};
use tokio::time::{sleep, timeout};

use crate::cluster::acting::error::ActError;
use crate::cluster::acting::{Hands, person};
use crate::cluster::collector::Topic;

/// Who dies meanwhile keeps others away so long, milliseconds.
const TAKES_MS: i64 = 180_000;
/// Who is still at it says so in these paces: inputs of many gigabytes that are copied take longer than any fixed time, and so does
/// an `sbatch` that the operator gives much time.
const BEAT: Duration = Duration::from_secs(45);
/// What `sbatch` asked for before it was killed may wait in slurmctld. Unless the job has come by then it never does,
/// milliseconds.
const SETTLES_MS: i64 = 120_000;
/// Clocks of nodes differ by no more, seconds.
const CLOCKS: i64 = 300;
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
    let user = person(caller.name())?;
    let held = Held {
        hands: hands.clone(),
        user: user.to_string(),
        key,
        taken_to: Cell::new(0),
    };
    let attempt = Attempt {
        hands: hands.clone(),
        user,
        held,
        body_hash: hash_of(&work.asked()),
        entry: match work.reason() {
            Some(reason) => entry.because(&reason),
            None => entry,
        },
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
    held: Held,
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
                match beating(&self.held, self.settle(&marker, tried_at)).await {
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
        let prepared = beating(&self.held, self.work.prepare(&marker)).await;
        let mut submission = match prepared {
            Ok(submission) => submission,
            Err(error) => return Err(self.gave_up(error).await),
        };
        submission.marker = Some(marker.clone());
        // What is waited for begins now, however long the preparation took.
        match self.held.try_renew(Some(self.hands.clock.unix_millis())).await {
            Ok(true) => {}
            // Another attempt goes on, with the same marker: what was prepared is also theirs.
            Ok(false) => return Err(self.failed(ActError::KeyBusy)),
            Err(error) => return Err(self.took_back(&marker, error).await),
        }
        let user = self.user.clone();
        let submitted = self.hands.ask(move |slurm| slurm.submit(&user, &submission));
        match beating(&self.held, submitted).await {
            Ok(job) => self.made(&marker, job, false).await,
            Err(error) if did_nothing(&error) => Err(self.took_back(&marker, error).await),
            Err(error) => match beating(&self.held, self.find(&marker)).await {
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
        self.failed(error)
    }

    /// There is no job of what was prepared. It goes too, unless another attempt has taken over: with the same marker it is theirs.
    async fn took_back(&self, marker: &Marker, error: ActError) -> ActError {
        if self.forget().await {
            self.work.undone(marker).await;
        }
        self.failed(error)
    }

    fn failed(&self, error: ActError) -> ActError {
        self.hands.note(self.entry.clone().failed(error.problem().code()));
        error
    }

    fn marker(&self) -> Result<Marker, ActError> {
        let token = format!("{:032x}", rand::random::<u128>());
        Marker::new(&self.user, &token).map_err(|_unfit| ActError::NobodyThere)
    }

    /// Takes the submission that the key names; without a key it is always new.
    async fn take(&self, marker: &Marker) -> Result<Found, ActError> {
        let Some(key) = self.held.key.clone() else {
            return Ok(Found::New);
        };
        let (user, body_hash) = (self.user.to_string(), self.body_hash.clone());
        let (marker, now) = (marker.to_string(), self.hands.clock.unix_millis());
        let taken_to = now + TAKES_MS;
        let take = move |connection: &mut _| {
            let wanted = Wanted {
                user: &user,
                key: &key,
                body_hash: &body_hash,
                marker: &marker,
                now,
                taken_to,
            };
            submissions::take(connection, &wanted)
        };
        let found = self.hands.db.run(take).await?;
        if matches!(found, Found::New | Found::Doubtful { .. }) {
            self.held.taken_to.set(taken_to);
        }
        Ok(found)
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
        match self.find(marker).await? {
            Some(job) => Ok(Some(job)),
            None => self.find_ended(marker, tried_at).await,
        }
    }

    async fn find(&self, marker: &Marker) -> Result<Option<JobId>, ActError> {
        let (user, marker) = (self.user.clone(), marker.clone());
        self.hands.ask(move |slurm| slurm.find_marked(&user, &marker)).await
    }

    /// A job that slurmctld has forgotten, and that accounting perhaps has without its comment, the portal may have seen end.
    async fn find_ended(&self, marker: &Marker, tried_at: i64) -> Result<Option<JobId>, ActError> {
        let (user, marker, since) = (self.user.to_string(), marker.to_string(), tried_at / 1000 - CLOCKS);
        let ended = self
            .hands
            .db
            .run(move |connection| finished_jobs::marked(connection, &user, &marker, since))
            .await?;
        Ok(ended.and_then(|job| u32::try_from(job).ok()).and_then(JobId::new))
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
        let (marker, number) = (marker.to_string(), i64::from(job.get()));
        let finish = move |connection: &mut AnyConnection, hold: &Hold<'_>| {
            submissions::finish(connection, hold.user, hold.key, &marker, number)
        };
        let kept = self.held.keep(finish).await;
        if let Err(error) = kept {
            // The job is there; the marker will tell so to whoever comes with this key.
            let error = &error as &dyn std::error::Error;
            tracing::warn!(%job, error, "the number of a submitted job could not be written down");
        }
        self.hands.note(self.entry.clone().about(&format!("job:{job}")));
        self.hands.look(Topic::Jobs);
        Ok(Submitted { job, replayed })
    }

    /// There is certainly no job: the key is as if never used. Tells whether it was still this attempt's.
    async fn forget(&self) -> bool {
        self.told(self.held.keep(submissions::release).await)
    }

    /// Nobody knows: whoever comes next may look.
    async fn left(&self, error: ActError) -> ActError {
        self.told(self.held.keep(submissions::leave).await);
        error
    }

    /// Until it lapses by itself, the key is found taken.
    fn told(&self, kept: Result<bool, ActError>) -> bool {
        kept.unwrap_or_else(|error| {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(user = %self.user, error, "an Idempotency-Key could not be let go");
            false
        })
    }
}

/// The key that an attempt holds, if it has one.
struct Held {
    hands: Data<Hands>,
    user: String,
    key: Option<String>,
    /// As this attempt has written it last: where the row says otherwise, another has taken over.
    taken_to: Cell<i64>,
}

/// What is done to the row of a person's key.
trait Write: FnOnce(&mut AnyConnection, &Hold<'_>) -> QueryResult<usize> + Send + 'static {}
impl<F: FnOnce(&mut AnyConnection, &Hold<'_>) -> QueryResult<usize> + Send + 'static> Write for F {}

impl Held {
    /// Writes to the row of the key, and tells whether it was there to write to. Without a key nobody else can be at it.
    async fn keep(&self, write: impl Write) -> Result<bool, ActError> {
        let Some(key) = self.key.clone() else { return Ok(true) };
        let (user, taken_to) = (self.user.clone(), self.taken_to.get());
        let write = move |connection: &mut AnyConnection| {
            let (user, key) = (user.as_str(), key.as_str());
            write(connection, &Hold { user, key, taken_to })
        };
        Ok(self.hands.db.run(write).await? > 0)
    }

    /// Others keep away for another while.
    async fn renew(&self) {
        if let Err(error) = self.try_renew(None).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(user = %self.user, error, "an Idempotency-Key could not be held for longer");
        }
    }

    /// The same; tells whether the key is still this attempt's.
    async fn try_renew(&self, tried_at: Option<i64>) -> Result<bool, ActError> {
        let taken_to = self.hands.clock.unix_millis() + TAKES_MS;
        let renew = move |connection: &mut AnyConnection, hold: &Hold<'_>| {
            submissions::renew(connection, hold, tried_at, taken_to)
        };
        let renewed = self.keep(renew).await?;
        if renewed {
            self.taken_to.set(taken_to);
        }
        Ok(renewed)
    }
}

/// Waits for `work`, and holds the key until it is done.
async fn beating<T>(held: &Held, work: impl Future<Output = T>) -> T {
    with_beats(BEAT, work, async || held.renew().await).await
}

async fn with_beats<T>(pace: Duration, work: impl Future<Output = T>, beat: impl AsyncFn()) -> T {
    let mut work = pin!(work);
    loop {
        match timeout(pace, &mut work).await {
            Ok(done) => return done,
            Err(_not_yet) => beat().await,
        }
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use tokio::time::sleep;

    use super::with_beats;

    #[tokio::test]
    async fn who_takes_long_says_that_he_is_still_at_it() {
        let beats = Cell::new(0);
        // Never done, unless it is told of in between.
        let copying = async {
            while beats.get() < 3 {
                sleep(Duration::from_millis(1)).await;
            }
            "copied"
        };
        let done = with_beats(Duration::from_millis(2), copying, async || beats.set(beats.get() + 1)).await;
        assert_eq!((done, beats.get()), ("copied", 3));
    }
}
