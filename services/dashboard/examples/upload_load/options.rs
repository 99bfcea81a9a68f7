//! `name=value` arguments.

use std::collections::HashMap;

/// What was asked for.
pub(crate) struct Options(HashMap<String, String>);

impl Options {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Self {
        let pair = |argument: String| {
            let (name, value) = argument.split_once('=').expect("name=value");
            (name.to_owned(), value.to_owned())
        };
        Self(arguments.map(pair).collect())
    }

    pub(crate) fn text<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        self.0.get(name).map_or(default, String::as_str)
    }

    pub(crate) fn number(&self, name: &str, default: u64) -> u64 {
        self.0
            .get(name)
            .map_or(default, |value| value.parse().expect("a number"))
    }

    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.text(name, "no") == "yes"
    }
}
