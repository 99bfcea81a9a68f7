//! Files that want to be expensive are refused before they are.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use portal_templates::yaml::{self, Fault, Limits};

fn refused(text: &str) -> Fault {
    let began = Instant::now();
    let fault = yaml::load(text, &Limits::default())
        .map(|_| ())
        .expect_err(&text.chars().take(40).collect::<String>());
    assert!(
        began.elapsed() < Duration::from_millis(1500),
        "{:?} for: {fault}",
        began.elapsed()
    );
    fault
}

#[test]
fn a_billion_laughs_are_none() {
    let mut text = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for (name, before) in ('b'..='i').zip('a'..='h') {
        let row = format!("*{before}, ").repeat(9);
        writeln!(text, "{name}: &{name} [{}]", row.trim_end_matches(", ")).unwrap();
    }
    let fault = refused(&text);
    assert!(fault.to_string().contains("more than 20000 values"), "{fault}");
    assert!(fault.mark.line <= 6, "{fault:?}");
}

#[test]
fn a_long_text_is_not_repeated_without_end() {
    let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(1000));
    assert!(refused(&text).to_string().contains("bytes of text"));
    let merged = format!(
        "a: &a {{k: {}}}\n{}",
        "x".repeat(50_000),
        (0..200).map(|n| format!("m{n}: {{<<: *a}}\n")).collect::<String>()
    );
    assert!(refused(&merged).to_string().contains("bytes of text"));
}

#[test]
fn what_is_deep_large_or_much_is_refused() {
    let flow = refused(&"[".repeat(5000));
    assert!(
        flow.to_string().contains("levels") || flow.to_string().contains("recursion"),
        "{flow}"
    );
    assert!(refused(&"- ".repeat(5000)).to_string().contains("levels"));
    assert!(
        refused(&format!("{}1{}", "{a: ".repeat(100), "}".repeat(100)))
            .to_string()
            .contains("levels")
    );
    assert!(refused(&"x".repeat(300_000)).to_string().contains("at most 262144"));
    assert!(refused(&"- a\n".repeat(25_000)).to_string().contains("values"));
    let deep = (0..60).fold(String::new(), |mut text, n| {
        let before = if n == 0 { "1".to_owned() } else { format!("*a{}", n - 1) };
        writeln!(text, "- &a{n} [{before}]").unwrap();
        text
    });
    assert!(refused(&deep).to_string().contains("levels"));
}

#[test]
fn what_takes_a_scanner_long_elsewhere_takes_it_long_nowhere() {
    for text in [
        "? ".repeat(100_000),
        "a: ".repeat(80_000),
        "&a ".repeat(80_000),
        "!a ".repeat(80_000),
        "[a, ".repeat(50_000),
        "{a, ".repeat(50_000),
        "\"".repeat(250_001),
        "'a' ".repeat(60_000),
        "%a\n".repeat(80_000),
        "--- \n".repeat(50_000),
        "a:\n".repeat(80_000),
        "|\n".repeat(100_000),
        "\"\\u".repeat(60_000),
        format!("\"{}", "\n".repeat(250_000)),
        format!("a{}", " ".repeat(250_000) + "b: c: d"),
        format!("a: |\n{}", " \n".repeat(120_000)) + "\tb: [",
    ] {
        let began = Instant::now();
        let _ = yaml::load(&text, &Limits::default());
        assert!(
            began.elapsed() < Duration::from_secs(2),
            "{:?} for {:?}…",
            began.elapsed(),
            &text[..20]
        );
    }
}

#[test]
fn nothing_builds_objects_refers_to_itself_or_hides() {
    for (text, said) in [
        ("a: !!python/object/apply:os.system [id]", "not known"),
        ("a: !custom x", "not known"),
        ("a: !!set {x}", "not known"),
        ("a: !!int twelve", "is no int"),
        ("a: &a [*a]", "in its own value"),
        ("a: *nobody", ""),
        ("a: b\n---\nc: d\n", "second document"),
        ("? [a]\n: b\n", "a name in a mapping"),
        ("a: {<<: 5}", "'<<' takes"),
        ("a: \u{1b}[31mred", "U+001B"),
        ("a: \0", "U+0000"),
        ("", "empty"),
        ("# only a comment\n", "empty"),
    ] {
        let fault = refused(text);
        assert!(fault.to_string().contains(said), "{text:?}: {fault}");
    }
    assert_eq!(
        (
            refused("a: b\nc: \u{7}").mark.line,
            refused("a: b\nc: 한\u{7}").mark.column
        ),
        (2, 5)
    );
}
