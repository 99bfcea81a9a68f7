//! All sessions of a person that began before a moment, ended as one: also those that nobody can list any more.

use portal_jwt::Claims;

const PREFIX: &str = "user:";

/// What keys are called among ended sessions; they do not belong to one.
const KEY: &str = "key:";

/// A person's sessions that began before a moment are over, but one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnedOut {
    /// Whose.
    pub username: String,
    /// Milliseconds since the epoch.
    pub before: i64,
    /// The `sid` of the one that goes on.
    pub kept: Option<String>,
}

impl TurnedOut {
    /// By which name it travels among ended sessions: `user:<before>:<kept>:<name>`. Each is a name of its own, so one that
    /// comes later is news.
    #[must_use]
    pub fn id(&self) -> String {
        let kept = self.kept.as_deref().unwrap_or_default();
        format!("{PREFIX}{}:{kept}:{}", self.before, self.username)
    }

    /// What an id says; none when it names a session, a token or a key.
    pub(crate) fn read(id: &str) -> Option<Self> {
        let (before, rest) = id.strip_prefix(PREFIX)?.split_once(':')?;
        // Names of people have no colon.
        let (kept, username) = rest.rsplit_once(':')?;
        Some(Self {
            username: username.to_owned(),
            before: before.parse().ok()?,
            kept: Some(kept.to_owned()).filter(|kept| !kept.is_empty()),
        })
    }

    /// Whether it ends what these claims of its person belong to.
    pub(crate) fn covers(&self, claims: &Claims) -> bool {
        match claims.sid.as_deref() {
            Some(key) if key.starts_with(KEY) => false,
            // A token that is renewed in this very moment is younger than its session.
            Some(sid) => self.ends(sid, begun_at(sid).unwrap_or(claims.iat.saturating_mul(1000))),
            None => claims.iat.saturating_mul(1000) < self.before,
        }
    }

    /// Whether it ends its person's session `sid`, which began at `begun` (milliseconds since the epoch).
    pub(crate) fn ends(&self, sid: &str, begun: i64) -> bool {
        begun < self.before && self.kept.as_deref() != Some(sid)
    }
}

/// When a session began, which its id tells: a UUID of version 7. Milliseconds since the epoch.
#[must_use]
pub fn begun_at(sid: &str) -> Option<i64> {
    let id = uuid::Uuid::try_parse(sid).ok().filter(|id| id.get_version_num() == 7)?;
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    Some(i64::try_from(seconds).ok()? * 1000 + i64::from(nanos / 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_what_it_was_made_of() {
        for kept in [None, Some("0193-abc".to_owned())] {
            let out = TurnedOut {
                username: "kim@hpc".to_owned(),
                before: 1_800_000_000_123,
                kept,
            };
            assert_eq!(TurnedOut::read(&out.id()), Some(out));
        }
        for id in ["", "0193-abc", "key:abc", "user:", "user:x:y:kim", "user:1:kim"] {
            assert_eq!(TurnedOut::read(id), None, "{id}");
        }
    }

    #[test]
    fn the_time_in_a_session_s_id_is_when_it_began() {
        let at = uuid::Timestamp::from_unix(uuid::NoContext, 1_800_000_000, 123_000_000);
        let sid = uuid::Uuid::new_v7(at).to_string();
        assert_eq!(begun_at(&sid), Some(1_800_000_000_123));
        assert_eq!(begun_at(&uuid::Uuid::new_v4().to_string()), None);
        assert_eq!(begun_at("x"), None);
    }
}
