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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use portal_db::templates::Changed;
    use portal_events::{Audience, Event, Publisher};
    use serde_json::json;

    use super::{MOST_IDS, tell_changes};

    fn told(changed: &[(&str, &str)]) -> Vec<(Audience, serde_json::Value)> {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&heard);
        let publisher = Publisher::in_process(Arc::new(move |event: Event| {
            let data = event.message.get("data").cloned().unwrap_or_default();
            ear.lock().unwrap().push((event.audience, data));
        }));
        let changed: Vec<Changed> = changed
            .iter()
            .map(|(id, source)| Changed {
                template_id: (*id).to_owned(),
                source: (*source).to_owned(),
            })
            .collect();
        tell_changes(&publisher, &changed);
        let heard = heard.lock().unwrap();
        heard.clone()
    }

    #[test]
    fn private_templates_are_told_to_their_owners_only() {
        let heard = told(&[
            ("b", "community"),
            ("a", "official"),
            ("a", "community"),
            ("secret", "private:kim"),
            ("", "community"),
        ]);
        let everyone = json!({"all": false, "template_ids": ["a", "b"]});
        let kim = json!({"all": false, "template_ids": ["secret"]});
        assert_eq!(
            heard,
            [(Audience::Everyone, everyone), (Audience::User("kim".to_owned()), kim)]
        );
        assert!(told(&[("", "official")]).is_empty());
    }

    #[test]
    fn of_many_it_is_only_told_that_there_are_many() {
        let ids: Vec<String> = (0..=MOST_IDS).map(|number| format!("t{number}")).collect();
        let changed: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "official")).collect();
        assert_eq!(told(&changed), [(Audience::Everyone, json!({"all": true}))]);
    }
}
