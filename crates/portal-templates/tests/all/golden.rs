//! Whole files: what is made of them, and what is said about them.

use std::path::{Path, PathBuf};

use portal_templates::schema::{self, Reading};
use portal_templates::{Severity, overrides};
use portal_testkit::python;
use serde_json::{Value as Json, json};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn files(name: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .map(|path| {
            (
                path.file_name().unwrap().to_str().unwrap().to_owned(),
                std::fs::read(&path).unwrap(),
            )
        })
        .collect();
    files.sort();
    assert!(files.len() >= 3);
    files
}

fn said(reading: &Reading) -> String {
    reading
        .problems
        .iter()
        .map(|problem| format!("{:?} {problem}\n", problem.severity))
        .collect()
}

fn snapshots(check: impl FnOnce()) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../golden/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(check);
}

#[test]
fn sound_templates_become_types() {
    for (name, bytes) in files("sound") {
        let reading = schema::read(&name, &bytes);
        let template = reading
            .template
            .as_ref()
            .unwrap_or_else(|| panic!("{}", said(&reading)));
        snapshots(|| {
            insta::assert_json_snapshot!(
                name.as_str(),
                json!({"template": template, "normalized": template.apptainer.normalized(), "warnings": said(&reading).lines().collect::<Vec<_>>()})
            );
        });
    }
}

#[test]
fn everything_wrong_is_told_with_its_place() {
    for (name, bytes) in files("broken") {
        let reading = schema::read(&name, &bytes);
        assert!(reading.template.is_none(), "{name}");
        assert!(reading.severity() >= Some(Severity::Error), "{name}");
        snapshots(|| insta::assert_snapshot!(name.as_str(), said(&reading)));
    }
}

/// The tree that the API gives is PyYAML's, but for times and dates, which are what was written.
#[test]
fn the_tree_is_what_the_earlier_portal_answered() {
    let script =
        "import json, sys, yaml\nprint(json.dumps([yaml.safe_load(open(path)) for path in sys.argv[1:]], default=str))";
    let paths: Vec<String> = files("sound")
        .iter()
        .map(|(name, _)| folder("sound").join(name).to_str().unwrap().to_owned())
        .collect();
    let answer = python(script, &paths.iter().map(String::as_str).collect::<Vec<_>>());
    let answers: Vec<Json> = serde_json::from_str(&answer).unwrap();
    for ((name, bytes), mut expected) in files("sound").into_iter().zip(answers) {
        for (path, theirs, ours) in [
            ("/slurm/time", json!(43_200), json!("12:00:00")),
            ("/slurm/time", json!(5400), json!("1:30:00")),
            ("/defaults/time", json!(5400), json!("1:30:00")),
        ] {
            if let Some(there) = expected.pointer_mut(path).filter(|there| **there == theirs) {
                *there = ours;
            }
        }
        assert_eq!(schema::read(&name, &bytes).tree.unwrap().to_json(), expected, "{name}");
    }
}

#[test]
fn a_template_written_anew_from_its_tree_is_the_same_template() {
    for (name, bytes) in files("sound") {
        let reading = schema::read(&name, &bytes);
        let written = portal_templates::yaml::write(&reading.tree.as_ref().unwrap().to_json());
        let again = schema::read(&name, written.as_bytes());
        let (mut first, mut second) = (
            reading.template.unwrap(),
            again.template.unwrap_or_else(|| panic!("{written}")),
        );
        // JSON knows no order of names.
        first.apptainer.env.sort();
        second.apptainer.env.sort();
        first.rules.0.sort_by(|one, other| one.key.cmp(&other.key));
        second.rules.0.sort_by(|one, other| one.key.cmp(&other.key));
        // 1.10 without quotes is the number 1.1, and so it is in the tree.
        if name.contains("yaml11") {
            assert_eq!(
                (first.metadata.version.as_str(), second.metadata.version.as_str()),
                ("1.10", "1.1")
            );
            second.metadata.version = "1.10".to_owned();
        }
        assert_eq!(first, second, "{written}");
        assert!(written.starts_with("template:") || name.contains("yaml11"), "{written}");
    }
}

#[test]
fn a_template_cut_anywhere_is_read_without_a_panic() {
    for (name, bytes) in files("sound").into_iter().chain(files("broken")) {
        for end in 0..bytes.len() {
            let reading = schema::read(&name, &bytes[..end]);
            let lines = bytes[..end].iter().filter(|byte| **byte == b'\n').count() + 2;
            assert!(
                reading
                    .problems
                    .iter()
                    .all(|problem| (1..=lines).contains(&problem.line)),
                "{}",
                said(&reading)
            );
            if let Some(template) = reading.template {
                let _ = overrides::check_overrides(&template, json!({"time": "1", "mem": 1}).as_object().unwrap());
            }
        }
    }
}

#[test]
fn extensions_match_whole_endings_whatever_their_case() {
    let (name, bytes) = files("sound")
        .into_iter()
        .find(|(name, _)| name.starts_with("pytorch"))
        .unwrap();
    let template = schema::read(&name, &bytes).template.unwrap();
    let dataset = template
        .files
        .inputs()
        .find(|input| input.file_key.as_str() == "dataset")
        .unwrap();
    for (file, fits) in [
        ("a.tar.gz", true),
        ("A.TAR.GZ", true),
        ("b.zip", true),
        (".zip", false),
        ("c.gz", false),
        ("zip", false),
        ("학습.zip", true),
    ] {
        assert_eq!(dataset.takes_name(file), fits, "{file}");
    }
    assert_eq!(dataset.max_size.unwrap().bytes(), 20 << 30, "the smaller of the two");
}

#[test]
fn what_is_wrong_has_a_code_and_what_fills_its_words() {
    let text = "template: {id: a, name: a}\nslurm: {partition: gpu, nodes: zero, ntasks: [1], time: 1}\n\
        apptainer: {image_name: a.sif}\nscript: {main_exec: run}\noverrides: {nodes: {max: 2, choices: [3]}}\n";
    let reading = schema::read("t.yaml", text.as_bytes());
    let told: Vec<_> = reading
        .problems
        .iter()
        .map(|problem| serde_json::to_value(problem).unwrap())
        .map(|problem| json!([problem["path"], problem["code"], problem["params"], problem["wanted"]]))
        .collect();
    let count = json!({"code": "whole_number", "params": {"min": "1", "max": "1000000"}});
    let expected = [
        json!(["template.display_name", "missing_field", {"field": "template.display_name"}, {"code": "display_name"}]),
        json!(["slurm.nodes", "does_not_fit", {"value": "zero"}, count]),
        json!(["slurm.ntasks", "stands_here", {"found": "list"}, count]),
        json!(["overrides.nodes.choices[0]", "no_such_choice", null, {"code": "whole_number", "params": {"min": "1", "max": "2"}}]),
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_example_of_the_documentation_is_without_fault() {
    let words = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/TEMPLATES.md")).unwrap();
    let example = words.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let reading = schema::read("docs/TEMPLATES.md", example.as_bytes());
    assert!(reading.problems.is_empty(), "{}", said(&reading));
    assert!(reading.template.is_some());
}
