//! The folder of templates.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use portal_templates::difference::{LineChange, hunks, unified};
use portal_templates::store::{Access, Caller, Place, Source, Store, WriteError, first_of_each_id, may, wanted_source};
use portal_templates::{Category, Owner, schema};
use proptest::prelude::*;

pub(crate) fn text(id: &str, display_name: &str) -> String {
    format!(
        "# {display_name}\ntemplate: {{id: {id}, name: {id}, display_name: {display_name}}}\nslurm: {{partition: cpu, nodes: 1, ntasks: 1, time: '10'}}\n\
         apptainer: {{image_name: a}}\nscript: {{main_exec: hostname}}\n"
    )
}

pub(crate) fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn category(name: &str) -> Category {
    name.parse().unwrap()
}

fn owner(name: &str) -> Owner {
    name.parse().unwrap()
}

fn names(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn all_templates_are_read_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    put(outside.path(), "secret.yaml", &text("secret", "Secret"));
    let root = dir.path();
    put(root, "official/ml/a.yaml", &text("a", "A"));
    put(root, "official/ml/deep/b.yml", &text("b", "B"));
    put(root, "community/유체/c.yaml", &text("c", "C"));
    put(root, "private/kim/d.yaml", &text("d", "D"));
    put(root, "private/kim/broken.yaml", "template: [");
    for ignored in [
        "archived/old.yaml",
        "official/ml/notes.txt",
        "official/ml/.hidden.yaml",
        "official/.git/x.yaml",
        "other/x.yaml",
        "x.yaml",
        "private/x.yaml",
    ] {
        put(root, ignored, &text("x", "X"));
    }
    symlink(outside.path().join("secret.yaml"), root.join("official/link.yaml")).unwrap();
    symlink(outside.path(), root.join("community/linked")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        root.join("official/pipe.yaml"),
        rustix::fs::FileType::Fifo,
        0o644.into(),
        0,
    )
    .unwrap();
    let all = Store::new(root).read_all().unwrap();
    let places: Vec<_> = all
        .documents
        .iter()
        .map(|document| document.place.to_string())
        .collect();
    assert_eq!(
        places,
        [
            "official/ml/a.yaml",
            "official/ml/deep/b.yml",
            "community/유체/c.yaml",
            "private/kim/broken.yaml",
            "private/kim/d.yaml"
        ]
    );
    assert!(all.failed.is_empty() && all.unreadable.is_empty());
    let listed = all.documents[2].decorated().unwrap();
    assert_eq!(listed["category"], "유체");
    assert_eq!(listed["source"], "community");
    assert_eq!(listed["file_path"], "community/유체/c.yaml");
    assert_eq!(listed["template_id"], "c");
    assert_eq!(listed["file_hash"].as_str().unwrap().len(), 16);
    assert_eq!(listed["apptainer_normalized"]["mode"], "fixed");
    assert!(listed["last_modified"].as_str().unwrap().ends_with('Z'));
    assert_eq!(all.documents[3].decorated(), None);
}

#[test]
fn of_two_templates_with_one_id_the_official_one_counts() {
    let dir = tempfile::tempdir().unwrap();
    for path in [
        "private/kim/a.yaml",
        "community/ml/other-name.yaml",
        "official/ml/a.yaml",
    ] {
        put(dir.path(), path, &text("a", "A"));
    }
    let (first, behind) = first_of_each_id(Store::new(dir.path()).read_all().unwrap().documents);
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].place.source(), &Source::Official);
    assert_eq!(behind.len(), 2);
}

#[test]
fn a_template_lives_from_creation_to_the_archive_and_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let first = store
        .create(Source::Private(owner("kim")), &category("ml"), &text("mine", "Mine"))
        .unwrap();
    assert_eq!(first.place.to_string(), "private/kim/mine.yaml");
    assert!(matches!(
        store.create(Source::Private(owner("kim")), &category("ml"), &text("mine", "Again")),
        Err(WriteError::Taken(_))
    ));
    let second = store
        .update(&first.place, &first.digest, &text("mine", "Better"))
        .unwrap();
    assert_ne!(first.digest, second.digest);
    let late = store.update(&first.place, &first.digest, &text("mine", "Late"));
    assert!(matches!(late, Err(WriteError::Changed { now }) if now == second.digest));
    assert!(matches!(
        store.update(&first.place, &second.digest, &text("other", "X")),
        Err(WriteError::OtherId)
    ));
    assert!(
        matches!(store.update(&first.place, &second.digest, "template: {}"), Err(WriteError::NoTemplate(problems)) if problems.len() >= 3)
    );
    let third = store
        .move_to(
            &second.place,
            &second.digest,
            Source::Community,
            &category("ml"),
            &text("mine", "Ours"),
        )
        .unwrap();
    assert_eq!(names(dir.path()), ["community/ml/mine.yaml"]);
    assert_eq!(store.archive_name(&third.place).unwrap(), "mine.yaml");
    assert!(store.archive(&third.place, &third.digest, "mine.yaml").unwrap());
    assert!(matches!(
        store.archive(&third.place, &third.digest, "mine.2.yaml"),
        Err(WriteError::Missing(_))
    ));
    let again = store
        .create(Source::Community, &category("ml"), &text("mine", "New"))
        .unwrap();
    let taken = store.archive(&again.place, &again.digest, "mine.yaml").unwrap();
    assert!(!taken, "what is archived is not overwritten");
    assert_eq!(store.archive_name(&again.place).unwrap(), "mine.2.yaml");
    assert!(store.archive(&again.place, &again.digest, "mine.2.yaml").unwrap());
    assert_eq!(store.archived().unwrap(), ["mine.2.yaml", "mine.yaml"]);
    let cfd = category("cfd");
    let other = store.unarchive("mine.yaml", &again.digest, Source::Official, &cfd);
    assert!(matches!(other, Err(WriteError::Changed { now }) if now == third.digest));
    let back = store
        .unarchive("mine.yaml", &third.digest, Source::Official, &cfd)
        .unwrap();
    assert_eq!(back.text.as_ref(), text("mine", "Ours"));
    assert!(matches!(
        store.unarchive("../official/cfd/mine.yaml", &third.digest, Source::Official, &cfd),
        Err(WriteError::Missing(_))
    ));
    assert_eq!(names(dir.path()), ["archived/mine.2.yaml", "official/cfd/mine.yaml"]);
    let mode = |path: &str| fs::metadata(dir.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("private/kim"), mode("official/cfd")), (0o700, 0o755));
}

#[test]
fn nothing_is_written_through_a_link() {
    let dir = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("official")).unwrap();
    symlink(outside.path(), dir.path().join("official/ml")).unwrap();
    symlink(outside.path(), dir.path().join("archived")).unwrap();
    let store = Store::new(dir.path());
    assert!(
        store
            .create(Source::Official, &category("ml"), &text("a", "A"))
            .is_err()
    );
    let there = store
        .create(Source::Official, &category("cfd"), &text("a", "A"))
        .unwrap();
    assert!(store.archive(&there.place, &there.digest, "a.yaml").is_err());
    put(dir.path(), "community/ml/x.txt", "");
    symlink(outside.path().join("planted"), dir.path().join("community/ml/b.yaml")).unwrap();
    assert!(matches!(
        store.create(Source::Community, &category("ml"), &text("b", "B")),
        Err(WriteError::Taken(_))
    ));
    assert!(names(outside.path()).is_empty());
}

#[test]
fn of_many_writers_of_one_version_one_wins_and_readers_see_whole_files() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let first = store
        .create(Source::Official, &category("ml"), &text("a", "A"))
        .unwrap();
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|n| {
                scope.spawn({
                    let (store, first) = (&store, &first);
                    move || {
                        store
                            .update(&first.place, &first.digest, &text("a", &format!("B{n}")))
                            .is_ok()
                    }
                })
            })
            .collect();
        for _ in 0..200 {
            let read = store.read(&first.place).unwrap();
            assert!(read.reading.problems.is_empty(), "{:?}", read.reading.problems);
        }
        let won = writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .filter(|won| *won)
            .count();
        assert_eq!(won, 1);
    });
    assert_eq!(names(dir.path()), ["official/ml/a.yaml"], "no hidden file is left");
}

#[test]
fn a_file_beyond_the_limit_is_told_and_not_kept_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "official/ml/large.yaml", &"x".repeat(5_000_000));
    let document = Store::new(dir.path())
        .read(&"official/ml/large.yaml".parse().unwrap())
        .unwrap();
    assert!(document.text.is_empty());
    assert!(
        document.reading.problems[0].message.contains("262144"),
        "{:?}",
        document.reading.problems
    );
}

#[test]
fn a_folder_that_cannot_be_read_is_not_an_empty_one() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "official/ml/a.yaml", &text("a", "A"));
    // A deeper one than is read, and a root that is a file.
    assert!(Store::new(dir.path().join("official/ml/a.yaml")).scan().is_err());
    assert!(Store::new(dir.path().join("missing")).scan().is_err());
    assert!(!Store::new(dir.path().join("official/ml")).scan().unwrap().furnished);
}

#[test]
fn who_may_do_what_is_the_promised_matrix() {
    let (kim, lee) = (owner("kim"), owner("lee"));
    let mut table = String::new();
    for source in [Source::Official, Source::Community, Source::Private(kim.clone())] {
        for (who, name, admin) in [("author", &kim, false), ("other", &lee, false), ("admin", &lee, true)] {
            let caller = Caller { name, admin };
            let accesses = [
                Access::Read,
                Access::Create,
                Access::Change,
                Access::Delete,
                Access::Move(Source::Official),
                Access::Move(Source::Community),
                Access::Move(Source::Private(name.clone())),
            ];
            let marks = accesses
                .iter()
                .map(|access| {
                    if may(access, &source, Some(&kim), caller) {
                        " yes"
                    } else {
                        " no "
                    }
                })
                .collect::<String>();
            table += &format!("{:<13}{who:<7}{}\n", source.to_string(), marks.trim_end());
        }
    }
    // Read, create, change, delete; move to official, to community, to one's own.
    insta::assert_snapshot!(table, @r"
    official     author  yes no  no  no  no  no  no
    official     other   yes no  no  no  no  no  no
    official     admin   yes yes yes yes yes yes yes
    community    author  yes yes yes yes no  yes yes
    community    other   yes yes no  no  no  no  no
    community    admin   yes yes yes yes yes yes yes
    private:kim  author  yes yes yes yes no  yes yes
    private:kim  other   no  no  no  no  no  no  no
    private:kim  admin   yes yes yes yes yes yes yes
    ");
    let stranger = Caller {
        name: &lee,
        admin: false,
    };
    assert!(
        !may(&Access::Change, &Source::Community, None, stranger),
        "of unknown authors' only administrators"
    );
}

#[test]
fn a_private_template_is_always_its_writers_own() {
    let wanted = |words: &str| {
        let text = text("a", "A").replace("id: a,", &format!("id: a, {words}"));
        wanted_source(&schema::read("a", text.as_bytes()).metadata.unwrap(), &owner("kim")).to_string()
    };
    assert_eq!(wanted("source: 'private:lee',"), "private:kim");
    assert_eq!(wanted("source: official, is_public: false,"), "official");
    assert_eq!(wanted("is_public: true,"), "community");
    assert_eq!(wanted(""), "private:kim");
}

#[test]
fn versions_are_compared_line_by_line() {
    let (old, new) = ("a\nb\nc\nd\ne\nf\n", "a\nb\nC\nd\ne\nf\ng\n");
    let hunks = hunks(old, new, 1);
    assert_eq!(hunks.len(), 2);
    assert_eq!((hunks[0].old_start, hunks[0].new_start), (2, 2));
    let changes: Vec<_> = hunks[0]
        .lines
        .iter()
        .map(|line| (line.change, line.text.as_str()))
        .collect();
    assert_eq!(
        changes,
        [
            (LineChange::Same, "b"),
            (LineChange::Removed, "c"),
            (LineChange::Added, "C"),
            (LineChange::Same, "d")
        ]
    );
    assert!(unified(("v1", old), ("v2", new)).starts_with("--- v1\n+++ v2\n@@ -1,6 +1,7 @@\n"));
    let noise = |seed: u32| {
        (0..50_000_u32)
            .map(|n| format!("{}\n", n.wrapping_mul(seed) >> 24))
            .collect::<String>()
    };
    let began = std::time::Instant::now();
    let _ = unified(("a", &noise(2_654_435_761)), ("b", &noise(40_503)));
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
}

proptest! {
    #[test]
    fn a_place_stays_what_it_is(path in "(official|community|private|archived|\\.\\.|)(/[a-z가.]{0,4}){0,9}(/[a-z]{1,3}\\.ya?ml)?") {
        if let Ok(place) = path.parse::<Place>() {
            prop_assert_eq!(place.to_string(), path.clone());
            prop_assert!(!path.split('/').any(|part| part.is_empty() || part.starts_with('.')));
        }
    }
}
