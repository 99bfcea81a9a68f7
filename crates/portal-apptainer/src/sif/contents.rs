//! What the folder `.singularity.d` of an image says, and the same of the applications in `scif/apps`.
//!
//! As `apptainer inspect --all` answers it: which files, and without the line breaks at their ends.

use std::collections::BTreeMap;

use super::error::{Outcome, at_most};
use super::info::{App, ImageInfo};
use super::squashfs::{Inode, Squashfs};

/// Bytes of one text, and of all texts of an image.
const MOST: u64 = 256 * 1024;
const MOST_TOGETHER: u64 = 4 * 1024 * 1024;
/// Applications of an image, and scripts in a folder `env`.
const MOST_APPS: usize = 256;
const MOST_SCRIPTS: usize = 256;

/// Reads it into `info`; what is there already stays.
pub(crate) fn read(files: &mut Squashfs<'_, '_>, info: &mut ImageInfo) -> Outcome<()> {
    let root = files.root()?;
    let mut reader = Reader { files, texts: 0 };
    if let Some(folder) = reader.files.find(&root, ".singularity.d")? {
        if let Some(text) = reader.text(&folder, "labels.json")? {
            info.labels = labels(&text, &mut info.remarks);
        }
        info.runscript = reader.text(&folder, "runscript")?;
        info.startscript = reader.text(&folder, "startscript")?;
        info.test = reader.text(&folder, "test")?;
        info.help = reader.text(&folder, "runscript.help")?;
        if info.deffile.is_none() {
            info.deffile = reader.text(&folder, "Singularity")?;
        }
        info.environment = reader.environment(&folder, "/.singularity.d", |name| {
            name.starts_with("10-docker") && name.ends_with(".sh") || custom(name)
        })?;
    }
    if let Some(folder) = reader.files.find(&root, "scif/apps")? {
        info.apps = reader.apps(&folder, &mut info.remarks)?;
    }
    Ok(())
}

struct Reader<'f, 's, 'i> {
    files: &'f mut Squashfs<'s, 'i>,
    texts: u64,
}

impl Reader<'_, '_, '_> {
    fn text(&mut self, folder: &Inode, name: &str) -> Outcome<Option<String>> {
        let Some(inode) = self.files.find(folder, name)? else {
            return Ok(None);
        };
        let Some(bytes) = self.files.contents(&inode, "bytes of a text", MOST)? else {
            return Ok(None);
        };
        self.texts = at_most("bytes of texts", self.texts + bytes.len() as u64, MOST_TOGETHER)?;
        Ok(Some(text(&bytes).trim_end_matches('\n').to_owned()))
    }

    fn environment(
        &mut self,
        folder: &Inode,
        prefix: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Outcome<BTreeMap<String, String>> {
        let mut scripts = BTreeMap::new();
        let Some(folder) = self.files.find(folder, "env")? else {
            return Ok(scripts);
        };
        for name in self.files.names(&folder, "files in env", MOST_SCRIPTS)? {
            let Some(name) = plain(&name) else {
                continue;
            };
            if wanted(name)
                && let Some(text) = self.text(&folder, name)?
            {
                scripts.insert(format!("{prefix}/env/{name}"), text);
            }
        }
        Ok(scripts)
    }

    fn apps(&mut self, folder: &Inode, remarks: &mut Vec<String>) -> Outcome<BTreeMap<String, App>> {
        let mut apps = BTreeMap::new();
        for name in self.files.names(folder, "applications", MOST_APPS)? {
            let Some(name) = plain(&name) else {
                continue;
            };
            let Some(scif) = self.files.find(folder, &format!("{name}/scif"))? else {
                continue;
            };
            let mut app = App {
                runscript: self.text(&scif, "runscript")?,
                test: self.text(&scif, "test")?,
                help: self.text(&scif, "runscript.help")?,
                environment: self.environment(&scif, &format!("/scif/apps/{name}/scif"), custom)?,
                labels: BTreeMap::new(),
            };
            if let Some(text) = self.text(&scif, "labels.json")? {
                app.labels = labels(&text, remarks);
            }
            apps.insert(name.to_owned(), app);
        }
        Ok(apps)
    }
}

/// A name that can be shown: text without slashes and control characters.
fn plain(name: &[u8]) -> Option<&str> {
    let name = std::str::from_utf8(name).ok()?;
    (!name.contains('/') && !name.contains(char::is_control)).then_some(name)
}

/// Scripts of `%environment` and `%appenv`: `9*-environment.sh`.
fn custom(name: &str) -> bool {
    name.starts_with('9') && name.ends_with("-environment.sh")
}

/// Labels are texts by name; other values are shown as they are written.
pub(crate) fn labels(text: &str, remarks: &mut Vec<String>) -> BTreeMap<String, String> {
    match serde_json::from_str::<BTreeMap<String, serde_json::Value>>(text) {
        Ok(found) => found
            .into_iter()
            .map(|(name, value)| match value {
                serde_json::Value::String(value) => (name, value.replace('\0', "\u{fffd}")),
                other => (name, other.to_string()),
            })
            .collect(),
        Err(error) => {
            remarks.push(format!("its labels are not what they should be: {error}"));
            BTreeMap::new()
        }
    }
}

/// Text that every database takes: what is no UTF-8, and the NUL, is replaced.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}")
}
