//! Changes of the folder: each is there as a whole or not at all, and survives a power cut once it is answered.

use std::io::{self, Write as _};

use super::Store;
use super::document::{Digest, Document};
use super::folder::Folder;
use super::place::{ARCHIVED, Place, Source, is_template};
use crate::name::Category;
use crate::problem::Problem;
use crate::schema;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The text is no template that can be listed.
    #[error("the text is no template: {}", .0.first().map_or_else(String::new, ToString::to_string))]
    NoTemplate(Vec<Problem>),
    /// Its id is not the one that the file has.
    #[error("the id of a template cannot be changed")]
    OtherId,
    /// There is a file of this name.
    #[error("there is a template at {0} already")]
    Taken(Place),
    /// There is none.
    #[error("there is no template at {0}")]
    Missing(String),
    /// Somebody has changed it since the version that this change builds on.
    #[error("the template has been changed since: it is {now}")]
    Changed {
        /// The version that is there.
        now: Digest,
    },
    /// What the file system says.
    #[error("the folder of templates cannot be changed")]
    Io(#[from] io::Error),
}

/// How many names are tried for a file that may not take the place of another one.
const TRIES: u32 = 10_000;

impl Store {
    /// Puts a new template where its source and category say.
    ///
    /// # Errors
    /// When the text is none, or the file is there already.
    pub fn create(&self, source: Source, category: &Category, text: &str) -> Result<Document, WriteError> {
        let id = id_of(text)?;
        let place = Place::of_new(source, category, &id);
        let _alone = self.alone();
        let folder = self.made_folder(&place)?;
        let temporary = written(&folder, &place, text)?;
        let named = folder.rename_new(&temporary, &folder, place.file_name());
        settle(&folder, &temporary, named).map_err(|error| taken(error, &place))?;
        Ok(self.read(&place)?)
    }

    /// Writes another version of a template in its place. `based_on` is the version that its author saw. Writers of this
    /// process take turns; of two portal nodes that write in the same instant the later one wins, and its watchers tell.
    ///
    /// # Errors
    /// When somebody was faster, the id differs, or the text is no template.
    pub fn update(&self, place: &Place, based_on: &Digest, text: &str) -> Result<Document, WriteError> {
        let id = id_of(text)?;
        let _alone = self.alone();
        self.unchanged(place, based_on, &id)?;
        self.overwrite(place, text)?;
        Ok(self.read(place)?)
    }

    /// Writes another version of a template and moves its file, which keeps its name, to another source.
    ///
    /// # Errors
    /// Those of [`Self::update`], and when a file of this name is there.
    pub fn move_to(
        &self,
        place: &Place,
        based_on: &Digest,
        source: Source,
        category: &Category,
        text: &str,
    ) -> Result<Document, WriteError> {
        let id = id_of(text)?;
        let _alone = self.alone();
        self.unchanged(place, based_on, &id)?;
        let to = place.moved_to(source, category);
        // First the move: a power cut before the text is written leaves one template, and not two of one id.
        let (here, there) = (self.folder_of(place)?, self.made_folder(&to)?);
        here.rename_new(place.file_name(), &there, to.file_name())
            .map_err(|error| taken(error, &to))?;
        there.sync()?;
        here.sync()?;
        self.overwrite(&to, text)?;
        Ok(self.read(&to)?)
    }

    /// A name in `archived` that is free for this template: where [`Self::archive`] may put it.
    ///
    /// # Errors
    /// What the file system says.
    pub fn archive_name(&self, place: &Place) -> io::Result<String> {
        let there = self.archived()?;
        let name = place.file_name();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "yaml"));
        let numbered = (2..TRIES).map(|number| format!("{stem}.{number}.{ending}"));
        std::iter::once(name.to_owned())
            .chain(numbered)
            .find(|name| there.binary_search(name).is_err())
            .ok_or_else(|| io::ErrorKind::AlreadyExists.into())
    }

    /// Takes a template out of use: its file goes to `archived`, by this name. False when another file got it meanwhile.
    ///
    /// # Errors
    /// When it is not there, or somebody has changed it since.
    pub fn archive(&self, place: &Place, based_on: &Digest, name: &str) -> Result<bool, WriteError> {
        let _alone = self.alone();
        let current = self.current(place)?;
        if current.digest != *based_on {
            return Err(WriteError::Changed { now: current.digest });
        }
        let here = self.folder_of(place)?;
        let archive = Folder::root(self.root())?.make(ARCHIVED, false)?;
        match here.rename_new(place.file_name(), &archive, name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
            renamed => renamed?,
        }
        archive.sync()?;
        here.sync()?;
        Ok(true)
    }

    /// The names in `archived`, sorted.
    ///
    /// # Errors
    /// What the file system says.
    pub fn archived(&self) -> io::Result<Vec<String>> {
        let archive = match Folder::root(self.root())?.enter(ARCHIVED) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            archive => archive?,
        };
        let mut names = archive.names()?;
        names.retain(|name| is_template(name));
        names.sort_unstable();
        Ok(names)
    }

    /// Puts an archived template, which says what `is` is the digest of, into use again.
    ///
    /// # Errors
    /// When there is none of this name, or another one, or a file is where it belongs.
    pub fn unarchive(
        &self,
        name: &str,
        is: &Digest,
        source: Source,
        category: &Category,
    ) -> Result<Document, WriteError> {
        let _alone = self.alone();
        let missing = || WriteError::Missing(format!("{ARCHIVED}/{name}"));
        if !is_template(name) {
            return Err(missing());
        }
        let archive = Folder::root(self.root())?.enter(ARCHIVED)?;
        let mut text = String::new();
        let file = archive.open(name).map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                missing()
            } else {
                error.into()
            }
        })?;
        io::Read::read_to_string(&mut io::Read::take(file, 1 << 20), &mut text)?;
        let now = Digest::of(text.as_bytes());
        if now != *is {
            return Err(WriteError::Changed { now });
        }
        let place = Place::of_new(source, category, &id_of(&text)?);
        let folder = self.made_folder(&place)?;
        archive
            .rename_new(name, &folder, place.file_name())
            .map_err(|error| taken(error, &place))?;
        folder.sync()?;
        archive.sync()?;
        Ok(self.read(&place)?)
    }

    fn alone(&self) -> std::sync::MutexGuard<'_, ()> {
        // Nothing is kept in it that a panic could have left half done.
        self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn current(&self, place: &Place) -> Result<Document, WriteError> {
        self.read(place).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => WriteError::Missing(place.to_string()),
            _ => error.into(),
        })
    }

    fn unchanged(&self, place: &Place, based_on: &Digest, id: &crate::TemplateId) -> Result<(), WriteError> {
        let current = self.current(place)?;
        if current.digest != *based_on {
            return Err(WriteError::Changed { now: current.digest });
        }
        let same = current
            .reading
            .metadata
            .as_ref()
            .is_none_or(|metadata| metadata.id == *id);
        if same { Ok(()) } else { Err(WriteError::OtherId) }
    }

    fn overwrite(&self, place: &Place, text: &str) -> io::Result<()> {
        let folder = self.folder_of(place)?;
        let temporary = written(&folder, place, text)?;
        let named = folder.rename_over(&temporary, place.file_name());
        settle(&folder, &temporary, named)
    }

    fn made_folder(&self, place: &Place) -> io::Result<Folder> {
        let private = matches!(place.source(), Source::Private(_));
        let mut folder = Folder::root(self.root())?;
        for (level, name) in place.folders().into_iter().enumerate() {
            folder = folder.make(name, private && level > 0)?;
        }
        Ok(folder)
    }
}

fn id_of(text: &str) -> Result<crate::TemplateId, WriteError> {
    let reading = schema::read("template", text.as_bytes());
    match reading.metadata {
        Some(metadata) => Ok(metadata.id),
        None => Err(WriteError::NoTemplate(reading.problems)),
    }
}

/// Writes and syncs a hidden file beside the place, and gives its name.
fn written(folder: &Folder, place: &Place, text: &str) -> io::Result<String> {
    let private = matches!(place.source(), Source::Private(_));
    let process = std::process::id();
    for number in 0..TRIES {
        // Short enough, however long the file's own name is.
        let start: String = place.file_name().chars().take(40).collect();
        let name = format!(".{start}.{process}-{number}.new");
        match folder.create(&name, private) {
            // Left by a process that was killed; or another node's.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(mut file) => {
                let kept = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
                return match kept {
                    Ok(()) => Ok(name),
                    Err(error) => {
                        let _already_failed = folder.remove(&name);
                        Err(error)
                    }
                };
            }
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// After the renaming: makes it lasting, or takes the hidden file away again.
fn settle(folder: &Folder, temporary: &str, named: io::Result<()>) -> io::Result<()> {
    match named {
        Ok(()) => folder.sync(),
        Err(error) => {
            let _already_failed = folder.remove(temporary);
            Err(error)
        }
    }
}

fn taken(error: io::Error, place: &Place) -> WriteError {
    match error.kind() {
        io::ErrorKind::AlreadyExists => WriteError::Taken(place.clone()),
        _ => error.into(),
    }
}
