//! Images in a folder: `images/{compute,viz,shared}/**.sif`, and what operators write about them into `metadata/` or beside them.
//!
//! Everything is opened beneath the registry's folder and never outside of it. What has the same size, time and inode as at the
//! discovery before is not read again.

mod beneath;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::found::{Discovery, Found, Memory, Problem, Reading};
use crate::image::{Beside, FoundBy, Image};
use crate::sif;
use beneath::{Beneath, Listed};

/// The partitions of the earlier portal.
pub const PARTITIONS: [&str; 3] = ["compute", "viz", "shared"];

/// How deep folders are followed, and how many names are looked at.
const DEEPEST: usize = 16;
const MOST_NAMES: usize = 200_000;
/// Bytes of a file that describes an image.
const MOST_DESCRIPTION: u64 = 1024 * 1024;

/// Why nothing was found at all. Then nothing is known, neither that images are gone.
#[derive(Debug, thiserror::Error)]
#[error("the image registry {path} cannot be opened")]
pub struct RegistryError {
    path: String,
    #[source]
    source: io::Error,
}

/// The registry's folder, such as `/shared/apptainer`.
#[derive(Debug)]
pub struct Registry {
    folder: Beneath,
}

impl Registry {
    /// Opens it. The folder `images` must be there: without it, the file system may be away, which is not the same as no images.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, RegistryError> {
        let failed = |source| RegistryError {
            path: path.display().to_string(),
            source,
        };
        let folder = Beneath::open(path).map_err(failed)?;
        folder.list("images").map_err(failed)?;
        Ok(Self { folder })
    }

    /// Finds the images of these partitions. `known` is what the last discovery found; `progress` is told after each image how many
    /// were looked at, and of how many.
    pub fn discover(&self, partitions: &[&str], known: &Memory, mut progress: impl FnMut(usize, usize)) -> Discovery {
        let mut walk = Walk::default();
        let metadata = walk.listed(&self.folder, "metadata");
        for partition in partitions {
            // A partition is one folder of `images`.
            if !partition.is_empty() && !partition.contains('/') && *partition != ".." && *partition != "." {
                walk.partition(&self.folder, partition);
            }
        }
        let mut discovery = Discovery::default();
        let all = walk.images.len();
        for (number, (path, candidate)) in (1..).zip(walk.images) {
            match self.look(&path, &candidate, &metadata, known.get(&path)) {
                Ok((found, read)) => {
                    discovery.read += usize::from(read.is_some());
                    discovery.bytes_read += read.unwrap_or_default();
                    discovery.found.insert(path, found);
                }
                // It was there a moment ago, and is gone: that is nothing unusual.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => walk.problems.push(Problem {
                    path,
                    reason: error.to_string(),
                }),
            }
            progress(number, all);
        }
        discovery.problems = walk.problems;
        discovery
    }

    /// An image and how many bytes were read for it; none when it is as it was.
    fn look(
        &self,
        path: &str,
        candidate: &Candidate,
        metadata: &BTreeMap<String, Listed>,
        known: Option<&Found>,
    ) -> io::Result<(Found, Option<u64>)> {
        let file = self.folder.file(path)?;
        let mut stamp = beneath::stamp(&file)?;
        let stem = candidate.stem.as_str();
        let descriptions = candidate.beside(metadata, &format!("{stem}.json"));
        let commands = candidate.beside(metadata, &format!("{stem}.commands.json"));
        let (description, commands) = (self.opened(descriptions)?, self.opened(commands)?);
        for file in [&description, &commands].into_iter().flatten() {
            stamp.with(beneath::stamp(file)?);
        }
        if let Some(known) = known.filter(|known| known.stamp == stamp) {
            return Ok((known.clone(), None));
        }
        let reading = match sif::read(&file) {
            Ok(info) => {
                let mut remarks = Vec::new();
                let beside = Beside {
                    description: bounded(description, &mut remarks)?,
                    commands: bounded(commands, &mut remarks)?,
                };
                let mut image = Image::new(stem, &candidate.partition, FoundBy::Registry, info, beside);
                image.remarks.append(&mut remarks);
                Reading::Image(Box::new(image))
            }
            Err(error) if error.is_lasting() => Reading::Refused(error.to_string()),
            Err(error) => return Err(io::Error::other(error)),
        };
        let read = reading.image().map_or(0, |image| image.info.bytes_read);
        let reading = Arc::new(reading);
        Ok((Found { stamp, reading }, Some(read)))
    }

    fn opened(&self, path: Option<String>) -> io::Result<Option<File>> {
        match path.map(|path| self.folder.file(&path)).transpose() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            other => other,
        }
    }
}

/// The bytes of a file that describes an image, unless there are too many.
fn bounded(file: Option<File>, remarks: &mut Vec<String>) -> io::Result<Option<Vec<u8>>> {
    let Some(file) = file else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    file.take(MOST_DESCRIPTION + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_DESCRIPTION {
        remarks.push("what is written about it is longer than 1 MiB".to_owned());
        return Ok(None);
    }
    Ok(Some(bytes))
}

/// A file that is named like an image.
#[derive(Debug)]
struct Candidate {
    stem: String,
    partition: String,
    /// Its folder, and the JSON files there.
    folder: String,
    neighbours: Arc<Vec<String>>,
}

impl Candidate {
    /// Where a file about it is: in the folder `metadata`, or else beside it.
    fn beside(&self, metadata: &BTreeMap<String, Listed>, name: &str) -> Option<String> {
        if metadata.contains_key(name) {
            return Some(format!("metadata/{name}"));
        }
        let here = self.neighbours.iter().any(|neighbour| neighbour == name);
        here.then(|| format!("{}/{name}", self.folder))
    }
}

/// Folders on their way.
#[derive(Debug, Default)]
struct Walk {
    images: BTreeMap<String, Candidate>,
    problems: Vec<Problem>,
    names: usize,
}

impl Walk {
    fn partition(&mut self, root: &Beneath, partition: &str) {
        let mut folders = vec![(format!("images/{partition}"), 0)];
        while let Some((folder, depth)) = folders.pop() {
            let names = self.listed(root, &folder);
            let json = names.keys().filter(|name| name.ends_with(".json"));
            let neighbours = Arc::new(json.cloned().collect::<Vec<_>>());
            for (name, listed) in names {
                let path = format!("{folder}/{name}");
                match (listed, name.strip_suffix(".sif")) {
                    (Listed::Folder, _) if depth < DEEPEST => folders.push((path, depth + 1)),
                    (Listed::Folder, _) => self.problem(&path, "it lies too deep"),
                    (Listed::File, Some(stem)) if !stem.is_empty() => {
                        let candidate = Candidate {
                            stem: stem.to_owned(),
                            partition: partition.to_owned(),
                            folder: folder.clone(),
                            neighbours: Arc::clone(&neighbours),
                        };
                        self.images.insert(path, candidate);
                    }
                    _ => {}
                }
            }
        }
    }

    /// The names in a folder; none, and a problem, when it cannot be read. A folder that is not there has none.
    fn listed(&mut self, root: &Beneath, folder: &str) -> BTreeMap<String, Listed> {
        match root.list(folder) {
            Ok(names) if self.names + names.len() <= MOST_NAMES => {
                self.names += names.len();
                names
            }
            Ok(_) => {
                self.problem(folder, "there are too many files in the registry");
                BTreeMap::new()
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => {
                self.problem(folder, &error.to_string());
                BTreeMap::new()
            }
        }
    }

    fn problem(&mut self, path: &str, reason: &str) {
        let (path, reason) = (path.to_owned(), reason.to_owned());
        self.problems.push(Problem { path, reason });
    }
}
