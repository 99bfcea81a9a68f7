//! From what was found to what rows say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use portal_apptainer::{Discovery, Image, Reading};
use portal_db::images::{Look, NewImage, Source};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::REGISTRY;
use super::look::Report;

/// PostgreSQL's indexes have room for some 2,700 bytes: a longer path is passed over, as if there were no file.
const LONGEST_PATH: usize = 2000;
/// Letters of a name, an id or a partition; descriptions can say more.
const LONGEST_NAME: usize = 200;

/// What rows have to learn of a look; the registry's report is the first.
pub(super) fn rows(registry: &Path, reports: &[Report]) -> Look {
    let mut images: BTreeMap<String, NewImage> = BTreeMap::new();
    let mut sources = Vec::new();
    for report in reports {
        let place = |path: &str| absolute(registry, &report.node, path);
        let found = report.discovery.images().filter_map(|(path, image)| {
            let (path, id) = (place(path), image.id().to_owned());
            if path.len() > LONGEST_PATH {
                return None;
            }
            images
                .entry(id.clone())
                .or_insert_with(|| row(&report.node, &path, image));
            Some((path, id))
        });
        sources.push(Source {
            found: found.collect(),
            node: report.node.clone(),
            is_complete: report.is_complete(),
            refused: refused(&report.discovery).map(place).collect(),
        });
    }
    Look {
        sources,
        images: images.into_values().collect(),
    }
}

fn refused(discovery: &Discovery) -> impl Iterator<Item = &str> {
    let found = discovery.found.iter();
    found.filter_map(|(path, found)| matches!(*found.reading, Reading::Refused(_)).then_some(path.as_str()))
}

/// Paths of the registry are told beneath its folder.
fn absolute(registry: &Path, node: &str, path: &str) -> String {
    if node == REGISTRY {
        registry.join(path).display().to_string()
    } else {
        path.to_owned()
    }
}

fn row(node: &str, path: &str, image: &Image) -> NewImage {
    let info = &image.info;
    let tags: BTreeSet<&String> = image.labels.keys().collect();
    let mut row = NewImage {
        id: image.id().to_owned(),
        name: name(&image.name),
        path: path.to_owned(),
        node: node.to_owned(),
        partition: name(&image.partition),
        kind: image.kind.as_str().to_owned(),
        size: i64::try_from(info.size).unwrap_or(i64::MAX),
        version: without_nul(&image.version),
        description: without_nul(&image.description),
        labels: text(&image.labels),
        apps: text(&image.apps),
        runscript: image.runscript.as_deref().map(without_nul),
        env_vars: text(&image.env_vars),
        command_templates: text(&image.command_templates),
        digest: info.digest.clone(),
        given_id: image.given_id.as_deref().map(name),
        tags: text(&tags),
        arch: info.arch.clone(),
        built_at: (info.created > 0).then(|| portal_config::rfc3339_seconds(info.created)),
        is_signed: !info.signatures.is_empty(),
        details: details(image).to_string(),
        said: String::new(),
    };
    row.said = fingerprint(&row);
    row
}

/// Keys as the API shows them.
fn details(image: &Image) -> Value {
    let info = &image.info;
    let mut remarks = image.remarks.clone();
    remarks.extend(info.remarks.iter().cloned());
    json!({
        "help": info.help,
        "definition": info.deffile,
        "startscript": info.startscript,
        "test": info.test,
        "signatures": info.signatures,
        "filesystem": info.filesystem,
        "app_details": info.apps,
        "remarks": remarks,
    })
}

/// The same for the same row, and another one for another: rows are compared by it, nothing else.
fn fingerprint(row: &NewImage) -> String {
    let digest = Sha256::digest(format!("{row:?}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn text(value: &impl Serialize) -> String {
    json!(value).to_string()
}

/// PostgreSQL's texts cannot hold NUL, which an image can say.
fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// Something short that is in an index.
fn name(text: &str) -> String {
    without_nul(text).chars().take(LONGEST_NAME).collect()
}
