//! `files`: what a job is given, and what it leaves.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::amount::FileSize;
use super::cursor::{At, Fields, Report};
use crate::finding::Finding;
use crate::name::FileKey;
use crate::wanted::Wanted;
use crate::yaml::Value;

/// The section `files`.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Files {
    /// Each needs a file.
    pub required: Vec<Input>,
    /// Each may have one.
    pub optional: Vec<Input>,
    /// Patterns of what it leaves, for the list of results.
    pub outputs: Vec<String>,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// For people.
    pub name: String,
    /// In forms (`file_<key>`) and variables (`FILE_<KEY>`); unique, whatever its letters' case.
    pub file_key: FileKey,
    /// Shown, and not enforced: such as `*.py`.
    pub pattern: Option<String>,
    /// Shown.
    pub description: String,
    /// What is to be given.
    pub kind: InputKind,
    /// The smaller one of the two that a file may name.
    pub max_size: Option<FileSize>,
    /// With their dot, in lower case; empty when any will do. A folder has those of archives unless it names some.
    pub extensions: Vec<String>,
    /// Empty when any will do.
    pub mime_types: Vec<String>,
    /// What is in it, for data that has names.
    pub schema: Option<ContentSchema>,
}

/// Patterns of outputs that count.
const MOST_PATTERNS: usize = 100;
/// Bytes of one.
const LONGEST_PATTERN: usize = 256;

/// What kind of input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputKind {
    /// A file.
    File,
    /// A folder.
    Directory,
    /// A file, and what it is for: `data`, `config`, `model`, `code`, …
    Of(String),
}

impl InputKind {
    /// As templates write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Of(purpose) => purpose,
        }
    }
}

impl Serialize for InputKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What names of archives end in: a folder is given as one of these.
pub const ARCHIVES: [&str; 9] = [
    ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".zip",
];

/// What values an input's content must have, a small part of JSON Schema.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ContentSchema {
    /// Names that must be there.
    pub required: Vec<String>,
    /// What is known of each name.
    pub properties: BTreeMap<String, Property>,
}

/// What is known of one value.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Property {
    /// `number`, `integer`, `string`, `boolean`, …
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Least number.
    pub minimum: Option<f64>,
    /// Largest number.
    pub maximum: Option<f64>,
}

impl Files {
    pub(super) fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut fields = at.map(report)?;
        let (mut required, mut optional) = (Some(Vec::new()), Some(Vec::new()));
        if let Some(schema) = fields.take("input_schema") {
            let mut inner = schema.map(report)?;
            required = inputs(&mut inner, "required", report);
            optional = inputs(&mut inner, "optional", report);
            inner.finish(report);
        }
        let outputs = outputs(&mut fields, report);
        // The earlier portal knows it and does nothing with it.
        let _kept_in_the_file = fields.take("config_schema");
        fields.finish(report);
        let files = Self {
            required: required?,
            optional: optional?,
            outputs,
        };
        files.has_unique_keys(at, report).then_some(files)
    }

    /// All inputs, the required ones first.
    pub fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.required.iter().chain(&self.optional)
    }

    fn has_unique_keys(&self, at: &At<'_>, report: &mut Report) -> bool {
        let mut seen = BTreeMap::new();
        let twice = self
            .inputs()
            .find(|input| seen.insert(input.file_key.variable(), ()).is_some());
        if let Some(input) = twice {
            let finding = Finding::FileKeyTwice {
                key: input.file_key.to_string(),
                variable: input.file_key.variable(),
            };
            at.wrong(report, finding, Wanted::OwnFileKey);
        }
        twice.is_none()
    }
}

fn inputs(fields: &mut Fields<'_>, key: &'static str, report: &mut Report) -> Option<Vec<Input>> {
    let Some(at) = fields.take(key) else {
        return Some(Vec::new());
    };
    let read: Vec<_> = at.list(report).iter().map(|item| Input::read(item, report)).collect();
    read.into_iter().collect()
}

/// `output_pattern`, a text or several, and the patterns in `output_schema`.
fn outputs(fields: &mut Fields<'_>, report: &mut Report) -> Vec<String> {
    let (pattern, schema) = (fields.take("output_pattern"), fields.take("output_schema"));
    let mut patterns = match &pattern {
        Some(at) if matches!(at.node.value, Value::List(_)) => at.lines(report),
        Some(at) => at.line(report).into_iter().collect(),
        None => Vec::new(),
    };
    patterns.extend(schema.iter().flat_map(named_patterns));
    patterns.dedup();
    let named = patterns.len();
    patterns.retain(|pattern| pattern.len() <= LONGEST_PATTERN);
    patterns.truncate(MOST_PATTERNS);
    if let Some(at) = schema.or(pattern).filter(|_| patterns.len() < named) {
        let (most, longest) = (MOST_PATTERNS, LONGEST_PATTERN);
        at.odd(report, Finding::PatternsLeftOut { most, longest });
    }
    patterns
}

/// Its shape was never fixed: lists of items, or `required` and `optional` with such lists.
fn named_patterns(at: &At<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![at.node];
    while let Some(node) = waiting.pop() {
        match &node.value {
            Value::List(nodes) => waiting.extend(nodes.iter().rev()),
            Value::Map(entries) => {
                found.extend(
                    node.get("pattern")
                        .and_then(|pattern| pattern.text())
                        .map(str::to_owned),
                );
                let lists = entries
                    .iter()
                    .rev()
                    .filter(|entry| matches!(entry.node.value, Value::List(_)));
                waiting.extend(lists.map(|entry| &entry.node));
            }
            Value::Scalar(_) => {}
        }
    }
    found
}

impl Input {
    fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut fields = at.map(report)?;
        let name = fields
            .need("name", report, Wanted::DisplayName)
            .and_then(|at| at.line(report));
        let file_key = match fields.take("file_key") {
            Some(at) => at.parsed(report, Wanted::FileKey),
            None => key_of_name(at, name.as_deref(), report),
        };
        let kind = fields.take("type").map_or(Some(InputKind::File), |at| {
            at.line(report).map(|kind| match kind.as_str() {
                "file" => InputKind::File,
                "directory" => InputKind::Directory,
                _ => InputKind::Of(kind),
            })
        });
        let pattern = fields.take("pattern").and_then(|at| at.line(report));
        let description = fields
            .take("description")
            .and_then(|at| at.text(report))
            .unwrap_or_default();
        let max_size = fields.take("max_size").map(|at| at.amount(report, Wanted::FileSize));
        let validation = match fields.take("validation") {
            Some(at) => Validation::read(&at, report)?,
            None => Validation::default(),
        };
        fields.finish(report);
        let is_archive = |ending: &String| ARCHIVES.contains(&ending.as_str());
        let endings = &validation.extensions;
        if kind == Some(InputKind::Directory) && !endings.is_empty() && !endings.iter().any(is_archive) {
            let archives = ARCHIVES.join(", ");
            at.odd(report, Finding::FolderWithoutArchive { archives });
        }
        let max_size = max_size.map_or(Some(None), |size: Option<FileSize>| size.map(Some))?;
        Some(Self {
            name: name?,
            file_key: file_key?,
            pattern,
            description,
            max_size: [max_size, validation.max_size].into_iter().flatten().min(),
            extensions: match kind {
                Some(InputKind::Directory) if validation.extensions.is_empty() => ARCHIVES.map(str::to_owned).to_vec(),
                _ => validation.extensions,
            },
            kind: kind?,
            mime_types: validation.mime_types,
            schema: validation.schema,
        })
    }

    /// Whether a file may have this name: `.tar.gz` matches `Data.TAR.GZ`.
    #[must_use]
    pub fn takes_name(&self, file_name: &str) -> bool {
        let name = file_name.to_lowercase();
        self.extensions.is_empty()
            || self
                .extensions
                .iter()
                .any(|extension| name.len() > extension.len() && name.ends_with(extension.as_str()))
    }

    /// What the folder is called that is given as a file of this name: `case` of `case.tar.gz`. None when the input is no folder,
    /// or the file no archive.
    #[must_use]
    pub fn folder_in<'a>(&self, file_name: &'a str) -> Option<&'a str> {
        if self.kind != InputKind::Directory {
            return None;
        }
        let lower = file_name.to_ascii_lowercase();
        let endings = ARCHIVES.into_iter().filter(|ending| lower.ends_with(ending));
        let longest = endings.map(str::len).max()?;
        let folder = file_name.get(..file_name.len() - longest)?;
        (!matches!(folder, "" | "." | "..")).then_some(folder)
    }
}

/// Older templates name no key: then the name is one, as far as it can be.
fn key_of_name(at: &At<'_>, name: Option<&str>, report: &mut Report) -> Option<FileKey> {
    let key = FileKey::from_name(name?);
    match &key {
        Some(key) => at.odd(report, Finding::FileKeyMade { key: key.to_string() }),
        None => at.wrong(report, Finding::NoFileKey, Wanted::FileKey),
    }
    key
}

#[derive(Default)]
struct Validation {
    extensions: Vec<String>,
    mime_types: Vec<String>,
    max_size: Option<FileSize>,
    schema: Option<ContentSchema>,
}

impl Validation {
    fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut fields = at.map(report)?;
        let extensions = fields.take("extensions").map(|at| at.lines(report)).unwrap_or_default();
        let mime_types = fields.take("mime_types").map(|at| at.lines(report)).unwrap_or_default();
        let max_size = fields.take("max_size").map(|at| at.amount(report, Wanted::FileSize));
        let schema = fields.take("schema").map(|at| ContentSchema::read(&at, report));
        fields.finish(report);
        let dotted = |extension: String| {
            let extension = extension.to_lowercase();
            if extension.starts_with('.') {
                extension
            } else {
                format!(".{extension}")
            }
        };
        Some(Self {
            extensions: extensions.into_iter().map(dotted).collect(),
            mime_types,
            max_size: max_size.map_or(Some(None), |size: Option<FileSize>| size.map(Some))?,
            schema: schema.map_or(Some(None), |schema| schema.map(Some))?,
        })
    }
}

impl ContentSchema {
    fn read(at: &At<'_>, report: &mut Report) -> Option<Self> {
        let mut fields = at.map(report)?;
        let _always_object = fields.take("type");
        let required = fields.take("required").map(|at| at.lines(report)).unwrap_or_default();
        let properties = fields
            .take("properties")
            .map(|at| at.entries(report))
            .unwrap_or_default();
        fields.finish(report);
        let mut read = BTreeMap::new();
        for (entry, at) in properties {
            let mut fields = at.map(report)?;
            let property = Property {
                kind: fields.take("type").and_then(|at| at.line(report)),
                minimum: fields.take("minimum").and_then(|at| at.number(report)),
                maximum: fields.take("maximum").and_then(|at| at.number(report)),
            };
            fields.finish(report);
            read.insert(entry.key.clone(), property);
        }
        Some(Self {
            required,
            properties: read,
        })
    }
}
