//! Images as the API shows them.

use portal_db::images::{Image, Place};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// An image: the columns of the earlier portal, then what is known besides.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImageView {
    /// The first 16 digits of `digest`.
    id: String,
    name: String,
    /// Absolute, on `node`.
    path: String,
    /// `headnode` for the registry.
    node: String,
    partition: String,
    /// `viz`, `compute`, `shared` or `custom`.
    #[serde(rename = "type")]
    kind: String,
    /// Bytes.
    size: i64,
    version: String,
    description: String,
    #[schema(value_type = Object)]
    labels: Value,
    #[schema(value_type = Vec<String>)]
    apps: Value,
    #[schema(required = true)]
    runscript: Option<String>,
    #[schema(value_type = Object)]
    env_vars: Value,
    /// Commands that it offers.
    #[schema(value_type = Vec<Object>)]
    command_templates: Value,
    /// RFC 3339: when it was first seen.
    created_at: String,
    /// RFC 3339: when it was last found to say something else, to be gone or to be back.
    updated_at: String,
    /// RFC 3339: when it was last seen.
    last_scanned: String,
    /// 1 while it lies anywhere; 0.
    is_active: u8,
    /// What tells builds from one another: 64 hexadecimal digits.
    digest: String,
    /// The id that an operator wrote beside it; it is found under that too.
    #[schema(required = true)]
    given_id: Option<String>,
    /// For which processors: `amd64`, `arm64`.
    #[schema(required = true)]
    arch: Option<String>,
    /// RFC 3339.
    #[schema(required = true)]
    built_at: Option<String>,
    /// Whether it carries signatures. Nobody has verified them.
    signed: bool,
    /// Everywhere it lies.
    places: Vec<PlaceOfImage>,
}

/// Where an image lies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceOfImage {
    /// `headnode` for the registry.
    node: String,
    /// Absolute.
    path: String,
    /// RFC 3339.
    last_seen_at: String,
}

/// As lists show it; on `wanted`, when that was asked for.
pub(super) fn image(row: Image, places: Vec<Place>, wanted: Option<&str>) -> ImageView {
    let there = wanted.and_then(|wanted| places.iter().find(|place| place.node == wanted));
    let (node, path) = match there {
        Some(place) => (place.node.clone(), place.path.clone()),
        None => (row.node, row.path),
    };
    ImageView {
        id: row.id,
        name: row.name,
        path,
        node,
        partition: row.partition,
        kind: row.kind,
        size: row.size,
        version: row.version,
        description: row.description,
        labels: read(&row.labels, json!({})),
        apps: read(&row.apps, json!([])),
        runscript: row.runscript,
        env_vars: read(&row.env_vars, json!({})),
        command_templates: read(&row.command_templates, json!([])),
        created_at: row.created_at,
        updated_at: row.updated_at,
        last_scanned: row.last_scanned,
        is_active: u8::from(row.is_active),
        digest: row.digest,
        given_id: row.given_id,
        arch: row.arch,
        built_at: row.built_at,
        signed: row.is_signed,
        places: places.into_iter().map(PlaceOfImage::from).collect(),
    }
}

/// The contract's answer to what cannot be read: nothing.
pub(super) fn read(text: &str, otherwise: Value) -> Value {
    serde_json::from_str(text).unwrap_or(otherwise)
}

impl From<Place> for PlaceOfImage {
    fn from(place: Place) -> Self {
        Self {
            node: place.node,
            path: place.path,
            last_seen_at: place.last_seen_at,
        }
    }
}
