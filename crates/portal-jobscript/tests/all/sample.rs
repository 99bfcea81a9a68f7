//! Templates, and folders in which their jobs can run.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use portal_jobscript::{JobScript, Part};
use portal_templates::FileKey;
use portal_templates::schema::{self, Template};
use portal_testkit::{Finished, Program};
use tempfile::TempDir;

/// The template in `tests/golden/templates`.
pub(crate) fn template(name: &str) -> Template {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/templates")
        .join(name);
    let reading = schema::read(name, &std::fs::read(path).unwrap());
    reading.template.unwrap_or_else(|| panic!("{:?}", reading.problems))
}

/// The least one, with these steps.
pub(crate) fn with_steps(pre: &str, main: &str, post: &str) -> Template {
    let mut template = template("least.yaml");
    let step = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    template.script.pre_exec = step(pre);
    template.script.main_exec = step(main);
    template.script.post_exec = step(post);
    template
}

pub(crate) fn key(text: &str) -> FileKey {
    text.parse().unwrap()
}

/// The lines of a part.
pub(crate) fn lines(script: &JobScript, part: &Part) -> String {
    let lines: Vec<_> = script.text.lines().collect();
    lines[part.first_line - 1..part.last_line].join("\n")
}

/// Has bash read it without running it.
pub(crate) fn is_bash(script: &str) {
    let read = Program::new("bash").args(["--norc", "-n"]).input(script).run();
    assert_eq!((read.code, read.stderr.as_str()), (Some(0), ""), "{script}");
}

/// A place with a job's folder in it.
pub(crate) struct Place {
    root: TempDir,
    /// The job's.
    pub(crate) folder: String,
}

impl Place {
    /// The job's folder has this name.
    pub(crate) fn new(name: &str) -> Self {
        let root = TempDir::new().unwrap();
        let folder = root.path().join(name);
        std::fs::create_dir_all(folder.join(".staged")).unwrap();
        Self {
            root,
            folder: folder.to_str().unwrap().to_owned(),
        }
    }

    /// Puts an input where the portal would.
    pub(crate) fn stage(&self, name: &str, text: &str) -> String {
        let path = format!("{}/.staged/{name}", self.folder);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        Path::new(&self.folder).join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs a script as Slurm would: from a file, in the job's folder.
    pub(crate) fn run(&self, script: &str) -> Finished {
        let file = self.root.path().join("slurm_script");
        std::fs::write(&file, script).unwrap();
        Program::new("bash")
            .args([Path::new("--norc"), &file])
            .folder(&self.folder)
            .run()
    }

    /// The value of a variable in what `env -0` left in `name`.
    pub(crate) fn variable(&self, name: &str, variable: &str) -> Option<String> {
        let bytes = std::fs::read(self.path(name)).unwrap();
        let beginning = format!("{variable}=");
        let value = bytes
            .split(|byte| *byte == 0)
            .find_map(|pair| pair.strip_prefix(beginning.as_bytes()))?;
        Some(String::from_utf8(value.to_vec()).unwrap())
    }

    /// That nothing of this name was made, anywhere.
    pub(crate) fn has_no(&self, name: &str) {
        let mut waiting = vec![self.root.path().to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                assert!(
                    entry.file_name().as_bytes() != name.as_bytes(),
                    "{}",
                    entry.path().display()
                );
                if entry.file_type().unwrap().is_dir() {
                    waiting.push(entry.path());
                }
            }
        }
    }
}
