//! What a script is written of, and what keeps it from being written.

use std::collections::BTreeSet;

use portal_apptainer::command::{Rendered, belongs_to_bash};
use portal_templates::schema::{InputKind, Template};
use portal_templates::{EnvName, FileKey};

use crate::facts::of_template;

/// Longest name of a job, characters.
const LONGEST_JOB_NAME: usize = 200;
/// Longest path of a job's folder, bytes: what lies in it must still be a path.
const LONGEST_FOLDER: usize = 3_000;
/// Longest path of anything else, bytes.
const LONGEST_PATH: usize = 4_095;
/// Longest name of a file, bytes.
pub(crate) const LONGEST_FILE_NAME: usize = 255;

/// A job to be.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// With what the person changed: `Overrides::applied_to`.
    pub template: &'a Template,
    /// One line of at most 200 characters.
    pub job_name: &'a str,
    /// Absolute path of the job's folder. It is there before `sbatch` runs.
    pub folder: &'a str,
    /// What the job runs in.
    pub image: Option<ImageChoice<'a>>,
    /// The person's files.
    pub inputs: &'a [Input<'a>],
    /// A command that the image offers; it takes the place of `main_exec`.
    pub command: Option<&'a Rendered>,
}

/// An image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageChoice<'a> {
    /// What the portal calls it.
    pub id: &'a str,
    /// Absolute path on the node that runs the job.
    pub path: &'a str,
}

/// A file of the person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input<'a> {
    /// Which input of the template it is.
    pub file_key: &'a FileKey,
    /// What the person called it: any text without `/` and NUL, at most 255 bytes.
    pub name: &'a str,
    /// Absolute path of where the portal put it; the script takes it away from there.
    pub staged: &'a str,
}

/// Why no script can be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// A name that Slurm has no line for.
    #[error("the job's name must be one line of 1 to 200 characters")]
    JobName,
    /// A folder that Slurm or Apptainer would read as something else.
    #[error("the job's folder must be an absolute path of one line without % \\ , and :")]
    Folder,
    /// An image that is nowhere.
    #[error("the image has no absolute path")]
    Image,
    /// A file name that is none.
    #[error("the file of {key} must have a name of 1 to 255 bytes without /")]
    FileName {
        /// The input.
        key: FileKey,
    },
    /// A folder that is no archive.
    #[error("the folder of {key} must be given as an archive")]
    Archive {
        /// The input.
        key: FileKey,
    },
    /// A file that is nowhere.
    #[error("the file of {key} has no absolute path")]
    Staged {
        /// The input.
        key: FileKey,
    },
    /// Two files for one input, or for two that share a variable.
    #[error("{key} has two files")]
    KeyTwice {
        /// The input.
        key: FileKey,
    },
    /// `sbatch` prints a list then, and submits nothing.
    #[error("slurm.gres: '{0}' names no resource")]
    Gres(String),
    /// A variable that no job can be given: bash calculates some of these values, and would run code in them.
    #[error("apptainer.env: {0} belongs to bash")]
    Variable(EnvName),
    /// A step with a NUL, which ends the script for some who read it.
    #[error("script.{step} holds a character that no script can have")]
    Step {
        /// `pre_exec`, `main_exec` or `post_exec`.
        step: &'static str,
    },
    /// Longer than Slurm takes.
    #[error("the script is longer than 4 MiB")]
    TooLong,
}

impl Request<'_> {
    pub(crate) fn check(&self) -> Result<(), ScriptError> {
        if !is_line(self.job_name, LONGEST_JOB_NAME) {
            return Err(ScriptError::JobName);
        }
        if !is_folder(self.folder) {
            return Err(ScriptError::Folder);
        }
        if self.image.is_some_and(|image| !is_path(image.path)) {
            return Err(ScriptError::Image);
        }
        let gres = self.template.slurm.gres.as_ref().map(|gres| gres.as_str());
        if let Some(gres) = gres.filter(|gres| ["help", "list"].iter().any(|word| gres.eq_ignore_ascii_case(word))) {
            return Err(ScriptError::Gres(gres.to_owned()));
        }
        let mut env = self.template.apptainer.env.iter();
        if let Some((name, _)) = env.find(|(name, _)| belongs_to_bash(name.as_str())) {
            return Err(ScriptError::Variable(name.clone()));
        }
        let mut variables = BTreeSet::new();
        for input in self.inputs {
            let key = || input.file_key.clone();
            if !is_file_name(input.name) {
                return Err(ScriptError::FileName { key: key() });
            }
            let of_template = of_template(&self.template.files, input);
            if of_template
                .is_some_and(|known| known.kind == InputKind::Directory && known.folder_in(input.name).is_none())
            {
                return Err(ScriptError::Archive { key: key() });
            }
            if !is_path(input.staged) {
                return Err(ScriptError::Staged { key: key() });
            }
            if !variables.insert(input.file_key.variable()) {
                return Err(ScriptError::KeyTwice { key: key() });
            }
        }
        Ok(())
    }
}

/// The same rule as that of the names of jobs in `portal-slurm`.
fn is_line(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(is_unprintable)
}

/// Control characters, and the two that some programs take for the end of a line.
fn is_unprintable(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// In the path of a log `%` and `\` mean something to Slurm; in that of a bind `,` and `:` do to Apptainer.
fn is_folder(path: &str) -> bool {
    path.starts_with('/')
        && path.len() <= LONGEST_FOLDER
        && !path.ends_with('/')
        && !path.contains(['%', '\\', ',', ':'])
        && !path.chars().any(is_unprintable)
}

fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.len() <= LONGEST_PATH && !path.contains('\0')
}

/// Whether a file in a folder can have this name.
pub(crate) fn is_file_name(name: &str) -> bool {
    (1..=LONGEST_FILE_NAME).contains(&name.len()) && !name.contains(['/', '\0']) && !matches!(name, "." | "..")
}
