//! What the handlers of submissions work with.

use std::sync::Arc;

use actix_web::web::{Data, block};
use portal_config::{Clock, JobPrices};
use portal_db::audit::{Journal, Trail};
use portal_db::{AnyConnection, Db, DbError, QueryResult};
use portal_http::Caller;
use portal_jobscript::Prices;
use portal_jwt::Permission;
use tokio::sync::Semaphore;

use super::error::SubmissionError;
use super::folder::JobsRoot;
use crate::cluster::acting::Hands;
use crate::templates::TemplateShelf;
use crate::uploads::Root;

/// Folders that are filled at once: copying inputs takes a thread each, and the database waits for the same threads.
const COPIES: usize = 8;

/// What a desk is made of.
pub(crate) struct SubmissionDeskParts {
    pub(crate) root: JobsRoot,
    pub(crate) prices: JobPrices,
    pub(crate) uploads: Arc<Root>,
    pub(crate) templates: Data<TemplateShelf>,
    pub(crate) hands: Data<Hands>,
    pub(crate) journal: Journal,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
}

/// Jobs of templates: their templates, files, folders and rows.
pub(crate) struct SubmissionDesk {
    pub(super) root: JobsRoot,
    prices: JobPrices,
    pub(super) uploads: Arc<Root>,
    pub(super) templates: Data<TemplateShelf>,
    pub(super) hands: Data<Hands>,
    pub(super) trail: Trail,
    pub(super) db: Db,
    pub(super) clock: Clock,
    /// Never closed.
    pub(super) copies: Semaphore,
}

impl SubmissionDesk {
    pub(crate) fn new(parts: SubmissionDeskParts) -> Self {
        Self {
            root: parts.root,
            prices: parts.prices,
            uploads: parts.uploads,
            templates: parts.templates,
            hands: parts.hands,
            trail: Trail::new(parts.journal, parts.clock.clone()),
            db: parts.db,
            clock: parts.clock,
            copies: Semaphore::new(COPIES),
        }
    }

    /// What the site asks, and in which currency.
    pub(super) fn prices(&self) -> (Prices, &str) {
        let prices = Prices {
            node_hour: self.prices.node_hour,
            gib_hour: self.prices.gib_hour,
        };
        (prices, &self.prices.currency)
    }

    /// Asks the database.
    ///
    /// # Errors
    /// When it does not answer.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut AnyConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, DbError> {
        self.db.run(question).await
    }

    /// Does something that waits for a disk.
    ///
    /// # Errors
    /// Its own, and that the service stops.
    pub(super) async fn on_disk<T: Send + 'static, E: Send + 'static>(
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, SubmissionError>
    where
        SubmissionError: From<E>,
    {
        Ok(block(work).await.map_err(SubmissionError::Interrupted)??)
    }
}

/// Whose submissions the caller sees: one's own, an administrator everybody's.
pub(super) fn only_of(caller: &Caller) -> Option<String> {
    (!caller.claims.may(Permission::Admin)).then(|| caller.name().to_owned())
}
