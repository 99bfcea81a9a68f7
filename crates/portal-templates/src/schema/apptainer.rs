//! `apptainer`: the image a job runs in, what it sees of the machine, and its variables.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::cursor::{At, Fields, Report, shortened};
use crate::finding::Finding;
use crate::name::{BadName, EnvName};
use crate::wanted::Wanted;
use crate::yaml::{Kind, Value};

/// The section `apptainer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Apptainer {
    /// Which one.
    pub image: ImageRule,
    /// What of the machine is visible inside.
    pub bind: Vec<Bind>,
    /// Variables, in the file's order.
    pub env: Vec<(EnvName, String)>,
    /// An app of the image, if it should not be its main one.
    pub app: Option<String>,
}

/// Which image a job may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ImageRule {
    /// This one.
    Fixed(ImageName),
    /// The person chooses.
    Chosen(Selection),
}

/// What a person may choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Selection {
    /// How it is narrowed down.
    pub mode: Mode,
    /// The registry's partition, always there for [`Mode::Partition`].
    pub partition: Option<String>,
    /// Never empty for [`Mode::Specific`].
    pub allowed_images: Vec<ImageName>,
    /// What a form begins with.
    pub default_image: Option<ImageName>,
    /// Whether a job needs one.
    pub required: bool,
}

/// How the choice is narrowed down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Images of one partition of the registry.
    Partition,
    /// Those that are named.
    Specific,
    /// Any.
    Any,
}

/// The partitions that the registry has.
const PARTITIONS: [&str; 4] = ["compute", "viz", "shared", "normal"];

/// The name of an image: its file's, with or without `.sif`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ImageName(String);

impl ImageName {
    /// What is expected where one stands.
    pub const RULE: &'static str = "the name of an image, without folders";

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for ImageName {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let sound = (1..=200).contains(&text.len())
            && !text.contains(['/', '\\'])
            && !text.chars().any(char::is_control)
            && !text.starts_with(['.', '-']);
        if sound {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadName(Self::RULE))
        }
    }
}

/// A folder or file of the machine that is visible in the image: `source[:target[:options]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Bind(String);

impl Bind {
    /// What is expected where one stands.
    pub const RULE: &'static str = "source[:target[:ro|rw]] with absolute paths and without commas";

    /// As Apptainer takes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Bind {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let bad = BadName(Self::RULE);
        let mut parts = text.split(':');
        let (source, target, options) = (parts.next(), parts.next(), parts.next());
        let path = |path: &str| path.starts_with('/') && !path.split('/').any(|part| part == "..");
        let sound = text.len() <= 4096
            && !text.contains(',')
            && !text.chars().any(char::is_control)
            && source.is_some_and(path)
            && target.is_none_or(path)
            && options.is_none_or(|options| matches!(options, "ro" | "rw"))
            && parts.next().is_none();
        if sound { Ok(Self(text.to_owned())) } else { Err(bad) }
    }
}

impl Apptainer {
    pub(super) fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut fields = at.map(report)?;
        let image = image(&mut fields, report);
        let bind: Vec<Option<Bind>> = fields.take("bind").map_or_else(Vec::new, |at| {
            at.list(report)
                .iter()
                .map(|item| item.parsed(report, Wanted::Bind))
                .collect()
        });
        let env = fields.take("env").map_or_else(Vec::new, |at| variables(&at, report));
        let app = fields.take("app").and_then(|at| at.line(report));
        // Written by editors; they say nothing that the image does not.
        for ignored in ["mode", "image_required"] {
            let _kept_in_the_file = fields.take(ignored);
        }
        fields.finish(report);
        Some(Self {
            image: image?,
            bind: bind.into_iter().collect::<Option<_>>()?,
            env: env.into_iter().collect::<Option<_>>()?,
            app,
        })
    }

    /// What the API gives as `apptainer_normalized`.
    #[must_use]
    pub fn normalized(&self) -> Json {
        let mut map = match &self.image {
            ImageRule::Fixed(name) => json!({"mode": "fixed", "image_name": name, "user_selectable": false}),
            ImageRule::Chosen(selection) => json!({
                "mode": selection.mode,
                "partition": selection.partition,
                "allowed_images": selection.allowed_images,
                "default_image": selection.default_image,
                "required": selection.required,
                "user_selectable": true,
            }),
        };
        if let Json::Object(map) = &mut map {
            let env = self
                .env
                .iter()
                .map(|(name, value)| (name.to_string(), Json::String(value.clone())));
            map.insert("bind".to_owned(), json!(self.bind));
            map.insert("env".to_owned(), Json::Object(env.collect::<Map<_, _>>()));
        }
        map
    }
}

fn image(fields: &mut Fields<'_>, report: &mut Report) -> Option<ImageRule> {
    let (name, selection) = (fields.take("image_name"), fields.take("image_selection"));
    match (name, selection) {
        (name, Some(selection)) => {
            if let Some(name) = name {
                name.odd(report, Finding::ImageTwice);
            }
            Selection::read(&selection, report).map(ImageRule::Chosen)
        }
        (Some(name), None) => name.parsed(report, Wanted::Image).map(ImageRule::Fixed),
        (None, None) => {
            fields.wrong(report, Finding::NoImage, None);
            None
        }
    }
}

impl Selection {
    fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut fields = at.map(report)?;
        let mode = match fields.take("mode") {
            None => Some(Mode::Partition),
            Some(at) => mode(&at, report),
        };
        let partition = fields.take("partition").map(|at| partition(&at, report));
        let allowed: Vec<Option<ImageName>> = fields.take("allowed_images").map_or_else(Vec::new, |at| {
            at.list(report)
                .iter()
                .map(|item| item.parsed(report, Wanted::Image))
                .collect()
        });
        let default_image = fields.take("default_image").map(|at| at.parsed(report, Wanted::Image));
        let required = fields.take("required").map_or(Some(true), |at| at.flag(report));
        match mode {
            Some(Mode::Partition) if partition.is_none() => {
                fields.wrong(report, Finding::ImagePartitionNeeded, Wanted::one_of(&PARTITIONS));
                return None;
            }
            Some(Mode::Specific) if allowed.is_empty() => {
                fields.wrong(report, Finding::AllowedImagesNeeded, Wanted::Images);
                return None;
            }
            _ => {}
        }
        fields.finish(report);
        Some(Self {
            mode: mode?,
            // Wrong, and so nothing at all; or absent.
            partition: partition.map_or(Some(None), |partition| partition.map(Some))?,
            allowed_images: allowed.into_iter().collect::<Option<_>>()?,
            default_image: default_image.map_or(Some(None), |image| image.map(Some))?,
            required: required?,
        })
    }
}

fn mode(at: &At<'_>, report: &mut Report) -> Option<Mode> {
    let text = at.line(report)?;
    match text.as_str() {
        "partition" => Some(Mode::Partition),
        "specific" => Some(Mode::Specific),
        "any" => Some(Mode::Any),
        _ => {
            let value = shortened(&text);
            let wanted = Wanted::one_of(&["partition", "specific", "any"]);
            at.wrong(report, Finding::BadImageMode { value }, wanted);
            None
        }
    }
}

fn partition(at: &At<'_>, report: &mut Report) -> Option<String> {
    let text = at.line(report)?;
    if PARTITIONS.contains(&text.as_str()) {
        return Some(text);
    }
    let value = shortened(&text);
    at.wrong(
        report,
        Finding::BadImagePartition { value },
        Wanted::one_of(&PARTITIONS),
    );
    None
}

/// Variables as the job gets them. What YAML 1.1 makes of an unquoted value is what jobs got so far (`yes` is `True`,
/// `0022` is `18`), so they still do, with a warning.
fn variables(at: &At<'_>, report: &mut Report) -> Vec<Option<(EnvName, String)>> {
    let mut read = Vec::new();
    for (entry, at) in at.entries(report) {
        let name: Option<EnvName> = entry.key.parse().ok();
        if name.is_none() {
            at.wrong(report, Finding::BadVariableName, Wanted::EnvName);
        }
        let value = variable(&at, report);
        read.push(name.zip(value));
    }
    read
}

fn variable(at: &At<'_>, report: &mut Report) -> Option<String> {
    let Value::Scalar(scalar) = &at.node.value else {
        at.instead(report, Wanted::Text);
        return None;
    };
    let value = match scalar.kind {
        Kind::Null => String::new(),
        Kind::Bool(true) => "True".to_owned(),
        Kind::Bool(false) => "False".to_owned(),
        Kind::Int(number) => number.to_string(),
        Kind::Float(number) if number.is_finite() => format!("{number:?}"),
        _ => scalar.text.clone(),
    };
    if value != scalar.text {
        let finding = Finding::ReadAsValue {
            written: scalar.text.clone(),
            found: at.node.shape(),
            value: value.clone(),
        };
        at.odd(report, finding);
    }
    if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        at.wrong(report, Finding::BadVariableValue, Wanted::Text);
        return None;
    }
    Some(value)
}
