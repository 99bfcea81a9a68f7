use std::fs;

use crate::portal::bare;

#[test]
fn help_has_examples_and_exit_codes() {
    for (arguments, code) in [
        ("--help", Some(0)),
        ("", Some(2)),
        ("demo --help", Some(0)),
        ("user add --help", Some(0)),
    ] {
        let help = bare(arguments).run();
        assert_eq!(help.code, code, "{arguments}");
        assert!(
            format!("{}{}", help.stdout, help.stderr).contains("Example"),
            "{arguments}"
        );
    }
    assert_eq!(bare("dance").run().code, Some(2));
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let script = bare(&format!("completions {shell}")).run();
        assert_eq!(script.code, Some(0));
        assert!(script.stdout.contains("migrate-db"), "{shell}");
    }
}

#[test]
fn the_document_has_all_services() {
    let document = bare("openapi").run();
    assert_eq!(document.code, Some(0), "{}", document.stderr);
    for path in [
        "/auth/login",
        "/auth/info",
        "/api/v2/files/upload/init",
        "/api/health",
        "/ws",
    ] {
        assert!(document.stdout.contains(&format!("\"{path}\": {{")), "{path}");
    }
}

#[test]
fn the_table_of_settings_is_the_one_in_the_documentation() {
    let table = bare("docs configuration").run().stdout;
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CONFIGURATION.md")).unwrap();
    assert!(
        page.contains(&table),
        "write the output of `portal docs configuration` into docs/CONFIGURATION.md"
    );
}
