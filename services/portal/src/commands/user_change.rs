//! `portal user disable`, `enable`, `groups`

use portal_audit::Action;
use portal_config::{Clock, RedisUrl, Source};
use portal_db::accounts::{self, Changes, Unchanged};
use portal_db::{Db, audit};
use portal_jwt::{Permission, Username};

use super::user_add::permissions;
use super::{database, operator};
use crate::arguments::{OneUser, UserGroups};
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn disable(user: &OneUser) -> Result<(), Failure> {
    let name = &user.name;
    let changes = Changes {
        enabled: Some(false),
        ..Changes::default()
    };
    let (source, db) = change(name, Action::UserDisable, &changes, "")?;
    let ended = run(sessions(&source, db)?.turn_out(name.as_str()))?;
    print(&format!("Disabled {name}; {ended}"))
}

pub(crate) fn enable(user: &OneUser) -> Result<(), Failure> {
    let changes = Changes {
        enabled: Some(true),
        ..Changes::default()
    };
    change(&user.name, Action::UserEnable, &changes, "")?;
    print(&format!("Enabled {}", user.name))
}

pub(crate) fn groups(user: &UserGroups) -> Result<(), Failure> {
    let (name, groups) = (&user.name, &user.groups);
    let changes = Changes {
        groups: Some(groups.clone()),
        ..Changes::default()
    };
    change(
        name,
        Action::UserChange,
        &changes,
        &format!("groups: {}", groups.join(", ")),
    )?;
    let may = permissions(&Source::from_process()?)?.of(groups);
    let may: Vec<_> = may.iter().map(|may| may.as_str()).collect();
    let may = if may.is_empty() {
        "nothing".to_owned()
    } else {
        may.join(", ")
    };
    print(&format!(
        "{name} may use: {may}; from the next renewal of their tokens on"
    ))
}

fn change(name: &Username, action: Action, changes: &Changes, told: &str) -> Result<(Source, Db), Failure> {
    let source = Source::from_process()?;
    let permissions = permissions(&source)?;
    let (db, _) = database::open(&source)?;
    let now = Clock::System.rfc3339();
    let administers = |groups: &[String]| permissions.of(groups).contains(&Permission::Admin);
    let recorded = |changed: &Result<_, Unchanged>| {
        let mut done = operator::did(action, &format!("user:{name}"));
        if !told.is_empty() {
            done.entry = done.entry.because(told);
        }
        match changed {
            Ok(_) => {}
            Err(Unchanged::Missing) => done.entry = done.entry.failed("user_not_found"),
            Err(Unchanged::LastOne) => done.entry = done.entry.refused("last_admin"),
        }
        done
    };
    let work =
        |connection: &mut _| accounts::changed_but_one_left(connection, name.as_str(), changes, &now, administers);
    let changed = db
        .run_here(|connection| audit::recorded(connection, work, recorded))
        .map_err(database::unreachable)?;
    match changed {
        Ok(_) => Ok((source, db)),
        Err(Unchanged::Missing) => Err(no_such(name)),
        Err(Unchanged::LastOne) => Err(Failure::Refused(format!(
            "{name} is the last administrator; make somebody else one first"
        ))),
    }
}

pub(super) fn no_such(name: &Username) -> Failure {
    Failure::Refused(format!("there is no account {name}; see them with: portal user list"))
}

/// The sessions, wherever the settings say that they are kept.
pub(super) fn sessions(source: &Source, db: Db) -> Result<auth::Sessions, Failure> {
    let redis = RedisUrl::load(source)?;
    auth::Sessions::beside_the_service(db, redis.as_ref())
        .map_err(|error| Failure::unavailable("the address of Redis cannot be used; see REDIS_URL", error))
}

/// Runs what ends sessions, and says what became of them.
pub(super) fn run(ending: impl Future<Output = Result<Option<usize>, auth::SessionsError>>) -> Result<String, Failure> {
    let ended = actix_web::rt::System::new().block_on(ending);
    let ended = ended
        .map_err(|error| Failure::unavailable("the account was changed, but its sessions could not be ended", error))?;
    Ok(ended.map_or_else(
        || "its sessions were ended; how many there were, Redis did not say".to_owned(),
        |ended| format!("{ended} sessions were ended"),
    ))
}
