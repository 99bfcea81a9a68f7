//! The operators' words at sign-in: a markdown file, read again when it changes.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// What is read of the file at most.
const LONGEST: u64 = 64 * 1024;

/// The file and what it said when it was last read; cheap to clone.
#[derive(Clone)]
pub(crate) struct MessageOfTheDay {
    path: Option<PathBuf>,
    known: Arc<Mutex<Option<Known>>>,
}

#[derive(Clone)]
struct Known {
    /// When it was written, and how long it was then.
    version: (SystemTime, u64),
    text: String,
}

impl MessageOfTheDay {
    pub(crate) fn new(path: Option<PathBuf>) -> Self {
        Self {
            path,
            known: Arc::default(),
        }
    }

    /// The words; none when no file is set, or it cannot be read, or it is empty.
    pub(crate) async fn read(&self) -> Option<String> {
        self.path.as_ref()?;
        let this = self.clone();
        // The file may be on a file system that hangs.
        tokio::task::spawn_blocking(move || this.read_here())
            .await
            .ok()
            .flatten()
    }

    fn read_here(&self) -> Option<String> {
        let path = self.path.as_ref()?;
        let about = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let version = (about.modified().ok()?, about.len());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let text = match known.as_ref().filter(|known| known.version == version) {
            Some(known) => known.text.clone(),
            None => {
                let text = beginning(path).ok()?;
                *known = Some(Known {
                    version,
                    text: text.clone(),
                });
                text
            }
        };
        Some(text).filter(|text| !text.trim().is_empty())
    }
}

fn beginning(path: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
