//! What browsers are told on the channel `templates`.

use std::collections::{BTreeMap, BTreeSet};

use portal_db::templates::Changed;
use portal_events::{Channel, Event, Publisher};
use serde_json::json;

/// Who has to look at more than so many changes is quicker with the list.
const MOST_IDS: usize = 200;

/// Tells `templates_changed`: ids of official and community ones to everybody, those of private ones to their owner only.
pub(super) fn tell_changes(publisher: &Publisher, changed: &[Changed]) {
    let mut by_owner: BTreeMap<Option<&str>, BTreeSet<&str>> = BTreeMap::new();
    for change in changed.iter().filter(|change| !change.template_id.is_empty()) {
        let owner = change.source.strip_prefix("private:");
        by_owner.entry(owner).or_default().insert(&change.template_id);
    }
    for (owner, ids) in by_owner {
        let all = ids.len() > MOST_IDS;
        let data = if all {
            json!({"all": true})
        } else {
            json!({"all": false, "template_ids": ids})
        };
        publisher.publish(match owner {
            None => Event::to_everyone(Channel::Templates, "templates_changed", data),
            Some(owner) => Event::to_user(Channel::Templates, owner, "templates_changed", data),
        });
    }
}

/// Tells whether the folder is there.
pub(super) fn tell_status(publisher: &Publisher, away: bool) {
    let data = json!({"away": away});
    publisher.publish(Event::to_everyone(Channel::Templates, "templates_status", data));
}
