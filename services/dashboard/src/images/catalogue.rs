//! What the handlers of images work with.

use std::collections::BTreeSet;
use std::path::PathBuf;

use portal_config::{Clock, ImageSettings, RedisUrl};
use portal_db::audit::{Journal, Trail};
use portal_db::images::{self, Image, Place};
use portal_db::{AnyConnection, Db, DbError, QueryResult};
use portal_events::Publisher;
use portal_http::{Caller, StartError};
use portal_jwt::Permission;

use super::error::ImageError;
use super::keeper::{Keeper, KeeperParts};
use super::nodes;
use super::turns::Turns;

/// What a catalogue is made of.
pub(crate) struct CatalogueParts {
    pub(crate) settings: ImageSettings,
    /// Where several portal nodes agree who looks.
    pub(crate) redis: Option<RedisUrl>,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) publisher: Publisher,
    pub(crate) journal: Journal,
}

/// The images, and who looks for them.
pub(crate) struct ImageCatalogue {
    pub(super) registry: PathBuf,
    pub(super) keeper: Keeper,
    pub(super) trail: Trail,
    db: Db,
}

impl ImageCatalogue {
    /// Begins to look for images; neither the registry nor the nodes need be there yet.
    ///
    /// # Errors
    /// When a node cannot be called as it is, the address of Redis cannot be used, or no thread can be started.
    pub(crate) fn open(parts: CatalogueParts) -> Result<Self, StartError> {
        let sources = nodes::sources(&parts.settings)?;
        let turns = Turns::new(parts.redis.as_ref())
            .map_err(|error| StartError::needs("the address of Redis cannot be used; see REDIS_URL", error))?;
        let keeper = Keeper::start(KeeperParts {
            sources,
            every: parts.settings.every,
            turns,
            db: parts.db.clone(),
            clock: parts.clock.clone(),
            publisher: parts.publisher,
        });
        let keeper =
            keeper.map_err(|error| StartError::needs("no thread can be started that looks for images", error))?;
        Ok(Self {
            registry: parts.settings.registry,
            keeper,
            trail: Trail::new(parts.journal, parts.clock),
            db: parts.db,
        })
    }

    /// Looks no more; another portal node may at once.
    pub(crate) async fn stop(&self) {
        self.keeper.stop().await;
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

    /// Ids of the images that templates call by one of these names.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn called(&self, names: Vec<String>) -> Result<BTreeSet<String>, DbError> {
        let found = self.ask(move |connection| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            images::called(connection, &names)
        });
        found.await
    }

    /// The image of this id, and where it lies; one that is nowhere any more too.
    ///
    /// # Errors
    /// When there is none.
    pub(super) async fn find(&self, id: &str) -> Result<(Image, Vec<Place>), ImageError> {
        // PostgreSQL takes no NUL.
        let id = Some(id).filter(|id| !id.contains('\0')).ok_or(ImageError::NotFound)?;
        let id = id.to_owned();
        let found = self.ask(move |connection| {
            let Some(image) = images::get(connection, &id)? else {
                return Ok(None);
            };
            let mut places = images::places(connection, &[&image.id])?;
            let places = places.remove(&image.id).unwrap_or_default();
            Ok(Some((image, places)))
        });
        found.await?.ok_or(ImageError::NotFound)
    }
}

/// Whether the caller has the permission `admin`.
pub(super) fn is_admin(caller: &Caller) -> bool {
    caller.claims.may(Permission::Admin)
}
