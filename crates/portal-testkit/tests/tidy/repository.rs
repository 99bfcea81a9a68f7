//! The files that belong to the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold what is built or fetched, and what the demo keeps.
const NOT_OURS: [&str; 8] = [
    ".git",
    "target",
    "node_modules",
    "dist",
    ".demo",
    "screenshots",
    "test-results",
    "corpus",
];

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// All files, relative to the root.
pub(crate) fn files() -> Vec<PathBuf> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            let ours = !NOT_OURS.contains(&entry.file_name().to_string_lossy().as_ref());
            if kind.is_dir() && ours {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path().strip_prefix(&root).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// A file's text, or nothing when it is not text.
pub(crate) fn text(path: &Path) -> Option<String> {
    // Somebody may have removed it since it was listed.
    String::from_utf8(fs::read(root().join(path)).unwrap_or_default()).ok()
}
