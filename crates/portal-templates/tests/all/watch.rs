//! What the watcher tells of a folder that people, editors and mounts work on. On a real one.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portal_templates::Severity;
use portal_templates::store::{Digest, Place, Store};
use portal_templates::watch::{Change, Counts, How, Means, News, Watcher};

use crate::store::{put, text};

/// What the issue promises.
const WITHIN: Duration = Duration::from_secs(2);

struct Followed {
    dir: tempfile::TempDir,
    watcher: Watcher,
    news: Receiver<(Instant, News)>,
}

fn follow(dir: tempfile::TempDir, known: Vec<(Place, Digest)>, means: Means) -> Followed {
    let store = Arc::new(Store::new(dir.path().join("templates")));
    let (tell, news) = channel();
    let tell = move |news| drop(tell.send((Instant::now(), news)));
    let watcher = Watcher::start(store, known, means, tell).unwrap();
    Followed { dir, watcher, news }
}

/// A folder with one template, followed, and synced.
fn followed(means: Means) -> Followed {
    let dir = tempfile::tempdir().unwrap();
    put(
        &dir.path().join("templates"),
        "official/ml/first.yaml",
        &text("first", "First"),
    );
    let followed = follow(dir, Vec::new(), means);
    assert_eq!(followed.until_synced(), ["+official/ml/first.yaml"]);
    followed
}

fn word(change: &Change) -> String {
    match change {
        Change::Added(document) => format!("+{}", document.place),
        Change::Changed(document) => format!("~{}", document.place),
        Change::Removed(place) => format!("-{place}"),
        Change::Unreadable { place, .. } => format!("!{place}"),
    }
}

impl Followed {
    fn root(&self) -> PathBuf {
        self.dir.path().join("templates")
    }

    fn next(&self) -> News {
        self.news
            .recv_timeout(Duration::from_secs(20))
            .expect("news within 20 s")
            .1
    }

    fn until_synced(&self) -> Vec<String> {
        let mut words = Vec::new();
        loop {
            match self.next() {
                News::Changes(changes) => words.extend(changes.iter().map(word)),
                News::Synced { .. } => return words,
                News::Back => words.push("back".to_owned()),
                News::Away { .. } => words.push("away".to_owned()),
            }
        }
    }

    /// The next `count` changes, all of them within the promised time from now on.
    fn changes(&self, count: usize) -> Vec<Change> {
        let began = Instant::now();
        let mut found = Vec::new();
        while found.len() < count {
            if let (at, News::Changes(changes)) = self
                .news
                .recv_timeout(Duration::from_secs(20))
                .expect("news within 20 s")
            {
                assert!(
                    at.duration_since(began) < WITHIN,
                    "{:?} after {:?}",
                    changes,
                    at.duration_since(began)
                );
                found.extend(changes);
            }
        }
        found
    }

    fn words(&self, count: usize) -> Vec<String> {
        let mut words: Vec<_> = self.changes(count).iter().map(word).collect();
        words.sort();
        words
    }

    /// Nothing is told for some time.
    fn silence(&self) {
        let told = self.news.recv_timeout(Duration::from_millis(2500));
        assert!(told.is_err(), "{told:?}");
    }
}

fn creation_change_move_and_deletion(means: Means) {
    let followed = followed(means);
    let root = followed.root();
    put(&root, "community/cfd/new/second.yml", &text("second", "Second"));
    assert_eq!(followed.words(1), ["+community/cfd/new/second.yml"]);
    put(&root, "official/ml/first.yaml", &text("first", "Changed"));
    assert_eq!(followed.words(1), ["~official/ml/first.yaml"]);
    fs::rename(root.join("official/ml"), root.join("official/ai")).unwrap();
    assert_eq!(
        followed.words(2),
        ["+official/ai/first.yaml", "-official/ml/first.yaml"]
    );
    fs::remove_dir_all(root.join("community")).unwrap();
    assert_eq!(followed.words(1), ["-community/cfd/new/second.yml"]);
    fs::write(root.join("official/ai/notes.txt"), "x").unwrap();
    fs::File::open(root.join("official/ai/first.yaml")).unwrap();
    followed.silence();
    assert!(followed.watcher.stop(WITHIN));
}

#[test]
fn creation_change_move_and_deletion_are_told_within_two_seconds() {
    creation_change_move_and_deletion(Means::Fitting);
}

#[test]
fn they_are_on_a_file_system_that_tells_nothing_too() {
    creation_change_move_and_deletion(Means::Polling);
}

#[test]
fn the_start_tells_only_what_differs_from_what_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("templates");
    let place = |path: &str| path.parse::<Place>().unwrap();
    for id in ["same", "changed", "new"] {
        put(&root, &format!("official/ml/{id}.yaml"), &text(id, "X"));
    }
    let known = vec![
        (place("official/ml/same.yaml"), Digest::of(text("same", "X").as_bytes())),
        (place("official/ml/changed.yaml"), Digest::of(b"before")),
        (place("official/ml/gone.yaml"), Digest::of(b"gone")),
    ];
    let followed = follow(dir, known, Means::Fitting);
    assert_eq!(
        followed.until_synced(),
        [
            "-official/ml/gone.yaml",
            "~official/ml/changed.yaml",
            "+official/ml/new.yaml"
        ]
    );
    let status = followed.watcher.status();
    assert_eq!((status.files, status.how, status.away), (3, How::Events, None));
    assert!(followed.watcher.is_running());
}

#[test]
fn a_file_with_another_time_and_the_same_text_is_not_news() {
    let followed = followed(Means::Fitting);
    put(&followed.root(), "official/ml/first.yaml", &text("first", "First"));
    followed.silence();
}

#[test]
fn what_editors_do_while_they_save_is_one_change() {
    let followed = followed(Means::Fitting);
    let path = followed.root().join("official/ml/first.yaml");
    let beside = |name: &str| path.with_file_name(name);
    // A new file in the place of the old one.
    fs::write(beside(".first.yaml.swp"), "swap").unwrap();
    fs::write(beside(".first.yaml.tmp"), text("first", "Renamed over")).unwrap();
    fs::rename(beside(".first.yaml.tmp"), &path).unwrap();
    assert_eq!(followed.words(1), ["~official/ml/first.yaml"]);
    // The old one out of the way, then a new one; and a file with a number to try out the folder.
    fs::write(beside("4913"), "").unwrap();
    fs::remove_file(beside("4913")).unwrap();
    fs::rename(&path, beside("first.yaml~")).unwrap();
    fs::write(&path, text("first", "Written anew")).unwrap();
    fs::remove_file(beside("first.yaml~")).unwrap();
    assert_eq!(followed.words(1), ["~official/ml/first.yaml"]);
    // Emptied and filled.
    fs::File::create(&path).unwrap();
    fs::write(&path, text("first", "Emptied and filled")).unwrap();
    assert_eq!(followed.words(1), ["~official/ml/first.yaml"]);
    followed.silence();
}

/// Writes a file in four pieces with pauses, in which nothing may be told.
fn write_slowly(followed: &Followed, path: &Path, whole: &str, pause: Duration) {
    let mut file = fs::File::create(path).unwrap();
    for (number, piece) in whole.as_bytes().chunks(whole.len().div_ceil(4)).enumerate() {
        if number > 0 {
            let told = followed.news.recv_timeout(pause);
            assert!(told.is_err(), "told while it was being written: {told:?}");
        }
        file.write_all(piece).unwrap();
    }
}

#[test]
fn a_file_that_is_being_written_is_not_called_broken() {
    let followed = followed(Means::Fitting);
    let path = followed.root().join("official/ml/slow.yaml");
    // Its last line makes it a template. The pauses are longer than any file is given that nobody has open.
    write_slowly(&followed, &path, &text("slow", "Slow"), Duration::from_millis(1700));
    assert_eq!(followed.words(1), ["+official/ml/slow.yaml"]);
    fs::write(&path, "template: [").unwrap();
    let Change::Changed(broken) = followed.changes(1).remove(0) else {
        panic!()
    };
    assert_eq!(broken.reading.severity(), Some(Severity::Fatal), "left broken, it is");
}

#[test]
fn it_is_not_where_nothing_tells_that_it_is_open_either() {
    let followed = followed(Means::Polling);
    let path = followed.root().join("official/ml/slow.yaml");
    write_slowly(&followed, &path, &text("slow", "Slow"), Duration::from_millis(700));
    assert_eq!(followed.words(1), ["+official/ml/slow.yaml"]);
}

#[test]
fn a_storm_of_ten_thousand_files_is_told_completely() {
    let followed = followed(Means::Fitting);
    let root = followed.root();
    let names: Vec<String> = (0..10_000)
        .map(|n| format!("community/c{}/t{n}.yaml", n % 50))
        .collect();
    for (n, name) in names.iter().enumerate() {
        put(&root, name, &text(&format!("t{n}"), "T"));
    }
    let mut added = std::collections::BTreeSet::new();
    let written = Instant::now();
    while added.len() < names.len() {
        if let News::Changes(changes) = followed.next() {
            assert!(changes.len() <= 256, "few at once");
            added.extend(changes.iter().map(word));
        }
    }
    assert!(written.elapsed() < Duration::from_secs(15), "{:?}", written.elapsed());
    // And away again, with one in between that stays.
    fs::remove_dir_all(root.join("community")).unwrap();
    put(&root, "official/ml/last.yaml", &text("last", "Last"));
    let (mut removed, mut last) = (0, false);
    while removed < names.len() || !last {
        if let News::Changes(changes) = followed.next() {
            removed += changes
                .iter()
                .filter(|change| matches!(change, Change::Removed(_)))
                .count();
            last |= changes.iter().any(|change| word(change) == "+official/ml/last.yaml");
        }
    }
    assert_eq!(removed, names.len());
    let began = Instant::now();
    assert!(followed.watcher.stop(WITHIN));
    assert!(began.elapsed() < WITHIN);
}

fn a_vanishing_root(means: Means) {
    let followed = followed(means);
    let (root, aside) = (followed.root(), followed.dir.path().join("aside"));
    fs::rename(&root, &aside).unwrap();
    assert!(matches!(followed.next(), News::Away { .. }));
    assert!(followed.watcher.status().away.is_some());
    assert_eq!(followed.watcher.look_now(WITHIN), None);
    // The mount point without its mount: as empty as it can be.
    fs::create_dir(&root).unwrap();
    followed.silence();
    // It is mounted again, and somebody has worked on it.
    put(&aside, "official/ml/second.yaml", &text("second", "Second"));
    fs::remove_dir(&root).unwrap();
    fs::rename(&aside, &root).unwrap();
    assert_eq!(followed.until_synced(), ["back", "+official/ml/second.yaml"]);
    // It is followed as before.
    put(&root, "official/ml/third.yaml", &text("third", "Third"));
    assert_eq!(followed.words(1), ["+official/ml/third.yaml"]);
}

#[test]
fn a_vanished_mount_removes_nothing_and_is_followed_when_it_returns() {
    a_vanishing_root(Means::Fitting);
}

#[test]
fn it_does_not_without_events_either() {
    a_vanishing_root(Means::Polling);
}

#[test]
fn a_mount_that_is_late_at_the_start_removes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let place: Place = "official/ml/first.yaml".parse().unwrap();
    let known = vec![(place, Digest::of(text("first", "First").as_bytes()))];
    let followed = follow(dir, known, Means::Fitting);
    assert!(matches!(followed.next(), News::Away { .. }));
    put(
        &followed.dir.path().join("ready"),
        "official/ml/first.yaml",
        &text("first", "First"),
    );
    fs::rename(followed.dir.path().join("ready"), followed.root()).unwrap();
    assert_eq!(followed.until_synced(), ["back"]);
}

#[test]
fn whoever_asks_for_a_look_gets_it_at_once() {
    let followed = followed(Means::Fitting);
    put(&followed.root(), "official/ml/second.yaml", &text("second", "Second"));
    fs::remove_file(followed.root().join("official/ml/first.yaml")).unwrap();
    let counts = followed.watcher.look_now(WITHIN).unwrap();
    assert_eq!(
        counts,
        Counts {
            added: 1,
            changed: 0,
            removed: 1
        }
    );
    assert_eq!(
        followed.words(2),
        ["+official/ml/second.yaml", "-official/ml/first.yaml"]
    );
    assert_eq!(followed.watcher.look_now(WITHIN), Some(Counts::default()));
}

#[test]
fn a_folder_replaced_by_another_one_is_followed() {
    let followed = followed(Means::Fitting);
    let (root, other) = (followed.root(), followed.dir.path().join("other"));
    put(&other, "official/ml/other.yaml", &text("other", "Other"));
    fs::rename(&root, followed.dir.path().join("old")).unwrap();
    fs::rename(&other, &root).unwrap();
    let mut words = Vec::new();
    while words.len() < 2 {
        // Whoever looks between the two renamings sees it away.
        if let News::Changes(changes) = followed.next() {
            words.extend(changes.iter().map(word));
        }
    }
    words.sort();
    assert_eq!(words, ["+official/ml/other.yaml", "-official/ml/first.yaml"]);
    put(&root, "official/ml/third.yaml", &text("third", "Third"));
    assert_eq!(followed.words(1), ["+official/ml/third.yaml"]);
}
