//! `overrides`: which values of a template a person may change, and within what bounds.
//!
//! The earlier portal merged anything over `slurm`, and its form offered memory and time. So a template without this
//! section lets those two be changed, and one with it exactly what it names:
//!
//! ```yaml
//! overrides:
//!   time: {max: "24:00:00"}
//!   nodes: {min: 1, max: 4}
//!   partition: {choices: [gpu, cpu]}
//!   env.EPOCHS: {type: int, min: 1, max: 500, label: {ko: 에포크, en: Epochs}}
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::amount::{Memory, TimeLimit};
use super::chosen::Chosen;
use super::cursor::{At, Fields, Report};
use super::slurm::{MOST, time};
use crate::finding::Finding;
use crate::name::{BadName, EnvName};
use crate::wanted::Wanted;

/// The longest text that a variable may be given, in bytes.
const LONGEST_TEXT: u32 = 4096;

/// What may be changed, in the file's order.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Rules(pub Vec<Rule>);

/// One value that may be changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    /// Which.
    pub key: OverrideKey,
    /// What it may be.
    #[serde(flatten)]
    pub bounds: Bounds,
    /// Only these, when there are any; as [`Bounds`] would write them.
    pub choices: Vec<String>,
    /// What a form calls it.
    pub label: Words,
    /// What a form says about it.
    pub help: Words,
}

/// A text in the portal's two languages; one without a language stands for both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Words {
    /// Korean.
    pub ko: Option<String>,
    /// English.
    pub en: Option<String>,
}

/// What can be changed at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the keys of the section slurm, and a variable")]
pub enum OverrideKey {
    Partition,
    Nodes,
    Ntasks,
    CpusPerTask,
    Memory,
    Time,
    Gres,
    Constraint,
    Qos,
    Account,
    Gpus,
    Env(EnvName),
}

/// Type and range.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Bounds {
    /// A time limit.
    #[expect(missing_docs, reason = "ends of the range")]
    Time {
        min: Option<TimeLimit>,
        max: Option<TimeLimit>,
    },
    /// Memory per node.
    #[expect(missing_docs, reason = "ends of the range")]
    Memory { min: Option<Memory>, max: Option<Memory> },
    /// How many of something that Slurm counts.
    #[expect(missing_docs, reason = "ends of the range")]
    Count { min: u32, max: u32 },
    /// A word of Slurm's.
    Word,
    /// A text of one line.
    #[expect(missing_docs, reason = "its bound, in bytes")]
    Text { max_length: u32 },
    /// A whole number.
    #[expect(missing_docs, reason = "ends of the range")]
    Int { min: Option<i64>, max: Option<i64> },
    /// A number.
    #[expect(missing_docs, reason = "ends of the range")]
    Number { min: Option<f64>, max: Option<f64> },
    /// True or false, which the job gets as `1` or `0`.
    Bool,
}

impl OverrideKey {
    /// As templates and requests write it.
    #[must_use]
    pub fn word(&self) -> String {
        let word = match self {
            Self::Partition => "partition",
            Self::Nodes => "nodes",
            Self::Ntasks => "ntasks",
            Self::CpusPerTask => "cpus_per_task",
            Self::Memory => "mem",
            Self::Time => "time",
            Self::Gres => "gres",
            Self::Constraint => "constraint",
            Self::Qos => "qos",
            Self::Account => "account",
            Self::Gpus => "gpus",
            Self::Env(name) => return format!("env.{name}"),
        };
        word.to_owned()
    }

    /// What its values are, where the template does not say.
    fn free(&self) -> Bounds {
        match self {
            Self::Time => Bounds::Time { min: None, max: None },
            Self::Memory => Bounds::Memory { min: None, max: None },
            Self::Nodes | Self::Ntasks | Self::CpusPerTask => Bounds::Count { min: 1, max: MOST },
            Self::Partition | Self::Gres | Self::Constraint | Self::Qos | Self::Account | Self::Gpus => Bounds::Word,
            Self::Env(_) => Bounds::Text {
                max_length: LONGEST_TEXT,
            },
        }
    }
}

impl FromStr for OverrideKey {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        Ok(match text {
            "partition" => Self::Partition,
            "nodes" => Self::Nodes,
            "ntasks" => Self::Ntasks,
            "cpus_per_task" => Self::CpusPerTask,
            "mem" | "memory" => Self::Memory,
            "time" => Self::Time,
            "gres" => Self::Gres,
            "constraint" => Self::Constraint,
            "qos" => Self::Qos,
            "account" => Self::Account,
            "gpus" => Self::Gpus,
            other => {
                let name = other.strip_prefix("env.").and_then(|name| name.parse().ok());
                Self::Env(name.ok_or(BadName("a key of the section slurm, or env.<NAME>"))?)
            }
        })
    }
}

impl fmt::Display for OverrideKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word())
    }
}

impl Serialize for OverrideKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

impl Default for Rules {
    /// Time and memory, as the form has always offered them.
    fn default() -> Self {
        Self(vec![Rule::free(OverrideKey::Time), Rule::free(OverrideKey::Memory)])
    }
}

impl Rules {
    /// The rule for a key; none means that it may not be changed.
    #[must_use]
    pub fn get(&self, key: &OverrideKey) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.key == *key)
    }

    pub(super) fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut rules = Vec::new();
        for (entry, at) in at.entries(report) {
            let Ok(key) = entry.key.parse::<OverrideKey>() else {
                let key = entry.key.clone();
                at.wrong(report, Finding::NotChangeable { key }, Wanted::OverrideKey);
                rules.push(None);
                continue;
            };
            if rules.iter().flatten().any(|rule: &Rule| rule.key == key) {
                let key = key.to_string();
                at.wrong(report, Finding::RuleTwice { key }, Wanted::OneRuleEach);
                rules.push(None);
                continue;
            }
            rules.push(Rule::read(key, &at, report));
        }
        rules.into_iter().collect::<Option<_>>().map(Self)
    }
}

impl Rule {
    fn free(key: OverrideKey) -> Self {
        let bounds = key.free();
        Self {
            key,
            bounds,
            choices: Vec::new(),
            label: Words::default(),
            help: Words::default(),
        }
    }

    fn read(key: OverrideKey, at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut rule = Self::free(key);
        if at.node.is_null() {
            return Some(rule);
        }
        let mut fields = at.map(report)?;
        rule.bounds = Bounds::read(&rule.key, &mut fields, report)?;
        let choices = fields.take("choices").map(|at| at.list(report)).unwrap_or_default();
        for choice in choices {
            let chosen = rule.bounds.take(&choice.node.to_json());
            match chosen {
                Ok(chosen) => rule.choices.push(chosen.to_string()),
                Err(wanted) => {
                    choice.wrong(report, Finding::NoSuchChoice, wanted);
                    return None;
                }
            }
        }
        rule.label = fields
            .take("label")
            .map_or_else(Words::default, |at| Words::read(&at, report));
        rule.help = fields
            .take("help")
            .map_or_else(Words::default, |at| Words::read(&at, report));
        fields.finish(report);
        Some(rule)
    }

    /// Whether a value fits.
    ///
    /// # Errors
    /// What was expected.
    pub fn take(&self, value: &serde_json::Value) -> Result<Chosen, Wanted> {
        let chosen = self.bounds.take(value);
        if self.choices.is_empty() {
            return chosen;
        }
        let one_of_them = chosen.ok().filter(|chosen| self.choices.contains(&chosen.to_string()));
        one_of_them.ok_or_else(|| Wanted::OneOfValues {
            choices: self.choices.clone(),
        })
    }
}

impl Words {
    fn read(at: &At<'_>, report: &mut Report) -> Self {
        if at.node.text().is_some() {
            let text = at.text(report);
            return Self {
                ko: text.clone(),
                en: text,
            };
        }
        let Some(mut fields) = at.map(report) else {
            return Self::default();
        };
        let words = Self {
            ko: fields.take("ko").and_then(|at| at.text(report)),
            en: fields.take("en").and_then(|at| at.text(report)),
        };
        fields.finish(report);
        words
    }
}

impl Bounds {
    fn read(key: &OverrideKey, fields: &mut Fields<'_>, report: &mut Report) -> Option<Self> {
        let free = match (key, fields.take("type")) {
            (OverrideKey::Env(_), Some(at)) => of_type(&at, report)?,
            // What Slurm's own values are is known; a type beside them says nothing new.
            (_, _) => key.free(),
        };
        let (min, max) = (fields.take("min"), fields.take("max"));
        let bounds = match free {
            Self::Time { .. } => Self::Time {
                min: given(min, |at| time(at, report))?,
                max: given(max, |at| time(at, report))?,
            },
            Self::Memory { .. } => Self::Memory {
                min: given(min, |at| at.amount(report, Wanted::MemoryLimit))?,
                max: given(max, |at| at.amount(report, Wanted::MemoryLimit))?,
            },
            Self::Count { .. } => Self::Count {
                min: given(min, |at| at.count(report, 1, MOST))?.unwrap_or(1),
                max: given(max, |at| at.count(report, 1, MOST))?.unwrap_or(MOST),
            },
            Self::Int { .. } => Self::Int {
                min: given(min, |at| {
                    at.amount(report, Wanted::WholeNumber { min: None, max: None })
                })?,
                max: given(max, |at| {
                    at.amount(report, Wanted::WholeNumber { min: None, max: None })
                })?,
            },
            Self::Number { .. } => Self::Number {
                min: given(min, |at| at.number(report))?,
                max: given(max, |at| at.number(report))?,
            },
            Self::Text { max_length } => {
                let length = given(fields.take("max_length"), |at| at.count(report, 1, LONGEST_TEXT))?;
                without_range(min.or(max), report)?;
                Self::Text {
                    max_length: length.unwrap_or(max_length),
                }
            }
            plain @ (Self::Word | Self::Bool) => {
                without_range(min.or(max), report)?;
                plain
            }
        };
        if bounds.is_empty() {
            fields.wrong(report, Finding::EmptyRange, Wanted::MinBelowMax);
            return None;
        }
        Some(bounds)
    }

    fn is_empty(&self) -> bool {
        fn above<T: PartialOrd>(min: Option<T>, max: Option<T>) -> bool {
            min.zip(max).is_some_and(|(min, max)| min > max)
        }
        match self {
            Self::Time { min, max } => above(*min, *max),
            Self::Memory { min, max } => above(*min, *max),
            Self::Count { min, max } => min > max,
            Self::Int { min, max } => above(*min, *max),
            Self::Number { min, max } => above(*min, *max),
            Self::Word | Self::Text { .. } | Self::Bool => false,
        }
    }
}

/// Absent is none; wrong, and noted, is nothing at all.
fn given<'tree, T>(at: Option<At<'tree>>, read: impl FnOnce(&At<'tree>) -> Option<T>) -> Option<Option<T>> {
    match at {
        None => Some(None),
        Some(at) => read(&at).map(Some),
    }
}

fn without_range(at: Option<At<'_>>, report: &mut Report) -> Option<()> {
    match at {
        None => Some(()),
        Some(at) => {
            at.wrong(report, Finding::NoRange, Wanted::ChoicesOrLength);
            None
        }
    }
}

fn of_type(at: &At<'_>, report: &mut Report) -> Option<Bounds> {
    let word = at.line(report)?;
    Some(match word.as_str() {
        "text" | "string" => Bounds::Text {
            max_length: LONGEST_TEXT,
        },
        "int" | "integer" => Bounds::Int { min: None, max: None },
        "number" | "float" => Bounds::Number { min: None, max: None },
        "bool" | "boolean" => Bounds::Bool,
        "time" => Bounds::Time { min: None, max: None },
        "memory" => Bounds::Memory { min: None, max: None },
        _ => {
            let wanted = Wanted::one_of(&["text", "int", "number", "bool", "time", "memory"]);
            at.wrong(report, Finding::UnknownType { value: word }, wanted);
            return None;
        }
    })
}
