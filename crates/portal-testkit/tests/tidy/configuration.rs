//! The documentation lists the settings that there are.

use std::path::Path;

use portal_config::names;

use crate::repository;

/// Rows of the table: variable, default, meaning.
fn documented() -> Vec<[String; 3]> {
    let text = repository::text(Path::new("docs/CONFIGURATION.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let cells = |line: &str| {
        let cells: Vec<_> = line
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect();
        let [name, default, meaning] = cells.try_into().unwrap();
        [name.replace('`', ""), default.trim_matches('`').to_owned(), meaning]
    };
    rows.map(cells).collect()
}

#[test]
fn configuration_md_lists_every_setting_with_default_and_meaning() {
    let known = names::ALL.iter();
    let known: Vec<_> = known
        .map(|setting| [setting.name, setting.default, setting.meaning].map(str::to_owned))
        .collect();
    assert_eq!(
        documented(),
        known,
        "write the output of `portal docs configuration` into docs/CONFIGURATION.md"
    );
}

#[test]
fn a_setting_is_listed_once_and_fits_the_table() {
    let mut seen = std::collections::BTreeSet::new();
    for setting in names::ALL {
        assert!(seen.insert(setting.name), "{} is there twice", setting.name);
        assert!(
            !setting.meaning.is_empty() && !setting.meaning.contains('|'),
            "{}",
            setting.name
        );
        assert!(
            !setting.secret || !setting.default.contains('@'),
            "{} has a secret as its default",
            setting.name
        );
    }
}
