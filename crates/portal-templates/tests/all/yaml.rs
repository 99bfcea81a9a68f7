//! YAML is read as PyYAML reads it, except where that helps nobody.

use std::fmt::Write as _;

use portal_templates::yaml::{self, Kind, Limits};
use portal_testkit::python;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::{Value as Json, json};

/// What PyYAML makes of each text: the name of the type, and the value as JSON where it has one.
const ASK: &str = r#"
import json, sys, yaml
def say(text):
    try:
        value = yaml.safe_load(text)
    except Exception as error:
        return ["error", None]
    kind = type(value).__name__
    if kind in ("date", "datetime", "bytes", "set"):
        return [kind, None]
    if kind == "float" and (value != value or value in (float("inf"), float("-inf"))):
        return [kind, repr(value)]
    return [kind, value]
print(json.dumps([say(text) for text in json.loads(sys.argv[1])]))
"#;

fn pyyaml(texts: &[String]) -> Vec<(String, Json)> {
    let answer = python(ASK, &[&serde_json::to_string(texts).unwrap()]);
    serde_json::from_str(&answer).unwrap()
}

fn assert_same(text: &str, kind: Kind, (python_kind, value): &(String, Json)) {
    let same = match kind {
        Kind::Null => python_kind == "NoneType",
        Kind::Bool(flag) => python_kind == "bool" && *value == json!(flag),
        Kind::Int(number) => python_kind == "int" && *value == json!(number),
        Kind::Float(number) if number.is_finite() => {
            // The test's own JSON reader is off by the last digit.
            python_kind == "float"
                && value
                    .as_f64()
                    .is_some_and(|there| (there - number).abs() <= number.abs() * 1e-14)
        }
        Kind::Float(number) => python_kind == "float" && *value == json!(format!("{number:?}").to_lowercase()),
        Kind::Large => python_kind == "int",
        // The exceptions: what PyYAML takes for numbers of base 60 and for dates is the text that was written.
        Kind::Base60 => python_kind == "int" || python_kind == "float",
        // 2026-02-30 has a date's form, and PyYAML fails.
        Kind::Date => matches!(python_kind.as_str(), "date" | "datetime" | "error"),
        // Things like 0x_ look like numbers to PyYAML, and it fails; `=` it refuses.
        Kind::Text => python_kind == "error" || (python_kind == "str" && *value == json!(text)),
    };
    assert!(same, "{text:?} is {kind:?}, to PyYAML {python_kind} {value}");
}

#[test]
fn scalars_are_what_pyyaml_says() {
    let texts = [
        "12:00:00",
        "1:30",
        "01:30:00",
        "0:30",
        "1:60",
        "190:20:30.15",
        "yes",
        "Yes",
        "YES",
        "yEs",
        "no",
        "on",
        "Off",
        "y",
        "n",
        "true",
        "TRUE",
        "0755",
        "0o755",
        "08",
        "0",
        "00",
        "-0",
        "+12",
        "-12",
        "0x1F",
        "0b101",
        "0b2",
        "1_000",
        "1__0",
        "_1",
        "1_",
        "0_",
        "0x_",
        "~",
        "null",
        "Null",
        "nULL",
        "1.5",
        "1.",
        ".5",
        "-.5",
        "+.5",
        "1.5e3",
        "1.5e+3",
        "1e3",
        "1.0E-2",
        ".inf",
        "-.Inf",
        ".NaN",
        "-.nan",
        "1.10",
        "1_0.5_0",
        "6.02_e+23",
        "2026-01-31",
        "2026-1-31",
        "2026-02-30",
        "2026-01-31T10:20:30Z",
        "2026-01-31 10:20:30.5 +09:00",
        "2026-1-1 1:02:03",
        "2026-01-31T10:20",
        "16G",
        "gpu:a100:2",
        "1-12",
        "2-00:00:00",
        "<<",
        "=",
        "99999999999999999999",
        "-9223372036854775808",
        "한글",
        ".",
        "-",
        "+",
        "1.2.3",
        "v1",
        "1 2",
        "12e",
        "0x",
        "0b",
        "1:2:3:4",
        "60:00",
        "00:10",
        "-1:30",
        "9_9:5",
        "1:30.",
        "0:0.",
        ".e+1",
        "._1",
        ".1_",
    ];
    let texts: Vec<String> = texts.map(str::to_owned).to_vec();
    // These three are structure, or refused.
    for (text, answer) in texts.iter().zip(pyyaml(&texts)) {
        if !matches!(text.as_str(), "-" | "<<" | "=") {
            assert_same(text, yaml::resolve(text), &answer);
        }
    }
    assert_eq!(yaml::resolve("12:00:00"), Kind::Base60);
    assert_eq!(yaml::resolve("01:30:00"), Kind::Text);
    assert_eq!(yaml::resolve("0755"), Kind::Int(493));
}

#[test]
fn four_thousand_random_scalars_are_what_pyyaml_says() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let shape = prop_oneof![
        "[-+]?[0-9_]{1,6}(:[0-9]{1,2}){0,3}(\\.[0-9_]{0,3})?",
        "[-+]?\\.?[0-9_]{0,4}\\.?[0-9_]{0,3}([eE][-+]?[0-9]{0,2})?",
        "[-+]?0[xbo]?[0-9a-f_]{0,6}",
        "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ]{1,2}[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,2})?( ?(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?)?",
        "(yes|no|on|off|true|false|null|~)[a-zA-Z]?",
        "[-+.0-9eEx_:]{1,8}",
    ];
    let mut texts: Vec<String> = (0..4000)
        .map(|_| shape.new_tree(&mut runner).unwrap().current())
        // Structure, not scalars; and what begins or ends with a space loses it.
        .filter(|text: &String| {
            !text.is_empty() && text != "-" && !text.ends_with(':') && !text.starts_with("- ") && text.trim() == text
        })
        .filter(|text| text != "---" && text != "...")
        .collect();
    texts.sort();
    texts.dedup();
    assert!(texts.len() > 2000, "{}", texts.len());
    for (text, answer) in texts.iter().zip(pyyaml(&texts)) {
        assert_same(text, yaml::resolve(text), &answer);
    }
}

fn load(text: &str) -> Json {
    yaml::load(text, &Limits::default())
        .unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
        .0
        .to_json()
}

#[test]
fn documents_are_what_pyyaml_says() {
    let documents = [
        "a: 1\nb: [x, 'yes', \"no\", no]\nc: {d: ~, e: }\n",
        "a: &x {k: 1, l: 2}\nb: {<<: *x, l: 3}\nc: *x\n",
        "a: &x {k: 1}\nb: &y {k: 2, m: 3}\nc: {<<: [*x, *y], n: 4}\n",
        "text: |\n  one\n    two\n\n  three\nfolded: >\n  one\n  two\n\n  three\nkept: |+\n  x\n\nstripped: |-\n  x\n",
        "q: 'it''s'\nd: \"a\\tb\\u00e9\\x41\\n\"\nplain: a # comment\nurl: http://x/y#z\n",
        "- 1\n- - 2\n  - 3\n-\n  k: v\n",
        "a: 1\na: 2\n",
        "a: !!str 12\nb: !!int '3'\nc: ! 0755\nd: !!float 1\n",
        "%YAML 1.1\n---\na: yes\n...\n",
        "한글 키: 값\n\"quoted key\": 1\n? long\n: value\n",
        "multi: first\n  second\n  third\nq: \"first\n  second\"\n",
        "empty:\nlist:\n- a\n- b\n",
        "a: |\n  without an end",
        "a: >\n  folded\n  without an end",
        "a: |+\n  kept",
        "a: |-\n  x",
        "a: |\n  x\n# a comment",
        "a: |\n  x\n ",
        "- |\n 한글",
        "a: |\r\n  one\r\n  two\r\nb: 'x\r\n  y'\r\nc: [1,\r\n 2]\r\n",
        "\u{feff}a: 1\n",
    ];
    let texts: Vec<String> = documents.map(str::to_owned).to_vec();
    for (text, (_, answer)) in documents.iter().zip(pyyaml(&texts)) {
        assert_eq!(load(text), answer, "{text}");
    }
}

/// Any JSON, as far as templates have it.
fn trees() -> impl Strategy<Value = Json> {
    let text = prop_oneof![
        "[ -~가-힣\\n\\t]{0,20}",
        "(yes|No|~|null|1:30|0755|1e3|=|<<|2026-01-31|- a|a: b|#x|'|\\\\n|y|N|\\.inf|0x1f| |\u{85}|\u{feff})",
        "[a-z]+\\n( [a-z]+\\n)*",
        "\\PC{0,12}",
    ];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>()
            .prop_filter("JSON has no others", |number| number.is_finite())
            .prop_map(Json::from),
        text.prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map("[ -~가-힣]{0,8}", inner, 0..4)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

/// 1.0 may be 1 in Python's JSON and the other way round; and the test's own JSON reader is off by the last digit.
fn alike(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
            (one - other).abs() <= one.abs() * 1e-14
        }
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        (Json::Object(one), Json::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, value)| other.get(key).is_some_and(|there| alike(value, there)))
        }
        _ => one == other,
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(tree in trees()) {
        let written = yaml::write(&tree);
        let read = yaml::load(&written, &Limits::default());
        let read = read.map_err(|fault| TestCaseError::fail(format!("{fault:?} of\n{written}")))?.0.to_json();
        prop_assert!(alike(&read, &tree), "{written}\n{read}\n{tree}");
    }

    #[test]
    fn any_text_is_a_tree_or_a_fault_with_a_place(text in "(\\PC|[\\n\\t:\\[\\]{}&*!|>'\"-]){0,200}") {
        if let Err(fault) = yaml::load(&text, &Limits::default()) {
            prop_assert!(fault.mark.line >= 1 && fault.mark.line <= text.lines().count() + 2, "{fault:?}");
        }
    }
}

#[test]
fn names_of_any_length_come_back() {
    for name in [
        "k".repeat(400),
        "k".repeat(2000),
        "긴 이름 ".repeat(400),
        "\"".repeat(600),
    ] {
        let tree = json!({name.as_str(): {"a": [1, {name.as_str(): "x"}]}, "b": {name.as_str(): null}});
        let written = yaml::write(&tree);
        assert_eq!(load(&written), tree, "{written}");
        assert_eq!(pyyaml(&[written])[0].1, tree);
    }
}

#[test]
fn what_is_written_pyyaml_reads_too() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let trees: Vec<Json> = (0..300)
        .map(|_| trees().new_tree(&mut runner).unwrap().current())
        .collect();
    let texts: Vec<String> = trees.iter().map(yaml::write).collect();
    let mut differences = String::new();
    for ((tree, text), (kind, answer)) in trees.iter().zip(&texts).zip(pyyaml(&texts)) {
        if !alike(tree, &answer) {
            let _ = write!(differences, "{tree}\n{text}\n{kind} {answer}\n\n");
        }
    }
    assert!(differences.is_empty(), "{differences}");
}
