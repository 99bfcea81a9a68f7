//! `portal config check`

use portal_config::{AuthSettings, DashboardSettings, Invalid, Setting, Source, WebsocketSettings, names};

use super::user_add::permissions;
use crate::failure::Failure;
use crate::output::{complain, print};

pub(crate) fn run() -> Result<(), Failure> {
    let source = Source::from_process()?;
    print(&table(&source))?;
    let mut wrong = [
        AuthSettings::load(&source).err(),
        DashboardSettings::load(&source).err(),
        WebsocketSettings::load(&source).err(),
        permissions(&source).err(),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<Invalid>>();
    // The services share most settings, and so most of what can be wrong.
    wrong.dedup();
    for invalid in &wrong {
        complain(&invalid.to_string());
    }
    match wrong.len() {
        0 => print("\nThe settings of auth, dashboard and websocket can be used."),
        1 => Err(Failure::Settings("a setting is".to_owned())),
        several => Err(Failure::Settings(format!("{several} settings are"))),
    }
}

fn table(source: &Source) -> String {
    let width = names::ALL.iter().map(|setting| setting.name.len()).max().unwrap_or(0);
    let line = |setting: &&Setting| format!("{:width$}  {}", setting.name, shown(source, setting));
    names::ALL.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn shown(source: &Source, setting: &Setting) -> String {
    match source.given(setting) {
        Some(_) if setting.secret => "(set, not shown)".to_owned(),
        Some(value) => value.to_owned(),
        None if setting.default.is_empty() => "(not set)".to_owned(),
        None => format!("{} (default)", setting.default),
    }
}
