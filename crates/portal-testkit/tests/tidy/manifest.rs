//! What a `Cargo.toml` says, as far as the rules need it.

use std::path::Path;

use crate::repository;

/// A package of the workspace.
pub(crate) struct Manifest {
    pub(crate) name: String,
    /// Names under `[dependencies]`; tests may use more.
    pub(crate) dependencies: Vec<String>,
}

/// All packages in `crates/` and `services/`.
pub(crate) fn all() -> Vec<Manifest> {
    let is_package = |path: &Path| {
        let folders: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        matches!(folders.as_slice(), [area, _, file] if (area == "crates" || area == "services") && file == "Cargo.toml")
    };
    let files = repository::files();
    let manifests = files.iter().filter(|path| is_package(path));
    manifests.map(|path| read(&repository::text(path).unwrap())).collect()
}

fn read(text: &str) -> Manifest {
    let mut section = "";
    let (mut name, mut dependencies) = (String::new(), Vec::new());
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
            // The long form: [dependencies.name]
            let long = line
                .strip_prefix("[dependencies.")
                .and_then(|rest| rest.strip_suffix(']'));
            dependencies.extend(long.map(str::to_owned));
        } else if let Some((key, value)) = line.split_once('=') {
            let key = key.trim().split('.').next().unwrap().to_owned();
            match section {
                "[package]" if key == "name" => name = value.trim().trim_matches('"').to_owned(),
                "[dependencies]" => dependencies.push(key),
                _ => {}
            }
        }
    }
    Manifest { name, dependencies }
}
