//! A job of a template, as a client writes it; and what `POST /api/v2/jobs` takes.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::cluster::jobs::submit::draft::JobDraft;

/// A job that a template makes.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateJob {
    /// Of which template.
    pub(crate) template_id: String,
    /// The `digest` of the version that the caller has seen; another one is refused.
    pub(crate) template_digest: Option<String>,
    /// Where the template leaves a choice.
    pub(crate) image_id: Option<String>,
    /// The caller's finished uploads, by the keys of the template's inputs.
    #[serde(default)]
    pub(crate) inputs: BTreeMap<String, String>,
    /// What is changed of the template, as far as it allows: `time`, `mem`, `nodes`, `env.<NAME>`…
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(crate) overrides: Map<String, Value>,
    /// Of the job; the template's when absent.
    pub(crate) name: Option<String>,
    /// A command that the image offers, instead of the template's own.
    pub(crate) command: Option<CommandChoice>,
    /// The script of a preview, edited. It is submitted as it is.
    pub(crate) script: Option<String>,
    /// Submits it held: it waits until it is released.
    #[serde(default)]
    pub(crate) hold: bool,
}

/// A command of an image.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommandChoice {
    /// As the image calls it.
    pub(crate) template_id: String,
}

/// A script, or what a template makes one of: whichever has a `template_id`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum JobRequest {
    /// A script.
    Script(Box<JobDraft>),
    /// A template.
    Template(Box<TemplateJob>),
}

impl<'de> Deserialize<'de> for JobRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not serde's untagged: that tells of neither what is wrong with it.
        fn read<T: DeserializeOwned, E: serde::de::Error>(value: Value) -> Result<Box<T>, E> {
            serde_json::from_value(value).map(Box::new).map_err(E::custom)
        }
        let value = Value::deserialize(deserializer)?;
        if !value.is_object() {
            return Err(D::Error::custom("expected an object"));
        }
        if value.get("template_id").is_some() {
            read(value).map(Self::Template)
        } else {
            read(value).map(Self::Script)
        }
    }
}
