//! Who types the commands, for the audit log.

use std::fs;

use portal_audit::{Action, Entry, Happened, UNKNOWN};
use portal_config::Clock;

/// What the kernel says when nobody signed in, as for services.
const NO_LOGIN: u32 = u32::MAX;

/// The operator did `action` to `object`, now.
pub(super) fn did(action: Action, object: &str) -> Happened {
    Happened {
        at: Clock::System.rfc3339(),
        entry: by_operator(Entry::new(action, object)),
    }
}

/// The Unix user, and, behind sudo, who they signed in to this host as.
fn by_operator(entry: Entry) -> Entry {
    let user = rustix::process::getuid().as_raw();
    let host = rustix::system::uname();
    let entry = entry
        .by(&name(user), "cli")
        .from(host.nodename().to_str().unwrap_or(UNKNOWN), UNKNOWN);
    match login() {
        Some(login) if login != user => entry.because(&format!("signed in to the host as {}", name(login))),
        Some(_) | None => entry,
    }
}

/// Who signed in to this host: the kernel keeps it through su and sudo.
fn login() -> Option<u32> {
    let id = fs::read_to_string("/proc/self/loginuid").ok()?;
    id.trim().parse().ok().filter(|id| *id != NO_LOGIN)
}

/// The name in `/etc/passwd`; people of a directory are named by their number.
fn name(user: u32) -> String {
    let people = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = people.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(user)).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| format!("uid:{user}"))
}
