//! A template and what a person chose become a batch script.
//!
//! - [`write`]: the script, and which of its lines say what.
//! - [`facts`], [`paths`]: what a command that an image offers may know of the job.
//! - [`check_inputs`], [`check_content`]: whether the files are those that the template asks for.
//! - [`Usage`], [`Prices`]: what the job uses at most, and what that costs.
//!
//! Pure: texts in, texts out. No clock, no disk, no database, no HTTP. The folder of the job and what lies in it is made by
//! whoever submits the script.
//!
//! # No value is code
//!
//! All that a person, a file or an image says goes into the script through [`portal_apptainer::command::quote`] as one word of
//! bash, or, in `#SBATCH` lines, in the quotes that `sbatch` knows. Only the steps of the template, and commands of the image,
//! are code: those who wrote them answer for them.

mod check;
mod content;
mod cost;
mod facts;
mod request;
mod script;

pub use check::{InputCode, InputProblem, Offered, Params, check_inputs};
pub use content::{MOST_CHECKED_BYTES, check_content, is_checked};
pub use cost::{Breakdown, Cost, EarlierCost, Prices, Resources, Usage};
pub use facts::{facts, paths};
pub use request::{ImageChoice, Input, Request, ScriptError};
pub use script::{JobScript, Part, PartKind, write};
