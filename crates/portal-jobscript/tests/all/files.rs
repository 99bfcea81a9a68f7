//! Whether the right files are offered, in the words of the earlier portal.

use portal_jobscript::{InputCode, Offered, check_inputs};

use crate::sample::template;

fn file<'a>(file_key: &'a str, name: &'a str, bytes: u64) -> Offered<'a> {
    Offered { file_key, name, bytes }
}

fn said(offered: &[Offered<'_>]) -> Vec<(InputCode, String, String)> {
    let problems = check_inputs(&template("full.yaml"), offered);
    problems
        .into_iter()
        .map(|problem| (problem.code, problem.key, problem.message))
        .collect()
}

#[test]
fn the_right_files_pass() {
    let required = [
        file("train_script", "a.py", 10 << 20),
        file("dataset", "B.TAR.GZ", 3 << 29),
    ];
    assert_eq!(said(&required), []);
    let [script, data] = required;
    assert_eq!(said(&[file("2nd", "c.yaml", u64::MAX), data, script]), []);
}

#[test]
fn each_mistake_is_told_with_its_key() {
    let offered = [
        file("train_script", "a.tar.gz", (10 << 20) + 1),
        file("2nd", "README", 1),
        file("2nd", "c.json", 1),
        file("extra\n", "d", 1),
    ];
    let expected = [
        (
            InputCode::Missing,
            "dataset",
            "Required file missing: dataset (데이터셋)",
        ),
        (
            InputCode::Extension,
            "train_script",
            "Invalid file extension for '학습 스크립트': .gz (allowed: .py)",
        ),
        (
            InputCode::TooLarge,
            "train_script",
            "File too large: '학습 스크립트' (10.01MB, max: 10MB)",
        ),
        (
            InputCode::Extension,
            "2nd",
            "Invalid file extension for '설정': none (allowed: .json, .yaml)",
        ),
        (InputCode::Twice, "2nd", "More than one file uploaded: 2nd"),
        (InputCode::Unexpected, "extra", "Unexpected file uploaded: extra"),
    ];
    let expected = expected.map(|(code, key, message)| (code, key.to_owned(), message.to_owned()));
    assert_eq!(said(&offered), expected);
    let large = said(&[file("dataset", "a.zip", u64::MAX)]);
    assert_eq!(
        large[1].2,
        "File too large: '데이터셋' (17592186044416.00MB, max: 1536MB)"
    );
}

#[test]
fn names_that_no_file_has_are_told_and_texts_stay_short() {
    let long = format!("{}.py", "x".repeat(300));
    for name in ["../a.py", "a\0.py", &long, "..", ""] {
        let problems = said(&[file("train_script", name, 1)]);
        assert!(problems.iter().any(|(code, ..)| *code == InputCode::Name), "{name:?}");
        assert!(
            problems
                .iter()
                .all(|(.., message)| message.chars().count() < 300 && !message.contains('\0'))
        );
    }
    let names: Vec<_> = (0..1000).map(|number| format!("{}{number}", "k".repeat(200))).collect();
    let many: Vec<_> = names.iter().map(|name| file(name, "a", 1)).collect();
    let problems = said(&many);
    assert_eq!(problems.len(), 100);
    assert!(
        problems
            .iter()
            .all(|(_, key, message)| key.len() <= 100 && message.len() < 200)
    );
}
