//! What can be typed after `portal`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use portal_audit::{Head, Moment};
use portal_jwt::Username;
use portal_slurm::simulator::Profile;

/// Operates an HPC Portal
#[derive(Parser)]
#[command(version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub(crate) struct Portal {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  portal demo                  try the portal: one process, made-up people
  portal config check          do .env and the environment make sense?
  portal migrate-db            bring the database's tables up to date
  portal user add kim --group DX-Users --password-stdin < password.txt
  portal audit verify          has anybody changed the audit log?

Settings are the services' own: environment variables, and the file .env of
the working directory. See docs/CONFIGURATION.md.

Exit codes: 0 done, 1 failed, 2 wrong arguments, 69 something needed is not
there, 78 a setting is wrong.";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the whole portal in this process, with people of its own, on 127.0.0.1 only
    #[command(after_help = DEMO_HELP)]
    Demo(Demo),
    /// Accounts that sign in with a password
    #[command(subcommand)]
    User(User),
    /// Who did what
    #[command(subcommand)]
    Audit(Audit),
    /// API keys of scripts
    #[command(subcommand)]
    Key(Key),
    /// Settings
    #[command(subcommand)]
    Config(Config),
    /// Bring the database's tables up to date (the services do so at their start too)
    MigrateDb,
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  portal completions bash > /etc/bash_completion.d/portal")]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the OpenAPI document of all services
    Openapi,
    /// Parts of the documentation that are made from the program
    #[command(subcommand)]
    Docs(Docs),
}

const DEMO_HELP: &str = "\
Needs neither root nor Redis, nginx, PostgreSQL or Slurm. Accounts and files are kept in the state folder between runs;
remove it to begin anew. PORTAL_DEMO_PASSWORD sets the password of the demo's people.

Examples:
  portal demo
  portal demo --port 9000 --state /tmp/portal-demo
  portal demo --cluster medium --speed 10";

/// Where the demo runs and what it keeps.
#[derive(Args)]
pub(crate) struct Demo {
    /// Port of 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Folder for accounts, files and secrets; made when it is not there
    #[arg(long, value_name = "DIR", default_value = ".demo")]
    pub(crate) state: PathBuf,
    /// Folder of the built web applications
    #[arg(long, value_name = "DIR", default_value = "services/web/dist")]
    pub(crate) web: PathBuf,
    /// The simulated cluster: small (82 nodes, about 250 jobs), medium (532 nodes), large (10,000 nodes, 100,000 jobs)
    #[arg(long, value_name = "SIZE", default_value = "small")]
    pub(crate) cluster: Profile,
    /// How many times faster its jobs live: they come more often and are shorter; 1 to 100
    #[arg(long, value_name = "TIMES", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) speed: u32,
}

#[derive(Subcommand)]
pub(crate) enum User {
    /// Add an account
    #[command(after_help = "\
Examples:
  portal user add kim --group DX-Users --email kim@example.org --password-stdin < password.txt
  portal user add root --group HPC-Admins --password-stdin < password.txt")]
    Add(NewUser),
    /// List the accounts
    List(ListUsers),
    /// Give an account another password, and end its sessions
    #[command(
        alias = "passwd",
        after_help = "Example:\n  portal user password kim --password-stdin < password.txt"
    )]
    Password(UserPassword),
    /// Let nobody in with an account any more; its sessions and API keys end within a second
    Disable(OneUser),
    /// Let somebody in with an account again
    Enable(OneUser),
    /// Give an account other groups, in place of those it has
    #[command(after_help = "Example:\n  portal user groups kim --group CAEG-Users --group DX-Users")]
    Groups(UserGroups),
}

/// Whose account.
#[derive(Args)]
pub(crate) struct OneUser {
    /// User name
    pub(crate) name: Username,
}

/// The groups to be.
#[derive(Args)]
pub(crate) struct UserGroups {
    /// User name
    pub(crate) name: Username,
    /// Group that says what the account may use; may be given several times
    #[arg(long = "group", value_name = "GROUP", required = true)]
    pub(crate) groups: Vec<String>,
}

#[derive(Subcommand)]
pub(crate) enum Key {
    /// Make a key for an account; it is printed once
    #[command(after_help = "\
Examples:
  portal key create ci --name nightly --scope files:write
  portal key create ci --name metrics --scope cluster:read --network 10.0.0.0/8 --expires-in-days never")]
    Create(NewKey),
    /// List the keys that are not revoked
    List(ListKeys),
    /// Revoke a key; it is no longer good within a second
    Revoke(RevokeKey),
}

/// A key to be made.
#[derive(Args)]
pub(crate) struct NewKey {
    /// The account that owns it
    pub(crate) user: Username,
    /// What it is for
    #[arg(long)]
    pub(crate) name: String,
    /// What it may be used for, such as files:write; may be given several times
    #[arg(long = "scope", value_name = "SCOPE", required = true)]
    pub(crate) scopes: Vec<String>,
    /// From where it may be used; anywhere, when not given; may be given several times
    #[arg(long = "network", value_name = "NETWORK")]
    pub(crate) networks: Vec<String>,
    /// 1 to 365, or never
    #[arg(long, value_name = "DAYS", default_value = "90")]
    pub(crate) expires_in_days: Days,
}

/// How long a key lives.
#[derive(Clone, Copy)]
pub(crate) struct Days(pub(crate) Option<u32>);

impl std::str::FromStr for Days {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(days @ 1..=365) => Ok(Self(Some(days))),
            _ if text == "never" => Ok(Self(None)),
            _ => Err("expected 1 to 365, or never"),
        }
    }
}

/// Which keys.
#[derive(Args)]
pub(crate) struct ListKeys {
    /// Only those of this account
    pub(crate) user: Option<Username>,
    /// As JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which key.
#[derive(Args)]
pub(crate) struct RevokeKey {
    /// Its public part, as `portal key list` shows it
    pub(crate) key_id: String,
}

/// An account to add.
#[derive(Args)]
pub(crate) struct NewUser {
    /// User name, as on the cluster
    pub(crate) name: Username,
    /// Group that says what the account may use; may be given several times
    #[arg(long = "group", value_name = "GROUP", required = true)]
    pub(crate) groups: Vec<String>,
    /// E-mail address
    #[arg(long, default_value = "")]
    pub(crate) email: String,
    /// For a program: owns API keys and cannot sign in
    #[arg(long, conflicts_with = "_stdin")]
    pub(crate) service: bool,
    /// Read the password from the first line of the standard input
    #[arg(long = "password-stdin", required_unless_present = "service")]
    pub(crate) _stdin: bool,
}

/// How the list looks.
#[derive(Args)]
pub(crate) struct ListUsers {
    /// As JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

/// Whose password changes.
#[derive(Args)]
pub(crate) struct UserPassword {
    /// User name
    pub(crate) name: Username,
    #[command(flatten)]
    pub(crate) password: PasswordSource,
}

/// Passwords never stand on a command line, where every user of the host can read them.
#[derive(Args)]
pub(crate) struct PasswordSource {
    /// Read the password from the first line of the standard input
    #[arg(long = "password-stdin", required = true)]
    _stdin: bool,
}

#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Check that the audit log is as it was written; says the first row that is not
    #[command(after_help = VERIFY_HELP)]
    Verify(VerifyAudit),
    /// Print the audit log, oldest row first
    #[command(after_help = EXPORT_HELP)]
    Export(ExportAudit),
}

const VERIFY_HELP: &str = "\
Finds every row that was changed, taken out, put in or moved. Rows that were cut off at the end, or a log that was
written anew, are found with a head that the services wrote into the system's journal:
  journalctl -u auth_backend -u dashboard_backend --grep 'audit log is at'

Examples:
  portal audit verify
  portal audit verify --head 1234:8c5d…

Exit codes: 0 as it was written, 1 not.";

const EXPORT_HELP: &str = "\
Examples:
  portal audit export --since 2026-11-01 --until 2026-12-01 > november.jsonl
  portal audit export --csv > audit.csv";

/// What the log is checked against.
#[derive(Args)]
pub(crate) struct VerifyAudit {
    /// What the log is known to have been at, from the system's journal
    #[arg(long, value_name = "SEQ:HASH")]
    pub(crate) head: Option<Head>,
}

/// Which rows, and how they look.
#[derive(Args)]
pub(crate) struct ExportAudit {
    /// From this day (midnight UTC) or time on, such as 2026-11-21 or 2026-11-21T09:30:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<Moment>,
    /// Before this day or time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<Moment>,
    /// As JSON, one object a line (this is the default)
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// As a table for spreadsheets
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Subcommand)]
pub(crate) enum Config {
    /// Check the settings for all three services and show each with its value; secrets are not shown
    Check,
}

#[derive(Subcommand)]
pub(crate) enum Docs {
    /// The table of all settings in docs/CONFIGURATION.md
    Configuration,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        super::Portal::command().debug_assert();
    }
}
