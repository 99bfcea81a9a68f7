//! Why a node was not asked to the end.

use std::path::PathBuf;
use std::time::Duration;

/// Why a node was not asked to the end, in words that say what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NodeError {
    /// Its name leads nowhere.
    #[error("its name {host} is not known here: {reason}")]
    Name {
        /// The name.
        host: String,
        /// Why.
        reason: String,
    },
    /// Nobody listens there.
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// It took too long.
    #[error("it did not answer in time: {doing} took longer than {limit:?}")]
    TooSlow {
        /// What it was asked for.
        doing: &'static str,
        /// How long that may take.
        limit: Duration,
    },
    /// It does not speak SSH as it should.
    #[error("SSH does not come about while {doing}: {reason}")]
    Protocol {
        /// What it was asked for.
        doing: &'static str,
        /// Why.
        reason: String,
    },
    /// Nobody has said that its key is the right one.
    #[error(
        "its host key {fingerprint} is not known. Compare it with the one on the node (ssh-keygen -l), then add the node to \
         {file} (ssh-keyscan -p {port} {host})"
    )]
    UnknownHost {
        /// The key that it shows.
        fingerprint: String,
        /// Where known ones are.
        file: PathBuf,
        /// The node.
        host: String,
        /// Its port.
        port: u16,
    },
    /// It has another key than the known one.
    #[error(
        "its host key {fingerprint} is another one than in {file}. If the node was installed anew, replace its line there; if \
         not, somebody may be answering in its place"
    )]
    ChangedHost {
        /// The key that it shows.
        fingerprint: String,
        /// Where known ones are.
        file: PathBuf,
    },
    /// Its key was revoked.
    #[error("its host key {fingerprint} is revoked in {file}")]
    RevokedHost {
        /// The key that it shows.
        fingerprint: String,
        /// Where known ones are.
        file: PathBuf,
    },
    /// It does not let the portal in.
    #[error("it does not let {user} in: {reason}. Add the portal's public key to that account's authorized_keys")]
    Refused {
        /// As whom.
        user: String,
        /// Why.
        reason: String,
    },
    /// It has no folder with images.
    #[error("its folder {folder} cannot be listed: {reason}")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        reason: String,
    },
    /// The portal itself lacks something.
    #[error("{file} cannot be read: {reason}")]
    Ours {
        /// What it lacks.
        file: PathBuf,
        /// Why.
        reason: String,
    },
}
