//! What an API key may be used for: never more than its owner may.

use std::fmt;

use crate::Permission;

/// One use of an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// See one's uploads and files.
    FilesRead,
    /// Upload, and delete what was uploaded.
    FilesWrite,
    /// See jobs.
    JobsRead,
    /// Submit, hold, release and cancel one's jobs.
    JobsSubmit,
    /// See nodes, partitions and the state of the cluster.
    ClusterRead,
    /// Hear what happens on `/ws`.
    EventsRead,
    /// Drain and resume nodes.
    NodesAdmin,
    /// Read the audit log.
    AuditRead,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::FilesRead,
        Self::FilesWrite,
        Self::JobsRead,
        Self::JobsSubmit,
        Self::ClusterRead,
        Self::EventsRead,
        Self::NodesAdmin,
        Self::AuditRead,
    ];

    /// The word in requests and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FilesRead => "files:read",
            Self::FilesWrite => "files:write",
            Self::JobsRead => "jobs:read",
            Self::JobsSubmit => "jobs:submit",
            Self::ClusterRead => "cluster:read",
            Self::EventsRead => "events:read",
            Self::NodesAdmin => "nodes:admin",
            Self::AuditRead => "audit:read",
        }
    }

    /// The scope of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    /// What the owner of a key must be permitted for the key to have this scope.
    #[must_use]
    pub fn needs(self) -> Permission {
        match self {
            Self::FilesRead
            | Self::FilesWrite
            | Self::JobsRead
            | Self::JobsSubmit
            | Self::ClusterRead
            | Self::EventsRead => Permission::Dashboard,
            Self::NodesAdmin | Self::AuditRead => Permission::Admin,
        }
    }

    /// What a key may by this scope beyond the routes that name it. Reading the audit log makes nobody an operator, who may
    /// cancel others' jobs with the next scope.
    #[must_use]
    pub fn gives(self) -> Option<Permission> {
        (self != Self::AuditRead).then(|| self.needs())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn every_scope_is_known_by_its_word() {
        for scope in Scope::ALL {
            assert_eq!(Scope::named(scope.as_str()), Some(scope));
        }
        assert_eq!(Scope::named("files"), None);
        assert_eq!(Scope::named("Files:read"), None);
    }
}
