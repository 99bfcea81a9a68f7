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
        "created_at": account.created_at(),
    })
}

fn table(accounts: &[Account]) -> String {
    let header = ["NAME", "GROUPS", "E-MAIL", "CREATED"].map(str::to_owned);
    let row = |account: &Account| {
        let groups = account.groups().join(",");
        [
            account.username.clone(),
            groups,
            account.email.clone(),
            account.created_at().to_owned(),
        ]
    };
    let rows: Vec<[String; 4]> = std::iter::once(header).chain(accounts.iter().map(row)).collect();
    let widest =
        |pick: fn(&[String; 4]) -> &String| rows.iter().map(|row| pick(row).chars().count()).max().unwrap_or(0);
    let (name, groups, email) = (
        widest(|[name, ..]| name),
        widest(|[_, groups, ..]| groups),
        widest(|[_, _, email, _]| email),
    );
    let line = |[a, b, c, d]: &[String; 4]| format!("{a:name$}  {b:groups$}  {c:email$}  {d}");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
