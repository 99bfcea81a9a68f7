//! `portal docs configuration`

use portal_config::{Setting, names};

use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run() -> Result<(), Failure> {
    let rows = names::ALL.iter().map(|setting| row(setting));
    let table: Vec<_> = [
        "| Variable | Default | Meaning |".to_owned(),
        "|---|---|---|".to_owned(),
    ]
    .into_iter()
    .chain(rows)
    .collect();
    print(&table.join("\n"))
}

fn row(setting: &Setting) -> String {
    let default = match setting.default {
        "" => String::new(),
        value => format!("`{value}`"),
    };
    format!("| `{}` | {default} | {} |", setting.name, setting.meaning)
}
