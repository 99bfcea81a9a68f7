//! One value a channel, without an index that could be wrong.

use portal_events::Channel;

/// A value for each channel.
#[derive(Debug, Default)]
pub(crate) struct PerChannel<T> {
    notifications: T,
    jobs: T,
    nodes: T,
    metrics: T,
    storage: T,
    alerts: T,
    uploads: T,
    templates: T,
    images: T,
}

impl<T> PerChannel<T> {
    pub(crate) fn from_fn(mut make: impl FnMut(Channel) -> T) -> Self {
        Self {
            notifications: make(Channel::Notifications),
            jobs: make(Channel::Jobs),
            nodes: make(Channel::Nodes),
            metrics: make(Channel::Metrics),
            storage: make(Channel::Storage),
            alerts: make(Channel::Alerts),
            uploads: make(Channel::Uploads),
            templates: make(Channel::Templates),
            images: make(Channel::Images),
        }
    }

    pub(crate) fn get(&self, channel: Channel) -> &T {
        match channel {
            Channel::Notifications => &self.notifications,
            Channel::Jobs => &self.jobs,
            Channel::Nodes => &self.nodes,
            Channel::Metrics => &self.metrics,
            Channel::Storage => &self.storage,
            Channel::Alerts => &self.alerts,
            Channel::Uploads => &self.uploads,
            Channel::Templates => &self.templates,
            Channel::Images => &self.images,
        }
    }

    pub(crate) fn get_mut(&mut self, channel: Channel) -> &mut T {
        match channel {
            Channel::Notifications => &mut self.notifications,
            Channel::Jobs => &mut self.jobs,
            Channel::Nodes => &mut self.nodes,
            Channel::Metrics => &mut self.metrics,
            Channel::Storage => &mut self.storage,
            Channel::Alerts => &mut self.alerts,
            Channel::Uploads => &mut self.uploads,
            Channel::Templates => &mut self.templates,
            Channel::Images => &mut self.images,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Channel, &T)> {
        Channel::ALL.into_iter().map(|channel| (channel, self.get(channel)))
    }
}
