//! The contract's metrics that are read off, not counted along the way.

use metrics::{counter, gauge};
use portal_events::Channel;

use crate::service::Websocket;

/// Brings the figures up to date; called about once a second, and all of them exist from the first call on.
pub(crate) fn update(service: &Websocket) {
    let connected = float(service.roster().count());
    gauge!("ws_connected_clients").set(connected);
    // The name that the shipped alert rules know.
    gauge!("websocket_connections_active").set(connected);
    for (channel, count) in service.subscribers() {
        gauge!("ws_channel_subscribers", "channel" => channel.as_str()).set(float(count));
    }
    for channel in Channel::ALL {
        counter!("ws_messages_sent_total", "channel" => channel.as_str()).absolute(service.hub().delivered(channel));
    }
    gauge!("ws_user_topics").set(float(service.hub().user_topics()));
}

#[expect(
    clippy::cast_precision_loss,
    reason = "metrics are floating point, and nobody has 2^52 connections"
)]
fn float(count: usize) -> f64 {
    count as f64
}
