//! `portal key revoke`

use portal_audit::Action;
use portal_config::{Clock, Source};
use portal_db::{api_keys, audit, revocations};
use portal_http::session_of;

use super::{database, operator};
use crate::arguments::RevokeKey;
use crate::failure::Failure;
use crate::output::print;

/// Open connections look for their key's end once a second; it need not stand in the list for long.
const ENDS_WITHIN: i64 = 60;

pub(crate) fn run(key: &RevokeKey) -> Result<(), Failure> {
    let id = &key.key_id;
    let (db, _) = database::open(&Source::from_process()?)?;
    let (now, millis) = (Clock::System.rfc3339(), Clock::System.unix_millis());
    let until = millis.div_euclid(1000) + ENDS_WITHIN;
    let revoke = |connection: &mut _| {
        let revoked = api_keys::revoke(connection, None, id, &now)?;
        if revoked.is_some() {
            revocations::add(connection, &session_of(id), until, millis)?;
        }
        Ok(revoked)
    };
    let recorded = |revoked: &Option<_>| {
        let mut done = operator::did(Action::KeyRevoke, &format!("key:{id}"));
        if revoked.is_none() {
            done.entry = done.entry.failed("key_not_found");
        }
        done
    };
    let revoked = db
        .run_here(|connection| audit::recorded(connection, revoke, recorded))
        .map_err(database::unreachable)?;
    match revoked {
        Some(key) => print(&format!("Revoked {id} ({}) of {}", key.name, key.username)),
        None => Err(Failure::Refused(format!(
            "there is no key {id}, or it is revoked already; see them with: portal key list"
        ))),
    }
}
