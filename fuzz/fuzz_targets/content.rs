//! Any bytes as an input that a template describes: never a panic, words that stay short, and nothing said twice.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use portal_jobscript::{check_content, is_checked};
use portal_templates::schema::{Input, read};

const TEMPLATE: &str = "template: {id: t, name: t, display_name: T}
slurm: {partition: p, nodes: 1, ntasks: 1, time: 10}
apptainer: {image_name: a}
script: {main_exec: 'true'}
files: {input_schema: {optional: [{name: c, file_key: c, validation: {schema: {
  required: [a, b],
  properties: {a: {type: integer, minimum: 1, maximum: 5}, b: {type: number}, c: {type: string}, d: {type: boolean}, e: {maximum: 0}}}}}]}}
";

static INPUT: LazyLock<Input> = LazyLock::new(|| {
    let template = read("t.yaml", TEMPLATE.as_bytes()).template.expect("a sound template");
    template.files.optional.into_iter().next().expect("its input")
});

fuzz_target!(|input: (bool, &[u8])| {
    let (json, bytes) = input;
    let name = if json { "a.json" } else { "a.yaml" };
    assert!(is_checked(&INPUT, name, bytes.len() as u64));
    let problems = check_content(&INPUT, name, bytes);
    assert!(problems.len() <= 7, "{problems:?}");
    for (index, problem) in problems.iter().enumerate() {
        assert!(problem.key == "c" && problem.message.len() < 2_000 && !problem.message.contains(['\n', '\r', '\0']), "{problem:?}");
        assert!(!problems[..index].contains(problem), "{problem:?}");
    }
});
