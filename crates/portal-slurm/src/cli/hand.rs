//! Whose hand acts: as whom `sbatch`, `scancel` and `scontrol` run.

mod directives;
mod people;

use std::ffi::OsString;
use std::path::Path;

use super::helper::HelperClient;
use super::run::{Call, Runner};
use crate::model::Username;
use crate::{By, RunsAs, SlurmError};

pub(super) use self::directives::reads_no_files;
pub(super) use self::people::Person;

/// How this process becomes the person who asks.
#[derive(Debug, Clone)]
pub enum Hand {
    /// Not at all: everything is done as the portal's own account, and the portal alone says whose a job is.
    Service,
    /// This process is root: `setpriv` gives up everything but the person.
    SetUser {
        /// Accounts with a lower number are no people.
        least_uid: u32,
    },
    /// `sudo`, by a rule for exactly these commands.
    Sudo {
        /// Accounts with a lower number are no people.
        least_uid: u32,
    },
    /// Another process on this host, which is root and does a few things only.
    Helper(HelperClient),
}

/// Where and with what a command runs.
#[derive(Debug, Default)]
pub(super) struct Surroundings<'a> {
    /// The folder to be in, if it is there.
    pub(super) folder: Option<&'a str>,
    /// Variables of the call that have to get through.
    pub(super) variables: Vec<&'a str>,
}

impl Hand {
    /// Who `user` is on this host; `None` when the portal acts as itself.
    ///
    /// # Errors
    /// When it is nobody, or nobody for whom the portal may act.
    pub(super) fn person(&self, runner: &Runner, user: &Username) -> Result<Option<Person>, SlurmError> {
        match self {
            Self::Service | Self::Helper(_) => Ok(None),
            Self::SetUser { least_uid } | Self::Sudo { least_uid } => Person::find(runner, user, *least_uid).map(Some),
        }
    }

    /// As whom jobs of `user` run.
    ///
    /// # Errors
    /// When it is nobody, or nobody for whom the portal may act.
    pub(super) fn runs_as(&self, runner: &Runner, user: &Username) -> Result<RunsAs, SlurmError> {
        let least_uid = match self {
            Self::Service => return Ok(RunsAs::Portal),
            // The helper has the last word; this is only who files are shared with.
            Self::Helper(_) => 1,
            Self::SetUser { least_uid } | Self::Sudo { least_uid } => *least_uid,
        };
        let Person { uid, .. } = Person::find(runner, user, least_uid)?;
        Ok(RunsAs::Person { uid })
    }

    /// Makes of `call` one that runs by the hand of `by`.
    ///
    /// # Errors
    /// When that cannot be.
    pub(super) fn lend(&self, runner: &Runner, call: Call, by: &By, at: &Surroundings<'_>) -> Result<Call, SlurmError> {
        let mut before: Vec<OsString> = Vec::new();
        let mut call = call;
        match (self, by) {
            (Self::Service | Self::Helper(_), _) | (Self::SetUser { .. }, By::Operator) => {}
            (Self::SetUser { .. }, By::Person(user)) => {
                let Some(person) = self.person(runner, user)? else {
                    return Ok(call);
                };
                before.push(runner.find("setpriv")?.into());
                before.extend([
                    format!("--reuid={}", person.uid).into(),
                    format!("--regid={}", person.gid).into(),
                    "--init-groups".into(),
                    "--inh-caps=-all".into(),
                    "--no-new-privs".into(),
                    "--".into(),
                ]);
                call = call
                    .variable("HOME", &person.home)
                    .variable("USER", user.as_str())
                    .variable("LOGNAME", user.as_str());
            }
            (Self::Sudo { .. }, by) => {
                let user = match by {
                    By::Person(user) => {
                        self.person(runner, user)?;
                        user.as_str()
                    }
                    By::Operator => "root",
                };
                before.push(runner.find("sudo")?.into());
                before.extend(["-n".into(), "-u".into(), user.into()]);
                if !at.variables.is_empty() {
                    before.push(format!("--preserve-env={}", at.variables.join(",")).into());
                }
                before.extend(at.folder.map(|folder| format!("--chdir={folder}").into()));
                before.push("--".into());
                return Ok(call.through(before));
            }
        }
        if let Some(folder) = at.folder {
            // By now it is the person who enters the folder.
            before.push(runner.find("env")?.into());
            before.extend([format!("--chdir={folder}").into(), "--".into()]);
        }
        Ok(if before.is_empty() { call } else { call.through(before) })
    }

    /// Whether the command did not run because its folder could not be entered: it may be on the nodes only.
    pub(super) fn missed_folder(error: &SlurmError) -> bool {
        let words = error.to_string();
        ["cannot change directory", "unable to change directory"]
            .iter()
            .any(|sign| words.contains(sign))
    }

    /// The socket of the helper, for messages.
    #[must_use]
    pub fn socket(&self) -> Option<&Path> {
        match self {
            Self::Helper(client) => Some(client.socket()),
            Self::Service | Self::SetUser { .. } | Self::Sudo { .. } => None,
        }
    }
}
