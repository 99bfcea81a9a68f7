//! What the handlers of templates work with.

use std::sync::Arc;

use actix_web::HttpRequest;
use portal_audit::Action;
use portal_config::{Clock, TemplateSettings};
use portal_db::audit::{Journal, Trail};
use portal_db::templates::{self, Template, Visible};
use portal_db::{AnyConnection, Db, DbError, QueryResult};
use portal_events::Publisher;
use portal_http::{Caller, StartError, audited};
use portal_jwt::Permission;
use portal_templates::store::{self, Access, Place, Source, Store};
use portal_templates::{Owner, TemplateId};

use super::error::TemplateError;
use super::keeper::{Keeper, KeeperParts};

/// What a shelf is made of.
pub(crate) struct ShelfParts {
    pub(crate) settings: TemplateSettings,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) publisher: Publisher,
    pub(crate) journal: Journal,
}

/// The templates, their files and their rows.
pub(crate) struct TemplateShelf {
    pub(super) store: Arc<Store>,
    pub(super) keeper: Keeper,
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) publisher: Publisher,
    pub(super) trail: Trail,
}

impl TemplateShelf {
    /// Begins to follow the folder; it need not be there yet.
    ///
    /// # Errors
    /// When the database does not say what is known, or no thread can be started.
    pub(crate) async fn open(parts: ShelfParts) -> Result<Self, StartError> {
        let store = Arc::new(Store::new(parts.settings.root));
        let known = parts.db.run(templates::known).await;
        let known =
            known.map_err(|error| StartError::needs("the templates cannot be read from the database", error))?;
        let keeper = Keeper::start(KeeperParts {
            store: Arc::clone(&store),
            known,
            db: parts.db.clone(),
            clock: parts.clock.clone(),
            publisher: parts.publisher.clone(),
        });
        let keeper =
            keeper.map_err(|error| StartError::needs("no thread can be started that follows the templates", error))?;
        Ok(Self {
            store,
            keeper,
            db: parts.db,
            trail: Trail::new(parts.journal, parts.clock.clone()),
            clock: parts.clock,
            publisher: parts.publisher,
        })
    }

    /// Asks the database.
    ///
    /// # Errors
    /// When it does not answer.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut AnyConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, DbError> {
        self.db.run(question).await
    }

    /// The template of this id, to read it. That an administrator reads somebody's private one is recorded before.
    ///
    /// # Errors
    /// When there is none that `caller` may see, or it cannot be recorded.
    pub(crate) async fn find(
        &self,
        caller: &Caller,
        request: &HttpRequest,
        id: &str,
    ) -> Result<Template, TemplateError> {
        let row = self.look(caller, id).await?;
        if is_of_somebody_else(caller, &row) {
            let object = format!("template:{} {}", row.template_id, row.file_path);
            self.trail
                .read(audited(request, Action::TemplatesRead, &object))
                .await?;
        }
        Ok(row)
    }

    /// The template of this id, as far as `caller` may see it: somebody else's private one is reported as missing, and so is
    /// a broken one to all but those who can mend it.
    async fn look(&self, caller: &Caller, id: &str) -> Result<Template, TemplateError> {
        let id: TemplateId = id.parse().map_err(|_no_id| TemplateError::NotFound)?;
        let found = self
            .ask(move |connection| templates::find(connection, id.as_str()))
            .await?;
        found
            .filter(|row| may_read_from(caller, &row.source) && (row.is_listed || may(caller, &Access::Change, row)))
            .ok_or(TemplateError::NotFound)
    }

    /// The same, to change it.
    ///
    /// # Errors
    /// Also when the caller may not.
    pub(super) async fn find_to(&self, caller: &Caller, access: &Access, id: &str) -> Result<Template, TemplateError> {
        let row = self.look(caller, id).await?;
        if may(caller, access, &row) {
            Ok(row)
        } else {
            Err(TemplateError::NotAllowed(refusal(access, row.rank)))
        }
    }
}

/// The contract's words for what is not allowed.
pub(super) fn refusal(access: &Access, rank: i64) -> &'static str {
    match (access, rank) {
        (Access::Delete, 0) => "Only users with admin permission can delete official templates",
        (Access::Delete, 1) => "Only its author and users with admin permission can delete a community template",
        (Access::Delete, _) => "You can only delete your own private templates",
        (_, 0) => "Only users with admin permission can create or modify official templates",
        (_, 1) => "Only its author and users with admin permission can modify a community template",
        (_, _) => "You can only modify your own private templates",
    }
}

/// Whether the caller has the permission `admin`.
pub(super) fn is_admin(caller: &Caller) -> bool {
    caller.claims.may(Permission::Admin)
}

/// What the caller may see of private templates.
pub(super) fn visible_to(caller: &Caller) -> Visible {
    if is_admin(caller) {
        Visible::All
    } else {
        Visible::Of(caller.name().to_owned())
    }
}

/// The caller as the owner of a folder.
///
/// # Errors
/// When no folder can have that name.
pub(super) fn person(caller: &Caller) -> Result<Owner, TemplateError> {
    caller.name().parse().map_err(|_unfit| TemplateError::NoFolder)
}

/// Whether it is another person's private template.
pub(super) fn is_of_somebody_else(caller: &Caller, row: &Template) -> bool {
    is_anothers(caller, &row.source)
}

fn is_anothers(caller: &Caller, source: &str) -> bool {
    let owner = source.strip_prefix("private:");
    owner.is_some_and(|owner| owner != caller.name())
}

/// Whether the caller may read what lies there.
pub(super) fn may_read_from(caller: &Caller, source: &str) -> bool {
    is_admin(caller) || !is_anothers(caller, source)
}

/// Whether the caller may do that with this template.
pub(super) fn may(caller: &Caller, access: &Access, row: &Template) -> bool {
    let Ok(source) = row.source.parse::<Source>() else {
        return false;
    };
    let owner: Option<Owner> = row.owner.as_deref().and_then(|owner| owner.parse().ok());
    may_in(caller, access, &source, owner.as_ref())
}

/// The same for a place where perhaps nothing is.
pub(super) fn may_in(caller: &Caller, access: &Access, source: &Source, owner: Option<&Owner>) -> bool {
    match person(caller) {
        Ok(name) => {
            let caller = store::Caller {
                name: &name,
                admin: is_admin(caller),
            };
            store::may(access, source, owner, caller)
        }
        Err(_) => is_admin(caller),
    }
}

/// Where the row says that the file is.
///
/// # Errors
/// When that is no place of a template, which only another program can have written.
pub(super) fn place_of(row: &Template) -> Result<Place, TemplateError> {
    row.file_path.parse().map_err(|_unfit| TemplateError::NotFound)
}
