//! A lease in Redis: of several portal nodes, the one that has it does what all could do. It ends by itself when nobody renews it.

use std::time::Duration;

use redis::{Script, ScriptInvocation};

/// This process' part in the agreement about one lease, under a word of its own. Each question is for a connection of whatever kind.
pub(crate) struct Lease {
    key: &'static str,
    word: String,
    take: Script,
    renew: Script,
    give_back: Script,
}

/// Of nobody, or of this process from before an outage.
const TAKE: &str = r"
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
";
const RENEW: &str = r"
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
";
const GIVE_BACK: &str = r"
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
";

impl Lease {
    pub(crate) fn new(key: &'static str) -> Self {
        Self {
            key,
            word: format!("{:032x}", rand::random::<u128>()),
            take: Script::new(TAKE),
            renew: Script::new(RENEW),
            give_back: Script::new(GIVE_BACK),
        }
    }

    /// Where it is.
    pub(crate) const fn key(&self) -> &'static str {
        self.key
    }

    /// What stands there while this process has it.
    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    /// Takes it when nobody has it; the answer says whether this process has it now.
    pub(crate) fn take(&self, term: Duration) -> ScriptInvocation<'_> {
        self.ask(&self.take, Some(term))
    }

    /// Keeps it; the answer is false when this process does not have it any more.
    pub(crate) fn renew(&self, term: Duration) -> ScriptInvocation<'_> {
        self.ask(&self.renew, Some(term))
    }

    /// Lets another process have it.
    pub(crate) fn give_back(&self) -> ScriptInvocation<'_> {
        self.ask(&self.give_back, None)
    }

    fn ask<'s>(&self, script: &'s Script, term: Option<Duration>) -> ScriptInvocation<'s> {
        let mut call = script.prepare_invoke();
        call.key(self.key).arg(&self.word);
        if let Some(term) = term {
            call.arg(u64::try_from(term.as_millis()).unwrap_or(u64::MAX));
        }
        call
    }
}
