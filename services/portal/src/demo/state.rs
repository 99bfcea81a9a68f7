//! What the demo keeps between runs.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::images;
use crate::failure::Failure;

/// Only a folder that holds this file is taken for a demo's.
const SECRET: &str = "jwt-secret";
const PASSWORD: &str = "password";
const DATABASE: &str = "portal.db";
const UPLOADS: &str = "uploads";
const TEMPLATES: &str = "templates";
const IMAGES: &str = "apptainer";
const JOBS: &str = "jobs";
const MESSAGE: &str = "message-of-the-day.md";

/// Official templates to begin with: category, file, text.
const OFFICIAL: [(&str, &str, &str); 3] = [
    (
        "ml",
        "pytorch-training.yaml",
        include_str!("templates/pytorch-training.yaml"),
    ),
    ("cfd", "openfoam-cfd.yaml", include_str!("templates/openfoam-cfd.yaml")),
    ("data", "python-batch.yaml", include_str!("templates/python-batch.yaml")),
];

/// Letters and digits that nobody confuses, without vowels, so that they make no words.
const ALPHABET: &[u8; 27] = b"bcdfghjkmnpqrstvwxz23456789";

/// A folder that belongs to the demo, closed to everybody else.
pub(super) struct State {
    folder: PathBuf,
}

impl State {
    /// Takes the folder, or makes it.
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        let cannot = |error| Failure::unavailable(format!("{} cannot be used", folder.display()), error);
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => adopt(folder)?,
            Err(error) => return Err(cannot(error)),
            Ok(()) => {}
        }
        let folder = folder.canonicalize().map_err(cannot)?;
        let state = Self { folder };
        for folder in [state.uploads(), state.jobs()] {
            match DirBuilder::new().mode(0o700).create(folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(cannot(error)),
                _ => {}
            }
        }
        match DirBuilder::new().mode(0o700).create(state.templates()) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
            Ok(()) => state.put_templates(),
        }
        .map_err(cannot)?;
        match DirBuilder::new().mode(0o700).create(state.images()) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
            Ok(()) => images::put(&state.images()),
        }
        .map_err(cannot)?;
        Ok(state)
    }

    /// The first time only: what somebody archives stays archived.
    fn put_templates(&self) -> std::io::Result<()> {
        for (category, name, text) in OFFICIAL {
            let folder = self.templates().join("official").join(category);
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(name), text)?;
        }
        Ok(())
    }

    /// Where it is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    pub(super) fn uploads(&self) -> PathBuf {
        self.folder.join(UPLOADS)
    }

    pub(super) fn jobs(&self) -> PathBuf {
        self.folder.join(JOBS)
    }

    pub(super) fn templates(&self) -> PathBuf {
        self.folder.join(TEMPLATES)
    }

    /// The registry of container images.
    pub(super) fn images(&self) -> PathBuf {
        self.folder.join(IMAGES)
    }

    /// The key that signs tokens, made once.
    pub(super) fn secret(&self) -> Result<String, Failure> {
        self.keep(SECRET, || {
            format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
        })
    }

    /// The password of the demo's people, made once: 16 of 27 letters, 76 bits.
    pub(super) fn password(&self) -> Result<String, Failure> {
        self.keep(PASSWORD, || {
            let random = Uuid::new_v4().as_u128() ^ Uuid::new_v4().as_u128().rotate_left(64);
            let letters = std::iter::successors(Some(random), |rest| Some(rest / 27));
            let letters = letters.filter_map(|rest| ALPHABET.get((rest % 27) as usize)).copied();
            let letters: Vec<u8> = letters.take(16).collect();
            let groups: Vec<_> = letters.chunks(4).map(String::from_utf8_lossy).collect();
            groups.join("-")
        })
    }

    /// The words at sign-in, for whoever tries the demo to change.
    pub(super) fn message(&self) -> Result<PathBuf, Failure> {
        self.keep(MESSAGE, || include_str!("message_of_the_day.md").trim_end().to_owned())?;
        Ok(self.folder.join(MESSAGE))
    }

    /// The content of a file, which is made the first time.
    fn keep(&self, name: &str, make: impl FnOnce() -> String) -> Result<String, Failure> {
        let path = self.folder.join(name);
        let cannot = |error| Failure::unavailable(format!("{} cannot be kept", path.display()), error);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.trim().to_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let text = make();
                let mut file = OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(&path)
                    .map_err(cannot)?;
                writeln!(file, "{text}")
                    .and_then(|()| file.sync_all())
                    .map_err(cannot)?;
                Ok(text)
            }
            Err(error) => Err(cannot(error)),
        }
    }
}

/// A folder that was there before: a demo's, or an empty one, and nobody's home by mistake.
fn adopt(folder: &Path) -> Result<(), Failure> {
    let cannot = |error| Failure::unavailable(format!("{} cannot be used", folder.display()), error);
    let empty = fs::read_dir(folder).map_err(cannot)?.next().is_none();
    if !empty && !folder.join(SECRET).is_file() {
        return Err(Failure::Refused(format!(
            "{} holds something else; name a new folder with --state",
            folder.display()
        )));
    }
    fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(cannot)
}
