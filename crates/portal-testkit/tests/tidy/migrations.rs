//! Both databases have the same history.

use std::collections::BTreeSet;

use crate::repository;

#[test]
fn each_migration_is_there_for_both_databases() {
    let files = repository::files();
    let of = |backend: &str| -> BTreeSet<String> {
        let start = format!("migrations/{backend}/");
        let paths = files.iter().map(|path| path.to_string_lossy());
        paths
            .filter_map(|path| path.strip_prefix(&start).map(str::to_owned))
            .collect()
    };
    let (sqlite, postgres) = (of("sqlite"), of("postgres"));
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, postgres);
    for file in &sqlite {
        let (folder, _) = file.split_once('/').unwrap();
        for part in ["up.sql", "down.sql"] {
            assert!(sqlite.contains(&format!("{folder}/{part}")), "{folder} has no {part}");
        }
    }
}
