//! The demo's people.

use portal_config::names::DEMO_PASSWORD;
use portal_config::{Clock, Source};
use portal_db::accounts::{self, Account};
use portal_db::{AnyConnection, Db, QueryResult};
use portal_jwt::Username;

use super::settings::DemoSettings;
use super::state::State;
use crate::commands::hash_password;
use crate::failure::Failure;

/// Somebody who is made up.
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) group: &'static str,
}

/// One of each group of the contract.
pub(super) const PEOPLE: [Person; 3] = [
    Person {
        name: "admin",
        group: "HPC-Admins",
    },
    Person {
        name: "alice",
        group: "DX-Users",
    },
    Person {
        name: "bob",
        group: "CAEG-Users",
    },
];

/// Makes sure that all of them are there and have the one password, which it gives.
pub(super) fn settle(process: &Source, state: &State, settings: &DemoSettings) -> Result<String, Failure> {
    let password = match process.given(&DEMO_PASSWORD) {
        Some(password) => password.to_owned(),
        None => state.password()?,
    };
    let cannot = |error| Failure::unavailable("the demo's database cannot be used; remove the state folder", error);
    let db = Db::open(&settings.auth.database).map_err(cannot)?;
    db.migrate()
        .map_err(|error| Failure::unavailable("the demo's tables cannot be made; remove the state folder", error))?;
    for person in &PEOPLE {
        let name: Username = person
            .name
            .parse()
            .map_err(|error| Failure::Refused(format!("{error}")))?;
        let hash = hash_password(&password, &name)?;
        db.run_here(|connection| settle_one(connection, person, &hash))
            .map_err(cannot)?;
    }
    Ok(password)
}

fn settle_one(connection: &mut AnyConnection, person: &Person, hash: &str) -> QueryResult<()> {
    let now = Clock::System.rfc3339();
    if !accounts::set_password(connection, person.name, hash, &now)? {
        let email = format!("{}@demo.example", person.name);
        let groups = [person.group.to_owned()];
        accounts::add(
            connection,
            &Account::new(person.name, hash.to_owned(), &email, &groups, now),
        )?;
    }
    Ok(())
}
