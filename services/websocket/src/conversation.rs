//! One connection's life: a stream that is asked for bytes whenever the socket has room.
//!
//! The server asks this body for bytes only while its write buffer has room, so back-pressure needs no queue and no
//! task of its own: a client that does not read is simply not asked for, and its place in the rings waits or is lost.
//! Reading happens in the same poll, so a client that does not take its answers is not heard either.

use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use metrics::counter;
use portal_audit::{Action, Entry};
use portal_events::Channel;
use portal_jwt::Permission;
use secrecy::ExposeSecret;

use crate::{
    authenticate::{self, Refused},
    bucket::Bucket,
    client_message::{ClientMessage, NotAMessage},
    frame::{self, CloseCode},
    hub::{Since, Subscription},
    inbound::{Heard, Inbound},
    link::{Link, Standing},
    per_channel::PerChannel,
    reply::{self, Reply},
    roster::Seat,
    service::Websocket,
};

/// So many messages of a channel go out before the next channel has its turn.
const TURN: usize = 16;

/// So many bytes go out before other connections have their turn. The server's write buffer of a connection has this
/// size from the start; more at once would make each of thousands of buffers grow, and never shrink.
const TURN_BYTES: usize = 8 * 1024;

/// What a listener needs: where the API shows something only with a permission, its changes need that too.
const fn needed(channel: Channel) -> Option<Permission> {
    match channel {
        Channel::Jobs | Channel::Nodes | Channel::Metrics | Channel::Templates | Channel::Images => {
            Some(Permission::Dashboard)
        }
        Channel::Notifications | Channel::Storage | Channel::Alerts | Channel::Uploads => None,
    }
}

/// Why somebody may not listen to a channel.
enum Deaf {
    /// Nobody knows who they are.
    Unknown,
    Forbidden,
}

fn deaf(standing: &Standing, channel: Channel) -> Option<Deaf> {
    let permission = needed(channel);
    if standing.user().is_none() {
        return (channel.private() || permission.is_some()).then_some(Deaf::Unknown);
    }
    permission
        .is_some_and(|permission| !standing.may(permission))
        .then_some(Deaf::Forbidden)
}

pub(crate) struct Conversation {
    service: Websocket,
    link: Arc<Link>,
    /// None when there was no room; then the conversation is over before it began.
    seat: Option<Seat>,
    inbound: Inbound,
    bucket: Bucket,
    /// Who opened it and from where, for what may have to be recorded. Boxed: few ever need it.
    asks: Box<Entry>,
    subscriptions: PerChannel<Option<Subscription>>,
    /// Frames of this turn; refilled only when empty.
    outgoing: VecDeque<Bytes>,
    /// Bytes given out in this turn.
    given: usize,
    ended: bool,
}

impl Conversation {
    pub(crate) fn new(service: Websocket, link: Arc<Link>, seat: Option<Seat>, inbound: Inbound, asks: Entry) -> Self {
        counter!("ws_connections_total").increment(1);
        let now = service.now();
        Self {
            service,
            link,
            seat,
            inbound,
            bucket: Bucket::full(now),
            asks: Box::new(asks),
            subscriptions: PerChannel::default(),
            outgoing: VecDeque::new(),
            given: 0,
            ended: false,
        }
    }

    /// Greets somebody who may stay: the storage figures, from memory when they are there.
    pub(crate) fn greet(&mut self) {
        if let Some(known) = self.service.storage().known() {
            self.outgoing
                .push_back(Reply::InitialData(known).frame(self.service.clock()));
            return;
        }
        let (service, link) = (self.service.clone(), Arc::clone(&self.link));
        actix_web::rt::spawn(async move {
            let current = service.storage().current().await;
            link.send(Reply::InitialData(current).frame(service.clock()), service.now());
        });
    }

    /// Says why and ends.
    pub(crate) fn refuse(&mut self, refused: &Refused) {
        self.outgoing.push_back(refused.frame());
        self.end(CloseCode::NotAllowed, "not allowed");
    }

    pub(crate) fn end(&mut self, code: CloseCode, reason: &'static str) {
        self.outgoing.push_back(frame::close(code, reason));
        self.ended = true;
    }

    /// Counts the connection as its user's, or ends it when the user has too many.
    pub(crate) fn take_seat(&mut self) -> bool {
        let standing = self.link.standing();
        let seated = match (&mut self.seat, standing.user()) {
            (Some(seat), Some(user)) => seat.belongs_to(user).is_ok(),
            (seat, _) => seat.is_some(),
        };
        if !seated {
            self.end(CloseCode::TryAgainLater, "too many connections");
        }
        seated
    }

    /// Collects what is to be sent: other tasks' frames, answers, channel messages.
    fn refill(&mut self, context: &mut Context<'_>) {
        if let Some(post) = self.link.take_post() {
            self.outgoing.extend(post.frames);
            if let Some((code, reason)) = post.close {
                return self.end(code, reason);
            }
        }
        while self.outgoing.is_empty() && !self.ended {
            match self.inbound.poll(context) {
                Poll::Ready(heard) => self.hear(heard),
                Poll::Pending => break,
            }
        }
        if self.ended {
            return;
        }
        for channel in Channel::ALL {
            if let Some(subscription) = self.subscriptions.get_mut(channel) {
                subscription.pull(TURN, &mut self.outgoing);
            }
        }
    }

    fn hear(&mut self, heard: Heard) {
        let now = self.service.now();
        self.link.heard(now);
        match heard {
            Heard::Gone => self.ended = true,
            Heard::Close => self.end(CloseCode::Normal, ""),
            Heard::Broken(code, reason) => self.end(code, reason),
            Heard::Pong => {}
            Heard::Text(_) | Heard::Binary | Heard::Ping(_) if !self.bucket.take(now) => {
                self.outgoing
                    .push_back(reply::refusal("Too many messages", "RATE_LIMITED"));
                self.end(CloseCode::NotAllowed, "too many messages");
            }
            Heard::Binary => {}
            Heard::Ping(payload) => self.outgoing.push_back(frame::pong(&payload)),
            Heard::Text(text) => self.read(&text),
        }
    }

    fn read(&mut self, text: &str) {
        let parsed = ClientMessage::parse(text);
        let label = parsed.as_ref().map_or("other", ClientMessage::label);
        counter!("ws_messages_received_total", "type" => label).increment(1);
        match (parsed, self.link.standing()) {
            (Ok(ClientMessage::Auth { token }), _) => self.authenticate(token.expose_secret()),
            (_, Standing::Stranger { .. }) => self.refuse(&Refused::Nothing),
            (Ok(message), standing) => self.answer(message, &standing),
            (Err(NotAMessage::InvalidJson), _) => self.outgoing.push_back(reply::error("Invalid JSON")),
            (Err(NotAMessage::NotAnObject), _) => self.end(CloseCode::Normal, ""),
        }
    }

    fn authenticate(&mut self, token: &str) {
        let claims = match authenticate::by_token(self.service.kit(), token) {
            Ok(claims) => claims,
            Err(refused) => return self.refuse(&refused),
        };
        let before = self.link.standing();
        let user = claims.sub.clone();
        self.link.becomes(Standing::Known(Arc::new(claims)));
        if !self.take_seat() {
            return;
        }
        self.outgoing
            .push_back(Reply::Authenticated { user: &user }.frame(self.service.clock()));
        // Another person, or the same one with fewer permissions than before.
        let standing = self.link.standing();
        for channel in Channel::ALL {
            if self.subscriptions.get(channel).is_some() && self.turns_away(&standing, channel) {
                *self.subscriptions.get_mut(channel) = None;
            }
        }
        match before {
            Standing::Stranger { .. } => self.greet(),
            // A fresh token of the same person only moves the end of the connection.
            Standing::Known(claims) if claims.sub == user => {}
            Standing::Anonymous | Standing::Known(_) => self.start_over(),
        }
    }

    /// Another person sees other messages: every line begins anew, and the client is told so.
    fn start_over(&mut self) {
        let unknown = Since { seq: 0, epoch: None };
        for channel in Channel::ALL {
            if self.subscriptions.get(channel).is_some() {
                let subscription = self.open(channel, Some(&unknown));
                *self.subscriptions.get_mut(channel) = Some(subscription);
            }
        }
    }

    fn answer(&mut self, message: ClientMessage, standing: &Standing) {
        let clock = self.service.clock().clone();
        match message {
            ClientMessage::Auth { .. } => {}
            ClientMessage::Ping => self.outgoing.push_back(Reply::Pong.frame(&clock)),
            ClientMessage::Subscribe { channel, since, epoch } => match channel {
                Ok(channel) if self.turns_away(standing, channel) => {}
                Ok(channel) => self.subscribe(channel, since.map(|seq| Since { seq, epoch })),
                Err(named) => self
                    .outgoing
                    .push_back(reply::error(&format!("Unknown channel: {named}"))),
            },
            // An unknown channel gets no answer, as in the existing service.
            ClientMessage::Unsubscribe { channel: None } => {}
            ClientMessage::Unsubscribe { channel: Some(channel) } => {
                *self.subscriptions.get_mut(channel) = None;
                self.outgoing.push_back(Reply::Unsubscribed(channel).frame(&clock));
            }
            ClientMessage::RequestUpdate { storage_type } => self.update(storage_type),
            ClientMessage::ClearCache { .. } if !standing.may(Permission::Admin) => {
                self.forbid("/ws clear_cache", standing);
            }
            ClientMessage::ClearCache { prefix } => {
                self.service.storage().forget(prefix.as_deref().unwrap_or_default());
                self.outgoing.push_back(
                    Reply::CacheCleared {
                        prefix: prefix.as_deref(),
                    }
                    .frame(&clock),
                );
            }
            ClientMessage::Unknown { kind } => {
                self.outgoing
                    .push_back(reply::error(&format!("Unknown message type: {kind}")));
            }
        }
    }

    /// Tells somebody that a channel is not for them; false when it is.
    fn turns_away(&mut self, standing: &Standing, channel: Channel) -> bool {
        match deaf(standing, channel) {
            None => return false,
            Some(Deaf::Unknown) => self.outgoing.push_back(reply::authentication_required()),
            Some(Deaf::Forbidden) => self.forbid(&format!("/ws subscribe {channel}"), standing),
        }
        true
    }

    fn forbid(&mut self, what: &str, standing: &Standing) {
        self.record_refusal(what, standing);
        self.outgoing
            .push_back(reply::refusal("Permission denied", "FORBIDDEN"));
    }

    fn record_refusal(&self, what: &str, standing: &Standing) {
        let asks = &self.asks;
        let entry = Entry::new(Action::AccessRefuse, what).from(asks.address(), asks.request_id());
        let entry = match standing.user() {
            Some(user) if user == asks.actor() => entry.by(user, asks.method()),
            // Known by a token that came later, or in the address.
            Some(user) => entry.by(user, "bearer"),
            None => entry,
        };
        self.service.kit().refused(entry.refused("permission_missing"));
    }

    /// Subscribes; subscribing again without `since` changes nothing.
    fn subscribe(&mut self, channel: Channel, since: Option<Since>) {
        let opened = match self.subscriptions.get_mut(channel).take() {
            Some(open) if since.is_none() => open,
            _ => self.open(channel, since.as_ref()),
        };
        self.outgoing.push_back(opened.welcome());
        *self.subscriptions.get_mut(channel) = Some(opened);
    }

    fn open(&self, channel: Channel, since: Option<&Since>) -> Subscription {
        let standing = self.link.standing();
        Subscription::open(self.service.hub(), channel, standing.user(), since, &self.link.wake)
    }

    fn update(&self, storage_type: String) {
        let (service, link) = (self.service.clone(), Arc::clone(&self.link));
        actix_web::rt::spawn(async move {
            let data = service.storage().insist(&storage_type).await;
            link.send(Reply::Update(data).frame(service.clock()), service.now());
        });
    }
}

impl MessageBody for Conversation {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let this = self.get_mut();
        if this.outgoing.is_empty() && !this.ended {
            // Before looking, or news that come in between would wake nobody.
            this.link.wake.listen(context);
            this.refill(context);
        }
        let Some(frame) = this.outgoing.pop_front() else {
            this.given = 0;
            return if this.ended { Poll::Ready(None) } else { Poll::Pending };
        };
        if this.given > 0 && this.given + frame.len() > TURN_BYTES {
            this.outgoing.push_front(frame);
            this.given = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        this.given += frame.len();
        Poll::Ready(Some(Ok(frame)))
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        counter!("ws_disconnections_total").increment(1);
    }
}
