//! What is expected in the place of something wrong.

use serde::Serialize;

use crate::name::{Category, EnvName, FileKey, SlurmWord, TemplateId};
use crate::schema::{Bind, FileSize, ImageName, Memory, TimeLimit};

coded! {
    /// What would be right.
    Wanted {
        Text = "text", ("text");
        Line = "line", ("text of one line");
        List = "list", ("a list");
        Mapping = "mapping", ("a mapping");
        TruthValue = "truth_value", ("true or false");
        Number { min: Option<String>, max: Option<String> } = "number", ("{}", range("a number", min.as_ref(), max.as_ref()));
        WholeNumber { min: Option<String>, max: Option<String> } = "whole_number", ("{}", range("a whole number", min.as_ref(), max.as_ref()));
        Time { min: Option<String>, max: Option<String> } = "time", ("{}", range("a time such as 01:30:00", min.as_ref(), max.as_ref()));
        TimeLimit = "time_limit", ("{}", TimeLimit::RULE);
        Memory { min: Option<String>, max: Option<String> } = "memory", ("{}", range("memory such as 16G", min.as_ref(), max.as_ref()));
        MemoryLimit = "memory_limit", ("{}", Memory::RULE);
        FileSize = "file_size", ("{}", FileSize::RULE);
        ShortText { most: u32 } = "short_text", ("text of one line, at most {most} bytes");
        TemplateId = "template_id", ("{}", TemplateId::RULE);
        ShortName = "short_name", ("a short name");
        DisplayName = "display_name", ("a name for people");
        Category = "category", ("{}", Category::RULE);
        Partition = "partition", ("a partition");
        SlurmWord = "slurm_word", ("{}", SlurmWord::RULE);
        Image = "image", ("{}", ImageName::RULE);
        Images = "images", ("a list of images");
        Bind = "bind", ("{}", Bind::RULE);
        EnvName = "env_name", ("{}", EnvName::RULE);
        FileKey = "file_key", ("{}", FileKey::RULE);
        OwnFileKey = "own_file_key", ("a key of its own for each, whatever the letters' case");
        OneOf { choices: Vec<String> } = "one_of", ("{}", either(choices));
        OneOfValues { choices: Vec<String> } = "one_of_values", ("one of: {}", choices.join(", "));
        OverrideKey = "override_key", ("a key of the section slurm, or env.<NAME>");
        OneRuleEach = "one_rule_each", ("one rule for each key");
        MinBelowMax = "min_below_max", ("a min that is not above max");
        ChoicesOrLength = "choices_or_length", ("choices, or max_length for texts");
    }
}

impl Wanted {
    pub(crate) fn one_of(choices: &[&str]) -> Self {
        Self::OneOf {
            choices: choices.iter().map(|&choice| choice.to_owned()).collect(),
        }
    }

    pub(crate) fn count(least: u32, most: u32) -> Self {
        Self::WholeNumber {
            min: Some(least.to_string()),
            max: Some(most.to_string()),
        }
    }
}

fn range(what: &str, min: Option<&String>, max: Option<&String>) -> String {
    match (min, max) {
        (None, None) => what.to_owned(),
        (Some(min), None) => format!("{what}, at least {min}"),
        (None, Some(max)) => format!("{what}, at most {max}"),
        (Some(min), Some(max)) => format!("{what} from {min} to {max}"),
    }
}

/// `a, b or c`
fn either(choices: &[String]) -> String {
    match choices {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}
