//! An image as people choose it: what it says itself, and what operators wrote beside it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kind::{self, Kind};
use crate::sif::ImageInfo;

/// Letters of the digest that an id has.
const OF_DIGEST: usize = 16;

/// An image of the catalogue. Where it lies is not part of it: the same one may lie in many places.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Image {
    /// What it is called: the file's name without `.sif`, unless a description names it.
    pub name: String,
    /// What it is for: `compute`, `viz`, `shared`, or as the registry's folder is called.
    pub partition: String,
    /// What kind of work it does.
    pub kind: Kind,
    /// Its version, or `unknown`.
    pub version: String,
    /// One sentence.
    pub description: String,
    /// Labels by name.
    pub labels: BTreeMap<String, String>,
    /// Applications inside.
    pub apps: Vec<String>,
    /// What `run` does.
    pub runscript: Option<String>,
    /// Its environment: scripts by path, or variables as a description lists them.
    pub env_vars: BTreeMap<String, String>,
    /// Commands that it offers, as they were written; [`crate::command::CommandTemplate`] reads them.
    pub command_templates: Vec<Value>,
    /// The id that a description gives it, for those who still use that.
    pub given_id: Option<String>,
    /// What the image says itself.
    pub info: ImageInfo,
    /// What is wrong with what was written beside it.
    pub remarks: Vec<String>,
}

impl Image {
    /// Makes it of what is known: the file's name without `.sif`, the partition, the image, and what is written beside it.
    #[must_use]
    pub fn new(stem: &str, partition: &str, found_by: FoundBy, info: ImageInfo, beside: Beside) -> Self {
        let label = |name: &str| labelled(&info.labels, name);
        let kind = match found_by {
            FoundBy::Registry => kind::in_registry(stem, partition),
            FoundBy::Node => kind::on_node(stem, label("type")),
        };
        let version = label("version").map(str::to_owned).or_else(|| kind::version_in(stem));
        let description = label("description").map(str::to_owned);
        let mut image = Self {
            name: stem.to_owned(),
            partition: partition.to_owned(),
            kind,
            version: version.unwrap_or_else(|| "unknown".to_owned()),
            description: description.unwrap_or_else(|| format!("{stem}.sif from {partition} partition")),
            labels: info.labels.clone(),
            apps: info.apps.keys().cloned().collect(),
            runscript: info.runscript.clone(),
            env_vars: info.environment.clone(),
            info,
            ..Self::default()
        };
        beside.describe(&mut image);
        image
    }

    /// Its id: the beginning of its digest. The same in every place, under every name and at every discovery; another build has
    /// another one, so that a job can say which build it ran.
    #[must_use]
    pub fn id(&self) -> &str {
        self.info.digest.get(..OF_DIGEST).unwrap_or_default()
    }
}

/// How an image came to be known; the earlier portal guessed kinds by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// It lies in the registry's folder.
    Registry,
    /// It lies on a node.
    Node,
}

/// A label whatever its letters' case, also under the names that image formats have for it.
fn labelled<'l>(labels: &'l BTreeMap<String, String>, name: &str) -> Option<&'l str> {
    let known = |wanted: &str| {
        let mut all = labels.iter();
        let found = all.find(|(label, value)| label.eq_ignore_ascii_case(wanted) && !value.trim().is_empty());
        found.map(|(_, value)| value.trim())
    };
    known(name)
        .or_else(|| known(&format!("org.opencontainers.image.{name}")))
        .or_else(|| known(&format!("org.label-schema.{name}")))
}

/// Files that are written beside an image.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// `NAME.json`: keys of the catalogue, which count before what the image says.
    pub description: Option<Vec<u8>>,
    /// `NAME.commands.json`: the list `command_templates`.
    pub commands: Option<Vec<u8>>,
}

impl Beside {
    fn describe(self, image: &mut Image) {
        if let Some(bytes) = self.description {
            match serde_json::from_slice(&bytes) {
                Ok(Value::Object(keys)) => keys.into_iter().for_each(|(key, value)| take(image, &key, value)),
                Ok(_) => image.remarks.push("its description is no JSON object".to_owned()),
                Err(error) => image.remarks.push(format!("its description cannot be read: {error}")),
            }
        }
        if let Some(bytes) = self.commands.filter(|_| image.command_templates.is_empty()) {
            let listed = |mut value: Value| value.get_mut("command_templates").map(Value::take);
            match serde_json::from_slice(&bytes).map(listed) {
                Ok(Some(Value::Array(templates))) => image.command_templates = templates,
                Ok(_) => image
                    .remarks
                    .push("its commands have no list command_templates".to_owned()),
                Err(error) => image.remarks.push(format!("its commands cannot be read: {error}")),
            }
        }
    }
}

/// One key of a description. What has another type than it should is told, the rest counts; unknown keys are passed over.
fn take(image: &mut Image, key: &str, value: Value) {
    let fits = match key {
        "id" => set(&mut image.given_id, text(value).map(Some)),
        "name" => set(&mut image.name, text(value)),
        "version" => set(&mut image.version, text(value)),
        "description" => set(&mut image.description, text(value)),
        "partition" => set(&mut image.partition, text(value)),
        "type" => set(
            &mut image.kind,
            text(value).map(|kind| Kind::named(&kind).unwrap_or_default()),
        ),
        "runscript" => set(&mut image.runscript, text(value).map(Some)),
        "labels" => texts(value).is_some_and(|labels| {
            image.labels.extend(labels);
            true
        }),
        "env_vars" => set(&mut image.env_vars, texts(value)),
        "apps" => set(&mut image.apps, serde_json::from_value(value).ok()),
        "command_templates" => set(&mut image.command_templates, serde_json::from_value(value).ok()),
        _ => true,
    };
    if !fits {
        image
            .remarks
            .push(format!("{key} of its description is not what it should be"));
    }
}

fn set<T>(field: &mut T, value: Option<T>) -> bool {
    let Some(value) = value else {
        return false;
    };
    *field = value;
    true
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.replace('\0', "\u{fffd}")),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn texts(value: Value) -> Option<BTreeMap<String, String>> {
    let Value::Object(values) = value else {
        return None;
    };
    let shown = |value: Value| match value {
        Value::String(text) => text.replace('\0', "\u{fffd}"),
        other => other.to_string(),
    };
    Some(values.into_iter().map(|(name, value)| (name, shown(value))).collect())
}
