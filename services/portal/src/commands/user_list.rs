//! `portal user list`

use portal_config::Source;
use portal_db::accounts::{self, Account};
use serde_json::{Value, json};

use super::database;
use crate::arguments::ListUsers;
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run(list: &ListUsers) -> Result<(), Failure> {
    let (db, _) = database::open(&Source::from_process()?)?;
    let accounts = db.run_here(accounts::list).map_err(database::unreachable)?;
    if list.json {
        print(&Value::from_iter(accounts.iter().map(as_json)).to_string())
    } else if accounts.is_empty() {
        print("There are no accounts yet; add one with: portal user add NAME --group DX-Users --password-stdin")
    } else {
        print(&table(&accounts))
    }
}

fn as_json(account: &Account) -> Value {
    json!({
        "username": account.username,
        "email": account.email,
        "groups": account.groups(),
        "source": account.source().as_str(),
        "enabled": account.is_enabled(),
        "last_sign_in_at": account.last_sign_in_at,
        "created_at": account.created_at(),
    })
}

fn table(accounts: &[Account]) -> String {
    let header = ["NAME", "GROUPS", "E-MAIL", "KIND", "CREATED"].map(str::to_owned);
    let row = |account: &Account| {
        let groups = account.groups().join(",");
        [
            account.username.clone(),
            groups,
            account.email.clone(),
            kind(account),
            account.created_at().to_owned(),
        ]
    };
    let rows: Vec<[String; 5]> = std::iter::once(header).chain(accounts.iter().map(row)).collect();
    let widest =
        |pick: fn(&[String; 5]) -> &String| rows.iter().map(|row| pick(row).chars().count()).max().unwrap_or(0);
    let (name, groups, email, kind) = (
        widest(|[name, ..]| name),
        widest(|[_, groups, ..]| groups),
        widest(|[_, _, email, ..]| email),
        widest(|[_, _, _, kind, _]| kind),
    );
    let line = |[a, b, c, d, e]: &[String; 5]| format!("{a:name$}  {b:groups$}  {c:email$}  {d:kind$}  {e}");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Where the password is kept, and whether the account is switched off.
fn kind(account: &Account) -> String {
    let source = account.source().as_str();
    if account.is_enabled() {
        source.to_owned()
    } else {
        format!("{source}, disabled")
    }
}
