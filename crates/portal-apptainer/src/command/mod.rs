//! Commands that images offer, and how values get into them without ever being run.

mod quote;
mod render;
mod template;
#[cfg(test)]
mod tests;
mod transform;
mod weave;
mod words;

pub use quote::{belongs_to_bash, quote};
pub use render::{Facts, RenderError, Rendered};
pub use template::{Command, CommandTemplate, Computed, Dynamic, InputFile, OutputFile, TemplateError, Variables};
pub use transform::{Transform, TransformError, Transformed};
pub use weave::WeaveError;
