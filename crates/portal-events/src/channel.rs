//! The channels that a client can subscribe to.

use std::{fmt, str::FromStr};

/// A named stream of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// What the portal wants a person to know.
    Notifications,
    /// State changes of jobs.
    Jobs,
    /// State changes of nodes.
    Nodes,
    /// Figures about the cluster; only the newest counts.
    Metrics,
    /// Storage figures; only the newest counts.
    Storage,
    /// What an operator should look at.
    Alerts,
    /// Progress of uploads; always private to their owner.
    Uploads,
    /// Changes of job templates; those of private ones go to their owner.
    Templates,
    /// Changes of container images, and how a look for them goes on.
    Images,
}

impl Channel {
    /// All channels, in the order of [`Channel::index`].
    pub const ALL: [Self; 9] = [
        Self::Notifications,
        Self::Jobs,
        Self::Nodes,
        Self::Metrics,
        Self::Storage,
        Self::Alerts,
        Self::Uploads,
        Self::Templates,
        Self::Images,
    ];

    /// The name on the wire and in metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notifications => "notifications",
            Self::Jobs => "jobs",
            Self::Nodes => "nodes",
            Self::Metrics => "metrics",
            Self::Storage => "storage",
            Self::Alerts => "alerts",
            Self::Uploads => "uploads",
            Self::Templates => "templates",
            Self::Images => "images",
        }
    }

    /// The place of this channel in [`Channel::ALL`], for tables with one entry a channel.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Whether a message replaces the one before it, so that a slow reader may be given the newest only.
    #[must_use]
    pub const fn latest_only(self) -> bool {
        matches!(self, Self::Metrics | Self::Storage)
    }

    /// Whether every message belongs to one person.
    #[must_use]
    pub const fn private(self) -> bool {
        matches!(self, Self::Uploads)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name of a channel that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Unknown channel: {0}")]
pub struct UnknownChannel(pub String);

impl FromStr for Channel {
    type Err = UnknownChannel;

    /// Reads a channel's name. `upload` is what the existing uploader of the dashboard subscribes to.
    fn from_str(name: &str) -> Result<Self, UnknownChannel> {
        match name {
            "notifications" => Ok(Self::Notifications),
            "jobs" => Ok(Self::Jobs),
            "nodes" => Ok(Self::Nodes),
            "metrics" => Ok(Self::Metrics),
            "storage" => Ok(Self::Storage),
            "alerts" => Ok(Self::Alerts),
            "uploads" | "upload" => Ok(Self::Uploads),
            "templates" => Ok(Self::Templates),
            "images" => Ok(Self::Images),
            other => Err(UnknownChannel(other.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_is_read_from_its_own_name_and_knows_its_place() {
        for (place, channel) in Channel::ALL.into_iter().enumerate() {
            assert_eq!(channel.as_str().parse(), Ok(channel));
            assert_eq!(channel.index(), place);
        }
    }

    #[test]
    fn the_old_uploaders_name_for_uploads_is_understood() {
        assert_eq!("upload".parse(), Ok(Channel::Uploads));
    }

    #[test]
    fn an_unknown_channel_is_named_in_the_error() {
        let error = "weather".parse::<Channel>().unwrap_err();
        assert_eq!(error.to_string(), "Unknown channel: weather");
    }
}
