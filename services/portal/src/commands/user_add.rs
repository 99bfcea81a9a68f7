//! `portal user add`

use portal_audit::Action;
use portal_config::names::SSO_GROUP_PERMISSIONS;
use portal_config::{Clock, Invalid, Source};
use portal_db::accounts::{self, Account};
use portal_db::audit;
use portal_jwt::GroupPermissions;

use super::{database, operator, password};
use crate::arguments::NewUser;
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run(user: NewUser) -> Result<(), Failure> {
    let NewUser {
        name,
        groups,
        email,
        service,
        ..
    } = user;
    let source = Source::from_process()?;
    let permissions = permissions(&source)?;
    let now = Clock::System.rfc3339();
    let account = if service {
        Account::service(name.as_str(), &groups, now)
    } else {
        Account::new(name.as_str(), password::read_and_hash(&name)?, &email, &groups, now)
    };
    let (db, _) = database::open(&source)?;
    let object = format!("user:{name} groups={}", groups.join(","));
    let recorded = |added: &bool| {
        let mut done = operator::did(Action::UserCreate, &object);
        if !added {
            done.entry = done.entry.failed("name_taken");
        }
        done
    };
    // Asked first: after a row that PostgreSQL refuses the transaction could record nothing any more.
    let add = |connection: &mut _| match accounts::find(connection, name.as_str())? {
        Some(_) => Ok(false),
        None => accounts::add(connection, &account),
    };
    let added = db
        .run_here(|connection| audit::recorded(connection, add, recorded))
        .map_err(database::unreachable)?;
    if !added {
        return Err(Failure::Refused(format!(
            "there is an account {name} already; choose another name, or change its password with: portal user password \
             {name} --password-stdin"
        )));
    }
    let may: Vec<_> = permissions.of(&groups).iter().map(|may| may.as_str()).collect();
    if may.is_empty() {
        let known = permissions.groups().collect::<Vec<_>>().join(", ");
        print(&format!(
            "Added {name}, who may use nothing: of these groups only {known} allow anything"
        ))
    } else {
        print(&format!("Added {name}, who may use: {}", may.join(", ")))
    }
}

/// Which group may do what, as the auth service will see it.
pub(crate) fn permissions(source: &Source) -> Result<GroupPermissions, Invalid> {
    GroupPermissions::read(source.given(&SSO_GROUP_PERMISSIONS))
        .map_err(|wrong| Invalid::new(&SSO_GROUP_PERMISSIONS, wrong.to_string()))
}
