//! Statements that no part of the portal would ever send, by the databases' own programs.

use portal_testkit::Program;

const SQLITE: &str = "import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute(sys.argv[2])
connection.commit()";

/// Runs a statement in the database at `url`.
pub(crate) fn sql(url: &str, statement: &str) {
    let program = match url.strip_prefix("sqlite:") {
        Some(path) => Program::new("python3").args(["-c", SQLITE, path, statement]),
        None => Program::new("psql").args([
            "--no-psqlrc",
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--command",
            statement,
            url,
        ]),
    };
    let ended = program.run();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}
