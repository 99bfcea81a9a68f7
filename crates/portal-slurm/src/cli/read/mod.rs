//! Reading a real Slurm: for each question the command, its arguments, and a parser that is a pure function of the answer.
//!
//! Which command and format, and why, is said in each file. Measured on Slurm 22.05; newer releases print more words, which are
//! kept, and more keys, which are passed over.

pub mod accounts;
mod array;
pub mod controller;
pub mod detail;
pub mod finished;
pub mod jobs;
pub mod nodes;
pub mod partitions;
pub mod qos;
mod record;
pub mod reservations;
pub mod rows;
mod texts;
mod tres;
mod value;

use std::borrow::Cow;

/// The answer as text. Names are bytes of their owners' making: what is no UTF-8 becomes a replacement character.
fn utf8(answer: &[u8]) -> Cow<'_, str> {
    // Looking for what is wrong takes five times as long as seeing that nothing is.
    str::from_utf8(answer).map_or_else(|_| String::from_utf8_lossy(answer), Cow::Borrowed)
}
