//! Commands put together at random, as no author writes them: what is taken never runs a value, in a real bash.

use std::os::unix::fs::PermissionsExt;

use portal_apptainer::command::{CommandTemplate, Facts};
use portal_testkit::Program;
use proptest::prelude::*;
use serde_json::json;
use tempfile::TempDir;

/// What commands are put together of. No loops, and nothing that waits.
const PARTS: &[&str] = &[
    "${A}",
    "$A",
    "\"${A}\"",
    "'${A}'",
    "A",
    "${N}",
    " ",
    " ",
    " ",
    "\n",
    ";",
    "&&",
    "|",
    "||",
    "(",
    ")",
    "$(",
    "\"",
    "'",
    "$'",
    "\\",
    "{",
    "}",
    "${X:-",
    "${X:",
    "${X[",
    "${",
    "$((",
    "((",
    "))",
    "[",
    "]",
    "[ ",
    " ]",
    "[[ ",
    " ]]",
    "x",
    "=",
    "X=",
    "export ",
    "declare -i ",
    "let ",
    "eval ",
    "read ",
    "unset ",
    "printf -v ",
    "printf %s ",
    "true ",
    "echo ",
    "test -v ",
    "command ",
    "builtin ",
    "env ",
    "exec ",
    "if ",
    " then ",
    " fi",
    "! ",
    ">",
    "2>&1",
    "<",
    "#",
    "*",
    "?",
    "~",
    "-v ",
    "-eq ",
    "x[",
    "]=",
    "1",
    "+",
    ",",
    "awk ",
    "sed ",
    "trap ",
    "EXIT",
    ". ",
    "source ",
    "alias ",
    "local ",
    "typeset ",
    "@P}",
    "!",
    "$",
    "\\\n",
    "find ",
    "xargs ",
    "time ",
    "coproc ",
];
/// And of these, which run scripts: with values that are scripts, and not programs.
const SHELLS: &[&str] = &["bash -c ", "sh -ec ", "bash ", "| sh", "python3 -c ", "env bash -c "];

const SCRIPTS: &[&str] = &[
    "$(touch CANARY)",
    "`touch CANARY`",
    ";touch CANARY;",
    "x[$(touch CANARY)]",
    "\ntouch CANARY\n",
    "';touch CANARY;'",
    "\";touch CANARY;\"",
    "touch CANARY",
    ")touch CANARY;(",
    "open('CANARY','w')",
];

/// Stands for the path of a program that makes the canary.
const PROGRAM: &str = "PROGRAM";

fn never_runs(format: &str, value: &str) {
    let template = json!({
        "template_id": "x",
        "command": {"format": format},
        "variables": {"dynamic": {"A": {"source": "slurm.a"}, "N": {"source": "slurm.n"}}},
    });
    let Ok(template) = CommandTemplate::parse(&template) else {
        return;
    };
    let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let program = elsewhere.path().join("run");
    std::fs::write(&program, "#!/bin/sh\n: > CANARY\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let value = value.replace(PROGRAM, program.to_str().unwrap());
    let facts = Facts {
        slurm: [("a".to_owned(), value.clone()), ("n".to_owned(), "3".to_owned())].into(),
        ..Facts::default()
    };
    let Ok(rendered) = template.render(&facts) else {
        return;
    };
    // Most of them make no sense to bash; some call themselves.
    let script = rendered.script();
    let guarded = format!("FUNCNEST=5\n{script}");
    let _ = Program::new("timeout")
        .args(["-k", "1", "5", "bash", "--norc", "-c", &guarded])
        .folder(folder.path())
        .run();
    assert!(
        !folder.path().join("CANARY").exists(),
        "{format:?} with {value:?}:\n{script}"
    );
}

fn format(parts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(parts), 1..9).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_value_is_run_as_a_script(
        front in format(PARTS),
        shell in prop::sample::select(SHELLS),
        back in format(PARTS),
        value in prop::sample::select(SCRIPTS),
        with_shell in prop::bool::weighted(0.3),
    ) {
        let shell = if with_shell { shell } else { "" };
        never_runs(&format!("{front}{shell}{back} ${{A}}"), value);
        never_runs(&format!("{front}{shell}{back}"), value);
    }

    #[test]
    fn no_value_is_run_as_a_program(format in format(PARTS)) {
        never_runs(&format, PROGRAM);
    }
}
