//! A command that an image offers, as it is written in `NAME.commands.json`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::transform::Transform;
use super::weave::{Names, WeaveError, weave};
use super::words::is_dangerous;

/// Bounds of one template: variables of a kind, bytes of a command, commands before and behind.
const MOST_VARIABLES: usize = 64;
const MOST_BYTES: usize = 16 * 1024;
const MOST_COMMANDS: usize = 64;

/// Why a template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// It has not the shape of one.
    #[error("it is not written as a command template: {0}")]
    Shape(String),
    /// A bound is passed.
    #[error("{key}: there is too much of it")]
    TooMuch {
        /// Where.
        key: &'static str,
    },
    /// A variable that cannot be one.
    #[error("{name} cannot be the name of a variable")]
    Name {
        /// The name.
        name: String,
    },
    /// A transform that there is not.
    #[error("{name}: there is no transform {transform}")]
    Transform {
        /// The variable.
        name: String,
        /// How the transform is called.
        transform: String,
    },
    /// A source that there is not, or that comes from itself.
    #[error("{name}: there is no source {from}")]
    Source {
        /// The variable.
        name: String,
        /// What it should come from.
        from: String,
    },
    /// A command that is not taken.
    #[error("{key}: {error}")]
    Command {
        /// Where.
        key: &'static str,
        /// Why.
        #[source]
        error: WeaveError,
    },
}

/// A command that an image offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandTemplate {
    /// What it is called by programs.
    pub template_id: String,
    /// What it is called by people.
    #[serde(default)]
    pub display_name: String,
    /// A sentence.
    #[serde(default)]
    pub description: String,
    /// `solver`, `pre-processing`, `post-processing`, `utility`.
    #[serde(default)]
    pub category: String,
    /// What is run.
    pub command: Command,
    /// What it is run with.
    #[serde(default)]
    pub variables: Variables,
    /// Commands before it.
    #[serde(default, deserialize_with = "or_default")]
    pub pre_commands: Vec<String>,
    /// Commands behind it.
    #[serde(default, deserialize_with = "or_default")]
    pub post_commands: Vec<String>,
}

/// What is run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// The program; shown, the line is in `format`.
    #[serde(default)]
    pub executable: String,
    /// The line, with `${VARIABLE}`.
    pub format: String,
    /// It is to be started on all tasks.
    #[serde(default)]
    pub requires_mpi: bool,
}

/// Where the values of variables come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variables {
    /// From what the job asks Slurm for.
    #[serde(default, deserialize_with = "or_default")]
    pub dynamic: BTreeMap<String, Dynamic>,
    /// Files that the person gives.
    #[serde(default, deserialize_with = "or_default")]
    pub input_files: BTreeMap<String, InputFile>,
    /// Files that come out.
    #[serde(default, deserialize_with = "or_default")]
    pub output_files: BTreeMap<String, OutputFile>,
    /// From other variables.
    #[serde(default, deserialize_with = "or_default")]
    pub computed: BTreeMap<String, Computed>,
}

/// From a field of the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dynamic {
    /// `slurm.` and the field, such as `slurm.ntasks`.
    pub source: String,
    /// What is done to it.
    #[serde(default, deserialize_with = "or_default")]
    pub transform: String,
    /// A sentence.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
    /// Without it the command cannot run.
    #[serde(default, deserialize_with = "or_default")]
    pub required: bool,
}

/// A file that the person gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// A sentence.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
    /// Which names it may have, such as `*.k`; for the form.
    #[serde(default, deserialize_with = "or_default")]
    pub pattern: String,
    /// `file` or `directory`.
    #[serde(default, rename = "type", deserialize_with = "or_default")]
    pub kind: String,
    /// Without it the command cannot run.
    #[serde(default, deserialize_with = "or_default")]
    pub required: bool,
    /// The file's key in the form; the variable's name when there is none.
    #[serde(default, deserialize_with = "or_default")]
    pub file_key: String,
}

/// A file that comes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// Which names it has.
    #[serde(default, deserialize_with = "or_default")]
    pub pattern: String,
    /// A sentence.
    #[serde(default, deserialize_with = "or_default")]
    pub description: String,
    /// It is offered for download.
    #[serde(default, deserialize_with = "or_default")]
    pub collect: bool,
}

/// From another variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computed {
    /// That variable.
    pub source: String,
    /// What is done to it.
    #[serde(default, deserialize_with = "or_default")]
    pub transform: String,
}

/// `null` is as good as nothing.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

impl CommandTemplate {
    /// Reads one of the list, and finds out whether it can be used.
    ///
    /// # Errors
    /// When it has another shape, passes a bound, or names what there is not.
    pub fn parse(value: &Value) -> Result<Self, TemplateError> {
        let template: Self = Self::deserialize(value).map_err(|error| TemplateError::Shape(error.to_string()))?;
        template.within_bounds()?;
        let Variables {
            dynamic,
            input_files,
            computed,
            ..
        } = &template.variables;
        let names: Names = dynamic
            .keys()
            .chain(input_files.keys())
            .chain(computed.keys())
            .map(|name| (name.clone(), true))
            .collect();
        if let Some(name) = names.keys().find(|name| !is_name(name)) {
            return Err(TemplateError::Name { name: name.clone() });
        }
        for (name, dynamic) in dynamic {
            transform(name, &dynamic.transform)?;
            if !dynamic.source.starts_with("slurm.") {
                return Err(no_source(name, &dynamic.source));
            }
        }
        for (name, computed) in computed {
            transform(name, &computed.transform)?;
            if !names.contains_key(&computed.source) {
                return Err(no_source(name, &computed.source));
            }
        }
        template.woven(&names)?;
        Ok(template)
    }

    fn within_bounds(&self) -> Result<(), TemplateError> {
        let Variables {
            dynamic,
            input_files,
            output_files,
            computed,
        } = &self.variables;
        let variables = [dynamic.len(), input_files.len(), output_files.len(), computed.len()];
        if variables.into_iter().any(|count| count > MOST_VARIABLES) {
            return Err(TemplateError::TooMuch { key: "variables" });
        }
        for (key, commands) in [
            ("pre_commands", &self.pre_commands),
            ("post_commands", &self.post_commands),
        ] {
            if commands.len() > MOST_COMMANDS || commands.iter().any(|command| command.len() > MOST_BYTES) {
                return Err(TemplateError::TooMuch { key });
            }
        }
        if self.command.format.len() > MOST_BYTES {
            return Err(TemplateError::TooMuch { key: "command.format" });
        }
        Ok(())
    }

    /// All its commands in their order, with the variables in place.
    pub(crate) fn woven(&self, names: &Names) -> Result<Vec<String>, TemplateError> {
        let each = |key, commands: &[String]| -> Result<Vec<String>, TemplateError> {
            let woven = commands.iter().map(|command| weave(command.trim(), names));
            woven
                .map(|woven| woven.map_err(|error| TemplateError::Command { key, error }))
                .collect()
        };
        let mut all = each("pre_commands", &self.pre_commands)?;
        all.extend(each("command.format", std::slice::from_ref(&self.command.format))?);
        all.extend(each("post_commands", &self.post_commands)?);
        Ok(all)
    }
}

impl fmt::Display for CommandTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.display_name.is_empty() {
            &self.template_id
        } else {
            &self.display_name
        })
    }
}

/// The transform of this name.
pub(crate) fn transform(name: &str, transform: &str) -> Result<Transform, TemplateError> {
    transform.parse().map_err(|()| TemplateError::Transform {
        name: name.to_owned(),
        transform: transform.to_owned(),
    })
}

pub(crate) fn no_source(name: &str, from: &str) -> TemplateError {
    TemplateError::Source {
        name: name.to_owned(),
        from: from.to_owned(),
    }
}

/// Names that bash takes, and that change nothing about what is run.
fn is_name(name: &str) -> bool {
    let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let begins = name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    letters && begins && name.len() <= 64 && name != "_" && !is_dangerous(name)
}
