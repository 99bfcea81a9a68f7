//! The contract's metrics that are read off, not counted along the way.

use metrics::{counter, gauge};
use portal_events::Channel;

use crate::hub::Hub;
use crate::roster::Roster;

/// Brings the figures up to date; called about once a second, and all of them exist from the first call on.
pub(crate) fn update(hub: &Hub, roster: &Roster) {
    let connected = float(roster.count());
    gauge!("ws_connected_clients").set(connected);
    // The name that the shipped alert rules know.
    gauge!("websocket_connections_active").set(connected);
    for channel in Channel::ALL {
        gauge!("ws_channel_subscribers", "channel" => channel.as_str()).set(float(hub.subscribers(channel)));
        counter!("ws_messages_sent_total", "channel" => channel.as_str()).absolute(hub.delivered(channel));
    }
    gauge!("ws_user_topics").set(float(hub.user_topics()));
}

#[expect(
    clippy::cast_precision_loss,
    reason = "metrics are floating point, and nobody has 2^52 connections"
)]
fn float(count: usize) -> f64 {
    count as f64
}
