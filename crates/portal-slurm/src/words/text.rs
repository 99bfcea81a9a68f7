//! What stands in the files of the dictionary.

use serde::Deserialize;

/// A text in one language, as it is written in the files.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) title: String,
    pub(super) meaning: String,
    #[serde(default)]
    pub(super) advice: String,
}

/// Reads a file.
#[expect(
    clippy::expect_used,
    reason = "the files are part of the program, and a test reads each of them"
)]
pub(super) fn parsed<T: for<'a> Deserialize<'a>>(file: &str) -> T {
    serde_json::from_str(file).expect("a file of the dictionary")
}
