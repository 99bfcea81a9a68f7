//! `portal key list`

use portal_config::Source;
use portal_db::api_keys::{self, ApiKey};
use serde_json::{Value, json};

use super::database;
use crate::arguments::ListKeys;
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run(list: &ListKeys) -> Result<(), Failure> {
    let (db, _) = database::open(&Source::from_process()?)?;
    let find = |connection: &mut _| match &list.user {
        Some(user) => api_keys::of(connection, user.as_str()),
        None => api_keys::all(connection),
    };
    let keys = db.run_here(find).map_err(database::unreachable)?;
    if list.json {
        print(&Value::from_iter(keys.iter().map(as_json)).to_string())
    } else if keys.is_empty() {
        print("There are no API keys; make one with: portal key create USER --name NAME --scope files:write")
    } else {
        let lines: Vec<_> = keys.iter().map(line).collect();
        print(&lines.join("\n"))
    }
}

fn as_json(key: &ApiKey) -> Value {
    json!({
        "key_id": key.key_id,
        "user": key.username,
        "name": key.name,
        "scopes": key.scopes(),
        "networks": key.networks(),
        "created_at": key.created_at,
        "created_by": key.created_by,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "last_used_address": key.last_used_address,
    })
}

fn line(key: &ApiKey) -> String {
    let day = |time: &Option<String>| {
        time.as_deref()
            .and_then(|time| time.get(..10))
            .unwrap_or("never")
            .to_owned()
    };
    format!(
        "{}  {:16}  {:24}  {:32}  expires {}  used {}",
        key.key_id,
        key.username,
        key.name,
        key.scopes().join(","),
        day(&key.expires_at),
        day(&key.last_used_at),
    )
}
