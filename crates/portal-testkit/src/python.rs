//! Python programs, for what the portal must agree with.

use std::process::Stdio;

use crate::program::quiet;

/// Runs `script` with `arguments` and gives what it printed, without the last line break.
///
/// # Panics
/// When it fails; shows what it said.
#[must_use]
pub fn python(script: &str, arguments: &[&str]) -> String {
    let output = quiet("/usr/bin/python3")
        .args(["-c", script])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .expect("python3 is missing: apt-get install python3 python3-jwt python3-yaml");
    assert!(
        output.status.success(),
        "python3 (are python3-jwt and python3-yaml installed?): {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}
