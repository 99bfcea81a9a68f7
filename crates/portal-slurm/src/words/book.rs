//! The dictionary as it is read from the files.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::text::{Text, parsed};
use super::{Explained, Language, Words, limit_reasons};

/// The dictionary and what is looked up in another way than by a word.
pub(super) struct Book {
    pub(super) words: Words,
    /// Beginnings of sentences, in small letters, that Slurm gives instead of a code.
    pub(super) sentences: Vec<(String, Explained)>,
}

/// An entry of the files: both languages, or it is not one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    en: Text,
    ko: Text,
    #[serde(default)]
    word: String,
    #[serde(default)]
    begins: String,
}

impl Entry {
    fn explained(&self, language: Language) -> Explained {
        let text = match language {
            Language::English => &self.en,
            Language::Korean => &self.ko,
        };
        Explained {
            title: text.title.as_str().into(),
            meaning: text.meaning.as_str().into(),
            advice: text.advice.as_str().into(),
            word: self.word.as_str().into(),
        }
    }
}

/// Codes of Slurm 22.05 to 25.11, one a line.
pub(super) const REASON_CODES: &str = include_str!("reason-codes.txt");

static ENGLISH: LazyLock<Book> = LazyLock::new(|| read(Language::English));
static KOREAN: LazyLock<Book> = LazyLock::new(|| read(Language::Korean));

/// Read once.
pub(super) fn book(language: Language) -> &'static Book {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}

fn read(language: Language) -> Book {
    let mut reasons = section(include_str!("reasons.json"), language);
    for code in REASON_CODES.lines() {
        if !reasons.contains_key(code)
            && let Some(explained) = limit_reasons::compose(code, language)
        {
            reasons.insert(code.into(), explained);
        }
    }
    Book {
        words: Words {
            language,
            states: section(include_str!("states.json"), language),
            reasons,
            node_states: section(include_str!("node-states.json"), language),
            node_flags: section(include_str!("node-flags.json"), language),
            limits: section(include_str!("limits.json"), language),
        },
        sentences: parsed::<Vec<Entry>>(include_str!("sentences.json"))
            .iter()
            .map(|entry| (entry.begins.to_lowercase(), entry.explained(language)))
            .collect(),
    }
}

fn section(file: &str, language: Language) -> BTreeMap<Arc<str>, Explained> {
    parsed::<BTreeMap<String, Entry>>(file)
        .into_iter()
        .map(|(key, entry)| (key.into(), entry.explained(language)))
        .collect()
}
