//! Any JSON as a command template, any text as its line, any values: what is written stays on its lines, and values outside of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portal_apptainer::command::{CommandTemplate, Facts, Transform, quote};
use serde_json::json;

const TRANSFORMS: [&str; 15] = [
    "memory_to_kb", "memory_to_mb", "memory_to_gb", "time_to_seconds", "time_to_minutes", "time_to_hours", "basename", "dirname",
    "remove_extension", "remove_all_extensions", "uppercase", "lowercase", "to_string", "to_int", "identity",
];

fuzz_target!(|input: (u8, &str, &str)| {
    let (choice, text, value) = input;
    let quoted = quote(value);
    assert!(!quoted.contains(['\n', '\r', '\0']) && quoted.ends_with('\''));
    let transform = TRANSFORMS[usize::from(choice) % TRANSFORMS.len()];
    let _ = transform.parse::<Transform>().unwrap().apply(value);
    let facts = Facts {
        slurm: [("mem".to_owned(), value.to_owned())].into(),
        files: [("F".to_owned(), value.to_owned())].into(),
    };
    if let Ok(any) = serde_json::from_str(text)
        && let Ok(template) = CommandTemplate::parse(&any)
    {
        let _ = template.render(&facts);
    }
    let template = json!({
        "template_id": "x", "command": {"format": text},
        "variables": {
            "dynamic": {"A": {"source": "slurm.mem", "transform": transform}},
            "input_files": {"F": {}},
            "computed": {"B": {"source": "F", "transform": transform}},
        },
    });
    if let Ok(template) = CommandTemplate::parse(&template)
        && let Ok(rendered) = template.render(&facts)
    {
        assert_eq!(rendered.exports.len(), 3);
        assert!(rendered.exports.iter().all(|line| !line.contains(['\n', '\r', '\0'])));
        // The commands are the same for all values: no letter of a value is in them.
        let command = rendered.commands.concat();
        let same = command.chars().filter(|letter| !"\"{}".contains(*letter));
        let given = text.trim().chars().filter(|letter| !"\"{}".contains(*letter));
        assert!(same.eq(given), "{text:?} {command:?}");
    }
});
