//! Hidden files that stand below the root: open uploads', and what a killed process left of others.

use std::collections::BTreeMap;
use std::io;

use super::root::{Folder, Root};
use crate::uploads::names::UploadId;

/// Folders above the files: `users` or `jobs`, whose, which kind.
const DEPTH: u32 = 3;

/// Which of an upload's two files are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hidden {
    /// The file itself.
    pub part: bool,
    /// Its map.
    pub map: bool,
}

/// Finds all of them. A folder that cannot be read is passed over.
///
/// # Errors
/// When the root itself cannot be read.
pub(crate) fn hidden_below(root: &Root) -> io::Result<BTreeMap<UploadId, Hidden>> {
    let mut found = BTreeMap::new();
    collect(&root.top()?, DEPTH, &mut found)?;
    Ok(found)
}

fn collect(folder: &Folder, depth: u32, found: &mut BTreeMap<UploadId, Hidden>) -> io::Result<()> {
    for name in folder.names()? {
        if depth > 0 {
            let _ = folder.enter(&name).and_then(|below| collect(&below, depth - 1, found));
        } else if let Some((id, file)) = hidden(&name) {
            let hidden: &mut Hidden = found.entry(id).or_default();
            hidden.part |= file == "part";
            hidden.map |= file == "map";
        }
    }
    Ok(())
}

/// The upload's id and `part` or `map`, if it is such a name.
fn hidden(name: &str) -> Option<(UploadId, &str)> {
    let (id, file) = name.strip_prefix('.')?.split_once('.')?;
    let id = UploadId::parse(id)?;
    matches!(file, "part" | "map").then_some((id, file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_portals_own_hidden_files_are_found() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("users/kim/data");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(dir.path().join("users/.0123456789abcdef.part"), "").unwrap();
        for name in [
            ".0123456789abcdef.part",
            ".0123456789abcdef.map",
            ".00000000000000ff.map",
            ".0123456789ABCDEF.part",
            ".0123456789abcdef.part.bak",
            "0123456789abcdef.part",
        ] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let found = hidden_below(&Root::open(dir.path()).unwrap()).unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|(id, files)| (id.as_str(), files.part, files.map))
            .collect();
        assert_eq!(
            found,
            [("00000000000000ff", false, true), ("0123456789abcdef", true, true)]
        );
    }
}
