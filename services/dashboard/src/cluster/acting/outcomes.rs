//! What came of things that were done to many.

use futures_util::{StreamExt, stream};
use portal_audit::Entry;
use portal_slurm::{Cluster, SlurmError};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::ActError;
use super::{AT_ONCE, Hands};

/// One thing to be done, and the row that records it.
pub(crate) struct Deed<W> {
    /// To what, as the caller wrote it.
    pub(crate) to: String,
    pub(crate) entry: Entry,
    /// Whether it may be done, and how.
    pub(crate) work: Result<W, ActError>,
}

/// What came of each.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Outcomes {
    /// In the order of the request.
    results: Vec<OneOutcome>,
    done: usize,
    failed: usize,
}

/// What came of one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OneOutcome {
    /// Which, as the request had it.
    id: String,
    ok: bool,
    /// A sentence, Slurm's own words where it refused; null when it was done.
    #[schema(required = true)]
    error: Option<String>,
    /// Stable, for programs; null when it was done.
    #[schema(required = true)]
    code: Option<&'static str>,
}

impl Hands {
    /// Does one thing.
    ///
    /// # Errors
    /// Why it was not done.
    pub(crate) async fn act<W>(&self, deed: Deed<W>) -> Result<(), ActError>
    where
        W: FnOnce(&dyn Cluster) -> Result<(), SlurmError> + Send + 'static,
    {
        // What is answered 403 is recorded at the door.
        let work = deed.work?;
        self.record(vec![deed.entry.clone()]).await?;
        let done = self.ask(work).await;
        done.map_err(|error| self.did_not(deed.entry, error))
    }

    /// Does many things, a few at a time, after all of them are recorded. When Slurm goes away, the rest is not tried.
    ///
    /// # Errors
    /// When they cannot be recorded; then nothing is done.
    pub(crate) async fn act_on_all<W>(&self, deeds: Vec<Deed<W>>) -> Result<Outcomes, ActError>
    where
        W: FnOnce(&dyn Cluster) -> Result<(), SlurmError> + Send + 'static,
    {
        let allowed = deeds.iter().filter(|deed| deed.work.is_ok());
        self.record(allowed.map(|deed| deed.entry.clone()).collect()).await?;
        let away = tokio::sync::watch::Sender::new(false);
        let results = stream::iter(deeds).map(|deed| async {
            let done = match deed.work {
                Ok(_) if *away.borrow() => Err(ActError::Busy),
                Ok(work) => self.ask(work).await,
                Err(error) => Err(error),
            };
            let done = done.map_err(|error| {
                if error.is_outage() {
                    away.send_replace(true);
                }
                self.did_not(deed.entry, error)
            });
            OneOutcome::new(deed.to, done)
        });
        let results: Vec<_> = results.buffered(AT_ONCE).collect().await;
        let done = results.iter().filter(|result| result.ok).count();
        Ok(Outcomes {
            failed: results.len() - done,
            done,
            results,
        })
    }

    /// Notes why something was not done.
    fn did_not(&self, entry: Entry, error: ActError) -> ActError {
        let problem = error.problem();
        match error {
            // Nobody's thing: there is nothing to tell of it.
            ActError::Unseen(_) | ActError::BadField { .. } => {}
            ActError::NotYours | ActError::OperatorsOnly(_) | ActError::NobodyThere => {
                self.note(entry.refused(problem.code()));
            }
            _ => self.note(entry.failed(problem.code())),
        }
        error
    }
}

impl OneOutcome {
    fn new(id: String, done: Result<(), ActError>) -> Self {
        let (error, code) = match done {
            Ok(()) => (None, None),
            Err(error) => {
                let problem = error.problem();
                let words = problem.text("message").or_else(|| problem.text("error"));
                (words.map(str::to_owned), Some(problem.code()))
            }
        };
        Self {
            id,
            ok: code.is_none(),
            error,
            code,
        }
    }
}
