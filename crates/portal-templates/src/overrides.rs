//! What a person changes of a template for one job: checked against what the template allows.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value as Json;

use crate::name::EnvName;
use crate::schema::{Bounds, Chosen, Memory, OverrideKey, Template};
use crate::wanted::Wanted;

/// How many values one request may try to change; each wrong one is told.
const MOST: usize = 200;

/// A value that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// As it was sent.
    pub key: String,
    /// Why.
    pub reason: Reason,
    /// What would fit; empty when nothing would.
    pub expected: String,
}

/// Why a value is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No template has such a value.
    Unknown,
    /// The template does not let it be changed.
    NotAllowed,
    /// It may be changed, and not to this.
    DoesNotFit,
    /// The same value twice, such as `mem` and `memory`.
    Twice,
    /// There are more of them than any form has.
    TooMany,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        match self.reason {
            Reason::Unknown => write!(f, "{key}: there is no such value"),
            Reason::NotAllowed => write!(f, "{key}: this template does not let it be changed"),
            Reason::DoesNotFit => write!(f, "{key}: expected {}", self.expected),
            Reason::Twice => write!(f, "{key}: it is given twice"),
            Reason::TooMany => write!(f, "{key}: there are more than {MOST} values"),
        }
    }
}

/// Values that a template allows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides(BTreeMap<OverrideKey, Chosen>);

impl Overrides {
    /// What is changed, and to what.
    pub fn iter(&self) -> impl Iterator<Item = (&OverrideKey, &Chosen)> {
        self.0.iter()
    }

    /// The template as this job has it.
    #[must_use]
    pub fn applied_to(&self, template: &Template) -> Template {
        let mut template = template.clone();
        let slurm = &mut template.slurm;
        for (key, chosen) in &self.0 {
            match (key, chosen) {
                (OverrideKey::Time, Chosen::Time(time)) => slurm.time = *time,
                (OverrideKey::Memory, Chosen::Memory(memory)) => slurm.memory = *memory,
                (OverrideKey::Nodes, Chosen::Count(count)) => slurm.nodes = *count,
                (OverrideKey::Ntasks, Chosen::Count(count)) => slurm.ntasks = *count,
                (OverrideKey::CpusPerTask, Chosen::Count(count)) => slurm.cpus_per_task = Some(*count),
                (OverrideKey::Partition, Chosen::Word(word)) => slurm.partition = word.clone(),
                (OverrideKey::Gres, Chosen::Word(word)) => slurm.gres = Some(word.clone()),
                (OverrideKey::Constraint, Chosen::Word(word)) => slurm.constraint = Some(word.clone()),
                (OverrideKey::Qos, Chosen::Word(word)) => slurm.qos = Some(word.clone()),
                (OverrideKey::Account, Chosen::Word(word)) => slurm.account = Some(word.clone()),
                (OverrideKey::Gpus, Chosen::Word(word)) => slurm.gpus = Some(word.clone()),
                (OverrideKey::Env(name), chosen) => set(&mut template.apptainer.env, name, chosen.to_string()),
                // A rule gives its key's own type, so there is nothing else.
                _ => {}
            }
        }
        template
    }
}

fn set(env: &mut Vec<(EnvName, String)>, name: &EnvName, value: String) {
    match env.iter_mut().find(|(there, _)| there == name) {
        Some((_, there)) => *there = value,
        None => env.push((name.clone(), value)),
    }
}

/// Checks what a person sent against what the template allows. Nothing (`null`, an empty text) changes nothing: forms send
/// it for fields that were left alone.
///
/// # Errors
/// Every value that is refused, not only the first.
pub fn check_overrides(template: &Template, values: &serde_json::Map<String, Json>) -> Result<Overrides, Vec<Refused>> {
    let (mut chosen, mut refused) = (BTreeMap::new(), Vec::new());
    let mut refuse = |key: &str, reason, expected| {
        let key = key.chars().filter(|c| !c.is_control()).take(100).collect();
        refused.push(Refused { key, reason, expected });
    };
    for (index, (word, value)) in values.iter().enumerate() {
        if index == MOST {
            refuse(word, Reason::TooMany, String::new());
            break;
        }
        if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
            continue;
        }
        let Ok(key) = word.parse::<OverrideKey>() else {
            refuse(word, Reason::Unknown, String::new());
            continue;
        };
        let Some(rule) = template.rules.get(&key) else {
            refuse(word, Reason::NotAllowed, String::new());
            continue;
        };
        match rule.take(value) {
            Ok(value) => {
                if chosen.insert(key, value).is_some() {
                    refuse(word, Reason::Twice, String::new());
                }
            }
            Err(wanted) => refuse(word, Reason::DoesNotFit, wanted.to_string()),
        }
    }
    if refused.is_empty() {
        Ok(Overrides(chosen))
    } else {
        Err(refused)
    }
}

impl Bounds {
    /// Whether a value is of the type and in the range. Numbers may come as text, as forms send them.
    ///
    /// # Errors
    /// What was expected.
    pub fn take(&self, value: &Json) -> Result<Chosen, Wanted> {
        let text = match value {
            Json::String(text) => Some(text.trim().to_owned()),
            Json::Number(number) => Some(number.to_string()),
            Json::Bool(flag) => Some(flag.to_string()),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        };
        let taken = text
            .filter(|text| text.len() <= 4096)
            .and_then(|text| self.fitting(&text));
        taken.ok_or_else(|| self.wanted())
    }

    fn fitting(&self, text: &str) -> Option<Chosen> {
        fn within<T: PartialOrd>(value: &T, min: Option<&T>, max: Option<&T>) -> bool {
            min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max)
        }
        match self {
            Self::Time { min, max } => {
                let time = text
                    .parse()
                    .ok()
                    .filter(|time| within(time, min.as_ref(), max.as_ref()));
                time.map(Chosen::Time)
            }
            Self::Memory { min, max } => {
                // None is all of a node, which is more than any limit.
                let limited = |memory: &Memory| max.is_none() || memory.kibibytes() > 0;
                let memory = text
                    .parse()
                    .ok()
                    .filter(|memory| within(memory, min.as_ref(), max.as_ref()) && limited(memory));
                memory.map(Chosen::Memory)
            }
            Self::Count { min, max } => {
                let count = text.parse().ok().filter(|count| within(count, Some(min), Some(max)));
                count.map(Chosen::Count)
            }
            Self::Word => text.parse().ok().map(Chosen::Word),
            Self::Text { max_length } => {
                let sound = text.len() <= usize::try_from(*max_length).unwrap_or(usize::MAX)
                    && !text.chars().any(char::is_control);
                sound.then(|| Chosen::Text(text.to_owned()))
            }
            Self::Int { min, max } => {
                let number = text
                    .parse()
                    .ok()
                    .filter(|number| within(number, min.as_ref(), max.as_ref()));
                number.map(|number: i64| Chosen::Text(number.to_string()))
            }
            Self::Number { min, max } => {
                let number = text
                    .parse()
                    .ok()
                    .filter(|number: &f64| number.is_finite() && within(number, min.as_ref(), max.as_ref()));
                number.map(|number| Chosen::Text(number.to_string()))
            }
            Self::Bool => match text {
                "true" | "1" => Some(Chosen::Text("1".to_owned())),
                "false" | "0" => Some(Chosen::Text("0".to_owned())),
                _ => None,
            },
        }
    }

    /// What fits.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        fn end(end: Option<impl fmt::Display>) -> Option<String> {
            end.map(|end| end.to_string())
        }
        match self {
            Self::Time { min, max } => Wanted::Time {
                min: end(*min),
                max: end(*max),
            },
            Self::Memory { min, max } => Wanted::Memory {
                min: end(*min),
                max: end(*max),
            },
            Self::Count { min, max } => Wanted::count(*min, *max),
            Self::Word => Wanted::SlurmWord,
            Self::Text { max_length } => Wanted::ShortText { most: *max_length },
            Self::Int { min, max } => Wanted::WholeNumber {
                min: end(*min),
                max: end(*max),
            },
            Self::Number { min, max } => Wanted::Number {
                min: end(*min),
                max: end(*max),
            },
            Self::Bool => Wanted::TruthValue,
        }
    }
}
