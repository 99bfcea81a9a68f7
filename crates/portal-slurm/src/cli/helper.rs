//! How the portal talks with its helper, the process that is root: one question a connection.
//!
//! A question is its length (four bytes, the highest first) and JSON. Both sides read it into the same types, which can hold
//! sound values only: whoever has taken over the portal can ask for nothing that is not in [`Errand`].

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::{JobId, StartEstimate, Username};
use crate::submission::NodeName;
use crate::{By, JobChange, JobTarget, NodeChange, SlurmError, Submission};

/// Longest message in bytes: a script of 4 MiB, in the worst case six bytes a letter, and its options.
const LONGEST: u32 = 32 << 20;

/// All that the helper does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Errand {
    /// Submits a job as `user`.
    Submit {
        /// Whose job it will be.
        user: Username,
        /// The job.
        submission: Box<Submission>,
    },
    /// Asks when a job of `user` would start.
    Test {
        /// Whose job it would be.
        user: Username,
        /// The job.
        submission: Box<Submission>,
    },
    /// Does something to a job.
    ChangeJob {
        /// As whom.
        by: By,
        /// To which.
        target: JobTarget,
        /// What.
        change: JobChange,
    },
    /// Does something to a node.
    ChangeNode {
        /// To which.
        name: NodeName,
        /// What.
        change: NodeChange,
    },
}

impl Errand {
    /// The word in logs.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Submit { .. } => "submit",
            Self::Test { .. } => "test",
            Self::ChangeJob { change, .. } => match change {
                JobChange::Cancel => "cancel",
                JobChange::Hold => "hold",
                JobChange::Release => "release",
                JobChange::Requeue => "requeue",
                JobChange::Suspend => "suspend",
                JobChange::Resume => "resume",
                JobChange::TimeLimit(_) => "time_limit",
            },
            Self::ChangeNode { change, .. } => match change {
                NodeChange::Drain { .. } => "drain",
                NodeChange::Resume => "resume_node",
                NodeChange::Reboot { .. } => "reboot",
            },
        }
    }

    /// As whom it is done.
    #[must_use]
    pub fn user(&self) -> &str {
        match self {
            Self::Submit { user, .. }
            | Self::Test { user, .. }
            | Self::ChangeJob {
                by: By::Person(user), ..
            } => user.as_str(),
            Self::ChangeJob { by: By::Operator, .. } | Self::ChangeNode { .. } => "root",
        }
    }

    /// Does it.
    ///
    /// # Errors
    /// Those of the cluster.
    pub fn run(&self, slurm: &dyn crate::Cluster) -> Result<Outcome, SlurmError> {
        match self {
            Self::Submit { user, submission } => slurm.submit(user, submission).map(Outcome::Job),
            Self::Test { user, submission } => slurm.test(user, submission).map(Outcome::Start),
            Self::ChangeJob { by, target, change } => slurm.change_job(by, *target, change).map(|()| Outcome::Done),
            Self::ChangeNode { name, change } => slurm.change_node(name, change).map(|()| Outcome::Done),
        }
    }
}

/// What came of an errand that went well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// There is this job now.
    Job(JobId),
    /// It would start then.
    Start(StartEstimate),
    /// It is done.
    Done,
}

/// What the helper answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It went well.
    Well(Outcome),
    /// It did not.
    Badly {
        /// What kind of error.
        kind: Kind,
        /// In words, Slurm's own where they are.
        said: String,
    },
}

/// Errors as they travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A command is missing on the helper's side.
    NoCommand,
    /// Nothing was done.
    NotStarted,
    /// Slurm did not answer in time: nothing is known of what was asked.
    TimedOut,
    /// Slurm is away.
    Unreachable,
    /// Slurm said no.
    Refused,
    /// The helper said no.
    NotAllowed,
    /// There is no such thing.
    NotFound,
    /// Anything else.
    Other,
}

impl From<Result<Outcome, SlurmError>> for Answer {
    fn from(result: Result<Outcome, SlurmError>) -> Self {
        let error = match result {
            Ok(outcome) => return Self::Well(outcome),
            Err(error) => error,
        };
        let kind = match &error {
            SlurmError::NoCommand { .. } => Kind::NoCommand,
            SlurmError::NotStarted { .. } => Kind::NotStarted,
            SlurmError::TimedOut { .. } => Kind::TimedOut,
            SlurmError::Unreachable { .. } => Kind::Unreachable,
            SlurmError::Refused { .. } => Kind::Refused,
            SlurmError::NotAllowed { .. } => Kind::NotAllowed,
            SlurmError::NotFound { .. } => Kind::NotFound,
            SlurmError::Unreadable { .. } | SlurmError::System { .. } | SlurmError::NotConfigured { .. } => Kind::Other,
        };
        let said = match error {
            SlurmError::Unreachable { said }
            | SlurmError::Refused { said }
            | SlurmError::NotAllowed { said }
            | SlurmError::NotFound { said } => said,
            other => other.to_string(),
        };
        Self::Badly { kind, said }
    }
}

/// Reads one message.
///
/// # Errors
/// When it does not come, is too long, or says what cannot be.
pub fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length);
    if length > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the message is too long"));
    }
    // Grows as it comes: a length alone reserves nothing.
    let mut message = Vec::new();
    from.take(length.into()).read_to_end(&mut message)?;
    Ok(serde_json::from_slice(&message)?)
}

/// Writes one message.
///
/// # Errors
/// When nobody takes it.
pub fn send(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let message = serde_json::to_vec(message)?;
    let length = u32::try_from(message.len())
        .ok()
        .filter(|length| *length <= LONGEST)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the message is too long"))?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(&message)?;
    to.flush()
}

fn is_closed(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset)
}

/// Sends errands to the helper.
#[derive(Debug, Clone)]
pub struct HelperClient {
    socket: PathBuf,
    limit: Duration,
}

impl HelperClient {
    /// `limit` is how long the helper may take: longer than its commands may.
    #[must_use]
    pub fn new(socket: PathBuf, limit: Duration) -> Self {
        Self { socket, limit }
    }

    /// Where the helper listens.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Sends one errand and waits for what comes of it. `command` names it in errors.
    pub(super) fn send(&self, command: &'static str, errand: &Errand) -> Result<Outcome, SlurmError> {
        let away = |error: io::Error| SlurmError::NotStarted {
            command,
            why: format!("the helper at {} cannot be reached: {error}", self.socket.display()),
        };
        let mut helper = UnixStream::connect(&self.socket).map_err(away)?;
        helper.set_read_timeout(Some(self.limit)).map_err(away)?;
        helper.set_write_timeout(Some(self.limit)).map_err(away)?;
        let sent = send(&mut helper, errand);
        // From here on it may have been done, whatever happens to the answer.
        let lost = |_: io::Error| SlurmError::TimedOut {
            command,
            limit: self.limit,
        };
        let answer = match sent {
            Ok(()) => receive(&mut helper).map_err(lost)?,
            // Whom the helper does not listen to it tells so, and closes before it has read the errand.
            Err(error) if is_closed(&error) => receive(&mut helper).map_err(|_silent| away(error))?,
            Err(error) => return Err(away(error)),
        };
        match answer {
            Answer::Well(outcome) => Ok(outcome),
            Answer::Badly { kind, said } => Err(match kind {
                Kind::NoCommand => SlurmError::NoCommand { command },
                Kind::NotStarted => SlurmError::NotStarted { command, why: said },
                Kind::TimedOut => SlurmError::TimedOut {
                    command,
                    limit: self.limit,
                },
                Kind::Unreachable => SlurmError::Unreachable { said },
                Kind::Refused => SlurmError::Refused { said },
                Kind::NotAllowed => SlurmError::NotAllowed { said },
                Kind::NotFound => SlurmError::NotFound { said },
                Kind::Other => SlurmError::System { command, why: said },
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Errand, receive, send};

    #[test]
    fn only_sound_errands_can_be_read() {
        let read = |json: &str| {
            let mut message = u32::try_from(json.len()).unwrap().to_be_bytes().to_vec();
            message.extend(json.as_bytes());
            receive::<Errand>(&mut message.as_slice())
        };
        let cancel = |by: &str, job: &str| {
            format!(r#"{{"change_job":{{"by":{by},"target":{{"Job":"{job}"}},"change":"Cancel"}}}}"#)
        };
        let errand = read(&cancel(r#"{"Person":"kim"}"#, "7_1")).unwrap();
        assert_eq!((errand.verb(), errand.user()), ("cancel", "kim"));
        let mut sent = Vec::new();
        send(&mut sent, &errand).unwrap();
        assert_eq!(receive::<Errand>(&mut sent.as_slice()).unwrap(), errand);
        for wrong in [
            cancel(r#"{"Person":"kim --uid=0"}"#, "7"),
            cancel(r#"{"Person":"-kim"}"#, "7"),
            cancel(r#""Operator""#, "--user=kim"),
            r#"{"change_node":{"name":"ALL","change":"Resume"}}"#.to_owned(),
            r#"{"change_node":{"name":"cn1","change":{"Drain":{"reason":"a\nb"}}}}"#.to_owned(),
            r#"{"run":{"command":"id"}}"#.to_owned(),
            r#"{"submit":{"user":"kim","submission":{"script":"id"}}}"#.to_owned(),
        ] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
        assert!(receive::<Errand>(&mut [0xff, 0, 0, 0].as_slice()).is_err(), "too long");
        assert!(
            receive::<Errand>(&mut [0, 0, 0, 9, b'{'].as_slice()).is_err(),
            "cut off"
        );
    }
}
