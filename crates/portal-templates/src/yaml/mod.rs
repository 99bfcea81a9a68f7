//! YAML as a tree in which every value knows its place and how it was written.
//!
//! The files were written for PyYAML, which reads YAML 1.1; [`Kind`] is what that says a scalar is. Two kinds it knows are
//! no use to anybody and keep their text: numbers of base 60, which were meant as times (`12:00:00`), and dates.
//!
//! What is left of the difference between YAML 1.1 and 1.2 is how far a value goes in odd places: U+0085 and U+2028 are
//! characters here and line breaks there; `{?a: b}` and `[a#b]` are read by one and refused by the other.

mod json;
mod load;
mod scalar;
mod write;

pub use load::{Fault, Limits, Remark, load};
pub use scalar::{Kind, resolve};
pub use write::write;

use std::fmt;

use serde::Serialize;

/// A place in a text: line and column, counted from 1 in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mark {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

impl Mark {
    /// The first character.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it begins.
    pub mark: Mark,
    /// What it is.
    pub value: Value,
    /// What it takes, so that nothing is copied that is too much.
    pub(crate) weight: Weight,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A single value.
    Scalar(Scalar),
    /// Values in a row.
    List(Vec<Node>),
    /// Values by name, in the file's order, each name once.
    Map(Vec<Entry>),
}

/// A name with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// As it was written, also where YAML 1.1 would read something else into it (`on`, `12`).
    pub key: String,
    /// Where the name begins.
    pub mark: Mark,
    /// Its value.
    pub node: Node,
}

/// A single value.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// As it was written, quotes and line folding taken off.
    pub text: String,
    /// What YAML 1.1 says that it is.
    pub kind: Kind,
}

/// How much a value holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Weight {
    /// It and all values in it.
    pub(crate) nodes: usize,
    /// Bytes of their texts and names.
    pub(crate) bytes: usize,
    /// Levels below it.
    pub(crate) height: usize,
}

impl Node {
    /// The value of this name, when it is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node),
            _ => None,
        }
    }

    /// The text of a scalar, as it was written.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// Whether nothing stands there: `~`, `null`, or nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(Scalar { kind: Kind::Null, .. }))
    }

    /// What it is, for messages.
    pub(crate) fn shape(&self) -> Shape {
        match &self.value {
            Value::List(_) => Shape::List,
            Value::Map(_) => Shape::Mapping,
            Value::Scalar(scalar) => match scalar.kind {
                Kind::Null => Shape::Nothing,
                Kind::Bool(_) => Shape::TruthValue,
                Kind::Int(_) | Kind::Float(_) | Kind::Large => Shape::Number,
                Kind::Base60 => Shape::Time,
                Kind::Date => Shape::Date,
                Kind::Text => Shape::Text,
            },
        }
    }
}

/// What stands somewhere, as people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Shape {
    Nothing,
    Text,
    TruthValue,
    Number,
    Time,
    Date,
    List,
    Mapping,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing",
            Self::Text => "text",
            Self::TruthValue => "a truth value",
            Self::Number => "a number",
            Self::Time => "a time",
            Self::Date => "a date",
            Self::List => "a list",
            Self::Mapping => "a mapping",
        })
    }
}
