//! The audit log as an operator checks it.

use std::fs;

use portal_testkit::{Finished, Program};

use crate::portal::{PASSWORD, Shell};

/// A shell whose log has some rows, and the head that `verify` told of it.
fn some_history() -> (Shell, String) {
    let shell = Shell::new();
    for name in ["kim", "lee", "park"] {
        shell.add(&format!("{name} --group DX-Users"), PASSWORD);
    }
    let verified = shell.run("audit verify");
    let head = verified.stdout.trim().rsplit(' ').next().unwrap().to_owned();
    (shell, head)
}

#[track_caller]
fn refused(finished: &Finished, words: &str) {
    assert_eq!(
        (finished.code, finished.stdout.as_str()),
        (Some(1), ""),
        "{}",
        finished.stderr
    );
    assert!(finished.stderr.contains(words), "{}", finished.stderr);
    assert_eq!(finished.stderr.lines().count(), 1);
}

#[test]
fn a_log_as_it_was_written_is_found_whole() {
    let shell = Shell::new();
    let empty = shell.run("audit verify");
    assert_eq!(
        (empty.code, empty.stdout.as_str()),
        (Some(0), "The audit log is empty\n")
    );

    let (shell, head) = some_history();
    let verified = shell.run("audit verify");
    assert_eq!(verified.code, Some(0), "{}", verified.stderr);
    assert_eq!(
        verified.stdout,
        format!("The audit log is as it was written: 3 rows, it is at {head}\n")
    );
    assert!(head.starts_with("3:") && head.len() == 66, "{head}");

    // It goes on, and the head of then is still part of it.
    shell.add("cho --group DX-Users", PASSWORD);
    let later = shell.run(&format!("audit verify --head {head}"));
    assert_eq!(later.code, Some(0), "{}", later.stderr);
}

#[test]
fn what_operators_do_is_recorded_with_their_name() {
    let (shell, _) = some_history();
    shell.add("kim --group HPC-Admins", PASSWORD);
    let change = shell
        .portal("user password kim --password-stdin")
        .input("another horse battery\n")
        .run();
    assert_eq!(change.code, Some(0));
    let nobody = shell.portal("user password nobody --password-stdin");
    assert_eq!(nobody.input("another horse battery\n").run().code, Some(1));

    let exported = shell.run("audit export");
    let rows: Vec<serde_json::Value> = exported
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<_> = rows
        .iter()
        .map(|row| ["action", "object", "outcome", "reason"].map(|field| row.get(field).unwrap().as_str().unwrap()))
        .collect();
    assert_eq!(told.len(), 7);
    assert_eq!(
        told.first().unwrap().get(..3).unwrap(),
        ["user.create", "user:kim groups=DX-Users", "ok"]
    );
    assert_eq!(
        told.get(3).unwrap(),
        &["user.create", "user:kim groups=HPC-Admins", "failed", "name_taken"]
    );
    assert_eq!(
        told.get(4).unwrap().get(..3).unwrap(),
        ["password.change", "user:kim", "ok"]
    );
    assert_eq!(
        told.get(5).unwrap(),
        &["password.change", "user:nobody", "failed", "user_not_found"]
    );
    assert_eq!(
        told.get(6).unwrap().get(..3).unwrap(),
        ["audit.read", "audit export", "ok"]
    );
    for row in &rows {
        let (actor, method) = (row.get("actor").unwrap(), row.get("method").unwrap());
        assert!(
            actor.as_str().is_some_and(|actor| !actor.is_empty() && actor != "-"),
            "{row}"
        );
        assert_eq!(method, "cli");
    }
    assert!(!exported.stdout.contains("horse") && !exported.stdout.contains("argon2"));
}

#[test]
fn the_log_is_exported_as_a_table_and_in_part() {
    let (shell, _) = some_history();
    let table = shell.run("audit export --csv");
    let lines: Vec<_> = table.stdout.lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(lines.first().unwrap().starts_with("seq,at,actor,"));
    assert!(lines.get(1).unwrap().starts_with("1,\"20"));

    let none = shell.run("audit export --until 2020-01-01");
    assert_eq!((none.code, none.stdout.as_str()), (Some(0), ""));
    assert_eq!(
        shell
            .run("audit export --json --since 2020-01-01")
            .stdout
            .lines()
            .count(),
        6
    );
    for wrong in [
        "audit export --since yesterday",
        "audit export --csv --json",
        "audit verify --head 3",
    ] {
        assert_eq!(shell.run(wrong).code, Some(2), "{wrong}");
    }
}

/// Has SQLite move what was written last from the log beside the file into the file.
const SETTLE: &str = "import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
busy = connection.execute('pragma wal_checkpoint(truncate)').fetchone()[0]
connection.close()
sys.exit(busy)";

/// The database's file, with all that was written.
fn settled(shell: &Shell) -> Vec<u8> {
    let path = shell.database_file();
    let program = Program::new("python3").args(["-c", SETTLE, path.to_str().unwrap()]);
    let settled = program.run();
    assert_eq!(settled.code, Some(0), "{}", settled.stderr);
    fs::read(path).unwrap()
}

/// Flips bits in the database's file, beneath all triggers: `from` becomes `to` in the log's table.
fn forge(shell: &Shell, from: &str, to: &str) {
    let mut bytes = settled(shell);
    let is_it = |(place, window): (usize, &[u8])| (window == from.as_bytes()).then_some(place);
    let places: Vec<_> = bytes.windows(from.len()).enumerate().filter_map(is_it).collect();
    assert_eq!(places.len(), 1, "{from} stands in the file {} times", places.len());
    for place in places {
        bytes.splice(place..place + from.len(), to.bytes());
    }
    fs::write(shell.database_file(), bytes).unwrap();
}

#[test]
fn a_bit_that_was_flipped_in_the_file_is_found_at_its_row() {
    let (shell, _) = some_history();
    forge(&shell, "user:lee groups=DX-Users", "user:leo groups=DX-Users");
    refused(&shell.run("audit verify"), "not as it was written: row 2 was altered");
    forge(&shell, "user:leo groups=DX-Users", "user:lee groups=DX-Users");
    assert_eq!(shell.run("audit verify").code, Some(0));
    // What is no text at all is found too.
    let mut bytes = settled(&shell);
    let place = bytes.windows(13).position(|window| window == b"user:lee grou").unwrap();
    *bytes.get_mut(place + 5).unwrap() ^= 0x80;
    fs::write(shell.database_file(), bytes).unwrap();
    refused(&shell.run("audit verify"), "what follows row 1 cannot be read");
}

#[test]
fn an_end_that_was_cut_off_is_found_by_the_head_of_the_journal() {
    let (shell, head) = some_history();
    let other = Shell::new();
    other.add("kim --group DX-Users", PASSWORD);
    refused(
        &other.run(&format!("audit verify --head {head}")),
        "the end was cut off: the last row is 1, but row 3 was known",
    );
    // As many rows, and each fits the one before: but not those that were.
    for name in ["lee", "cho"] {
        other.add(&format!("{name} --group DX-Users"), PASSWORD);
    }
    assert_eq!(other.run("audit verify").code, Some(0));
    refused(
        &other.run(&format!("audit verify --head {head}")),
        "row 3 is another one than was known",
    );
    drop(shell);
}

#[test]
fn programs_that_write_at_once_write_one_chain() {
    let (shell, _) = some_history();
    let running: Vec<_> = (0..12).map(|_| shell.portal("audit export").start()).collect();
    for mut program in running {
        assert_eq!(program.wait(), Some(0));
    }
    let verified = shell.run("audit verify");
    assert!(
        verified.stdout.contains(": 15 rows,"),
        "{}{}",
        verified.stdout,
        verified.stderr
    );
}
