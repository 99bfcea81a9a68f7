//! `portal user password`

use portal_config::{Clock, Source};
use portal_db::accounts;

use super::{database, password};
use crate::arguments::UserPassword;
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run(user: &UserPassword) -> Result<(), Failure> {
    let name = &user.name;
    let source = Source::from_process()?;
    let hash = password::read_and_hash(name)?;
    let (db, _) = database::open(&source)?;
    let now = Clock::System.rfc3339();
    let changed = db
        .run_here(|connection| accounts::set_password(connection, name.as_str(), &hash, &now))
        .map_err(database::unreachable)?;
    if changed {
        print(&format!("Changed the password of {name}"))
    } else {
        Err(Failure::Refused(format!(
            "there is no account {name}; see them with: portal user list"
        )))
    }
}
