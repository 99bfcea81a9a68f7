//! What browsers are told on the channel `images`.

use std::collections::BTreeSet;

use portal_events::{Channel, Event, Publisher};
use serde_json::json;

use super::scan::ScanView;

/// Who has to look at more than so many changes is quicker with the list.
const MOST_IDS: usize = 200;

/// Tells which images are not what they were.
pub(super) fn tell_changes(publisher: &Publisher, changed: &BTreeSet<String>) {
    if changed.is_empty() {
        return;
    }
    let data = if changed.len() > MOST_IDS {
        json!({"all": true})
    } else {
        json!({"all": false, "image_ids": changed})
    };
    publisher.publish(Event::to_everyone(Channel::Images, "images_changed", data));
}

/// Tells how far a scan is.
pub(super) fn tell_scan(publisher: &Publisher, scan: ScanView) {
    let data = json!(scan.without_words());
    publisher.publish(Event::to_everyone(Channel::Images, "image_scan", data));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::{Arc, Mutex};

    use portal_events::{Event, Publisher};
    use serde_json::{Value, json};

    use super::super::scan::{PlaceState, ScanView};
    use super::{MOST_IDS, tell_changes, tell_scan};

    fn told(tell: impl FnOnce(&Publisher)) -> Vec<Value> {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&heard);
        let publisher = Publisher::in_process(Arc::new(move |event: Event| {
            ear.lock()
                .unwrap()
                .push(event.message.get("data").cloned().unwrap_or_default());
        }));
        tell(&publisher);
        let heard = heard.lock().unwrap();
        heard.clone()
    }

    #[test]
    fn of_many_it_is_only_told_that_there_are_many() {
        let ids = |count: usize| -> BTreeSet<String> { (0..count).map(|number| format!("{number:016x}")).collect() };
        assert!(told(|publisher| tell_changes(publisher, &ids(0))).is_empty());
        let one = json!({"all": false, "image_ids": ["0000000000000000"]});
        assert_eq!(told(|publisher| tell_changes(publisher, &ids(1))), [one]);
        let many = told(|publisher| tell_changes(publisher, &ids(MOST_IDS + 1)));
        assert_eq!(many, [json!({"all": true})]);
    }

    #[test]
    fn everybody_hears_that_a_node_failed_and_not_about_keys_and_files() {
        let mut scan = ScanView::default();
        scan.begin(["cn001".to_owned()], "2026-11-22T10:00:00.000Z".to_owned());
        let place = scan.place("cn001").unwrap();
        place.state = PlaceState::Failed;
        place.error = Some("/etc/hpc-portal/ssh/id_ed25519 cannot be read".to_owned());
        let heard = told(|publisher| tell_scan(publisher, scan));
        let place = heard
            .first()
            .and_then(|scan| scan.pointer("/nodes/0"))
            .cloned()
            .unwrap_or_default();
        assert_eq!(place.get("state"), Some(&json!("failed")));
        assert_eq!(place.get("error"), Some(&json!("It could not be asked to the end")));
    }
}
