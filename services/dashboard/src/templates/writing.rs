//! The one way to write a template: recorded, announced, written, and followed by its rows.

use std::sync::Arc;

use portal_audit::Entry;
use portal_db::templates::writes::{self, Write};
use portal_db::templates::{self, FileChange};
use portal_templates::store::{Digest, Document, Place, Store, WriteError};
use portal_templates::{Problem, Severity, schema};

use super::error::TemplateError;
use super::record::there;
use super::shelf::TemplateShelf;
use super::told::tell_changes;

/// An announcement of so long ago was left behind by a process that died, milliseconds.
const LEFT_BEHIND_MS: i64 = 60_000;

/// What is to be written.
pub(super) struct Plan {
    /// Where.
    pub(super) place: Place,
    /// What.
    pub(super) text: String,
    /// By whom.
    pub(super) by: String,
    /// `create`, `change`, `import` or `restore`.
    pub(super) how: &'static str,
    /// Whose it is from then on.
    pub(super) owner: Option<String>,
    /// Where its file is now, if it moves.
    pub(super) moved_from: Option<Place>,
}

impl TemplateShelf {
    /// Does `work`, which writes what `plan` says, after it is recorded; rows say it when this returns.
    ///
    /// # Errors
    /// Why nothing was written.
    pub(super) async fn write(
        &self,
        entry: Entry,
        plan: Plan,
        work: impl FnOnce(&Store, &Plan) -> Result<Document, WriteError> + Send + 'static,
    ) -> Result<Document, TemplateError> {
        self.trail.record(entry.clone()).await?;
        let announced = Write {
            file_path: plan.place.to_string(),
            digest: Digest::of(plan.text.as_bytes()).to_string(),
            made_by: plan.by.clone(),
            how: plan.how.to_owned(),
            owner: plan.owner.clone(),
            moved_from: plan.moved_from.as_ref().map(ToString::to_string),
            made_at: self.clock.rfc3339(),
        };
        let (path, digest) = (announced.file_path.clone(), announced.digest.clone());
        let since = portal_config::rfc3339(self.clock.unix_millis() - LEFT_BEHIND_MS);
        let is_announced = self.ask(move |connection| writes::announce(connection, &announced, &since));
        if !is_announced.await? {
            // Who withdraws an announcement has to be who made it, or nobody would know who wrote the file.
            let error = match plan.how {
                "create" | "import" => TemplateError::Taken,
                _ => TemplateError::Changed { now: digest },
            };
            self.trail.note(entry.failed(error.problem().code()));
            return Err(error);
        }
        let gone = plan
            .moved_from
            .as_ref()
            .map(|place| FileChange::Gone(place.to_string()));
        match self.on_disk(move |store| work(store, &plan)).await {
            Ok(document) => {
                self.follow(gone.into_iter().chain([there(&document)]).collect()).await;
                Ok(document)
            }
            Err(error) => {
                self.trail.note(entry.failed(error.problem().code()));
                // Should it stay, it says of a file that is not there who wrote it.
                let _ = self
                    .ask(move |connection| writes::withdraw(connection, &path, &digest))
                    .await;
                Err(error)
            }
        }
    }

    /// Does something with the folder, beside the event loop.
    ///
    /// # Errors
    /// Those of `work`, or that the service stops.
    pub(super) async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, WriteError> + Send + 'static,
    ) -> Result<T, TemplateError> {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        Ok(done.map_err(TemplateError::Interrupted)??)
    }

    /// Has rows say what was written. When the database is away just now, the watcher does it later.
    pub(super) async fn follow(&self, changes: Vec<FileChange>) {
        let now = self.clock.rfc3339();
        let changes: Arc<[FileChange]> = changes.into();
        let written = Arc::clone(&changes);
        match self
            .ask(move |connection| templates::apply(connection, &written, &now))
            .await
        {
            Ok(synced) => {
                self.keeper.learn(&changes);
                tell_changes(&self.publisher, &synced.changed);
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "a template was written, and its row will say so later");
            }
        }
    }
}

/// What a text that somebody sent is called, and where it wants to be.
///
/// # Errors
/// When it is no template that can be listed.
pub(super) fn metadata_of(text: &str) -> Result<schema::Metadata, TemplateError> {
    let reading = schema::read("template", text.as_bytes());
    reading
        .metadata
        .ok_or_else(|| TemplateError::NoTemplate(gravest_first(reading.problems)))
}

/// What keeps it from being a template stands first: the first one is what older clients show.
fn gravest_first(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| match problem.severity {
        Severity::Fatal => 0,
        Severity::Error => 1,
        Severity::Warning => 2,
    });
    problems
}
