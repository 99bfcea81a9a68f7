//! Whether the values in a file are those that a template asks for.

use portal_jobscript::{InputCode, MOST_CHECKED_BYTES, Params, check_content, is_checked};
use portal_templates::schema::Input;
use proptest::prelude::*;

use crate::sample::template;

const CODES: [InputCode; 4] = [
    InputCode::ContentUnreadable,
    InputCode::ContentShape,
    InputCode::ContentMissing,
    InputCode::ContentValue,
];

fn config() -> Input {
    let template = template("full.yaml");
    template.files.optional[0].clone()
}

fn said(name: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
    let problems = check_content(&config(), name, bytes.as_ref());
    assert!(
        problems
            .iter()
            .all(|problem| problem.key == "2nd" && CODES.contains(&problem.code))
    );
    let messages = problems.into_iter().map(|problem| problem.message);
    messages
        .map(|message| message.strip_prefix("Invalid content of '설정': ").unwrap().to_owned())
        .collect()
}

#[test]
fn sound_values_pass_in_json_and_yaml() {
    let json =
        r#"{"epochs": 5, "rate": 0.5, "optimizer": "sgd", "fast": true, "layers": [1], "deep": {}, "more": null}"#;
    assert_eq!(said("a.json", json), [""; 0]);
    assert_eq!(said("A.JSON", format!("\u{feff}{json}")), [""; 0]);
    assert_eq!(said("a.yaml", json), [""; 0]);
    assert_eq!(
        said("a.yml", "epochs: 5.0\noptimizer: sgd\nfast: yes\nlayers: [1, 2]\n"),
        [""; 0]
    );
}

#[test]
fn every_wrong_value_is_told() {
    let json = r#"{"epochs": 0, "rate": 2, "fast": 1, "layers": {}, "deep": [], "odd": -1}"#;
    let expected = [
        "optimizer is missing",
        "deep: expected names with values",
        "epochs: expected a whole number, at least 1",
        "fast: expected true or false",
        "layers: expected a list",
        "odd: expected a number, at least 0",
        "rate: expected a number, at most 1",
    ];
    assert_eq!(said("a.json", json), expected);
    assert_eq!(
        said("a.yaml", "epochs: 1.5\noptimizer: 1"),
        ["epochs: expected a whole number", "optimizer: expected text"]
    );
    assert_eq!(
        said("a.json", r#"{"epochs": "7", "optimizer": ""}"#),
        ["epochs: expected a whole number"]
    );
    assert_eq!(said("a.json", "[]"), ["names with values are expected"]);
    assert_eq!(
        said("a.json", ""),
        ["it is no JSON: EOF while parsing a value at line 1 column 0"]
    );
    assert_eq!(
        said("a.yaml", b"a: \xff"),
        ["it is not UTF-8: invalid utf-8 sequence of 1 bytes from index 3"]
    );
    assert!(said("a.yaml", "a: [")[0].starts_with("it is no YAML: "));
}

#[test]
fn only_settings_are_looked_into() {
    let config = config();
    assert!(is_checked(&config, "a.json", MOST_CHECKED_BYTES));
    assert!(!is_checked(&config, "a.json", MOST_CHECKED_BYTES + 1));
    assert!(!is_checked(&config, "a.csv", 1) && !is_checked(&config, "json", 1));
    assert_eq!(said("a.csv", "not looked at"), [""; 0]);
    assert_eq!(said("a.json", " ".repeat((1 << 20) + 1)), [""; 0]);
    let template = template("full.yaml");
    assert!(
        !is_checked(&template.files.required[0], "a.json", 1),
        "the template says nothing of it"
    );
}

#[test]
fn files_made_to_be_too_much_are_refused() {
    let deep = "[".repeat(1 << 20);
    assert!(said("a.json", &deep)[0].starts_with("it is no JSON: recursion limit"));
    assert!(said("a.yaml", &deep)[0].starts_with("it is no YAML: "));
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        laughs += &format!(
            "a{level}: &a{level} [{}]\n",
            vec![format!("*a{}", level - 1); 10].join(", ")
        );
    }
    assert!(said("a.yaml", &laughs)[0].starts_with("it is no YAML: "));
    assert_eq!(
        said("a.json", format!("{{{}\"epochs\":1}}", "\"x\":1,".repeat(100_000))),
        ["optimizer is missing"]
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
        for name in ["a.json", "a.yaml"] {
            let _ = said(name, &bytes);
            prop_assert!(said(name, &text).iter().all(|said| !said.contains('\n') && said.len() < 2_000));
        }
    }
}

#[test]
fn what_is_wrong_with_a_value_can_be_said_in_other_words() {
    let told = |bytes: &str| -> Vec<_> {
        let problems = check_content(&config(), "a.json", bytes.as_bytes());
        problems
            .into_iter()
            .map(|problem| (problem.code, problem.params))
            .collect()
    };
    let missing = (
        InputCode::ContentMissing,
        Params::from([("name", "optimizer".to_owned())]),
    );
    let value = [("name", "epochs"), ("type", "integer"), ("min", "1")];
    let value = value.map(|(name, value)| (name, value.to_owned()));
    assert_eq!(
        told(r#"{"epochs": 0}"#),
        [missing, (InputCode::ContentValue, Params::from(value))]
    );
    assert_eq!(told("[]"), [(InputCode::ContentShape, Params::new())]);
    assert_eq!(told("{")[0].0, InputCode::ContentUnreadable);
}
