//! What Slurm's words mean, in English and Korean: states, flags, reasons and limits.
//!
//! The texts are in the JSON files beside this one, each in both languages at one place, so that neither can be forgotten.
//! Reasons of the limits of accounts and QOS (`QOSMaxCpuPerUserLimit` and some 170 like it) are put together from what is
//! limited and how; the others are written one by one. The codes are those of Slurm 22.05 to 25.11.

mod book;
mod language;
mod limit_reasons;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

pub use language::Language;

/// A word of Slurm in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// A few words: "Waiting for free resources".
    pub title: Arc<str>,
    /// What it means, in one to three sentences.
    pub meaning: Arc<str>,
    /// What one can do; empty when there is nothing to be done.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub advice: Arc<str>,
    /// What Slurm calls it where that differs from the key: `MaxWall` for `qos.max_wall_seconds`; empty otherwise.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub word: Arc<str>,
}

/// The whole dictionary in one language.
#[derive(Debug, Serialize)]
pub struct Words {
    /// `en` or `ko`.
    pub language: Language,
    /// By [`crate::model::JobState`]'s word.
    pub states: BTreeMap<Arc<str>, Explained>,
    /// By reason code.
    pub reasons: BTreeMap<Arc<str>, Explained>,
    /// By [`crate::model::NodeBase`]'s word, and `DRAINING` and `DRAINED`, which are told from base and flags.
    pub node_states: BTreeMap<Arc<str>, Explained>,
    /// By [`crate::model::NodeFlag`]'s word.
    pub node_flags: BTreeMap<Arc<str>, Explained>,
    /// By `partition.`, `qos.`, `account.` or `reservation.` and the field's name; `qos.flag.` and the like for flags.
    pub limits: BTreeMap<Arc<str>, Explained>,
}

/// The whole dictionary.
#[must_use]
pub fn all(language: Language) -> &'static Words {
    &book::book(language).words
}

/// Why a job waits, or ended as it did: a code (`Resources`) or one of the sentences that Slurm gives instead of one.
/// `None` for words that nobody knows here.
#[must_use]
pub fn reason(code: &str, language: Language) -> Option<Explained> {
    let book = book::book(language);
    if let Some(known) = book.words.reasons.get(code) {
        return Some(known.clone());
    }
    // squeue writes underscores for the blanks of a sentence.
    let plain = code.replace('_', " ").to_lowercase();
    let sentence = book.sentences.iter().find(|(begins, _)| plain.starts_with(begins));
    sentence
        .map(|(_, explained)| explained.clone())
        .or_else(|| limit_reasons::compose(code, language))
        .or_else(|| book.words.reasons.get(code.split(',').next()?).cloned())
}

/// The state of a job, such as `OUT_OF_MEMORY`.
#[must_use]
pub fn state(word: &str, language: Language) -> Option<Explained> {
    all(language).states.get(word).cloned()
}

/// The state of a node: a base state, or a summary such as `draining` (in either case of letters).
#[must_use]
pub fn node_state(word: &str, language: Language) -> Option<Explained> {
    all(language).node_states.get(&*word.to_uppercase()).cloned()
}

/// What is said of a node beside its base state, such as `NOT_RESPONDING`.
#[must_use]
pub fn node_flag(word: &str, language: Language) -> Option<Explained> {
    all(language).node_flags.get(word).cloned()
}

/// A limit or setting, such as `partition.max_time_seconds`.
#[must_use]
pub fn limit(key: &str, language: Language) -> Option<Explained> {
    all(language).limits.get(key).cloned()
}
