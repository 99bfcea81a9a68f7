//! Real parts that scripts start: a directory, a provider.

use std::collections::BTreeMap;

use portal_testkit::Program;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/fixtures/");

/// One that runs; stopped at the end of the test.
pub(crate) struct Fixture {
    script: String,
    directory: String,
    values: BTreeMap<String, String>,
}

impl Fixture {
    /// Starts it; `directory` is the name of the value that says where it lives.
    pub(crate) fn start(script: &str, directory: &str) -> Self {
        Self::start_as(script, "start", directory)
    }

    /// Starts a variant of it.
    pub(crate) fn start_as(script: &str, variant: &str, directory: &str) -> Self {
        let script = format!("{FIXTURES}{script}");
        let started = Program::new(&script).args([variant]).run();
        assert_eq!(started.code, Some(0), "{script}: {}", started.stderr);
        let values = started.stdout.lines().filter_map(|line| line.split_once('='));
        let values: BTreeMap<_, _> = values
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self {
            script,
            directory: values[directory].clone(),
            values,
        }
    }

    /// What it said of itself when it started.
    pub(crate) fn value(&self, name: &str) -> &str {
        &self.values[name]
    }

    /// Has its script do something to it; what that says.
    pub(crate) fn order(&self, what: &str, arguments: &[&str], input: &str) -> String {
        let program = Program::new(&self.script).args([what, &self.directory]).args(arguments);
        let done = program.input(input).run();
        assert_eq!(done.code, Some(0), "{what}: {}", done.stderr);
        done.stdout
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = Program::new(&self.script).args(["stop", &self.directory]).run();
    }
}
