//! What the rest of the service knows of one connection, and how it is reached from outside its task.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use bytes::Bytes;
use portal_http::Kit;
use portal_jwt::{Claims, Permission};

use crate::{
    frame::{self, CloseCode},
    hub::Wake,
    keys_in_use::KeyInUse,
    lock::lock,
    reply,
};

/// A stranger has so long to say who they are.
pub(crate) const AUTH_WITHIN: i64 = 10_000;
const PING_EVERY: i64 = 25_000;
const SILENT_FOR: i64 = 60_000;
const STALLED_FOR: i64 = 15_000;

/// Who is at the other end.
#[derive(Clone, Debug)]
pub(crate) enum Standing {
    /// Has shown no token yet, and must before this time (milliseconds since the epoch).
    Stranger { until: i64 },
    /// May read what everyone may.
    Anonymous,
    /// Somebody whose token was good.
    Known(Arc<Claims>),
}

impl Standing {
    pub(crate) fn user(&self) -> Option<&str> {
        match self {
            Self::Known(claims) => Some(&claims.sub),
            Self::Stranger { .. } | Self::Anonymous => None,
        }
    }

    pub(crate) fn may(&self, permission: Permission) -> bool {
        matches!(self, Self::Known(claims) if claims.may(permission))
    }
}

/// The shared side of a connection.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) wake: Arc<Wake>,
    standing: Mutex<Standing>,
    /// What the connection lives on, unless that is a token.
    key: Mutex<Option<KeyInUse>>,
    heard_at: AtomicI64,
    pinged_at: AtomicI64,
    post: Mutex<Post>,
    has_post: AtomicBool,
}

/// What others want sent.
#[derive(Debug, Default)]
pub(crate) struct Post {
    pub(crate) frames: VecDeque<Bytes>,
    /// Ends the connection when the frames are out.
    pub(crate) close: Option<(CloseCode, &'static str)>,
}

impl Link {
    pub(crate) fn new(standing: Standing, key: Option<KeyInUse>, now: i64) -> Self {
        Self {
            wake: Arc::new(Wake::default()),
            standing: Mutex::new(standing),
            key: Mutex::new(key),
            heard_at: AtomicI64::new(now),
            pinged_at: AtomicI64::new(now),
            post: Mutex::default(),
            has_post: AtomicBool::new(false),
        }
    }

    pub(crate) fn standing(&self) -> Standing {
        lock(&self.standing).clone()
    }

    /// A token was shown: from now on the connection lives on that.
    pub(crate) fn becomes(&self, standing: Standing) {
        *lock(&self.key) = None;
        *lock(&self.standing) = standing;
    }

    pub(crate) fn key(&self) -> Option<KeyInUse> {
        *lock(&self.key)
    }

    /// The key was looked at again and is good, for this.
    pub(crate) fn key_is_good(&self, looked_at: KeyInUse, claims: Claims) {
        let mut key = lock(&self.key);
        if key.is_some() {
            *key = Some(looked_at);
            *lock(&self.standing) = Standing::Known(Arc::new(claims));
        }
    }

    /// The key was looked at again and is not good any more.
    pub(crate) fn key_has_ended(&self, now: i64) {
        if lock(&self.key).is_some() {
            self.close(CloseCode::NotAllowed, "the API key is not good any more", now);
        }
    }

    pub(crate) fn heard(&self, now: i64) {
        self.heard_at.store(now, Ordering::Relaxed);
    }

    /// Sends a frame, from any thread.
    pub(crate) fn send(&self, frame: Bytes, now: i64) {
        lock(&self.post).frames.push_back(frame);
        self.has_post.store(true, Ordering::Release);
        self.wake.ring(now);
    }

    /// Ends the connection, from any thread. The first reason counts.
    pub(crate) fn close(&self, code: CloseCode, reason: &'static str, now: i64) {
        lock(&self.post).close.get_or_insert((code, reason));
        self.has_post.store(true, Ordering::Release);
        self.wake.ring(now);
    }

    /// Takes what others want sent.
    pub(crate) fn take_post(&self) -> Option<Post> {
        self.has_post
            .swap(false, Ordering::Acquire)
            .then(|| std::mem::take(&mut *lock(&self.post)))
    }

    /// Looks after the connection; called about once a second.
    pub(crate) fn tend(&self, kit: &Kit, now: i64) {
        if let Some((frame, reason)) = self.may_no_longer(kit, now) {
            if let Some(frame) = frame {
                self.send(frame, now);
            }
            return self.close(CloseCode::NotAllowed, reason, now);
        }
        if self.wake.waiting(now) >= STALLED_FOR {
            return self.close(CloseCode::TryAgainLater, "too slow", now);
        }
        if now - self.heard_at.load(Ordering::Relaxed) >= SILENT_FOR {
            return self.close(CloseCode::TryAgainLater, "no sign of life", now);
        }
        if now - self.pinged_at.load(Ordering::Relaxed) >= PING_EVERY {
            self.pinged_at.store(now, Ordering::Relaxed);
            self.send(frame::ping(), now);
        }
    }

    fn may_no_longer(&self, kit: &Kit, now: i64) -> Option<(Option<Bytes>, &'static str)> {
        match &*lock(&self.standing) {
            Standing::Stranger { until } if *until <= now => {
                Some((Some(reply::authentication_required()), "authentication required"))
            }
            Standing::Known(claims) if claims.exp <= now.div_euclid(1000) => Some((None, "token expired")),
            Standing::Known(claims) if portal_http::is_revoked(kit, claims) => Some((None, "signed out")),
            Standing::Stranger { .. } | Standing::Anonymous | Standing::Known(_) => None,
        }
    }
}
