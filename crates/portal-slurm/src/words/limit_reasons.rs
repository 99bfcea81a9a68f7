//! Reasons of the limits of accounts and QOS, put together from what is limited (CPU, memory, …) and how.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::text::{Text, parsed};
use super::{Explained, Language};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitReasons {
    resources: BTreeMap<String, Resource>,
    /// By pattern: `QOSMax*PerUser`, where the star is a resource.
    families: BTreeMap<String, Family>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resource {
    /// Other spellings that Slurm has of it.
    also: Vec<String>,
    en: Names,
    ko: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    /// Before a noun: "CPU".
    kind: String,
    /// As an amount: "CPUs".
    amount: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    en: Text,
    ko: Text,
}

static LIMIT_REASONS: LazyLock<LimitReasons> = LazyLock::new(|| parsed(include_str!("limit-reasons.json")));

/// Explains a code of one of the families. Slurm ends some of them in `Limit` and others not, with no difference in meaning.
pub(super) fn compose(code: &str, language: Language) -> Option<Explained> {
    let plain = code
        .strip_suffix("Limit")
        .or_else(|| code.strip_suffix("NotSatisfied"))
        .unwrap_or(code);
    LIMIT_REASONS.families.iter().find_map(|(pattern, family)| {
        let (before, after) = pattern.split_once('*')?;
        let resource = resource(plain.strip_prefix(before)?.strip_suffix(after)?)?;
        let (text, names) = match language {
            Language::English => (&family.en, &resource.en),
            Language::Korean => (&family.ko, &resource.ko),
        };
        let fill = |text: &str| {
            let text = text.replace("{kind}", &names.kind).replace("{amount}", &names.amount);
            text.into()
        };
        Some(Explained {
            title: fill(&text.title),
            meaning: fill(&text.meaning),
            advice: fill(&text.advice),
            word: "".into(),
        })
    })
}

fn resource(word: &str) -> Option<&'static Resource> {
    LIMIT_REASONS
        .resources
        .iter()
        .find(|(name, resource)| *name == word || resource.also.iter().any(|other| other == word))
        .map(|(_, resource)| resource)
}
