//! Rows of images follow what is found, and only what was looked at is ever taken away.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use portal_db::Db;
use portal_db::images::{
    Applied, Filter, Look, NewImage, Source, apply, called, get, is_called, list, named, places, with_part,
};
use portal_testkit::TestDatabase;

const NOW: &str = "2026-11-22T10:00:00.000Z";
const LATER: &str = "2026-11-22T11:00:00.000Z";

fn image(id: char, node: &str, path: &str, name: &str) -> NewImage {
    let digest: String = std::iter::repeat_n(id, 64).collect();
    NewImage {
        id: digest.chars().take(16).collect(),
        name: name.to_owned(),
        path: path.to_owned(),
        node: node.to_owned(),
        partition: "compute".to_owned(),
        kind: "custom".to_owned(),
        size: 1,
        version: "1".to_owned(),
        description: String::new(),
        labels: "{}".to_owned(),
        apps: "[]".to_owned(),
        runscript: None,
        env_vars: "{}".to_owned(),
        command_templates: "[]".to_owned(),
        given_id: Some(format!("given-{id}")),
        tags: "[]".to_owned(),
        arch: None,
        built_at: None,
        is_signed: false,
        details: "{}".to_owned(),
        said: format!("{name} {node} {path}"),
        digest,
    }
}

fn id(letter: char) -> String {
    std::iter::repeat_n(letter, 16).collect()
}

fn source(node: &str, found: &[(&str, char)]) -> Source {
    Source {
        node: node.to_owned(),
        is_complete: true,
        found: found
            .iter()
            .map(|(path, letter)| ((*path).to_owned(), id(*letter)))
            .collect(),
        ..Source::default()
    }
}

fn failed(node: &str) -> Source {
    Source {
        is_complete: false,
        ..source(node, &[])
    }
}

struct Rows(Db);

impl Rows {
    fn follow(&self, sources: Vec<Source>, images: Vec<NewImage>, now: &str) -> Applied {
        let look = Look { sources, images };
        self.0.run_here(|connection| apply(connection, &look, now)).unwrap()
    }

    fn listed(&self) -> Vec<String> {
        let page = self
            .0
            .run_here(|connection| list(connection, &Filter::default(), None, 100));
        page.unwrap().images.into_iter().map(|image| image.name).collect()
    }

    fn seen(&self, letter: char) -> Vec<(String, String)> {
        let id = id(letter);
        let mut found = self.0.run_here(|connection| places(connection, &[&id])).unwrap();
        let places = found.remove(&id).unwrap_or_default().into_iter();
        places.map(|place| (place.path, place.last_seen_at)).collect()
    }
}

fn rows() -> (TestDatabase, Rows) {
    let database = TestDatabase::new();
    let rows = Rows(database.db());
    let sources = vec![
        source("headnode", &[("/r/a.sif", 'a'), ("/r/sub/b.sif", 'b')]),
        source("cn001", &[("/n/a.sif", 'a'), ("/n/c.sif", 'c')]),
    ];
    let images = vec![
        image('a', "headnode", "/r/a.sif", "a"),
        image('b', "headnode", "/r/sub/b.sif", "b"),
        image('c', "cn001", "/n/c.sif", "c"),
    ];
    let applied = rows.follow(sources, images, NOW);
    assert_eq!((applied.added, applied.changed.len(), applied.gone), (3, 3, 0));
    (database, rows)
}

#[test]
fn what_was_not_looked_at_stays() {
    let (_database, rows) = rows();
    let applied = rows.follow(vec![failed("headnode"), failed("cn001")], Vec::new(), LATER);
    assert_eq!(applied, Applied::default());
    assert_eq!(rows.listed(), ["a", "b", "c"]);
    // A folder of the registry cannot be read; the rest of it can.
    let registry = Source {
        unknown: vec!["/r/sub".to_owned()],
        ..source("headnode", &[])
    };
    let applied = rows.follow(vec![registry, failed("cn001")], Vec::new(), LATER);
    assert_eq!((applied.gone, applied.changed.len()), (0, 1));
    assert_eq!(rows.listed(), ["a", "b", "c"]);
    let at = |path: &str, time: &str| (path.to_owned(), time.to_owned());
    assert_eq!(rows.seen('a'), [at("/n/a.sif", NOW)]);
    assert_eq!(rows.seen('b'), [at("/r/sub/b.sif", NOW)]);
}

#[test]
fn a_node_does_not_describe_what_the_registry_describes_while_it_is_away() {
    let (_database, rows) = rows();
    let nodes = || source("cn001", &[("/n/a.sif", 'a'), ("/n/c.sif", 'c')]);
    let other = image('a', "cn001", "/n/a.sif", "other");
    let applied = rows.follow(vec![failed("headnode"), nodes()], vec![other.clone()], LATER);
    assert!(applied.changed.is_empty(), "{applied:?}");
    assert_eq!(rows.listed(), ["a", "b", "c"]);
    rows.follow(vec![source("headnode", &[]), nodes()], vec![other], LATER);
    assert_eq!(rows.listed(), ["c", "other"]);
    let again = image('a', "headnode", "/r/a.sif", "a");
    rows.follow(
        vec![source("headnode", &[("/r/a.sif", 'a')]), nodes()],
        vec![again],
        LATER,
    );
    assert_eq!(rows.listed(), ["a", "c"]);
}

#[test]
fn what_is_gone_stays_known_and_comes_back_under_its_id() {
    let (_database, rows) = rows();
    let nobody = || vec![source("headnode", &[])];
    let applied = rows.follow(nobody(), Vec::new(), LATER);
    assert_eq!((applied.gone, applied.changed.len()), (3, 3));
    assert!(rows.listed().is_empty());
    assert_eq!(rows.follow(nobody(), Vec::new(), LATER), Applied::default());
    let row = |wanted: &str| rows.0.run_here(|connection| get(connection, wanted)).unwrap();
    assert!(!row(&id('b')).unwrap().is_active);
    assert!(row("given-b").is_none());
    let back = source("headnode", &[("/r/moved.sif", 'b')]);
    let applied = rows.follow(vec![back], vec![image('b', "headnode", "/r/moved.sif", "b")], LATER);
    assert_eq!((applied.back, applied.added), (1, 0));
    let row = row("given-b").unwrap();
    assert_eq!((row.created_at.as_str(), row.updated_at.as_str()), (NOW, LATER));
    assert_eq!(row.path, "/r/moved.sif");
    let there = |name: &str| rows.0.run_here(|connection| named(connection, name)).unwrap().is_some();
    assert!(there("b.sif") && there("moved.sif") && there("moved") && there("given-b") && there(&id('b')));
    assert!(
        !there("oved.sif") && !there("Moved.sif") && !there("a.sif") && !there("%.sif") && !there(".sif") && !there("")
    );
}

#[test]
fn an_image_goes_by_its_name_its_files_name_and_its_ids_in_this_order() {
    let (_database, rows) = rows();
    // Called as the file of another one, and that as the id of a third.
    let sources = vec![source(
        "headnode",
        &[("/r/a.sif", 'a'), ("/r/sub/b.sif", 'b'), ("/r/x/d.sif", 'd')],
    )];
    let images = vec![
        image('a', "headnode", "/r/a.sif", "solver"),
        image('b', "headnode", "/r/sub/b.sif", "a"),
        NewImage {
            given_id: Some("b".to_owned()),
            ..image('d', "headnode", "/r/x/d.sif", "Tools 2.sif")
        },
    ];
    rows.follow(sources, images, LATER);
    let of = |name: &str| {
        let found = rows.0.run_here(|connection| named(connection, name)).unwrap();
        found.map(|image| image.id)
    };
    assert_eq!((of("a"), of("a.sif")), (Some(id('b')), Some(id('b'))));
    assert_eq!(
        (of("b"), of("d"), of("Tools 2")),
        (Some(id('b')), Some(id('d')), Some(id('d')))
    );
    assert_eq!((of("solver.sif"), of("tools 2")), (Some(id('a')), None));
    let all = |names: &[&str]| rows.0.run_here(|connection| called(connection, names)).unwrap();
    assert_eq!(
        all(&["a", "nosuch"]).into_iter().collect::<Vec<_>>(),
        [id('a'), id('b')]
    );
    assert!(all(&[]).is_empty());
    for name in [
        "a",
        "b.sif",
        "d",
        "Tools 2",
        "Tools 2.sif",
        "solver",
        "tools 2",
        "",
        ".sif",
        "nosuch",
        &id('d'),
    ] {
        for one in ['a', 'b', 'd'].map(id) {
            let is = rows
                .0
                .run_here(|connection| is_called(connection, &one, &["other", name]))
                .unwrap();
            assert_eq!(is, all(&[name]).contains(&one), "{one} {name}");
        }
    }
    let part = |part: &str| {
        let found = rows.0.run_here(|connection| with_part(connection, part)).unwrap();
        found.map(|image| image.id)
    };
    assert_eq!((part("ools"), part("OOLS"), part("%")), (Some(id('d')), None, None));
}

#[test]
fn among_a_thousand_names_with_the_same_part_the_one_is_found() {
    let database = TestDatabase::new();
    let rows = Rows(database.db());
    let one = |number: usize| {
        let name = format!("tools-{number:04}");
        NewImage {
            id: format!("{number:016x}"),
            digest: format!("{number:064x}"),
            given_id: None,
            said: name.clone(),
            ..image('a', "headnode", &format!("/r/{name}.sif"), &name)
        }
    };
    let mut images: Vec<NewImage> = (0..1000).map(one).collect();
    images.push(NewImage {
        partition: "viz".to_owned(),
        ..one(1000)
    });
    if let Some(last) = images.last_mut() {
        last.name = "tools".to_owned();
    }
    let found = images.iter().map(|image| (image.path.clone(), image.id.clone()));
    let registry = Source {
        found: found.collect(),
        ..source("headnode", &[])
    };
    rows.follow(vec![registry], images, NOW);
    let found = rows.0.run_here(|connection| named(connection, "tools.sif")).unwrap();
    assert_eq!(found.map(|image| image.id), Some(format!("{:016x}", 1000)));
}

#[test]
fn a_file_that_is_another_image_or_none_is_not_the_former_one() {
    let (_database, rows) = rows();
    let changed = source("cn001", &[("/n/a.sif", 'c')]);
    let registry = Source {
        is_complete: false,
        refused: vec!["/r/a.sif".to_owned()],
        ..source("headnode", &[])
    };
    let applied = rows.follow(vec![registry, changed], Vec::new(), LATER);
    assert_eq!(applied.gone, 1);
    assert_eq!(rows.listed(), ["b", "c"]);
    let at = |path: &str, time: &str| (path.to_owned(), time.to_owned());
    assert_eq!(rows.seen('c'), [at("/n/a.sif", LATER)]);
}
