//! A value that a person chose in the place of a template's.

use std::fmt;

use super::{Memory, TimeLimit};
use crate::name::SlurmWord;

/// A value that fits its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// A time limit.
    Time(TimeLimit),
    /// Memory per node.
    Memory(Memory),
    /// How many.
    Count(u32),
    /// A word of Slurm's.
    Word(SlurmWord),
    /// What a variable gets.
    Text(String),
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => time.fmt(f),
            Self::Memory(memory) => memory.fmt(f),
            Self::Count(count) => count.fmt(f),
            Self::Word(word) => word.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}
