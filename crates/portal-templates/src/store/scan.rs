//! Which templates there are: names, sizes and times, nothing opened but folders.

use std::collections::BTreeMap;
use std::io;

use rustix::io::Errno;

use super::folder::{Folder, Is, Stamp};
use super::place::{ARCHIVED, DEEPEST, Place, SOURCE_FOLDERS};

/// Beyond so many files the rest is left alone.
pub const MOST_FILES: usize = 100_000;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// The files, in order of their places.
    pub files: BTreeMap<Place, Stamp>,
    /// Folders (with their `/`) of which nothing could be learnt: what was known of them stays known.
    pub unreadable: Vec<String>,
    /// Whether there is at least one of the folders that the root is made of. An empty root is a mount that is away.
    pub furnished: bool,
    /// The device of each of those folders that templates are read from: it changes when a mount comes or goes.
    pub devices: BTreeMap<&'static str, u64>,
    /// Device and inode of the root.
    pub identity: (u64, u64),
}

impl Scan {
    /// Whether nothing could be learnt of this place.
    #[must_use]
    pub fn is_unreadable(&self, place: &Place) -> bool {
        let path = place.to_string();
        self.unreadable.iter().any(|folder| path.starts_with(folder.as_str()))
    }

    pub(crate) fn of(root: &Folder) -> io::Result<Self> {
        let mut scan = Self {
            identity: root.identity()?,
            ..Self::default()
        };
        scan.furnished = matches!(root.look(ARCHIVED)?, Some(Is::Folder));
        for name in SOURCE_FOLDERS {
            if let Some(Is::Folder) = root.look(name)? {
                scan.furnished = true;
                if let Ok((device, _inode)) = root.enter(name).and_then(|folder| folder.identity()) {
                    scan.devices.insert(name, device);
                }
                scan.enter(root, &mut vec![name.to_owned()]);
            }
        }
        Ok(scan)
    }

    /// `path` are the folders on the way, the last one in `parent`.
    fn enter(&mut self, parent: &Folder, path: &mut Vec<String>) {
        let name = path.last().map_or("", String::as_str);
        let looked = parent.enter(name).and_then(|folder| {
            let mut names = folder.names()?;
            names.sort_unstable();
            Ok((folder, names))
        });
        match looked {
            Ok((folder, names)) => names.into_iter().for_each(|name| self.look(&folder, path, name)),
            // It went, or became a link, since it was seen.
            Err(error) if is_no_folder(&error) => {}
            Err(_unreadable) => self.unreadable.push(format!("{}/", path.join("/"))),
        }
    }

    fn look(&mut self, folder: &Folder, path: &mut Vec<String>, name: String) {
        if name.starts_with('.') {
            return;
        }
        match folder.look(&name) {
            Ok(Some(Is::Folder)) if path.len() + 1 < DEEPEST => {
                path.push(name);
                self.enter(folder, path);
                path.pop();
            }
            Ok(Some(Is::File(stamp))) => {
                let parts: Vec<&str> = path.iter().map(String::as_str).chain([name.as_str()]).collect();
                let Some(place) = Place::of_parts(&parts) else { return };
                if self.files.len() < MOST_FILES {
                    self.files.insert(place, stamp);
                } else {
                    self.unreadable.push(place.to_string());
                }
            }
            Ok(_) => {}
            Err(_unreadable) => self.unreadable.push(format!("{}/{name}", path.join("/"))),
        }
    }
}

fn is_no_folder(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
        || error.raw_os_error() == Some(Errno::LOOP.raw_os_error())
}
