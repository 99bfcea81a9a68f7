//! The program `portal`: what operators do to an HPC Portal, and the demo that needs nothing but itself.

mod arguments;
mod commands;
mod demo;
mod failure;
mod output;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Audit, Command, Config, Docs, Key, Portal, User};
use crate::failure::Failure;

fn main() -> ExitCode {
    match run(Portal::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::complain(&failure.to_line());
            failure.exit_code()
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Demo(demo) => demo::run(&demo),
        Command::User(User::Add(account)) => commands::user_add::run(account),
        Command::User(User::List(list)) => commands::user_list::run(&list),
        Command::User(User::Password(account)) => commands::user_password::run(&account),
        Command::User(User::Disable(user)) => commands::user_change::disable(&user),
        Command::User(User::Enable(user)) => commands::user_change::enable(&user),
        Command::User(User::Groups(user)) => commands::user_change::groups(&user),
        Command::Key(Key::Create(key)) => commands::key_create::run(&key),
        Command::Key(Key::List(keys)) => commands::key_list::run(&keys),
        Command::Key(Key::Revoke(key)) => commands::key_revoke::run(&key),
        Command::Audit(Audit::Verify(verify)) => commands::audit_verify::run(verify),
        Command::Audit(Audit::Export(export)) => commands::audit_export::run(&export),
        Command::Config(Config::Check) => commands::config_check::run(),
        Command::MigrateDb => commands::migrate_db::run(),
        Command::Completions { shell } => commands::completions::run(shell),
        Command::Openapi => commands::openapi::run(),
        Command::Docs(Docs::Configuration) => commands::docs_configuration::run(),
    }
}
