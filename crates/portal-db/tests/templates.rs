//! Rows of templates follow their files, whoever saw them first.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use portal_db::Db;
use portal_db::templates::writes::{Write, announce};
use portal_db::templates::{
    Cursor, File, FileChange, Filter, Says, Synced, Template, Visible, apply, find, known, list, versions,
};
use portal_testkit::TestDatabase;

const NOW: &str = "2026-11-22T10:00:00.000Z";
/// Long before.
const BEFORE: &str = "2000-01-01T00:00:00.000Z";

fn says(id: &str) -> Says {
    let none = || "null".to_owned();
    Says {
        template_id: id.to_owned(),
        name: id.to_owned(),
        display_name: format!("Template {id}"),
        description: String::new(),
        category: "cfd".to_owned(),
        tags: r#"["fast","Größe"]"#.to_owned(),
        version: "1".to_owned(),
        author: "unknown".to_owned(),
        is_public: true,
        slurm_config: none(),
        apptainer_config: none(),
        file_schema: none(),
        script_template: none(),
        document: "{}".to_owned(),
        is_usable: true,
    }
}

fn file(path: &str, digest: char, id: &str) -> File {
    let parts: Vec<&str> = path.split('/').collect();
    let (rank, source) = match parts[0] {
        "official" => (0, "official".to_owned()),
        "community" => (1, "community".to_owned()),
        _ => (2, format!("private:{}", parts[1])),
    };
    let digest: String = std::iter::repeat_n(digest, 64).collect();
    File {
        path: path.to_owned(),
        source,
        rank,
        short_digest: digest.chars().take(16).collect(),
        modified_at: NOW.to_owned(),
        text: format!("text {digest}"),
        problems: "[]".to_owned(),
        says: Some(says(id)),
        digest,
    }
}

fn there(path: &str, digest: char, id: &str) -> FileChange {
    FileChange::There(Box::new(file(path, digest, id)))
}

fn gone(path: &str) -> FileChange {
    FileChange::Gone(path.to_owned())
}

struct Rows {
    db: Db,
    _database: TestDatabase,
}

impl Rows {
    fn new() -> Self {
        let database = TestDatabase::new();
        Self {
            db: database.db(),
            _database: database,
        }
    }

    fn follow(&self, changes: &[FileChange]) -> Synced {
        self.db.run_here(|connection| apply(connection, changes, NOW)).unwrap()
    }

    fn find(&self, id: &str) -> Option<Template> {
        self.db.run_here(|connection| find(connection, id)).unwrap()
    }

    /// Whether it is announced; what was announced until `since` was left behind.
    fn announce(&self, path: &str, digest: char, by: &str, from: Option<&str>, since: &str) -> bool {
        let write = Write {
            file_path: path.to_owned(),
            digest: std::iter::repeat_n(digest, 64).collect(),
            made_by: by.to_owned(),
            how: "change".to_owned(),
            owner: Some(by.to_owned()),
            moved_from: from.map(str::to_owned),
            made_at: NOW.to_owned(),
        };
        self.db
            .run_here(|connection| announce(connection, &write, since))
            .unwrap()
    }

    /// Who wrote each version, newest first.
    fn writers(&self, id: &str) -> Vec<Option<String>> {
        let row = self.find(id).unwrap();
        let versions = self
            .db
            .run_here(|connection| versions::list(connection, row.id))
            .unwrap();
        versions.into_iter().map(|version| version.made_by).collect()
    }
}

#[test]
fn the_same_news_twice_changes_nothing() {
    let rows = Rows::new();
    let changes = [there("official/a.yaml", '1', "a"), there("community/b.yaml", '2', "b")];
    let first = rows.follow(&changes);
    assert_eq!((first.inserted, first.updated, first.deleted), (2, 0, 0));
    assert_eq!(rows.follow(&changes), Synced::default());
    assert_eq!(rows.follow(&[gone("official/z.yaml")]), Synced::default());
    let known = rows.db.run_here(known).unwrap();
    assert_eq!(known.len(), 2);
    let changed = rows.follow(&[there("official/a.yaml", '3', "a")]);
    assert_eq!((changed.inserted, changed.updated), (0, 1));
    assert_eq!(rows.writers("a"), [None, None]);
}

#[test]
fn the_first_file_of_an_id_counts_and_the_next_one_when_it_goes() {
    let rows = Rows::new();
    rows.follow(&[
        there("private/kim/x.yaml", '1', "x"),
        there("community/x.yaml", '2', "x"),
    ]);
    assert_eq!(rows.find("x").unwrap().file_path, "community/x.yaml");
    rows.follow(&[there("official/x.yaml", '3', "x")]);
    assert_eq!(rows.find("x").unwrap().file_path, "official/x.yaml");
    rows.follow(&[gone("official/x.yaml"), gone("community/x.yaml")]);
    assert_eq!(rows.find("x").unwrap().file_path, "private/kim/x.yaml");
    // One that cannot be listed does not count, and is found when nothing else is.
    let mut broken = file("private/kim/x.yaml", '4', "x");
    broken.says = None;
    rows.follow(&[FileChange::There(Box::new(broken))]);
    let row = rows.find("x").unwrap();
    assert!(!row.is_active && !row.is_listed && !row.is_usable);
    rows.follow(&[there("private/kim/x.yaml", '5', "y")]);
    assert_eq!(rows.find("x"), None);
    assert!(rows.find("y").unwrap().is_active);
}

#[test]
fn who_is_writing_a_file_is_not_forgotten_when_somebody_else_writes_the_same() {
    let rows = Rows::new();
    assert!(rows.announce("community/a.yaml", '1', "kim", None, BEFORE));
    assert!(!rows.announce("community/a.yaml", '1', "lee", None, BEFORE));
    assert!(
        rows.announce("community/a.yaml", '2', "lee", None, BEFORE),
        "another text"
    );
    rows.follow(&[there("community/a.yaml", '1', "a")]);
    assert_eq!(rows.find("a").unwrap().owner.as_deref(), Some("kim"));
    // What a process that died left behind keeps nobody from writing.
    assert!(rows.announce("community/b.yaml", '3', "kim", None, BEFORE));
    assert!(rows.announce("community/b.yaml", '3', "lee", None, NOW));
    rows.follow(&[there("community/b.yaml", '3', "b")]);
    assert_eq!(rows.find("b").unwrap().owner.as_deref(), Some("lee"));
}

#[test]
fn whoever_sees_a_file_first_knows_who_wrote_it() {
    let rows = Rows::new();
    assert!(rows.announce("community/a.yaml", '1', "kim", None, BEFORE));
    rows.follow(&[there("community/a.yaml", '1', "a")]);
    assert_eq!(rows.find("a").unwrap().owner.as_deref(), Some("kim"));
    // An operator changes it: still kim's. Somebody's file in the place of what was gone is nobody's.
    rows.follow(&[there("community/a.yaml", '2', "a")]);
    assert_eq!(rows.find("a").unwrap().owner.as_deref(), Some("kim"));
    rows.follow(&[gone("community/a.yaml")]);
    rows.follow(&[there("community/a.yaml", '2', "a")]);
    assert_eq!(rows.find("a").unwrap().owner.as_deref(), Some("kim"));
    rows.follow(&[gone("community/a.yaml")]);
    rows.follow(&[there("community/a.yaml", '3', "a")]);
    assert_eq!(rows.find("a").unwrap().owner, None);
    assert_eq!(rows.writers("a"), [None, None, Some("kim".to_owned())]);
}

#[test]
fn versions_come_along_when_a_file_moves() {
    for announced_first in [true, false] {
        let rows = Rows::new();
        rows.follow(&[there("private/kim/a.yaml", '1', "a")]);
        rows.announce("community/a.yaml", '2', "kim", Some("private/kim/a.yaml"), BEFORE);
        let (went, came) = (gone("private/kim/a.yaml"), there("community/a.yaml", '2', "a"));
        let order = if announced_first { [came, went] } else { [went, came] };
        rows.follow(&order);
        assert_eq!(rows.find("a").unwrap().file_path, "community/a.yaml");
        assert_eq!(rows.writers("a"), [Some("kim".to_owned()), None]);
        // By an operator, within its source, unchanged.
        rows.follow(&[gone("community/a.yaml"), there("community/cfd/a.yaml", '2', "a")]);
        let row = rows.find("a").unwrap();
        assert_eq!(
            (row.file_path.as_str(), row.owner.as_deref()),
            ("community/cfd/a.yaml", Some("kim"))
        );
        assert_eq!(rows.writers("a").len(), 2);
        // To another person's folder nothing comes along.
        rows.follow(&[gone("community/cfd/a.yaml"), there("private/lee/a.yaml", '2', "a")]);
        assert_eq!(rows.find("a").unwrap().owner, None);
        assert_eq!(rows.writers("a"), [None]);
    }
}

#[test]
fn the_hundred_newest_versions_are_kept() {
    let rows = Rows::new();
    for number in 0..120_u32 {
        let mut file = file("official/a.yaml", '0', "a");
        file.digest = format!("{number:064}");
        rows.follow(&[FileChange::There(Box::new(file))]);
    }
    assert_eq!(rows.writers("a").len(), usize::try_from(versions::KEPT).unwrap());
}

#[test]
fn pages_follow_each_other_and_private_ones_are_seen_by_their_owner() {
    let rows = Rows::new();
    let mut changes = Vec::new();
    for number in 0..25 {
        for (folder, id) in [
            ("official", "o"),
            ("community", "c"),
            ("private/kim", "k"),
            ("private/lee", "l"),
        ] {
            changes.push(there(
                &format!("{folder}/{number:02}.yaml"),
                '1',
                &format!("{id}{number}"),
            ));
        }
    }
    rows.follow(&changes);
    let filter = |visible: Visible| Filter {
        visible,
        category: None,
        rank: None,
        tags: Vec::new(),
        text: None,
    };
    let page = |filter: &Filter, after: Option<&Cursor>| {
        rows.db
            .run_here(|connection| list(connection, filter, after, 10))
            .unwrap()
    };
    let kims = filter(Visible::Of("kim".to_owned()));
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = page(&kims, cursor.as_ref());
        assert_eq!(page.total, 75);
        seen.extend(page.templates.into_iter().map(|row| row.file_path));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 75);
    assert_eq!(
        (seen[0].as_str(), seen[25].as_str(), seen[50].as_str()),
        ("official/00.yaml", "community/00.yaml", "private/kim/00.yaml")
    );
    assert_eq!(page(&filter(Visible::All), None).total, 100);
    for (tag, total) in [("FAST", 100), ("Größe", 100), ("fas", 0), ("%", 0), ("\"", 0)] {
        let tagged = Filter {
            tags: vec![tag.to_owned()],
            ..filter(Visible::All)
        };
        assert_eq!(page(&tagged, None).total, total, "{tag}");
    }
}
