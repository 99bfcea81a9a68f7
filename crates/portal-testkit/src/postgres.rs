//! One real PostgreSQL server for all tests of a process, with a database for each.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::OnceLock;

use uuid::Uuid;

use crate::program::{environment, quiet};

/// Starts the server, tells its URL, and stops it when this process is gone, however it went: then its input ends.
const KEEPER: &str = r#"
trap : INT TERM
values=$("$0" start) || exit 1
printf '%s\n' "$values" END
read -r _
"$0" stop "$(printf '%s\n' "$values" | sed -n 's/^POSTGRES_DIR=//p')"
"#;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/fixtures/postgres.sh");

/// A database of one's own, dropped at the end.
#[derive(Debug)]
pub(crate) struct PostgresDatabase {
    name: String,
}

/// A server that runs as long as this process.
struct Server {
    url: String,
    _keeper: Option<(Child, ChildStdin)>,
}

impl PostgresDatabase {
    pub(crate) fn create() -> Self {
        let name = format!("test_{}", Uuid::new_v4().simple());
        query(&format!("CREATE DATABASE {name}"));
        Self { name }
    }

    pub(crate) fn url(&self) -> String {
        with_database(&server().url, &self.name)
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        // Connections of a pool that is dropped later do not keep it.
        query(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// The server named by `PORTAL_TEST_POSTGRES_URL`, or one that is started now.
fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| match environment("PORTAL_TEST_POSTGRES_URL") {
        Some(url) => Server { url, _keeper: None },
        None => start(),
    })
}

fn start() -> Server {
    let mut keeper = quiet("bash")
        .args(["-c", KEEPER, FIXTURE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("bash is missing: apt-get install bash");
    let input = keeper.stdin.take().expect("a pipe");
    let output = BufReader::new(keeper.stdout.take().expect("a pipe"));
    let lines = output.lines().map_while(Result::ok).take_while(|line| line != "END");
    let values: Vec<String> = lines.collect();
    let url = values.iter().find_map(|line| line.strip_prefix("DATABASE_URL="));
    Server {
        url: url
            .expect("PostgreSQL did not start (apt-get install postgresql); what it said stands above")
            .to_owned(),
        _keeper: Some((keeper, input)),
    }
}

fn query(sql: &str) {
    let output = quiet("psql")
        .args([
            "--no-psqlrc",
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--command",
            sql,
            &server().url,
        ])
        .stderr(Stdio::piped())
        .output()
        .expect("psql is missing: apt-get install postgresql-client");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{sql}: {said}");
}

/// The same server's URL with another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, parameters) = url.split_once('?').map_or((url, None), |(a, p)| (a, Some(p)));
    let start = address.find("://").map_or(0, |at| at + 3);
    let end = address
        .get(start..)
        .and_then(|rest| rest.find('/'))
        .map_or(address.len(), |at| start + at);
    let address = address.get(..end).unwrap_or(address);
    match parameters {
        Some(parameters) => format!("{address}/{name}?{parameters}"),
        None => format!("{address}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_database_is_another() {
        for (url, expected) in [
            ("postgres://a:b@h:1/x", "postgres://a:b@h:1/new"),
            ("postgres://a@h", "postgres://a@h/new"),
            ("postgres://a@h/x?sslmode=require", "postgres://a@h/new?sslmode=require"),
            ("postgres:///x?host=/run/pg", "postgres:///new?host=/run/pg"),
        ] {
            assert_eq!(with_database(url, "new"), expected);
        }
    }
}
