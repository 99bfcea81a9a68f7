//! A template and values make a script.

use std::collections::BTreeMap;

use super::quote::quote;
use super::template::{CommandTemplate, TemplateError, no_source, transform};
use super::transform::{TransformError, Transformed};
use super::weave::Names;

/// Bytes of one value.
const MOST_VALUE: usize = 64 * 1024;

/// What is known of a job when its script is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// What it asks Slurm for, by field: `ntasks`, `mem`, `time`.
    pub slurm: BTreeMap<String, String>,
    /// Paths of the person's files, by their key in the form.
    pub files: BTreeMap<String, String>,
}

/// Why no script can be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// Something is missing that the command needs.
    #[error("{name} is needed, from {from}")]
    Missing {
        /// The variable.
        name: String,
        /// Where it should come from.
        from: String,
    },
    /// A value is not what the transform is for.
    #[error("{name}: {error}")]
    Value {
        /// The variable.
        name: String,
        /// Why.
        #[source]
        error: TransformError,
    },
    /// A value that is longer than any that is meant.
    #[error("{name} is longer than {MOST_VALUE} bytes")]
    TooLong {
        /// The variable.
        name: String,
    },
    /// The template cannot be used, with these values or at all.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// A script in parts, each one or more lines of bash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Values by variable, for whoever shows them.
    pub values: BTreeMap<String, String>,
    /// Lines that export the values.
    pub exports: Vec<String>,
    /// The commands, in their order.
    pub commands: Vec<String>,
}

impl Rendered {
    /// All of it.
    #[must_use]
    pub fn script(&self) -> String {
        let lines = self.exports.iter().chain(&self.commands);
        lines.flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}

impl CommandTemplate {
    /// Writes the script. No value becomes part of a command: they are exported, and the commands refer to them.
    ///
    /// # Errors
    /// When something is missing or is not what it should be, or a value would be read as code.
    pub fn render(&self, facts: &Facts) -> Result<Rendered, RenderError> {
        let mut values = BTreeMap::new();
        for (name, dynamic) in &self.variables.dynamic {
            let field = dynamic.source.strip_prefix("slurm.").unwrap_or(&dynamic.source);
            let given = facts.slurm.get(field).filter(|value| !value.is_empty());
            let value = match given {
                Some(value) => transformed(name, &dynamic.transform, value)?,
                None if dynamic.required => return Err(missing(name, &dynamic.source)),
                None => String::new(),
            };
            values.insert(name.clone(), value);
        }
        for (name, file) in &self.variables.input_files {
            let key = if file.file_key.is_empty() { name } else { &file.file_key };
            let given = facts.files.get(key).filter(|path| !path.is_empty());
            if given.is_none() && file.required {
                return Err(missing(name, &format!("the file {key}")));
            }
            values.insert(name.clone(), given.cloned().unwrap_or_default());
        }
        self.compute(&mut values)?;
        if let Some((name, _)) = values.iter().find(|(_, value)| value.len() > MOST_VALUE) {
            return Err(RenderError::TooLong { name: name.clone() });
        }
        let names: Names = values
            .iter()
            .map(|(name, value)| (name.clone(), is_number(value)))
            .collect();
        let export = |(name, value): (&String, &String)| format!("export {name}={}", quote(value));
        Ok(Rendered {
            exports: values.iter().map(export).collect(),
            commands: self.woven(&names)?,
            values,
        })
    }

    /// Computed variables may come from each other, in any order, and not in a circle.
    fn compute(&self, values: &mut BTreeMap<String, String>) -> Result<(), RenderError> {
        let mut left: Vec<_> = self.variables.computed.iter().collect();
        while !left.is_empty() {
            let mut later = Vec::new();
            let before = left.len();
            for (name, computed) in left {
                match values.get(&computed.source) {
                    Some(value) if value.is_empty() => drop(values.insert(name.clone(), String::new())),
                    Some(value) => {
                        let value = transformed(name, &computed.transform, value)?;
                        values.insert(name.clone(), value);
                    }
                    None => later.push((name, computed)),
                }
            }
            if let Some((name, computed)) = later.first().filter(|_| later.len() == before) {
                return Err(no_source(name, &computed.source).into());
            }
            left = later;
        }
        Ok(())
    }
}

fn transformed(name: &str, how: &str, value: &str) -> Result<String, RenderError> {
    match transform(name, how)?.apply(value) {
        Ok(Transformed::Text(text)) => Ok(text),
        Ok(Transformed::Number(number)) => Ok(number.to_string()),
        Err(error) => Err(RenderError::Value {
            name: name.to_owned(),
            error,
        }),
    }
}

fn missing(name: &str, from: &str) -> RenderError {
    RenderError::Missing {
        name: name.to_owned(),
        from: from.to_owned(),
    }
}

/// Digits, and nothing else: no part of bash takes them for anything but a number.
fn is_number(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}
