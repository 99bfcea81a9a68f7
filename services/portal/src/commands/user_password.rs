//! `portal user password`

use portal_audit::Action;
use portal_config::{Clock, Source};
use portal_db::{accounts, audit};

use super::user_change::{no_such, run as run_here, sessions};
use super::{database, operator, password};
use crate::arguments::UserPassword;
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run(user: &UserPassword) -> Result<(), Failure> {
    let name = &user.name;
    let source = Source::from_process()?;
    let hash = password::read_and_hash(name)?;
    let (db, _) = database::open(&source)?;
    let now = Clock::System.rfc3339();
    let recorded = |changed: &bool| {
        let mut done = operator::did(Action::PasswordChange, &format!("user:{name}"));
        if !changed {
            done.entry = done.entry.failed("user_not_found");
        }
        done
    };
    let change = |connection: &mut _| accounts::set_password(connection, name.as_str(), &hash, &now);
    let changed = db
        .run_here(|connection| audit::recorded(connection, change, recorded))
        .map_err(database::unreachable)?;
    if !changed {
        return Err(no_such(name));
    }
    let ended = run_here(sessions(&source, db)?.password_changed(name.as_str()))?;
    print(&format!("Changed the password of {name}; {ended}"))
}
