//! Templates as the API shows them.

use std::collections::BTreeMap;

use portal_db::templates::Template;
use portal_http::Caller;
use portal_templates::store::Access;
use portal_templates::{Finding, Wanted};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::shelf::may;

/// A template: what its file says, whatever that is, and beside it what the portal knows.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only describes the answer in the OpenAPI document")]
pub(crate) struct TemplateDocument {
    /// What it is known by.
    template_id: String,
    /// What the file says, or its folder.
    category: String,
    /// `official`, `community` or `private:<user>`.
    source: String,
    /// Below the folder of templates.
    file_path: String,
    /// The first 16 digits of `digest`.
    file_hash: String,
    /// Bytes.
    file_size: u64,
    /// RFC 3339.
    last_modified: String,
    /// SHA-256 of the file: its version.
    digest: String,
    /// Who put it there; null when an operator did.
    #[schema(required = true)]
    owner: Option<String>,
    /// Whether a job can be made of it.
    usable: bool,
    /// Whether the caller may write another version of it.
    may_change: bool,
    /// Whether the caller may archive it.
    may_delete: bool,
    /// The section `template` of the file.
    #[schema(value_type = Object)]
    template: Value,
    /// The section `slurm`.
    #[schema(value_type = Object)]
    slurm: Value,
    /// The section `apptainer`.
    #[schema(value_type = Object)]
    apptainer: Value,
    /// What the section `apptainer` means, when it means something.
    #[schema(value_type = Option<Object>)]
    apptainer_normalized: Value,
    /// The section `files`.
    #[schema(value_type = Option<Object>)]
    files: Value,
    /// The section `script`.
    #[schema(value_type = Option<Object>)]
    script: Value,
    /// The section `overrides`.
    #[schema(value_type = Option<Object>)]
    overrides: Value,
    /// What is wrong with it; not in lists.
    problems: Option<Vec<ProblemView>>,
    /// The file itself; not in lists.
    yaml: Option<String>,
}

/// One problem of one file.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only describes the answer in the OpenAPI document")]
pub(crate) struct ProblemView {
    file: String,
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
    /// The key's path, such as `slurm.nodes`; empty for the file as a whole.
    path: String,
    /// `warning`, `error` (no job can be made of it) or `fatal` (it cannot be listed).
    severity: String,
    /// In English.
    message: String,
    /// What was expected, in English; perhaps empty.
    expected: String,
    /// What is wrong, for clients that say it in other words.
    #[schema(schema_with = finding_code)]
    code: String,
    /// What the message names; absent without any.
    #[schema(value_type = Option<Object>)]
    params: Option<Value>,
    /// What was expected; null when the message says it.
    #[schema(required = true)]
    wanted: Option<WantedView>,
}

/// What would be right in the place of what is wrong.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only describes the answer in the OpenAPI document")]
pub(crate) struct WantedView {
    #[schema(schema_with = wanted_code)]
    code: String,
    /// What its words name; absent without any.
    #[schema(value_type = Option<Object>)]
    params: Option<Value>,
}

fn finding_code() -> Object {
    one_of(Finding::CODES)
}

fn wanted_code() -> Object {
    one_of(Wanted::CODES)
}

fn one_of(codes: &'static [&'static str]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(codes.iter().copied()))
        .build()
}

/// Fields that the portal says itself, whatever a file, or one that cannot be read now said before, has under their names.
const KNOWN: [&str; 10] = [
    "digest",
    "owner",
    "usable",
    "may_change",
    "may_delete",
    "template_id",
    "source",
    "file_path",
    "problems",
    "yaml",
];

/// A template as lists show it.
#[derive(Debug, Serialize)]
pub(crate) struct Item {
    /// What the file says, text as the database has it: lists of a thousand are not taken apart and put together again.
    #[serde(flatten)]
    document: BTreeMap<String, Box<RawValue>>,
    digest: String,
    owner: Option<String>,
    usable: bool,
    may_change: bool,
    may_delete: bool,
    template_id: String,
    source: String,
    file_path: String,
}

/// A template with all that is known.
#[derive(Debug, Serialize)]
pub(crate) struct Detail {
    #[serde(flatten)]
    item: Item,
    problems: Value,
    yaml: Option<String>,
}

impl Item {
    pub(super) fn new(caller: &Caller, row: Template) -> Self {
        let document = serde_json::from_str(&row.document);
        let mut document: BTreeMap<String, Box<RawValue>> = document.unwrap_or_default();
        KNOWN.iter().for_each(|known| drop(document.remove(*known)));
        Self {
            document,
            usable: row.is_usable,
            may_change: may(caller, &Access::Change, &row),
            may_delete: may(caller, &Access::Delete, &row),
            digest: row.digest,
            owner: row.owner,
            template_id: row.template_id,
            source: row.source,
            file_path: row.file_path,
        }
    }
}

impl Detail {
    pub(super) fn new(caller: &Caller, row: Template, yaml: Option<String>) -> Self {
        Self {
            problems: problems(&row),
            item: Item::new(caller, row),
            yaml,
        }
    }
}

/// What is wrong with a file.
pub(super) fn problems(row: &Template) -> Value {
    serde_json::from_str(&row.problems).unwrap_or_else(|_unfit| json!([]))
}
