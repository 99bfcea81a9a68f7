//! `portal key create`

use dashboard::{Draft, KeyError, MOST_KEYS, Wanted};
use portal_audit::Action;
use portal_config::{Clock, Source};
use portal_db::{accounts, api_keys, audit};

use super::user_add::permissions;
use super::user_change::no_such;
use super::{database, operator};
use crate::arguments::NewKey;
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run(key: &NewKey) -> Result<(), Failure> {
    let name = &key.user;
    let source = Source::from_process()?;
    let groups = permissions(&source)?;
    let (db, _) = database::open(&source)?;
    let find = |connection: &mut _| accounts::find(connection, name.as_str());
    let owner = db
        .run_here(find)
        .map_err(database::unreachable)?
        .ok_or_else(|| no_such(name))?;
    let wanted = Wanted {
        name: key.name.clone(),
        scopes: key.scopes.clone(),
        networks: key.networks.clone(),
        expires_in_days: key.expires_in_days.0,
    };
    let draft = Draft::new(&owner, &groups, &wanted, "cli", Clock::System.rfc3339());
    let Draft { text, row } = draft.map_err(|error| Failure::Refused(error.to_string()))?;
    let told = format!("{}: {}", row.name, row.scopes().join(" "));
    let recorded = |added: &bool| {
        let mut done = operator::did(Action::KeyCreate, &format!("key:{} {name}", row.key_id));
        done.entry = if *added {
            done.entry.because(&told)
        } else {
            done.entry.failed("too_many_keys")
        };
        done
    };
    let add = |connection: &mut _| api_keys::add_if_within(connection, &row, MOST_KEYS);
    let added = db
        .run_here(|connection| audit::recorded(connection, add, recorded))
        .map_err(database::unreachable)?;
    if added {
        print(text.expose())
    } else {
        Err(Failure::Refused(KeyError::TooMany.to_string()))
    }
}
